"""New terms for a codebook, proposed from an export's own words.

Unknown words: strings of characters that cohere and stand in many contexts (pointwise mutual
information of their halves and entropy of their neighbours: Church and Hanks, 1990; Jin and
Tanaka-Ishii, 2006). Neighbours: words used as known terms are, by vectors of positive PMI reduced
by singular values (Levy and Goldberg, 2014; Levy, Goldberg and Dagan, 2015).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import svds

from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.text import dictionary
from feedback_miner.text.segment import Segmenter

__all__ = ["LOOSE", "Suggestion", "suggest", "unknown_words"]

LONGEST = 6  # characters of an unknown word
COHESION = 4.0  # bits of PMI between a word's halves
ENTROPY = 1.0  # bits of the poorer side's neighbours
WINDOW = 4  # words to each side that count as context
SMOOTHING = 0.75  # of context frequencies: rare contexts weigh less
DIMENSIONS = 100
NEAR = 0.35  # cosine from which a known term is a neighbour
NEIGHBOURS = 8  # known terms that vote on the factor
EXAMPLES = 3
_RUN = re.compile("[\u4e00-\u9fff]+")
_MASKED = re.compile(r"\[[^\[\]]{1,24}\]")
LOOSE = frozenset(
    "的了是我你他她它们这那就都也还在和与把被给对从向到为着过吗呢吧啊呀嘛么哦有没不很太真又再才只要会能可想说让"
    "个些点次一二两三几多少大小上下里外前后之其而且但或及等去来做用好多啥怎什谁哪每各该已将最更先因所以如若得地称着"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term to consider: ``kind`` new (no dictionary has it) or neighbour; ``texts`` that hold
    it; ``cohesion`` and ``entropy`` in bits (nan for neighbours); known terms it is near to with
    ``similarity`` (mean cosine); the factor they vote for with its ``share`` of their votes (""
    where nothing speaks for one); examples."""

    term: str
    kind: str
    texts: int
    cohesion: float
    entropy: float
    near: tuple[str, ...]
    similarity: float
    factor: str
    share: float
    examples: tuple[str, ...]


def suggest(
    texts: Sequence[str], codebook: Codebook, *, least: int = 5, most: int = 200
) -> list[Suggestion]:
    """Return terms the codebook lacks, those with a factor first, then by number of texts.

    ``texts`` are normalised and redacted. A term must stand in ``least`` texts. The same texts
    give the same proposals.
    """
    distinct = [_MASKED.sub("\n", text) for text in dict.fromkeys(texts) if text.strip()]
    found = unknown_words(distinct, codebook, least)
    segmenter = Segmenter(
        (*codebook.terms, *codebook.lexemes, *found), codebook.stopwords, fast=True
    )
    sentences = [segmenter.cut(text) for text in distinct]
    counts = Counter(word for words in sentences for word in set(words))
    factors = _known_factors(codebook)
    words, vectors = _vectors(sentences, least)
    near = _neighbours(words, vectors, factors)
    covered = [pattern.regex for pattern in codebook.opinions]
    proposals = []
    for word, count in counts.items():
        fresh = word in found
        if count < least or word in codebook.lexemes or word in factors:
            continue
        if not fresh and not _may_be_term(word, segmenter):
            continue
        close = near.get(word, [])
        if not close and not fresh:
            continue
        if any(regex.search(word) for regex in covered):
            continue
        factor, share = _vote(close, factors)
        cohesion, entropy = found.get(word, (math.nan, math.nan))
        similarity = round(float(np.mean([s for _, s in close])), 6) if close else 0.0
        proposals.append((word, fresh, count, cohesion, entropy, close, similarity, factor, share))
    proposals.sort(key=lambda p: (not p[7], -p[2] * (0.2 + p[6]), p[0]))
    chosen = proposals[:most]
    examples = _examples({p[0] for p in chosen}, sentences, distinct)
    return [
        Suggestion(
            word,
            "new" if fresh else "neighbour",
            count,
            cohesion,
            entropy,
            tuple(term for term, _ in close[:3]),
            similarity,
            factor,
            share,
            tuple(examples[word]),
        )
        for word, fresh, count, cohesion, entropy, close, similarity, factor, share in chosen
    ]


def unknown_words(
    texts: Sequence[str], codebook: Codebook, least: int
) -> dict[str, tuple[float, float]]:
    """Return unknown words with their cohesion and entropy (bits): in no dictionary and no
    lexicon, neither beginning nor ending with a word of function."""
    runs = [run for text in texts for run in _RUN.findall(text)]
    counts: dict[str, int] = {}
    kept: set[str] = set()
    for size in range(1, LONGEST + 1):
        grams = Counter(
            run[i : i + size]
            for run in runs
            for i in range(len(run) - size + 1)
            if size < 3 or (run[i : i + size - 1] in kept and run[i + 1 : i + size] in kept)
        )
        kept = {gram for gram, n in grams.items() if n >= least}
        counts |= {gram: grams[gram] for gram in kept} if size > 1 else grams
    total = sum(map(len, runs)) or 1
    known = dictionary.load().frequencies
    parts = {term for term in codebook.lexemes} | set(codebook.terms)
    cohesive: dict[str, float] = {}
    for gram, n in counts.items():
        if len(gram) < 2 or known.get(gram) or gram in parts:
            continue
        if gram[0] in LOOSE or gram[-1] in LOOSE:
            continue
        if any(gram[:i] in parts and gram[i:] in parts for i in range(1, len(gram))):
            continue
        pmi = min(
            math.log2(n * total / (counts[gram[:i]] * counts[gram[i:]]))
            for i in range(1, len(gram))
            if gram[:i] in counts and gram[i:] in counts
        )
        if pmi >= COHESION:
            cohesive[gram] = pmi
    sides = _sides(runs, cohesive)
    free = {gram: min(map(_entropy, sides[gram])) for gram in cohesive}
    good = {g: (cohesive[g], free[g]) for g in cohesive if free[g] >= ENTROPY}
    # Part of a longer word that is nearly as frequent: the longer one is the word.
    return {
        gram: values
        for gram, values in sorted(good.items())
        if not any(
            gram != other and gram in other and counts[other] >= 0.7 * counts[gram]
            for other in good
        )
        and not _compound(gram, known)
    }


