"""Addresses down to the door: a building or house number behind the places it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wordcost import ordinary_frequency, words
from feedback_miner.text import dictionary

__all__ = ["MAYBE", "recognise"]

_H = "[\u4e00-\u9fff]"
_PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
# What no place is called by: a clause goes on there.
_BAD = "(?:[的了是我们你您他她在请把被说让很就已给对因但也还没几这哪么怎吗呢吧啊]|并(?!州))"
_NAME = rf"(?:(?!{_BAD}){_H})"
_COUNT = (
    r"(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z][0-9]{0,4}|[一二三四五六七八九十百零〇]{1,5}|"
    r"[甲乙丙丁][0-9]{0,3})"
)
_NUMBER = rf"{_COUNT}(?:[ ]?[\-~之附/][ ]?{_COUNT}){{0,3}}"
_UNIT = (
    r"(?:号楼|号院|号[甲乙丙丁](?![方级类等])|号之[一二三四五六七八九十]|号门(?![口前外面卫])|号房|号铺|号附|号(?!线|客服|坐席|座席|窗口|柜|码|机|店|员|卡|文|令|公告|上午|下午|"
    r"早上|晚上|那天|之前|以前|开始|到|左右|还款|扣)"
    r"|#楼|#|栋|幢|座|舍|排(?!队|查|号|名|期|除|斥)|单元|室|楼(?![下盘村]|上(?!班))|层|(?<=[0-9])F(?![A-Za-z0-9])|弄|梯|组|社(?!区|保|会)|队|门(?!口|店|卫|诊|外|前|面|缝|上)|"
    r"房(?!贷|产|东|子|租|款|本)|户(?!口|主|籍)|(?<=[0-9])公寓(?=[ ]?[0-9]{2})|"
    r"期(?!间|限|待|初|末)|铺(?![镇乡村])|巷|支弄)"
)
_SAID_ROOM = "[一二三四五六七八九][零〇一二三四五六七八九]{2,3}"  # 四零二
_ROOM = (
    r"(?:[ ]?[\-]?[ ]?[0-9]{2,5}(?:[\-/][0-9]{1,5}){0,2}[A-Za-z]?(?:室|房|"
    r"户)?(?![0-9A-Za-z元块万%.年月日天号]|个)"
    rf"|{_SAID_ROOM}(?:室|房|户)?(?![一二三四五六七八九十百千万零〇年月日号元块个天多几]))"
)
_DASHED = (
    r"(?<![0-9A-Za-z.\-])(?!(?:19|20)[0-9]{2}-|(?:[48]00[0-9]?|0[1-9][0-9]{1,2})-[0-9])"
    r"[A-Za-z]?[0-9]{1,4}[A-Za-z栋幢座]?"
    r"(?:-(?:[A-Za-z]?[0-9]{1,4}[A-Za-z]?|[A-Za-z](?=-[0-9]))){1,4}(?:室|房|号|户)?(?![0-9A-Za-z%.\-元年月天个万块])"
)
_PIECE = rf"(?:{_NUMBER}[ ]?{_UNIT})"
_STANDING = r"(?:底商|门面|商铺|门市|店面|地下室|负一层|顶楼|旁边?|对面|后面)"
_DOOR = re.compile(
    rf"(?:{_PIECE}|{_DASHED})"
    rf"(?:[ ,，]?(?:{_NAME}(?:{_NAME}|[0-9A-Za-z]){{1,11}}?)?(?:{_PIECE}|{_DASHED}))*"
    rf"(?:(?:[东南西北中]单元)?{_ROOM}|"
    rf"{_NAME}{{1,8}}?(?:[大广][厦场]|[区座苑园城楼]|公寓|国际|中心)(?:[A-Za-z][座栋塔])?{_ROOM}|"
    rf"{_NAME}{{1,6}}?(?:小区|[花家]园|公寓|大厦|新村|山庄|广场|国际|[花雅名]苑|家属院|宿舍|写字楼)(?!{_H})|"
    rf"(?!附近|旁|对面|后面|隔壁|周边){_NAME}{{2,6}}?(?:大厦|家属院|写字楼))?"
    rf"(?:[东南西北中左右]{{1,2}}[户室门]|[A-Za-z]区{_ROOM}?)?(?:[（(]{_STANDING}[)）]|{_STANDING})?"
)
# In the country the village is the door: 剑川县沙溪镇石龙村.
_VILLAGE = re.compile(
    rf"(?:(?<=[镇乡])|(?<=街道)|(?<=苏木)){_NAME}{{1,6}}?"
    r"(?:[村庄寨](?!民|委|干|支|官|医|里|口|镇|妇|长|上|头|部)|屯(?!兵|粮|货)|嘎查)"
    r"村?(?!民|委|干|支|官|医|口|镇|妇|长|部)"
    rf"(?:{_NAME}{{1,4}}?(?:[组屯坳湾沟坪]组?|社(?!区|保|会|员|里)|队(?!长|员|伍)))?"
)
_ELSEWHERE = re.compile(r"村(?!街道|镇|乡)|[:\-—]|办事处")  # a village behind one is another's
# Traditional characters of addresses, each folded in its place.
_SIMPLE = str.maketrans(
    "區號樓縣鎮單棟層門戶園廣廈莊灣鄉圍場東龍雲貴陝遼寧內臺蘇鋪舖衛國際學業廠橋嶺閣軒",
    "区号楼县镇单栋层门户园广厦庄湾乡围场东龙云贵陕辽宁内台苏铺铺卫国际学业厂桥岭阁轩",
)
MAYBE = re.compile(
    r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁][ ]?"
    r"[号#栋幢座排单室楼层弄组社队房户区期门铺梯巷支舍號棟單樓層門戶區鋪]"
    r"|T[0-9]{1,2}[ ]?[座栋塔]?[ ][0-9]{3}|[0-9]公寓|[0-9]-[0-9A-Za-z]"
    rf"|[镇乡道木鎮鄉]{_H}{{1,6}}[村屯庄寨查莊]"
).search
_SUFFIX = (
    r"自治区|自治州|自治县|经济开发区|开发区|高新区|新区|工业园区?|产业园|科技园|创业园|街道|"
    r"大道|大街|小区|社区|花园|家园|公寓|"
    r"大厦|新村|新城|山庄|广场|中心|宿舍楼?|家属院|家属楼|国际|名邸|华府|公馆|别墅|胡同|里弄|大院|"
    r"批发市场|建材城|市场|商城|大学|学院|中学|学校|医院|车站|名苑|雅苑|佳苑|嘉园|豪庭|花城|"
    r"步行街|商业街|"
    r"屯|省|市|州|盟|区|县|旗|镇|乡|村|庄|寨|路|街|道|巷|里|弄|苑|城|园|府|庭|湾|居|阁|轩|邸|坊|"
    r"墅|堡|厂|岭|沟|坝|湖|岸|郡|景|廷|筑|榭|湖畔|营|坡|桥|口|段|组|场"
)
_LEVEL = re.compile(rf"{_H}{{1,12}}?(?:{_SUFFIX})")
# What people say in front of an address, and what cannot be part of one.
_LEAD = re.compile(
    r"(?:[住地][址]|居住地|住地|户籍所?在?地?|籍贯|所在地|收货(?:人|地址?)?|寄件|邮寄|快递|门牌|家住|现住|现居|居住|"
    r"租住|常住|暂住|住在?|家在|"
    r"位于|坐落|座落|寄到|寄往|寄去|寄至|寄给|寄|送到|送至|送往|该送|独居|守在|坐标|搬到|搬去|跑到|跑去|上门到|上门|"
    r"来到|去到|到了?|去了?|在|至|"
    r"(?:房产|房子|抵押物)(?!局|证|税)|我家|他家|她家|家里|老家|单位|公司|店铺|店在|门店|厂在|于|是|为|往|从|来|回|的|把|将|按|"
    r"给|跟|和|与|及|或|里有|还有|没有|我|你|他|她|您|"
    r"请|麻烦|发|派|邮|递|叫|让|说|称|写|填|变更成?|改成?|更新|登记|了|着|过|户|址|里面)"
    r"(?:是|为|在|到|至|往|给|于|了|[:： ])*"
)
# One character that may as well stand in a place's name: 和平区, 兴发路.
_WITHIN = frozenset("和发来回里户于")
# Such a character where it is in a name for sure.
_NAMED_WITH = re.compile(
    "和平(?=[里东西南北中路街大道巷门苑镇乡村新家区])|(?<=新)发地|(?<=新)发(?=[路街镇乡村])"
)
_TOWARDS = frozenset("到至往")
_STOOD = re.compile(rf"{_H}{{1,7}}(?:省|市|(?<!小)区|县|旗|镇|乡|街道|州|盟){_H}?$")
# Where an address changes hands, words stand between 地址 and the place.
_CHANGED = re.compile(
    r"(?:也|都|已经?|应|请)?(?:(?:变更|更正|更改|更新|修改|改(?!则)|换)(?:成(?!都|安县|武县)|[为到至])?|由|从(?!化)|该送|"
    r"坐标)了?[:： ]*"
)
_MARKED = re.compile(r"[里儿边]{0,2}[: ]+")  # 寄这里：
# Where two roads meet: 潜山路与望江西路交口.
_ROAD = re.compile("[路街道巷]$")
_CROSSING = re.compile(rf"{_H}{{1,8}}?(?:路|街|大道)(?:的)?(?:交叉?口|交汇|路口|交界)")
# A building and a room behind the bare name of an estate: 恒大绿洲12栋2单元1503.
_BUILDING_ROOM = re.compile(
    r"[0-9A-Za-z一二三四五六七八九十]{1,4}[ ]?(?:号楼|#楼|栋|幢|座|公寓|舍).*?"
    rf"(?:(?<![0-9])[0-9]{{3,4}}|{_SAID_ROOM})(?:室|房|户)?$"
)
_TOWER = re.compile(
    rf"(?P<name>{_H}{{2,12}})(?:(?i:soho)|(?<=中心)|(?<=广场)|(?<=大厦)|(?<=国际)|(?<=[城园]))[ ]?"
    r"T[0-9]{1,2}[ ]?[座栋塔]?[ ][0-9]{3,4}(?:室|房)?(?![0-9A-Za-z元块万.%:年月日])"
)
_UNIT_BETWEEN = re.compile("单元|层|室$|房$")
_ESTATE = re.compile(rf"{_NAME}{{2,}}[0-9A-Za-z]{{0,5}}{_NAME}{{0,4}}$")
_LONGEST_ESTATE = 14
# How often a word that no estate is called by is seen: 反映, but not 凯旋.
_EVERYDAY = 1000
_CLAUSE = frozenset("vdpcr")
# What in front of an estate's name is none of it.
_LED = re.compile(
    r".*(?:[住地][址地]|住在?|家在|房子在|位于|坐落|座落|寄[到往去至给]?|送[到至往]|搬到|上门到|现居|租住|"
    r"收货|我家|他家|她家|公司|店在|单位在|发票|抬头|改[成为]|变更为|来到|去到|在|到|至|往|去(?!年)|"
    r"买(?:了|下|过|到)?|签订?了?|合同|期间|时间|时候|[今去前昨当明]年|[今昨前明]天|目前|现在|最近|近[期日]|严重|"
    r"以[来前后]|之[前后]|由于?(?<!自由)|[我你他她您是请])(?:[是为在到]|[:： ])*"
)
# Where building and room stand alone, only words of living or of an address say whose they are.
_LIVING = re.compile(
    r"(?:[住地][址地]|(?<![停记拦])住|家在|房子在|位于|[坐座]落|寄[到往去至给]?|送[到至往]|搬[到至]|上门|"
    r"现居|收货|[我他她]家|老家|门牌)(?:[是为在到于了的]|[:： ]|我们?|公司|单位)*$"
)
# A bank's own place is nobody's home.
_BANKS = re.compile(
    r".*(?:客服|客服中心|(?<!俱乐)部门?|营业[厅室]|网点|[总分支]行|银行|分理处|储蓄所|大厅|柜台|"
    r"(?:[贵我你本总分支银]行|客服)大[楼厦])|(?:.*[行部])?办公(?:大?楼|室|区)"
)
_LEADS_HOME = re.compile(
    "[住地][址地]|住|家|房子|位于|[坐座]落|寄|送|搬|上门|现居|收货|单位|公司|店|改|变更|在|到|至|往"
)
# What stands right before a door or a place that is the bank's own.
_OFFICE = re.compile(
    r"(?:[总分支]行|营业[部厅]|网点|分理处|储蓄所)(?:在|位于|是|[: ])*$"
    r"|(?:总部|[总分支]行|网点|营业[部厅]|[贵你]们?[行司])的?"
    r"(?:办公|注册)?地[址点](?:在|是|为|[: ])*$"
)
_HOME = re.compile("单元|[室户弄]|[栋幢座].*[0-9]{3}")  # homes have such doors
_SAID_OF_MANY = re.compile("[多余来几]|[平人]|[套间].{0,2}房")
_NUMBERED_ESTATE = re.compile(rf"{_NAME}{{2,6}}[0-9]{{1,4}}$")
_SURE_LEAD = re.compile(
    r"[住地]址|住|家在|户籍|籍贯|寄|邮|收货|送[到至往]|搬|位于|坐落|座落|地址|我家|他家|老家|"
    r"上门|门牌"
)
_BRANCH = re.compile(
    r"[的 ]?(?:门口)?(?:的)?[\u4e00-\u9fff]{0,6}(?:网点|支行|分行|分理处|营业厅|营业部|窗口|"
    r"柜台|ATM|银行|线|路公交|地铁)"
)
# What speaks of buildings and places, and is no address.
_NO_PLACE = re.compile(
    "建设(?![东南西北中一二三四五六七八九十0-9]*[路街大里巷])|违规|规划|共有|标注|条例|法规|部令|办法|图纸|提出|改建|扩建"
)
# Of a loan that is paid in parts, and no building among them.
_BUILDING = r"号栋幢座舍排元室楼层弄#\-"
_TERMS = re.compile(rf"[0-9]{{1,3}}期(?:[^{_BUILDING}]*[^0-9{_BUILDING}][0-9]{{1,3}}期)?")
_TWICE = re.compile(rf"(?P<first>{_PROVINCE})(?={_PROVINCE})")  # 上海上海市
_PARTING = re.compile('[，。！？；,!?;\n（(【\\[、）)》《“”"]')
_PLACE_PART = re.compile(
    rf"(?:{_PROVINCE}|{_H}{{1,7}}(?:省|市|(?<![小社])区|县|镇|乡|街道|州|旗))$"
)


def recognise(folded: str) -> Iterator[Span]:
    """Yield addresses of folded text: doors are rare, so look back from each for its places."""
    folded = folded.translate(_SIMPLE)
    yield from _villages(folded)
    yield from _towers(folded)
    last = 0
    for door in _DOOR.finditer(folded):
        begin = max(last, door.start() - 48)
        head = _head(folded[begin : door.start()])
        found = _places(head)
        if found is None:
            estate = _estate(head, door[0], folded[door.end() : door.end() + 2])
            if estate is not None:
                last = door.end()
                yield Span("address", door.start() - estate, last, 0.7, "estate, building, room")
            continue
        start, levels, province, lead = found
        offset = door.start() - len(head) + start
        if offset and folded[offset - 1].isdecimal():  # 阳光100小区
            numbered = _NUMBERED_ESTATE.search(folded[begin:offset])
            offset -= len(_LED.sub("", numbered[0])) if numbered else 0
        doors = len(re.findall(rf"{_PIECE}|{_DASHED}", door[0])) + bool(
            re.search(r"[0-9]{3,5}$", door[0])
        )
        doors += max(0, door[0].count("-") - 1)
        strength = min(levels, 4) + province + 2 * lead + min(doors, 3)
        single = re.fullmatch(
            r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[期区层楼队组社户门座]|"
            r"[0-9A-Za-z]+-[0-9]+",
            door[0],
        )
        needed = 4 if single else 3
        if re.fullmatch(r"[0-9]{1,2}[期区层]|[东南西北][门区]", door[0]) and not lead:
            continue
        if not lead and _TERMS.fullmatch(door[0]):
            continue
        if levels + province < 1 or strength < needed:
            continue
        if _BRANCH.match(folded, door.end()) and not lead:
            continue
        if _OFFICE.search(head) or (
            _OFFICE.search(folded[begin:offset]) and not _HOME.search(door[0])
        ):
            continue
        last = door.end()
        yield Span(
            "address", offset, door.end(), min(0.95, 0.45 + 0.07 * strength), "places and door"
        )


def _estate(head: str, door: str, behind: str) -> int | None:
    """Return how many characters the name of an estate takes before a ``door`` of building and
    room: 0 where words such as 住 stand right before the door, None where it is no home. Without
    such a word in front of the name it wants a unit too."""
    if not _BUILDING_ROOM.search(door) or _NO_PLACE.search(head) or _SAID_OF_MANY.match(behind):
        return None
    led = _LED.match(head)
    found = _ESTATE.search(head, led.end() if led else 0)
    name = _named(found[0]) if found else ""
    if _BANKS.fullmatch(name):
        return None
    if len(name) < 2:
        return 0 if _LIVING.search(head) else None
    at_home = led is not None and _LEADS_HOME.search(led[0]) is not None
    return len(name) if at_home or _UNIT_BETWEEN.search(door) else None


def _towers(folded: str) -> Iterator[Span]:
    """Yield the addresses of a tower told by its number and a room: 望京SOHO T3 2105."""
    for tower in _TOWER.finditer(folded):
        named = _named(_LED.sub("", tower["name"]))
        if len(named) >= 2:
            start = tower.end("name") - len(named)
            yield Span("address", start, tower.end(), 0.7, "estate, tower, room")


def _named(run: str) -> str:
    """Return the end of ``run`` that may be the name of an estate: whole words, behind the last
    one that goes on with the clause (反映, 一直)."""
    name = ""
    for word in reversed(words(run)):
        if len(name) + len(word) > _LONGEST_ESTATE or _goes_on(word):
            break
        name = word + name
    return name


def _goes_on(word: str) -> bool:
    """Tell whether an estate is hardly called by a word: a common verb, adverb, preposition,
    conjunction or pronoun."""
    tag = dictionary.load().tags.get(word, "")
    return len(word) > 1 and tag in _CLAUSE and ordinary_frequency(word) >= _EVERYDAY


def _villages(folded: str) -> Iterator[Span]:
    """Yield the addresses that end in a village behind its county and town."""
    last = 0
    for village in _VILLAGE.finditer(folded):
        head = _head(folded[max(last, village.start() - 48) : village.start()])
        found = _places(head)
        if found is None:
            continue
        start, levels, province, lead = found
        if levels < 2 or levels + province + lead < 3 or _ELSEWHERE.search(head, start):
            continue
        last = village.end()
        score = min(0.95, 0.52 + 0.07 * (min(levels, 4) + province + 2 * lead))
        yield Span("address", village.start() - len(head) + start, last, score, "places, village")


def _head(window: str) -> str:
    """Return the part of the window that may belong to the address: its last clause, and the
    clauses before it that are places themselves (浙江省，杭州市，西湖区)."""
    parts = _PARTING.split(window)
    size = len(parts[-1])
    for part in reversed(parts[:-1]):
        if not (0 < len(part) <= 10 and _PLACE_PART.search(part)) or size > 40:
            break
        size += len(part) + 1
    return window[len(window) - size :] if size else ""


def _places(head: str) -> tuple[int, int, bool, bool] | None:
    """Return where the places begin in ``head``, how many levels, whether a province leads, and
    whether words such as 住址 stand in front; None where there is no place."""
    start, sure = 0, False
    tail = re.compile(
        rf"(?:{_PROVINCE})(?![东南西北中]?(?:大?[路街道]|巷|里))"
        rf"(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?{_H}"
    ).search(head)
    limit = tail.start() if tail else len(head)
    for lead in _LEAD.finditer(head):
        if lead.start() > limit:
            break
        if sure and not (_SURE_LEAD.search(lead[0]) or lead[0][0] in _TOWARDS):
            continue  # 地址呼和浩特市: no word stands between, unless it was something sent
        if (
            lead[0] in ("与", "和", "跟", "及")
            and _ROAD.search(head[: lead.start()])
            and _CROSSING.match(head, lead.end())
        ):
            continue
        if lead[0] in _WITHIN and _NAMED_WITH.match(head, lead.start()):
            continue  # 和平里, 新发地
        if lead[0] in _WITHIN and _STOOD.search(head[start : lead.start()]):
            continue  # 沈阳市和平区
        # 的 or 在 inside a name is rare, but what follows must still be a place.
        rest = head[lead.end() :]
        if _LEVEL.match(rest) or re.match(_PROVINCE, rest):
            start = lead.end()
            sure = sure or _SURE_LEAD.search(lead[0]) is not None
    while changed := _CHANGED.match(head, start):
        start = changed.end()
    if tail is None or tail.start() < start:
        found = start
        # The clause may go on behind a word that is in no place's name.
        for bad in re.finditer(_BAD, head[start:]):
            last = start + bad.end()
            if marked := _MARKED.match(head, last):
                last = marked.end()
            if _LEVEL.match(head[last:]) or re.match(_PROVINCE, head[last:]):
                found, tail = last, None
        start = found
    province = False
    if tail is not None and tail.start() >= start:
        start, province = tail.start(), True
        if twice := _TWICE.match(head, start):
            start = twice.end("first")
    rest = head[start:]
    if tail is not None and not sure:
        sure = _SURE_LEAD.search(head[: tail.start()]) is not None
    levels = [*_LEVEL.finditer(rest)]
    if (not levels and not province) or re.search(f"{_BAD}|第$", rest) or _NO_PLACE.search(rest):
        return None
    if not province and levels:
        start += levels[0].start()
    return start, len(levels), province, sure
