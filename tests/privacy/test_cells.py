"""Cells, headers and names of files: no sentence around them, so the column's header speaks."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner import privacy
from feedback_miner.privacy.shield import mask_column


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
