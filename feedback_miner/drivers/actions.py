"""What to do: the pointers of the codebook whose conditions all hold, with evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.language import t
from feedback_miner.lexicon import Action, Codebook
from feedback_miner.tables import frame

__all__ = ["ACTIONS", "act"]

ACTIONS = {
    "rule": "str",
    "factor": "str",
    "subfactor": "str",
    "owner": "str",
    "action": "str",
    "evidence": "str",
    "n": "int",
    "share": "float",
    "response_ids": "list",
    "rank": "int",
}


def act(
    codebook: Codebook,
    priorities: pd.DataFrame,
    factors: pd.DataFrame,
    opinions: pd.DataFrame,
    main: str,
    *,
    minimum_n: int,
) -> pd.DataFrame:
    """Return ACTIONS: the pointers of the codebook whose conditions all hold, most urgent first.

    Conditions are figures (see ``lexicon.actions``); ``evidence`` states each with its value;
    ``share`` is the sub-factor's part of the factor's complaints, ``response_ids`` three of
    those who complain, the strongest first.
    """
    rows: list[dict[str, Any]] = []
    everybody = factors[factors["segment"] == ""].set_index("factor")
    ranked = priorities[priorities["outcome"] == main].set_index("theme")
    negative = opinions[opinions["polarity"] == "negative"]
    for rule in codebook.actions:
        if rule.factor not in everybody.index:
            continue
        row = everybody.loc[rule.factor]
        about = negative[negative["factor"] == rule.factor]
        part = about[about["subfactor"] == rule.subfactor] if rule.subfactor else about
        people, all_people = part["response_id"].nunique(), about["response_id"].nunique()
        if people < minimum_n:
            continue
        place = ranked.loc[rule.factor] if rule.factor in ranked.index else None
        figures: dict[str, float | str] = {
            "complaints": people,
            "sub_share": people / all_people if all_people else 0.0,
            "net": float(row["net"]),
            "net_high": float(row["net_high"]),
            "rating": float(row["rating"]),
            "gap": float(row["gap"]),
            "importance_rank": float(ranked["importance"].rank(ascending=False)[rule.factor])
            if place is not None
            else np.nan,
            "kano": str(place["kano"]) if place is not None else "",
            "quadrant": str(place["quadrant"]) if place is not None else "",
        }
        if not rule.holds(figures):
            continue
        strongest = part.sort_values(["score", "verbatim", "start"], kind="stable")
        rows.append(
            {
                "rule": rule.id,
                "factor": rule.factor,
                "subfactor": rule.subfactor,
                "owner": codebook.factor(rule.factor).owner,
                "action": rule.text,
                "evidence": _evidence(rule, figures, people, all_people),
                "n": people,
                "share": figures["sub_share"],
                "response_ids": list(dict.fromkeys(map(str, strongest["response_id"])))[:3],
                "rank": int(place["rank"]) if place is not None else len(codebook.factors) + 1,
            }
        )
    rows.sort(key=lambda r: (r["rank"], -r["n"], r["rule"]))
    for position, found in enumerate(rows, start=1):
        found["rank"] = position
    return frame(rows, ACTIONS)


def _evidence(rule: Action, figures: dict[str, float | str], people: int, base: int) -> str:
    told = [
        t(
            f"{people} 份答卷为此不满，占对该因素有不满者（含同时有称赞的）的 "
            f"{people / base:.0%}（n={base}）",
            f"{people} responses complain of it, {people / base:.0%} of those with a complaint of "
            f"the factor, praise beside it or not (n={base})",
        )
    ]
    names = {
        "net_high": t("净情感区间上限", "upper bound of net sentiment"),
        "net": t("净情感", "net sentiment"),
        "rating": t("评分（0–100）", "rating (0-100)"),
        "gap": t("文字比评分", "words less rating"),
        "importance_rank": t("重要性名次", "rank by importance"),
        "kano": t("类型", "kind"),
        "quadrant": t("象限", "quadrant"),
    }
    for key in rule.figures():
        value = figures[key]
        if key in names:
            shown = value if isinstance(value, str) else f"{value:.2f}"
            if key in ("net", "net_high") and not isinstance(value, str):
                shown = f"{100 * value:+.1f}"
            elif key in ("rating", "gap", "importance_rank") and not isinstance(value, str):
                shown = f"{value:.0f}"
            told.append(f"{names[key]} {shown}")
    return t("；", "; ").join(told)
