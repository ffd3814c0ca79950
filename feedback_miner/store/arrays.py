"""Arrays kept small: weights in steps, and files of arrays."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["packed", "quantised"]


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays, by name, as the bytes of an ``.npz`` that ``numpy.load`` reads: packed by
    LZMA, a tenth smaller than numpy packs weights. The same arrays give the same bytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, values in arrays.items():
            part = BytesIO()
            np.lib.format.write_array(part, np.ascontiguousarray(values), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy")  # of no time: the same bytes
            archive.writestr(info, part.getvalue(), zipfile.ZIP_LZMA)
    return file.getvalue()


def quantised(
    weights: NDArray[np.floating[Any]], most: int = 63
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights (features, outputs) in steps of -``most`` to ``most`` and each output's
    step."""
    scales = np.abs(weights).max(axis=0, initial=0.0).astype(np.float32) / np.float32(most)
    scales[scales == 0] = 1
    return np.rint(weights / scales).astype(np.int8), scales
