"""One input, parsed but not yet joined with others: the reader's common result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

__all__ = ["MAX_CELL", "MAX_COLUMNS", "Lines", "Raw", "text_frame"]

MAX_CELL = 1_000_000  # characters; longer is a lost quote or a dump, not an answer
MAX_COLUMNS = 5_000

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Raw:
    """Columns of text, the line or row number of each row, and what could not be read.

    ``bad`` holds (line or row number, reason); ``notes`` what was found, repaired or left out.
    """

    table: pd.DataFrame
    rows: Lines
    format: str
    bad: tuple[tuple[int, str], ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[str, ...] = field(default=())


def text_frame(columns: Sequence[Sequence[str]], names: Sequence[str]) -> pd.DataFrame:
    """Return a table of text columns (``str``, no missing values) with unique ``names``."""
    arrays = [pa.array(column, type=pa.large_string()) for column in columns]
    return pa.table(arrays, names=list(names)).to_pandas()
