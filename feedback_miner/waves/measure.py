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
from feedback_miner.ratings.statistics import CLEAR, Groups, adjust, alike, nps_points, taken
from feedback_miner.survey import short
from feedback_miner.waves import questions
from feedback_miner.waves.decomposition import Codes
from feedback_miner.waves.match import Pair
from feedback_miner.waves.questions import Strata
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import CHANGES, SCORES, made

__all__ = ["SIGNS", "factors", "judged", "known", "row", "scores", "sentiment", "share", "whose"]

Array = NDArray[np.float64]
SIGNS = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}


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


def judged(
    rows: Sequence[dict[str, Any]], minimum_n: int, mixed: Sequence[bool] = ()
) -> list[dict[str, Any]]:
    """Return the rows of one family with ``p_adjusted`` and ``verdict``.

    The false discovery rate is held over those with bases of ``minimum_n`` in both waves that are
    not ``mixed`` (``Strata.mixed``, one a row).
    """
    enough = np.array([min(r["n_base"], r["n_new"]) >= minimum_n for r in rows], dtype=bool)
    if mixed:
        enough &= ~np.array(mixed, dtype=bool)
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
    adjusted over all of them (Benjamini and Hochberg, 1995). Where customers have several responses
    in a wave, its errors are clustered by customer.
    """
    rows = []
    for item in pairs:
        (left, one_of), (right, other_of) = (
            _answers(wave, item, column.name)
            for wave, column in ((base, item.base), (new, item.new))
        )
        scale = item.base.scale
        assert scale is not None
        ends = (scale.low, scale.high) if item.same else (0.0, 100.0)
        found = means(left, right, groups=(one_of, other_of))
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
            effects = (
                1.0 if of is None else alike(nps_points(values), None, of)
                for values, of in ((left, one_of), (right, other_of))
            )
            found = nets((*one, bases[0]), (*two, bases[1]), (next(effects), next(effects)))
            extra |= {"scale_low": -100.0, "scale_high": 100.0}
            rows.append(row(item.name, "NPS", "nps", found, bases, bases, 100.0) | extra)
    return made(judged(rows, minimum_n), SCORES)


def _answers(wave: Wave, item: Pair, column: str) -> tuple[Array, Groups | None]:
    """Return the answers to an item and whose they are, None where nobody has several."""
    values = known(wave, item, column)
    there = np.isfinite(values)
    return values[there], taken(wave.ratings.clusters, there)


def whose(wave: Wave | None, ids: pd.Series[str]) -> NDArray[Any]:
    """Return of each response whose it is: the number of its customer where some have several in
    the wave, else the response itself."""
    if wave is None or wave.ratings.clusters is None:
        return np.array(ids, dtype=str)
    people = dict(zip(wave.ratings.ids, wave.ratings.clusters.tolist(), strict=True))
    found: NDArray[Any] = np.array([people[one] for one in ids.astype("str")])
    return found


def factors(
    verbatims: tuple[pd.DataFrame, pd.DataFrame],
    opinions: tuple[pd.DataFrame, pd.DataFrame],
    codebook: Codebook,
    minimum_n: int,
    waves: tuple[Wave | None, Wave | None] = (None, None),
) -> pd.DataFrame:
    """Return CHANGES: of each factor the share of answers that mention it, the share that
    complain of it, and the net sentiment of those that mention it.

    The base of shares is the valid answers, one of a response to an open question, which counts
    once for a factor. Answers are compared with those to the same question, at the base's shares
    of questions, and by their design effect, as those of one respondent, a customer of one of the
    ``waves``, are alike (Rao and Scott, 1992). Intervals after Newcombe (1998), chi-square or
    Fisher's test; p-values adjusted within each of the three measures. No verdict on a net
    sentiment whose mentions are too few by question while the questions' shares changed.
    """
    answered = questions.answers(verbatims[0]), questions.answers(verbatims[1])
    groups = [whose(w, one["response_id"]) for w, one in zip(waves, answered, strict=True)]
    shifted = questions.shift(answered)
    everybody = questions.strata(answered, minimum_n)
    said = [_said(v, o) for v, o in zip(verbatims, opinions, strict=True)]
    families: dict[str, list[dict[str, Any]]] = {"share": [], "negative": [], "net": []}
    mixed: dict[str, list[bool]] = {measure: [] for measure in families}
    for factor in codebook.factors:
        own = [o[o["factor"] == factor.id].set_index("response_id") for o in said]
        if not any(map(len, own)):
            continue
        every = [one.reindex(all_.index) for one, all_ in zip(own, answered, strict=True)]
        of = [one["polarity"] for one in every]
        for measure, flags in (
            ("share", [one.notna() for one in of]),
            ("negative", [one["complains"].eq(True) for one in every]),
        ):
            found = share([one.to_numpy(dtype=float) for one in flags], everybody, groups)
            families[measure].append(row(factor.id, factor.name, measure, *found))
            mixed[measure].append(everybody.mixed)
        there = [one.notna().to_numpy() for one in of]
        alike = questions.strata((answered[0][there[0]], answered[1][there[1]]), minimum_n, shifted)
        found = _net(
            [one.map(SIGNS).to_numpy(dtype=float)[at] for one, at in zip(of, there, strict=True)],
            alike,
            [ids[at] for ids, at in zip(groups, there, strict=True)],
        )
        families["net"].append(row(factor.id, factor.name, "net", *found))
        mixed["net"].append(alike.mixed)
    return made(
        (r for of, rows in families.items() for r in judged(rows, minimum_n, mixed[of])), CHANGES
    )


def _said(verbatims: pd.DataFrame, opinions: pd.DataFrame) -> pd.DataFrame:
    """Return ``by_response`` of opinions by answer, a response once a question."""
    places = opinions["verbatim"].to_numpy(dtype=int)
    texts = opinions.assign(question=verbatims["question"].to_numpy()[places])
    return by_response(opinions.assign(response_id=questions.by_answer(texts)))


Told = tuple[Difference, tuple[int, int], tuple[int, int]]  # and the bases, and how many of them


def share(flags: Sequence[Array], of: Strata, groups: Sequence[NDArray[Any]] = ()) -> Told:
    """Compare a share of two waves (1 or 0 a row), at the base's shares of strata; rows of one of
    ``groups`` are alike."""
    bases, counts, found = of.bases, _sums(flags, of), _rates(flags, of, groups)
    (p, one), (q, two) = found
    compared = shares((p * bases[0], bases[0]), (q * bases[1], bases[1]), (one, two))
    return compared, bases, counts


def _net(signs: Sequence[Array], of: Strata, groups: Sequence[NDArray[Any]] = ()) -> Told:
    """Compare a net score of two waves (1, 0 or -1 a row), at the base's shares of strata."""
    bases, counts = of.bases, _sums(signs, of)
    (_, one), (_, two) = _rates(signs, of, groups)
    cells = []
    for values, weights, n in zip(signs, of.weights, bases, strict=True):
        cells.append((weights[values > 0].sum(), weights[values < 0].sum(), float(n)))
    return nets(cells[0], cells[1], (one, two)), bases, counts


