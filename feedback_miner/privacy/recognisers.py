"""Recognisers: each finds one kind of personal data and says how sure it is and why.

Shape after Presidio's recognisers. Check digits raise confidence and do not veto beside a word
such as 身份证, because people mistype. Digits may be full-width and spaced or dashed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_text

__all__ = ["Span", "luhn", "recognise", "resident_id_check"]

ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data in a text: kind, where, how sure (0 to 1) and why."""

    kind: str
    start: int
    end: int
    score: float
    why: str

    def moved(self, by: int) -> Span:
        """Return the span shifted by so many characters."""
        return replace(self, start=self.start + by, end=self.end + by)


_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ－　＠．", "0123456789Xx- @.")
_D = "[0-9０-９]"
_GAP = r"[ \-－—　]?"
_PHONE = re.compile(
    rf"(?<![0-9０-９A-Za-z])(?:(?:\+|00)?86{_GAP})?([1１][3-9３-９](?:{_GAP}{_D}){{9}})(?![0-9０-９])"
)
_ID = re.compile(
    rf"(?<![0-9０-９A-Za-z])({_D}{{6}}{_GAP}{_D}{{8}}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ])(?![0-9０-９A-Za-z])"
)
_ID15 = re.compile(rf"(?<![0-9０-９A-Za-z])({_D}{{15}})(?![0-9０-９A-Za-z])")
_CARD = re.compile(rf"(?<![0-9０-９A-Za-z])({_D}(?:{_GAP}{_D}){{14,18}})(?![0-9０-９])")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:[.．][A-Za-z0-9-]{1,63}){1,4}"
    r"(?![A-Za-z0-9])"
)
_COMPANY_BOX = re.compile(
    r"^(?:service|services|kefu|info|support|complaint|complaints|tousu|cs|admin|hr|contact|"
    r"help|sales|marketing|noreply|no-reply)@",
    re.I,
)
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][ ·•.\-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
_WECHAT = re.compile(
    r"(?:微信号?|薇信|威信|weixin|wechat|vx|wx|V信|v信|加[vV]|微)(?:号|账号|帐号|id|ID|是|为|也是|同号)?"
    r"[:： ]{0,3}(?P<id>[A-Za-z][A-Za-z0-9_\-]{4,19}|[a-zA-Z0-9_\-]*[a-zA-Z_\-][a-zA-Z0-9_\-]{4,})",
    re.I | re.A,
)
_QQ = re.compile(
    r"(?:QQ|qq|扣扣)(?:号|邮箱)?(?:是|为)?[:： ]{0,3}(?P<id>[1-9][0-9]{4,10})(?![0-9])"
)
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_H = r"[\u4e00-\u9fff]"
_NUMBER = r"[0-9０-９A-Za-z一二三四五六七八九十甲乙丙丁]{1,6}"
_DOOR = (
    rf"(?:{_NUMBER}(?:-{_NUMBER}){{0,3}}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄|组|房|户|期|区|队|社)"
    r"|[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,4}){0,2}(?![0-9A-Za-z%.]))"
)

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻"
)
_TWO = "欧阳|上官|司马|诸葛|皇甫|司徒|东方|尉迟|公孙|慕容|令狐|长孙|宇文|夏侯|端木"
_NAME = rf"(?:(?:{_TWO}){_H}{{1,2}}|[{SURNAMES}]{_H}{{1,2}})"
_TITLE = (
    r"(?:先生|女士|小姐|经理|主任|行长|客户经理|同志|老师|师傅|大姐|大哥|阿姨|叔叔"
    r"|专员|客服|柜员|律师|医生|总|同学)"
)
_NAME_AFTER = re.compile(
    r"(?:我叫|我是|本人|姓名|名字|名叫|叫做|户名|借款人|担保人|联系人|投诉人|持卡人|客户|申请人|工作人员|贵公司|贵行|贵司|你们公司|你行|我司|经办人|客户经理|"
    r"信贷员|业务员|柜员|催收员|员工|经理|主任|我老公|我老婆|我妈|我爸|我儿子|我女儿|我哥|我弟|我姐|我妹|爱人|"
    r"妻子|丈夫|父亲|母亲|儿子|女儿|共借人|同事|朋友|收款人|法人|老板|叫|账户名|实名)"
    rf"(?:姓名|名字|名叫|叫做|是|为|叫)?[:：「“（( ]{{0,2}}(?P<name>{_NAME})"
    r"(?=[，,。；;、：:！!？?）)」” \n（(\[【/0-9a-zA-Z]|$|的|是|在|说|来电|称|反映|投诉"
    r"|电话|手机|身份证|先生|女士|小姐|"
    r"于|向|给|跟|对|打|因|于|将|被|把|本人|申请|办理|名下|要求|表示|老师|经理|主任|住|和|与|态度|服务|帮|很|卡号|账号|签|离职|全程|跟办|负责|耐心|热情|专业|接待|告诉|答应|承诺|经办|登记|去年|今年|已|未|没|又|一直|申报|拨打|致电|口头|称呼|辱骂|威胁|强行|冒充)"
)
_NAME_TITLE = re.compile(
    rf"(?<!{_H})(?P<name>(?:{_TWO}){_H}{{1,2}}|[{SURNAMES}]{_H}{{1,2}})(?={_TITLE})"
    rf"|(?:感谢|表扬|找|联系|叫|和|跟|与|向|对|由|被|经|给|问|让|请|谢谢|客户)"
    rf"(?P<name2>(?:{_TWO}){_H}{{1,2}}|[{SURNAMES}]{_H}{{1,2}})(?={_TITLE})"
)
_NAME_BEFORE = re.compile(
    rf"(?:^|[，,。；;、：: \n（(【\[])(?P<name>{_NAME})"
    r"(?=[，,、：: （(]{0,2}(?:身份证|手机号?|电话|联系电话|男|女)[，,：: 号0-9１])"
)
_GIVEN_STOP = frozenset(
    "的了吗呢吧啊是在有不和也都就要会能被把给让对向从到着过得地很太没还再又可以这那哪您你我他她它们什么怎么"
)


