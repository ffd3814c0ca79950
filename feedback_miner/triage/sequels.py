"""One person's complaints: which goes on about a matter complained of before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Matter", "pairs"]

MONTHS = 60.0  # days between two complaints of one person about one matter, at most
# What is said of how a matter is dealt with, or of no matter in particular.
OPEN = frozenset({"attitude", "handling", "other"})
ESCALATED = frozenset({"repeat", "regulator"})
# What a complaint may be about, as it recurs in the next one whatever that one is filed under.
_NOUNS = re.compile(
    r"违约金|结清证明|登[录陆]|人脸|验证码|利率|罚息|滞纳金|服务费|担保费|会员费|手续费|咨询费|保险费?|征信|额度"
    r"|放款|审[批核]|绑卡|解绑|扣款|还款日|账单日|解押|绿本|大本|合同|发票|减免|延期|展期|协商|退款|退费|差价|注销|销户"
    r"|密码|优惠券|积分|礼品|抵押|盗刷|冒名|冒用|泄[露漏]|砍头息|提前还|提前结清|催收|白屏|闪退|报错|密码|推销"
)
Array = np.ndarray[Any, Any]


class Matter(NamedTuple):
    """What a case is about: its category, the factor most complained of, and its flags."""

    category: str
    factor: str
    flags: Collection[str]

    def goes_on(self, before: Matter) -> bool:
        """Tell whether this may be the next word about an earlier matter: it is about how it was
        dealt with, or goes further with it."""
        if self.category in OPEN:
            return True
        alike = not self.factor or self.factor == before.factor
        return alike and not ESCALATED.isdisjoint(self.flags)


def pairs(
    persons: Sequence[str], matters: Sequence[Matter], texts: Sequence[str], days: Array
) -> Iterator[tuple[int, int]]:
    """Yield pairs of one person's complaints (earlier, later) about one matter within two months:
    of one category, or naming the same thing, else the one before where the later goes on about
    it (``Matter.goes_on``)."""
    seen: dict[str, list[int]] = defaultdict(list)
    order = np.argsort(np.where(np.isnan(days), np.inf, days), kind="stable")
    nouns: dict[int, set[str]] = {}
    for number in order.tolist() if len(persons) else []:
        if not persons[number]:
            continue
        before = seen[persons[number]]
        recent = [one for one in reversed(before) if not abs(days[number] - days[one]) > MONTHS]
        before.append(number)
        if not recent:
            continue
        mine = matters[number]
        same = next((one for one in recent if matters[one].category == mine.category), None)
        if same is not None:
            yield same, number
            continue
        for one in (number, *recent):
            if one not in nouns:
                nouns[one] = set(_NOUNS.findall(texts[one]))
        named = next((one for one in recent if nouns[one] & nouns[number]), None)
        known = next((one for one in recent if mine.goes_on(matters[one])), None)
        if named is not None:
            yield named, number
        elif known is not None and not (nouns[number] and nouns[known]):
            yield known, number
