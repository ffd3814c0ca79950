"""Clauses that tell of several factors in one breath (利息高额度低放款慢客服差)."""

from __future__ import annotations

from feedback_miner.learned.denials import Covers, doubted, within
from feedback_miner.learned.reader import Item
from feedback_miner.sentiment.document import Reading, in_order, label
from feedback_miner.sentiment.rules import Clause

__all__ = ["run_on"]

LONGEST = 32  # characters
MOST = 0.9  # of a clause that its findings make up
LEAST = 3  # factors of a clause that tells of several


def run_on(item: Item, reading: Reading, covers: Covers) -> Reading | None:
    """Return the reading with the factors that the model lacks of a clause that the rules know
    whole and that tells of several; None where there is none. ``covers`` tells whether terms leave
    nothing of a clause."""
    if len(item.text) > LONGEST or item.kind == "improve":
        return None
    spans = list(reading.spans)
    for clause in item.clauses:
        found = clause.findings
        if len(found) < LEAST or clause.acts or clause.when or not _several(clause):
            continue
        words = item.text[clause.start : clause.end]
        said = sum(one.end - one.start for one in found)
        if said < MOST * len(words.strip()) or doubted(words) or not covers(item.text, clause):
            continue
        known = {span.factor for span in spans}
        spans += [s for s in item.reading.spans if s.factor not in known and within(s, clause)]
    if len(spans) == len(reading.spans):
        return None
    return reading._replace(spans=in_order(spans), ruled=reading.ruled or "outright")


def _several(clause: Clause) -> bool:
    """Tell whether all that is found judges outright, and is of several factors with one sign."""
    found = clause.findings
    if any(not one.factor or (one.rule != "aspect" and ":" not in one.rule) for one in found):
        return False
    signs = {label(one.value) for one in found}
    return len(signs) == 1 and "neutral" not in signs and len({f.factor for f in found}) >= LEAST
