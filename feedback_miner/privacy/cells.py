"""Personal data in what is no running text: cells of a table, headers, file names, ids.

There the words around a number are missing; the header of the column speaks instead, and what
is shaped like a phone, an id or a card is one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from feedback_miner.privacy.checks import issuer, luhn, resident_date, resident_id_check
from feedback_miner.privacy.masking import TOKEN_PATTERN, redact
from feedback_miner.privacy.recognise import recognise, settled
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wholenames import likely_name
from feedback_miner.privacy.writing import fold

__all__ = [
    "column_kind",
    "in_cell",
    "in_label",
    "mask_cell",
    "mask_label",
    "mask_labels",
    "name_column",
    "tree",
]

_NOT_PERSONAL = re.compile(
    r"满意|评分|评价|原因|理由|建议|意见|类型|类别|种类|等级|级别|状态|是否|渠道|品牌|运营商|"
    r"归属地|所在[省市]|省份|城市|内容|描述|次数|时长|数量|机型|型号|尾号|后四位"
)
_BY_HEADER = (
    ("phone", r"手机|电话|联系方式|联络|座机|固话|号码|mobile|phone|tel\b|telephone|cell"),
    ("id_card", r"身份证|证件号|证件|护照|通行证|id_?card|id_?no\b|passport|identity"),
    ("bank_card", r"卡号|银行卡|账号|帐号|账户|card_?no|bank_?card|card_?number|account"),
    ("email", r"邮箱|邮件|e-?mail"),
    ("wechat", r"微信|wechat|weixin|qq|openid|unionid"),
    ("plate", r"车牌|plate"),
    ("address", r"地址|住址|户籍|address|addr\b"),
    (
        "name",
        r"姓名|名字|联系人|客户名|用户名|客户姓|户名|投诉人|申请人|借款人|经办|经理|专员|主任|人员|业务员|"
        r"坐席|座席|柜员|员工|"
        r"处理人|受理人|负责人|name|agent|manager|operator|staff|customer",
    ),
)
_HEADERS = tuple((kind, re.compile(words, re.I)) for kind, words in _BY_HEADER)
_SHAPES = {
    "phone": re.compile(r"[+(（]?[0-9][0-9 \-()（）转]{5,24}"),
    "id_card": re.compile(r"[A-Za-z]{0,3}[0-9][0-9 \-()A-Za-z]{5,22}"),
    "bank_card": re.compile(r"[0-9][0-9 \-]{11,25}"),
    "email": re.compile(r"\S+@\S+"),
    "wechat": re.compile(r"[A-Za-z0-9_\-]{5,40}"),
    "plate": re.compile(r"[\u4e00-\u9fff]?[A-Za-z][ ·•.\-]?[A-Za-z0-9]{4,6}[\u4e00-\u9fff]?"),
    "address": re.compile(r"(?=.*[省市区县镇乡村路街号栋幢楼室弄巷]).{4,120}", re.DOTALL),
}
_DIGITS = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]+[Xx]?(?![0-9])")  # and no decimals
_PLACE_HEADER = re.compile("归属地|所在[省市]|省份|城市")
_PART = re.compile("[\u4e00-\u9fff]+")
_MASKED = re.compile(r"[*＊]{2,}|[xX]{4,}")
_BEHIND = re.compile(
    r"的?(?:评分|评价|得分|打分|投诉|反馈|录音|来电|工单|满意|电话|手机|身份|资料|材料|合同|"
    r"明细|记录|名单|服务|态度|"
    r"客户|表|导出|组|团队|经理|专员|主任|处理|问卷|回访|案|个人|信息|先生|女士|老师|数据|汇总|"
    r"意见|留言|贷款|负责)"
)
_FRONT = re.compile(
    r"(?:客户|投诉|反馈|工单|经理|评分|评价|坐席|座席|专员|主任|员工|柜员|回访|合同|资料|问卷|"
    r"录音|来电|导出|数据|"
    r"明细|记录|意见|对|给|处理人|负责人|姓名)$"
)
_SUFFIX = re.compile(r"(?i)\.(?:csv|tsv|txt|xlsx?|xlsb|ods|jsonl|ndjson|json|parquet|toml)$")
_LONG = 40  # characters from which a cell is running text
# An internet address tells whose answer it is (问卷星's 来自IP): only its column says what it is,
# since versions are written alike.
_INTERNET_HEADER = re.compile(r"(?<![A-Za-z])ip(?:v?[46])?(?![A-Za-z])", re.I)
_INTERNET = re.compile(
    r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])"
)


@lru_cache(maxsize=1024)
def column_kind(header: str) -> str:
    """Return the kind of personal data that a header announces, or ""."""
    if len(header) > 20 or _NOT_PERSONAL.search(header):
        return ""
    for kind, words in _HEADERS:
        if words.search(header):
            return kind
    return ""


def in_cell(cell: str, header: str = "", kinds: Collection[str] | None = None) -> list[Span]:
    """Return the personal data of a cell, read with the header of its column."""
    found = recognise(cell, kinds)
    stripped = cell.strip()
    if len(stripped) > _LONG or not stripped or TOKEN_PATTERN.search(cell):
        return found
    kind = column_kind(header) if header else ""
    if _PLACE_HEADER.search(header):  # 安顺
        found = [one for one in found if one.kind != "name" or one.end - one.start < len(stripped)]
    if _INTERNET_HEADER.search(header):
        found += [Span("address", *at.span(), 0.9, "column") for at in _INTERNET.finditer(cell)]
    found = settled([*found, *_bare(cell)])
    if kind and not (found and found[0].end - found[0].start >= len(stripped)):
        found = _announced(cell, stripped, kind, header) or found
    return [span for span in found if kinds is None or span.kind in kinds]


def _announced(cell: str, stripped: str, kind: str, header: str) -> list[Span]:
    """Return the whole cell where it looks like what its header announces."""
    start = cell.index(stripped)
    whole = [Span(kind, start, start + len(stripped), 0.8, f"column {header}")]
    folded = fold(stripped)
    if _MASKED.search(folded):
        return []
    if kind == "name":
        return whole if likely_name(stripped) else []
    if kind == "phone" and re.match(r"(?:400|800|95|96|1[0-2])[0-9\-]", folded):
        return []
    return whole if _SHAPES[kind].fullmatch(folded) else []


def _bare(cell: str) -> list[Span]:
    """Return the numbers in a short cell or label that have the shape of personal data."""
    folded = fold(cell)
    found = []
    for run in _DIGITS.finditer(folded):
        digits = run[0] if len(run[0]) == 18 else run[0].rstrip("Xx")
        kind = ""
        if re.fullmatch(r"(?:0|86|0086)?1[3-9][0-9]{9}", digits):
            kind = "phone"
        elif len(digits) == 18 and resident_date(digits) and resident_id_check(digits):
            kind = "id_card"
        elif digits.isdigit() and 15 <= len(digits) <= 19 and issuer(digits) and luhn(digits):
            kind = "bank_card"
        if kind:
            found.append(Span(kind, run.start(), run.start() + len(digits), 0.8, "form"))
    return found


def in_label(label: str) -> list[Span]:
    """Return the personal data of a header, a file or sheet name: any part of it may be a name."""
    if TOKEN_PATTERN.search(label):
        # What is masked stays; a name or number beside a mask is found all the same.
        edges = [0, *(edge for m in TOKEN_PATTERN.finditer(label) for edge in m.span()), len(label)]
        return [
            span.moved(start)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
            for span in in_label(label[start:end])
        ]
    label = _SUFFIX.sub("", label)
    found = [*recognise(label.replace("_", " ")), *recognise(label), *_bare(label)]
    for part in _PART.finditer(label):
        found += _name_in(part[0], part.start())
    return settled(found)


def _name_in(part: str, offset: int) -> list[Span]:
    """Return the name that a part of a label is, begins with (王建国评分) or ends with."""
    if likely_name(part, strict=True):
        return [Span("name", offset, offset + len(part), 0.7, "form")]
    for size in (4, 3):
        if len(part) <= size:
            continue
        if likely_name(part[:size], strict=True) and _BEHIND.match(part, size):
            return [Span("name", offset, offset + size, 0.7, "form")]
        if likely_name(part[-size:], strict=True) and _FRONT.search(part[:-size]):
            return [Span("name", offset + len(part) - size, offset + len(part), 0.7, "form")]
    return []


def mask_cell(cell: str, header: str = "", salt: str = "") -> str:
    """Return a cell with its personal data masked."""
    return redact(cell, in_cell(cell, header), salt)


def mask_label(label: str) -> str:
    """Return a header, file or sheet name with its personal data masked. Labels never carry
    pseudonyms: they are the same in every run."""
    return redact(label, in_label(label))


def mask_labels(labels: Sequence[str]) -> list[str]:
    """Return headers masked, each still unlike the others (（2） behind a repeated one)."""
    masked = [mask_label(label) for label in labels]
    if masked == list(labels):
        return masked
    taken: set[str] = {label for label, new in zip(labels, masked, strict=True) if label == new}
    result = []
    for label, new in zip(labels, masked, strict=True):
        candidate, copy = new, 2
        while label != new and candidate in taken:
            candidate, copy = f"{new}（{copy}）", copy + 1
        taken.add(candidate)
        result.append(candidate)
    return result


def tree(value: Any, salt: str = "") -> Any:
    """Return a JSON-ready value with the personal data in its strings and keys masked."""
    if isinstance(value, str):
        return redact(value, recognise(value), salt)
    if isinstance(value, dict):
        return {mask_label(k) if isinstance(k, str) else k: tree(v, salt) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [tree(one, salt) for one in value]
    return value


def name_column(cells: Iterable[str]) -> bool:
    """Tell whether a column holds little but full names, whatever its header says."""
    filled = [cell for cell in cells if cell.strip()][:500]
    if len(filled) < 5:
        return False
    likely = sum(likely_name(cell, strict=True) for cell in filled)
    return likely >= 0.7 * len(filled)
