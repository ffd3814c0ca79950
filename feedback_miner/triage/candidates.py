"""Which pairs of texts are worth comparing: those that share rare n-grams, and near-copies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.triage.grams import Grams

__all__ = ["distinct", "near_copies", "sharing"]

Ints = np.ndarray[Any, Any]
BUDGET = 3_000_000  # pairs drawn from shared n-grams, the rarest first
NEIGHBOURS = 24  # kept for each text: those that share the most
BANDS, ROWS = 20, 4
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def distinct(keys: Ints) -> Ints:
    """Return the distinct numbers, sorted: by sorting, a tenth of what ``np.unique`` takes."""
    keys = np.sort(keys)
    return keys[np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1))]


def sharing(grams: Grams, budget: int = BUDGET, neighbours: int = NEIGHBOURS) -> tuple[Ints, Ints]:
    """Return pairs (first < second) that share rare n-grams.

    n-grams that fewest texts hold come first, until ``budget`` pairs are drawn; of each text the
    ``neighbours`` with the greatest shared rarity stay.
    """
    columns = grams.held.tocsc()
    chosen = np.flatnonzero(grams.df > 1)
    chosen = chosen[np.argsort(grams.df[chosen], kind="stable")]
    sizes = grams.df[chosen].astype(np.int64)
    drawn = np.cumsum(sizes * (sizes - 1) // 2)
    chosen = chosen[: int(np.searchsorted(drawn, budget, side="right"))]
    keys: list[Ints] = []
    shares: list[Ints] = []
    many = grams.held.shape[0]
    for size in np.unique(grams.df[chosen]):
        alike = chosen[grams.df[chosen] == size]
        starts = columns.indptr[alike]
        lists = columns.indices[starts[:, None] + np.arange(size)]  # n-grams x texts that hold them
        lists = np.sort(lists, axis=1).astype(np.int64)
        left, right = np.triu_indices(int(size), 1)
        keys.append((lists[:, left] * many + lists[:, right]).ravel())
        shares.append(np.repeat(grams.rarity[alike], len(left)))
    if not keys:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    where, pairs = pd.factorize(np.concatenate(keys), sort=True)
    strength = np.bincount(where, weights=np.concatenate(shares))
    return _strongest(pairs // many, pairs % many, strength, many, neighbours)


def _strongest(
    first: Ints, second: Ints, strength: Ints, many: int, neighbours: int
) -> tuple[Ints, Ints]:
    """Keep a pair that is among the strongest of either of its two texts."""
    pairs = np.argsort(-strength, kind="stable")
    texts = np.column_stack([first[pairs], second[pairs]]).ravel()
    # One number of text and place, which sorts more quickly than two.
    bits = max(len(texts), 1).bit_length()
    order = np.sort(texts.astype(np.int64) << bits | np.arange(len(texts)))
    counts = np.bincount(texts, minlength=many)
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = np.zeros(len(first), dtype=bool)
    kept[pairs[(order[place < neighbours] & (1 << bits) - 1) >> 1]] = True
    return first[kept], second[kept]


def near_copies(grams: Grams) -> tuple[Ints, Ints]:
    """Return pairs whose sets of n-grams are probably alike (MinHash with bands; Broder, 1997).

    With 20 bands of 4 a pair of Jaccard 0.7 is missed once in 240 times. In a bucket each text is
    paired with the first of it and with the one before, so that copies by the thousand cost no
    more than their number.
    """
    held = grams.held
    filled = np.flatnonzero(np.diff(held.indptr))
    if not len(filled):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    random = np.random.default_rng(1997)
    starts = held.indptr[filled]
    pairs: list[Ints] = []
    many = held.shape[0]
    for _ in range(BANDS):
        band = np.zeros(len(filled), dtype=np.uint64)
        for _ in range(ROWS):
            salt = random.integers(1, 2**63, dtype=np.uint64)
            hashes = (grams.ids ^ salt) * _PRIME
            hashes ^= hashes >> np.uint64(29)
            hashes *= _PRIME
            least = np.minimum.reduceat(hashes[held.indices], starts)
            band = (band ^ least) * _PRIME
        order = np.argsort(band, kind="stable")
        same = band[order][1:] == band[order][:-1]
        lead = np.arange(len(order))
        lead[1:][same] = 0
        lead = np.maximum.accumulate(lead)
        texts = filled[order]
        for left in (texts[:-1][same], texts[lead[1:]][same]):
            right = texts[1:][same]
            pairs.append(np.minimum(left, right) * many + np.maximum(left, right))
    found = distinct(np.concatenate(pairs))
    found = found[found // many != found % many]
    return found // many, found % many
