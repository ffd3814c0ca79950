"""What the header of a column says of its cells: the kind of personal data that stands there,
and whether a cell looks like a value of that kind even in a form that free text would not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from feedback_miner.privacy.wholenames import likely_name
from feedback_miner.privacy.writing import fold
from feedback_miner.survey import short

__all__ = [
    "announced",
    "column_kind",
    "digits_of",
    "holds_names",
    "name_column",
    "reach",
    "speaking",
    "told",
]

_NOT_PERSONAL = re.compile(
    r"满意|评分|评价|原因|理由|建议|意见|类型|类别|种类|等级|级别|状态|是否|渠道|品牌|运营商|"
    r"归属地|所在[省市]|省份|城市|内容|描述|次数|时长|数量|机型|型号|尾号|后四位|余额|金额|额度|"
    r"年龄|性别|职业|学历|收入|职务|岗位|部门|民族|婚姻|关系|人数|时间|结果|备注|年份"
)
_PERSONS = (
    r"姓名|名字|户名称?|投诉人|举报人|反映人|来[电访信]人|[借贷付收还存取汇用持]款人|持[卡有]人|联系人|"
    r"申请人|经办|处理人|受理人|办理人|负责人|责任人|回访人|登记人|录入人|审[核批]人|复核人|制[表单]人|"
    r"跟进人|当事人|委托人|代理人|代办人|担保人|保证人|法定代表人|法人代表|法人$|被保险人|投保人|受益人|"
    r"监护人|收[件货]人|寄件人|配偶|[客用]户名称?$|机主$|"
    r"(?:\b|_|card|account|policy)holder(?:'?s)?(?:[ _\-]?names?)?$|"
    r"^(?:(?:customer|client|contact|full|real|first|last|given|family|borrower|complainant|"
    r"applicant|agent|staff|employee|handler|account|acct)[ _\-]?)?names?$|^surname$"
)
_BY_HEADER = (
    ("birth_date", r"出生(?:日期|年月日?|时间|日)?$|生日|birth ?_?da(?:y|te)|\bdob\b"),
    ("phone", r"手机|电话|联系方式|联络|座机|固话|号码|mobile|phone|tel\b|telephone|cell"),
    ("id_card", r"身份证|证件号|证件|护照|通行证|id_?card|id_?no\b|passport|identity"),
    ("bank_card", r"卡号|银行卡|账号|帐号|账户|card_?no|bank_?card|card_?number|account"),
    ("email", r"邮箱|邮件|e-?mail"),
    ("wechat", r"微信|wechat|weixin|qq|openid|unionid"),
    ("plate", r"车牌|plate"),
    ("address", r"地址|住址|户籍|address|addr\b"),
    (
        "name",
        rf"{_PERSONS}|客户名|用户名|客户姓|经理|专员|主任|人员|业务员|坐席|座席|柜员|员工|"
        r"name|agent|manager|operator|staff|customer|^客户$|^用户$",
    ),
)
_HEADERS = tuple((kind, re.compile(words, re.I)) for kind, words in _BY_HEADER)
_HOLDS_NAMES = re.compile(_PERSONS, re.I)
# What a header ends with is what stands below it (银行卡户名, 姓名（与证件一致）), unless it joins
# two things (联系方式/联系人) or a bracket says that the other is meant (联系人（手机）).
_PERSON_LAST = re.compile(
    rf"(?!.*[/／、&+及和与或](?!.*[）)]))[^（(]*?(?:{_PERSONS})(?:姓名|名称?)?\s*"
    r"(?:[（(](?!.*(?:手机|电话|方式|号|phone|tel|\bno\b))[^（(]*[）)])?\W*",
    re.I,
)
_SHAPES = {
    "phone": re.compile(
        r"(?=(?:.*[0-9]){6})[+(（]?[0-9](?:[0-9 \n\-+()（）/、,，;；.#*]|转|分机|ext){5,60}",
        re.DOTALL,
    ),
    "id_card": re.compile(
        r"(?:[\u4e00-\u9fff]{2,5}[:： ]{0,2})?[A-Za-z]{0,3}[0-9][0-9 \-()A-Za-z]{5,22}"
    ),
    "bank_card": re.compile(r"(?:[\u4e00-\u9fff]{2,6}[:： ]{0,2})?[0-9][0-9 \-]{7,25}"),
    # An at sign in disguise, (a) or 艾特, is for the eye of a person only.
    "email": re.compile(r"\S+@\S+|[\w.+\-]{2,40}\W{0,2}(?:at|a|艾特|#)\W{0,2}[\w\-]+[.。点][\w.]+|"
                        r"[\w.+\-]{2,60}[.。](?:com|cn|net|org)"),
    "wechat": re.compile(r"[A-Za-z0-9_\-]{5,40}"),
    "plate": re.compile(r"[\u4e00-\u9fff]?[A-Za-z][ ·•.\-]?[A-Za-z0-9]{4,6}[\u4e00-\u9fff]?"),
    "address": re.compile(
        r"(?=.*(?:[省市区县镇乡村路街号栋幢楼室弄巷湾园苑城座塔厦]|[0-9]))(?=.*[^\W\d]).{4,120}",
        re.DOTALL,
    ),
    "birth_date": re.compile(
        r"(?:19|20)[0-9]{2}(?:[0-9]{4}|[\-/.年 ]{1,2}[0-9]{1,2}(?:[\-/.月 ]{1,2}[0-9]{1,2}日?|月)?)"
        r"(?:[ T][0-9:.]{4,15})?|[0-9]{1,2}[\-/.][0-9]{1,2}[\-/.](?:19|20)?[0-9]{2}|[1-4][0-9]{4}"
    ),
}  # fmt: skip
# Characters up to which a cell is a value of its column and no running text.
_REACH = {"address": 120, "email": 60}
_LONG = 40
_SERVICE = re.compile(r"(?:400|800|95|96|1[0-2])[0-9\-]")
_MASKED = re.compile(r"[*＊]{2,}|[xX]{4,}")
_NUMBER = re.compile(r"[+\-]?[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?")
# What stands in a column of names where there is no name: whole cells.
_FILLER = re.compile(
    r"[\W_]*|[无空否是]|暂?无|没有|匿名(?:用户|客户|投诉|举报|者)?|未知|不详|不明|不知道?|保密|本人|同上|其他|其它|"
    r"(?:未|不愿?|不便|拒绝?|没有?)(?:提供|填写?|登记|透露|留名?|署名|留姓名|告知|具名)(?:姓名)?|见附件|"
    r"投诉人|客户|用户|顾客|系统|(?:系统)?自动|机器人|测试|待(?:分配|定|补充|核实?)|"
    r"(?:一名|某)?(?:先生|女士|小姐|男士|同志)|"
    r"none|null|nan|n/?a|nil|unknown|anonymous|test|admin|system|"
    r"[A-Za-z]{0,4}[\-_ ]?[0-9][0-9\-_]*|工号 ?[A-Za-z0-9]+",
    re.I,
)
_TITLED = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?:先生|女士|小姐|男士|同志|经理|老师|主任|某某?|师傅|总)|某某?|[\u4e00-\u9fff][*＊]{2}"
)
_ASIDE = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]\s*$")
_SENTENCE = re.compile(r"[。！？!?]|[，；;：:][^，]{7,}|[\u4e00-\u9fff]{16,}")
_SENTENCE_END = re.compile(r"[。！？!?]")
_MANY_SENTENCES = 0.3
_OF_ANYTHING = re.compile("names?", re.I)
_LONGEST = 20  # characters of a header, or of its part, that names what stands below


@lru_cache(maxsize=1024)
def column_kind(header: str) -> str:
    """Return the kind of personal data that a header announces, or "". In a header of several
    rows (客户回访评价—客户姓名) the column's own name comes before those of its groups."""
    return _kind(speaking(header))


