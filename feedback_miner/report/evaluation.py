"""The confusion page of ``evaluate``: how right, for which factor, and where it goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner import lexicon, privacy
from feedback_miner.evaluation import FULL, Confusion, Figure, confusion
from feedback_miner.language import current, t
from feedback_miner.report import charts
from feedback_miner.report.harmless import template
from feedback_miner.report.html import number
from feedback_miner.report.marks import warning
from feedback_miner.report.plain import cut
from feedback_miner.survey import Options
from feedback_miner.version import __version__

__all__ = ["render"]

# What each figure is called, and what its base counts.
_TEXTS = ("文本", "texts")
_EITHER = ("任一方标出的", "given by either side")
FIGURES: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "sentiment_accuracy": (("情感准确率", "accuracy of sentiment"), _TEXTS),
    "sentiment_macro_f1": (("情感宏平均 F1", "macro-F1 of sentiment"), _TEXTS),
    "sentiment_kappa": (("情感 Cohen κ", "Cohen's kappa of sentiment"), _TEXTS),
    "factor_micro_f1": (("因素 F1", "F1 of factors"), _EITHER),
    "opinion_micro_f1": (("因素连褒贬 F1", "F1 of factors with polarity"), _EITHER),
    "act_micro_f1": (("意图 F1", "F1 of acts"), _EITHER),
    "loyalty_macro_f1": (("忠诚宏平均 F1", "macro-F1 of loyalty"), _TEXTS),
    "urgency_within_1": (("紧急度相差不超过 1", "urgency within 1"), _TEXTS),
    "urgent_recall": (
        ("紧急度 3 的召回率（相差 1 算找到）", "recall of urgency 3 (2 or 3 said)"),
        ("金标准为 3 的文本", "texts of urgency 3 in the gold"),
    ),
    "urgent_precision": (
        ("紧急度 3 的精确率（相差 1 算对）", "precision of urgency 3 (2 or 3 in the gold)"),
        ("机器判为 3 的文本", "texts said to be of urgency 3"),
    ),
    "flag_micro_f1": (("标记 F1", "F1 of flags"), _EITHER),
    "invalid_recall": (
        ("无效答案召回率", "recall of invalid answers"),
        ("金标准为无效的文本", "texts invalid in the gold"),
    ),
    "invalid_precision": (
        ("无效答案精确率", "precision of invalid answers"),
        ("机器判为无效的文本", "texts said to be invalid"),
    ),
    "pii_recall": (
        ("个人信息召回率", "recall of personal data"),
        ("金标准中的个人信息处", "places of personal data in the gold"),
    ),
    "pii_precision": (
        ("个人信息精确率", "precision of personal data"),
        ("机器遮盖的各处", "places masked"),
    ),
}
EXAMPLES = 12  # errors shown of sentiment, and of each factor
Line = Mapping[str, Any]


def render(
    gold: Sequence[Line], predicted: Sequence[Line], figures: Sequence[Figure], options: Options
) -> str:
    """Return the page as HTML. Texts are redacted unless the options keep personal data, and
    escaped by the template engine; nothing is fetched from anywhere."""
    book = lexicon.load(options.codebook)
    by_name = {figure.name: figure for figure in figures}
    names = {factor.id: factor.name for factor in book.factors}
    seen = [f.name.removeprefix("factor_f1.") for f in figures if f.name.startswith("factor_f1.")]
    polarity = {
        "negative": t("负面", "negative"),
        "neutral": t("中性", "neutral"),
        "positive": t("正面", "positive"),
        "": t("没有", "not there"),
    }
    matrices = confusion(gold, predicted)
    per_factor = {f: confusion(gold, predicted, f)["polarity"] for f in seen}
    scores = [
        charts.Interval(
            names.get(f, f), 100 * v.value, 100 * v.low, 100 * v.high, f"F1 {v.value:.2f}"
        )
        for f in seen
        if (v := by_name[f"factor_f1.{f}"])
    ]
    return template("evaluation.html.j2", num=number, cut=cut).render(
        t=t,
        language=current(),
        version=__version__,
        kept=warning(),
        options=options,
        codebook=book,
        n=len(gold),
        overall=[
            {"figure": f, "name": t(*called), "base": t(*base)}
            for f in figures
            if "." not in f.name
            for called, base in [FIGURES.get(f.name, ((f.name, f.name), _TEXTS))]
        ],
        factors=[_row(f, names.get(f, f), by_name, per_factor[f]) for f in seen],
        chart=charts.forest(
            scores, t("各因素 F1（95% 区间）", "F1 by factor (95% interval)"), low=0, high=100
        )
        if scores
        else "",
        matrices={name: _shares(matrix) for name, matrix in matrices.items() if matrix.n},
        labels=polarity,
        errors=_sentiment_errors(gold, predicted, options),
        factor_errors={
            names.get(f, f): found
            for f in seen
            if (found := _factor_errors(gold, predicted, f, options))
        },
    )


def _row(
    factor: str, name: str, by_name: Mapping[str, Figure], matrix: Confusion
) -> dict[str, Any]:
    wanted = sum(sum(row) for row in matrix.counts[:-1])
    return {
        "name": name,
        "id": factor,
        "precision": by_name.get(f"factor_precision.{factor}"),
        "recall": by_name.get(f"factor_recall.{factor}"),
        "f1": by_name[f"factor_f1.{factor}"],
        "gold": wanted,
        "said": sum(sum(row[:-1]) for row in matrix.counts),
        "turned": sum(
            count
            for i, row in enumerate(matrix.counts[:-1])
            for j, count in enumerate(row[:-1])
            if i != j
        ),
    }


def _shares(matrix: Confusion) -> dict[str, Any]:
    """Return a matrix with each cell's share of its row, which shades it."""
    rows = []
    for label, counts in zip(matrix.labels, matrix.counts, strict=True):
        total = sum(counts)
        cells = [
            {"count": c, "share": c / total if total else 0.0, "right": other == label}
            for other, c in zip(matrix.labels, counts, strict=True)
        ]
        rows.append({"label": label, "total": total, "cells": cells})
    return {"labels": matrix.labels, "rows": rows, "n": matrix.n}


