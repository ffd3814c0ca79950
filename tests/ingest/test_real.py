"""The real exports work with no option given (skipped where the data is absent)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from feedback_miner import ingest

EXPECTED = [
    ("telecom_survey/附件1语音业务用户满意度数据.xlsx", 5433, {"score": 4, "text": 2, "multi": 15}),
    ("bank_app_reviews/reviews.txt", 31737, {"text": 1}),
    ("citizen_messages/附件3.xlsx", 4326, {"id": 1, "time": 1, "text": 1}),
    ("bank_comments/sentiment_dev.jsonl", 5696, {"id": 1, "text": 1}),
    ("bank_comments/factors_dev.jsonl", 320, {"id": 1, "text": 1}),
    ("satisfaction_models/mobi.csv", 250, {"score": 24}),
    ("satisfaction_models/cs-survey.csv", 2506, {"score": 6}),
    ("satisfaction_models/corp_rep_data.csv", 344, {"score": 39}),
    ("shop_reviews/reviews.csv", 7773, {"segment": 2, "text": 1}),
    ("finance_questions/questions.txt", 136309, {"text": 1}),
]


@pytest.mark.parametrize(("name", "rows", "roles"), EXPECTED)
def test_real_exports(shared_data: Path, name: str, rows: int, roles: dict[str, int]) -> None:
    found = ingest.read([shared_data / name])
    assert (found.sources[0].read, found.sources[0].accepted) == (rows, rows)
    counts: Counter[str] = Counter(finding.role for finding in ingest.propose(found).columns)
    assert {role: counts[role] for role in roles} == roles


def test_the_scales_of_the_telecom_survey(shared_data: Path) -> None:
    found = ingest.propose(ingest.read([shared_data / EXPECTED[0][0]]))
    scores = [finding.column for finding in found.columns if finding.role == "score"]
    assert [column.outcome for column in scores] == ["satisfaction", "", "", ""]
    assert all(
        column.scale and (column.scale.low, column.scale.high) == (1, 10) for column in scores
    )


def test_missing_codes_of_the_reputation_survey(shared_data: Path) -> None:
    found = ingest.propose(ingest.read([shared_data / EXPECTED[7][0]]))
    scales = {f.name: f.column.scale for f in found.columns if f.column.scale}
    assert scales["cusa"] is not None
    assert scales["cusa"].missing == ("-99",)
    assert (scales["like_1"].low, scales["like_1"].high) == (1, 7)
