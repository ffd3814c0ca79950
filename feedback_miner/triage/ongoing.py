"""What can still be stopped: a life in danger, a fraud in progress."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from feedback_miner.language import t

__all__ = ["STAGES", "stage", "words_of"]

# The order in which they stand; "" is what has happened already, or is no such thing.
STAGES = ("life", "fraud", "")
_NAMES = {"life": ("人身危险", "a life in danger"), "fraud": ("骗局还在进行", "fraud in progress")}
RECENT = timedelta(days=3)  # money on its way is gone by then
_FRAUD = re.compile(
    r"刚才|刚刚|正在|这会儿|此刻|现在(?:就|还|正|在|屏幕|让|叫|要)|今[早天晚]|早上起来|一直在[转刷扣]"
    r"|马上又|转不转|(?:要不要|该不该|能不能)(?:再|继续)?(?:转|打|给|交)"
    r"|[快赶]紧?(?:帮我)?(?:冻结|止付|挂失|拦)|(?:马上|立即|立刻|紧急)(?:帮我)?(?:冻结|止付|挂失|拦)"
    r"|屏幕(?:还|共享|被|正)|共享屏幕|远程控制|正(?:被|让我|叫我|催我|逼我|要我)"
    r"|电话(?:都)?还(?:没挂|通着|连着)|还没(?:有)?挂(?:断|电话|机|呢|$|[，。！])"
    r"|在(?:ATM|取款机|柜员机|提款机|转账机|柜台|自动存?取款机)机?(?:的?[前旁边]|这[儿里边]?|上)"
    r"|(?:钱|款)(?:我)?还没(?:有)?(?:转|汇|打过去|打给|交)(?!给我|到我)"
    r"|还没(?:有)?(?:转|汇)(?:过去|出去|给(?:他|她|对方|骗子)|[，。！？]|$)",
    re.I,
)
# Urged to pay: now, save where the sentence tells of the past and of nothing since.
_URGED = re.compile(
    r"还[要让叫催]我?(?:再|继续|转|打|交|汇)|(?:催|等|让|叫|逼|要)着?我[^，。！？；\n]{0,4}?(?:转|打|汇|交)"
    r"(?!电话|来|进|回|开)"
)
_PAST = re.compile(
    r"昨[天晚日]|前[天晚几年]|[上那]个?(?:周|月|星期|礼拜)|上次|上回|当时|当初|那天|那时|之前|以前|曾经?|去年|今年[0-9一二三四五六七八九十]{1,2}月"
    r"|[0-9一二三四五六七八九十几]+[个]?(?:天|周|月|年|星期)(?:之?前)|[0-9一二三四五六七八九十]+月[0-9一二三四五六七八九十]+[日号]"
)
_SINCE = re.compile(r"现在|今[天早晚]|刚|又|还在|还[要让叫催]|这会|眼下|目前")
_OVER = re.compile(
    r"昨[天晚]|前[天晚]|上[个]?[周月]|上次|当时|那天|之前|曾经?|去年|\d+月\d+[日号]"
    r"|已经?(?:报警|验伤|立案|出院)"
)
_COMING = re.compile(
    r"明[天早晚]|今[天晚早]|后天|下[周个]|再|还[在不说没要]|正|现在|[堵守]在|[堵守]着|不敢|不走|等着"
    r"|扬言|威胁|恐吓|就[让把来去要叫]|要[弄杀砍打让来]|一开门|后悔|小心"
)


def stage(
    text: str, flags: Collection[str], received: datetime | None, now: datetime | None
) -> str:
    """Return which of STAGES a case for today is at, as its text tells: "life" for self-harm and
    for violence that is going on or threatened, "fraud" for one reported within three days in
    words of what is happening now."""
    if "self_harm" in flags:
        return "life"
    if "violence" in flags and (_COMING.search(text) or not _OVER.search(text)):
        return "life"
    fresh = received is None or now is None or now - received <= RECENT
    if "fraud" in flags and fresh and (_FRAUD.search(text) or _urged(text)):
        return "fraud"
    return ""


def _urged(text: str) -> bool:
    """Tell whether somebody is being urged to pay, as far as the words before tell."""
    for match in _URGED.finditer(text):
        first = max(text.rfind(end, 0, match.start()) for end in "。！？\n") + 1
        past = list(_PAST.finditer(text, first, match.start()))
        if not past or _SINCE.search(text, past[-1].end(), match.end()):
            return True
    return False


def words_of(stage: str) -> str:
    """Return in brackets, in the current language, what can still be stopped; "" for nothing."""
    if not stage:
        return ""
    name = t(*_NAMES[stage])
    return t(f"（可能还能制止：{name}）", f" (may still be stopped: {name})")
