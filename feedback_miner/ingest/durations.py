"""How long an answer took: a column of durations, in whatever unit and form, in seconds."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.survey import Survey

__all__ = ["durations", "seconds"]

Array = NDArray[np.float64]

_UNITS = {
    "天|日|days?|d": 86400.0,
    "个?小时|个?钟头|时|hours?|hrs?|h": 3600.0,
    "分钟|分|minutes?|mins?|m|′|'": 60.0,
    "毫秒|milliseconds?|msecs?|ms": 0.001,
    "秒钟|秒|seconds?|secs?|s|″|\"|''": 1.0,
}
_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(
    rf"({_NUMBER})\s*(?:" + "|".join(f"({unit})" for unit in _UNITS) + r")(?![a-z])[\s,，零]*"
)
_CLOCK = re.compile(rf"(?:(\d+)\s*(?:天|days?|d)[\s,]*)?(?:(\d+):)?(\d+):({_NUMBER})")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_HEADER_UNIT = (
    (re.compile(r"毫秒|(?<![a-z])(?:ms|milliseconds?)(?![a-z])", re.I), 0.001),
    (re.compile(r"[（(\[【_/\s](?:分钟|分|minutes?|mins?)[）)\]】]?\s*$", re.I), 60.0),
)


def seconds(text: str) -> float:
    """Read a duration: 123, 123秒, 2分3秒, 1小时2分, 00:02:03, 2:03, 2 min 3 s; else nan.

    A number alone is seconds. Nothing and less (0, -1) is no duration.
    """
    text = unicodedata.normalize("NFKC", text).strip().lower().replace("′′", "″")
    result = float("nan")
    clock = _CLOCK.fullmatch(text)
    if clock:
        days, hours, minutes, rest = (float(part or 0) for part in clock.groups())
        result = days * 86400 + hours * 3600 + minutes * 60 + rest
    elif _THOUSANDS.fullmatch(text):
        result = float(text.replace(",", ""))
    elif re.fullmatch(_NUMBER, text):
        result = float(text)
    else:
        result = _with_units(text)
    return result if 0 < result < float("inf") else float("nan")


def _with_units(text: str) -> float:
    at, total, least = 0, 0.0, float("inf")
    factors = list(_UNITS.values())
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            tail = re.fullmatch(_NUMBER, text[at:])  # 2分03
            following = {3600.0: 60.0, 60.0: 1.0}.get(least)
            if at and tail and following:
                return total + float(text[at:]) * following
            return float("nan")
        factor = next(f for f, g in zip(factors, part.groups()[1:], strict=True) if g)
        if factor >= least:  # 3秒2分 is not a duration
            return float("nan")
        total, least, at = total + float(part.group(1)) * factor, factor, part.end()
    return total if at else float("nan")


def durations(responses: pd.DataFrame, survey: Survey) -> Array:
    """Return each response's duration in seconds, from the first duration column."""
    column = next((c for c in survey.with_role("duration") if c.name in responses.columns), None)
    if column is None:
        return np.full(len(responses), np.nan)
    text = responses[column.name].astype("str").fillna("").str.strip()
    # A number alone is in the unit the column's name tells, where it tells one.
    factor = next((f for pattern, f in _HEADER_UNIT if pattern.search(column.name)), 1.0)
    plain = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float) * factor
    plain = np.where(np.isfinite(plain) & (plain > 0), plain, np.nan)
    rest = np.isnan(plain)
    if rest.any():
        left = text[rest]
        read = {cell: seconds(cell) for cell in left.unique()}
        plain[rest] = left.map(read).to_numpy(dtype=float)
    return np.asarray(plain)
