"""Words against scores."""

from __future__ import annotations

from typing import Any

import pytest

KINDS = {"总体": "satisfaction"}


@pytest.mark.parametrize(
    ("score", "rating", "kind", "loyalty", "expected"),
    [
        (0.9, 1, "remark", "", "好评低分"),
        (-0.9, 5, "remark", "", "差评高分"),
        (-0.9, 5, "improve", "", ""),  # faults were asked for
        (0.9, 1, "like", "", ""),  # praise was asked for
        (0.9, 1, "improve", "", "好评低分"),
        (0.1, 5, "remark", "leave", "说要离开，高分"),  # no complaint: the threat contradicts
        (-0.9, 5, "improve", "warn", "说会劝退他人，高分"),
        (-0.9, 5, "remark", "leave", "差评高分"),
        (0.9, 3, "remark", "", ""),
        (0.2, 1, "remark", "", ""),
    ],
)
def test_what_counts(
    build: Any, score: float, rating: int, kind: str, loyalty: str, expected: str
) -> None:
    built = build({"总体": [rating, *[3] * 39]}, kinds=KINDS, texts=["话"] * 40)
    built.verbatims.loc[0, ["score", "kind", "loyalty"]] = [score, kind, loyalty]
    found = built.estimate().more["disagreements"]
    assert found["kind"].tolist() == ([expected] if expected else [])
    if expected:
        assert found.iloc[0]["response_id"] == "r0"
        assert found.iloc[0]["score"] == rating


def test_a_turned_scale_is_suspected(build: Any) -> None:
    built = build({"总体": [1, 5] * 30}, kinds=KINDS, texts=["话"] * 60)
    built.verbatims["score"] = [0.9, -0.9] * 30
    found = built.estimate()
    assert len(found.more["disagreements"]) == 60
    assert any("reversed" in note for note in found.notes)
