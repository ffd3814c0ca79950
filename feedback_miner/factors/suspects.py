"""What is told of texts whose praise may be irony: how many, how they count, and where."""

from __future__ import annotations

import pandas as pd

from feedback_miner.language import t

__all__ = ["suspected"]

MOST = 5  # places named


def suspected(verbatims: pd.DataFrame, responses: pd.DataFrame) -> list[str]:
    """Return a line that tells how many of the valid texts (VERBATIMS, with ``suspect``) are
    suspected of irony, as what they are counted and in which rows (of RESPONSES) they stand; none
    where no text is."""
    found = verbatims[verbatims["suspect"].ne("")] if "suspect" in verbatims else verbatims[:0]
    if not len(found):
        return []
    many, n = len(found), int(verbatims["valid"].sum())
    counts = found["sentiment"].value_counts()
    negative, neutral, positive = (
        int(counts.get(label, 0)) for label in ("negative", "neutral", "positive")
    )
    where = _places(found, responses)
    more = many > MOST
    return [
        t(
            f"{many} 条疑似反话（有效文本 n={n}）：{negative} 条按负面计，{neutral} 条按中性计，"
            f"{positive} 条拿不准、仍按字面的正面计，请看原文（{where}{'等' if more else ''}）",
            f"{many} texts may be ironic (valid texts n={n}): {negative} are counted as negative, "
            f"{neutral} as neutral, and {positive}, of which the reading is unsure, as the praise "
            f"they are worded as; see the texts ({where}{' and others' if more else ''})",
        )
    ]


def _places(found: pd.DataFrame, responses: pd.DataFrame) -> str:
    """Return where the first of the texts stand, those counted as praise before the others."""
    first = found.sort_values("score", ascending=False, kind="stable")["response_id"]
    rows = responses.drop_duplicates("response_id").set_index("response_id")
    told = rows.loc[[one for one in first.unique()[:MOST] if one in rows.index]]
    numbers = [str(row) for row in told["row"]]
    if rows["source"].nunique() > 1:
        names = zip(told["source"], numbers, strict=True)
        return ", ".join(t(f"{name} 第 {row} 行", f"{name} row {row}") for name, row in names)
    return t(f"第 {'、'.join(numbers)} 行", f"rows {', '.join(numbers)}")
