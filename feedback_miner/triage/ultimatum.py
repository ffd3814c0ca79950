"""The day by which a customer wants an answer: his own words, and the day that they mean."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from feedback_miner.triage.workdays import add_working_days, next_holiday

__all__ = ["Ultimatum", "find"]

DAY = timedelta(days=1)
LONGEST = 92  # days: what lies further off is no deadline for an answer
_N = r"[0-9]{1,3}|[一二两三四五六七八九十半]{1,3}"
_M = r"[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_WHEN = (
    rf"(?P<when>(?:(?P<month>{_M})月(?:份)?)?(?:(?P<this>这个?|本)月|(?P<later>下{{1,2}})个?月)?"
    r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[号日](?!内)"
    r"|(?P<rel>今[天日晚]|明[天日早晚]|大后天|后[天日])"
    r"(?:下班|天黑|上午|中午|下午|晚上)?(?:[0-9]{1,2}点)?"
    r"|(?P<side>这个?|本|下{1,2}个?)?(?:周|星期|礼拜)(?P<week>[一二三四五六日天末])"
    r"|(?P<in>这个?|本)(?:周|星期|礼拜)(?=[之以]?内)"
    rf"|(?P<end>(?:(?P<its>{_M})|这个?|本|下{{1,2}}个?)?月底)"
    r"|(?P<feast>国庆节?|中秋节?|春节|过年|元旦|五一|(?<![环季细章情关礼调])节)(?=[之以]?前)"
    rf"|(?P<n>{_N})个?(?P<unit>工作日|小时|天|日|周|星期|礼拜|(?<=个)月)"
    r"(?=[之以]?内|时间|期限|[，,][^。！？\n]{0,8}?[不没未]))"
)
_TAIL = r"(?:时间|期限)?(?:之前|以前|前|[之以]?内)?"
# 10号没退 tells of the past: what is to come has a 前 or 再, or is today or later by its words.
_BY = (
    r"(?:时间|期限)?(?:(?:之前|以前|前|[之以]?内)(?:再|还|要是|如果|若|仍然?)?|再|还(?=不)|(?=若)"
    r"|(?<=[天日晚早午班黑点])(?=不(?!用|要|再|想)|[你贵银]))"
)
# What a customer waits for; what a lender waits for (还款, 提供材料) is none of it.
_DONE = (
    r"(?:处理|解决|答复|回复|回电|回话|办[好完理妥]|退(?![休出役化步货让])|到账(?!单)|放款|解[冻封押]|说法|结果"
    r"|更正|改[过好正]|删除|道歉|赔|返还|结清证明|(?<=无)人(?:处理|联系|回)|联系我|给我|还我|给个?|搞定|销户|撤[销下掉回]|(?<!车没)(?<!车不)停(?!机|车|息)|收手|整改|兑现|弄好|反馈|书面)"
)
_ELSE = (
    r"(?:否则|不然|要不然|我?就|我们?[就将会要去]|将|后果|直接|只[能好]|必须|立[马刻]|马上"
    r"|银保监|监管|123|投诉|法院|律师|起诉|曝光|媒体|记者|抖音|黑猫|信访|报警)"
)
_CONDITION = re.compile(
    _WHEN + _BY + r"[^，。！？；\n]{0,6}?(?:不|没|未|无(?![法权效理论所需])|见不到|等不到"
    r"|收不到|得不到)[^，。！？；\n]{0,6}?"
    + _DONE
    + r"[^。！？\n]{0,10}?(?:，|,|\s)?[^。！？\n]{0,10}?"
    + _ELSE
)
_DEMAND = re.compile(
    r"(?:(?<![申提邀聘])请(?!问)|望|要求(?!我)|限(?!额|制|于|时)|务必|必须|期限|给(?:你们?|贵[行司]))"
    r"[^，。！？；\n]{0,8}?"
    + _WHEN
    + r"(?:(?:时间|期限)?(?:之前|以前|前|[之以]?内)|时间|期限|(?<=[今明后][天日晚早]))"
    + r"(?:必须)?(?:[，,]?[^，。！？；\n]{0,8}?|[将把][^，。！？；\n]{0,20}?)(?<!不)"
    + _DONE
)
# 最迟明天到账 tells how things are.
_LATEST = re.compile(
    r"(?:最[迟晚]|至迟)[在于]?"
    + _WHEN
    + _TAIL
    + r"(?:[^，。！？；\n能会可]{0,8}?|[将把][^，。！？；\n]{0,20}?)(?<!不)(?!到账|放款)"
    + _DONE
    + r"(?![^，。！？\n]{0,4}[吗么？?])"
)
_MUST = re.compile(
    _WHEN + r"(?:[之以]?内|之前|以前|前)(?:必须|务必|一定要|得)[^，。！？；\n]{0,6}?(?<!不)" + _DONE
)
# 最后给你们两天，没动静我就去…
_LAST = re.compile(
    r"(?:给(?:你们?|贵[行司]))?最后(?:再?给(?:你们?|贵[行司]))?"
    + _WHEN
    + _TAIL
    + r"[，,][^。！？\n]{0,12}?[不没未][^。！？\n]{0,10}?"
    + _ELSE
)
# What stands before a time that is over (上个月10号) or comes round again (每月10号).
_GONE = re.compile(
    r"(?:(?<![网线路楼以])上+|每|去年|前年|历)个?(?:月份?|周|星期|礼拜)?的?$"
    r"|那个?(?:月份?|周|星期|礼拜)的?$|那个$|(?:最近|过去|(?<!最)近|连续)的?$"
)
# Whose words they are, where not the customer's.
_OTHERS = re.compile(
    r"(?:(?<!我)(?:你们?|他们?|她|贵[行司]|银行|平台)|催收?员?|对方|客服|坐席|经理|法务|短信|电话里?)"
    r"(?:[^。！？，\n]{0,6}(?:说|威胁|恐吓|要求|让|叫|称|承诺|答应|通知|发)[^。！？\n]{0,6})?$"
    r"|(?:承诺|答应|约定|规定|保证|预计|同意|写[明着清]|[载注列]明)[^。！？，\n]{0,6}$"
)
_OWN = re.compile(
    r"我们?(?:已经?|也|就)?[跟对和向给与][^，。！？\n]{0,8}$|我们?(?:说|要求)[^，。！？\n]{0,4}$"
)
_SPEAKER = re.compile(r"(?:坐席|客服|经办|工号\d*|座席|话务员|催收员?|银行)[:：][^。！？!?\n]*")
_DIGITS: Mapping[str, int] = {
    **{sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)},
    "两": 2,
}
_RELATIVE = {"今": 0, "明": 1, "后": 2, "大": 3}


class Ultimatum(NamedTuple):
    """The customer's words for a time, and the day they mean; None where the row has no time."""

    words: str
    day: date | None


