"""Who praises a factor in one answer and blames it in another counts as both, everywhere alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import feedback_miner as fm
from feedback_miner.factors import by_response
from feedback_miner.report.sentences import findings
from feedback_miner.report.summary import summarise
from feedback_miner.survey import Column, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, frame


def opinions(*said: tuple[str, int, float], totals: dict[int, float] | None = None) -> pd.DataFrame:
    """Return opinions of rates from (response, verbatim, score), and what was settled of each."""
    blank = {"question": "", "factor": "rates", "subfactor": "", "act": "", "start": 0, "end": 1}
    rows = [
        {"response_id": who, "verbatim": where, "score": score, "text": "x", "evidence": []}
        | {"polarity": "positive" if score > 0 else "negative" if score < 0 else "neutral"}
        | blank
        for who, where, score in said
    ]
    table = frame(rows, OPINIONS)
    if totals:
        table["total"] = [totals.get(where, score) for _, where, score in said]
    return table


def test_praise_here_and_blame_there_is_both_whichever_is_stronger() -> None:
    said = by_response(opinions(("1", 0, 0.9), ("1", 1, -0.3), ("2", 2, 0.3), ("2", 3, -0.9)))
    assert list(said["polarity"]) == ["neutral", "neutral"] and list(said["score"]) == [0, 0]
    assert said[["both", "praises", "complains"]].all(axis=None)


def test_within_one_answer_what_was_settled_stands_and_the_complaint_is_counted() -> None:
    (one,) = by_response(opinions(("1", 0, 0.9), ("1", 0, -0.4))).to_dict("records")
    assert (one["polarity"], one["both"], one["complains"]) == ("positive", False, True)
    settled = opinions(("1", 0, 0.9), ("1", 0, -0.4), totals={0: -0.2})
    (one,) = by_response(settled).to_dict("records")
    assert (one["polarity"], one["both"], one["praises"]) == ("negative", False, True)


def test_a_neutral_answer_takes_nothing_from_praise_or_blame() -> None:
    said = by_response(opinions(("1", 0, 0.5), ("1", 1, 0.0), ("2", 2, 0.0), ("2", 3, -0.5)))
    assert list(said["polarity"]) == ["positive", "negative"] and not said["both"].any()


def test_no_opinion_is_no_row() -> None:
    said = by_response(opinions())
    assert said.empty and {"both", "praises", "complains"} <= set(said.columns)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> fm.Analysis:
    """20 praise approval in one answer and blame it in the other, 30 blame it, 20 praise it."""
    praise, blame = "审批特别快，当天就放款了", "审批太慢了，等了半个月"
    rows = ["编号,门店,总体满意度（1-5分）,最满意的地方,最需要改进的地方"]
    for i in range(70):
        like = praise if i < 20 or i >= 50 else "利率很低，很划算"
        mend = blame if i < 50 else "客服态度太差"
        rows.append(f"{i + 1},{'东门店' if i % 2 else '西门店'},{i % 5 + 1},{like},{mend}")
    path = Path(tmp_path_factory.mktemp("both")) / "both.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    columns = (
        Column("门店", "segment"),
        Column("总体满意度（1-5分）", "score", scale=Scale(1, 5), outcome="satisfaction"),
        Column("最满意的地方", "text", question="like"),
        Column("最需要改进的地方", "text", question="improve"),
    )
    return fm.analyze([path], survey=Survey((Column("编号", "id"), *columns), Options()))


def test_the_factor_table_adds_up_and_both_weigh_nothing(analysis: fm.Analysis) -> None:
    table = analysis.factors
    row = table[(table["segment"] == "") & (table["factor"] == "approval_speed")].iloc[0]
    assert (row["positive"], row["neutral"], row["negative"]) == (20, 20, 30)
    assert (row["both"], row["complaints"], row["mentions"]) == (20, 50, 70)
    assert row["net"] == pytest.approx((20 - 30) / 70)
    parts = table[(table["segment"] == "门店") & (table["factor"] == "approval_speed")]
    assert parts[["both", "complaints", "mentions"]].sum().tolist() == [20, 50, 70]


def test_unhappy_is_one_number_wherever_it_is_said(analysis: fm.Analysis) -> None:
    summary = summarise(analysis)
    told = findings(analysis, summary)
    words = " ".join((*told.telling, *told.more))
    name = analysis.codebook.factor("approval_speed").name
    assert f"说得最多的是「{name}」：70 份答卷提到" in words and "其中 50 份不满" in words
    impact = analysis.drivers.more["impact"]
    about = impact[(impact["theme"] == "approval_speed") & (impact["measure"] == "mean")]
    assert about.set_index("polarity")["n"].to_dict() == {"negative": 50, "positive": 40}
    tabs = analysis.drivers.more["crosstabs"]
    tab = tabs[(tabs["kind"] == "complaint") & (tabs["measure"] == "approval_speed")].iloc[0]
    assert [(n, share) for n, share in zip(tab["bases"], tab["values"], strict=True)] == [
        ("35", "71.4%"),
        ("35", "71.4%"),
    ]
    actions = analysis.drivers.more["actions"]
    for evidence in actions.loc[actions["factor"] == "approval_speed", "evidence"]:
        assert "（n=50）" in evidence


def test_the_best_regarded_is_told_with_its_rule(analysis: fm.Analysis) -> None:
    told = findings(analysis, summarise(analysis))
    best = [line for line in (*told.telling, *told.more) if "口碑最好" in line]
    assert len(best) == 1 and best[0].startswith("净情感 95% 区间在 0 以上的因素中")
