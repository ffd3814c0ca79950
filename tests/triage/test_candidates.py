"""Which pairs are compared: the strongest of each text, as sorting by all keys at once has it."""

from __future__ import annotations

import numpy as np
import pytest

from feedback_miner.triage.candidates import _strongest, distinct


def by_sorting(
    first: np.ndarray, second: np.ndarray, strength: np.ndarray, many: int, neighbours: int
) -> list[tuple[int, int]]:
    kept = set()
    for text in range(many):
        mine = [n for n in range(len(first)) if text in (first[n], second[n])]
        kept |= set(sorted(mine, key=lambda n: (-strength[n], n))[:neighbours])
    return [(int(first[n]), int(second[n])) for n in sorted(kept)]


@pytest.mark.parametrize("seed", range(8))
def test_a_pair_stays_that_is_among_the_strongest_of_either_text(seed: int) -> None:
    rng = np.random.default_rng(seed)
    many = int(rng.integers(2, 40))
    keys = distinct(rng.integers(0, many * many, 300))
    first, second = keys // many, keys % many
    first, second = first[first < second], second[first < second]
    strength = rng.integers(0, 4, len(first)) / 3  # many are equal
    found = _strongest(first, second, strength, many, 3)
    assert list(zip(*(side.tolist() for side in found), strict=True)) == by_sorting(
        first, second, strength, many, 3
    )


def test_distinct_numbers_are_those_of_a_set() -> None:
    rng = np.random.default_rng(5)
    for size in (0, 1, 2, 500):
        keys = rng.integers(0, 90, size)
        assert distinct(keys).tolist() == sorted(set(keys.tolist()))