def speaking(header: str) -> str:
    """Return the part of a header that tells what stands below it: the last that says anything."""
    own = short(header)
    if own == header or _kind(own) or _says_other(own):
        return own
    group = header[: header.rindex(own)].rstrip("—–： ")
    return speaking(group) if group else own


def _says_other(part: str) -> bool:
    return len(part) <= _LONGEST and _NOT_PERSONAL.search(part) is not None


def _kind(part: str) -> str:
    """Return the kind of personal data that a header of one row, or a part of it, announces."""
    if len(part) > _LONGEST or _NOT_PERSONAL.search(part):
        return ""
    if _PERSON_LAST.fullmatch(part):
        return "name"
    for kind, words in _HEADERS:
        if words.search(part):
            return kind
    return ""


def reach(header: str) -> int:
    """Return how many characters a cell below a header may have and still be a value of the
    column's kind: more is running text."""
    return _REACH.get(column_kind(header), _LONG)


@lru_cache(maxsize=1024)
def holds_names(header: str) -> bool:
    """Tell whether a header says that whole names of persons stand below (客户姓名, 经办人,
    联系人及电话), and not perhaps something else (客户, product_name)."""
    part = speaking(header)
    return _kind(part) != "" and _HOLDS_NAMES.search(part) is not None


def told(header: str, cells: Iterable[str]) -> str:
    """Return the header of a column as far as its ``cells`` bear it out: "" where it announces
    names and they are sentences (投诉人: 「本人多次致电…」), or says no more than ``name`` and none
    looks like a person's."""
    if column_kind(header) != "name":
        return header
    filled = [cell for cell in cells if cell.strip()][:500]
    sentences = sum(_SENTENCE.search(cell) is not None for cell in filled)
    if sentences > _MANY_SENTENCES * len(filled):
        return ""
    return (
        ""
        if _OF_ANYTHING.fullmatch(speaking(header)) and not any(map(likely_name, filled))
        else header
    )


