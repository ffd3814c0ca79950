"""How plausible decoded text is: common Chinese characters score high, rare or odd ones low.

A file in GB18030 read as Big5, or the other way round, gives valid but rare characters. The
first-level sets of GB 2312 (3,755 characters) and of Big5 (5,401) are the standards' own lists
of common characters; a few hundred of the most frequent ones settle short samples.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

__all__ = ["plausibility"]

# The most frequent characters of modern Chinese, and of customers' feedback.
_FREQUENT = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过"
    "发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本"
    "前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很"
    "最重并物手应向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任"
    "常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安"
    "少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司"
    "五基眼书非则听白却界达光放强即像难且权思王象完设式色路记品住告类求据程北边死张该交规万取拉格"
    "望觉术领共确传师观清今切院让识候带导争运贷款银额率息费客服审批速还借钱查征卡申请满态议软录"
    "评价质投诉催收逾期低慢快差慢好棒赞坏烂诚推荐希优惠积礼证码验登页打不卡顿闪退方便简单复杂网店经"
    "这個們來為國說時會對過發後裡裏還進樣開從實軍無與長機沒動點業將兩間問並應頭體見產種經學現當話門"
    "東聲員論處義認條係氣題爾別變電數總報結務場計資統區隊決馬書聽卻達強難權設記類據邊張該規領確傳師"
    "觀導爭運貸銀額費審還錢徵請滿態議軟錄評質訴誠薦優積禮證碼驗頁頓閃簡單複雜網嗎覺給裝讓買賣關麼"
)
_PUNCTUATION = frozenset("“”‘’—…·～￥％．•《》〈〉「」『』【】〔〕→←↑↓①②③④⑤★☆√×÷℃€°±")


@lru_cache(maxsize=1)
def _frequent() -> frozenset[str]:
    return frozenset(_FREQUENT)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The first levels of GB 2312 and of Big5."""
    simplified = bytes(
        byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)
    )
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = bytes(
        byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail)
    )
    return frozenset(
        char
        for text in (simplified.decode("gb2312", "ignore"), traditional.decode("big5", "ignore"))
        for char in text
        if "\u4e00" <= char <= "\u9fff"
    )


def _weight(char: str) -> float:
    if char in _frequent():
        return 2.0
    if char in _common():
        return 1.0
    if char in _PUNCTUATION or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff65":
        return 0.5
    if char >= "\U0001f000" and char <= "\U0001faff":
        return 0.5  # emoji
    if "\ue000" <= char <= "\uf8ff" or "\ud800" <= char <= "\udfff" or char == "\ufffd":
        return -4.0  # private use; undecodable bytes
    category = unicodedata.category(char)
    if category in ("Cn", "Cc"):
        return -4.0
    return -1.0


def plausibility(text: str) -> float:
    """Return the mean weight of the characters of ``text`` that are not ASCII, in [-4, 2].

    Text with none of them scores 0. Control characters other than tab and line ends count as
    odd ones even though they are ASCII.
    """
    total = weight = 0.0
    for char, count in Counter(text).items():
        if char < "\x80" and (char >= " " or char in "\t\n\r\x0b\x0c\x01\x1a\x1b"):
            continue
        total += count
        weight += count * _weight(char)
    return weight / total if total else 0.0
