"""One thing blamed and another praised behind a "but": both are heard, and it is no complaint."""

from __future__ import annotations

import re

from feedback_miner.learned.reader import Item
from feedback_miner.sentiment.document import NEUTRAL, Reading, in_order
from feedback_miner.sentiment.rules import Clause

__all__ = ["weighed"]

MOST_OF = 0.6  # of a clause, from which what rules found there is what it says
_ASIDE = re.compile(
    r"\W|虽然|虽说|虽|但是?|不过|可是|然而|确实|的|了|是|有点儿?|比较|挺|很|还|也|都"
)


def weighed(item: Item, reading: Reading) -> Reading | None:
    """Return the reading of two bare clauses, the first of which blames one factor and the second,
    turned by "but", praises another (利息高，但是放款快), as neutral where the model hears a
    complaint, each factor with its own polarity; None of anything else.

    Of 88 texts of the gold's tuning half that turn from blame to praise by 但 or 不过, readers
    call 6 complaints: they are torn between neutral and praise, so the model's praise stays.
    """
    if len(item.clauses) != 2 or reading.score > -NEUTRAL or item.clauses[1].turn != "but":
        return None
    bad, good = item.clauses
    if bad.acts or good.acts or not (_bare(item.text, bad, -1) and _bare(item.text, good, 1)):
        return None
    if bad.findings[0].factor == good.findings[0].factor:
        return None
    ruled = {span.factor: span for span in item.reading.spans}
    spans = tuple(
        ruled[span.factor]
        if span.factor in ruled and span.polarity != ruled[span.factor].polarity
        else span
        for span in reading.spans
    )
    known = {span.factor for span in spans}
    spans += tuple(span for factor, span in ruled.items() if factor not in known)
    told = in_order(spans)
    acts = ("complaint", "praise")
    return reading._replace(score=0.0, spans=told, acts=acts, totals=(), ruled="turn")


def _bare(text: str, clause: Clause, sign: int) -> bool:
    """Tell whether a clause says one thing of one factor, of that sign, and little else."""
    if len(clause.findings) != 1:
        return False
    only = clause.findings[0]
    said = sum(map(len, only.evidence))
    rest = len(_ASIDE.sub("", text[clause.start : clause.end]))
    return bool(only.factor) and only.value * sign >= NEUTRAL and said >= MOST_OF * rest
