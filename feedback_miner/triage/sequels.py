"""One person's complaints: which goes on about a matter complained of before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Matter", "pairs"]

MONTHS = 60.0  # days between two complaints of one person about one matter, at most
OPEN = "handling"  # what is said of how a matter is dealt with
# Of no matter in particular: it goes on about one where it says so.
VAGUE = frozenset({"attitude", "other"})
# Texts are folded: small letters, no punctuation.
_AGAIN = re.compile(
    r"上次|上回|之前|先前|前[几两]天|还是|仍然?|再次|再来|又[来打找]|一直|至今|到现在|迟迟|依然|依旧"
    r"|[两二三四五六七八九十几多\d]次|反复|反映[了过]|投诉[了过完后]|投诉.{0,4}(?:没|无|不)|上个?(?:投诉|工单)"
    r"|(?:没有?|未|不|无)人?(?:给我?|帮我?|予以?)?(?:处理|回复|答复|回应|解决|跟进|回电)|处理(?:结果|进度|得|完|了|到)"
    r"|回复(?:我?[的说了]|结果)|[这那]件?事|的事"
)
ESCALATED = frozenset({"repeat", "regulator"})
# What a complaint may be about, as it recurs in the next one whatever that one is filed under.
_NOUNS = re.compile(
    r"违约金|结清证明|登[录陆]|人脸|验证码|利率|罚息|滞纳金|服务费|担保费|会员费|手续费|咨询费|保险费?|征信|额度"
    r"|放款|审[批核]|绑卡|解绑|扣款|还款日|账单日|解押|绿本|大本|合同|发票|减免|延期|展期|协商|退款|退费|差价|注销|销户"
    r"|密码|优惠券|积分|礼品|抵押|盗刷|冒名|冒用|泄[露漏]|砍头息|提前还|提前结清|催收|白屏|闪退|报错|推销"
)
Array = np.ndarray[Any, Any]


class Matter(NamedTuple):
    """What a case is about: its category, the factor most complained of, its flags and urgency."""

    category: str
    factor: str
    flags: Collection[str]
    urgency: int = 0

    def same_kind(self, other: Matter) -> bool:
        """Tell whether both are of one category, of one factor where neither has a category; what
        has neither is of no kind."""
        if self.category or other.category:
            return self.category == other.category
        return self.factor != "" and self.factor == other.factor

    def goes_on(self, before: Matter, text: str) -> bool:
        """Tell whether this, said in a folded ``text``, may be the next word about an earlier
        matter: it is about how it was dealt with, or goes further with it."""
        if self.category == OPEN or (self.category in VAGUE and _AGAIN.search(text)):
            return True
        alike = not self.factor or self.factor == before.factor
        return alike and not ESCALATED.isdisjoint(self.flags)


def pairs(
    persons: Sequence[str], matters: Sequence[Matter], texts: Sequence[str], days: Array
) -> Iterator[tuple[int, int]]:
    """Yield pairs of one person's complaints (earlier, later) about one matter within two months:
    of one category, or naming the same thing, else the one before where the later goes on about
    it (``Matter.goes_on``). Where the codebook has no categories, the factor tells the matter."""
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
        same = next((one for one in recent if matters[one].same_kind(mine)), None)
        if same is not None:
            yield same, number
            continue
        for one in (number, *recent):
            if one not in nouns:
                nouns[one] = set(_NOUNS.findall(texts[one]))
        named = next((one for one in recent if nouns[one] & nouns[number]), None)
        known = next((one for one in recent if mine.goes_on(matters[one], texts[number])), None)
        if named is not None:
            yield named, number
        elif known is not None and not (nouns[number] and nouns[known]):
            yield known, number
