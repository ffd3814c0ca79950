"""What an analyst must know before quoting effects: what is left out, what is unsure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from feedback_miner.language import t

__all__ = [
    "COLLINEAR",
    "LEAST_APART",
    "TELLING",
    "cautions",
    "sign_of",
    "too_few",
    "unexplained",
    "what_is_left_out",
]

COLLINEAR = 5.0  # variance inflation from which regression weights are not to be read
MODELS = {  # what explains an outcome, in words
    "closed": ("评分题", "closed scores"),
    "text": ("文本", "words"),
    "mentioned": ("提及者的文本", "words of those who mention the factor"),
    "both": ("评分题与文本", "closed scores and words"),
}
LEAST_APART = 5  # responses that must differ from the rest for a driver to be judged
TELLING = 0.02  # adjusted R² below which importance is not to be read


def too_few(n: int, drivers: int, source: str) -> str:
    return t(
        f"{n} 份完整答卷不足以估计 {drivers} 个驱动因素（{MODELS[source][0]}）",
        f"{n} complete responses are too few for {drivers} drivers ({MODELS[source][1]})",
    )


def what_is_left_out(
    follow: Mapping[tuple[str, ...], Sequence[str]],
    rare: Mapping[str, Mapping[str, None]],
    called: Callable[[str], str],
) -> Iterator[str]:
    """Yield which drivers were left out, and why: those that ``follow`` from others, with the
    outcomes, and by outcome those in which hardly anybody differs."""
    yield from _sets_left_out(
        follow,
        called,
        t(
            "{}：{} 可由其他驱动因素完全推出，未列入",
            "{}: {} follow from other drivers exactly and were left out",
        ),
    )
    few: dict[tuple[str, ...], list[str]] = {}
    for one, alone in rare.items():
        if alone:
            few.setdefault(tuple(alone), []).append(one)
    yield from _sets_left_out(
        few,
        called,
        t(
            f"{{}}：{{}} 只有不到 {LEAST_APART} 份答卷与其余不同，"
            "个别人就能左右结果，不列入相应模型",
            f"{{}}: in {{}} fewer than {LEAST_APART} responses differ from the rest, single people "
            "would decide the result: left out of the models where that is so",
        ),
    )


def _sets_left_out(
    found: Mapping[tuple[str, ...], Sequence[str]], called: Callable[[str], str], form: str
) -> Iterator[str]:
    """Yield a note a set of drivers left out; ``form`` takes the outcomes, then the drivers."""

    def listed(several: Sequence[str]) -> str:
        return t("、", ", ").join(t(f"「{called(one)}」", called(one)) for one in several)

    for dropped, outcomes_of in found.items():
        yield form.format(listed(outcomes_of), listed(dropped))


def unexplained(outcome: str, n: int, drivers: bool) -> str:
    """Say why an outcome has no model: too few answers, all alike, or drivers that do not vary."""
    if n < 3:
        return t(
            f"「{outcome}」只有 {n} 份可用的答卷，无法分析驱动因素",
            f'"{outcome}": only {n} usable responses, drivers were not estimated',
        )
    if drivers:
        return t(
            f"「{outcome}」的 {n} 份答卷都一样，没有差异可解释",
            f'"{outcome}": its {n} answers are all alike, there is nothing to explain',
        )
    return t(
        f"「{outcome}」：没有随人变化的评分题可作驱动因素",
        f'"{outcome}": no closed score varies, so none can be a driver',
    )


def sign_of(row: dict[str, Any]) -> str:
    """Say where the regression weight points another way than the correlation."""
    turned = row["correlation_low"] > 0 > row["coefficient"]
    turned |= row["correlation_high"] < 0 < row["coefficient"]
    if not turned:
        return ""
    clear = row["coefficient_high"] < 0 or row["coefficient_low"] > 0
    if clear:
        return t("回归系数与相关方向相反（抑制效应）", "sign differs from correlation: suppression")
    return t("回归系数方向不稳，勿解读", "the sign of the weight is uncertain: do not read it")


def cautions(
    outcome: str,
    source: str,
    rows: list[dict[str, Any]],
    fit: dict[str, Any],
    called: Callable[[str], str],
) -> Iterator[str]:
    """Yield what an analyst must know before quoting a model."""
    if source not in ("closed", "text") or not rows:
        return
    outcome = called(outcome)
    by = t("评分题", "closed scores") if source == "closed" else t("文本", "words")
    alone = [called(str(row["driver"])) for row in rows if np.isnan(row["coefficient_low"])]
    if alone:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(alone)} 的回归系数取决于个别答卷，无法给出区间",
            f'"{outcome}" ({by}): the regression weight of {", ".join(alone)} hangs on single '
            "responses, so that no interval can be given",
        )
    if fit["r2_adjusted"] < TELLING:
        return
    collinear = [called(str(row["driver"])) for row in rows if row["vif"] >= COLLINEAR]
    if collinear:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(collinear)} 彼此高度相关（VIF ≥ {COLLINEAR:g}），"
            "回归系数不稳定，请看相对重要性及其名次区间",
            f'"{outcome}" ({by}): {", ".join(collinear)} are highly correlated '
            f"(VIF >= {COLLINEAR:g}): "
            "regression weights are unstable, read the relative importance and its rank intervals",
        )
    turned = [called(str(row["driver"])) for row in rows if row["note"]]
    if turned:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(turned)} 的回归系数与相关方向相反"
            "（抑制效应或不稳定），不可单独解读",
            f'"{outcome}" ({by}): the regression weight of {", ".join(turned)} has another sign '
            "than its correlation (suppression or chance): do not read it alone",
        )
    if fit and len(rows) > 1 and fit["rank_stability"] < 0.7:
        yield t(
            f"「{outcome}」（{by}）：重要性名次不稳（自助样本与整体的名次相关平均 "
            f"{fit['rank_stability']:.2f}），勿凭名次排优先级",
            f'"{outcome}" ({by}): the ranking by importance is unstable (mean rank correlation of '
            f"bootstrap samples {fit['rank_stability']:.2f}): do not set priorities by rank alone",
        )
