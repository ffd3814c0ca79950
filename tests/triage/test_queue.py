"""The queue: order, groups, deadlines, statuses and who complains again."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from feedback_miner import desk, pipeline, resources
from feedback_miner.errors import DataError
from feedback_miner.report import casepage
from feedback_miner.report.casewords import counts
from feedback_miner.survey import Options
from feedback_miner.tables import CASES, check
from feedback_miner.triage.lodged import lodged
from feedback_miner.triage.status import Update, read_status, stage_of

NOW = datetime(2026, 6, 14, 9)
OPTIONS = Options(sentiment="rules")
FEE = "5月18日起会员费自动从9.9涨到29.9，没有任何通知，要求退差价"
HEAD = "工单编号,受理时间,联系电话,投诉内容,处理状态\n"


def make(tmp_path: Path, rows: str, wish: desk.Wish | None = None, head: str = HEAD) -> desk.Queue:
    path = tmp_path / "export.csv"
    path.write_text(head + rows, encoding="utf-8")
    return desk.prepare([path], None, OPTIONS, wish or desk.Wish(NOW))


ROWS = (
    "A1,2026-06-13 10:00,13900000001,利息太高了，不满意,待处理\n"
    "A2,2026-05-01 10:00,13900000002,态度恶劣，服务太差,待处理\n"
    "A3,2026-06-13 11:00,13900000003,被你们催收逼得不想活了,待处理\n"
    f"A4,2026-06-10 08:00,13900000004,{FEE},待处理\n"
    f"A5,2026-06-11 08:00,13900000005,{FEE}！！,待处理\n"
    "A6,2026-06-12 08:00,13900000001,利息太高了，为什么收这么多，很不满意,待处理\n"
    "A7,2026-06-01 08:00,13900000007,催收骂人还威胁我，太恶劣了,已办结\n"
)


def test_order_groups_deadlines(tmp_path: Path) -> None:
    queue = make(tmp_path, ROWS)
    cases = check(queue.cases, CASES).set_index("response_id")
    leads = queue.cases[queue.cases["lead"]]
    assert leads["line"].tolist() == list(range(1, len(leads) + 1))
    assert queue.cases["rank"].tolist() == list(range(1, len(queue.cases) + 1))
    assert queue.cases["response_id"].iloc[0] == "A3"  # a life first
    assert queue.cases["response_id"].iloc[-1] == "A7"  # closed last, however grave
    assert cases.loc["A2", "overdue"] == "statutory" and cases.loc["A2", "days_left"] < 0
    assert cases.loc["A2", "rank"] < cases.loc["A1", "rank"]  # overdue ones rise
    assert cases.loc["A4", "line"] == cases.loc["A5", "line"]
    assert cases.loc["A4", "group_size"] == 2 and cases.loc["A4", "group_kind"] == "copy"
    assert cases.loc["A5", "group_first"] == "2026-06-10"
    assert cases.loc["A1", "person"] == cases.loc["A6", "person"] != ""
    assert (
        cases.loc["A1", "person_cases"] == 2 and cases.loc["A1", "line"] == cases.loc["A6", "line"]
    )
    assert "139" not in "".join(cases["person"])
    assert cases.loc["A3", "owner"] == "应急处置小组"


def test_the_same_export_gives_the_same_queue_whatever_the_order_of_rows(tmp_path: Path) -> None:
    lines = ROWS.splitlines(keepends=True)
    first = make(tmp_path, ROWS).cases.set_index("response_id")
    second = make(tmp_path, "".join(reversed(lines))).cases.set_index("response_id")
    for column in ("urgency", "category", "owner", "due", "overdue", "group_size"):
        assert first[column].to_dict() == second[column].to_dict()


def test_what_can_still_be_stopped_stands_before_what_is_over(tmp_path: Path) -> None:
    rows = (
        "F1,2026-06-11 10:00,,三个月前有人冒用我的身份证贷款，不是我本人办的，逾期上了征信,待处理\n"
        "F2,2026-06-14 08:50,,刚才有人冒充你们客服让我转到安全账户，转了3万，还要我再转5万,待处理\n"
        "F3,2026-06-14 08:55,,被你们催收逼得不想活了,待处理\n"
    )
    cases = make(tmp_path, rows).cases
    assert set(cases["urgency"]) == {3}
    assert cases["response_id"].tolist() == ["F3", "F2", "F1"]
    assert cases.set_index("response_id")["overdue"].to_dict() == {
        "F1": "internal",
        "F2": "",
        "F3": "",
    }
    assert all(reason.startswith("今天办") for reason in cases["reason"])


def test_without_now_the_latest_time_counts(tmp_path: Path) -> None:
    queue = make(tmp_path, ROWS, desk.Wish())
    assert queue.now == datetime(2026, 6, 13, 11)


def test_no_time_column_means_no_deadlines_but_a_queue(tmp_path: Path) -> None:
    queue = make(tmp_path, "B1,服务态度太差了\nB2,利息太高不满意\n", head="编号,投诉内容\n")
    assert len(queue.cases) == 2
    assert set(queue.cases["due"]) == {""} and set(queue.cases["overdue"]) == {""}
    assert any("时间" in note for note in queue.notes)


def test_times_in_several_formats(tmp_path: Path) -> None:
    rows = (
        "C1,2026/6/13 9:05,利息太高不满意\nC2,2026年6月13日 9时5分,服务态度太差了\n"
        "C3,2026-06-13T01:05:00Z,审批太慢了很失望\nC4,看不清,额度太低不满意\n"
    )
    queue = make(tmp_path, rows, head="工单编号,受理时间,投诉内容\n")
    received = queue.cases.set_index("response_id")["received"]
    assert received[["C1", "C2", "C3"]].tolist() == ["2026-06-13 09:05"] * 3
    assert received["C4"] == ""


def test_nobody_to_call(tmp_path: Path) -> None:
    queue = make(tmp_path, "D1,2026-06-13,,很满意，谢谢,\nD2,2026-06-13,,无,\n")
    assert len(queue.cases) == 0 and len(queue.shown) == 0


def test_an_export_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        make(tmp_path, "1,5\n2,4\n3,5\n4,2\n", head="序号,满意度评分\n")


def test_top_since_owner(tmp_path: Path) -> None:
    queue = make(tmp_path, ROWS, desk.Wish(NOW, top=2))
    assert queue.shown["line"].nunique() == 2 and len(queue.cases) == 7
    since = make(tmp_path, ROWS, desk.Wish(NOW, since=datetime(2026, 6, 13)))
    assert set(since.shown["response_id"]) == {"A1", "A3", "A6"}
    owner = make(tmp_path, ROWS, desk.Wish(NOW, owner="应急"))
    assert set(owner.shown["response_id"]) == {"A3"}


def test_updates_move_cases(tmp_path: Path) -> None:
    updates = {
        "A3": Update(status="closed", note="已安抚", own=(("班组", "甲"),)),
        "A2": Update(status="extended", extension="需调录音", owner="督办组"),
        "A1": Update(status="extended"),
    }
    queue = make(tmp_path, ROWS, desk.Wish(NOW, updates=updates))
    cases = queue.cases.set_index("response_id")
    assert cases.loc["A3", "status"] == "closed" and cases.loc["A3", "overdue"] == ""
    assert queue.cases["response_id"].iloc[0] != "A3"
    assert cases.loc["A2", "statutory_days"] == 30 and cases.loc["A2", "owner"] == "督办组"
    assert cases.loc["A1", "statutory_days"] == 15  # no reason, no extension
    assert any("延长理由" in note for note in queue.notes)
    assert queue.own == ("班组",)
    assert queue.shown.set_index("response_id").loc["A3", "班组"] == "甲"


def test_what_was_written_of_a_closed_case_is_not_said_of_the_next_one(tmp_path: Path) -> None:
    own = (("回访结果", "已致歉"),)
    for status, carried in (("closed", ""), ("progress", "已致歉")):
        told = {"A1": Update(status, own=own)}
        if status == "progress":  # A6 leads the line once it is for today
            rows = ROWS.replace("为什么收这么多，很不满意", "我现在就去银保监投诉你们")
        else:
            rows = ROWS
        shown = make(tmp_path, rows, desk.Wish(NOW, updates=told)).shown.set_index("response_id")
        assert shown.loc["A1", "line"] == shown.loc["A6", "line"] and shown.loc["A6", "lead"]
        assert shown.loc["A6", "回访结果"] == carried
        assert shown.loc["A1", "回访结果"] == "已致歉"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("待处理", "open"),
        ("未办结", "open"),
        ("处理中", "progress"),
        ("已办结", "closed"),
        ("办完了", "closed"),
        ("已处理", "closed"),
        ("已经处理", "closed"),
        ("正在处理", "progress"),
        ("还没办完", "open"),
        ("没处理好", "open"),
        ("未能解决", "open"),
        ("Closed", "closed"),
        ("已延长", "extended"),
        ("再延长", "further"),
        ("不予受理", "rejected"),
        ("", ""),
        ("???", ""),
        ("Completed", "closed"),
        ("finished", "closed"),
        ("settled", "closed"),
        ("处理结束", "closed"),
        ("已结束", "closed"),
        ("已答复", "closed"),
        ("已电话答复", "closed"),
        ("已妥善处理", "closed"),
        ("已归档", "closed"),
        ("处理完毕待归档", "closed"),
        ("未归档", "open"),
        ("办理中", "progress"),
        ("being handled", "progress"),
        ("即将结束", "progress"),
        ("已驳回", "rejected"),
        ("未驳回", ""),
        ("审核驳回，重新处理", "progress"),  # back to be done again
        ("申请延期未批准", ""),
        ("延期申请被驳回", ""),
        ("extension not approved", ""),
        ("申请延期已批准", "extended"),
        ("机关", ""),
    ],
)
def test_status_words(words: str, status: str) -> None:
    assert read_status(words) == status


@pytest.mark.parametrize(
    ("status", "cells"),
    [
        (
            "open",
            "未完结|未办结|尚未完结|还没有完结|未能办结|未全部办结|没有完全解决|未结|未结案|没关闭|还没关|"
            "未回复|尚未回复|没有回复|未处理|没有处理|未被处理|未受理|未跟进|解决不了|办不了|无法办结|"
            "未得到解决|已回复未解决|已办结后重新打开|待办结|已回复，待处理|等待回复|"
            "unresolved|not resolved|unsolved|not closed|not done|Not yet resolved|never answered|"
            "has not been fully resolved|hasn't been closed|isn’t resolved|cannot be resolved|"
            "yet to be closed|to be closed|no solution|not started|unfinished|undone|still open|"
            "closed, then reopened|pending",
        ),
        (
            "closed",
            "已办结待回访|已办结，待归档|结案待评价|已结|已办结（客户不满意）|已办结，未回访|"
            "没有办法联系客户，已办结|未延期，已办结|不延期办结|已办结无需跟进|已解决，无需再回复|"
            "resolved, pending callback|Done.|not extended, closed|client done|no answer, closed",
        ),
        ("progress", "部分解决|部分已办结|未延期，处理中|partially resolved|in progress"),
        ("rejected", "不受理|撤诉|not accepted|withdrawn"),
        ("extended", "已延期|未办结已延期|extended"),
        (
            "",
            "未延期|不需要延期|没有延期|不再延长|无需处理|未撤诉|not extended|no extension|"
            "not withdrawn|no longer open|abandoned|disclosed",
        ),
    ],
)
def test_a_status_that_is_denied_is_not_that_status(status: str, cells: str) -> None:
    assert {cell: read_status(cell) for cell in cells.split("|")} == dict.fromkeys(
        cells.split("|"), status
    )


def test_statuses_that_are_not_understood_are_counted_and_told(tmp_path: Path) -> None:
    rows = "".join(
        f"U{n},2026-06-13 10:00,,利息太高了，不满意{n},{cell}\n"
        for n, cell in enumerate(["挂起", "转13900000009", "挂起", "已办结", "", "挂起"])
    )
    queue = make(tmp_path, rows, desk.Wish(NOW, updates={"U5": Update(status="closed")}))
    note = next(note for note in queue.notes if "看不懂" in note)
    assert "有 3 件看不懂（n=6）" in note and "「挂起」2" in note
    assert "13900000009" not in "".join(queue.notes)
    assert not any("看不懂" in note for note in make(tmp_path, ROWS).notes)


def test_an_extension_needs_its_reason() -> None:
    assert stage_of("extended", "") == "simple"
    assert stage_of("extended", "需补材料") == "extended"
    assert stage_of("further", "特殊原因") == "further"


def test_the_bundled_complaints() -> None:
    queue = desk.prepare(
        [resources.corpora() / "complaints.csv"], None, OPTIONS, desk.Wish(NOW, replies=True)
    )
    known = {one.id for one in queue.kinds.categories}
    assert set(queue.cases["category"]) <= known
    assert queue.cases["owner"].ne("").all()
    fee = queue.cases[queue.cases["text"].str.contains("29.9", regex=False)]
    assert fee["group"].value_counts().iloc[0] >= 3  # one rise of a fee, told in several ways
    assert queue.shown["reply"].str.startswith("【草稿】").all()
    assert isinstance(queue.cases, pd.DataFrame)


def test_a_survey_has_internal_targets_and_no_statutory_day(tmp_path: Path) -> None:
    survey, register = tmp_path / "survey.csv", tmp_path / "register.csv"
    asked = "编号,提交时间,服务（1-5分）,利率（1-5分）,总体满意度（1-5分）,意见\n"
    survey.write_text(
        asked
        + "".join(
            f"S{i},2026-06-{i % 9 + 1:02d} 10:00,{i % 5 + 1},{i % 4 + 1},{i % 5 + 1},"
            f"利息太高了，很不满意{i}\n"
            for i in range(40)
        ),
        encoding="utf-8",
    )
    register.write_text(HEAD + ROWS, encoding="utf-8")
    answers = pipeline.analyze([survey], options=OPTIONS).cases
    complaints = pipeline.analyze([register], options=OPTIONS).cases
    assert len(answers) == 40 and set(answers["statutory_due"]) == {""}
    assert "statutory" not in set(answers["overdue"]) and (answers["due"] != "").all()
    assert (complaints["statutory_due"] != "").all()


def test_a_customers_deadline_is_shown_and_moves_the_case_up(tmp_path: Path) -> None:
    rows = (
        "L1,2026-06-13 10:00,,退多收的利息，不退就去银保监投诉，太恶劣了,待处理\n"
        "L2,2026-06-13 11:00,,15号之前不退多收的利息就去银保监投诉,待处理\n"
        "L3,2026-06-13 12:00,,30号之前不退多收的手续费就去银保监投诉,待处理\n"
    )
    cases = make(tmp_path, rows).cases.set_index("response_id")
    assert cases["limit"].to_dict() == {"L1": "", "L2": "2026-06-15", "L3": "2026-06-30"}
    assert cases["limit_words"].to_dict() == {"L1": "", "L2": "15号之前", "L3": "30号之前"}
    assert cases["rank"].idxmin() == "L2"  # tomorrow
    assert "客户限期「15号之前」（2026-06-15）" in cases.loc["L2", "reason"]


def test_a_customers_deadline_that_is_over_makes_an_open_case_overdue(tmp_path: Path) -> None:
    rows = (
        "D1,2026-03-16 10:00,,提前还款手续费太高，请明天之前退还,{}\n"
        "D2,2026-03-16 10:00,,提前还款手续费太高了,待处理\n"
    )
    wish = desk.Wish(datetime(2026, 3, 18, 12))
    still = make(tmp_path, rows.format("待处理"), wish)
    case = still.cases.set_index("response_id").loc["D1"]
    assert (case["due"], case["overdue"]) == ("2026-03-17 23:59", "customer")
    assert counts(still)["overdue"] == {"statutory": 0, "internal": 0, "customer": 1}
    page = casepage.render(still)
    assert '<b data-figure="overdue.customer">1</b>' in page
    assert '<span class="late customer">只超客户期限</span>' in page

    done = make(tmp_path, rows.format("已办结"), wish).cases.set_index("response_id").loc["D1"]
    assert done["limit"] == "2026-03-17" and done["overdue"] == ""
    assert done["due"] > "2026-03-18"  # nobody waits for it any more

    morning = make(tmp_path, rows.format("待处理"), desk.Wish(datetime(2026, 3, 17, 9))).cases
    assert set(morning["overdue"]) == {""}  # the day is not over


def test_who_is_unhappy_in_a_complaint_has_a_case(tmp_path: Path) -> None:
    text = "坐席：您好。客户：我的钱什么时候退？坐席：已登记。客户：上次也是这么说的"
    path = tmp_path / "export.csv"
    path.write_text(f"{HEAD}N1,2026-06-13 10:00,,{text},待处理\n", encoding="utf-8")
    queue = desk.prepare([path], None, Options(), desk.Wish(NOW))
    assert queue.cases["response_id"].tolist() == ["N1"] and queue.left.empty


def test_self_harm_stands_before_threats(tmp_path: Path) -> None:
    rows = (
        "V1,2026-06-13 10:00,,再这样我就带汽油来网点，催收还骂我爸,待处理\n"
        "V2,2026-06-13 11:00,,我不想活了，现在就在楼顶,待处理\n"
    )
    cases = make(tmp_path, rows).cases
    assert cases["response_id"].tolist() == ["V2", "V1"]
    assert cases["flags"].tolist()[1] == ["violence", "harassment"]


def test_a_ticket_that_two_exports_hold_is_one_case_as_the_later_has_it(tmp_path: Path) -> None:
    head = "工单编号,受理时间,投诉内容,处理状态\n"
    first, then = tmp_path / "1.csv", tmp_path / "2.csv"
    fee, rude = "提前还款要收三个点违约金太高了", "态度恶劣，服务太差了"
    first.write_text(
        f"{head}T1,2026-06-10 09:00,{fee},待处理\nT2,2026-06-10 10:00,{rude},待处理\n", "utf-8"
    )
    then.write_text(
        f"{head}T1,2026-06-10 09:00,{fee},已办结\nT2,2026-06-12 10:00,利息太高了很不满意,待处理\n",
        "utf-8",
    )
    queue = desk.prepare([first, then], None, OPTIONS, desk.Wish(NOW))
    statuses = dict(zip(queue.cases["response_id"], queue.cases["status"], strict=True))
    assert statuses == {"T1": "closed", "T2": "open", "T2#2": "open"}
    assert any("各算一件" in note for note in queue.notes)
    assert any("T2" in note and "时间与内容都不同" in note for note in queue.notes)


def test_open_cases_that_an_export_lacks_are_named_worked_ones_first(tmp_path: Path) -> None:
    told = {"Z1": Update(), "Z2": Update(note="已约"), "Z3": Update("closed"), "A1": Update()}
    queue = make(tmp_path, ROWS, desk.Wish(NOW, updates=told))
    assert desk.absent(queue.cases, told) == ["Z2", "Z1"]
    assert any("2 件未结" in note and "Z2、Z1" in note for note in queue.notes)


def test_a_day_moved_before_a_holiday_breaks_no_rule(tmp_path: Path) -> None:
    row = "K1,2026-09-20 09:00,,客服态度太差了挂我电话,待处理\n"
    between = make(tmp_path, row, desk.Wish(datetime(2026, 10, 3))).cases.iloc[0]
    after = make(tmp_path, row, desk.Wish(datetime(2026, 10, 6))).cases.iloc[0]
    assert between["statutory_due"] == "2026-09-30"
    assert (between["overdue"], between["days_left"]) == ("internal", 0)
    assert (after["overdue"], after["days_left"]) == ("statutory", -1)


def test_complaints_that_only_ask_make_a_case_and_those_taken_back_none(tmp_path: Path) -> None:
    rows = (
        "Q1,2026-06-13,,我要投诉，放款前你们有没有核实过是不是我本人？,\n"
        "Q2,2026-06-13,,请把我征信上的呆账状态更正，案子早就和解了。,\n"
        "Q3,2026-06-13,,投诉电话是多少？,\nQ4,2026-06-13,,我要投诉怎么走流程？,\n"
        "Q5,2026-06-13,,请问征信多久更新一次？,\n"
    )
    assert set(make(tmp_path, rows).cases["response_id"]) == {"Q1", "Q2"}


def test_the_next_word_about_a_matter_joins_it_and_two_matters_stay_two(tmp_path: Path) -> None:
    rows = (
        "S1,2026-06-10,13812345670,提前还款收我三个点违约金不合理,\n"
        "S2,2026-06-12,13812345670,违约金的事打了三次电话客服态度越来越差还没人管,\n"
        "S3,2026-06-10,13912345671,客服态度太差，话没说完就挂我电话,\n"
        "S4,2026-06-12,13912345671,App里绑卡换不了，点保存就报错,\n"
    )
    lines = make(tmp_path, rows).cases.set_index("response_id")["line"]
    assert lines["S1"] == lines["S2"] and lines["S3"] != lines["S4"]


def test_a_draft_for_a_life_in_danger_asks_for_no_papers(tmp_path: Path) -> None:
    row = "L1,2026-06-13 11:00,,被你们催收逼得不想活了，利息太高,待处理\n"
    reply = make(tmp_path, row, desk.Wish(NOW, replies=True)).shown["reply"].iloc[0]
    assert reply.startswith("【草稿】") and "12356" in reply and "15日" not in reply


def exports(tmp_path: Path, first: list[str], then: list[str]) -> list[Path]:
    """Write two exports of tickets: number, time, text and status."""
    paths = [tmp_path / "east.csv", tmp_path / "west.csv"]
    for path, rows in zip(paths, (first, then), strict=True):
        path.write_text("\n".join(["工单编号,受理时间,投诉内容,处理状态", *rows, ""]), "utf-8")
    return paths


EAST = ["提前还款要收三个点违约金太高了", "态度恶劣，服务太差了", "催收给我单位打电话骂人"]
WEST = ["征信上的逾期记录不是我的，很生气", "App老是闪退登不上去，太难用", "扣了两次款一直不退给我"]


@pytest.mark.parametrize("clock", ["", " 09:30"])
def test_branches_that_number_alike_lose_no_ticket(tmp_path: Path, clock: str) -> None:
    files = exports(
        tmp_path,
        *(
            [f"2026060100{n},2026-06-01{clock},{text},待处理" for n, text in enumerate(side, 1)]
            for side in (EAST, WEST)
        ),
    )
    queue = desk.prepare(files, None, OPTIONS, desk.Wish(NOW))
    assert set(queue.cases["text"]) == {*EAST, *WEST}
    assert any("3 个编号" in note and "内容对不上" in note for note in queue.notes)


def test_a_ticket_told_at_more_length_later_is_one_case(tmp_path: Path) -> None:
    files = exports(
        tmp_path,
        [f"20260601001,2026-06-01,{EAST[0]},待处理"],
        [f"20260601001,2026-06-01,{EAST[0]}。补充：客户要求退还违约金,已办结"],
    )
    cases = desk.prepare(files, None, OPTIONS, desk.Wish(NOW)).cases
    assert cases["status"].tolist() == ["closed"]


def test_a_later_export_without_the_text_takes_it_from_nobody(tmp_path: Path) -> None:
    files = exports(
        tmp_path,
        [f"20260601001,2026-06-01 09:30,{EAST[0]},待处理"],
        ["20260601001,2026-06-01 09:30,,已办结"],
    )
    assert desk.prepare(files, None, OPTIONS, desk.Wish(NOW)).cases["text"].tolist() == [EAST[0]]


def test_report_and_queue_count_a_ticket_of_two_exports_once(tmp_path: Path) -> None:
    first = [f"20260601{n:03},2026-06-01,{text},待处理" for n, text in enumerate(EAST)]
    files = exports(tmp_path, first, [first[0].replace("待处理", "已办结"), *first[1:]])
    queue = desk.prepare(files, None, OPTIONS, desk.Wish(NOW))
    analysis = pipeline.analyze(files, options=OPTIONS)
    assert len(analysis.verbatims) == queue.verbatims == 3
    assert set(analysis.cases["response_id"]) == set(queue.cases["response_id"])
    assert any("各算一件" in note for note in analysis.notes)


def test_another_complaint_about_rudeness_goes_on_about_nothing_unless_it_says_so(
    tmp_path: Path,
) -> None:
    rows = (
        "S1,2026-06-10,13812345670,提前还款收我三个点违约金不合理,\n"
        "S2,2026-06-12,13812345670,网点保安对老人大呼小叫，态度恶劣,\n"
        "S3,2026-06-10,13912345671,提前还款收我三个点违约金不合理,\n"
        "S4,2026-06-12,13912345671,上次投诉后客服打来电话态度恶劣,\n"
    )
    lines = make(tmp_path, rows).cases.set_index("response_id")["line"]
    assert lines["S1"] != lines["S2"] and lines["S3"] == lines["S4"]


def test_without_categories_one_persons_unlike_matters_stay_apart(tmp_path: Path) -> None:
    rows = (
        "H1,2026-05-01,13812345670,空调整晚不制冷，热得睡不着,\n"
        "H2,2026-05-20,13812345670,早餐的牛奶是过期的,\n"
        "H3,2026-06-10,13812345670,停车场多收了一天的钱，停车场管理太差,\n"
        "H4,2026-05-01,13912345671,空调整晚不制冷，热得睡不着,\n"
        "H5,2026-05-20,13912345671,房间的空调还是坏的，没人来修,\n"
    )
    path = tmp_path / "export.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    hotel = Options(sentiment="rules", codebook=str(resources.corpora() / "industries" / "hotel"))
    lines = desk.prepare([path], None, hotel, desk.Wish(NOW)).cases.set_index("response_id")["line"]
    assert len({lines["H1"], lines["H2"], lines["H3"]}) == 3
    assert lines["H4"] == lines["H5"]  # of one factor


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("我要投诉，我不会撤诉的，请给我说法？", True),
        ("我要投诉利息太高，你们催我撤诉是什么意思？", True),
        ("投诉你们，不要再投诉了这种话是客服说的吧？", True),
        ("我不得不投诉，请问谁来管？", True),
        ("投诉过利息的事，现在申请撤诉，怎么弄？", False),
        ("问题解决了，不用投诉了", False),
        ("客服沟通后客户表示不再投诉", False),
    ],
)
def test_who_refuses_to_withdraw_complains_still(text: str, stays: bool) -> None:
    assert lodged(text, "neutral", ()) is stays


def test_leading_punctuation_takes_no_time() -> None:
    began = time.perf_counter()
    assert not lodged("…" * 100_000 + "您好" + "！" * 100_000, "neutral", ())
    assert lodged("！！您好，我要投诉", "neutral", ())
    assert time.perf_counter() - began < 2
