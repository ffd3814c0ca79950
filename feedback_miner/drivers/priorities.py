"""Where improvement pays: importance against performance, penalty and reward, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.drivers.effects import TELLING
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.regression import robust
from feedback_miner.language import t
from feedback_miner.lexicon import Action, Codebook
from feedback_miner.tables import frame

__all__ = ["ACTIONS", "CONTRASTS", "PRIORITIES", "act", "contrast", "rank"]

Array = NDArray[np.float64]
LOW, HIGH = 25.0, 75.0  # on 0-100: the dissatisfied and the satisfied with a driver
CLEAR = 0.05

PRIORITIES = {
    "outcome": "str",
    "theme": "str",
    "n": "int",
    "importance": "float",
    "importance_closed": "float",
    "importance_text": "float",
    "performance": "float",
    "performance_closed": "float",
    "performance_text": "float",
    "rating_n": "int",
    "mentions": "int",
    "kano": "str",
    "quadrant": "str",
    "rank": "int",
}
CONTRASTS = {
    "outcome": "str",
    "source": "str",
    "driver": "str",
    "factor": "str",
    "n": "int",
    "n_low": "int",
    "n_high": "int",
    "penalty": "float",
    "penalty_low": "float",
    "penalty_high": "float",
    "reward": "float",
    "reward_low": "float",
    "reward_high": "float",
    "contrast": "float",
    "contrast_p": "float",
    "contrast_p_adjusted": "float",
    "kano": "str",
}
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


def contrast(predictors: Predictors, *, minimum_n: int) -> pd.DataFrame:
    """Return CONTRASTS: what a bad and a good experience with each driver go with.

    Penalty-reward contrast analysis (Brandt, 1987; Matzler and others, 2004): the outcome
    regressed on a dummy for the dissatisfied and one for the satisfied with each driver (the
    lowest and highest quarter of its scale; in words a complaint and praise), HC3 errors.
    ``kano``: basic (the penalty weighs more), delighter (the reward does), performance (one of
    them is clear, but not that they differ), indifferent (neither is). That penalty and reward
    differ is tested itself, adjusted over the drivers of a model (Benjamini and Hochberg, 1995):
    one clear and one not is no such proof (Gelman and Stern, 2006). Drivers with fewer than
    ``minimum_n`` responses in a group are left out.
    """
    rows: list[dict[str, Any]] = []
    for outcome in predictors.outcomes.columns:
        sources = predictors.sources(str(outcome))
        points = {
            "closed": predictors.on100[list(sources["closed"].columns)],
            "text": 50 + 50 * sources["text"],
        }
        for source, table in points.items():
            rows += _contrast(predictors, str(outcome), source, table, minimum_n)
    return frame(rows, CONTRASTS)


def _contrast(
    predictors: Predictors, outcome: str, source: str, table: pd.DataFrame, minimum_n: int
) -> Iterator[dict[str, Any]]:
    y = predictors.outcomes[outcome]
    usable = [c for c in table.columns if table[c].notna().sum() >= 3 * minimum_n]
    if not usable:
        return
    known = (table[usable].notna().all(axis=1) & y.notna()).to_numpy()
    if predictors.weights is not None:
        known = known & (predictors.weights > 0)
    x = table.loc[known, usable].to_numpy(dtype=float)
    low, high = x <= LOW, x >= HIGH
    middle = ~low & ~high
    if source == "text":
        enough = np.minimum(low.sum(axis=0), high.sum(axis=0)) >= minimum_n
    else:
        enough = np.min([low.sum(axis=0), high.sum(axis=0), middle.sum(axis=0)], 0) >= minimum_n
    chosen = np.flatnonzero(enough)
    if not len(chosen) or len(x) < 5 * 2 * len(chosen):
        return
    design = np.column_stack([low[:, chosen], high[:, chosen]]).astype(float)
    weights = None if predictors.weights is None else predictors.weights[known]
    try:
        fit = robust(design, y[known].to_numpy(dtype=float), weights)
    except np.linalg.LinAlgError:
        return
    k = len(chosen)
    found: list[dict[str, Any]] = []
    for i, position in enumerate(chosen):
        penalty, reward = float(fit.coefficients[i]), float(fit.coefficients[k + i])
        variance = fit.covariance[i, i] + fit.covariance[k + i, k + i]
        variance += 2 * fit.covariance[i, k + i]
        difference = penalty + reward
        p = float(2 * stats.norm.sf(abs(difference) / np.sqrt(variance))) if variance > 0 else 1.0
        name = str(usable[position])
        row = {
            "outcome": outcome,
            "source": source,
            "driver": name,
            "factor": name if source == "text" else predictors.factors.get(name, ""),
            "n": len(x),
            "n_low": int(low[:, position].sum()),
            "n_high": int(high[:, position].sum()),
            "penalty": penalty,
            "penalty_low": float(fit.low[i]),
            "penalty_high": float(fit.high[i]),
            "reward": reward,
            "reward_low": float(fit.low[k + i]),
            "reward_high": float(fit.high[k + i]),
            "contrast": difference,
            "contrast_p": p,
        }
        found.append(row)
    adjusted = stats.false_discovery_control([float(row["contrast_p"]) for row in found])
    for row, q in zip(found, adjusted, strict=True):
        yield row | {"contrast_p_adjusted": float(q), "kano": _kano(row, float(q))}


def _kano(row: dict[str, Any], p: float) -> str:
    hurts, pleases = row["penalty_high"] < 0, row["reward_low"] > 0
    if not hurts and not pleases:
        return "indifferent"
    if p < CLEAR and hurts and row["contrast"] < 0:
        return "basic"
    if p < CLEAR and pleases and row["contrast"] > 0:
        return "delighter"
    return "performance"


def rank(
    predictors: Predictors,
    effects: pd.DataFrame,
    fits: pd.DataFrame,
    contrasts: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    minimum_n: int,
) -> pd.DataFrame:
    """Return PRIORITIES: importance-performance analysis (Martilla and James, 1977).

    ``importance``: a theme's share of all that closed scores and words explain (LMG shares of
    both models' R², together 1; ``importance_closed`` and ``importance_text`` are its shares
    within each; words that explain less than 2 % are left out); ``performance`` on 0-100: the
    mean of its closed rating and of its net sentiment in words, where each rests on
    ``minimum_n``. A theme is a
    codebook factor, or a closed driver that has none. Quadrants are split at the means:
    ``fix`` (important, performing below), ``keep``, ``low``, ``overkill``. ``rank`` puts what is
    to be fixed first, and orders by importance times the room above performance.
    """
    rows: list[dict[str, Any]] = []
    everybody = factors[factors["segment"] == ""].set_index("factor")
    for outcome in predictors.outcomes.columns:
        own = effects[effects["outcome"] == outcome]
        shares: dict[str, dict[str, float]] = {}
        explained: dict[str, float] = {}
        for source in ("closed", "text"):
            part = own[own["source"] == source]
            total = float(part["lmg"].clip(lower=0).sum())
            model = fits[(fits["outcome"] == outcome) & (fits["source"] == source)]
            # What explains next to nothing says nothing of importance.
            if not len(part) or float(model["r2_adjusted"].max()) < TELLING:
                continue
            themes = [
                row.factor or row.driver if source == "closed" else row.driver
                for row in part.itertuples()
            ]
            explained[source] = total
            summed = (part["lmg"].clip(lower=0) / total).groupby(themes).sum()
            shares[source] = {str(theme): float(share) for theme, share in summed.items()}
        names = sorted({theme for part in shares.values() for theme in part})
        found = []
        for theme in names:
            closed = shares.get("closed", {}).get(theme, np.nan)
            words = shares.get("text", {}).get(theme, np.nan)
            rating, rating_n, spoken, mentions = np.nan, 0, np.nan, 0
            if theme in everybody.index:
                row = everybody.loc[theme]
                mentions, rating_n = int(row["mentions"]), int(row["rating_n"])
                rating = float(row["rating"])
                if mentions >= minimum_n:
                    spoken = (float(row["net"]) + 1) * 50
            elif theme in predictors.on100:
                values = predictors.on100[theme].to_numpy(dtype=float)
                known = np.isfinite(values)
                weights = None if predictors.weights is None else predictors.weights[known]
                rating_n = int(known.sum())
                if rating_n and (weights is None or weights.sum() > 0):
                    rating = float(np.average(values[known], weights=weights))
            performance = _mean(rating, spoken)
            importance = sum(
                part.get(theme, 0.0) * explained[source] for source, part in shares.items()
            ) / sum(explained.values())
            if not np.isfinite(performance):
                continue
            kano = contrasts[
                (contrasts["outcome"] == outcome)
                & ((contrasts["factor"] == theme) | (contrasts["driver"] == theme))
            ].sort_values("source", kind="stable")
            found.append(
                {
                    "outcome": outcome,
                    "theme": theme,
                    "n": int(own["n"].max()),
                    "importance": importance,
                    "importance_closed": closed,
                    "importance_text": words,
                    "performance": performance,
                    "performance_closed": rating,
                    "performance_text": spoken,
                    "rating_n": rating_n,
                    "mentions": mentions,
                    "kano": str(kano["kano"].iloc[0]) if len(kano) else "",
                }
            )
        if not found:
            continue
        middle_i = float(np.mean([row["importance"] for row in found]))
        middle_p = float(np.mean([row["performance"] for row in found]))
        for row in found:
            important, well = row["importance"] >= middle_i, row["performance"] >= middle_p
            row["quadrant"] = {
                (True, False): "fix",
                (True, True): "keep",
                (False, False): "low",
                (False, True): "overkill",
            }[important, well]
        found.sort(
            key=lambda r: (
                r["quadrant"] != "fix",
                -r["importance"] * (100 - r["performance"]),
                r["theme"],
            )
        )
        for place, row in enumerate(found, start=1):
            row["rank"] = place
        rows += found
    return frame(rows, PRIORITIES)


def _mean(*values: float) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


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
