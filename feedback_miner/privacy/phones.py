"""Mobile numbers and fixed lines of mainland China; those of Hong Kong, Macau, Taiwan and abroad
with their codes or beside a word for a phone.

Hotlines (400, 800, 955xx, 12378) are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.checks import landline
from feedback_miner.privacy.number import Number
from feedback_miner.privacy.span import Span

__all__ = ["test"]

_MOBILE = re.compile(r"(?:(?:00)?86|0)?(1[3-9][0-9]{9})")
# Prefixes that were never given out are still phones when a person writes so.
_USUAL = frozenset(
    {
        (11,),
        (3, 4, 4),
        (3, 8),
        (4, 3, 4),
        (4, 4, 3),
        (7, 4),
        (3, 3, 5),
        (3, 5, 3),
        (5, 6),
        (6, 5),
        (5, 3, 3),
        (3, 2, 2, 2, 2),
        (3, 4, 2, 2),
        (3, 2, 3, 3),
        (2, 3, 3, 3),
        (1, 3, 3, 4),
        (3, 2, 2, 4),
        (5, 2, 4),
        (3, 3, 3, 2),
        (1, 10),
        (2, 9),
        (4, 7),
        (8, 3),
    }
)
_BYTE = "(?:1?[0-9]{1,2}|2[0-4][0-9]|25[0-5])"
_OTHER = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}|[01]\.[0-9]+")  # internet addresses, decimals
_ITEM = re.compile(r"(?:^|[\n，。；;])[ ]?[1-9][0-9]?\.$")  # 1.138…
_GIVEN_OUT = re.compile("1(?:3|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8|9)")
_STARS = re.compile(r"(?:^|[^0-9*])\*{1,2}(?:[0-9]{2}\*)?$")  # *138…*, **21*138…#
_BESIDE = re.compile(r"(?:^|[^0-9])(?:[0-9]{1,3}-|1[3-9][0-9]{9}-)$")
_CODE_WORD = re.compile("[A-Za-z]|订单|合同|编号|单号|流水|工单|借据|案号|协议|保单")
_APP_BEHIND = re.compile(r"(?:qq|wx|vx|v信|wechat|weixin|tel)(?![A-Za-z0-9])", re.I)
_OUTSIDE = re.compile(r"(?:主叫|被叫|外呼|呼出|呼叫|去电|来电|外显|来显)(?:号码?|是|为|[: ])*$")
_FIRST = re.compile("A{1,3}", re.I)
_ENTRY = re.compile(
    r"$|\.[a-z]|"
    r"[ ]?[\u4e00-\u9fff]{0,3}(?:[姐哥叔姨总嫂妹弟]|经理|师傅|先生|女士|老师|老板|主任|客户)"
)
_LETTERS = re.compile(r"[A-Za-z]+$")
_CALLS = frozenset(
    [
        "tel",
        "phone",
        "mobile",
        "cell",
        "call",
        "hp",
        "vx",
        "wx",
        "v",
        "wechat",
        "weixin",
        "weix",
        "t",
        "m",
        "p",
        "no",
        "number",
        "q",
        "qq",
        "dh",
        "sj",
        "x",
        "mob",
        "ph",
        "lxdh",
        "lxfs",
        "dianhua",
        "shouji",
        "haoma",
        "telephone",
        "whatsapp",
        "wa",
        "sms",
    ]
)
_AMOUNT = re.compile(r"\.[0-9]|[ ]?(?:元|块|万|亿|%|￥|rmb|RMB|笔|人次)")
_FLOAT = re.compile(r"\.0(?![0-9元块万])")  # a number that a table holds as 13812345678.0
_OVERSEAS = re.compile(r"\+?(?:00)?(852|853|886)$")
# Country codes (ITU-T E.164) of more than a few callers, and the digits of a number with them.
_ABROAD = re.compile(
    r"1[2-9][0-9]{9}|7[0-9]{10}|6[0-6][0-9]{7,10}|8[124][0-9]{8,11}|(?:3[0-469]|4[0-9]|5[1-8]|9[0-58])"
    r"[0-9]{8,11}|(?:2[0-9]{2}|3[578][0-9]|42[0-9]|59[0-9]|67[0-9]|8(?:5[56]|80)|9[679][0-9])[0-9]{7,9}"
)
_PLUS = re.compile(r"(?<![0-9A-Za-z])\+ ?$")
_AREA_IN_BRACKETS = re.compile(r"\+1[ \-]?\([2-9][0-9]{2}\)[ \-]?$")
_TAIWAN = re.compile(r"09[0-9]{8}")
_TAIWANESE = frozenset({(10,), (4, 3, 3), (4, 6), (4, 2, 2, 2)})
_BY_PHONE = re.compile(
    r"(?:手机|移动电话|电话|号码|whatsapp|(?:香港|澳门|港澳?|澳)(?:的|本地)?(?:联系|手机|电话)?)"
    r"(?:号码?|是|为|[:：(, ])*$",
    re.I,
)
_HONG_KONG = re.compile("香港|澳门|港澳|[港澳](?:手机|电话|号)|whatsapp", re.I)
# Behind the bare word two groups of four are prices: 手机 4999 5999 都能分期.
_BARE_MOBILE = re.compile("手机(?:是|为|[(, ])*$")
_EXTENSION = re.compile(
    r"[ ]?(?:\((?:转|分机号?|内线)[ :：]?[0-9]{1,6}\)|\*[0-9]{2,4}(?![*0-9])|"
    r"(?:转|分机号?|内线|-|ext\.?|EXT\.?|Ext\.?|#)[ :：]?(?:分机)?[ :：]?[0-9]{1,6}"
    # Behind a comma an amount may go on: 1000多块, 3000的额度, 100来天.
    r"|,[ ]?[0-9]{3,6}"
    r"(?!\.[0-9]|[ ]?(?:[多余来的几百千亿位名笔条天期]|分(?!机)|人(?!工)|左右|上下)))"
    r"(?![0-9年月日点号元万块次个:])"
)
# Right in front of a mobile number with a digit too many or too few.
_MISTYPED = re.compile(r"(?:手机|电话|移动电话|机主|联系方式)(?:号码?|是|为|[:(, ])*$")
_COUNTED = re.compile("[ ]?[多余]?[次分秒个人条户]")
_FIXED_CUE = re.compile(
    r"(?:座机|固话|固定电话|家庭电话|宅电|家里电话|单位电话|办公电话|办公室电话|电话|致电|拨打|"
    r"打|回电|联系)"
    r"(?:号码?|是|为|：|:| |\(|,|，|我|至|到|给)*$"
)
# Words of other things too, behind which a day, a count or a round sum is none.
_LINE_CUE = re.compile(r"(?:家电(?=:)|电联|传真|小灵通)(?:号码?|是|为|[:(, ])*$")
_SUM_OR_DAY = re.compile(
    r"20[0-3][0-9][01][0-9]{2,3}|[0-9]{3,4}0000(?![0-9])|[0-9 \-]+[ ]?[张份页次个台件条]"
)
_FIXED_BEHIND = re.compile(
    r"[ ]?[（(]?(?:这?个?是|为)(?:我们?|本人|他|她)?(?:家里?|单位|公司|办公室?)?的?"
    r"(?:座机|固话|固定电话|家庭电话|办公电话|宅电|电话(?!费|卡|银行))"
)
_PUBLIC = re.compile(
    r"(?:热线|客服|总机|官方|营业[厅部]|网点|支行|分行|贵行|银行|前台)[^，。；]{0,6}$"
)
# One more line of the same place: 0571-86620153、86620154; and one told by its last digits: /54.
_NO_UNIT = "(?![0-9A-Za-z.%-]|/[0-9]{1,2}/|[ ]?[元块万千百多余来额的天月年日号个次期分张条份笔人])"
_MORE = re.compile(
    rf"(?:[ ]?(?:[/、]|或)[ ]?(?!20[0-3][0-9][01])[2-8][0-9]{{6,7}}(?<!0000){_NO_UNIT})+"
    rf"|(?:/(?!(?:19|20)[0-9]{{2}})[0-9]{{2,4}}(?<![0-9]00){_NO_UNIT})+"
)
_CODE_BEFORE = re.compile(r"\(?\+?(?:00)?86\)?[ \-]?\(?$|\+$|\($")


def test(number: Number) -> Iterator[Span]:
    """Yield a phone where the stretch of digits is one."""
    size = len(number.digits)
    if size in (11, 12, 13, 15):
        yield from _mobile(number)
    if size in (9, 10, 12, 13):
        yield from _mistyped(number)
    if size in (7, 8, 10, 11, 12, 13, 14, 15, 16):
        yield from _fixed(number)
    if size in (8, 9, 10, 11, 12):
        yield from _overseas(number)
    if number.whole and 7 <= size <= 14:
        yield from _abroad(number)


def _mobile(number: Number) -> Iterator[Span]:
    found = _MOBILE.fullmatch(number.digits)
    if found is None:
        return
    if _OTHER.fullmatch(number.text, number.start, number.end):
        return
    code = len(number.digits) - 11
    sizes = _without(number.sizes, code)
    regular = sizes in _USUAL or all(size == 1 for size in sizes)
    if not regular and number.cue != "phone" and not (number.whole and len(sizes) <= 5):
        return
    before = number.before(12)
    if re.search(r"[0-9][.\-*]$|[*＊]$", before) and not _apart(number):
        return
    float_ = _FLOAT.match(number.text, number.end) if number.cue == "phone" else None
    if _AMOUNT.match(number.text, number.end) and not float_:
        return
    letters = _LETTERS.search(before)
    score = 0.9 if number.whole else 0.8
    if (
        letters
        and letters[0].lower() not in _CALLS
        and not re.search(r"\d{17}[Xx]$|%3A$", before)
        and not _sorted_first(number)
    ):
        score = 0.3
    if (
        number.cue != "phone"
        and re.match(r"[A-Za-z_]{2}|[a-z][0-9]", number.after(2))
        and not _APP_BEHIND.match(number.text, number.end)
    ):
        score = 0.3
    if number.cue == "reference" and len(number.sizes) == 1:
        score = 0.3
    start, end = number.start, float_.end() if float_ else number.end
    if sizes in ((11,), (3, 4, 4)) and (more := _MORE.match(number.text, end)):
        end = more.end() if more[0][0] == "/" and more[0][1:].isdecimal() else end
    country = re.search(r"(?:\(?\+|\+|00)?\(?86\)?[ \-]?$|\+$", before)
    if country and (code == 0 or country[0] == "+"):
        start -= len(country[0])
    yield Span("phone", start, end, score, "mobile")


def _sorted_first(number: Number) -> bool:
    """Tell whether the letters in front are those that put an entry of an address book first
    (A13812345678周姐), and no part of a code."""
    front = number.text[: number.start]
    return _FIRST.fullmatch(front) is not None and _ENTRY.match(number.text, number.end) is not None


def _apart(number: Number) -> bool:
    """Tell whether a whole mobile number behind a digit and a stroke or behind a star is none of
    theirs: the next of a list (12-138…, 1.138…), behind another phone, or put between stars."""
    if number.sizes != (11,) or not _GIVEN_OUT.match(number.digits):
        return False
    if _ITEM.search(number.before(5)):
        return True
    if number.before(1) == "*":
        return _STARS.search(number.before(8)) is not None
    before = number.before(24)
    return _BESIDE.search(before) is not None and not _CODE_WORD.search(before)


def _mistyped(number: Number) -> Iterator[Span]:
    """Yield a mobile number of 9, 10, 12 or 13 digits right behind a word for a phone: it tells
    nearly as much as the right one; and one behind the digit that a switchboard dials first."""
    if not number.whole:
        return
    if re.fullmatch("91[3-9][0-9]{9}", number.digits) and _OUTSIDE.search(number.before(12)):
        yield Span("phone", number.start, number.end, 0.7, "mobile behind a 9")
    if not re.match("1[3-9]", number.digits) or number.cue != "phone":
        return
    if len(number.digits) in (9, 13) and len(number.sizes) > 1:
        return
    if len(number.sizes) > 1 and number.sizes[:2] != (3, 4):
        return
    if _AMOUNT.match(number.text, number.end) or _COUNTED.match(number.text, number.end):
        return
    if _MISTYPED.search(number.before(12)):
        yield Span("phone", number.start, number.end, 0.6, "mobile, mistyped")


def _without(sizes: tuple[int, ...], code: int) -> tuple[int, ...]:
    """Return the sizes of the groups behind a country code of so many digits."""
    rest = list(sizes)
    while code and rest:
        taken = min(code, rest[0])
        rest[0] -= taken
        code -= taken
        if not rest[0]:
            rest.pop(0)
    return tuple(rest)


def _fixed(number: Number) -> Iterator[Span]:
    digits, sizes, before = number.digits, number.sizes, number.before(16)
    start = number.start
    code = _CODE_BEFORE.search(before)
    # A part of a longer number, unless what stands before the stroke is a whole one.
    if re.search(r"(?<![0-9]{6})[0-9]/$|[0-9][.\-:]$|[A-Za-z*]$", before):
        return
    if _AMOUNT.match(number.text, number.end) or re.match(
        r"[A-Za-z]|\*(?![0-9]{2,4}(?![0-9*]))|-[0-9]{5}", number.after(6)
    ):
        return
    score = 0.0
    if landline(digits) and (len(sizes) == 1 or sizes[0] in (3, 4)):
        score = 0.85 if len(sizes) <= 3 else 0.4
        if len(sizes) > 1 and (digits[1] in "12") != (sizes[0] == 3):
            score = 0.0
        if len(sizes) == 1 and number.cue in ("reference", "bank_card"):
            score = 0.3
    elif bracket := _bracketed(number):
        score = 0.85
        start -= bracket
    elif _from_abroad(digits) and number.whole and (len(sizes) > 1 or number.cue == "phone"):
        score = 0.8
    elif len(digits) in (7, 8) and sizes in ((7,), (8,), (4, 4), (3, 4)):
        said = (
            _FIXED_CUE.search(before)
            or _FIXED_BEHIND.match(number.text, number.end)
            or (_LINE_CUE.search(before) and not _SUM_OR_DAY.match(number.text, number.start))
        )
        if digits[0] in "2345678" and said:
            score = 0.7
        if digits.startswith(("400", "800", "95", "96")):
            score = 0.0
    if score < 0.3 or _PUBLIC.search(before[-12:]):
        return
    if code and code[0].strip("(") and (digits[0] == "0" or code[0] == "+"):
        start -= len(code[0])
    end = number.end
    if found := _EXTENSION.match(number.text, end) or _MORE.match(number.text, end):
        end = found.end()
    yield Span("phone", start, end, score, "fixed line")


def _from_abroad(digits: str) -> bool:
    """Tell whether digits are a fixed line behind the country's code, its area code with the zero
    or without: 86 21 6288 1234, 0086 021 6288 1234."""
    behind = digits.removeprefix("00")
    return behind[:2] == "86" and landline("0" + behind[2:].removeprefix("0"))


def _bracketed(number: Number) -> int:
    """Return how many characters an area code in brackets takes in front: (010)88886666, and
    (86-10)88886666."""
    before = number.before(14)
    found = re.search(r"[(\[【]?(0[0-9]{2,3})[)\]】][ \-]?$", before) or re.search(
        r"[(\[【]\+?(?:00)?86[ \-]{0,2}([1-9][0-9]{1,2})[)\]】][ \-]?$", before
    )
    code = "0" + found[1].removeprefix("0") if found else ""
    return len(found[0]) if found and landline(code + number.digits) else 0


def _overseas(number: Number) -> Iterator[Span]:
    before = number.before(8)
    digits, sizes = number.digits, number.sizes
    inside = sizes[0] == 3 and digits[:3] in ("852", "853", "886")
    if inside and before.endswith(("+", "00", "(")) and 11 <= len(digits) <= 12:
        start = number.start - (1 if before.endswith(("+", "(")) else 0)
        yield Span("phone", start, number.end, 0.8, "overseas")
    elif sizes == (11,) and digits[:3] in ("852", "853") and before.endswith("+"):
        yield Span("phone", number.start - 1, number.end, 0.8, "overseas")
    elif len(digits) in (8, 9, 10):
        code = _OVERSEAS.search(before.rstrip(" -)）"))
        if code:
            yield Span(
                "phone", number.start - len(before) + code.start(), number.end, 0.8, "overseas"
            )


def _abroad(number: Number) -> Iterator[Span]:
    """Yield numbers of other countries behind their codes, and those of Taiwan, Hong Kong and
    Macau without one beside a word for a phone."""
    digits, before = number.digits, number.before(16)
    if _AMOUNT.match(number.text, number.end) or re.match(r"[A-Za-z*]", number.after(1)):
        return
    if plus := _PLUS.search(before):
        grouped = len(number.sizes) > 1 or number.cue == "phone"
        if grouped and not digits.startswith("86") and _ABROAD.fullmatch(digits):
            yield Span("phone", number.start - len(plus[0]), number.end, 0.8, "abroad")
    elif len(digits) == 7 and number.sizes == (3, 4):
        if area := _AREA_IN_BRACKETS.search(before):
            yield Span("phone", number.start - len(area[0]), number.end, 0.8, "abroad")
    elif number.sizes in _TAIWANESE and _TAIWAN.fullmatch(digits):
        if number.cue == "phone" or "台" in before:
            yield Span("phone", number.start, number.end, 0.8, "Taiwan")
    elif (
        number.sizes in ((8,), (4, 4))
        and digits[0] in "456789"
        and not digits.startswith(("400", "800", "95", "96"))
        and _BY_PHONE.search(before)
        and (
            _HONG_KONG.search(before)
            or ("手机" in before and (len(number.sizes) == 1 or not _BARE_MOBILE.search(before)))
        )
        and number.cue in ("phone", "")
    ):
        yield Span("phone", number.start, number.end, 0.75, "Hong Kong or Macau")
