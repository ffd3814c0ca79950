"""What a user wants of the queue, and the lines that it chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from feedback_miner.triage import queue
from feedback_miner.triage.status import CLOSED, Updates

__all__ = ["Wish", "owned", "select"]


@dataclass(frozen=True)
class Wish:
    """What a user wants of the queue: the moment it is made for, who complained since when, whose
    lines, how many, what analysts wrote before, and reply openings or none."""

    now: datetime | None = None
    since: datetime | None = None
    owner: str = ""
    top: int = 0
    updates: Updates | None = None
    replies: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether all of the queue is wanted, no choice of lines."""
        return self.since is None and not self.owner and not self.top


def select(cases: pd.DataFrame, wish: Wish) -> pd.DataFrame:
    """Return the cases of the lines wished for: owner, since (a case without a time stays, and a
    line stays where any of its cases is new), then the first ``top`` open lines."""
    keep = pd.Series(True, index=cases.index)
    if wish.since is not None:
        since = wish.since.strftime(queue.MINUTES)
        late = (cases["received"] >= since) | (cases["received"] == "")
        keep &= cases["line"].isin(cases.loc[late, "line"])
    if wish.owner:
        keep &= cases["line"].isin(cases.loc[owned(cases, wish.owner), "line"])
    chosen = cases[keep]
    if wish.top:
        leads = chosen[chosen["lead"] & ~chosen["status"].isin(CLOSED)]
        chosen = chosen[chosen["line"].isin(leads["line"].head(wish.top))]
    return chosen.reset_index(drop=True)


def owned(cases: pd.DataFrame, owner: str) -> pd.Series[bool]:
    """Tell of each case whether it leads a line of that owner."""
    return cases["lead"] & cases["owner"].str.contains(owner, case=False, regex=False)
