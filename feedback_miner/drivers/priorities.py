"""Where improvement pays: importance against performance, penalty and reward, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.effects import TELLING, Drawn
from feedback_miner.drivers.importance import stability
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.regression import robust
from feedback_miner.language import t
from feedback_miner.lexicon import Action, Codebook
from feedback_miner.ratings.statistics import CLEAR, taken
from feedback_miner.tables import frame

__all__ = ["ACTIONS", "CONTRASTS", "PRIORITIES", "act", "contrast", "rank"]

Array = NDArray[np.float64]
LOW, HIGH = 25.0, 75.0  # on 0-100: the dissatisfied and the satisfied with a driver
ROUNDING = 1e-9  # themes that all do alike are none of them below their mean

PRIORITIES = {
    "outcome": "str",
    "theme": "str",
    "n": "int",
    "n_closed": "count",
    "n_text": "count",
    "importance": "float",
    "importance_low": "float",
    "importance_high": "float",
    "importance_rank_low": "float",
    "importance_rank_high": "float",
    "importance_clear": "bool",
    "importance_closed": "float",
    "importance_text": "float",
    "performance": "float",
    "performance_closed": "float",
    "performance_text": "float",
    "deviation": "float",
    "deviation_closed": "float",
    "deviation_text": "float",
    "rating_n": "int",
    "mentions": "int",
    "kano": "str",
    "kano_driver": "str",
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
    about = taken(predictors.weights, known), taken(predictors.clusters, known)
    try:
        fit = robust(design, y[known].to_numpy(dtype=float), *about)
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


class _Weights(NamedTuple):
    """How much the themes of an outcome matter: ``shares`` of each source's explained part by
    theme, ``explained`` R² and base ``n`` by source, and by theme the ``importance``, its interval
    and its rank's."""

    shares: dict[str, dict[str, float]]
    n: dict[str, int]
    importance: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    ranks: dict[str, tuple[float, float]]

    def clear(self, theme: str) -> bool:
        """Whether the interval of a theme's rank keeps out of the lower half."""
        return len(self.ranks) > 1 and self.ranks[theme][1] <= (len(self.ranks) + 1) / 2


class _Score(NamedTuple):
    """How a theme does in one source: ``value`` on 0-100, ``variance`` of an answer, answers."""

    value: float
    variance: float
    n: int