def resident_id_check(number: str) -> bool:
    """Tell whether an 18-digit resident id passes the check digit of GB 11643-1999."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(d) for w, d in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def luhn(number: str) -> bool:
    """Tell whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    path = resources.lexicons() / "common" / "not_names.txt"
    lines = read_text(path).splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def _plain(text: str) -> str:
    return re.sub(r"[ \-—]", "", text.translate(_WIDE))


def _near(text: str, start: int, words: str, reach: int = 12) -> bool:
    return re.search(words, text[max(0, start - reach) : start]) is not None


def _phones(text: str) -> Iterator[Span]:
    for m in _PHONE.finditer(text):
        order = _near(text, m.start(), "订单号?|合同号?|借据号?|单号|工单|编号|流水号", 6)
        context = _near(text, m.start(), "电话|手机|联系|号码|致电|微信|同号|打", 10)
        yield Span("phone", m.start(), m.end(), 0.3 if order and not context else 0.9, "mobile")


def _ids(text: str) -> Iterator[Span]:
    for m in _ID.finditer(text):
        number = _plain(m[1])
        context = _near(text, m.start(), "身份证|证件|身份|居民证")
        month, day, year = int(number[10:12]), int(number[12:14]), int(number[6:10])
        dated = 1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 2030
        checked = resident_id_check(number)
        score = 0.3 + 0.3 * dated + 0.3 * checked + 0.4 * context
        if _near(text, m.start(), "订单|合同|借据|单号|流水号|编号", 6) and not context:
            score -= 0.4 * (not checked)
        yield Span("id_card", m.start(), m.end(), min(1.0, score), "date, check digit, context")
    for m in _ID15.finditer(text):
        number = _plain(m[1])
        dated = 1 <= int(number[8:10]) <= 12 and 1 <= int(number[10:12]) <= 31
        if dated and _near(text, m.start(), "身份证|证件号"):
            yield Span("id_card", m.start(), m.end(), 0.8, "15 digits, context")


def _cards(text: str) -> Iterator[Span]:
    for m in _CARD.finditer(text):
        number = _plain(m[1])
        context = _near(
            text,
            m.start(),
            "卡号|银行卡|储蓄卡|信用卡|账号|帐号|借记卡|账户|工资卡|尾号前|卡[:：]",
            10,
        )
        if _near(text, m.start(), "订单|合同|借据|单号|流水|编号|身份证", 6) and not context:
            continue
        prefix = number[:2] in {"62", "60", "95", "45", "43", "52", "51", "54", "55", "37", "35"}
        prefix = prefix or number[0] in "45"
        score = 0.35 * luhn(number) + 0.25 * prefix + 0.5 * context
        yield Span("bank_card", m.start(), m.end(), min(1.0, score), "Luhn, prefix, context")


def _emails(text: str) -> Iterator[Span]:
    for m in _EMAIL.finditer(text):
        if not _COMPANY_BOX.match(m[0].translate(_WIDE)):
            yield Span("email", m.start(), m.end(), 0.95, "form")


def _plates(text: str) -> Iterator[Span]:
    for m in _PLATE.finditer(text):
        if any(c.isdigit() for c in m[0][2:]):
            yield Span("plate", m.start(), m.end(), 0.9, "form")


def _wechats(text: str) -> Iterator[Span]:
    for pattern in (_WECHAT, _QQ):
        for m in pattern.finditer(text):
            word = m["id"]
            if (
                pattern is _QQ
                or any(c.isdigit() or c in "_-" for c in word)
                or ":" in m[0]
                or "：" in m[0]
                or "号" in m[0]
            ):
                yield Span("wechat", m.start("id"), m.end("id"), 0.85, "context")


_ADDRESS_LEVEL = re.compile(
    r"[省市州区县旗]|[镇乡村]|街道|路|大道|街|巷|胡同|弄|小区|花园|家园|公寓|大厦|苑|[\u4e00-\u9fff]{2}(?:城|园|府|庭|湾|居|阁)"
)


