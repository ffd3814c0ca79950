"""How much of a change is real, and how much is only that other customers answered."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from feedback_miner.ingest.levels import answered
from feedback_miner.language import t
from feedback_miner.ratings.differences import shares
from feedback_miner.ratings.statistics import CLEAR, adjust, nps_points
from feedback_miner.survey import short
from feedback_miner.waves.decomposition import Array, Codes, drawn, parts, resampled, totals
from feedback_miner.waves.match import Pair
from feedback_miner.waves.measure import SIGNS, known
from feedback_miner.waves.questions import Strata
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import LEVELS, MIX, made

__all__ = ["Segment", "levels", "mix", "segments", "verdict"]

HIDES = 0.25  # share that another mix must have: of the change it makes, of the rate it hides


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of both waves: its levels (rare ones pooled) and each response's level."""

    name: str
    levels: tuple[str, ...]
    base: Codes
    new: Codes


def segments(base: Wave, new: Wave, minimum_n: int) -> Iterator[Segment]:
    """Yield the segments and channels of both waves; levels of fewer than ``minimum_n`` responses
    in either wave are pooled as 其他, those without an answer have a level of their own."""
    theirs = {c.name for c in new.survey.columns if c.role in ("segment", "channel")}
    for column in (*base.survey.with_role("segment"), *base.survey.with_role("channel")):
        tables = base.responses.table, new.responses.table
        if column.name not in theirs or not all(column.name in table for table in tables):
            continue
        cells = [answered(table, column) for table in tables]
        blank, other = t("（未填）", "(no answer)"), t("其他", "other")
        cells = [one.mask(one == "", blank) for one in cells]
        counts = [one.value_counts() for one in cells]
        common = [
            str(level)
            for level in sorted({*counts[0].index, *counts[1].index})
            if min(counts[0].get(level, 0), counts[1].get(level, 0)) >= minimum_n and level != other
        ]
        common.sort(key=lambda level: -int(counts[0][level] + counts[1][level]))
        place = {level: i for i, level in enumerate(common)}
        codes = [one.map(place).fillna(len(common)).to_numpy(dtype=np.int64) for one in cells]
        if any((one == len(common)).any() for one in codes):
            common.append(other)
        if len(common) > 1:
            yield Segment(column.name, tuple(common), codes[0], codes[1])


def levels(segment: Segment) -> Iterator[dict[str, Any]]:
    """Yield rows of LEVELS: the shares of a segment's levels with Newcombe's (1998) interval, and
    the chi-square test of one composition with Cramér's V (1946)."""
    size = len(segment.levels)
    counts = np.array([np.bincount(c, minlength=size) for c in (segment.base, segment.new)])
    p, v = float("nan"), float("nan")
    if counts.sum(axis=1).all():
        test = stats.chi2_contingency(counts[:, counts.sum(axis=0) > 0], correction=False)
        p, v = float(test.pvalue), float(np.sqrt(test.statistic / counts.sum()))
    n, m = (int(total) for total in counts.sum(axis=1))
    for level, one, two in zip(segment.levels, counts[0], counts[1], strict=True):
        found = shares((int(one), n), (int(two), m))
        yield {
            "segment": segment.name,
            "level": level,
            "n_base": int(one),
            "n_new": int(two),
            "share_base": found.base,
            "share_new": found.new,
            "change": found.change,
            "low": found.low,
            "high": found.high,
            "p": p,
            "cramer_v": v,
        }