def rank(
    predictors: Predictors,
    effects: pd.DataFrame,
    fits: pd.DataFrame,
    drawn: Drawn,
    contrasts: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    minimum_n: int,
) -> pd.DataFrame:
    """Return PRIORITIES: importance-performance analysis (Martilla and James, 1977).

    ``importance``: a theme's share of all that closed scores and words explain (LMG shares of
    both models' R², together 1; ``importance_closed`` and ``importance_text`` are its shares
    within each; words that explain less than 2 % are left out), with the percentile intervals of
    it and of its rank over the models' bootstrap samples (``drawn``). ``importance_clear``: the
    rank's interval keeps out of the lower half. Where it does not, another survey of the same
    kind might as well put the theme among the unimportant, so that nobody should be told to mend
    it before others. ``n_closed`` and ``n_text`` are the bases of the models it
    stands in, ``n`` the smaller.

    Ratings and net sentiment differ in level and spread (people write of what annoys them), so
    that themes with words cannot be held against themes without by a mean of both. Each is
    compared within its source: ``deviation_closed`` and ``deviation_text`` are the distance from
    the mean of the themes that have the source (words: from ``minimum_n`` mentions), in standard
    deviations of its answers. ``deviation`` is their mean weighed by ``rating_n`` and
    ``mentions``, as their precision goes, so that the first few mentions do not turn a theme that
    hundreds rated. ``performance`` tells it on 0-100: laid out on the ratings' mean and spread (as
    scales are equated: Kolen and Brennan, 2014; on the words' where nothing is rated), a theme
    without words keeps its rating.

    A theme is a codebook factor, or a closed driver that has none; ``kano`` that of its driver
    (``kano_driver``; empty: words) with the largest clear penalty or reward, indifferent only
    where all are. Quadrants are split at the mean importance and at a deviation of 0: ``fix``
    (important, performing below), ``keep``, ``low``, ``overkill``. ``rank`` puts what is to be
    fixed first, of that what is clearly important, and orders by importance times the room above
    performance.
    """
    rows: list[dict[str, Any]] = []
    everybody = factors[factors["segment"] == ""].set_index("factor")
    for outcome in map(str, predictors.outcomes.columns):
        weighed = _weigh(outcome, effects, fits, drawn)
        rated = {theme: _rating(theme, predictors, everybody) for theme in weighed.importance}
        said = {theme: _words(theme, everybody, minimum_n) for theme in weighed.importance}
        middle, spread = _level(rated)
        if not np.isfinite(middle):
            middle, spread = _level(said)
        closed, text = _deviations(rated), _deviations(said)
        own = contrasts[contrasts["outcome"] == outcome]
        found: list[dict[str, Any]] = []
        for theme, importance in weighed.importance.items():
            parts = [
                (deviations[theme], score.n)
                for deviations, score in ((closed, rated[theme]), (text, said[theme]))
                if np.isfinite(deviations[theme])
            ]
            if not parts:
                continue
            deviation = float(np.average([d for d, _ in parts], weights=[n for _, n in parts]))
            bases = {
                source: weighed.n[source] for source in weighed.n if theme in weighed.shares[source]
            }
            kano, kano_driver = _kind(
                own[(own["factor"] == theme) | (own["driver"] == theme)].to_dict("records")
            )
            found.append(
                {
                    "outcome": outcome,
                    "theme": theme,
                    "n": min(bases.values()),
                    "n_closed": bases.get("closed"),
                    "n_text": bases.get("text"),
                    "importance": importance,
                    "importance_low": weighed.intervals[theme][0],
                    "importance_high": weighed.intervals[theme][1],
                    "importance_rank_low": weighed.ranks[theme][0],
                    "importance_rank_high": weighed.ranks[theme][1],
                    "importance_clear": weighed.clear(theme),
                    "importance_closed": weighed.shares.get("closed", {}).get(theme, np.nan),
                    "importance_text": weighed.shares.get("text", {}).get(theme, np.nan),
                    "performance": min(100.0, max(0.0, middle + deviation * spread)),
                    "performance_closed": rated[theme].value,
                    "performance_text": said[theme].value,
                    "deviation": deviation,
                    "deviation_closed": closed[theme],
                    "deviation_text": text[theme],
                    "rating_n": rated[theme].n,
                    "mentions": said[theme].n,
                    "kano": kano,
                    "kano_driver": kano_driver,
                }
            )
        if not found:
            continue
        middle_i = float(np.mean([row["importance"] for row in found]))
        for row in found:
            important, well = row["importance"] >= middle_i, row["deviation"] >= -ROUNDING
            row["quadrant"] = {
                (True, False): "fix",
                (True, True): "keep",
                (False, False): "low",
                (False, True): "overkill",
            }[important, well]
        found.sort(
            key=lambda r: (
                r["quadrant"] != "fix",
                r["quadrant"] == "fix" and not r["importance_clear"],
                -r["importance"] * (100 - r["performance"]),
                r["theme"],
            )
        )
        for place, row in enumerate(found, start=1):
            row["rank"] = place
        rows += found
    return frame(rows, PRIORITIES)


def _weigh(outcome: str, effects: pd.DataFrame, fits: pd.DataFrame, drawn: Drawn) -> _Weights:
    """Return how much each theme matters for an outcome, over the models that tell anything."""
    shares: dict[str, dict[str, float]] = {}
    explained: dict[str, float] = {}
    bases: dict[str, int] = {}
    samples: list[pd.DataFrame] = []
    for source in ("closed", "text"):
        part = effects[(effects["outcome"] == outcome) & (effects["source"] == source)]
        model = fits[(fits["outcome"] == outcome) & (fits["source"] == source)]
        # What explains next to nothing says nothing of importance.
        if not len(part) or float(model["r2_adjusted"].max()) < TELLING:
            continue
        theme_of = {
            str(row.driver): str((row.factor or row.driver) if source == "closed" else row.driver)
            for row in part.itertuples()
        }
        lmg = part.set_index("driver")["lmg"].clip(lower=0)
        explained[source], bases[source] = float(lmg.sum()), int(part["n"].max())
        summed = (lmg / explained[source]).groupby(theme_of).sum()
        shares[source] = {str(theme): float(share) for theme, share in summed.items()}
        samples.append(drawn[outcome, source].clip(lower=0).T.groupby(theme_of).sum(min_count=1).T)
    names = sorted({theme for part in shares.values() for theme in part})
    total = sum(explained.values())
    importance = {
        theme: sum(part.get(theme, 0.0) * explained[source] for source, part in shares.items())
        / total
        for theme in names
    }
    if not names:
        return _Weights({}, {}, {}, {}, {})
    together = sum(part.reindex(columns=names, fill_value=0.0) for part in samples)
    values = together.to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = values / values.sum(axis=1, keepdims=True)
    low, high = bootstrap.percentiles(values)
    first, last, _ = stability(values, np.array(list(importance.values())))
    return _Weights(
        shares,
        bases,
        importance,
        {theme: (float(low[i]), float(high[i])) for i, theme in enumerate(names)},
        {theme: (float(first[i]), float(last[i])) for i, theme in enumerate(names)},
    )