def _addresses(text: str) -> Iterator[Span]:
    # Doors are rare; look back from each for the places they belong to.
    # A housing estate may stand between the street's number and the building's.
    for door in re.finditer(rf"{_DOOR}(?:[ ]?(?:{_H}{{2,8}}?)?{_DOOR})*", text):
        window = max(0, door.start() - 40)
        head = text[window : door.start()]
        cut = max((head.rfind(c) for c in "，。！？；：,!?;:\n（("), default=-1)
        head = head[cut + 1 :]
        lead = re.search(
            r"(?:住址|地址|家庭住址|家住|住在|家在|现住|户籍|位于|寄到|送到|邮寄到?|搬到|我在|人在|跑到|上门到|去了|去|住|到|在|来|是|给|为)"
            r"(?:是|为|在|到|于|了)?(?=" + _H + r"{2})",
            head,
        )
        cued = lead is not None and lead[0][0] in "住地家现户位寄送邮"
        while lead is not None:
            head = head[lead.end() :]
            lead = re.search(
                r"(?:住址|地址|家住|住在|家在|现住|位于|寄到|送到|我在|我家)(?:是|为|在)?", head
            )
        levels = _ADDRESS_LEVEL.findall(head)
        province = re.match(_PROVINCES, head)
        if not levels and not province:
            continue
        first = re.search(
            rf"(?:{_PROVINCES})|{_H}{{1,6}}?(?:省|市|州|区|县|旗|镇|乡|街道|路|大道|街|巷|村|小区|花园|家园|公寓|苑|府|庭|湾|城|园)",
            head,
        )
        if first is None:
            continue
        start = door.start() - len(head) + first.start()
        strong = len(levels) + bool(province) + cued
        tail = door[0]
        if re.fullmatch(r"[0-9]{1,6}[号层楼期区]|[0-9-]+", tail) and strong < 2:
            continue
        if re.search(
            r"(?:网点|支行|分行|营业厅|营业部|门店|窗口|柜台|线|期)",
            text[door.end() : door.end() + 4],
        ):
            continue
        yield Span("address", start, door.end(), 0.6 + 0.1 * min(strong, 4), "places and door")


def _names(text: str) -> Iterator[Span]:
    for pattern in (_NAME_AFTER, _NAME_TITLE, _NAME_BEFORE):
        for m in pattern.finditer(text):
            group = "name" if m.groupdict().get("name") else "name2"
            word, start = m[group], m.start(group)
            given = word[2:] if len(word) > 2 and word[:2] in _TWO.split("|") else word[1:]
            if (
                word in _not_names()
                or word[:2] in _not_names()
                or given[0] in _GIVEN_STOP
                or given[-1] in _GIVEN_STOP
            ):
                continue
            if re.search(_TITLE[3:-1].replace("总|", ""), word[1:]):
                continue
            yield Span("name", start, start + len(word), 0.8, "surname, context")


_RECOGNISERS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[Span]]], ...] = (
    (re.compile(r"[1１][3-9３-９]"), _phones),
    (re.compile(r"[0-9０-９]{6}"), _ids),
    (re.compile(r"[0-9０-９]{4}"), _cards),
    (re.compile(r"[@＠]"), _emails),
    (re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]"), _plates),
    (re.compile(r"微|薇信|威信|vx|wx|V信|v信|[vV]|wechat|weixin|QQ|qq|扣扣", re.I), _wechats),
    (
        re.compile(
            r"[0-9０-９A-Za-z一二三四五六七八九十甲乙丙丁](?:号|栋|幢|座|单元|室|弄|组|房|户|楼|-)"
        ),
        _addresses,
    ),
    (
        re.compile(
            r"叫|我是|本人|名|人|经理|员|先生|女士|小姐|主任|行长|老师|师傅|客户|电话|身份证|手机|老公|老婆|妻子|丈夫|爱人|"
            r"父亲|母亲|儿子|女儿|我[妈爸哥弟姐妹]|同事|朋友|老板|大姐|大哥|律师"
        ),
        _names,
    ),
)
_PRIORITY = {
    "id_card": 0,
    "email": 1,
    "bank_card": 2,
    "phone": 3,
    "plate": 4,
    "address": 5,
    "wechat": 6,
    "name": 7,
}


def recognise(text: str) -> list[Span]:
    """Return the personal data in ``text``, sorted and disjoint, each at least half sure.

    Kinds: phone, id_card, bank_card, email, name, address, plate, wechat (and QQ). Where two
    overlap the surer one stays.
    """
    found = [
        span
        for gate, recogniser in _RECOGNISERS
        if gate.search(text)
        for span in recogniser(text)
        if span.score >= ENOUGH
    ]
    if len(found) > 1:
        found.sort(key=lambda s: (-s.score, _PRIORITY[s.kind], s.start))
        kept: list[Span] = []
        for span in found:
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
        found = sorted(kept, key=lambda s: s.start)
    return found
