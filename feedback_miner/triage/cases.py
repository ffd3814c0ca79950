"""A case for each response that needs somebody: what it says, its flags, its factor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.triage import (
    asides,
    categories,
    lodged,
    origin,
)
from feedback_miner.triage.flags import FLAG_NAMES
from feedback_miner.triage.grams import fold

__all__ = ["MOST_TEXT", "Case", "collect"]

Case = dict[str, Any]
MOST_TEXT = 2000  # characters of a case compared with others


def collect(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    kinds: categories.Categories,
    whence: Mapping[str, origin.Origin],
) -> list[Case]:
    """Return a case for each response that needs somebody, in the order of the export; what a
    regulator handed on needs somebody whatever it says."""
    complained = _complaints(opinions)
    said = _said(verbatims, {response_id: one for response_id, one in whence.items() if one.relay})
    joined = [" / ".join(" ".join(part.split()) for part in one.texts) for one in said.values()]
    folded = fold([text[:MOST_TEXT] for text in joined])
    cases: list[Case] = []
    complaints = []
    for (response_id, one), text, plain in zip(said.items(), joined, folded, strict=True):
        worst = sorted(complained.get(response_id, ()))
        _, factor, sub = worst[0] if worst else (0.0, "", "")
        flags = [flag for flag in FLAG_NAMES if flag in one.flags]
        about = [(f, s, score) for score, f, s in worst]
        complaints.append(categories.Complaint(plain, about, flags))
        came = whence.get(response_id, origin.Origin("", "", "", 0))
        if came.relay:  # who hands it on tells nothing of what it is about
            flags = [flag for flag in FLAG_NAMES if flag in one.flags or flag == came.flag]
        cases.append(
            {
                "response_id": response_id,
                "urgency": one.urgency,
                "flags": flags,
                "stage": "",
                "words": one.flags,
                "urgent": one.urgent,
                "channel": came.channel,
                "handler": came.handler,
                "relay": came.relay,
                "factor": factor,
                "subfactor": sub,
                "score": one.score,
                "text": text,
                "folded": plain,
            }
        )
    for case, category in zip(cases, kinds.classify(complaints), strict=True):
        case["category"] = category
    return cases


@dataclass(slots=True)
class _Said:
    """What a response's texts say together: the highest urgency, the lowest score, each flag with
    the first words that raised it."""

    texts: list[str] = field(default_factory=list)
    urgency: int = 0
    flags: dict[str, str] = field(default_factory=dict)
    score: float = 1.0
    urgent: str = ""


def _complaints(opinions: pd.DataFrame) -> dict[str, list[tuple[float, str, str]]]:
    """Return score, factor and sub-factor of what each response complains of."""
    complained: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    negative = opinions[opinions["polarity"] == "negative"]
    for response_id, factor, sub, score in zip(
        *(negative[name].tolist() for name in ("response_id", "factor", "subfactor", "score")),
        strict=True,
    ):
        complained[str(response_id)].append((float(score), str(factor), str(sub)))
    return complained


def _said(verbatims: pd.DataFrame, relayed: Mapping[str, origin.Origin]) -> dict[str, _Said]:
    """Return what the responses that need somebody say, by response_id; those handed on that say
    nothing come last."""
    valid = verbatims[verbatims["valid"]]
    wanting = _wanting(valid)
    chosen = {*valid.loc[wanting > 0, "response_id"].tolist(), *relayed}
    said: dict[str, _Said] = defaultdict(_Said)
    for response_id, text, flags, score, urgency, reasons in zip(
        *(valid[name].tolist() for name in ("response_id", "text", "flags", "score")),
        wanting.tolist(),
        valid["reasons"],
        strict=True,
    ):
        if response_id not in chosen:
            continue
        one = said[response_id]
        one.texts.append(str(text))
        one.urgency = max(one.urgency, int(urgency))
        one.score = min(one.score, float(score))
        words = dict(reason.split(": ", 1) for reason in reasons if ": " in reason)
        for flag in flags:
            one.flags[flag] = one.flags.get(flag) or words.get(flag, "")
        one.urgent = one.urgent or words.get("urgent", "")
    for response_id, origin_ in relayed.items():
        said[response_id].urgency = max(said[response_id].urgency, origin_.urgency)
    return dict(said)


def _wanting(valid: pd.DataFrame) -> pd.Series[Any]:
    """Return how soon each valid text wants somebody. Who is unhappy where complaints are written
    has a case, however little of it is said, and who lodges one in words that only ask."""
    unhappy = np.array(
        [
            kind == "complaint"
            and (label == "negative" or lodged.lodged(asides.heard(str(text)), label, acts))
            for kind, label, text, acts in zip(
                *(valid[name].tolist() for name in ("kind", "sentiment", "text", "acts")),
                strict=True,
            )
        ],
        dtype=bool,
    )
    return valid["urgency"].where(~unhappy, valid["urgency"].clip(lower=1))
