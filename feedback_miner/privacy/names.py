"""Full names: a surname, one or two characters, and what stands around them.

No single sign tells a name in Chinese; they add up: the words in front (我叫, 客户, 找), the words
behind (先生, 来电, a phone number), how typical surname and characters are. 张经理 is no full name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from feedback_miner.privacy import namelists, namescore
from feedback_miner.privacy.span import Span

__all__ = ["likely_name", "maybe", "recognise"]

_H = "[\u4e00-\u9fff]"
NEEDED = 2.0
_CROSSED = 1.2  # weight of words across its ends that no name but an announced one stands
NEEDED_NAMED = 1.6  # announced, and cut off by punctuation
_BETWEEN = frozenset(("、", "和", "与", "及", "，", ",", "/", " ", "跟", "以及", "　", "；", "\n"))

_LONGEST = 6  # characters of a word in front
_MARKS = ' \t\n\r　:：「“"（(『【[_-—、/，,。.；;！!？?·~|《…＞>＜<*&+=”」）)】』]'
_NAMING = ("姓名", "名字", "名叫", "名为", "叫做", "叫", "是", "为", "了")

_TITLE = (
    r"(?:先生|女士|小姐|同志|老师|师傅|大姐|大哥|阿姨|叔叔|大爷|大妈|同学|律师|医生|教授|专员|"
    r"客户经理|经理|主任|行长|主管|"
    r"柜员|客服|店长|队长|科长|处长|部长|总监|会计|警官|法官|书记|董事长|秘书|组长|顾问|业务员|"
    r"信贷员|美女(?!儿)|帅哥|姐姐?(?![妹夫])|哥(?!们)|老板)"
)
_RIGHT_TITLE = re.compile(
    rf"[ 　]?[（(]?(?:(?:这|那)[个位名]|(?:你们|贵行|网点|支行|分行)的?)?(?:原|前|副|客户|理财|"
    rf"信贷|大堂|个贷)?{_TITLE}|"
    r"[（(](?:借款人|客户|担保人|经办|本人|员工|持卡人|投诉人|共借人|联系人|[男女][)）,，]|工号)"
)
_RIGHT_PERSON = re.compile(r"[ 　]?(?:先生|女士|同志)")
_CLOSING = re.compile(
    r"[ 　，,]{0,3}(?:敬上|敬启|谨上|谨启|拜上|拜谢|呈上|顿首|手书|[上留启]$|亲笔)"
)
_RIGHT_SIGNED = re.compile(r"[ 　，,\n]{0,3}于?20[0-9]{2}[年.\-/]|[。！\s]*$")
_OPEN, _CLOSE = frozenset("（(「“【"), frozenset("）)」”】")
_GUARANTEED = re.compile("做?提?供?担保")
_RIGHT_CUT = re.compile(r"$|[，,。.；;、：:！!？?\s　）)」』”\"】\]》—|~…<>＜＞（(]")
_RIGHT_DATA = re.compile(
    r"[ 　，,：:（(、;；/|\-_\t]{0,3}(?:"
    r"(?:身份证|证件号|联系电话|联系方式|内线|分机|手机号|电话号?码?[:：是为0-9]|"
    r"手机[:：是为0-9]|电话[:：是为0-9]|卡号|工号)"
    r"|[男女](?![朋友儿士生孩性人方子主])|1[3-9][0-9][0-9*]|[1-9][0-9]{5}(?:19|20)[0-9]{2}|"
    r"62[0-9]{6}|0[0-9]{2,3}-|[0-9]{2}岁)"
)
_RIGHT_SURE = re.compile(
    r"(?:来电|致电|反映|反馈|投诉|表示|声称|自称|称|诉求|诉|要求|咨询|申诉|申请|反应|本人|名下|"
    r"于[0-9二今昨前]|在我行|在贵行|在你行|在本行|拨打|多次|再次|"
    r"口头|态度|服务|辱骂|威胁|承诺|答应|告知|接待|经办|热情|专业|耐心|负责|办理|离职|入职|代办|"
    r"天天|半夜|主动|忽悠|经手|那边|失联|收了|收我|拿了|拿我|把我|不接|不给|不肯|没给|没回|亲自|偷偷|接的|接了|"
    r"挂断|挂我|挂了|这个人|那个人|那个小|这个小|姑娘|小伙|总是|老是|跟进|替我|替他|删了|打人|"
    r"签字|签名|冒用|冒充|盗用|身份|逾期|欠款|的贷款|的借款|的账户|的信用卡|"
    r"贷款|借款|投诉我|全程|跟办|骗|推荐|推销|催收|电话催|给我|帮我|帮忙|跟我|和我|对我|让我|"
    r"叫我|教我|带我|陪我|"
    r"上门|泄露|强制|诱导|误导|违规|收取|承办|受理|登记|签约|签订|签了|号称|擅自|私自|非常|十分|"
    r"特别|真的|不仅|不但|很)"
)
_RIGHT_WEAK = re.compile(
    r"(?:$|[，,。.；;、：:！!？?\s　）)」』”\"】\]》—\-_/|~…·<>＜＞]|"
    r"的|是|在|说|讲|均|俱|电话|手机|微信|两位|二位|三位|向|给|跟|和|与|及|对|打|因|被|把|将|于|为|做|"
    r"办|收|让|叫|到|去|来|有|没|不|未|已|也|都|又|就|还|要|想|从|自|以|由|等|这|那|你|我|他|她|"
    r"您|此|本|该|两|一|"
    r"两位|几|同|代|签|借|贷|还款|欠|住|现|今|昨|前|去年|上|当|曾|正|每|只|却|竟|居然|突然|故意|"
    r"强|教|帮|耐|热|负|专|细|主|亲|领|拿|发|加|转|催|骂|威|骗|承|答|告|骚|推|介|接|处|解|联|操|"
    r"指|提|问|回|带|送|陪|协|全)"
)
_JOINING = frozenset("和与向于从对由给要来但才么而为当比都后居连及把被")
_BARE = namescore.GRAMMAR | frozenset("融行贷卡信")
# What ends a name of three less often than it begins what follows one of two.
_CLINGING = frozenset("让签和与及跟虽却则即有也都已还把被给对向从替帮说是在")
_AND = frozenset("和与及跟同")
_ALSO_SURNAMES = frozenset("于向")
_FUNCTION = _JOINING | frozenset("都那这从由只还再就所有者未没因并")
_TITLE_CHARS = re.compile(
    r"先生|女士|小姐|小哥|小妹|经理|主任|行长|老师|师傅|同志|律师|客服|柜员|总监|老板|医生|主管|"
    r"专员|阿姨|大姐|大哥|大爷|大妈|会计|书记|"
    r"[园县市区局院校队处科部镇村站所组店班厂股厅庭][长]|总经|总监|董事|主席|支书|教授|警官|法官|检察|"
    r"大队|副[总行主经]|主办|顾问|秘书|员工|人员|"
    r"公司|[老小大]师|同学|工程|女儿|儿子|老婆|老公|妈妈|爸爸|朋友"
)
_HAN = re.compile(f"{_H}+")
_PLACE_END = frozenset("路街镇乡县区庄寨湖桥湾巷港")
_PLACE_LAST = _PLACE_END | frozenset("冲岭苑塘坪咀坡府园栋垸坊")
_PLACE_NEXT = re.compile(
    r"[路街镇乡村县市区庄寨湾园苑城湖站港郡墅]|外国语|学校|中学|小学|幼儿园|医院|超市|物业|山庄|公馆|"
    r"小区|大道|花园|广场|大厦|银行|公司|集团|"
    r"[一二三四五六七八九十]路"
)
_ETHNIC = re.compile(
    r"(?<![·•・])(?P<name>[\u4e00-\u9fff]{2,12}[·•・‧∙][\u4e00-\u9fff]{2,10}(?:[·•・‧∙][\u4e00-\u9fff]{2,10})?)(?![·•・])"
)
_LINKS = frozenset("是为叫把被给和与对向由")
_DOTTED_END = re.compile(
    "来电|来行|反映|反馈|投诉|表示|要求|咨询|申请|名下|本人|办理|先生|女士|这|那|的|写|在|被|和|与|说|称|去|输"
)
_SOUNDS = frozenset(
    "拜别洪则阿依古丽买提江吐尔逊艾力玛木合麦尼亚孜热依木沙迪库尔班卡德斯巴特尔买买提努乌拉巴图塔娜其格道吉才仁次旦卓扎西央金多洛桑白玛丹增旺堆顿珠普布达瓦拉姆"
    "帕孜来提克里木汗奴肉祖比娅再娜夏衣甫铁穆罕默奥斯曼萨伊布拉欣优素福叶尔别克胡安居马加勒得哈不都外迈苏莱曼赛如仙米日阿迪力吾守尔海萨恩特桑杰措泽仁尼赤列"
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
    "乌日娜|萨日娜|阿拉坦|迪丽|热巴|艾克拜尔|麦合木|吾买尔|玛依拉|古力|艾尔肯|哈力"
)
_PAIR = "[{}][{}]".format(
    *("".join(sorted({part[at] for part in _PART.split("|")})) for at in (0, 1))
)
_PART_BEGINS = re.compile(_PAIR)
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


@lru_cache(maxsize=1)
def _patterns() -> tuple[Callable[[str], object], Callable[[str], object], re.Pattern[str]]:
    """Return two quick searches, for typical names and for words around any name, and the
    pattern of a surname with the character behind it."""
    lists = namelists.load()
    singles = "".join(sorted(lists.surnames))
    firsts = "".join(sorted(lists.surnames | {word[0] for word in lists.compound}))
    compounds = "|".join(sorted(lists.compound))
    seconds = {word[1] for word in lists.compound}
    given = "".join(sorted(lists.given | lists.possible | seconds))
    ends = "".join(sorted({word[-1] for word, cue in lists.cues.items() if cue[0] >= 1.5}))
    typical = re.compile(rf"[{firsts}][{given}]|{_PAIR}|[·•・‧∙]|[Nn]ame |拼音|英文名")
    cued = re.compile(
        rf"[{ends}][:： （(「“是为叫]{{0,2}}[{firsts}]{_H}|"
        rf"[{firsts}]{_H}{{1,2}}[先女小同老师大阿叔律医教专客经主行柜店]"
    )
    barred = "".join(sorted(namescore.NEVER & namescore.GRAMMAR - lists.known))
    surname = re.compile(rf"(?P<surname>{compounds}|[{singles}])(?=(?![{barred}]){_H})")
    return typical.search, cued.search, surname


def maybe(text: str) -> bool:
    """Tell quickly whether a text may hold a name."""
    typical, cued, _ = _patterns()
    return bool(typical(text) or cued(text))


def recognise(text: str) -> Iterator[Span]:
    """Yield full names; one that was told apart by what is around it is found at its other
    places too."""
    sure = namelists.load().sure
    found: dict[str, float] = {}
    last = 0
    spans: list[Span] = []
    for match in _patterns()[2].finditer(text):
        start = match.start()
        if start < last:
            continue
        listed = bool(spans) and text[spans[-1].end : start] in _BETWEEN
        size = len(match["surname"])
        left, why = _left(text[max(0, start - 14) : start])
        if listed and left < 1.5:
            left, why = 1.5, "beside another name"
        first = text[start]
        if left < 2.0 and first in _AND and text[start + 1] in sure:
            continue
        best = _best(text, start, size, left, why)
        if best and left < 2.0 and namescore.crossed(text, start, best[0]) > _CROSSED:
            best = None
        if not best and (
            left or size > 1 or first in sure or text[start - 1 : start] in namescore.LOOSE
        ):
            best = _second(text, start, size, left, why)
        if best is None:
            continue
        end, total, why = best
        last = end
        if total >= NEEDED + 0.3 and end - start > 2:
            found[text[start:end]] = total
        spans.append(Span("name", start, end, _score(total), why))
    spans += _others(text)
    yield from spans
    taken = {span.start for span in spans}
    for word in found:
        at = text.find(word)
        while at >= 0:
            if at not in taken and not _PLACE_NEXT.match(text, at + len(word)):
                yield Span("name", at, at + len(word), 0.6, "named elsewhere in the text")
            at = text.find(word, at + len(word))


def _score(total: float) -> float:
    return min(0.95, 0.5 + 0.1 * (total - NEEDED))


def _second(
    text: str, start: int, size: int, left: float, why: str
) -> tuple[int, float, str] | None:
    """Return what the summed score makes of a candidate that no pattern took."""
    first = text[start]
    if left < 2.0 and first in _FUNCTION and (left < 1.5 or first not in _ALSO_SURNAMES):
        return None
    found = namescore.best(text, start, size, left)
    if found is None or _TITLE_CHARS.match(text, start + size):
        return None
    end, total, because = found
    if left < 2.0 and text[start:end] in namelists.load().words:
        return None
    if left < 2.0 and (
        text[end - 1] in (_PLACE_LAST if end - start > 2 else _PLACE_END)
        or _PLACE_NEXT.match(text, end)
    ):
        return None
    if _TITLE_CHARS.search(text, start + size, end + 1):
        return None
    return end, NEEDED + total - namescore.NEEDED, f"{why}, {because}".strip(", ")


def _best(text: str, start: int, size: int, left: float, why: str) -> tuple[int, float, str] | None:
    """Return the end, weight and reason of the likeliest name at ``start``; None for none.

    ``left``, ``why``: weight and kind of the words in front."""
    lists = namelists.load()
    best: tuple[int, float, str] | None = None
    first = text[start]
    rare = size == 1 and first in lists.rare
    doubtful = rare or (size == 1 and first in lists.doubtful)
    if (
        left < 1.5
        and (first in _JOINING or (left == 0.0 and doubtful))
        and not _RIGHT_PERSON.match(text, start + 2)
        and not _RIGHT_PERSON.match(text, start + 3)
    ):
        return None
    for length in (2, 1):
        end = start + size + length
        word = text[start:end]
        if len(word) < size + length or _TITLE_CHARS.search(text, start + size, end + 1):
            continue
        after = text[end : end + 14]
        right, because = _right(after)
        if left < 1.0 and text[start - 1 : start] in _OPEN and text[end : end + 1] in _CLOSE:
            left, why = 1.0, "in brackets"
        shape = _shape(word, size, strong=left >= 1.5 and right > 0)
        if shape is None and _RIGHT_PERSON.match(after) and word in lists.words and left:
            shape = 0.3  # 舒兰同志: a place's name, and somebody's
        if shape is None and right == 2.0 and left >= 0.5 and length == 2:
            # 高兴旺经理: a title behind parts what looks like a word and more.
            fits = word[-1] in lists.known - lists.surnames and word[1] not in _BARE
            fits = fits and word not in lists.words
            shape = 0.45 if fits else None
        if shape is None or not _allowed(left, right, shape, length, doubtful):
            continue
        if first in _JOINING and (shape < _joined(left, right) or not right):
            continue
        if rare and left < 1.5 and right < 2.0:
            continue
        if left < 2.0 and (word[-1] in _PLACE_END or _PLACE_NEXT.match(text, end)):
            continue
        if length == 1 and left == 0.0 and word[-1] in lists.sure:
            continue  # 感谢张经理: the surname is the second one
        if left == 0.5 and _RIGHT_SIGNED.match(after) and "\n" in text[max(0, start - 2) : start]:
            right = max(right, 0.9)
        if 0 < left < 1.5 and _GUARANTEED.match(after):
            left = 1.5
        if length == 2 and text[end - 1] in _CLINGING and not _RIGHT_CUT.match(after):
            shorter = _shape(word[:-1], size)
            if shorter is not None and shorter >= 0.2:
                continue  # 尉迟峰让我, 法人苏娜和董事长: the last character belongs to what follows
        total = left + right + shape
        needed = NEEDED_NAMED if left >= 1.5 and _RIGHT_CUT.match(after) else NEEDED
        if total >= needed - 0.01 and (best is None or total > best[1] + 0.2):
            best = end, total, f"{why}, {because}".strip(", ") or "form"
    return best


def _joined(left: float, right: float) -> float:
    """Return how typical a name must be whose surname is also a word such as 于 or 向."""
    if left >= 2.0:
        return 0.15
    return 0.29 if left >= 1.5 and right >= 0.5 else 0.45


def _allowed(left: float, right: float, shape: float, length: int, doubtful: bool) -> bool:
    """Tell whether the signs of a name are of the kinds that it takes, whatever their sum."""
    typical = 0.75 if length == 2 else 0.45
    if left == 0.0 and ((doubtful and right < 2.0) or right < 0.9 or shape < typical):
        return False  # in the middle of words
    if length == 1:
        if left < 1.5 and right < 2.0:
            return left >= 1.0 and not doubtful and shape >= 0.45 and right > 0
        if doubtful and right < 2.0:
            return left >= 1.5 and right > 0 and shape >= (0.15 if left < 2.0 else 0.0)
        return shape >= (0.25 if left < 1.5 else 0.0) or (left >= 1.5 and right >= 0.9)
    if doubtful and left < 1.5:
        return shape >= 0.45
    if left >= 1.5:
        return shape >= (0.45 if right == 0.0 else -0.4)
    return shape >= (0.55 if right < 2.0 else 0.25)


def _left(before: str) -> tuple[float, str]:
    """Weigh the words in front of a name, marks and 姓名是 between them left out."""
    cues = namelists.load().cues
    words = before.rstrip(_MARKS)
    naming = False
    for ending in _NAMING if words.endswith(_NAMING) else ():
        if words.endswith(ending) and words not in cues:
            shorter = words.removesuffix(ending).rstrip(_MARKS)
            if _known(shorter)[0] >= 1.5:
                words, naming = shorter, True
                break
    weight, why = _known(words)
    marked = len(words) < len(before)
    if weight == 2.0 or (weight == 1.5 and (naming or not marked or _soft(before, words))):
        return weight, why
    if marked or not before:
        return 0.5, "edge"
    return weight, why


def _known(words: str) -> tuple[float, str]:
    """Return the weight of the longest word known at the end of ``words``."""
    cues, ends = namelists.load().cues, namelists.load().cue_ends
    if not words or words[-1] not in ends:
        return 0.0, ""
    for size in range(min(_LONGEST, len(words)), 0, -1):
        found = cues.get(words[-size:])
        if found:
            return found
    return 0.0, ""


def _soft(before: str, words: str) -> bool:
    """Tell whether the marks behind a role still tie it to the name: 客户：, 联系人（."""
    return not set(before[len(words) :]) & set("，,。.；;！!？?…\n")


def _right(after: str) -> tuple[float, str]:
    if _RIGHT_TITLE.match(after):
        return 2.0, "title"
    if _RIGHT_DATA.match(after):
        return 2.0, "data behind"
    if _RIGHT_SURE.match(after):
        return 0.9, "words behind"
    if _CLOSING.match(after):
        return 1.5, "signed"
    if _RIGHT_WEAK.match(after):
        return 0.5, "edge behind"
    return 0.0, ""


def _shape(word: str, size: int, *, strong: bool = False) -> float | None:
    """Return how typical the characters of a word are of a name; None where it is none.

    Where it is ``strong``ly announced, any characters do but those of grammar."""
    lists = namelists.load()
    given = word[size:]
    if word in lists.words or word[:3] in lists.words or not _HAN.fullmatch(given):
        return None
    if strong:
        if any(char in namescore.GRAMMAR for char in given):
            return None
    elif any(char in namescore.NEVER and char not in lists.known for char in given):
        return None
    if given in lists.words and not strong:
        return None
    # 叶子, but 叶子涵: a word in front leaves room for a name where the rest is typical.
    weight = -0.3 if word[:2] in lists.words else 0.0
    if weight and (len(word) < 3 or word[2] not in (lists.known if strong else lists.given)):
        return None
    for char in given:
        other = 0.0 if strong and char not in namescore.NEVER else -0.25
        weight += 0.5 if char in lists.given else 0.3 if char in lists.possible else other
    if size > 1:
        weight += 0.6
    elif word[0] not in lists.sure:
        weight -= 0.3
    if len(given) == 2 and given[0] == given[1]:
        weight += 0.1
    return weight


def _others(text: str) -> Iterator[Span]:
    if _PART_BEGINS.search(text):
        for pattern, needed in ((_PARTS, 0.0), (_ONE_PART, 0.8)):
            for found in pattern.finditer(text):
                if _left(text[max(0, found.start() - 14) : found.start()])[0] >= needed:
                    yield Span("name", found.start(), found.end(), 0.8, "of Tibetan or like parts")
    for found in _SOUNDED.finditer(text):
        if _left(text[max(0, found.start() - 14) : found.start()])[0] >= 1.5:
            yield Span("name", found.start(), found.end(), 0.8, "transliterated")
    if "·" in text or "•" in text or "・" in text or "‧" in text or "∙" in text:
        for found in _ETHNIC.finditer(text):
            name = found["name"]
            begin = found.start()
            # The part in front of the dot may have a word such as 客户 glued to it.
            dot = re.search("[·•・‧∙]", name)
            assert dot is not None
            first = name[: dot.start()]
            kept = len(first)
            while kept and first[kept - 1] in _SOUNDS:
                kept -= 1
            second = name[dot.end() :]
            size = 0
            while size < len(second) and (second[size] in _SOUNDS or second[size] in "·•・‧∙"):
                size += 1
            if text[begin + dot.end() + size - 1 :].startswith(("来电", "来行", "来信", "来访")):
                size -= 1
            cued = next(
                (n for n in range(len(first) - 2, 0, -1) if _cue_ends(text, begin, n)),
                0 if _left(text[max(0, begin - 14) : begin])[0] >= 1.5 else None,
            )
            while cued is not None and cued < len(first) and first[cued] in _LINKS:
                cued += 1
            if cued is not None and (kept > cued or size < 2):
                kept = cued
                size = max(size, len(_DOTTED_END.split(second, maxsplit=1)[0]))
            if len(first) - kept >= 2 and size >= 2:
                stop = begin + dot.end() + size
                yield Span("name", begin + kept, stop, 0.96, "transliterated")
    for found in _LATIN.finditer(text):
        yield Span("name", found.start("name"), found.end("name"), 0.7, "named, in Latin letters")


def _cue_ends(text: str, begin: int, size: int) -> bool:
    """Tell whether a role or the like ends ``size`` characters behind ``begin``."""
    return size > 0 and _left(text[max(0, begin + size - 14) : begin + size])[0] >= 1.5


def likely_name(cell: str, *, strict: bool = False) -> bool:
    """Tell whether a whole cell looks like a full name: what a column of names holds.

    ``strict``, where nothing announces a name, wants typical characters.
    """
    text = cell.strip()
    lists = namelists.load()
    if not 2 <= len(text) <= 4:
        return not strict and len(text) <= 24 and bool(_ETHNIC.fullmatch(text))
    size = 2 if text[:2] in lists.compound and len(text) > 2 else 1
    if size == 1 and (text[0] not in lists.surnames or len(text) > 3):
        return False
    shape = _shape(text, size, strong=True)
    if shape is None or _TITLE_CHARS.search(text, size):
        return False
    if not strict:
        return shape >= (-0.3 if len(text) > 2 else 0.0)
    if text[0] in lists.rare or text[-1] in _PLACE_END:
        return False
    if len(text) - size == 1:
        return text[0] in lists.sure and shape >= 0.45
    return shape >= (0.45 if size == 2 or text[0] in lists.sure else 0.2)