def _compound(gram: str, known: dict[str, int]) -> bool:
    """Tell whether a string is two common dictionary words side by side: a phrase, no word."""
    return any(
        known.get(gram[:i], 0) > 50 and known.get(gram[i:], 0) > 50 for i in range(2, len(gram) - 1)
    )


def _sides(
    runs: Iterable[str], grams: dict[str, float]
) -> dict[str, tuple[Counter[str], Counter[str]]]:
    found: dict[str, tuple[Counter[str], Counter[str]]] = {g: (Counter(), Counter()) for g in grams}
    for run in runs:
        for size in range(2, LONGEST + 1):
            for i in range(len(run) - size + 1):
                sides = found.get(run[i : i + size])
                if sides is not None:
                    # An end of the run is a free border: each counts as another neighbour.
                    left = run[i - 1] if i else f"<{sides[0].total()}"
                    end = i + size
                    right = run[end] if end < len(run) else f">{sides[1].total()}"
                    sides[0][left] += 1
                    sides[1][right] += 1
    return found


def _entropy(counts: Counter[str]) -> float:
    n = counts.total()
    return -sum(c / n * math.log2(c / n) for c in counts.values()) if n else 0.0


def _known_factors(codebook: Codebook) -> dict[str, str]:
    known: dict[str, str] = {}
    for text, lexeme in codebook.lexemes.items():
        factor = (lexeme.factor if lexeme.good != "weak" else "") or lexeme.home
        if factor:
            known[text] = factor
    return known


def _may_be_term(word: str, segmenter: Segmenter) -> bool:
    return (
        2 <= len(word) <= LONGEST
        and _RUN.fullmatch(word) is not None
        and bool(segmenter.keywords(word))
        and word[0] not in LOOSE
    )


def _vectors(
    sentences: Sequence[Sequence[str]], least: int
) -> tuple[list[str], NDArray[np.float64]]:
    """Return the words said in ``least`` texts and their unit vectors, (words, dimensions)."""
    counts = Counter(word for words in sentences for word in set(words))
    words = sorted(w for w, n in counts.items() if n >= least and _RUN.search(w))
    place = {word: i for i, word in enumerate(words)}
    pairs: Counter[tuple[int, int]] = Counter()
    for sentence in sentences:
        at = [place[w] for w in sentence if w in place]
        for i, one in enumerate(at):
            for other in at[max(0, i - WINDOW) : i]:
                pairs[one, other] += 1
                pairs[other, one] += 1
    if len(words) < 5 or not pairs:
        return words, np.zeros((len(words), 1))
    rows, columns = np.array(list(pairs)).T
    values = np.array(list(pairs.values()), dtype=float)
    n = len(words)
    row_sums = np.bincount(rows, values, n)
    context = np.bincount(columns, values, n) ** SMOOTHING
    share = context / context.sum()
    pmi = np.log(values / row_sums[rows] / share[columns])
    keep = pmi > 0
    matrix = coo_matrix((pmi[keep], (rows[keep], columns[keep])), shape=(n, n)).tocsr()
    k = min(DIMENSIONS, n - 1)
    start = np.ones(n) / math.sqrt(n)  # a fixed start: the same texts, the same vectors
    u, s, _ = svds(matrix, k=k, v0=start)
    vectors = u * np.sqrt(s)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)


def _neighbours(
    words: list[str], vectors: NDArray[np.float64], factors: dict[str, str]
) -> dict[str, list[tuple[str, float]]]:
    known = [i for i, word in enumerate(words) if word in factors]
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    if not known:
        return found
    # Rounded: the last digits of a decomposition are not the same at every run.
    like = np.round(vectors @ vectors[known].T, 6)
    for i, word in enumerate(words):
        if word in factors:
            continue
        for j in np.argsort(-like[i], kind="stable")[:NEIGHBOURS]:
            if like[i, j] >= NEAR:
                found[word].append((words[known[j]], float(like[i, j])))
    return found


def _vote(close: Sequence[tuple[str, float]], factors: dict[str, str]) -> tuple[str, float]:
    """Return the factor that most of the neighbours are of, with its share of their likeness;
    one neighbour alone, or less than half, names none."""
    votes: dict[str, float] = defaultdict(float)
    for term, likeness in close:
        votes[factors[term]] += likeness
    if not votes:
        return "", 0.0
    best = max(sorted(votes), key=lambda factor: votes[factor])
    share = votes[best] / sum(votes.values())
    return (best, share) if len(close) > 1 and share > 0.5 else ("", 0.0)


def _examples(
    terms: set[str], sentences: Sequence[Sequence[str]], texts: Sequence[str]
) -> dict[str, list[str]]:
    """Return some texts of each term, the shorter of the first ones."""
    found: dict[str, list[str]] = defaultdict(list)
    for words, text in zip(sentences, texts, strict=True):
        for term in terms.intersection(words):
            if len(found[term]) < 4 * EXAMPLES:
                found[term].append(text.replace("\n", " ").strip())
    return defaultdict(
        list,
        {term: sorted(some, key=lambda x: (len(x), x))[:EXAMPLES] for term, some in found.items()},
    )
