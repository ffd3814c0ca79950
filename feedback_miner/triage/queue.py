"""The queue: one row a response that needs somebody, the most urgent first."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Survey
from feedback_miner.tables import CASES, check, frame

__all__ = ["rank"]

FLAG_NAMES = {
    "self_harm": ("自伤风险", "self-harm"),
    "violence": ("暴力威胁", "violence"),
    "fraud": ("欺诈盗用", "fraud"),
    "harassment": ("骚扰催收", "harassment"),
    "regulator": ("监管投诉", "regulator"),
    "legal": ("法律途径", "legal"),
    "media": ("媒体曝光", "media"),
    "leak": ("信息泄露", "leak"),
    "repeat": ("重复投诉", "repeat"),
    "vulnerable": ("弱势群体", "vulnerable"),
    "churn": ("流失", "churn"),
}
FLAG_WEIGHT = {flag: len(FLAG_NAMES) - i for i, flag in enumerate(FLAG_NAMES)}


def rank(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
) -> pd.DataFrame:
    """Return CASES: responses with urgency of at least 1, by urgency, then by their gravest
    flags, then by how negative they are, then by time of receipt.

    The owner is that of the most negative factor; due times follow the codebook's
    ``triage.toml`` where it has one (hours by urgency).
    """
    hours = _due_hours(codebook.folder)
    times = _times(responses, survey)
    worst = opinions[opinions["polarity"] == "negative"].sort_values(
        ["response_id", "score"], kind="stable"
    )
    factor_of = worst.drop_duplicates("response_id").set_index("response_id")["factor"]
    owners = {factor.id: factor.owner for factor in codebook.factors}
    rows: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    urgent = verbatims[(verbatims["urgency"] > 0) & verbatims["valid"]]
    for response_id, group in urgent.groupby("response_id", sort=False):
        urgency = int(group["urgency"].max())
        found = {flag for flags in group["flags"] for flag in flags}
        flags = [flag for flag in FLAG_NAMES if flag in found]
        score = float(group["score"].min())
        factor = str(factor_of.get(response_id, ""))
        received = times.get(str(response_id), "")
        reasons = list(dict.fromkeys(r for reasons in group["reasons"] for r in reasons))
        weight = sum(FLAG_WEIGHT[flag] for flag in flags)
        row = {
            "rank": 0,
            "response_id": str(response_id),
            "urgency": urgency,
            "flags": flags,
            "reason": _reason(flags, reasons, factor, codebook),
            "factor": factor,
            "owner": owners.get(factor, "") or t("客户服务部", "Customer service"),
            "due_hours": float(hours.get(str(urgency), 0)),
            "received": received,
            "text": " / ".join(str(text) for text in group["text"]),
        }
        rows.append(((-urgency, -weight, score, received, len(rows)), row))
    rows.sort(key=lambda pair: pair[0])
    for position, (_, row) in enumerate(rows, start=1):
        row["rank"] = position
    return check(frame((row for _, row in rows), CASES), CASES)


def _reason(flags: list[str], reasons: list[str], factor: str, codebook: Codebook) -> str:
    words = dict(reason.split(": ", 1) for reason in reasons if ": " in reason)
    parts = []
    for flag in flags:
        said = words.get(flag, "")
        parts.append(t(*FLAG_NAMES[flag]) + (f"「{said}」" if said else ""))
    if factor:
        parts.append(t("不满：", "unhappy with ") + codebook.name(factor))
    return t("；", "; ").join(parts) or t("整体不满", "unhappy overall")


def _due_hours(folder: Path) -> dict[str, float]:
    path = folder / "triage.toml"
    default = {"3": 4.0, "2": 24.0, "1": 72.0}
    if not path.is_file():
        return default
    return {**default, **tomllib.loads(path.read_text(encoding="utf-8")).get("due_hours", {})}


def _times(responses: pd.DataFrame, survey: Survey) -> dict[str, str]:
    column = next((c.name for c in survey.with_role("time") if c.name in responses), None)
    if column is None:
        return {}
    return dict(zip(responses["response_id"].astype("str"), responses[column], strict=True))
