"""Penalty and reward: basics, delighters, what is neither, and the kind of a theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

KINDS = {"总体": "satisfaction"}


def _kano(n: int = 1200) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(8)
    basic, delighter, both, none = (rng.integers(1, 6, n) for _ in range(4))
    y = (
        5
        - 2.0 * (basic <= 2)
        + 2.0 * (delighter >= 4)
        - 1.0 * (both <= 2)
        + 1.0 * (both >= 4)
        + rng.normal(0, 0.5, n)
    )
    return {
        "总体": np.clip(np.round(y), 0, 10),
        "基本": basic,
        "魅力": delighter,
        "期望": both,
        "无关": none,
    }


def test_basics_performance_and_delighters(build: Any) -> None:
    found = build(_kano(), kinds=KINDS, ends={"总体": (0, 10)}).estimate()
    contrasts = found.more["contrasts"].set_index("driver")
    assert contrasts["kano"].to_dict() == {
        "基本": "basic",
        "魅力": "delighter",
        "期望": "performance",
        "无关": "indifferent",
    }
    row = contrasts.loc["基本"]
    assert row["penalty_low"] < -2.0 < row["penalty_high"] + 0.1
    assert row["contrast"] == pytest.approx(row["penalty"] + row["reward"])


def test_a_factor_is_of_the_kind_of_its_driver_that_tells_most(build: Any) -> None:
    scores = _kano()
    own = dict.fromkeys(("无关", "期望", "基本"), "service")
    # The indifferent item stands first in the export.
    scores = {name: scores[name] for name in ("总体", "无关", "期望", "基本", "魅力")}
    built = build(scores, kinds=KINDS, ends={"总体": (0, 10)}, owners=own)
    row = built.estimate().more["priorities"].set_index("theme").loc["service"]
    assert row[["kano", "kano_driver"]].tolist() == ["basic", "基本"]


def test_one_clear_side_alone_makes_no_delighter(build: Any) -> None:
    """A straight line has no asymmetry, whichever of its two ends happens to be clear."""
    rng = np.random.default_rng(12)
    called = 0
    for _ in range(12):
        driver = rng.choice([1, 2, 3, 4, 5], 400, p=[0.04, 0.1, 0.3, 0.36, 0.2])
        overall = np.clip(np.round(5 + 0.25 * (driver - 3) + rng.normal(0, 1.5, 400)), 0, 10)
        found = build({"总体": overall, "服务": driver}, kinds=KINDS, ends={"总体": (0, 10)})
        contrasts = found.estimate().more["contrasts"]
        called += int(contrasts["kano"].isin(["basic", "delighter"]).sum())
        assert (contrasts["contrast_p_adjusted"] >= contrasts["contrast_p"] - 1e-12).all()
    assert called <= 2
