"""What is lodged as a complaint though it only asks: it wants somebody all the same."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["lodged"]

# 我要投诉, 投诉贵司…; 投诉电话是多少, 我要投诉怎么走流程 and 投诉已解决 lodge none.
_OPENING = re.compile(
    r"\W*(?:你好|您好|领导好?|客服)?\W*"
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
# A record that is wrong is to be put right, an official number that leads nowhere is a fault.
_FAULT = re.compile(
    r"征信[^。！？；\n]{0,14}(?:更正|改正|改过来|纠正|更新(?:成|为|一下)|修正|消除|删除|撤销)"
    r"|(?:更正|纠正|修正|消除|更新)[^，。！？；\n]{0,8}征信"
    r"|(?:电话|热线|号码|客服)[^。！？；\n]{0,12}(?:是个?|成了?|全?都?是)空号"
)
_HOW = re.compile(r"(?:多久|几天|什么时候|怎么|如何|能不能自己|可以自己|会不会|会自动|需要什么)")
# In a text content as a whole, what follows such words is the matter it was written for.
_MATTER = re.compile(r"(?:就是|只是|但是?|不过|可是|唯独|除了|只不过)")


def lodged(text: str, label: str, acts: Collection[str]) -> bool:
    """Tell whether a text of a complaints' column lodges a complaint, whatever its mood.

    ``label`` is its sentiment, ``acts`` what the rules take its clauses for: one of them complains,
    it opens with 投诉, wants a credit record put right, or tells of an official number that is
    none. What takes a complaint back lodges none.
    """
    if _BACK.search(text):
        return False
    if label == "positive":
        return "complaint" in acts and _MATTER.search(text) is not None
    if "complaint" in acts or _OPENING.match(text):
        return True
    found = _FAULT.search(text)
    return found is not None and _HOW.search(text[max(0, found.start() - 6) : found.end()]) is None
