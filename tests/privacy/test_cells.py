"""Cells, headers and names of files: no sentence around them, so the column's header speaks."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner import privacy
from feedback_miner.privacy.parts import split_phones
from feedback_miner.privacy.shield import levels_apart, levels_merged, mask_column, shield
from feedback_miner.survey import Column, Survey


@pytest.mark.parametrize(
    ("header", "cell", "masked"),
    [
        ("客户姓名", "王芳", "[姓名]"),
        ("联系电话", "88886666", "[手机号]"),
        ("联系电话", "13812345678", "[手机号]"),
        ("身份证号", "110105194912310021", "[身份证号]"),
        ("护照号", "E12345678", "[身份证号]"),
        ("银行卡号", "6222021234567890123", "[银行卡号]"),
        ("微信号", "lily2020", "[微信号]"),
        ("车牌号", "川A8K3L2", "[车牌号]"),
        ("联系地址", "武侯区科华路12号", "[地址]"),
        ("col7", "13812345678", "[手机号]"),
        ("工单号", "13812345678", "[手机号]"),
        ("客服电话", "95588", "95588"),
        ("联系电话", "138****5678", "138****5678"),
        ("客户姓名", "无", "无"),
        ("客户姓名", "王先生", "王先生"),
        ("订单号", "202603141234567890", "202603141234567890"),
        ("金额", "12345678.90", "12345678.90"),
        ("满意度", "非常满意", "非常满意"),
        ("渠道", "手机银行", "手机银行"),
    ],
)
def test_a_cell_is_read_with_its_header(header: str, cell: str, masked: str) -> None:
    assert privacy.mask_cell(cell, header) == masked


@pytest.mark.parametrize(
    ("label", "masked"),
    [
        ("投诉_王建国_13812345678.csv", "投诉_[姓名]_[手机号].csv"),
        ("王建国评分", "[姓名]评分"),
        ("11010519491231002X导出.xlsx", "[身份证号]导出.xlsx"),
        ("zhang@qq.com.jsonl", "[邮箱].jsonl"),
        ("总体满意度", "总体满意度"),
        ("审批速度满意度（1-5分）", "审批速度满意度（1-5分）"),
        ("20260314_投诉.csv", "20260314_投诉.csv"),
        ("[手机号]和13812345678", "[手机号]和[手机号]"),
        ("白金客户", "白金客户"),
        ("您对客户经理的服务满意吗", "您对客户经理的服务满意吗"),
    ],
)
def test_labels(label: str, masked: str) -> None:
    assert privacy.mask_label(label) == masked


def test_masked_headers_stay_apart() -> None:
    labels = privacy.mask_labels(["13812345678", "13912345678", "评分"])
    assert labels == ["[手机号]", "[手机号]（2）", "评分"]
    assert privacy.tree({"13812345678": 1, "13912345678": 2}) == {
        "[手机号]": 1,
        "[手机号]（2）": 2,
    }


def test_a_column_of_names_is_told_by_its_cells() -> None:
    names = pd.Series(["王建国", "李秀英", "张伟杰", "刘晓燕", "陈志强", "杨丽华"])
    assert set(mask_column(names, "所属")) == {"[姓名]"}
    cities = pd.Series(["成都", "北京", "徐州", "沈阳", "郑州", "石家庄"])
    assert mask_column(cities, "城市").tolist() == cities.tolist()


@pytest.mark.parametrize(
    ("header", "cell", "masked"),
    [
        ("来自IP", "198.51.100.127(一线)", "[地址](一线)"),
        ("IP地址", "2001:db8::1", "[地址]"),
        ("版本", "198.51.100.127", "198.51.100.127"),
        ("外省流量占比", "0.0159663157783448", "0.0159663157783448"),
        ("终端型号", "VCE-AL00", "VCE-AL00"),
        ("城市", "安顺", "安顺"),
        ("投诉内容", "我叫张伟国", "我叫[姓名]"),
        ("流量占比", "0.15966315778", "0.15966315778"),
        ("来自IP", "198.51.100.127 手机13812345678", "[地址] 手机[手机号]"),
    ],
)
def test_a_column_tells_what_its_cells_are(header: str, cell: str, masked: str) -> None:
    assert privacy.mask_cell(cell, header) == masked


@pytest.mark.parametrize(
    ("header", "cell", "masked"),
    [
        *[
            ("客户姓名", name, "[姓名]")
            for name in (
                "高峰",
                "黄河",
                "次仁",
                "其其格",
                "阿卜杜拉",
                "Kevin林",
                "Liu,Jia",
                "李Ｘ强",
            )
        ],
        *[("投诉人", filler, filler) for filler in ("匿名", "未知", "不详", "-", "先生", "A0123")],
        ("投诉人", "佟掌柜(代)", "[姓名]"),
        ("法定代表人", "安宁", "[姓名]"),
        ("经办人类型", "高峰", "高峰"),
        ("product_name", "装修贷", "装修贷"),
        ("紧急联系人及电话", "吕轻舟 13900001111", "[姓名] [手机号]"),
        ("邮箱", "mmt(a)qq.com", "[邮箱]"),
        ("家庭住址", "朝阳区望京soho塔3 1508", "[地址]"),
        ("出生日期", "1985-05-05", "[出生日期]"),
        ("出生年份", "1985", "1985"),
        ("受理日期", "1985-05-05", "1985-05-05"),
        ("收款账号", "110060149018", "[银行卡号]"),
        ("账户余额", "110060149018", "110060149018"),
        *[
            (header, name, "[姓名]")
            for header in (
                "账户名称",
                "银行卡户名",
                "手机机主姓名",
                "account name",
                "Card holder",
                "姓名（与身份证一致）",
                "客户姓名*",
            )
            for name in ("高峰", "次仁")
        ],
        ("手机机主号码", "8812345-6", "[手机号]"),
        ("投诉人身份证号", "E1234567", "[身份证号]"),
        ("联系人/联系方式", "8812345-6", "[手机号]"),
        ("联系人（手机）", "8812345-6", "[手机号]"),
        ("联系人（手机）", "全智", "[姓名]"),
        ("stakeholder", "高峰", "高峰"),
    ],
)
def test_below_a_header_odd_values_are_masked_whole(header: str, cell: str, masked: str) -> None:
    assert privacy.mask_cell(cell, header) == masked


@pytest.mark.parametrize(
    ("header", "cell", "masked"),
    [
        ("卡号", "6.222021000112233e+18", "[银行卡号]"),
        ("卡号", "6.22E+18", "[银行卡号]"),
        ("身份证", "1.101011990030777e+17", "[身份证号]"),
        ("号码", "13812345678.0", "[手机号]"),
        ("备注", "4391881234567891.0", "[银行卡号]"),
        ("备注", "6222021000112233000", "[银行卡号]"),
        ("放款金额", "1.5E+6", "1.5E+6"),
        ("金额", "98.00", "98.00"),
    ],
)
def test_numbers_are_read_by_their_digits(header: str, cell: str, masked: str) -> None:
    assert privacy.mask_cell(cell, header) == masked


@pytest.mark.parametrize(
    ("header", "cell", "masked"),
    [
        ("客户回访评价—客户姓名", "高峰", "[姓名]"),
        ("联系方式—姓名", "次仁", "[姓名]"),
        ("联系方式—本人", "8812345-6", "[手机号]"),
        ("基本信息—联系方式—本人", "8812345-6", "[手机号]"),
        ("客户基本信息以及联系方式登记表格—姓名", "次仁", "[姓名]"),
        ("归属地信息—姓名", "安顺", "[姓名]"),
        ("客户姓名—评价", "高峰", "高峰"),
        ("联系方式—是否有效", "8812345-6", "8812345-6"),
    ],
)
def test_a_column_of_a_group_is_told_by_its_own_name_first(
    header: str, cell: str, masked: str
) -> None:
    assert privacy.mask_cell(cell, header) == masked


def test_a_long_address_is_one_and_a_long_text_is_not() -> None:
    address = "Room 1203 Building 5 No. 88 Century Avenue Pudong Shanghai"
    assert privacy.mask_cell(address, "地址") == "[地址]"
    assert privacy.mask_cell(address, "意见") == address
    text = "地址变了，2024年已经搬走。请不要再往那里寄东西，浪费钱也浪费时间，再寄就投诉到底，谢谢"
    assert privacy.mask_cell(text, "地址") == text


def test_sentences_below_a_header_of_names_are_text() -> None:
    said = pd.Series(["本人多次致电，一直没有人处理。", "利率比宣传的高，要求退息！", "高兴"])
    assert mask_column(said, "投诉人").tolist() == said.tolist()
    products = pd.Series(["消费贷", "装修贷", "信用卡"])
    assert mask_column(products, "name").tolist() == products.tolist()


def test_a_single_word_of_many_texts_is_a_name_only_where_it_is_no_everyday_word() -> None:
    assert [privacy.mask_word(word) for word in ("宣传", "暴露", "利率")] == [
        "宣传",
        "暴露",
        "利率",
    ]
    assert privacy.mask_word("王建国") == "[姓名]"


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        *[("区县", name) for name in ("萧山", "高淳", "武进", "石景山", "余杭", "杨浦区", "金坛")],
        *[("所属支行", name) for name in ("武林", "梅林", "城东", "金桥", "马连道", "石景山网点")],
        *[("购车车型", name) for name in ("高尔夫", "雷凌", "途观")],
        *[("品牌", name) for name in ("江铃", "周大生", "李锦记", "易方达", "白云山")],
        *[(header, "吴江区") for header in ("行政区", "所在区", "地址", "")],
        ("权益（多选）", "机场贵宾厅、高尔夫、洗牙"),
    ],
)
def test_places_and_goods_are_no_persons(header: str, cell: str) -> None:
    assert privacy.mask_cell(cell, header) == cell


@pytest.mark.parametrize("header", ["处理人", "客户姓名", "支行负责人"])
def test_a_header_of_persons_makes_a_person_of_a_district(header: str) -> None:
    assert privacy.mask_cell("杨浦", header) == "[姓名]"


def test_few_levels_that_are_no_names_stay() -> None:
    levels = pd.Series(["金彩", "康健", "家财", "车险", "医疗"] * 4)
    assert mask_column(levels, "您买的").tolist() == levels.tolist()
    staff = pd.Series(["王建国", "李秀珍", "张晓东"] * 4)
    assert set(mask_column(staff, "谁办的")) == {"[姓名]"}


@pytest.mark.parametrize(
    "header", ["店长", "反馈渠道", "跟进", "主办", "销售", "转给谁", "segment"]
)
def test_names_among_few_levels_are_masked_and_words_stay(header: str) -> None:
    words = ["总部直营", "待定", "加盟", "线上"]
    levels = pd.Series(["王丽", "陈静", "吴敏", "马丽", *words] * 12)
    assert mask_column(levels, header).tolist() == (["[姓名]"] * 4 + words) * 12


def test_places_and_goods_among_few_levels_stay() -> None:
    levels = pd.Series(["萧山", "高淳", "武林", "石景山", "高尔夫", "雷凌", "待定"] * 12)
    assert mask_column(levels, "分组").tolist() == levels.tolist()


@pytest.mark.parametrize(
    "header", ["部门", "机构", "品牌", "产品", "区县", "支行", "客户（机构）", "区县（客户）"]
)
def test_typical_names_below_a_header_of_things_are_masked(header: str) -> None:
    things = ["零售部", "个贷部", "信用卡部", "石景山", "高尔夫", "武林"]
    cells = pd.Series([*things * 4, "王丽华", "李建国", "张伟"])
    assert mask_column(cells, header).tolist() == [*things * 4, *["[姓名]"] * 3]


def test_a_column_of_names_holds_no_words() -> None:
    clear = ["王建国", "李秀珍", "张晓东", "陈美玲", "刘志远", "赵雅婷", "孙德胜", "周海波", "马丽"]
    doubtful = ["高峰", "江珊", "史可", "汤唯", "安宁", "方正"]
    names = pd.Series([*clear, "田甜", "于波", "程亮", *doubtful, "未知", "网点"])
    for header in ("对接", "接口人", "管户", "共有人"):
        assert mask_column(names, header).tolist() == ["[姓名]"] * 18 + ["未知", "网点"]


def test_levels_masked_alike_stay_groups_of_their_own() -> None:
    survey = Survey(columns=(Column("谁办的", "segment"),))
    given = pd.DataFrame({"谁办的": ["王建国", "李秀珍", "王建国", "", "网点"]})
    table, notes = levels_apart(given, shield(given, survey), survey)
    assert table["谁办的"].tolist() == ["[姓名]", "[姓名]（2）", "[姓名]", "", "网点"]
    assert "2" in notes[0] and "王建国" not in notes[0]


def test_levels_masked_alike_in_a_wave_are_told_of() -> None:
    survey = Survey(columns=(Column("谁办的", "segment"), Column("区域", "segment")))
    given = pd.DataFrame({"谁办的": ["王建国", "李秀珍", "网点"], "区域": ["东", "西", "东"]})
    (note,) = levels_merged(given, shield(given, survey), survey)
    assert "谁办的" in note and "2" in note and "王建国" not in note
    assert levels_merged(given, given, survey) == ()


HALVES = [
    (["前缀", "主体"], ["138", "44091765"]),
    (["手机前段", "手机后段"], ["138", "44091765"]),
    (["联系手机—前三位", "联系手机—后八位"], ["138", "44091765"]),
    (["手机前7位", "手机后4位"], ["1384409", "1765"]),
    (["前段", "中段", "后段"], ["138", "4409", "1765"]),
    (["手机前缀", "手机主体"], ["138.0", "44091765.0"]),
    (["前缀", "主体"], ["138", "091765"]),  # a number lost its zeros
    (["前缀", "主体"], ["86138", "44091765"]),
]


@pytest.mark.parametrize(("headers", "cells"), HALVES)
def test_a_number_split_over_columns_is_one(headers: list[str], cells: list[str]) -> None:
    found = split_phones(["编号", *headers, "意见"], ["1", *cells, "太慢"])
    assert sorted(found) == list(range(1, len(cells) + 1))


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["前缀", "主体"], ["138", "1765"]),
        (["前缀", "主体"], ["238", "44091765"]),
        (["前缀", "主体"], ["138", "未留"]),
        (["金额", "主体"], ["138", "44091765"]),
        (["前缀", "金额"], ["138", "44091765"]),
        (["前缀", "金额", "主体"], ["138", "1", "44091765"]),
        (["前期额度", "后期额度"], ["138", "44091765"]),
        (["尾号", "号段"], ["138", "44091765"]),
        (["前缀", "主体"], ["138"]),
    ],
)
def test_other_neighbours_are_no_number(headers: list[str], cells: list[str]) -> None:
    assert split_phones(headers, cells) == {}
