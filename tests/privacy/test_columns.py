"""What headers say: wordings of real exports and the kind of personal data below them."""

from __future__ import annotations

import pytest

from feedback_miner import privacy
from feedback_miner.privacy.columns import column_kind, holds_names, told

HEADERS = {
    "id_card": "证件号码 身份证号码 护照号码 客户证件号码 借款人证件号码 证件号 身份证号 "
    "居住证号 投诉人身份证号 通行证号码 军官证号 id_card passport_no",
    "bank_card": "银行卡号码 银行卡号 卡号 账号 贷款账号 收款账号 account card_no 微信绑定银行卡号",
    "plate": "车牌号码 车牌号 车牌 号牌号码 license_plate",
    "wechat": "微信号码 微信号 微信账号 QQ号码 QQ号 QQ账号 openid",
    "email": "QQ邮箱 邮箱地址 电子邮箱 email",
    "phone": "联系电话 来电号码 客户来电号码 主叫号码 被叫号码 外呼号码 回访号码 预留号码 "
    "绑定号码 接听号码 号码 手机号码 电话号码 回访电话 绑定手机 预留手机号 "
    "紧急联系人电话 推荐人手机 联络方式 银行卡预留手机号 phone tel_no cell_phone",
    "address": "家庭住址 身份证地址 单位地址 收货地址 邮寄地址 抵押物地址 房产坐落 户籍 联系地址",
    "birth_date": "出生年月 出生日期 生日 DOB birth_date",
    # Names for sure, whatever their characters.
    "names": "客户姓名 客户名称 开户名 账户名 持卡人 户主 借款人 主借款人 共同借款人 担保人 "
    "推荐人 审批人 紧急联系人 紧急联络人 联络人 经办 经办人 经办员 经办人姓名 "
    "经办人员 经办柜员 经办客户经理 催收员 信贷员 法人 法人代表 法定代表人 客服姓名 "
    "身份证姓名 borrower",
    # Perhaps names: only what looks like one is one.
    "name": "客户 客户经理 大堂经理 坐席 柜员 客服 电话客服 agent account_manager user_name",
    "": "合同号码 订单号码 工单号码 保单号码 流水号码 客户号码 发票号码 快递号码 借据号 "
    "经办机构 经办网点 经办行 经办支行 经办部门 经办柜台 经办渠道 经办日期 经办业务 "
    "受理机构 责任机构 处理机构 开户行 开户网点 证件类型 证件有效期 证件到期日 "
    "来电时间 联系人关系 借款人资质 借款人职业 借款人单位 投诉人诉求 申请人来源 "
    "负责人态度 处理人意见 人员态度 柜员态度 企业名称 公司名称 网点名称 产品名称 "
    "会员 会员等级 家庭成员 机器人 生日礼品 手机品牌 手机型号 账户类型 网点地址 "
    "支行地址 链接地址 excellent template_id hotel cancelled phone_model",
}


@pytest.mark.parametrize(
    ("kind", "header"), [(kind, one) for kind, words in HEADERS.items() for one in words.split()]
)
def test_what_a_header_announces(kind: str, header: str) -> None:
    assert column_kind(header) == ("name" if kind == "names" else kind)
    if kind in ("names", "name"):
        assert holds_names(header) == (kind == "names")


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        *[
            ("证件号码", paper, "id_card")
            for paper in (
                "E12345678",
                "H0876543201",
                "USA110090101234",
                "05829104",
                "545678901",
                "K123456(7)",
                "L01X00T47",
                "护照E12345678",
                "军字第1234567号",
            )
        ],
        ("护照号码", "G12345678", "id_card"),
        ("QQ号码", "123456789", "wechat"),
        ("微信号码", "zs_1988", "wechat"),
        ("微信账号", "zs_1988", "wechat"),
        ("车牌号码", "粤B·临1234", "plate"),
        ("来电号码", "58761234", "phone"),
        ("催收员", "伍佰", "name"),
        ("身份证地址", "南山区科技园8栋1203", "address"),
    ],
)
def test_a_value_of_the_column_is_masked_whole(header: str, cell: str, kind: str) -> None:
    assert privacy.mask_cell(cell, header) == privacy.TOKENS[kind]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("合同号码", "20240512003"),
        ("订单号码", "202405121234567"),
        ("工单号码", "202405120001"),
        ("经办机构", "南山支行"),
        ("经办网点", "罗湖营业厅"),
        ("经办行", "工行南山"),
        ("经办日期", "2024/5/12"),
        ("证件有效期", "2030-01-01"),
        *[
            (header, one)
            for header in ("客户名称", "经办", "负责人")
            for one in ("鑫源建材有限公司", "南山支行", "个贷中心", "源丰合作社", "2024/5/12")
        ],
    ],
)  # fmt: skip
def test_organisations_days_and_reference_numbers_are_left(header: str, cell: str) -> None:
    assert privacy.mask_cell(cell, header) == cell


def test_a_column_of_staff_holds_names_where_most_of_its_cells_are() -> None:
    assert holds_names(told("客户经理", ["沈一鸣", "高峰", "林芳", "沈一鸣"]))
    assert not holds_names(told("客户经理", ["满意", "一般", "很好", "差", "非常满意"]))
