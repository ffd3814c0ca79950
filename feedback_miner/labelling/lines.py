"""Lexicon lines proposed from labelled texts, with what they change on texts they did not see.

A word or pair of neighbours becomes a line where it stands in texts whose factor the rules missed
and hardly elsewhere. Lines are taken one by one, the most useful first, as long as the factor F1
grows: adding pairs helps as long as their precision is above half the F1 (Lipton et al., 2014);
the lower bound of Wilson's interval (1927) of that precision has to be, and so many right by chance
unlikely. The figures are cross-fitted: each fold is read with the lines of the others.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from feedback_miner import lexicon
from feedback_miner.annotate import Annotation, Annotator
from feedback_miner.codebooks.accept import accept
from feedback_miner.codebooks.proposals import Line
from feedback_miner.codebooks.suggest import LOOSE
from feedback_miner.evaluation import FULL
from feedback_miner.learned.gold import kind_of
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options
from feedback_miner.text import clauses, dictionary
from feedback_miner.text.normalise import normalise
from feedback_miner.text.segment import Segmenter

__all__ = ["Change", "Doubtful", "Gain", "Proposals", "propose"]

FOLDS = 5
SAMPLES = 1000
LONGEST = 8  # characters of a term
SURE = 0.2  # two-sided level of Wilson's interval: its lower end is passed nine times in ten
CHANCE = 1e-3  # binomial probability of so many texts of a factor above which a term is let go
LEAST_PRECISION = 0.5  # of the lower end: a line is read by people, who want to believe it
AGREED = 0.8  # share of one polarity from which a line settles it
SETTLING = 7  # texts from which a polarity is settled, its share's lower end above a half
STRENGTH = 0.6  # score of such a line
DOUBTED = 5  # texts from which a term of the codebook is doubted
_TERM = re.compile("[\u4e00-\u9fff]{2,}")
Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gain:
    """A proposed line: of the labelled texts that hold the term and in which the factor was not
    found, ``right`` have it and ``wrong`` have not; ``examples`` are some of the former."""

    line: Line
    right: int
    wrong: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Words for which the rules found a factor that the labels mostly lack."""

    words: str
    factor: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of one engine before and after, and the 95 % bootstrap interval of the change."""

    engine: str
    name: str
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True)
class Proposals:
    """Lines proposed, entries that mislead, and the figures over ``n`` labelled texts."""

    gains: tuple[Gain, ...]
    doubtful: tuple[Doubtful, ...]
    changes: tuple[Change, ...]
    n: int


@dataclass(frozen=True)
class _Text:
    """A labelled text: gold and found polarity by factor, and the terms in it."""

    line: Gold
    wanted: Mapping[str, str]
    found: frozenset[str]
    terms: frozenset[str]
    fold: int


def propose(gold: Sequence[Gold], options: Options, *, least: int = 3) -> Proposals:
    """Return lines for the lexicons of ``options.codebook`` that ``gold`` speaks for.

    Gold lines without factors, and invalid ones, are passed over. A term must stand in ``least``
    texts whose factor was missed. Figures are those of the rules and of ``options.sentiment``;
    the same gold gives the same lines. Raises ConfigError for a codebook or model that is wrong.
    """
    codebook = lexicon.load(options.codebook)
    chosen = [g for g in gold if g.get("valid", True) and g.get("factors") is not None]
    ruled = _annotated(chosen, replace(options, sentiment="rules", model=""))
    texts = _texts(chosen, ruled, codebook)
    gains = _gains(texts, codebook, least)
    engines = dict.fromkeys(["rules", options.sentiment])
    changes: list[Change] = []
    for engine in engines:
        given = replace(options, sentiment=engine, model=options.model if engine != "rules" else "")
        before = ruled if engine == "rules" else _annotated(chosen, given)
        after = _crossed(texts, before, codebook, given, least)
        changes += _changes(engine, chosen, before, after, options.seed)
    return Proposals(tuple(gains), tuple(_doubtful(chosen, ruled)), tuple(changes), len(chosen))


def _annotated(gold: Sequence[Gold], options: Options) -> list[Annotation]:
    items = [(str(g["text"]), str(g.get("question", "")), kind_of(g)) for g in gold]
    return Annotator(options).annotate_many(items)


def _texts(gold: Sequence[Gold], said: Sequence[Annotation], codebook: Codebook) -> list[_Text]:
    segmenter = Segmenter((*codebook.terms, *codebook.lexemes), codebook.stopwords, fast=True)
    return [
        _Text(
            line,
            {factor: FULL[str(polarity)] for factor, polarity in line["factors"]},
            frozenset(one.factor for one in annotation.opinions),
            frozenset(_terms(str(line["text"]), segmenter, codebook)),
            hashlib.sha256(str(line["text"]).encode()).digest()[0] % FOLDS,
        )
        for line, annotation in zip(gold, said, strict=True)
    ]


def _terms(text: str, segmenter: Segmenter, codebook: Codebook) -> Iterator[str]:
    """Yield the words of a text, and pairs of neighbours in a clause, that may become lines."""
    clean = normalise(text).text
    for start, end in clauses.split(clean):
        words = segmenter.cut(clean[start:end])
        content = set(segmenter.keywords(clean[start:end]))
        pairs = [a + b for a, b in pairwise(words) if b in content and a[0] not in LOOSE]
        for term in (*content, *pairs):
            known = codebook.lexemes.get(term)
            named = known and known.is_aspect and not known.lent
            if len(term) <= LONGEST and _TERM.fullmatch(term) and not named:
                yield term


def _gains(texts: Sequence[_Text], codebook: Codebook, least: int) -> list[Gain]:
    """Return the lines that raise the factor F1 on these texts, the most useful first."""
    holding: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        for term in text.terms:
            holding[term].append(row)
    found = [set(text.found) for text in texts]
    hits = sum(len(text.found & set(text.wanted)) for text in texts)
    given, wanted = (sum(len(x) for x in sets) for sets in (found, [t.wanted for t in texts]))
    factors = [factor.id for factor in codebook.factors]
    missed = Counter(factor for text in texts for factor in set(text.wanted) - text.found)
    unfound = {f: sum(f not in text.found for text in texts) for f in factors}
    base = {f: missed[f] / max(1, unfound[f]) for f in factors}
    open_ = {
        (term, factor)
        for term, rows in holding.items()
        for factor in factors
        if sum(factor in texts[row].wanted for row in rows) >= least
    }
    gains: list[Gain] = []
    while open_:
        best: tuple[float, int, str, str, int, int] | None = None
        f1 = 2 * hits / max(1, given + wanted)
        for term, factor in sorted(open_):
            rows = [row for row in holding[term] if factor not in found[row]]
            right = sum(factor in texts[row].wanted for row in rows)
            wrong = len(rows) - right
            if (
                right < least
                or _low(right, wrong) < max(LEAST_PRECISION, f1 / 2)
                or binom.sf(right - 1, len(rows), base[factor]) > CHANCE
            ):
                open_.discard((term, factor))  # it can only lose texts to other lines
                continue
            after = 2 * (hits + right) / (given + len(rows) + wanted)
            rank = (after, -len(term), term, factor, right, wrong)
            if best is None or rank > best:
                best = rank
        if best is None:
            break
        _, _, term, factor, right, wrong = best
        rows = [row for row in holding[term] if factor not in found[row]]
        speaking = [row for row in rows if factor in texts[row].wanted]
        polarities = [texts[row].wanted[factor] for row in speaking]
        gains.append(
            Gain(
                Line(term, factor, score=_score(term, polarities)),
                right,
                wrong,
                tuple(str(texts[row].line["text"])[:60] for row in speaking[:3]),
            )
        )
        for row in rows:
            found[row].add(factor)
        hits, given = hits + right, given + len(rows)
        open_.discard((term, factor))
        # One term, one factor: the lexicons would not know which.
        open_ = {pair for pair in open_ if pair[0] != term}
    return gains


def _low(right: int, wrong: int) -> float:
    return float(proportion_confint(right, right + wrong, alpha=SURE, method="wilson")[0])


def _score(term: str, polarities: Sequence[str]) -> float | None:
    """Return the score of a line, None where it is to name the factor alone: a noun (定金) judges
    nothing itself, whatever was said of it, and a few texts settle no polarity."""
    if dictionary.load().tags.get(term, "").startswith("n") or len(polarities) < SETTLING:
        return None
    for polarity, score in (("negative", -STRENGTH), ("positive", STRENGTH)):
        agreed = polarities.count(polarity)
        others = len(polarities) - agreed
        if agreed >= AGREED * len(polarities) and _low(agreed, others) > LEAST_PRECISION:
            return score
    return None


def _crossed(
    texts: Sequence[_Text],
    before: Sequence[Annotation],
    codebook: Codebook,
    options: Options,
    least: int,
) -> list[Annotation]:
    """Return how each text is read with the lines of the other folds."""
    after = list(before)
    for fold in range(FOLDS):
        rows = [row for row, text in enumerate(texts) if text.fold == fold]
        lines = [g.line for g in _gains([t for t in texts if t.fold != fold], codebook, least)]
        if not rows or not lines:
            continue
        with TemporaryDirectory() as folder:
            target = Path(folder) / "codebook"
            accept(lines, codebook.folder, target)
            grown = replace(options, codebook=str(target))
            read = _annotated([texts[row].line for row in rows], grown)
        for row, annotation in zip(rows, read, strict=True):
            after[row] = annotation
    return after


def _changes(
    engine: str,
    gold: Sequence[Gold],
    before: Sequence[Annotation],
    after: Sequence[Annotation],
    seed: int,
) -> Iterator[Change]:
    """Yield the change of factor and opinion micro-F1, texts drawn with replacement."""
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, max(1, len(gold)), (SAMPLES, len(gold)))
    for name, whole in (("factor_micro_f1", False), ("opinion_micro_f1", True)):
        first, then = (
            np.array([_counts(g, a, whole) for g, a in zip(gold, side, strict=True)])
            for side in (before, after)
        )
        if not len(gold):
            continue
        moved = np.array([_f1(then[draw]) - _f1(first[draw]) for draw in draws])
        low, high = np.percentile(moved, [2.5, 97.5])
        yield Change(engine, name, _f1(first), _f1(then), float(low), float(high))


def _counts(gold: Gold, said: Annotation, whole: bool) -> tuple[int, int, int]:
    wanted = {f: FULL[str(p)] if whole else "" for f, p in gold["factors"]}
    found = {f: v["label"] if whole else "" for f, v in said.factors().items()}
    return len(wanted.items() & found.items()), len(found), len(wanted)


def _f1(counts: np.ndarray[Any, np.dtype[Any]]) -> float:
    hits, found, wanted = counts.sum(axis=0)
    return float(2 * hits / (found + wanted)) if found + wanted else 0.0


def _doubtful(gold: Sequence[Gold], ruled: Sequence[Annotation]) -> list[Doubtful]:
    """Return words that the rules took a factor from, mostly wrongly."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line, annotation in zip(gold, ruled, strict=True):
        wanted = {factor for factor, _ in line["factors"]}
        told = {
            (words, opinion.factor)
            for opinion in annotation.opinions
            for words in opinion.evidence[:1]
        }
        for words, factor in told:
            seen[words, factor][factor not in wanted] += 1
    return [
        Doubtful(words, factor, right, wrong)
        for (words, factor), (right, wrong) in sorted(
            seen.items(), key=lambda entry: (entry[1][0] - entry[1][1], entry[0])
        )
        if right + wrong >= DOUBTED and _low(wrong, right) > LEAST_PRECISION
    ]
