"""Names that only one event has, within a few days: an error's code, the shop that ran off."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

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
# Days between one mention and the next, and from the first to the last.
_WITHIN = {"code": (1.5, 3.0), "shop": (7.0, 31.0)}
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
    for (kind, _), numbers in sorted(holders.items()):
        if len(numbers) > max(FEW, COMMON * len(texts)):
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
