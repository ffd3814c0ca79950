"""Priorities: importance against performance, quadrants, and what is clear of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from feedback_miner.drivers import priorities

KINDS = {"总体": "satisfaction"}


def test_important_and_poor_is_to_be_fixed_first(build: Any) -> None:
    rng = np.random.default_rng(2)
    poor = rng.choice([1, 2, 3], 500)
    good = rng.choice([3, 4, 5], 500)
    idle = rng.choice([3, 4, 5], 500)
    overall = np.clip(np.round(1 + poor + 0.2 * good + rng.normal(0, 0.3, 500)), 1, 5)
    scores = {"总体": overall, "利率": poor, "服务": good, "界面": idle}
    found = build(scores, kinds=KINDS).estimate()
    ranked = found.more["priorities"].set_index("theme")
    assert ranked.loc["利率", "quadrant"] == "fix"
    assert ranked.loc["利率", "rank"] == 1
    assert ranked.loc["界面", "quadrant"] == "overkill"
    assert ranked["importance"].sum() == pytest.approx(1)
    assert ranked.loc["利率", "performance"] == pytest.approx((poor.mean() - 1) / 4 * 100)


def test_scores_and_words_of_a_factor_are_one_theme(build: Any) -> None:
    rng = np.random.default_rng(2)
    said = {f: rng.choice([-1, 0, 1], 500, p=[0.4, 0.4, 0.2]) for f in ("service", "rates")}
    item = np.clip(3 + said["service"] + rng.integers(-1, 2, 500), 1, 5)
    overall = np.clip(np.round(item + 0.5 * said["rates"] + rng.normal(0, 0.4, 500)), 1, 5)
    found = build(
        {"总体": overall, "服务": item}, kinds=KINDS, owners={"服务": "service"}, said=said
    ).estimate()
    ranked = found.more["priorities"].set_index("theme")
    assert set(ranked.index) == {"service", "rates"}
    row = ranked.loc["service"]
    # One rated theme: its words decide, by how many there are.
    words = row["deviation_text"] * row["mentions"] / (row["rating_n"] + row["mentions"])
    assert row["deviation_closed"] == 0
    assert row["deviation"] == pytest.approx(words)
    assert (row["performance"] < row["performance_closed"]) == (row["deviation"] < 0)
    assert row["mentions"] == (said["service"] != 0).sum()


def _rated(rng: np.random.Generator, n: int, *, weights: tuple[float, ...]) -> dict[str, Any]:
    """Ratings of as many drivers, the first the worst, and an overall score that follows them."""
    means = np.linspace(2.6, 3.6, len(weights))
    latent = means + rng.normal(0, 0.9, (n, len(weights)))
    overall = 3 + (latent - means) @ np.array(weights) + rng.normal(0, 0.4, n)
    names = ("利率", "服务", "界面", "额度", "品牌")[: len(weights)]
    scores = {"总体": np.clip(np.round(overall), 1, 5)}
    return scores | {name: np.clip(np.round(latent[:, i]), 1, 5) for i, name in enumerate(names)}


OWNERS = {"利率": "rates", "服务": "service", "界面": "ux", "额度": "product", "品牌": "brand"}


def test_complaints_about_others_do_not_make_the_worst_rated_well_off(build: Any) -> None:
    """People write of what annoys them: a factor nobody writes of is not the better for it."""
    rng = np.random.default_rng(4)
    scores = _rated(rng, 500, weights=(0.6, 0.3, 0.2, 0.1))
    # All who write complain alike, of every factor but the worst rated.
    said = {f: rng.choice([-1, 0, 1], 500, p=[0.2, 0.7, 0.1]) for f in ("service", "ux", "product")}
    silent = build(scores, kinds=KINDS, owners=OWNERS).estimate().more["priorities"]
    spoken = build(scores, kinds=KINDS, owners=OWNERS, said=said).estimate().more["priorities"]
    for ranked in (silent, spoken):
        assert ranked.set_index("theme").loc["rates", ["quadrant", "rank"]].tolist() == ["fix", 1]
        below = ranked["deviation"] < 0
        assert (below == ranked["quadrant"].isin(["fix", "low"])).all()
        # What is shown agrees with what decides.
        assert ranked.loc[below, "performance"].max() < ranked.loc[~below, "performance"].min()


def test_one_mention_more_does_not_turn_a_factor_that_many_rated(build: Any) -> None:
    rng = np.random.default_rng(5)
    scores = _rated(rng, 400, weights=(0.5, 0.3, 0.2))
    quadrants = []
    for mentions in (9, 10):
        said = {
            "ux": np.r_[-np.ones(mentions), np.zeros(400 - mentions)],
            "rates": rng.choice([-1, 0, 1], 400, p=[0.1, 0.8, 0.1]),
        }
        found = build(scores, kinds=KINDS, owners=OWNERS, said=said, minimum_n=10).estimate()
        ranked = found.more["priorities"].set_index("theme")
        assert np.isfinite(ranked.loc["ux", "performance_text"]) == (mentions == 10)
        quadrants.append(ranked["quadrant"].to_dict())
    assert quadrants[0] == quadrants[1]


def test_importance_is_clear_only_where_ranks_are(build: Any) -> None:
    rng = np.random.default_rng(6)
    apart = _rated(rng, 400, weights=(0.8, 0.2, 0.05, 0.05, 0.05))
    ranked = build(apart, kinds=KINDS, owners=OWNERS).estimate().more["priorities"]
    first = ranked.set_index("theme").loc["rates"]
    assert first["importance_clear"] and first["importance_rank_high"] == 1
    assert first["importance_low"] < first["importance"] < first["importance_high"]
    alike = _rated(rng, 70, weights=(0.3, 0.3, 0.3, 0.3, 0.3))
    ranked = build(alike, kinds=KINDS, owners=OWNERS).estimate().more["priorities"]
    assert not ranked["importance_clear"].any()


def test_each_theme_has_the_base_of_its_models(build: Any) -> None:
    rng = np.random.default_rng(7)
    scores = {k: v.astype(float) for k, v in _rated(rng, 300, weights=(0.5, 0.4)).items()}
    scores["利率"][80:] = np.nan
    said = {f: rng.choice([-1, 0, 1], 300, p=[0.3, 0.4, 0.3]) for f in ("service", "ux")}
    scores["总体"] = np.clip(np.round(scores["总体"] + said["service"] + said["ux"]), 1, 5)
    found = build(scores, kinds=KINDS, owners=OWNERS, said=said).estimate()
    ranked = found.more["priorities"].set_index("theme")
    assert ranked.loc["rates", ["n", "n_closed", "rating_n"]].tolist() == [80, 80, 80]
    assert ranked.loc["service", ["n", "n_closed", "n_text"]].tolist() == [80, 80, 300]
    assert ranked.loc["ux", ["n", "n_text"]].tolist() == [300, 300]


def test_an_indifferent_score_hides_no_kind_found_in_words() -> None:
    closed = {"kano": "indifferent", "source": "closed", "driver": "服务"}
    closed |= {"penalty": -0.9, "penalty_high": 0.1, "reward": 0.0, "reward_low": -0.2}
    text = {"kano": "basic", "source": "text", "driver": "service"}
    text |= {"penalty": -0.5, "penalty_high": -0.3, "reward": 0.0, "reward_low": -0.2}
    assert priorities._kind([closed, text]) == ("basic", "")
    assert priorities._kind([closed]) == ("indifferent", "")
    assert priorities._kind([]) == ("", "")
