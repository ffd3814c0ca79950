"""Closed scores, factors and sentiment in both waves, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.factors.aggregate import by_response
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.differences import Difference, means, nets, shares
from feedback_miner.ratings.statistics import adjust, design_effect, nps_points
from feedback_miner.survey import short
from feedback_miner.waves.match import Pair
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import CHANGES, SCORES, made

__all__ = ["CLEAR", "POLARITIES", "factors", "judged", "known", "row", "scores", "sentiment"]

Array = NDArray[np.float64]
POLARITIES = ("positive", "neutral", "negative")
CLEAR = 0.05


def row(
    item: str,
    name: str,
    measure: str,
    found: Difference,
    bases: tuple[int, int],
    counts: tuple[int, int],
    scale: float = 1.0,
) -> dict[str, Any]:
    """Return one row of CHANGES; ``scale`` multiplies the figures (100 for NPS)."""
    return {
        "item": item,
        "name": name,
        "measure": measure,
        "n_base": bases[0],
        "n_new": bases[1],
        "count_base": counts[0],
        "count_new": counts[1],
        "base": scale * found.base,
        "new": scale * found.new,
        "change": scale * found.change,
        "low": scale * found.low,
        "high": scale * found.high,
        "test": found.test,
        "statistic": found.statistic,
        "p": found.p,
        "effect": found.effect,
        "size": found.size,
    }


def judged(rows: Sequence[dict[str, Any]], minimum_n: int) -> list[dict[str, Any]]:
    """Return the rows of one family with ``p_adjusted`` and ``verdict``.

    The false discovery rate is held over those with bases of ``minimum_n`` in both waves.
    """
    enough = np.array([min(r["n_base"], r["n_new"]) >= minimum_n for r in rows], dtype=bool)
    adjusted = adjust(np.array([r["p"] for r in rows], dtype=float), enough)
    result = []
    for one, q, solid in zip(rows, adjusted, enough, strict=True):
        verdict = "no clear change"
        if not solid or not np.isfinite(q):
            verdict = "too few"
        elif q < CLEAR:
            verdict = "up" if one["change"] > 0 else "down"
        result.append({**one, "p_adjusted": float(q), "verdict": verdict})
    return result


def known(wave: Wave, item: Pair, column: str) -> Array:
    """Return a wave's answers to an item: on its scale, or on 0-100 where the scales differ."""
    table = wave.ratings.scores if item.same else wave.ratings.on100
    return np.asarray(table[column], dtype=np.float64)


def scores(base: Wave, new: Wave, pairs: Sequence[Pair], minimum_n: int) -> pd.DataFrame:
    """Return SCORES: each closed item in both waves, and its NPS where it is asked so.

    Means after Welch (1947) with Hedges' g (1981); NPS with the variance of a net score; p-values
    adjusted over all of them (Benjamini and Hochberg, 1995).
    """
    rows = []
    for item in pairs:
        left = _answers(base, item, item.base.name)
        right = _answers(new, item, item.new.name)
        scale = item.base.scale
        assert scale is not None
        ends = (scale.low, scale.high) if item.same else (0.0, 100.0)
        found = means(left, right)
        bases = len(left), len(right)
        outcome = item.base.outcome or item.new.outcome
        extra = {
            "outcome": outcome,
            "scale_low": ends[0],
            "scale_high": ends[1],
            "item_new": item.new.name,
            "matched": item.how,
        }
        measure = "mean" if item.same else "mean100"
        rows.append(row(item.name, short(item.name), measure, found, bases, bases) | extra)
        if outcome == "recommend" and item.same and ends == (0.0, 10.0):
            one, two = (
                (int((points > 0).sum()), int((points < 0).sum()))
                for points in map(nps_points, (left, right))
            )
            found = nets((*one, bases[0]), (*two, bases[1]))
            extra |= {"scale_low": -100.0, "scale_high": 100.0}
            rows.append(row(item.name, "NPS", "nps", found, bases, bases, 100.0) | extra)
    return made(judged(rows, minimum_n), SCORES)