def find(text: str, received: datetime | None) -> Ultimatum | None:
    """Return the earliest day by which a customer wants an answer or threatens to go further,
    read as said at ``received``; None where none is set.

    Only what is said as a condition (10号之前不处理就去银保监) or a demand (请在三日内答复)
    counts, not what staff, collectors or contracts say, nor days of the past or of every month. A
    bare day of the month is the next one, a bare weekday the next one, days within which something
    is to be done run from the day after.
    """
    spoken = _SPEAKER.sub(lambda match: "。" * len(match[0]), text)
    found = []
    for pattern in (_CONDITION, _DEMAND, _LATEST, _MUST, _LAST):
        for match in pattern.finditer(spoken):
            before = spoken[: match.start()]
            if _OTHERS.search(before) and not _OWN.search(before):
                continue
            if _GONE.search(spoken[: match.start("when")]):
                continue
            words = _words(match)
            if received is None:
                found.append(Ultimatum(words, None))
                continue
            day = _day(match, received)
            if day is not None and 0 <= (day - received.date()).days <= LONGEST:
                found.append(Ultimatum(words, day))
    return min(found, key=lambda one: (one.day or date.max, one.words), default=None)


def _words(match: re.Match[str]) -> str:
    """Return the time with what follows it (之前, 内)."""
    tail = re.match(_TAIL, match.string[match.end("when") :])
    return match["when"] + (tail[0] if tail else "")


def _day(match: re.Match[str], received: datetime) -> date | None:
    """Return the day that a match means, None where there is no such day."""
    today = received.date()
    if match["rel"]:
        return today + _RELATIVE[match["rel"][0]] * DAY
    if match["feast"]:
        name = match["feast"].removesuffix("节")
        feast = next_holiday(today, {"过年": "春", "五一": "劳动"}.get(name, name))
        return feast - DAY if feast else None
    if match["in"]:
        return today + (6 - today.weekday()) * DAY
    if match["week"]:
        return _weekday(match["week"], match["side"] or "", today)
    if match["end"]:
        months = _ahead(_number(match["its"]), today) if match["its"] else match["end"].count("下")
        return _months_on(today.replace(day=1), months, last=True)
    if match["n"]:
        return _within(_number(match["n"]), match["n"] == "半", match["unit"], received)
    day = _number(match["day"])
    if match["month"]:
        return _numbered(_ahead(_number(match["month"]), today), day, today)
    if match["later"]:
        return _numbered(len(match["later"]), day, today)
    return _numbered(int(day < today.day and not match["this"]), day, today)


def _weekday(sign: str, side: str, today: date) -> date:
    number = {"末": 6, "天": 6, "日": 6}.get(sign, _DIGITS.get(sign, 0) - 1)
    ahead = number - today.weekday()
    if side.startswith("下"):
        return today + (ahead + 7 * side.count("下")) * DAY
    return today + (ahead if side or ahead >= 0 else ahead + 7) * DAY


def _within(count: int, half: bool, unit: str, received: datetime) -> date:
    today = received.date()
    if unit == "小时":
        return (received + timedelta(hours=0.5 if half else count)).date()
    if unit == "工作日":
        return add_working_days(today, count)
    if unit == "月":
        return today + 15 * DAY if half else _months_on(today, count)
    return today + (0 if half else count * (1 if unit in "天日" else 7)) * DAY


def _ahead(month: int, today: date) -> int:
    """Return how many months ahead (negative: back) a month is that is named by its number: one
    that is over is next year's only where it is more than half a year back."""
    ahead = month - today.month
    return ahead + 12 if ahead < -6 else ahead


def _months_on(day: date, months: int, last: bool = False) -> date:
    """Return the same day so many months on, or that month's last day where it has no such day or
    ``last`` is asked for."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if last else min(day.day, length))


def _numbered(months: int, day: int, today: date) -> date | None:
    """Return that day of the month so many months on, None where it has no such day."""
    first = _months_on(today.replace(day=1), months)
    try:
        return first.replace(day=day)
    except ValueError:
        return None


def _number(words: str) -> int:
    """Return a number up to 99 in digits or Chinese signs, 0 for none."""
    if not words or words.isdigit():
        return int(words or 0)
    tens, found, ones = words.partition("十")
    if found:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(words, 0)
