"""Repair records of a wrong width where only one reading fits the rest of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Shape", "learn", "repair"]

_LEARN = 1_000
_FEW = 20
_RUNS = re.compile(r"(\d+)|([A-Za-z]+)|([^\W\d_a-zA-Z]+)")


@dataclass(frozen=True)
class Shape:
    """What the cells of a column look like: ``values`` or ``masks`` it keeps to (None: free
    text), and whether it is ever blank."""

    values: frozenset[str] | None
    masks: frozenset[str] | None
    blank: bool

    @property
    def free(self) -> bool:
        """Whether anything may stand in the column."""
        return self.values is None and self.masks is None

    def fits(self, cell: str) -> bool:
        """Tell whether ``cell`` may stand in the column."""
        text = cell.strip()
        if not text:
            return self.blank
        if self.values is not None:
            return text in self.values
        return self.masks is None or _mask(text) in self.masks


def _mask(text: str) -> str:
    """Return the pattern of a short cell: 2024-01-31 -> 9-9-9, MG-8769 -> A-9."""
    if len(text) > 40:
        return "long"
    return _RUNS.sub(lambda m: "9" if m[1] else "A" if m[2] else "字", text)


def learn(rows: Sequence[Sequence[str]], width: int) -> tuple[Shape, ...]:
    """Learn the shapes of the columns from rows of the right width."""
    shapes = []
    good = [row for row in rows[:_LEARN] if len(row) == width]
    for column in range(width):
        cells = [row[column].strip() for row in good]
        filled = [cell for cell in cells if cell]
        blank = len(filled) < len(cells)
        levels = set(filled)
        if len(filled) >= 20 and len(levels) <= min(_FEW, len(filled) // 3):
            shapes.append(Shape(frozenset(levels), None, blank))
            continue
        masks = {_mask(cell) for cell in levels}
        words = any("字" in mask or mask in ("long", "A") for mask in masks)
        plain = len(filled) >= 5 and len(masks) <= 3 and not words
        none = not filled and len(cells) >= 5
        masked = frozenset(masks) if plain or none else None
        shapes.append(Shape(None, masked, blank))
    return tuple(shapes)


def repair(cells: Sequence[str], shapes: Sequence[Shape], delimiter: str) -> list[str] | None:
    """Return the one reading of ``cells`` with the right width that fits, or None.

    Too many cells: an empty one too many, or a delimiter within a free text. Too few: the last
    ones were left out, as spreadsheets do.
    """
    width = len(shapes)
    if sum(not shape.free for shape in shapes) < 1:
        return None
    extra = len(cells) - width
    if extra > 0:
        if not any(cell.strip() for cell in cells[width:]):
            return _checked(list(cells[:width]), shapes)
        readings: list[list[str]] = []
        for column in range(width):
            part = cells[column : column + extra + 1]
            rest = cells[column + extra + 1 :]
            filled = [cell for cell in part if cell.strip()]
            if len(filled) <= 1:
                merged = filled[0] if filled else ""
            elif shapes[column].free:
                merged = delimiter.join(part)
            else:
                continue
            reading = _checked([*cells[:column], merged, *rest], shapes)
            if reading is not None and reading not in readings:
                readings.append(reading)
        return readings[0] if len(readings) == 1 else None
    if len(cells) * 2 < width:
        return None
    padded = [*cells, *[""] * -extra]
    strict = sum(
        1 for cell, shape in zip(cells, shapes, strict=False) if cell.strip() and not shape.free
    )
    return _checked(padded, shapes) if strict >= 2 else None


def _checked(cells: list[str], shapes: Sequence[Shape]) -> list[str] | None:
    return cells if all(s.fits(c) for s, c in zip(shapes, cells, strict=True)) else None
