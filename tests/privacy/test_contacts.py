"""Numbers, mailboxes and ids in the shapes people, pictures, tables and dictation give them.

In each text what is to be masked stands between braces; the whole of it, and nothing else.
"""

from __future__ import annotations

import re

import pytest

from feedback_miner import privacy
from feedback_miner.privacy.cells import in_cell, mask_label
from feedback_miner.privacy.mailboxes import of_organisation

PHONES = r"""
前面是{138后面是52017746}，你们自己拼
电话开头{1385201，后四位是7746}
前三位{138，中间四位5201，末四位7746}，麻烦登记
嗯电话是{幺三八，呃，五二零幺，七七四六}
我电话{腰三七零六幺八四四九二}
手机{138[5201]7746}
手机{138 (5201) 7746}
手机{【138】52017746}
号码{137减0618减4492}
{13852017746}{15098230417}两个号连一起了
{13852017746}-{15098230417}
电话{13852017746/47}都是我们家的
办公室{0571-86620153/54}
拨打{0571-86620153、86620154}
电话{0571，86620194}
区号{0571，86620194}是我家座机
座机{零五七一，八六六二零一五三}
{86620194}是我家电话，别再打
家电：{58830127}
传真：{58830127}
主叫{913852017746}
固定电话：{0571-8662O153}
手机：{l385201774O}，扫描件看不清
手机:{1.3852017746E+10}
手机:{13852017746.0}
联系手机：{138520177}后面忘了
1.{13852017746}
12-{13706184492}
*{13706184492}*
**21*{13706184492}#
A{13706184492}周姐
tel%3A{13706184492}
{13706184492}qq同号
{13706184492}wx
电话{0571-\n86620153}
""".strip().splitlines()
EMAILS = r"""
邮箱{zhaomeng85@163，com}打错标点
我邮箱{八三五二零一七七@qq.com}
邮箱{zhaomeng85@163点康姆}
邮箱：{linyue92爱特163.com}
邮箱：{linyue92_at_163.com}
邮箱：{linyue92AT163.com}
邮箱：{linyue92@163..com}
邮箱：{linyue92@@163.com}
邮箱：{linyue92@163.c0m}
邮箱：{linyue92﹫qq.com}
发到{linyue92@qq}就行
{helenhr@163.com}
{cardin.zhou@163.com}
""".strip().splitlines()
CHATS = r"""
vx{mengmeng0417}
微xin {mengmeng0417}
wei信：{mengmeng0417}
我的V号{mengmeng0417}
微心{linyue92}
W:{linyue92}
V:{370618449}
V❤{linyue92}
VX→{linyue92}
我微信就叫{linyue92}
{linyue92}加我微信
中介{kd_8866}收了我钱
有人在{loan_ming}那里办过吗
某信{kd8866xx}
加我“{lan-hai-1979}”这个号
微信{370618449}
微信QQ同号{835201774}
QQ号码是{8352 01774}
QQ:{370 618 449}
QQ【{370618449}】
🐧{370618449}
进群聊 qq群 {583302916}
""".strip().splitlines()
NUMBERS = r"""
卡号{62l7OO6281948219930}，识别的
银行卡号{621700628194821993O}
卡号{6217 0062 8194\n8219 930}
卡号：{6.21700518190938E+18}
身份证{32010619851122997叉}
身份证{32O1O61985l122997X}识别
身份证{43010219840413377*}星号是末位
身份证：{4.20111199301302E+17}
{610113198808178280}{13852017746}
{13706184492}{420111199301302058}
{军V83520}
地址：{苏州工业园区星湖街328号创意产业园11-B-302}
住在{厦门市思明区莲前西路209号之一12C}
""".strip().splitlines()
NOBODYS = r"""
邮箱z***5@163.com已绑定
邮箱已隐藏为zh****85@qq.com
billing@loanco.example.com发的电子账单
ccsvc@message.bank.example.com账单
ebank@loanco.example.com
已抄送监管邮箱12378@office.example.gov.cn
creditcard_service@bank.example.com
官方微信: loan_official公众号
微信公众号loan92
微信access_token失效
微信user_id为空
QQ12306
V信用分650
卡片还款137，0618期
3.14159265358
1.37061844
2023-11-12 2023-12-12 2024-01-12
还了138，然后5201，再7746
新B12345号文不算
高新区支行3楼302室贷款中心
总部地址在上海市浦东新区陆家嘴环路1318号
流水号62l7OO6281948219930
工单13852017746未处理
交易号6.21700518190938E+18
137开头，4492结尾的那个号
1370618****这个
""".strip().splitlines()


def _marked(text: str) -> tuple[str, list[str]]:
    text = text.replace("\\n", "\n")
    return re.sub("[{}]", "", text), re.findall(r"\{(.*?)\}", text, re.DOTALL)


@pytest.mark.parametrize("line", [*PHONES, *EMAILS, *CHATS, *NUMBERS])
def test_the_whole_of_a_number_or_box_is_found_and_nothing_else(line: str) -> None:
    text, wanted = _marked(line)
    assert [text[one.start : one.end] for one in privacy.recognise(text)] == wanted


@pytest.mark.parametrize(
    ("lines", "kind"), [(PHONES, "phone"), (EMAILS, "email"), (CHATS, "wechat")]
)
def test_what_is_found_is_of_its_kind(lines: list[str], kind: str) -> None:
    for line in lines:
        text, _ = _marked(line)
        assert {one.kind for one in privacy.recognise(text)} == {kind}, text


@pytest.mark.parametrize("text", NOBODYS)
def test_what_only_looks_like_personal_data_stays(text: str) -> None:
    assert privacy.recognise(text) == []


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("电话号码", "8662O153"),
        ("手机号", "1.3852E+10"),
        ("手机号", "13852017746.0"),
        ("备注", "1.3852017746E+10"),
        ("卡号", "62l7OO6281948219930"),
        ("被叫号码", "913852017746"),
    ],
)
def test_a_cell_is_masked_as_the_table_shows_it(header: str, cell: str) -> None:
    assert [(one.start, one.end) for one in in_cell(cell, header)] == [(0, len(cell))]


@pytest.mark.parametrize("label", ["01-{}.csv", "A{}.csv", "投诉_{}_20231112", "{}-副本", "王{}"])
def test_a_number_in_the_name_of_a_file_is_masked(label: str) -> None:
    masked = mask_label(label.format("13852017746"))
    assert masked.removesuffix(".csv") == label.removesuffix(".csv").format("[手机号]")


@pytest.mark.parametrize(
    ("box", "organisation"),
    [
        ("service", True),
        ("creditcardservice", True),
        ("cs01", True),
        ("hz.kefu", True),
        ("no-reply", True),
        ("4008208820", True),
        ("95588", True),
        ("carelin", False),
        ("cshaw", False),
        ("prudence", False),
        ("zhang.wei", False),
        ("83520177", False),
    ],
)
def test_a_mailbox_is_told_by_its_name(box: str, organisation: bool) -> None:
    assert of_organisation(box) is organisation
