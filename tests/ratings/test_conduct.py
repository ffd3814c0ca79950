"""Careless respondents: what is flagged, what is not, and that nobody is dropped unasked."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import language, ratings
from feedback_miner.ratings.conduct import CONDUCT, REASONS, exclude, notes, review, seconds
from feedback_miner.survey import Column, Scale, Survey
from feedback_miner.tables import check


def _survey(items: int, *more: Column, reversed_items: tuple[int, ...] = ()) -> Survey:
    columns = [
        Column(f"Q{i}", "score", scale=Scale(1, 5, reversed=i in reversed_items))
        for i in range(items)
    ]
    return Survey((*columns, *more))


def _responses(rows: list[list[object]], **more: list[str]) -> pd.DataFrame:
    table = pd.DataFrame({"response_id": [f"r{i}" for i in range(len(rows))]})
    for j in range(len(rows[0])):
        table[f"Q{j}"] = ["" if row[j] is None else str(row[j]) for row in rows]
    for name, cells in more.items():
        table[name] = cells
    return table


def _review(responses: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    return check(review(responses, ratings.read(responses, survey).scores, survey), CONDUCT)


def test_straightlining_is_told_as_it_was_written() -> None:
    responses = _responses(
        [
            [3, 3, 3, 3, 3],
            [1, 5, 1, 1, 1],  # alike only once Q1 is turned
            [5, 5, 5, 5, 5],
            [5, 5, 5, 5, 4],
            [2, 2, 2, 2, None],  # four answers are too few
        ]
    )
    result = _review(responses, _survey(5, reversed_items=(1,)))
    assert result["straightlining"].tolist() == [True, False, True, False, False]
    assert result["longstring"].tolist() == [5, 3, 5, 4, 4]
    assert result["detail"].tolist() == ["5 题全答 3", "", "5 题全答 5", "", ""]
    with language.speaking("en"):
        told = _review(responses, _survey(5, reversed_items=(1,)))
    assert told["detail"][0] == "3 to all 5 items"


def test_outcomes_other_scales_and_short_blocks_do_not_count() -> None:
    satisfied = Column("满意", "score", scale=Scale(1, 5), outcome="satisfaction")
    wide = Column("推荐", "score", scale=Scale(0, 10))
    responses = _responses([[4, 4, 4, 4, 4, 4]] * 3, 满意=["1"] * 3, 推荐=["9"] * 3)
    assert _review(responses, _survey(6, satisfied, wide))["straightlining"].all()
    responses = _responses([[4, 4, 4, 4]] * 3, 满意=["4"] * 3, 推荐=["4"] * 3)
    result = _review(responses, _survey(4, satisfied, wide))
    assert not result["straightlining"].any()
    assert result["longstring"].tolist() == [0, 0, 0]


def test_a_missing_cell_ends_a_run_and_half_the_items_are_needed() -> None:
    rows: list[list[object]] = [
        [2, 2, 2, None, 2, 2, 2, 2, 3, 3],
        [2, 2, 2, None, 2, 2, None, None, None, None],
        [2, 2, 2, 2, None, None, None, None, None, None],
    ]
    result = _review(_responses(rows), _survey(10))
    assert result["longstring"].tolist() == [4, 3, 4]
    assert result["straightlining"].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123", 123),
        ("123.5", 123.5),
        ("123秒", 123),
        ("2分3秒", 123),
        ("2分03", 123),
        ("2分零3秒", 123),
        ("３分钟", 180),
        ("00:02:03", 123),
        ("2:03", 123),
        ("0 days 00:02:03", 123),
        ("1 day, 2:03:04", 93_784),
        ("2 min 3 s", 123),
        ("2m3s", 123),
        ("1 hour, 2 minutes", 3720),
        ("1小时2分", 3720),
        ("1.5分钟", 90),
        ("2′3″", 123),
        ("1,234", 1234),
        ("500ms", 0.5),
    ],
)
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "-5", "0", "00:00:00", "3秒2分", "1:2:3:4", "inf", "nan", "两分钟"]
)
def test_what_is_no_duration(text: str) -> None:
    assert math.isnan(seconds(text))


@given(st.integers(0, 30), st.integers(0, 59), st.integers(0, 59))
def test_every_way_to_write_a_duration_means_the_same(hours: int, minutes: int, rest: int) -> None:
    total = hours * 3600 + minutes * 60 + rest
    if not total:
        return
    for text in (
        f"{total}",
        f"{total} 秒",
        f"{hours}小时{minutes}分{rest}秒",
        f"{hours} h {minutes} min {rest} s",
        f"{hours:02}:{minutes:02}:{rest:02}",
        f"{hours * 60 + minutes}:{rest:02}",
    ):
        assert seconds(text) == total


@given(st.text())
def test_any_text_is_a_duration_or_none(text: str) -> None:
    value = seconds(text)
    assert math.isnan(value) or 0 < value < math.inf


def _timed(cells: list[str], name: str = "时长") -> pd.DataFrame:
    responses = _responses([[1, 2]] * len(cells), **{name: cells})
    return _review(responses, _survey(2, Column(name, "duration")))


def test_speeding_is_less_than_half_the_median() -> None:
    cells = ["2分钟"] * 19 + ["59秒", "1分", "", "坏"]
    result = _timed(cells)
    assert result["speeding"].tolist() == [False] * 19 + [True, False, False, False]
    assert result["detail"][19] == "用时 59 秒，中位 2 分 0 秒"
    assert result["seconds"].isna().sum() == 2
    assert any("21 份有时长的答卷中 1 份" in note for note in notes(result))


def test_too_few_durations_flag_nobody() -> None:
    result = _timed(["100"] * 18 + ["1"])
    assert not result["speeding"].any()
    assert any("不足 20" in note for note in notes(result))


def test_the_columns_name_may_tell_the_unit() -> None:
    assert _timed(["2", "2分"], "答题时长（分钟）")["seconds"].tolist() == [120, 120]
    assert _timed(["2", "2分"], "所用时间")["seconds"].tolist() == [2, 120]
    assert _timed(["2000"], "duration (ms)")["seconds"].tolist() == [2]


def test_duplicates_in_ones_own_words() -> None:
    rows: list[list[object]] = [[1, 2, 3, 4, 5]] * 4 + [[1, 2, 3, 4, 4]]
    texts = [
        "审批 太慢了，还打电话",
        "没有",
        "审批  太慢了，还打电话 ",
        "没有",
        "审批很快，谢谢你们",
    ]
    result = _review(_responses(rows, 建议=texts), _survey(5, Column("建议", "text")))
    assert result["duplicate"].tolist() == [False, False, True, False, False]
    assert result["same_as"].tolist() == ["", "", "r0", "", ""]
    assert result["detail"][2] == "与 r0 完全相同"


def test_stock_phrases_prove_nothing() -> None:
    # Somebody else says the same with other scores.
    rows: list[list[object]] = [[5, 5, 5, 5, 5], [5, 5, 5, 5, 5], [1, 2, 3, 3, 3]]
    texts = ["没有什么意见"] * 3
    result = _review(_responses(rows, 建议=texts), _survey(5, Column("建议", "text")))
    assert not result["duplicate"].any()


def test_four_scores_are_too_few() -> None:
    texts = ["审批太慢了，还打电话"] * 2
    responses = _responses([[1, 2, 3, 4]] * 2, 建议=texts)
    assert not _review(responses, _survey(4, Column("建议", "text")))["duplicate"].any()


def test_duplicates_by_many_scores() -> None:
    many = [1, 5, 2, 4, 3, 3, 1, 2, 5, 4]
    near = [*many[:-1], 5]
    other = [2, 4, 1, 5, 3, 2, 1, 2, 5, 5]
    survey = _survey(10, Column("省份", "segment"))

    def flagged(rows: list[list[object]], provinces: list[str]) -> list[bool]:
        return _review(_responses(rows, 省份=provinces), survey)["duplicate"].tolist()

    assert flagged([many, other, many, many], ["京"] * 4) == [False, False, True, True]
    # Another province is another person; straight lines and crowds prove nothing.
    assert flagged([many, other, many], ["京", "京", "沪"]) == [False] * 3
    assert flagged([[3] * 10, [3] * 10], ["京"] * 2) == [False] * 2
    assert flagged([many, near, many], ["京"] * 3) == [False] * 3
    # Nine answers are too few.
    assert flagged([[*many[:-1], None]] * 2, ["京"] * 2) == [False] * 2


def test_chance_repeats_are_hardly_flagged_and_true_ones_are() -> None:
    # 5,000 people of strongly related answers, of whom 50 are repeated.
    rng = np.random.default_rng(1)
    people = np.clip(np.round(rng.normal(4, 1.2, (5000, 1)) + rng.normal(0, 0.6, (5000, 15))), 1, 5)
    chosen = rng.choice(5000, 50, replace=False)
    answers = np.vstack([people, people[chosen]])
    scores = pd.DataFrame(answers, columns=[f"Q{i}" for i in range(15)])
    ids = pd.Series([f"r{i}" for i in range(len(scores))], name="response_id")
    scores.insert(0, "response_id", ids)
    result = review(ids.to_frame(), scores, _survey(15))
    alike = scores.iloc[:5000, 1:].duplicated() & ~result["straightlining"][:5000]
    assert alike.sum() > 300
    assert result["duplicate"][:5000].sum() <= 0.03 * alike.sum()
    assert result["duplicate"][5000:].sum() >= 25


def test_nobody_is_left_out_unasked() -> None:
    responses = _responses([[3] * 5, [1, 2, 3, 4, 5], [2] * 5])
    result = _review(responses, _survey(5))
    assert len(exclude(responses, result, ())) == 3
    kept = exclude(responses, result, ["straightlining"])
    assert kept["response_id"].tolist() == ["r1"]
    assert kept.index.tolist() == [0]
    assert len(exclude(responses, result, ["speeding", "duplicate"])) == 3
    assert len(responses) == 3
    with pytest.raises(ValueError, match="lazy"):
        exclude(responses, result, ["lazy"])


def test_notes_count() -> None:
    result = _review(_responses([[3] * 5, [1, 2, 3, 4, 5], [2] * 5]), _survey(5))
    assert len(notes(result)) == 1
    assert "3 份答卷中 2 份（66.7%）" in notes(result)[0]
    with language.speaking("en"):
        assert "2 of 3 responses (66.7%)" in notes(result)[0]
    assert notes(result.iloc[:0]) == ()


@pytest.mark.parametrize("items", [0, 1, 12])
def test_no_rows(items: int) -> None:
    scores = pd.DataFrame(columns=["response_id", *(f"Q{i}" for i in range(items))], dtype=float)
    scores["response_id"] = scores["response_id"].astype("str")
    survey = _survey(items, Column("时长", "duration"), Column("建议", "text"))
    responses = pd.DataFrame({"response_id": [], "时长": [], "建议": []}, dtype="str")
    assert review(responses, scores, survey).empty


def test_scores_in_another_order_are_matched_by_id() -> None:
    responses = _responses([[3] * 5, [1, 2, 3, 4, 5]])
    survey = _survey(5)
    scores = ratings.read(responses, survey).scores
    result = review(responses, scores.iloc[::-1], survey)
    assert result["straightlining"].tolist() == [True, False]


def test_a_hundred_thousand_rows_take_seconds() -> None:
    rng = np.random.default_rng(2)
    n, items = 100_000, 20
    answers = rng.integers(1, 6, (n, items))
    scores = pd.DataFrame(answers.astype(float), columns=[f"Q{i}" for i in range(items)])
    scores.insert(0, "response_id", pd.Series(np.arange(n)).astype("str"))
    responses = scores[["response_id"]].copy()
    responses["建议"] = rng.choice(["", "无", "希望审批再快一点"], n)
    responses["时长"] = [f"{m}分{s}秒" for m, s in rng.integers(1, 59, (n, 2))]
    survey = _survey(items, Column("建议", "text"), Column("时长", "duration"))
    begin = time.process_time()
    result = review(responses, scores, survey)
    exclude(responses, result, REASONS)
    assert time.process_time() - begin < 3