def _shown(gold: Line, options: Options) -> str:
    text = str(gold.get("text", ""))
    return text if options.keep_pii else privacy.mask(text, options.salt)


def _id(gold: Line, options: Options) -> str:
    name = str(gold.get("id", gold.get("response_id", "")))
    return name if options.keep_pii else privacy.mask_label(name)


def _sentiment_errors(
    gold: Sequence[Line], predicted: Sequence[Line], options: Options
) -> list[dict[str, Any]]:
    """Return the errors of sentiment the machine was surest of."""
    wrong = [
        (abs(float(p["sentiment"]["score"]) - {"neg": -1, "neu": 0, "pos": 1}[g["sentiment"]]), i)
        for i, (g, p) in enumerate(zip(gold, predicted, strict=True))
        if g.get("sentiment") in FULL and FULL[g["sentiment"]] != p["sentiment"]["label"]
    ]
    return [
        {
            "id": _id(gold[i], options),
            "text": _shown(gold[i], options),
            "gold": FULL[gold[i]["sentiment"]],
            "said": predicted[i]["sentiment"]["label"],
            "score": predicted[i]["sentiment"]["score"],
        }
        for _, i in sorted(wrong, key=lambda pair: (-pair[0], pair[1]))[:EXAMPLES]
    ]


def _factor_errors(
    gold: Sequence[Line], predicted: Sequence[Line], factor: str, options: Options
) -> list[dict[str, Any]]:
    """Return errors about a factor: said and not there, there and not said, polarity turned."""
    kinds: dict[str, list[dict[str, Any]]] = {"extra": [], "missed": [], "turned": []}
    for g, p in zip(gold, predicted, strict=True):
        if g.get("factors") is None:
            continue
        wanted = dict(g["factors"]).get(factor)
        said = p["factors"].get(factor)
        if (FULL[wanted] if wanted else None) == (said["label"] if said else None):
            continue
        kind = "extra" if not wanted else "missed" if not said else "turned"
        if len(kinds[kind]) < EXAMPLES // 3:
            kinds[kind].append(
                {
                    "id": _id(g, options),
                    "text": _shown(g, options),
                    "gold": FULL[wanted] if wanted else "",
                    "said": said["label"] if said else "",
                    "score": said["score"] if said else None,
                }
            )
    return [error for found in kinds.values() for error in found]