def _rating(theme: str, predictors: Predictors, everybody: pd.DataFrame) -> _Score:
    """Return how the closed scores rate a theme, weighted where there are weights: of a factor
    what FACTORS tells, of another theme its own answers."""
    own = [name for name in predictors.on100 if theme in (predictors.factors.get(str(name)), name)]
    values = predictors.on100[own].mean(axis=1).to_numpy(dtype=float)
    weights = np.ones(len(values)) if predictors.weights is None else predictors.weights
    known = np.isfinite(values) & (weights > 0)
    values, weights = values[known], weights[known]
    mean = variance = np.nan
    n = len(values)
    if n:
        mean = float(np.average(values, weights=weights))
        variance = float(np.average((values - mean) ** 2, weights=weights))
    if theme in everybody.index:
        mean, n = float(everybody.loc[theme, "rating"]), int(everybody.loc[theme, "rating_n"])
    return _Score(mean, variance, n)


def _words(theme: str, everybody: pd.DataFrame, minimum_n: int) -> _Score:
    """Return the net sentiment of a theme on 0-100, nan below ``minimum_n`` mentions."""
    if theme not in everybody.index:
        return _Score(np.nan, np.nan, 0)
    row = everybody.loc[theme]
    mentions = int(row["mentions"])
    if mentions < minimum_n:
        return _Score(np.nan, np.nan, mentions)
    net = float(row["net"])
    square = (float(row["positive"]) + float(row["negative"])) / mentions
    return _Score(50 * (net + 1), 2500 * (square - net**2), mentions)


def _level(scores: Mapping[str, _Score]) -> tuple[float, float]:
    """Return the mean of a source's themes, and how far its answers stand from it (root mean
    square, each theme weighing alike); nan of none."""
    known = [score for score in scores.values() if np.isfinite(score.value)]
    if not known:
        return np.nan, np.nan
    values = np.array([score.value for score in known])
    variances = [score.variance for score in known if np.isfinite(score.variance)]
    within = float(np.mean(variances)) if variances else 0.0
    return float(values.mean()), float(np.sqrt(within + values.var()))


def _deviations(scores: Mapping[str, _Score]) -> dict[str, float]:
    """Return how far each theme stands from the mean of its source, in standard deviations of an
    answer; nan where the source tells nothing of it."""
    middle, spread = _level(scores)
    return {
        theme: (score.value - middle) / spread if spread > 0 else score.value - middle
        for theme, score in scores.items()
    }


def _kind(rows: list[Mapping[Any, Any]]) -> tuple[str, str]:
    """Return the kind of a theme from the contrasts of its drivers, and which one it is of: that
    with the largest clear penalty or reward. ("indifferent", "") where none is clear, empty
    where none was told."""
    clear = [row for row in rows if row["kano"] != "indifferent"]
    if not clear:
        return ("indifferent" if rows else ""), ""

    def largest(row: Mapping[Any, Any]) -> float:
        hurts = -row["penalty"] if row["penalty_high"] < 0 else 0.0
        pleases = row["reward"] if row["reward_low"] > 0 else 0.0
        return float(max(hurts, pleases))

    first = max(clear, key=largest)
    return str(first["kano"]), str(first["driver"]) if first["source"] == "closed" else ""


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
