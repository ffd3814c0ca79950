"""Files of arrays are what numpy reads, and the same each time."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.store.arrays import packed
from feedback_miner.store.damage import DAMAGED


@given(st.lists(st.integers(-128, 127), max_size=60), st.integers(1, 3))
def test_arrays_come_back_as_they_were(values: list[int], columns: int) -> None:
    flat = np.array(values, dtype=np.int8)
    whole = flat[: len(flat) // columns * columns].reshape(-1, columns).T  # of another order, too
    file = packed({"whole": whole, "one.part": np.float32(0.1) * whole})
    assert packed({"whole": whole, "one.part": np.float32(0.1) * whole}) == file
    with np.load(BytesIO(file), allow_pickle=False) as read:
        assert set(read.files) == {"whole", "one.part"}
        for name in read.files:
            assert read[name].dtype == (np.int8 if name == "whole" else np.float32)
        assert np.array_equal(read["whole"], whole)


def test_what_is_no_plain_array_is_refused() -> None:
    with pytest.raises(ValueError):
        packed({"a": np.array([{}], dtype=object)})


@pytest.mark.parametrize("at", [40, 200, -60])
def test_a_damaged_file_is_known_as_such(at: int) -> None:
    rng = np.random.default_rng(0)
    file = bytearray(packed({"a": rng.integers(0, 9, 400).astype(np.int8)}))
    file[at : at + 20] = bytes(20)
    with pytest.raises(DAMAGED), np.load(BytesIO(bytes(file)), allow_pickle=False) as read:
        read["a"].sum()
