"""The tables of a comparison: their columns and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from feedback_miner.tables import check, frame

__all__ = ["CHANGES", "LEVELS", "MIX", "OPTIONS", "ORDERS", "SCORES", "THEMES", "made"]

# One figure in both waves. ``measure``: mean, mean100 (on 0-100, the scales differ), nps, share
# (of answers that mention it), negative (of answers that complain of it), net (positive less
# negative, in [-1, 1]); ``n_*`` its base and ``count_*`` how many of it; ``low`` and ``high`` the
# 95 % interval of ``change``; ``new`` of sentiment, factors and themes is at the base's shares of
# questions (``questions.strata``), so that ``count_new`` of ``n_new`` may be another share;
# ``test``: welch, chi2, fisher, net;
# ``effect`` names the size's kind: g (Hedges) or h (Cohen);
# ``verdict``: up, down, no clear change, too few.
CHANGES = {
    "item": "str",
    "name": "str",
    "measure": "str",
    "n_base": "int",
    "n_new": "int",
    "count_base": "int",
    "count_new": "int",
    "base": "float",
    "new": "float",
    "change": "float",
    "low": "float",
    "high": "float",
    "test": "str",
    "statistic": "float",
    "p": "float",
    "p_adjusted": "float",
    "effect": "str",
    "size": "float",
    "verdict": "str",
}
# ``scale_low`` and ``scale_high``: the ends the means stand between; ``item_new``: the item's name
# in the new wave; ``matched``: how the two were (``items.matched``): name, outcome, stem.
SCORES = {
    **CHANGES,
    "outcome": "str",
    "scale_low": "float",
    "scale_high": "float",
    "item_new": "str",
    "matched": "str",
}
# ``measure``: place (mean rank among those who answered the question, what they left out tied
# behind; 1 is the most important) or first (share who put it first); ``among_*``: the mean place
# among those ``count_*`` who ranked the option (nan of a first);
# ``verdict`` of a place: more important, less important, …
ORDERS = {**CHANGES, "question": "str", "among_base": "float", "among_new": "float"}
# ``measure``: chosen (share of those who answered the question that chose the option)
OPTIONS = {**CHANGES, "question": "str"}
# ``flag``: new, vanished or "".
THEMES = {**CHANGES, "words": "list", "factor": "str", "flag": "str"}
# The change of one figure, split by one segment: ``rate`` (real change within levels) and
# ``composition`` (other shares of levels) add up to ``change``; ``p`` is of the rate. ``verdict``:
# real, mix only, less certain (real as a whole, no other mix made it, yet its rate may be 0),
# masked (a real change that another mix hid), no clear change, too few.
MIX = {
    "segment": "str",
    "item": "str",
    "name": "str",
    "measure": "str",
    "levels": "int",
    "n_base": "int",
    "n_new": "int",
    "base": "float",
    "new": "float",
    "change": "float",
    "change_low": "float",
    "change_high": "float",
    "rate": "float",
    "rate_low": "float",
    "rate_high": "float",
    "composition": "float",
    "p": "float",
    "verdict": "str",
}
# One level of a segment: how many of the responses it is; ``p`` is of the whole segment,
# ``p_adjusted`` over the segments.
LEVELS = {
    "segment": "str",
    "level": "str",
    "n_base": "int",
    "n_new": "int",
    "share_base": "float",
    "share_new": "float",
    "change": "float",
    "low": "float",
    "high": "float",
    "p": "float",
    "p_adjusted": "float",
    "cramer_v": "float",
}


def made(rows: Iterable[Mapping[str, Any]], schema: Mapping[str, str]) -> pd.DataFrame:
    """Return a checked table of ``rows``, with an index from 0."""
    table = frame(rows, dict(schema))
    return check(table, dict(schema))
