"""Names of more than a surname and two characters: 阿依古丽·吐尔逊, 扎西顿珠, Li Weiming."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy import namecues
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wordcost import cheapest

__all__ = ["DOTS", "MAYBE", "recognise", "whole"]

DOTS = "·•・‧∙"
_PEOPLE = frozenset(("sure", "named", "field", "party", "role", "folk", "kin"))
_H = "[\u4e00-\u9fff]"
_ANY = _PEOPLE | frozenset(("direct", "taking", "unit", "weak", "roleish"))
_DOTTED = re.compile(
    rf"(?<![{DOTS}])(?P<first>{_H}{{2,12}})(?P<middle>(?:[{DOTS}]{_H}{{2,10}})??)"
    rf"(?P<dot>[{DOTS}])(?P<last>{_H}{{2,10}})(?![{DOTS}])"
)
_WHOLE = re.compile(rf"{_H}{{2,10}}(?:[{DOTS}]{_H}{{2,10}}){{1,2}}")
# Cost of a character as part of such a name, beside what ordinary words cost (see wordcost).
_SOUND, _OTHER, _BARRED = 6.5, 9.5, 25.0
_NEVER = frozenset("的是在了和与及说被把给我你他她这们请让叫为对向")
_SOUNDS = frozenset(
    "拜别洪则阿依古丽买提江吐尔逊艾力玛木合麦尼亚孜热依木沙迪库尔班卡德斯巴特尔买买提努乌拉巴图塔娜其格道吉才仁次旦卓扎西央金多洛桑白玛丹增旺堆顿珠普布达瓦拉姆"
    "帕孜来提克里木汗奴肉祖比娅再娜夏衣甫亚坤吾合明玉迪洛追扎瓦苏仁其格巴图塔努托音启觉罗新爱赫舍里那拉氏铁穆罕默奥斯曼萨伊布拉欣优素福叶尔别克胡安居马加勒得哈不都外迈苏莱曼赛如仙米日阿迪力吾守尔海萨恩特桑杰措泽仁尼赤列"
)
_SOUNDED = re.compile(
    rf"[{''.join(sorted(_SOUNDS))}]{{3,8}}"
    r"(?=[，,。.；;、：:！!？?\s　）)（(]|$|来电|反映|的|称|电话)"
)
# Parts of Tibetan, Mongolian and Uyghur names; two make a name, one does behind a cue.
_PART = (
    "扎西|卓玛|次仁|尼玛|多吉|旦增|丹增|洛桑|格桑|白玛|央金|拉姆|平措|罗布|边巴|达瓦|普布|巴桑|旺堆|"
    "顿珠|索朗|德吉|仁青|强巴|嘉措|曲珍|措姆|坚赞|桑珠|桑吉|才让|才旦|仁增|贡布|旺姆|旺杰|晋美|"
    "巴特尔|其其格|乌云|斯琴|格日勒|图雅|娜仁|萨仁|高娃|朝鲁|哈斯|苏日娜|沙日娜|乌兰|那日苏|巴图|"
    "古丽|阿依|买买提|艾力|吐尔逊|艾山|热合曼|阿不都|帕提|努尔|库尔班|依明|玉素甫|艾买提|阿迪力|"
    "古丽娜尔|热依汗|阿卜杜|木拉提|叶尔兰|阿丽亚|麦麦提|图尔荪|"
    "央宗|卓嘎|拉珍|曲扎|朗杰|欧珠|江措|群培|泽仁|志玛|其美|阿旺|土登|贡嘎|益西|塔娜|宝音|巴雅尔|呼和|"
    "乌日娜|萨日娜|阿拉坦|迪丽|热巴|艾克拜尔|麦合木|吾买尔|玛依拉|古力|艾尔肯|哈力|"
    "其木格|格根|布和|毕力格|苏和|额尔德尼|牧仁|阿古拉|吉日嘎拉|敖登|通拉嘎|娜布其|孟和|特木尔|铁木尔|"
    "朝格图|宝力格|那仁|呼斯楞|白音|布日古德|斯日古楞|塔拉|萨如拉|阿茹娜|苏布德|乌仁|"
    "吐尔地|阿布都|热合木|艾合买提|图尔贡|吐尔洪|麦提|阿瓦|热孜宛|力孜|布威|帕丽达|米热|阿孜|再努尔|"
    "巴哈尔|哈丽丹|玉山|肉孜|依马木|卡德尔|司马义|克里木|塔依尔|约麦尔|阿力木|艾孜孜|艾尼|夏力甫|"
    "次旺|多杰|旦巴|公保|加措|拉毛|尕藏|吉毛|才仁|索南|昂旺|完玛|当周|扎巴|泽翁|拥忠|降初|三郎|四郎|"
    "彭措|巴登|单增|桑布|次成|占堆|米玛|拉巴|次央|曲央|白珍|卓央|仓决|琼达|旺久|"
    "巴根|木合|塔尔|德力格尔|赛音|吉雅|格日乐|巴合提|加纳提|额尔|德木图|阿牛|阿呷|班江|"
    "吉克|沙马|阿苦|曲比|木呷|拉莫|尔古|日则|伍呷|子布|阿各|俄木|吉木|海来|吉伍|曲木|阿优|日哈|阿甲"
)
_BEGINNINGS = sorted({part[:2] for part in _PART.split("|")})
_PAIR = "[{}][{}]".format(
    *("".join(sorted(set(chars))) for chars in zip(*_BEGINNINGS, strict=True))
)
_PART_BEGINS = re.compile("|".join(_BEGINNINGS))
_PARTS = re.compile(rf"(?:{_PART}){{2,3}}(?![路街镇乡县市区])")
_ONE_PART = re.compile(
    rf"(?<![·•・‧∙])(?:{_PART})(?=$|[，,。；;：:！!？?\s）)（(]|来电|反映|本人|的|给)"
)
_LATIN = re.compile(
    r"(?:(?i:my name is|name is|i am|i'm|name)|我叫|我是|姓名|名字|英文名|拼音)(?:是|为|叫|"
    r"[:： ]){0,2}"
    r"(?P<name>[A-Z][a-z]{1,6}[ ][A-Z][a-z]{1,11}(?:[ ][A-Z][a-z]{1,6})?|"
    r"[A-Z]{2,6}[ ][A-Z]{3,12})(?![A-Za-z])"
)
MAYBE = re.compile(rf"[{DOTS}]|[Nn]ame |拼音|英文名|{_PAIR}").search
"""Tells quickly whether a text may hold such a name."""


def recognise(text: str) -> Iterator[Span]:
    """Yield names with a dot, of parts of such names, and in Latin letters where announced."""
    if _PART_BEGINS.search(text):
        for pattern, cued in ((_PARTS, False), (_ONE_PART, True)):
            for found in pattern.finditer(text):
                if not cued or namecues.in_front(text, found.start()) in _ANY:
                    yield Span("name", found.start(), found.end(), 0.8, "of Tibetan or like parts")
        for found in _SOUNDED.finditer(text):
            if namecues.in_front(text, found.start()) in _PEOPLE:
                yield Span("name", found.start(), found.end(), 0.8, "transliterated")
    for found in _DOTTED.finditer(text) if any(dot in text for dot in DOTS) else ():
        start = _begins(text, found.start("first"), found.end("first"))
        end = _ends(text, found.start("last"), found.end("last"))
        foreign = sum(char in _SOUNDS for char in text[start:end])
        if foreign * 3 >= end - start:
            yield Span("name", start, end, 0.96, "transliterated")
    for found in _LATIN.finditer(text):
        yield Span("name", found.start("name"), found.end("name"), 0.7, "named, in Latin letters")


def whole(text: str) -> bool:
    """Tell whether a text is one name with a dot and nothing else."""
    return _WHOLE.fullmatch(text) is not None


def _named(char: str) -> float:
    return _SOUND if char in _SOUNDS else _BARRED if char in _NEVER else _OTHER


def _begins(text: str, low: int, dot: int) -> int:
    """Return where the name's first part begins: words such as 客户 may be glued to it."""
    costs = cheapest(text, low, dot)
    best, place, named = float("inf"), low, 0.0
    for at in range(dot - 1, low - 1, -1):
        named += _named(text[at])
        if dot - at >= 2 and costs[at - low] + named < best:
            best, place = costs[at - low] + named, at
    return place


def _ends(text: str, begin: int, high: int) -> int:
    """Return where the name's last part ends: 来电 and the like may follow."""
    best, place, named = float("inf"), high, 0.0
    for at in range(begin + 1, high + 1):
        named += _named(text[at - 1])
        rest = cheapest(text, at, min(len(text), high + 2))[-1]
        if at - begin >= 2 and named + rest < best:
            best, place = named + rest, at
    return place
