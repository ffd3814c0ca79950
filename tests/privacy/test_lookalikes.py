"""Personal data beside what looks like it: sums, days, codes, offices and organisations' boxes.

In each text what is to be masked stands between braces; the whole of it, and nothing else.
"""

from __future__ import annotations

import re
import time

import pytest

from feedback_miner import privacy
from feedback_miner.privacy.mailboxes import of_organisation

IDS = """
{张三} {13812345678} {320102 1990 0307 1238}
{110101 1990 0307 4514} {13812345678}
{13812345678} {110101 1990 0307 4514}
{320102-1990-0307-1238} {13812345678}
6222 {320102 1990 0307 1238}
2023-11-12 2023-12-12 2024-01-12
{110101199003074514}叉
身份证{110101199003074514}叉车司机
身份证号{11010119900307451叉}
""".strip().splitlines()
MAILBOXES = """
我邮箱 {fw0412@163.com} 请回复
我的邮箱是{gs1988@163.com}
邮箱{ts0912@126.com}
{cs1990@qq.com} 发我邮箱
我邮箱{kf0823@163.com}
{it2008@sina.com}是我的
{vip8888@qq.com}我的邮箱
{hr1992@qq.com}
{ir520@163.com}
{bd1314@qq.com}
{pr_99@126.com}
{card123@qq.com}
{credit1988@qq.com}
{info2019@qq.com}
发到 {vip@163.com} 客服
{wang.service@126.com}
请联系{李工} {li_customer@163.com}
{zhangwei_kefu@qq.com}
{chen-fuwu@foxmail.com}
{media2020@gmail.com}
{online1999@163.com}
{hello1990@gmail.com}
我邮箱 {zhang.marketing@huawei.com}
{4008208820@qq.com}是我QQ邮箱
service@163.com没人回
95588@qq.com没人回
cs.loan@loanco.example.com
card_center@bank.example.com
""".strip().splitlines()
ADDRESSES = """
请支行寄到{上海市浦东新区银城路188弄3号501室}
信用卡从分行寄到{北京市朝阳区建国路88号2单元301室}没收到
网点让寄{北京市朝阳区建国路88号院2号楼1单元301}
支行寄往{广州市天河区天河路12号3栋1201}
营业部寄给{北京市朝阳区建国路88号2单元301室}
支行上门{北京市朝阳区建国路88号2单元301室}拍照
支行查到{北京市朝阳区建国路88号2单元301室}
从支行回到{北京市朝阳区建国路88号2单元301室}
分行登记{北京市朝阳区建国路88号2单元301室}
支行把我{北京市朝阳区建国路88号2单元301室}的房子
你们行地址 {北京市朝阳区建国路88号2单元301室}填错了
总行地址在北京市西城区金融大街25号，我家在{北京市朝阳区建国路88号2单元301室}
支行位于北京市西城区金融大街25号
""".strip().splitlines()
SUMS = """
贷了1500000再加5000利息
本金1500000再加5000
借1380000，后2000还了
总共1800000空2000
1600000中间1000手续费
月供1390，然后1391200，后4000
150，1000，再加5000
138，1200后1300
139，3600后面6000
分三次 139，2000，再3000
159，1200，末1300
金额1.50000000E+10
家电 3500000
家电：2023110
家电：5000000
小灵通 5000000
传真 2000000张
电联：20231105
""".strip().splitlines()
GROUPS = """
Q：3000-5000能借吗
Q: 500 1000 都能借吗
q：1000-3000额度怎么申请
Q：2024-1001期
扣扣300 500
又扣扣 500 1000
扣扣 200 300 400
企鹅 300 500 积分
QQ 2023-1105登录异常
QQ群 500000人都被骗
QQ群2000 3000人都在骂
Q我 100000
微信20231105还款失败
微信2023110510还款
微信88888888积分
微信2024001期账单
微信8912345 分
V：20231105版
v:20231105更新
版本v: 20231105
""".strip().splitlines()
LINES = """
我电话{021-58881234}，3000000贷款没批
座机{021-58881234}, 20231105下午打的
电话{13812345678}/1200额度
{13812345678}/2023-11-05
{13812345678}/36期
{0571-86620153}、20231105
电话{13812345678/86620154}都行
""".strip().splitlines()
CODES = """
批号A13812345678
产品编码 A13812345678
设备A15912345678
合同AA13812345678
合同号：a13812345678
单号AAA13812345678
SKU-A13812345678
A13812345678批次
H15912345678型号
W15912345678合同
v{13812345678}
tel{13812345678}
ph{13812345678}
A{13812345678}王姐
""".strip().splitlines()
CHATS = """
搜repay_plan页面
搜order_no没结果
扫pay_qr没反应
骗子 cash_loan
repay_plan这个说不清
pay_fail这个收不到
order_list这个做得差
微信access_token失效
微信user_id为空
微星z790-a主板分期
我微信 {app_wang88}
微信{id_wang88}
微信：{user_1990li}
加我 {code_zhao77}
V: {ui_chen2020}
搜{kd_8866}就有
""".strip().splitlines()
PLATES = """
{京A12345}文明停车
{京A12345}公告栏
军A12345条
""".strip().splitlines()


@pytest.mark.parametrize(
    "line",
    [*IDS, *MAILBOXES, *ADDRESSES, *SUMS, *GROUPS, *LINES, *CODES, *CHATS, *PLATES],
)
def test_only_what_is_somebodys_is_found(line: str) -> None:
    text = re.sub("[{}]", "", line)
    found = [text[one.start : one.end] for one in privacy.recognise(text)]
    assert found == re.findall(r"\{(.*?)\}", line)


@pytest.mark.parametrize(
    ("box", "host", "organisation"),
    [
        ("service", "qq.com", True),
        ("service88", "qq.com", False),
        ("service", "loanco.example.com", True),
        ("service88", "loanco.example.com", True),
        ("hr1992", "loanco.example.com", False),
        ("hr", "loanco.example.com", True),
        ("wang.service", "loanco.example.com", False),
        ("loan-support", "loanco.example.com", True),
        ("kefu", "sina.com.cn", True),
        ("kefu1988", "sina.com.cn", False),
    ],
)
def test_a_mailbox_of_a_free_host_is_a_persons_sooner(
    box: str, host: str, organisation: bool
) -> None:
    assert of_organisation(box, host) is organisation


QUICK = (
    "a_",
    "a_1",
    "加a_",
    "加a-",
    "加a",
    "1",
    "O",
    "1O",
    "O ",
    "a@",
    "a.",
    "@",
    "支行",
    "支行1号",
    "138，",
)
SLOWER = ("1 ", "1-", "1.", "1/", "1-1-1 ", "138 ", "2023-")  # a number may begin with each
LONG = [
    (piece, 40_000) for piece in (*QUICK, "1380000后", "微信", "Q：500 ", "[1", "a ", "1、", "军A1")
]


@pytest.mark.parametrize(("piece", "size"), [*LONG, *((piece, 4_000) for piece in SLOWER)])
def test_a_long_text_takes_no_longer_than_its_length(piece: str, size: int) -> None:
    text = piece * (size // len(piece))
    begun = time.process_time()
    privacy.recognise(text)
    assert time.process_time() - begun < 3