def mix(
    base: Wave,
    new: Wave,
    verbatims: tuple[pd.DataFrame, pd.DataFrame],
    pairs: Sequence[Pair],
    asked: Strata,
    clear: Set[tuple[str, str]],
    *,
    samples: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return MIX and LEVELS: the change of each score, NPS and the net sentiment, split by each
    segment of both waves; and the net sentiment by its question (``asked``: the strata of the
    valid texts), where the questions' shares differ (``net pooled``, as if it did not matter
    which). By segment the net is at the base's shares of questions.

    Kitagawa's (1955) decomposition; percentile intervals by the bootstrap (Efron, 1979) over
    responses within waves. ``clear`` names the figures (item, measure) that clearly changed.
    ``verdict`` of those: real where the rate's interval leaves out 0; else mix only where another
    mix made at least a quarter of the change, less certain where it did not; of the others: masked
    where the rate is clear after correction over the segment's figures (Benjamini and Hochberg,
    1995) and another mix hid at least a quarter of it.
    """
    minimum_n = base.survey.options.minimum_n
    figures = [*_scores(base, new, pairs), *_net(base, new, verbatims, asked)]
    rows: list[dict[str, Any]] = []
    split = list(segments(base, new, minimum_n))
    texts = by_question(asked)
    described = [list(levels(segment)) for segment in (*split, *texts)]
    ps = np.array([of[0]["p"] for of in described], dtype=float)
    alike = adjust(ps)
    for segment in split:
        family: list[dict[str, Any]] = []
        for item, name, measure, one, two in figures:
            head = {"segment": segment.name, "item": item, "name": name, "measure": measure}
            drawing = _by_segment(segment, one, two, samples, _rng(seed, head))
            family.append(head | _split(*drawing, samples))
        enough = np.array([min(r["n_base"], r["n_new"]) >= minimum_n for r in family], dtype=bool)
        adjusted = adjust(np.array([r["p"] for r in family]), enough)
        rows += [
            row | {"verdict": verdict(row, bool(solid), float(q), clear)}
            for row, solid, q in zip(family, enough, adjusted, strict=True)
        ]
    for segment in texts:
        head = {"segment": segment.name, "item": "net pooled", "measure": "net"}
        head["name"] = t("净情感（各题合计）", "net sentiment (questions together)")
        drawing = _by_text(segment, verbatims, asked, samples, _rng(seed, head))
        row = head | _split(*drawing, samples)
        solid = min(row["n_base"], row["n_new"]) >= minimum_n
        # Never masked (q=1): the sentiment was tested at one mix of questions already.
        rows.append(row | {"verdict": verdict(row | {"item": "net"}, solid, 1.0, clear)})
    return made(rows, MIX), made(
        (
            row | {"p_adjusted": float(q)}
            for of, q in zip(described, alike, strict=True)
            for row in of
        ),
        LEVELS,
    )


def by_question(asked: Strata) -> list[Segment]:
    """Return the segment of texts that their question is, none where the waves answered each
    question about as often."""
    if not asked.shifted:
        return []
    base, new = (codes[codes >= 0] for codes in asked.codes)
    names = tuple(short(name) for name in asked.names)
    return [Segment(t("题目", "question"), names, base, new)]


def _rng(seed: int, head: dict[str, str]) -> np.random.Generator:
    key = zlib.crc32("\n".join(head[of] for of in ("segment", "item", "measure")).encode())
    return np.random.default_rng([seed, key])


def verdict(row: dict[str, Any], solid: bool, q: float, clear: Set[tuple[str, str]]) -> str:
    """Return the verdict (see ``mix``) on a row of MIX: ``solid`` where its bases suffice, ``q``
    the adjusted p-value of its rate, ``clear`` the figures that clearly changed."""
    if not solid:
        return "too few"
    if (row["item"], row["measure"]) in clear:
        if row["rate_low"] > 0 or row["rate_high"] < 0:
            return "real"
        told = row["composition"] / row["change"] if row["change"] else 0.0
        return "mix only" if told >= HIDES else "less certain"
    hidden = -row["composition"] / row["rate"] if row["rate"] else 0.0
    return "masked" if q < CLEAR and hidden >= HIDES else "no clear change"


Figure = tuple[str, str, str, Array, Array]  # item, name, measure, and (y, m) a response a wave


def _scores(base: Wave, new: Wave, pairs: Sequence[Pair]) -> Iterator[Figure]:
    for item in pairs:
        values = [known(base, item, item.base.name), known(new, item, item.new.name)]
        measure = "mean" if item.same else "mean100"
        yield item.name, short(item.name), measure, _once(values[0]), _once(values[1])
        scale = item.base.scale
        recommend = "recommend" in (item.base.outcome, item.new.outcome)
        if recommend and item.same and scale and (scale.low, scale.high) == (0, 10):
            nets = [nps_points(v) for v in values]
            yield item.name, "NPS", "nps", _once(nets[0]), _once(nets[1])


def _once(values: Array) -> Array:
    there = np.isfinite(values)
    return np.column_stack([np.where(there, values, 0.0), there.astype(float)])


def _net(
    base: Wave, new: Wave, verbatims: tuple[pd.DataFrame, pd.DataFrame], asked: Strata
) -> Iterator[Figure]:
    found = []
    for wave, texts, weights in zip((base, new), verbatims, asked.weights, strict=True):
        valid = texts[texts["valid"]]
        signs = valid["sentiment"].map(SIGNS).fillna(0.0).astype(float) * weights
        ids = wave.responses.table["response_id"].astype("str")
        sums, sizes = (
            ids.map(part.groupby(valid["response_id"]).sum()).fillna(0.0)
            for part in (signs, pd.Series(weights, valid.index))
        )
        found.append(np.column_stack([sums.to_numpy(dtype=float), sizes.to_numpy(dtype=float)]))
    if not asked.mixed and all(one[:, 1].any() for one in found):
        yield "net", t("净情感", "net sentiment"), "net", found[0], found[1]


Drawing = tuple[list[Array], list[Array], list[Array], list[Array]]
"""By wave: sums and bases by level, and those of bootstrap samples."""


def _by_segment(
    segment: Segment, base: Array, new: Array, samples: int, rng: np.random.Generator
) -> Drawing:
    size = len(segment.levels)
    sums, bases, drawn_sums, drawn_bases = [], [], [], []
    for codes, cells in ((segment.base, base), (segment.new, new)):
        sums.append(totals(codes, cells[:, 0], size))
        bases.append(totals(codes, cells[:, 1], size))
        y, m = resampled(codes, cells, size, samples, rng)
        drawn_sums.append(y)
        drawn_bases.append(m)
    return sums, bases, drawn_sums, drawn_bases


def _by_text(
    questions: Segment,
    verbatims: tuple[pd.DataFrame, pd.DataFrame],
    asked: Strata,
    samples: int,
    rng: np.random.Generator,
) -> Drawing:
    """Return the net of texts by question; responses are drawn with all their texts."""
    size = len(questions.levels)
    sums, bases, drawn_sums, drawn_bases = [], [], [], []
    for texts, codes in zip(verbatims, asked.codes, strict=True):
        valid = texts[texts["valid"]][codes >= 0]
        _, place = np.unique(valid["response_id"].to_numpy(dtype=str), return_inverse=True)
        signs = valid["sentiment"].map(SIGNS).to_numpy(dtype=float)
        cell = place * size + codes[codes >= 0]
        people = int(place.max()) + 1
        y, m = (
            totals(cell, values, people * size).reshape(people, size)
            for values in (signs, np.ones(len(signs)))
        )
        sums.append(y.sum(axis=0))
        bases.append(m.sum(axis=0))
        kinds, counts = np.unique(np.column_stack([y, m]), axis=0, return_counts=True)
        y, m = drawn(kinds[:, :size], kinds[:, size:], counts, samples, rng)
        drawn_sums.append(y)
        drawn_bases.append(m)
    return sums, bases, drawn_sums, drawn_bases


def _split(
    sums: list[Array],
    bases: list[Array],
    drawn_sums: list[Array],
    drawn_bases: list[Array],
    samples: int,
) -> dict[str, Any]:
    size = len(bases[0])
    change, rate, composition = parts((sums[0], sums[1]), (bases[0], bases[1]))
    again = parts((drawn_sums[0], drawn_sums[1]), (drawn_bases[0], drawn_bases[1]))
    sizes = [round(float(one.sum())) for one in bases]
    low, high, rate_low, rate_high = (
        float(end) for part in again[:2] for end in np.quantile(part, (0.025, 0.975))
    )
    error = float(np.std(again[1], ddof=1)) if samples > 1 else 0.0
    p = float(2 * stats.norm.sf(abs(float(rate)) / error)) if error > 0 else float("nan")
    before, after = (
        float(s.sum() / b.sum()) if b.sum() else float("nan")
        for s, b in zip(sums, bases, strict=True)
    )
    return {
        "levels": size,
        "n_base": sizes[0],
        "n_new": sizes[1],
        "base": before,
        "new": after,
        "change": float(change),
        "change_low": low,
        "change_high": high,
        "rate": float(rate),
        "rate_low": rate_low,
        "rate_high": rate_high,
        "composition": float(composition),
        "p": p,
    }
