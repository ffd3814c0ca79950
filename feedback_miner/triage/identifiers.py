"""Names that only one event has, within a few days: an error's code, the shop that ran off, the
firm complained of by its own name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from feedback_miner.privacy.wordcost import Reading

__all__ = ["shared"]

Array = np.ndarray[Any, Any]
# Texts are folded: small letters, no punctuation.
_CODE = re.compile(
    r"(?:报错?|错误码?|代码|故障码|提示码?|红字|显示|弹出?|跳出|code|error)"
    r"[\u4e00-\u9fff]{0,3}([a-z]{1,4}\d{3,6})(?![a-z0-9])"
)
_SHOP = re.compile(
    r"([\u4e00-\u9fff]{2})(?=车行|汽车(?:销售|贸易|城)|汽贸|装修公司|装饰公司|健身(?:房|会所)|美容院|医美"
    r"|驾校|培训(?:机构|学校|班)|教育(?:公司|机构)|长租公寓|养老(?:公司|院|服务)|旅行社)"
)
# What stands before those words of any shop: no name.
_ANY = re.compile(
    r"[一二两几这那某该此每各的个和跟与在到去找被让向给是有从家你我他她们店]|二手|当地|本地|附近|合作|正规"
    r"|连锁|大型|无良|黑心|指定|外地|知名|美容|健身|汽车|装修|职业|成人|考研|英语|社会|线上"
)
# A firm by its own name, where it is said to have run off or to collect: the characters before may
# be part of it; what of them recurs in another text about the like of it is.
_FIRM = re.compile(
    r"(?=([\u4e00-\u9fff]{4})(?:跑路|人去楼空|卷款|突然停业|突然倒闭|医美|医疗美容|催收(?:公司)?(?:把|往|给|的人)))"
    r"|叫做?(?=([\u4e00-\u9fff]{4})的(?:催收|贷款|中介|外包|公司|机构|平台))"
)
_LIKE = re.compile(
    r"跑路|停业|倒闭|失联|人去楼空|卷款|关门|医美|美容|催收|催款|催债|欠款|欠债|欠钱|债务|函|寄信|村委"
)
# No name: everyday words, kinds of shops and firms, what stands in any complaint.
_NO_FIRM = re.compile(
    r"[一二两三四五六七八九十几这那某该此每各是否的了个和跟与在到去找被让向给是有没不从家你我他她它们就都也很又再还才会能要说做办把对贵请本为]"
    r"|公司|平台|机构|老板|商家|中介|骗子|客服|催收|银行|贷款|地址|属于|板|跑路|投诉|违规|严重|暴力|乱收|利息|利率|收费|征信|信息|泄露|经理"
    r"|业务|服务|态度|装修|健身|美容|培训|教育|驾校|汽车|医疗|医院|养老|分期|合同|电话|短信|小区|物业|开发|学校|工地|律师|法院"
    r"|[午晚早夜间当期时钱收交搬姓]|[今昨明前后每整白半]天|天[上下中早晚]|天$|外包|委外|法务|团队|自称|号码|学费|小额"
    r"|公寓|租|拉黑|失联|老赖|赖账|背书|涨|贷后"
    r"|[房院班园商店校司城行馆所社厂部方人员车楼款贷费钱号网站]$"
)
_BEFORE = "在到去找被让向给是叫的有家和跟与"  # what a name may follow
COSTLY = 6.5  # nats a character that everyday words for a name cost at least
# Days between one mention and the next, and from the first to the last.
_WITHIN = {"code": (1.5, 3.0), "shop": (7.0, 31.0), "firm": (7.0, 31.0)}
COMMON = 0.05  # share of the texts from which a name is no rare one, where more than FEW hold it
FEW = 20


def shared(texts: Sequence[str], days: Array) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts, numbered, that name the same rare thing within days of each other.

    ``texts`` are folded; ``days`` is the time of each in days; NaN (unknown) joins nothing.
    """
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for name in set(_names(text)):
            holders[name].append(number)
    if firms := _firms(texts):
        alike = [n for n, text in enumerate(texts) if _LIKE.search(text)]
        for firm in firms:
            holders["firm", firm] = [n for n in alike if firm in texts[n]]
    for (kind, _), numbers in sorted(holders.items()):
        if len(numbers) > (FEW if kind == "firm" else max(FEW, COMMON * len(texts))):
            continue
        step, span = _WITHIN[kind]
        timed = sorted((float(days[n]), n) for n in numbers if not np.isnan(days[n]))
        first = timed[0][0] if timed else 0.0
        for (day, number), (later, other) in pairwise(timed):
            if later - day <= step and later - first <= span:
                yield number, other
            else:
                first = later


def _names(text: str) -> Iterator[tuple[str, str]]:
    for match in _CODE.finditer(text):
        yield "code", match[1]
    for match in _SHOP.finditer(text):
        if not _ANY.search(match[1]):
            yield "shop", match[1]


def _firms(texts: Sequence[str]) -> list[str]:
    """Return strings of three and four characters that some text gives as a firm's own name: such
    as everyday words, in their neighbourhood, would hardly make up (上班时间催收 names none)."""
    found = set()
    for text in texts:
        for match in _FIRM.finditer(text):
            start, end = match.span(1 if match[1] else 2)
            reading = Reading(text, start)
            cut = _NO_FIRM.match(text[start:end]) is None or text[start] in _BEFORE
            for begin in (start, start + 1) if cut else (start,):
                if reading.saved(begin, end) >= COSTLY * (end - begin):
                    found.add(text[begin:end])
    return sorted(one for one in found if not _NO_FIRM.search(one))
