"""What is lodged as a complaint though it only asks: it wants somebody all the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from feedback_miner.lexicon import expressions
from feedback_miner.triage.notes import is_note

__all__ = ["lodged"]

# 我要投诉, 投诉贵司…; 投诉电话是多少, 我要投诉怎么走流程 and 投诉已解决 lodge none.
_OPENING = re.compile(
    r"(?:(?:你好|您好|领导好?|客服)\W*)?"
    r"(?:(?:本人|我们?|客户|来电人?|消费者|现|特此?|在此|再次|第[二三四五]次|实名|强烈|正式|要|来|想|需要|必须|就)*)"
    r"(?:投诉|举报)"
    r"(?!的?(?:电话|热线|专线|渠道|方式|部门|流程|邮箱|地址|入口|平台|按钮|功能|页面|进度|结果|指南|说明)"
    r"|[^，。！？；\n]{0,4}(?:怎么|如何|找谁|打哪|走流程)"
    r"|(?:一?事|的事|的问题|的那|这)?[^，。！？；\n]{0,6}(?:撤[销回诉]|取消|已经?[^，。！？；\n]{0,4}(?:解决|处理|办结)"
    r"|解决了|处理[好完了]))"
)
# Taken back, or put right: nobody is to be called for it.
_BACK = re.compile(
    r"(?:不|别|无需|不用|不想|没有|不再|取消|撤销|撤回|撤)(?:要|打算|用|再|准备|继续|是|是要|是来|了)*(?:投诉|举报)(?!无门)"
    r"|(?:投诉|举报)[^，。！？；\n]{0,6}(?:撤销|撤回|取消)|撤诉"
)
# What stands before such words where nothing is taken back: who refuses to, who is pressed to, whom
# staff told to, who cannot but complain.
_KEPT = re.compile(
    r"(?:不[会能想肯愿]?意?|不可能|不打算|不同意|不接受|没有?|未|拒绝|休想|别想|凭什么要?|为什么要?)"
    r"(?:再|去|给你们|让我|你们|主动|自己|轻易|随便|因此)*$"
    r"|(?:催|逼|劝|求|让|叫|要|骗|威胁|诱导|强迫|暗示|警告|不停打电话给)(?:着|了|过)?(?:我们?|客户|本人|消费者)"
    r"(?:赶紧|马上|尽快|去|先|主动|把)*$"
    r"|(?:客服|坐席|(?<![跟和对向])你们|催收|经理|专员|工作人员)(?:[跟对和]我)?[^，。！？；\n客我]{0,4}"
    r"(?:说|称|告诉我?|表示)[\s，：:“\"「『]*$"
    r"|(?:不得|不能|不可能|怎能|怎么能|岂能)$"
)
# Or behind: 不要再投诉了这种话是客服说的.
_TOLD = re.compile(
    r"了?[”\"」』]?[，,]?(?:(?:这种|这样的|这类|之类的?|这些|的)话"
    r"|[^，。！？；\n]{0,3}是(?:客服|坐席|你们|催收|经理|专员|对方)[^，。！？；\n]{0,4}[说讲])"
)
LONGEST = 240  # characters of a request: what is longer tells of more
_CLAUSE_END = re.compile(r"[，,。！？；!?;\n]|$")
_REACH = 16  # characters before such words that are looked at
_LEADING = re.compile(r"\W*")
# A record that is wrong is to be put right, an official number that leads nowhere is a fault.
_FAULT = re.compile(
    r"征信[^。！？；\n]{0,14}(?:更正|改正|改过来|纠正|更新(?:成|为|一下)|修正|消除|删除|撤销)"
    r"|(?:更正|纠正|修正|消除|更新)[^，。！？；\n]{0,8}征信"
    r"|(?:电话|热线|号码|客服)[^。！？；\n]{0,12}(?:是个?|成了?|全?都?是)空号"
)
_HOW = re.compile(r"(?:多久|几天|什么时候|怎么|如何|能不能自己|可以自己|会不会|会自动|需要什么)")
# In a text content as a whole, what follows such words is the matter it was written for.
_MATTER = re.compile(r"(?:就是|只是|但是?|不过|可是|唯独|除了|只不过)")


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/disputes")


def lodged(text: str, label: str, acts: Collection[str]) -> bool:
    """Tell whether a text of a complaints' column lodges a complaint, whatever its mood.

    ``label`` is its sentiment, ``acts`` what the rules take its clauses for: one of them complains,
    it opens with 投诉, wants a credit record put right, or tells of an official number that is
    none, asks that something be undone or proved (要求解除抵押). What takes a complaint back lodges
    none, what refuses to lodges one; staff's own notes lodge none.
    """
    if is_note(text):
        return False
    kept = [_is_kept(text, back) for back in _BACK.finditer(text)]
    if not all(kept):
        return False
    if label == "positive":
        return "complaint" in acts and _MATTER.search(text) is not None
    begin = _LEADING.match(text)
    if kept or "complaint" in acts or _OPENING.match(text, begin.end() if begin else 0):
        return True
    found = _FAULT.search(text)
    if found is not None and _HOW.search(text[max(0, found.start() - 6) : found.end()]) is None:
        return True
    return _requests(text)


def _requests(text: str) -> bool:
    """Tell whether a customer asks that something be undone, given back or proved, and it has not
    been done yet."""
    heard = _heard()
    found = heard["request"].search(text)
    if found is None or len(text) > LONGEST:
        return False
    ended = _CLAUSE_END.search(text, found.end())
    if heard["asked"].search(text[: ended.end() if ended else len(text)]):
        return False
    if heard["others"].search(text[max(0, found.start() - _REACH) : found.start()]):
        return False
    return not heard["answered"].search(text, found.end()) and not heard["over"].search(text)


def _is_kept(text: str, back: re.Match[str]) -> bool:
    """Tell whether words that take a complaint back are denied, or others' words."""
    before = text[max(0, back.start() - _REACH) : back.start()]
    return _KEPT.search(before) is not None or _TOLD.match(text, back.end()) is not None
