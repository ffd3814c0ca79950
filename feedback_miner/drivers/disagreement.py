"""Respondents whose words and scores disagree: slips of the hand, turned scales, sarcasm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.drivers.predictors import Predictors
from feedback_miner.language import t
from feedback_miner.ratings.read import Ratings
from feedback_miner.tables import frame

__all__ = ["DISAGREEMENTS", "find"]

DISAGREEMENTS = {
    "response_id": "str",
    "outcome": "str",
    "score": "float",
    "rating": "float",
    "sentiment": "float",
    "question": "str",
    "text": "str",
    "kind": "str",
    "strength": "float",
}
GOOD, BAD = 75.0, 25.0  # on 0-100
OUTSPOKEN = 0.5  # sentiment
# What a question asks for is no disagreement: faults when asked for faults.
ASKS_FOR = {
    "improve": "negative",
    "dislike": "negative",
    "complaint": "negative",
    "like": "positive",
}
AGAINST = {"leave": ("说要离开", "says to leave"), "warn": ("说会劝退他人", "says to warn others")}
SUSPECT = 0.1  # share of disagreements from which a scale may be turned


def _kind(row: Any) -> str:
    """Say what contradicts the score in a text."""
    if row.praise:
        return t("好评低分", "praise, low score")
    if row.complaint:
        return t("差评高分", "complaint, high score")
    zh, en = AGAINST[row.loyalty]
    return t(f"{zh}，高分", f"{en}, high score")


def find(
    ratings: Ratings, predictors: Predictors, verbatims: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Return DISAGREEMENTS, the strongest first, and notes.

    Praise (sentiment of .5 or more) beside a score in the lowest quarter of its scale, or a clear
    complaint (-.5 or less, or a threat to leave or to warn others) beside one in the highest.
    What the question itself asked for is not counted. ``rating`` is the score on 0 to 100;
    ``kind`` says what contradicts it: the threat, where the text is no clear complaint.
    """
    valid = verbatims[verbatims["valid"]]
    asked = valid["kind"].map(ASKS_FOR).fillna("")
    leaves = valid["loyalty"].isin(["leave", "warn"])
    praise = (valid["score"] >= OUTSPOKEN) & (asked != "positive") & ~leaves
    complaint = (valid["score"] <= -OUTSPOKEN) & (asked != "negative")
    told = valid[praise | complaint | leaves].assign(praise=praise, complaint=complaint)
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for outcome, kind in predictors.kinds.items():
        if outcome not in ratings.on100 or outcome not in predictors.outcomes:
            continue
        if kind not in ("satisfaction", "recommend", "reuse"):
            continue
        on100 = pd.Series(ratings.on100[outcome].to_numpy(), index=ratings.on100["response_id"])
        score = pd.Series(predictors.outcomes[outcome].to_numpy(), index=on100.index)
        rating = told["response_id"].map(on100)
        apart = (told["praise"] & (rating <= BAD)) | (~told["praise"] & (rating >= GOOD))
        for row in told[apart].itertuples():
            value = float(on100[row.response_id])
            rows.append(
                {
                    "response_id": row.response_id,
                    "outcome": outcome,
                    "score": float(score[row.response_id]),
                    "rating": value,
                    "sentiment": row.score,
                    "question": row.question,
                    "text": row.text,
                    "kind": _kind(row),
                    "strength": abs(value - 50) / 50 * max(abs(float(row.score)), OUTSPOKEN),
                }
            )
        both = rating.notna()
        if both.sum() >= 20 and apart.sum() / both.sum() >= SUSPECT:
            signs = np.where(told.loc[both, "praise"], 1.0, -1.0)
            r = np.corrcoef(signs, rating[both])[0, 1] if np.ptp(signs) else 0.0
            if r < 0:
                notes.append(
                    t(
                        f"「{outcome}」与文字多处相反（{int(apart.sum())}/{int(both.sum())}）："
                        "标尺可能反向，请核对 reversed",
                        f'"{outcome}" contradicts the words in {int(apart.sum())} of '
                        f"{int(both.sum())} cases: the scale may be reversed, check `reversed`",
                    )
                )
    table = frame(rows, DISAGREEMENTS)
    order = ["strength", "response_id", "outcome"]
    table = table.sort_values(order, ascending=[False, True, True], kind="stable")
    return table.reset_index(drop=True), notes
