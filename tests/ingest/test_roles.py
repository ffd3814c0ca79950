"""Roles, scales, outcomes and factors are proposed with a reason, doubts with a warning."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from feedback_miner import ingest
from feedback_miner.factors.choices import label_of
from feedback_miner.ingest import description, wording
from feedback_miner.ingest.labels import parse, scale_of
from feedback_miner.ingest.levels import answered
from feedback_miner.ingest.multiselect import split
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.ratings.cells import numbers
from feedback_miner.survey import Column, Options, Role, Survey

SATISFIED = ["非常不满意", "不太满意", "一般", "比较满意", "非常满意"]


def inspect_columns(folder: Path, columns: dict[str, list[str]]) -> dict[str, ingest.Finding]:
    path = folder / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    found = ingest.propose(ingest.read([path]))
    assert all(finding.why for finding in found.columns)
    assert [finding.column for finding in found.columns] == list(found.survey.columns)
    return {finding.name: finding for finding in found.columns}


def column_of(folder: Path, name: str, cells: list[str]) -> Column:
    rows = len(cells)
    extra = {"序号": [str(n) for n in range(rows)], name: cells}
    return inspect_columns(folder, extra)[name].column


def cycle(values: list[str], rows: int = 120) -> list[str]:
    """Every value about equally often, in an order without a pattern."""
    cells = [values[n % len(values)] for n in range(rows)]
    random.Random("".join(values)).shuffle(cells)
    return cells


@pytest.mark.parametrize("of", ["客户经理", "信贷员", "坐席"])
def test_a_masked_name_in_a_header_does_not_ask_for_a_name(tmp_path: Path, of: str) -> None:
    said = f"您对{of}[姓名]的总体满意度"
    assert not wording.is_personal(said) and wording.outcome_of(said) == "satisfaction"
    assert wording.is_personal("客户姓名")
    asked = f"您对{of}沈一鸣的总体满意度"
    file = tmp_path / "x.csv"
    pd.DataFrame({asked: [5, 4, 3, 5] * 8, "意见": ["快", "利率高", "太慢", "好"] * 8}).to_csv(
        file, index=False
    )
    columns = {
        column.name: column.role for column in ingest.propose(ingest.read([file])).survey.columns
    }
    assert columns[said] == "score"


def test_an_export_of_a_survey_tool(tmp_path: Path) -> None:
    rows = 120
    found = inspect_columns(
        tmp_path,
        {
            "序号": [str(n + 1) for n in range(rows)],
            "提交答卷时间": [f"2024/3/{n % 28 + 1} 9:{n % 50 + 10}:00" for n in range(rows)],
            "所用时间": [f"{n % 90 + 30}秒" for n in range(rows)],
            "来源": cycle(["微信", "链接"]),
            "来自IP": [f"10.0.0.{n}(甲省-乙市)" for n in range(rows)],
            "1、您的性别": cycle(["男", "女"]),
            "2、您的手机号": [f"1390000{n:04d}" for n in range(rows)],
            "3、您用过哪些渠道": cycle(["App┋网点", "App", "电话┋App"]),
            "4、对审批放款速度": cycle(SATISFIED),
            "5、总体满意度": cycle([str(n) for n in range(1, 11)]),
            "6、向朋友推荐的可能性（0-10）": cycle([str(n) for n in range(11)]),
            "7、是否愿意再次借款": cycle(["非常愿意", "愿意", "一般", "不愿意", "非常不愿意"]),
            "8、您最不满意的地方": [f"第{n}次申请，等得太久" for n in range(rows)],
            "9、改进建议": [f"希望利率再低一点，理由{n}" for n in range(rows)],
        },
    )
    roles = [finding.role for finding in found.values()]
    assert roles == (
        ["id", "time", "duration", "channel", "ignored", "segment", "ignored", "multi"]
        + ["score"] * 4
        + ["text"] * 2
    )
    assert [f.column.outcome for f in found.values() if f.role == "score"] == [
        "",
        "satisfaction",
        "recommend",
        "reuse",
    ]
    assert found["2、您的手机号"].examples == found["来自IP"].examples == ()
    assert found["4、对审批放款速度"].column.factor == "approval_speed"
    assert [f.column.question for f in found.values() if f.role == "text"] == ["dislike", "improve"]


@pytest.mark.parametrize(
    ("name", "cells", "low", "high", "missing"),
    [
        ("评分", ["1", "2", "3", "4", "5"], 1, 5, ()),
        ("评分", ["1", "2", "3", "4", "5", "-99"], 1, 5, ("-99",)),
        ("评分", ["1", "2", "3", "4", "5", "6", "7", "99", "不适用"], 1, 7, ("99", "不适用")),
        ("评分", [str(n) for n in range(1, 11)] + ["98"], 1, 10, ("98",)),
        ("推荐意愿", [str(n) for n in range(11)], 0, 10, ()),
        ("满意度（1-10分）", ["4", "5", "3"], 1, 10, ()),
        ("评分", ["1分", "3分", "5分", "4分"], 1, 5, ()),
        ("评分", ["★★★★☆", "★★★★★", "★☆☆☆☆"], 1, 5, ()),
        ("满意度", ["80%", "95%", "30%"], 0, 100, ()),
        ("满意度", ["80%", "95", "98", "30%", "60"], 0, 100, ()),
        ("评分", ["1分", "3", "5分", "4", "99"], 1, 5, ("99",)),
        ("服务", ["1星", "3", "2星", "4", "4星"], 1, 5, ()),
        ("推荐意愿", ["0（完全不可能）", *map(str, range(1, 10)), "10（极有可能）"], 0, 10, ()),
        ("推荐意愿", [f"{n}分" for n in range(2, 11)], 0, 10, ()),
        ("满意度得分", [str(n) for n in range(40, 100, 3)], 0, 100, ()),
        ("服务", [*SATISFIED, "(空)"], 1, 5, ("(空)",)),
        ("评分", ["1", "2", "3", "4", "5", "9"] * 20, 1, 5, ("9",)),
        ("评分", ["1", "2", "3", "4", "5", "6", "7", "9"] * 20, 1, 7, ("9",)),
        ("satisfaction", ["satisfied", "neutral or dissatisfied"] * 50, 1, 2, ()),
        ("服务", [f"{n + 1}-{word}" for n, word in enumerate(SATISFIED)], 1, 5, ()),
        ("体验", ["满意", "一般", "不满意"], 1, 3, ()),
        ("体验", ["非常满意", "满意", "基本满意", "不满意", "非常不满意"], 1, 5, ()),
        ("service", ["very satisfied", "satisfied", "neutral", "very dissatisfied"], 1, 5, ()),
    ],
)
def test_scales(
    tmp_path: Path, name: str, cells: list[str], low: float, high: float, missing: tuple[str, ...]
) -> None:
    column = column_of(tmp_path, name, cycle(cells))
    assert column.role == "score"
    assert column.scale is not None
    assert (column.scale.low, column.scale.high) == (low, high)
    assert column.scale.missing == missing
    assert not column.scale.reversed


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("服务", [f"{5 - n}-{word}" for n, word in enumerate(SATISFIED)]),
        ("服务评分（1=非常满意，5=非常不满意）", ["1", "2", "3", "4", "5"]),
        ("对费用的不满意程度", ["1", "2", "3", "4", "5"]),
        ("流程太繁琐（反向题）", ["非常同意", "同意", "中立", "不同意", "非常不同意"]),
        ("It took too long (reverse scored)", ["1", "2", "3", "4", "5"]),
    ],
)
def test_reversed_scales_are_told_of(tmp_path: Path, name: str, cells: list[str]) -> None:
    rows = cycle(cells)
    found = inspect_columns(tmp_path, {"序号": [str(n) for n in range(len(rows))], name: rows})[
        name
    ]
    assert found.column.scale is not None
    assert found.column.scale.reversed
    assert found.warnings


@pytest.mark.parametrize("share", [0.01, 0.2, 0.35, 1.0])
def test_a_number_with_its_unit_is_the_number(tmp_path: Path, share: float) -> None:
    rows = 200
    plain = cycle(["1", "2", "3", "4", "5"], rows)
    mixed = [f"{cell}分" if n < share * rows else cell for n, cell in enumerate(plain)]
    told = column_of(tmp_path, "办理速度评分", mixed).scale
    bare = column_of(tmp_path, "办理速度评分", plain).scale
    assert told is not None and bare is not None
    assert (told.low, told.high, told.missing) == (bare.low, bare.high, bare.missing)
    assert numbers(pd.Series(mixed), told)[0].equals(numbers(pd.Series(plain), bare)[0])


def test_labelled_ends_tell_the_direction_of_the_numbers_between(tmp_path: Path) -> None:
    cells = cycle(["1分（非常满意）", "2分", "3", "4", "5分（非常不满意）"])
    scale = column_of(tmp_path, "办理速度评分", cells).scale
    assert scale is not None and scale.reversed


def test_many_cells_off_a_scale_are_told_of_with_their_share(tmp_path: Path) -> None:
    cells = [*cycle(["1", "2", "3", "4", "5"], 160), *["四点五"] * 40]
    found = inspect_columns(
        tmp_path, {"序号": [str(n) for n in range(200)], "办理速度评分": cells}
    )["办理速度评分"]
    assert found.column.scale is not None and found.column.scale.missing == ("四点五",)
    assert "40 个单元格（20%）" in found.warnings[0] and "四点五" in found.warnings[0]
    halves = [*cycle(["1", "2", "3", "4", "5"], 160), *["4.5"] * 40]
    scale = column_of(tmp_path, "办理速度评分", halves).scale
    assert scale is not None and scale.missing == ()
    words = [*cycle(["1", "2", "3", "4", "5"], 100), *["四点五", "约三"] * 50]
    found = inspect_columns(
        tmp_path, {"序号": [str(n) for n in range(200)], "办理速度评分": words}
    )["办理速度评分"]
    assert found.role == "segment" and any("50%" in warning for warning in found.warnings)


@pytest.mark.parametrize("unit", ["", "分"])
@pytest.mark.parametrize(("ones", "low"), [(2, 0), (30, 1)])
def test_recommendation_starts_at_one_only_where_many_stand_there(
    tmp_path: Path, unit: str, ones: int, low: int
) -> None:
    cells = [f"{n}{unit}" for n in [*[1] * ones, *[n % 9 + 2 for n in range(240 - ones)]]]
    ids = [str(n) for n in range(240)]
    found = inspect_columns(tmp_path, {"序号": ids, "推荐可能性": cells})["推荐可能性"]
    scale = found.column.scale
    assert scale is not None and (scale.low, scale.high) == (low, 10)
    assert any("NPS" in warning for warning in found.warnings) == (low == 1)


def test_a_score_against_the_others_is_told_of(tmp_path: Path) -> None:
    base = [n * 7 % 5 + 1 for n in range(200)]
    columns = {
        f"评分{k}": [str(min(5, b + (n + k) % 2)) for n, b in enumerate(base)] for k in (1, 2, 3)
    }
    columns["评分4"] = [str(6 - b) for b in base]
    found = inspect_columns(tmp_path, columns)
    assert [bool(finding.warnings) for finding in found.values()] == [False, False, False, True]


AGREEING = {1: "非常不同意", 2: "不同意", 3: "一般", 4: "同意", 5: "非常同意"}


@pytest.mark.parametrize("name", ["我觉得收费不透明", "8、我觉得办理手续太繁琐", "等待时间太长"])
def test_a_complaint_against_the_others_is_turned_and_told(tmp_path: Path, name: str) -> None:
    base = [n * 7 % 5 + 1 for n in range(200)]
    columns = {f"{k}满意度": [str(min(5, b + n % 2)) for n, b in enumerate(base)] for k in "甲乙"}
    columns[name] = [AGREEING[6 - b] for b in base]
    found = inspect_columns(tmp_path, columns)[name]
    assert found.column.scale is not None and found.column.scale.reversed
    assert "reversed = false" in found.warnings[0] and "r = -" in found.warnings[0]
    # The words alone turn nothing: here they who agree are pleased with the rest.
    columns[name] = [AGREEING[b] for b in base]
    found = inspect_columns(tmp_path, columns)[name]
    assert found.column.scale is not None and not found.column.scale.reversed
    # Nor does the correlation alone.
    columns["我觉得收费合理"] = [AGREEING[6 - b] for b in base]
    found = inspect_columns(tmp_path, columns)["我觉得收费合理"]
    assert found.column.scale is not None and not found.column.scale.reversed
    assert "请核对" in found.warnings[0]


def test_reversed_items_do_not_make_the_others_seem_reversed(tmp_path: Path) -> None:
    base = [n * 7 % 5 + 1 for n in range(200)]
    columns = {"利率满意度": [str(b) for b in base], "服务满意度": [str(b) for b in base]}
    for name in ("我觉得收费不透明", "我觉得手续太繁琐", "我觉得等待时间太长"):
        columns[name] = [AGREEING[6 - b] for b in base]
    found = inspect_columns(tmp_path, columns)
    scales = [finding.column.scale for finding in found.values()]
    assert [s.reversed for s in scales if s] == [False, False, True, True, True]


def test_many_complaints_do_not_make_satisfaction_seem_reversed(tmp_path: Path) -> None:
    base = [n * 7 % 5 + 1 for n in range(200)]
    pleased = ("客服态度满意度", "审批速度满意度", "总体满意度")
    columns = {k: [str(min(5, b + n % 2)) for n, b in enumerate(base)] for k in pleased}
    for name in ("手续繁琐程度", "收费偏高程度", "催收打扰程度", "额度偏低程度", "流程复杂程度"):
        columns[name] = [str(6 - b) for b in base]
    found = inspect_columns(tmp_path, columns)
    told = {name: one.warnings for name, one in found.items() if one.warnings}
    assert list(told) == ["总体满意度"] and "其余多数题" in told["总体满意度"][0]


def test_one_column_an_option(tmp_path: Path) -> None:
    found = inspect_columns(
        tmp_path,
        {
            "用户id": [str(n) for n in range(120)],
            "小区": cycle(["-1", "1"]),
            "地铁": cycle(["-1", "2", "-1"]),
            "其他，请注明": cycle(["-1", "-1", "98"]),
            "用户描述": ["" if n % 3 else f"{n}号电梯没有信号" for n in range(120)],
            "3、渠道(网点)": cycle(["0", "1"]),
            "3、渠道(手机银行)": cycle(["0", "1", "1"]),
            "是否投诉过": cycle(["0", "1"]),
        },
    )
    roles = [finding.role for finding in found.values()]
    assert roles == ["id", "multi", "multi", "multi", "text", "multi", "multi", "segment"]
    groups = [finding.column.group for finding in found.values()]
    assert len({*groups[1:4]}) == 1
    assert groups[5] == groups[6] == "3、渠道"


@pytest.mark.parametrize(
    "header", ["客户号", "客户编号", "会员号", "借款人ID", "用户ID", "customer_id"]
)
def test_a_customer_s_number_that_repeats_is_whose_the_rows_are(
    tmp_path: Path, header: str
) -> None:
    rows = [f"T{i:04},C{i // 3:05},{i % 5 + 1},放款第{i}次很慢" for i in range(90)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([f"工单号,{header},满意度,意见", *rows]), encoding="utf-8")
    found = {one.name: one for one in ingest.propose(ingest.read([path])).columns}
    assert found["工单号"].role == "id"
    assert found[header].role == "customer"
    assert found[header].examples == ()
    alone = [row.replace(f"C{i // 3:05}", f"C{i:05}") for i, row in enumerate(rows)]
    path.write_text("\n".join([f"工单号,{header},满意度,意见", *alone]), encoding="utf-8")
    found = {one.name: one for one in ingest.propose(ingest.read([path])).columns}
    assert found[header].role == "ignored"


def test_measured_numbers_and_constants_are_no_scores(tmp_path: Path) -> None:
    found = inspect_columns(
        tmp_path,
        {
            "当月ARPU": [f"{n * 1.7:.2f}" for n in range(120)],
            "掉话次数": cycle(["0", "1", "2", "3", "4"]),
            "点赞数": [str(n % 9) for n in range(120)],
            "批次": ["2024"] * 120,
            "客户星级": cycle(["金卡", "银卡", "三星"]),
            "总体评分": cycle(["1", "2", "3", "4", "5"]),
        },
    )
    roles = [finding.role for finding in found.values()]
    assert roles == ["ignored"] * 4 + ["segment", "score"]


def test_a_mean_of_items_is_left_out(tmp_path: Path) -> None:
    a, b = cycle(["1", "2", "3", "4", "5"]), cycle(["5", "3", "4", "1"])
    mean = [f"{(int(x) + int(y)) / 2:.2f}" for x, y in zip(a, b, strict=True)]
    found = inspect_columns(tmp_path, {"满意度1": a, "满意度2": b, "满意度均值": mean})
    assert found["满意度均值"].role == "ignored"


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("对审批速度的满意度", "approval_speed"),
        ("放款到账时间", "approval_speed"),
        ("利率与费用透明度", "rates"),
        ("个人信息安全与隐私保护", "security"),
        ("App界面与操作", "ux"),
        ("贷后关怀与还款提醒", "aftercare"),
        ("客服人员专业程度", "service"),
        ("额度与期限", "product"),
        ("品牌信誉", "brand"),
        ("您的年龄", ""),
    ],
)
def test_factors(header: str, factor: str) -> None:
    assert wording.factor_of(header) == factor


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("您的意见和建议", "improve"),
        ("您最喜欢的地方", "like"),
        ("您最不满意的是什么", "dislike"),
        ("打出该分数的原因", "why"),
        ("投诉内容", "complaint"),
        ("用户描述", "remark"),
        ("最让您失望的是", "dislike"),
        ("您最想吐槽的是", "dislike"),
        ("哪个环节体验最差", "dislike"),
        ("我们的短板是什么", "dislike"),
        ("您打低分的原因", "dislike"),
        ("您觉得哪里做得不够好", "dislike"),
        ("您最不放心的方面", "dislike"),
        ("什么阻止您推荐我们", "dislike"),
        ("使用中有哪些问题", "dislike"),
        ("您不认可我们的地方", "dislike"),
        ("您不推荐的原因是", "dislike"),
        ("What disappointed you most?", "dislike"),
        ("您注销账户的原因", "dislike"),
        ("您没有选择我们的原因是？", "dislike"),
        ("我们比同行差在哪里？", "dislike"),
        ("哪一点让您犹豫？", "dislike"),
        ("您为什么选择我们？", "like"),
        ("促使您再次借款的原因是？", "like"),
        ("什么吸引您选择我们？", "like"),
        ("您选择该选项的原因", "why"),
        ("您是否还会选择我们？请说明原因", "why"),
        ("我们哪些地方让您满意", "like"),
        ("怎样才能让您满意", "remark"),
        ("您选择贷款时最在意什么", "remark"),
        ("我们的产品对您有吸引力吗", "remark"),
        ("我们的优势是", "like"),
        ("您最认可我们的哪一点", "like"),
        ("最打动您的是什么", "like"),
        ("请问您给高分的原因", "like"),
        ("您推荐我们的主要原因", "like"),
        ("我们哪些方面做得好", "like"),
        ("What impressed you most?", "like"),
        ("哪些方面可以做得更好", "improve"),
        ("吐槽与建议", "improve"),
        ("您最满意和最不满意的地方", "remark"),
        ("产品的优点和缺点", "remark"),
        ("吐槽或表扬", "remark"),
        ("请说明您满意或不满意的原因", "why"),
        ("您愿意（或不愿意）推荐我们的原因", "why"),
        ("满意度打分原因", "why"),
        ("您还有哪些问题想咨询", "remark"),
        ("您不方便接听电话的时段", "remark"),
        ("是否认可", "remark"),
    ],
)
def test_question_kinds(header: str, kind: str) -> None:
    assert wording.question_of(header) == kind


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("总体满意度", "satisfaction"),
        ("语音通话整体满意度", "satisfaction"),
        ("overall satisfaction", "satisfaction"),
        ("您有多大可能推荐我们", "recommend"),
        ("NPS", "recommend"),
        ("再次借款意愿", "reuse"),
        ("续贷意愿", "reuse"),
        ("下次还会入住吗", "reuse"),
        ("会不会再来光顾", "reuse"),
        ("再次入住的意愿", "reuse"),
        ("customer loyalty", "reuse"),
        ("利率满意度", ""),
        ("How likely are you to take another loan with us?", "reuse"),
        ("loy2", "reuse"),
        ("Customer Satisfaction", "satisfaction"),
        ("Overall, how satisfied are you with us?", "satisfaction"),
        ("How satisfied are you with our staff?", "satisfaction"),
        ("How satisfied are you with the fees?", ""),
        ("8.即使别家利率低一点，我也不会换", "price_tolerance"),
        ("如果别家利率更低，我会换", "price_tolerance"),
        ("我不会更换贷款机构", "reuse"),
        ("我会继续使用该公司的贷款", "reuse"),
        ("即使利息略高，我也会推荐给朋友", "price_tolerance"),
        ("更换平台的成本很高", "switching_cost"),
        ("利率比其他平台低", ""),
    ],
)
def test_outcomes(header: str, outcome: str) -> None:
    assert wording.outcome_of(header) == outcome


@pytest.mark.parametrize("text", ["男", "是", "否", "北京", "微信", "18-25岁", "", "三级", "4G"])
def test_what_is_no_label(text: str) -> None:
    assert parse(text) is None


def test_four_steps_without_a_middle() -> None:
    words = ["非常满意", "比较满意", "不太满意", "非常不满意"]
    few, many = scale_of(words, 20), scale_of(words, 500)
    assert few is not None
    assert many is not None
    assert (few.high, many.high) == (5, 4)


@pytest.mark.parametrize(
    ("top", "rows", "end"), [(6, 360, 6), (6, 60, 7), (9, 360, 9), (9, 60, 10)]
)
def test_where_many_stand_at_an_odd_top_the_scale_ends_there(
    tmp_path: Path, top: int, rows: int, end: int
) -> None:
    cells = [str(n % top + 1) for n in range(rows)]
    ids = [str(n) for n in range(rows)]
    found = inspect_columns(tmp_path, {"id": ids, "评分": cells})["评分"].column
    assert found.scale is not None
    assert (found.scale.low, found.scale.high) == (1, end)


def test_recommendation_beside_them_does_not_stretch_the_scale_of_items(tmp_path: Path) -> None:
    rows = 140
    columns = {"id": [str(n) for n in range(rows)]}
    columns |= {f"Q1_{k}": [str((n + k) % 7 + 1) for n in range(rows)] for k in range(4)}
    columns["Q3_NPS"] = [str(n % 11) for n in range(rows)]
    found = inspect_columns(tmp_path, columns)
    ends = [found[name].column.scale for name in list(columns)[1:]]
    assert [(s.low, s.high) for s in ends if s] == [(1, 7)] * 4 + [(0, 10)]


def test_numbered_satisfaction_items_are_an_outcome_where_others_explain_them(
    tmp_path: Path,
) -> None:
    answers = [str(n % 10 + 1) for n in range(120)]
    shifted = {k: answers[k:] + answers[:k] for k in range(8)}
    ids = [str(n) for n in range(120)]
    full = {"id": ids, **{f"qual{k}": shifted[k] for k in range(1, 5)}, "sat1": shifted[5]}
    found = inspect_columns(tmp_path, {**full, "sat2": shifted[6]})
    assert [found[n].column.outcome for n in ("qual1", "sat1", "sat2")] == [
        "",
        "satisfaction",
        "satisfaction",
    ]
    bare = {"id": ids, "Sat1": shifted[1], "Sat2": shifted[2], "Custloyalty": shifted[3]}
    found = inspect_columns(tmp_path, bare)
    assert [found[n].column.outcome for n in ("Sat1", "Custloyalty")] == ["", "reuse"]


def test_cells_where_nobody_was_asked_do_not_count_as_filled(tmp_path: Path) -> None:
    cells = ["(空)"] * 30 + ["利率太高了", "放款很快，经理也耐心", "没什么可说的"] * 10
    numbers = [str(number) for number in range(len(cells))]
    found = inspect_columns(tmp_path, {"序号": numbers, "您最不满意的是？": cells})
    assert found["您最不满意的是？"].fill == pytest.approx(0.5)


def test_codes_for_skipped_questions_are_no_third_level(tmp_path: Path) -> None:
    numbers = [str(number) for number in range(40)]
    found = inspect_columns(
        tmp_path,
        {
            "序号": numbers,
            "3、渠道(手机银行)": ["1", "-1", "-3", "-1"] * 10,
            "3、渠道(手机App)": ["-1", "2", "-3", "2"] * 10,
        },
    )
    columns = [found[name].column for name in ("3、渠道(手机银行)", "3、渠道(手机App)")]
    assert {column.role for column in columns} == {"multi"}
    assert {column.group for column in columns} == {"3、渠道"}


def test_stray_cells_never_change_the_role_of_a_clean_scale(tmp_path: Path) -> None:
    rows = 120
    numbers = {f"项目{k}": cycle(["1", "2", "3", "4", "5"], rows) for k in "甲乙丙丁"}
    for cells, stray in zip(numbers.values(), ("3.12", "很好", "55", "审批速度"), strict=True):
        cells[7] = stray
    words = [*cycle(SATISFIED, rows - 3), "一般吧", "一般吧", "3.5"]
    found = inspect_columns(tmp_path, {**numbers, "服务": words})
    assert [finding.role for finding in found.values()] == ["score"] * 5
    scales = [finding.column.scale for finding in found.values()]
    assert [(s.low, s.high) for s in scales if s] == [(1, 5)] * 5
    assert [s.missing for s in scales if s] == [
        ("3.12",),
        ("很好",),
        ("55",),
        ("审批速度",),
        ("3.5", "一般吧"),
    ]
    assert all("1 个单元格" in found[f"项目{k}"].warnings[0] for k in "甲乙丙丁")
    assert found["服务"].warnings == ("3 个单元格不在标尺上，按缺失处理：3.5、一般吧",)


@pytest.mark.parametrize("stray", ["续贷意愿", "3.2", "其他"])
@pytest.mark.parametrize(
    "levels",
    [
        ["一定不会", "可能不会", "不确定", "可能会", "一定会"],
        ["非常不满意", "不满意", "一般", "满意", "非常满意"],
        ["1-非常不满意", "2-不满意", "3-一般", "4-满意", "5-非常满意"],
    ],
)
def test_the_lowest_level_is_an_answer_however_rare_beside_stray_cells(
    tmp_path: Path, levels: list[str], stray: str
) -> None:
    column = column_of(tmp_path, "续贷意愿", [levels[0], stray, *cycle(levels[1:], 200)])
    assert column.scale is not None
    assert dict(column.scale.labels) == dict(zip(levels, range(1, 6), strict=True))
    assert column.scale.missing == (stray,)


def test_knowing_nothing_of_it_is_a_level_where_knowing_is_graded(tmp_path: Path) -> None:
    graded = column_of(tmp_path, "产品了解程度", cycle(["非常了解", "了解", "一般", "不了解"]))
    assert graded.scale is not None
    assert "不了解" in dict(graded.scale.labels)
    rated = column_of(tmp_path, "服务", cycle([*SATISFIED, "不了解"]))
    assert rated.scale is not None
    assert rated.scale.missing == ("不了解",)


AGREE = ["非常不同意", "不同意", "一般", "同意", "非常同意"]


@pytest.mark.parametrize(
    "name", ["7.我信任这个品牌", "我信任该公司", "服务渠道", "客户类型划分合理", "页面链接清楚"]
)
def test_words_of_agreement_make_a_score_whatever_the_header_says(
    tmp_path: Path, name: str
) -> None:
    assert column_of(tmp_path, name, cycle(AGREE)).role == "score"


def test_classes_that_look_like_levels_stay_groups(tmp_path: Path) -> None:
    assert column_of(tmp_path, "客户等级", cycle(["优秀", "良好", "一般"])).role == "segment"
    assert column_of(tmp_path, "年龄", cycle(["1", "2", "3", "4", "5"])).role == "segment"
    assert (
        column_of(tmp_path, "您从哪里得知我们", cycle(["1", "2", "3", "4", "5"])).role == "segment"
    )


def test_a_clean_scale_alone_is_a_score_and_told(tmp_path: Path) -> None:
    cells = cycle(["1", "2", "3", "4", "5"])
    found = inspect_columns(
        tmp_path,
        {"序号": [str(n) for n in range(120)], "材料齐全": cells, "城市": cycle(["甲", "乙"])},
    )
    assert found["材料齐全"].role == "score"
    assert "只凭取值" in found["材料齐全"].warnings[0]
    assert column_of(tmp_path, "我信任这个品牌", cells).factor == "brand"


@pytest.mark.parametrize("name", ["您的建议", "11.其他建议", "Any suggestions?"])
def test_few_suggestions_are_answers_in_words(tmp_path: Path, name: str) -> None:
    cells = cycle(["(空)", "(空)", "-2", "希望额度高点", "少打电话催我", "再便宜一点", "无"])
    assert column_of(tmp_path, name, cells).role == "text"
    assert column_of(tmp_path, "意见类型", cells).role == "segment"


def test_marks_of_no_answer_are_no_level_of_a_segment(tmp_path: Path) -> None:
    cells = ["(空)", "-2", "-3", "无", *cycle(["信用贷", "车抵贷"], 116)]
    found = inspect_columns(
        tmp_path,
        {
            "序号": [str(n) for n in range(120)],
            "产品种类": cells,
            "受理渠道": cells,
            "有无抵押": cycle(["有", "无"]),
        },
    )
    for name in ("产品种类", "受理渠道"):
        assert found[name].column.missing == ("(空)", "-2", "-3", "无")
        assert "4 个单元格" in found[name].warnings[-1]
    assert found["有无抵押"].column.missing == ()
    assert found["有无抵押"].role == "segment"


@pytest.mark.parametrize(
    "levels", [["无", "一个", "两个"], ["无", "房贷", "车贷"], ["无", *["房贷", "车贷"] * 9]]
)
def test_having_none_is_a_level_where_it_is_common(tmp_path: Path, levels: list[str]) -> None:
    column = column_of(tmp_path, "现有情况", cycle(levels))
    assert (column.role, column.missing) == ("segment", ())


def test_marks_of_no_answer_are_no_examples(tmp_path: Path) -> None:
    cells = ["(空)"] * 9 + ["网点", "手机", "拒答", "-3"] * 5
    found = inspect_columns(tmp_path, {"渠道": cells, "意见": ["跳过"] * 28 + ["利率高"]})
    assert set(found["渠道"].examples) == {"网点", "手机"}
    assert found["意见"].examples == ("利率高",)


def test_having_none_is_a_level_however_rare_beside_counts(tmp_path: Path) -> None:
    column = column_of(tmp_path, "名下贷款", ["无", *cycle(["1笔", "2笔"], 119)])
    assert (column.role, column.missing) == ("segment", ())


@pytest.mark.parametrize("mark", ["跳过", "【跳过】", "拒答", "-3", "-9"])
def test_a_mark_is_no_option(tmp_path: Path, mark: str) -> None:
    cells = cycle(["利率低;放款快", "利率低", mark])
    assert column_of(tmp_path, "您看重什么（多选）", cells).role == "multi"
    numbers = [str(number) for number in range(120)]
    chosen = {"选择(网点)": cycle(["1", "0", mark]), "选择(App)": cycle(["0", "1", mark])}
    found = inspect_columns(tmp_path, {"序号": numbers, **chosen})
    assert [finding.role for finding in found.values()] == ["id", "multi", "multi"]


@pytest.mark.parametrize(("yes", "no"), [("是", "否"), ("1", "0")])
def test_options_numbered_within_their_question_share_it(tmp_path: Path, yes: str, no: str) -> None:
    options = ("网点", "电话", "App")  # 电话: how, and nobody's number
    columns = {
        f"A3_{n} 使用过的渠道：{option}": cycle([*[yes, no, no, "未作答"][n - 1 :], yes])
        for n, option in enumerate(options, start=1)
    }
    found = inspect_columns(
        tmp_path, {"受访者ID": [f"R{n}" for n in range(120)], **columns, "联系电话": ["无"] * 120}
    )
    assert found["受访者ID"].role == "id"
    described = [found[name].column for name in columns]
    assert {(one.role, one.group) for one in described} == {("multi", "使用过的渠道")}
    assert [label_of(one, one.group) for one in described] == list(options)
    assert found["联系电话"].role == "ignored"


@pytest.mark.parametrize("form", ["{}[{}]", "{} [{}]", "{}【{}】", "{}({})", "{}：{}"])
@pytest.mark.parametrize("head", ["Channels used", "使用过的渠道"])
def test_an_option_of_a_channel_question_is_no_channel(
    tmp_path: Path, form: str, head: str
) -> None:
    columns = {
        form.format(head, "App"): cycle(["Yes", "No", ""]),
        form.format(head, "Web"): cycle(["No", "Yes", ""]),
    }
    found = inspect_columns(tmp_path, {"id": [str(n) for n in range(120)], **columns})
    described = [found[name].column for name in columns]
    assert {(one.role, one.group) for one in described} == {("multi", head)}
    assert [label_of(one, one.group) for one in described] == ["App", "Web"]


@pytest.mark.parametrize("name", ["现有产品", "受理渠道"])
def test_a_description_knows_the_marks_it_does_not_list(name: str) -> None:
    cells = ["(空)", "（跳过）", "-3", "拒答", "未作答", "-99", "其他", "无", "A"]
    column = Column(name, "segment", missing=("其他",))
    found = answered(pd.DataFrame({name: cells}), column)
    assert [cell for cell in found if cell] == ["无", "A"]


@pytest.mark.parametrize(
    "cell", ["空", "(空)", "【跳过】", "（未作答）", "拒答", "-3", "-2.0", " "]
)
@pytest.mark.parametrize("role", ["score", "multi", "rank", "segment", "channel", "text"])
def test_a_silent_mark_is_no_answer_in_any_role(cell: str, role: Role) -> None:
    assert unanswered(cell, role)


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("无", {"score", "rank"}),
        ("不适用", {"score", "multi", "rank", "segment"}),
        ("-99", {"multi", "rank", "segment"}),
        ("98", {"rank"}),
        ("-1", {"rank"}),
        ("未使用", {"score", "rank"}),
        ("放款太慢，跳过", set()),
    ],
)
def test_what_else_is_no_answer_depends_on_the_role(cell: str, roles: set[str]) -> None:
    asked: tuple[Role, ...] = ("score", "multi", "rank", "segment", "text")
    assert {role for role in asked if unanswered(cell, role)} == roles


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("8.即使别家利率低一点，我也不会换", False),
        ("如果别家利率更低，我会换", True),
        ("我不会再次借款", True),
        ("我会再次借款", False),
    ],
)
def test_agreeing_to_leave_is_the_bad_end(tmp_path: Path, name: str, turned: bool) -> None:
    column = column_of(tmp_path, name, cycle(AGREE))
    assert column.scale is not None
    assert column.scale.reversed is turned
    assert column.outcome in ("price_tolerance", "reuse")
    assert column.factor == ""


OPTIONS = ("利率", "速度", "服务", "额度", "安全")


def _orders(rows: int = 120, ranked: int = 5) -> list[list[str]]:
    draw = random.Random(7)
    return [draw.sample(OPTIONS, ranked) for _ in range(rows)]


def _place(order: list[str], option: str, blank: str) -> str:
    return str(order.index(option) + 1) if option in order else blank


@pytest.mark.parametrize(
    ("ranked", "blank"),
    [(5, ""), (3, ""), (3, "-2"), (4, "-3"), (3, "0"), (3, "-99"), (4, "98"), (3, "跳过")],
)
@pytest.mark.parametrize("stem", ["9、请按重要程度排序", "9、以下各项"])
def test_places_of_one_stem_are_a_ranking(
    tmp_path: Path, stem: str, ranked: int, blank: str
) -> None:
    orders = _orders(ranked=ranked)
    columns = {f"{stem}({o})": [_place(order, o, blank) for order in orders] for o in OPTIONS}
    found = inspect_columns(tmp_path, {"序号": [str(n) for n in range(120)], **columns})
    described = [found[name].column for name in columns]
    assert {(column.role, column.group) for column in described} == {("rank", stem)}


@pytest.mark.parametrize("mark", ["→", ">", " > ", "┋", "、", ";", "，"])
@pytest.mark.parametrize("name", ["9.请对各项按重要性排序", "9.各项的重要程度", "9.以下各项"])
def test_options_in_different_orders_are_a_ranking(tmp_path: Path, name: str, mark: str) -> None:
    columns = {"序号": [str(n) for n in range(120)]}
    columns |= {f"{n}、总体满意度": cycle(["3", "4", "5"]) for n in range(1, 8)}
    columns[name] = [mark.join(order) for order in _orders()]
    column = inspect_columns(tmp_path, columns)[name].column
    assert (column.role, column.group) == ("rank", name)


def test_part_of_the_options_in_order_needs_a_header_that_says_so(tmp_path: Path) -> None:
    draw = random.Random(3)
    cells = ["┋".join(order[: draw.randint(1, 4)]) for order in _orders()]
    assert column_of(tmp_path, "9、请选择并排序", cells).role == "rank"
    assert column_of(tmp_path, "9、您看重哪些方面", cells).role == "multi"
    assert column_of(tmp_path, "9、您看重哪些方面【多选题】", cells).role == "multi"


def test_ratings_of_importance_and_reasons_are_no_ranking(tmp_path: Path) -> None:
    rows = 120
    found = inspect_columns(
        tmp_path,
        {
            "序号": [str(n) for n in range(rows)],
            **{f"6、以下方面的重要程度({o})": cycle(["3", "4", "5", "2", "1"]) for o in OPTIONS},
            "7、请说说这样排序的理由": [
                f"先看利率，再看速度，第{n}次才看服务" for n in range(rows)
            ],
            "8、联系过的渠道(网点)": cycle(["-1", "1"]),
            "8、联系过的渠道(热线)": cycle(["2", "-1", "-1"]),
            "8、联系过的渠道(网站)": cycle(["3", "3", "-1"]),
        },
    )
    assert [finding.role for finding in found.values()] == (
        ["id"] + ["score"] * 5 + ["text"] + ["multi"] * 3
    )


def test_a_ranking_is_described_and_read_back(tmp_path: Path) -> None:
    columns = {f"9、排序({o})": [_place(order, o, "") for order in _orders()] for o in OPTIONS}
    path = tmp_path / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([columns, *zip(*columns.values(), strict=True)])
    survey = ingest.propose(ingest.read([path])).survey
    (tmp_path / "survey.toml").write_text(description.dump(survey), encoding="utf-8")
    assert description.load(tmp_path / "survey.toml") == survey
    assert len(survey.with_role("rank")) == len(OPTIONS)


@pytest.mark.parametrize("name", ["意见", "您的建议（2）", "其他建议", "投诉内容", "反馈"])
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_an_export_of_few_rows_has_its_texts(tmp_path: Path, name: str, rows: int) -> None:
    answers = ["利率太高了怎么办", "希望能早点放款", "客服打不通"][:rows]
    assert column_of(tmp_path, name, answers).role == "text"


SINGLE = {
    "您的学历": ["初中及以下", "高中、中专、技校", "大专", "本科", "研究生及以上"],
    "您的最高学历": ["高中、中专、技校及以下", "大专、高职", "本科", "硕士、博士"],
    "您的职业": ["企业职工", "个体工商户（含网店、微商、摊贩）", "公务员", "自由职业"],
    "职业类别": ["公务员、事业单位", "企业主、个体工商户", "个体工商户、自由职业", "农民", "学生"],
    "所在行业": ["制造业", "批发、零售业", "住宿、餐饮业", "农、林、牧、渔业", "其他"],
    "所在地区": ["华东地区", "华南地区", "西北地区（含新疆、青海、宁夏(全区、各市)）"],
    "所在大区": ["北京、天津", "上海、江苏、浙江", "广东、广西、海南", "四川、重庆"],
    "贷款用途": ["购车、购房", "装修", "旅游、婚庆、教育", "经营周转"],
    "月收入": ["3,000元以下", "3,000-5,000元", "5,000-8,000元", "8,000元以上"],
    "办理方式": ["网点、客户经理上门", "手机App", "电话、短信", "微信；小程序"],
    "您的身份（单选题）": ["股东", "股东、法人", "法人", "都不是"],
}


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("rows", [60, 400])
def test_a_level_may_hold_the_mark_that_joins_options(tmp_path: Path, name: str, rows: int) -> None:
    assert column_of(tmp_path, name, cycle(SINGLE[name], rows)).role == "segment"


SEVERAL = {
    "您办理过的业务": ("、", ["信用贷", "抵押贷", "车贷", "信用卡分期"]),
    "您办理过的贷款": ("，", ["房贷", "车贷", "消费贷"]),
    "看重哪些方面": (";", ["利率低", "放款快", "额度高", "服务好", "手续简单"]),
    "了解我们的途径": ("；", ["亲友（含同事、同学）", "广告", "网点", "短视频（抖音、快手）"]),
    "常用功能": ("|", ["还款", "查额度", "提前结清"]),
    "遇到过的问题": ("#", ["闪退", "登录不上", "人脸识别失败", "没遇到过"]),
    "哪些环节要改进": ("、", ["申请、填表", "审批", "放款", "还款", "客服"]),
    "曾用机构": (",", ["银行", "消费金融公司", "网络平台"]),
    "为何选择我行": ("、", ["利率", "速度", "品牌", "客户经理", "亲友介绍", "离家近"]),
    "已有贷款": (",", ["1,000元以下", "信用卡分期", "其他（车贷,房贷）"]),
}


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("rows", [60, 400])
def test_options_joined_in_a_cell_recombine(tmp_path: Path, name: str, rows: int) -> None:
    mark, options = SEVERAL[name]
    draw = random.Random(name)
    cells = [
        mark.join(o for o in options if o in draw.sample(options, draw.randint(1, 3)))
        for _ in range(rows)
    ]
    assert column_of(tmp_path, name, cells).role == "multi"
    assert {option for own in split(cells, mark) for option in own} == set(options)


def test_a_header_that_says_several_is_believed(tmp_path: Path) -> None:
    cells = cycle(["股东、法人", "股东", "都不是"])
    assert column_of(tmp_path, "您的身份（多选题）", cells).role == "multi"


def test_the_only_rating_is_the_outcome_and_told(tmp_path: Path) -> None:
    cells = cycle(["1", "2", "3", "4", "5"])
    ids = [str(n) for n in range(120)]
    found = inspect_columns(tmp_path, {"序号": ids, "服务评分": cells})["服务评分"]
    assert found.column.outcome == "satisfaction"
    assert "只有这一道评分题" in found.why and "outcome" in found.warnings[-1]
    two = inspect_columns(tmp_path, {"序号": ids, "服务评分": cells, "审批评分": cells})
    assert {two[name].column.outcome for name in ("服务评分", "审批评分")} == {""}
    # A statement to agree with tells no satisfaction.
    assert column_of(tmp_path, "我信任这个品牌", cells).outcome == ""


def test_a_survey_file_may_say_that_the_only_rating_is_no_outcome(tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    pd.DataFrame({"服务评分": cycle(["1", "2", "3", "4", "5"])}).to_csv(path, index=False)
    found = ingest.propose(ingest.read([path])).survey
    (column,) = found.columns
    plain = replace(column, outcome="", factor="service")
    kept = ingest.propose(ingest.read([path]), survey=Survey((plain,), Options()))
    assert kept.survey.columns == (plain,)


HEARD = "6、您从哪里知道我们(多选题)"
FELT = ["审批太慢，等了很久", "利率再低一点吧", "客服挺耐心的", "软件老是打不开", "希望额度高些"]
OTHERS = ["路边广告牌", "单位食堂海报", "老同学介绍", "装修师傅推荐"]


def _with_box(
    box: str, choice: dict[str, list[str]], chose: list[bool], said: list[str]
) -> dict[str, list[str]]:
    """Return columns of a choice, its box filled where 其他 was chosen, and an open question."""
    wanted = ["审批再快些就好了", "利率有点高，还款吃力", "客服很耐心"]
    return {
        "序号": [str(n) for n in range(len(chose))],
        **choice,
        box: [said[n % len(said)] + "！" * (n % 3) if yes else "" for n, yes in enumerate(chose)],
        "7、您还有什么想说的": cycle(wanted, len(chose)),
    }


CHOSE = [n % 7 == 0 for n in range(120)]


def _ticked(question: str) -> dict[str, list[str]]:
    """Return the columns of three options of a question; 其他 is chosen where CHOSE says."""
    options = {f"{question}({name})": cycle(["0", "1"]) for name in ("门店", "短信")}
    return options | {f"{question}(其他)": [str(int(yes)) for yes in CHOSE]}


@pytest.mark.parametrize(
    "box",
    [
        HEARD + "(其他)[选项填空]",
        "6、其他（请注明）",
        "6.其他渠道，请填写",
        "Q6_其他_文本",
        "其他，请说明",
        "6、其他",
        "6. Other (please specify)",
    ],
)
def test_the_box_of_other_belongs_to_the_choice_before_it(tmp_path: Path, box: str) -> None:
    found = inspect_columns(tmp_path, _with_box(box, _ticked(HEARD), CHOSE, OTHERS))
    assert found[box].role == "ignored"
    assert "选项填空" in found[box].why and HEARD in found[box].why
    assert found[f"{HEARD}(其他)"].role == "multi" and found["7、您还有什么想说的"].role == "text"


def test_the_box_of_a_single_choice_is_no_group_either(tmp_path: Path) -> None:
    job = cycle(["职员", "个体户", "其他"])
    chose = [cell == "其他" for cell in job]
    columns = _with_box("3、其他，请说明", {"3、您的职业": job}, chose, ["司机", "厨师"])
    assert inspect_columns(tmp_path, columns)["3、其他，请说明"].role == "ignored"


@pytest.mark.parametrize(
    "asked", ["8、其他意见（请填写）", "其他建议", "8、其他想说的", "其他需要反馈的，请注明"]
)
def test_other_opinions_are_asked_for_openly(tmp_path: Path, asked: str) -> None:
    columns = _with_box(asked, _ticked("8、用过哪些"), CHOSE, FELT)
    assert inspect_columns(tmp_path, columns)[asked].role == "text"


def test_a_box_filled_by_those_who_did_not_choose_other_is_no_aside(tmp_path: Path) -> None:
    name, others = "其他情况，请填写", [n % 7 in (2, 3, 4) for n in range(120)]
    columns = _with_box(name, _ticked("8、用过哪些"), others, FELT)
    assert inspect_columns(tmp_path, columns)[name].role == "text"


def test_a_survey_file_may_open_a_box(tmp_path: Path) -> None:
    box = HEARD + "(其他)[选项填空]"
    path = tmp_path / "box.csv"
    pd.DataFrame(_with_box(box, _ticked(HEARD), CHOSE, OTHERS)).to_csv(path, index=False)
    said = Survey((Column(box, "text"),), Options())
    found = ingest.propose(ingest.read([path]), survey=said)
    assert {finding.name: finding.role for finding in found.columns}[box] == "text"


@pytest.mark.parametrize(
    "header",
    [
        "您的还款压力有多大(1-10分)",
        "信用评分",
        "风险等级评分",
        "操作难度评分",
        "期望评分",
        "对他行的满意度",
        "您对其他银行的满意度",
        "您对利率的敏感程度(1-5)",
        "您对本次问卷的评分",
        "服务的重要程度评分",
        "Interest rate (1-5)",
    ],
)
def test_the_only_score_is_no_outcome_where_it_does_not_rate_us(
    tmp_path: Path, header: str
) -> None:
    ids = [str(n) for n in range(120)]
    cells = cycle(["1", "2", "3", "4", "5"])
    found = inspect_columns(tmp_path, {"序号": ids, header: cells})[header]
    assert found.role == "score" and found.column.outcome == ""
    assert not any("outcome" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "header",
    [
        "服务评分",
        "客户评价（1-5）",
        "请您打分",
        "体验评分",
        "服务星级评价",
        "评分",
        "Service rating",
    ],
)
def test_the_only_score_of_us_is_the_outcome(tmp_path: Path, header: str) -> None:
    ids = [str(n) for n in range(120)]
    cells = cycle(["1", "2", "3", "4", "5"])
    found = inspect_columns(tmp_path, {"序号": ids, header: cells})[header]
    assert found.column.outcome == "satisfaction"


def _asked_after(tmp_path: Path, box: str, choice: str) -> tuple[str, tuple[str, ...]]:
    """Return the role of a column behind a choice in which 其他 is chosen where it is filled, and
    the notes on the export."""
    path = tmp_path / "asked.csv"
    pd.DataFrame(_with_box(box, _ticked(choice), CHOSE, FELT)).to_csv(path, index=False)
    found = ingest.propose(ingest.read([path]))
    return {one.name: one.role for one in found.columns}[box], found.warnings


@pytest.mark.parametrize(
    ("asked", "choice"),
    [
        ("4、其他不满意的地方（请写明）", "3、您对哪方面不满意"),
        ("4、您选择其他渠道的原因是（请填写）", "3、您用哪些渠道"),
        ("4、其他渠道的体验请说明", "3、您用哪些渠道"),
        ("其他投诉内容", "3、您投诉过什么"),
        ("4、其他问题请说明", "3、您遇到过哪些问题"),
        ("4、其他需求，请说明", "3、您有哪些需求"),
        ("4、与其他银行相比，请说明我行的差距", "3、您用过哪些银行"),
        ("4、您用过的其他产品，请说明", "3、您用过哪些产品"),
    ],
)
def test_a_question_of_its_own_is_no_box(tmp_path: Path, asked: str, choice: str) -> None:
    role, notes = _asked_after(tmp_path, asked, choice)
    assert role == "text" and not any("填空" in note for note in notes)


@pytest.mark.parametrize("box", ["3、其他渠道，请填写", "其他（请注明）", "4、其他，请说明"])
def test_boxes_set_aside_are_told_once(tmp_path: Path, box: str) -> None:
    role, notes = _asked_after(tmp_path, box, "3、您用哪些渠道")
    told = [note for note in notes if box in note]
    assert role == "ignored" and len(told) == 1 and "survey.toml" in told[0]