def announced(text: str, header: str) -> bool:
    """Tell whether ``text``, a whole cell without space around it, looks like what its header
    announces."""
    kind, folded = column_kind(header), fold(text)
    if not kind:
        return False
    if kind == "name":
        return _name(text, header)
    if _MASKED.search(folded):
        return False
    if len(text) > _LONG and _SENTENCE_END.search(text):
        return False
    if kind == "phone" and _SERVICE.match(folded) and len(folded) < 11:
        return False
    return _SHAPES[kind].fullmatch(folded) is not None


def _name(text: str, header: str) -> bool:
    """Tell whether a cell below a header of names is one: anything in letters that is no filler
    and no sentence where the header is sure, else what looks like a name."""
    if not holds_names(header):
        return likely_name(text)
    plain = _ASIDE.sub("", fold(text)).strip()
    if _FILLER.fullmatch(plain) or _TITLED.fullmatch(plain):
        return False
    return not _SENTENCE.search(text)


def digits_of(cell: str) -> str:
    """Return the digits of a whole number that a spreadsheet shows in another form (6.22202E+18,
    13812345678.0), "" for any other cell. Digits that it no longer shows are zeros."""
    plain = fold(cell).strip().replace(",", "")
    if "." not in plain and "e" not in plain.lower():
        return ""
    if not _NUMBER.fullmatch(plain):
        return ""
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return ""
    whole = number == number.to_integral_value() and number >= 0
    return f"{number:.0f}" if whole and number.adjusted() < 30 else ""


def name_column(cells: Iterable[str]) -> bool:
    """Tell whether a column holds little but full names, whatever its header says."""
    filled = [cell for cell in cells if cell.strip()][:500]
    if len(filled) < 5:
        return False
    likely = sum(likely_name(cell, strict=True) for cell in filled)
    return likely >= 0.7 * len(filled)