def _answers(wave: Wave, item: Pair, column: str) -> Array:
    values = known(wave, item, column)
    return values[np.isfinite(values)]


def factors(
    verbatims: tuple[pd.DataFrame, pd.DataFrame],
    opinions: tuple[pd.DataFrame, pd.DataFrame],
    codebook: Codebook,
    minimum_n: int,
) -> pd.DataFrame:
    """Return CHANGES: of each factor the share of responses that mention it, the share that
    complain of it, and the net sentiment of those that mention it.

    The base of shares is the responses with a valid answer; a response counts once for a factor.
    Intervals after Newcombe (1998), chi-square or Fisher's test; p-values adjusted within each of
    the three measures.
    """
    bases = [int(v.loc[v["valid"], "response_id"].nunique()) for v in verbatims]
    counts = [
        by_response(o).groupby(["factor", "polarity"]).size() if len(o) else {} for o in opinions
    ]
    families: dict[str, list[dict[str, Any]]] = {"share": [], "negative": [], "net": []}
    for factor in codebook.factors:
        cells = [[int(of.get((factor.id, p), 0)) for p in POLARITIES] for of in counts]
        mentions = sum(cells[0]), sum(cells[1])
        if not any(mentions):
            continue
        for measure, found, ns, ks in (
            ("share", shares((mentions[0], bases[0]), (mentions[1], bases[1])), bases, mentions),
            (
                "negative",
                shares((cells[0][2], bases[0]), (cells[1][2], bases[1])),
                bases,
                (cells[0][2], cells[1][2]),
            ),
            (
                "net",
                nets(
                    (cells[0][0], cells[0][2], mentions[0]), (cells[1][0], cells[1][2], mentions[1])
                ),
                mentions,
                (cells[0][0] - cells[0][2], cells[1][0] - cells[1][2]),
            ),
        ):
            families[measure].append(
                row(factor.id, factor.name, measure, found, (ns[0], ns[1]), (ks[0], ks[1]))
            )
    return made((r for rows in families.values() for r in judged(rows, minimum_n)), CHANGES)


def sentiment(verbatims: tuple[pd.DataFrame, pd.DataFrame], minimum_n: int) -> pd.DataFrame:
    """Return CHANGES: shares of positive, neutral and negative valid texts, and their net.

    Texts of one respondent are alike, so that counts are divided by their design effect (Rao and
    Scott, 1992) before they are compared.
    """
    valid = [v[v["valid"]] for v in verbatims]
    bases = len(valid[0]), len(valid[1])
    names = {
        "positive": t("正面文本占比", "share of positive texts"),
        "neutral": t("中性文本占比", "share of neutral texts"),
        "negative": t("负面文本占比", "share of negative texts"),
    }
    if not all(bases):
        return made([], CHANGES)
    rows = []
    flags = {p: [(v["sentiment"] == p).to_numpy(dtype=float) for v in valid] for p in POLARITIES}
    groups = [v["response_id"].to_numpy(dtype=str) for v in valid]
    for polarity, name in names.items():
        one, two = flags[polarity]
        effects = design_effect(one, groups[0]), design_effect(two, groups[1])
        counts = int(one.sum()), int(two.sum())
        found = shares((counts[0], bases[0]), (counts[1], bases[1]), effects)
        rows.append(row(polarity, name, "share", found, bases, counts))
    net = [p - n for p, n in zip(flags["positive"], flags["negative"], strict=True)]
    effects = design_effect(net[0], groups[0]), design_effect(net[1], groups[1])
    cells = [
        (flags["positive"][i].sum(), flags["negative"][i].sum(), float(bases[i])) for i in (0, 1)
    ]
    found = nets(cells[0], cells[1], effects)
    counts = int(net[0].sum()), int(net[1].sum())
    rows.append(row("net", t("净情感", "net sentiment"), "net", found, bases, counts))
    return made(judged(rows, minimum_n), CHANGES)