def _sums(values: Sequence[Array], of: Strata) -> tuple[int, int]:
    one, two = (int(v[codes >= 0].sum()) for v, codes in zip(values, of.codes, strict=True))
    return one, two


def _rates(
    values: Sequence[Array], of: Strata, groups: Sequence[NDArray[Any]]
) -> list[tuple[float, float]]:
    groups = groups or [np.arange(len(one)) for one in values]
    return [
        questions.rate(*parts) for parts in zip(values, of.weights, of.codes, groups, strict=True)
    ]


def sentiment(
    verbatims: tuple[pd.DataFrame, pd.DataFrame],
    of: Strata,
    minimum_n: int,
    waves: tuple[Wave | None, Wave | None] = (None, None),
) -> pd.DataFrame:
    """Return CHANGES: shares of positive, neutral and negative valid texts, and their net; also of
    each question alone (``net:QUESTION``) where what the questions ask for differs; a question
    clearly changed only where the net of all did (its p-value is no smaller).

    ``of`` are the strata (``questions.strata``) of the valid texts by question: what is said to
    one question is compared with what was said to it, at the base's shares of questions. Texts of
    one respondent, a customer of one of the ``waves``, are alike, so that counts
    are divided by their design effect (Rao and Scott, 1992) before they are compared.
    """
    valid = [v[v["valid"]] for v in verbatims]
    names = {
        "positive": t("正面文本占比", "share of positive texts"),
        "neutral": t("中性文本占比", "share of neutral texts"),
        "negative": t("负面文本占比", "share of negative texts"),
    }
    if not all(of.bases):
        return made([], CHANGES)
    rows = []
    groups = [whose(w, v["response_id"]) for w, v in zip(waves, valid, strict=True)]
    for polarity, name in names.items():
        flags = [(v["sentiment"] == polarity).to_numpy(dtype=float) for v in valid]
        rows.append(row(polarity, name, "share", *share(flags, of, groups)))
    signs = [v["sentiment"].map(SIGNS).fillna(0.0).to_numpy(dtype=float) for v in valid]
    net = t("净情感", "net sentiment")
    rows.append(row("net", net, "net", *_net(signs, of, groups)))
    told = judged(rows, minimum_n, [of.mixed] * len(rows))
    apart = []
    kinds = {kind for v in valid for kind in v["kind"]}
    for at, question in enumerate(of.names if len(kinds) > 1 and len(of.names) > 1 else ()):
        own = Strata((question,), (_only(of.codes[0], at), _only(of.codes[1], at)))
        name = t(f"{net}：{short(question)}", f"{net}: {short(question)}")
        apart.append(row(f"net:{question}", name, "net", *_net(signs, own, groups)))
    overall = told[-1]
    for one in judged(apart, minimum_n):
        clear = overall["verdict"] in ("up", "down") or one["verdict"] == "too few"
        verdict = one["verdict"] if clear else "no clear change"
        adjusted = float(np.fmax(one["p_adjusted"], overall["p_adjusted"]))
        told.append(one | {"verdict": verdict, "p_adjusted": adjusted})
    return made(told, CHANGES)


def _only(codes: Codes, at: int) -> Codes:
    """Return codes of one stratum alone."""
    return np.where(codes == at, 0, -1).astype(np.int64)
