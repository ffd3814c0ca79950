"""What the only score of an export is called in a line."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_miner.report.driving_names import outcome_names


def _summary(*names: str) -> dict[str, Any]:
    kinds = {name: "satisfaction" for name in names[:1]}
    items = [{"item": name, "outcome": kinds.get(name, "")} for name in names]
    return {"items": items, "outcome_kinds": kinds}


@pytest.mark.parametrize("header", ["请您给最近一次贷款办理过程打分", "您对网点工作人员的服务评分"])
def test_the_only_score_goes_by_its_header(header: str) -> None:
    assert outcome_names(_summary(header)) == {header: header}


def test_a_header_that_tells_satisfaction_at_length_goes_by_it() -> None:
    header = "总的来说，您对我们的贷款服务的总体满意程度如何"
    assert outcome_names(_summary(header)) == {header: "总体满意度"}
    assert outcome_names(_summary(header, "利率评分")) == {header: "总体满意度"}
