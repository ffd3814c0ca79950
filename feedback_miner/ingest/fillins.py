"""The box beside 其他: what was filled in there belongs to the choice before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from feedback_miner.ingest.findings import Verdict, ignored
from feedback_miner.ingest.multiselect import NOT_CHOSEN
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.language import t

__all__ = ["judge_fill_ins"]

MOSTLY_EMPTY = 0.5  # share of rows beyond which a box is no aside
AGREE = 0.8  # share of filled boxes whose row chose 其他

_EXPLICIT = re.compile(r"选项填空\s*[\]】)）]?\s*$")  # 问卷星's own
_OTHER = re.compile(r"其[他它]|(?<![a-z])others?(?![a-z])", re.IGNORECASE)
_ASKED = re.compile(
    r"请.{0,4}(?:注明|填写|说明|写明|写出|补充|列出|列明)|(?:注明|填空|文本|文字|内容)\W*$|"
    r"[_＿]{2,}|(?:please )?specify|(?<![a-z])text\W*$",
    re.IGNORECASE,
)
# 其他 at the beginning, the asking right behind it: needs no number to belong to a choice.
_DIRECT = re.compile(
    r"\W*(?:其[他它](?:选项)?|others?)[\W_]*"
    r"(?:请.{0,2}(?:注明|填写|说明|写明|写出|补充|列出|列明)|注明|填空|文本|文字|内容|"
    r"(?:please )?specify|text|[_＿]{2,}|$)",
    re.IGNORECASE,
)
_BARE = re.compile(r"其[他它](?:选项)?|others?", re.IGNORECASE)
# What asks for opinions is a question of its own, whatever stands before it (其他意见，请填写).
_OPINION = re.compile(
    r"意见|建议|想[说法对要]|看法|感[受想]|反馈|吐槽|留言|期[望待]|希望|补充说明|评[价论]|"
    r"原因|理由|体验|不满|不足|投诉|差距|需[求要]|问题|地方|相比|困难|为什么|"
    r"comment|suggest|opinion|feedback|remark",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:Q|第)?\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_LEAD = re.compile(r"^\s*(?:Q|第)?\s*\d{1,3}\s*题?[\s.、．:：_\-]*", re.IGNORECASE)
_CHOICES = ("multi", "segment", "channel")
_DOUBTED = (*_CHOICES, "text", "ignored")


def judge_fill_ins(
    part: pd.DataFrame, profiles: Sequence[Profile], verdicts: dict[int, Verdict]
) -> list[str]:
    """Leave out the boxes of 其他 and return their names: named so by the survey tool, or by a
    header that asks to fill in or says 其他 alone, mostly empty, and filled where 其他 was chosen
    in the question before: the one of the same number or, where the header begins with 其他 and
    asks at once, the one beside it; where that question shows no 其他, of the same number. A header
    that asks for opinions, reasons or problems is a question of its own. ``part`` are rows of the
    export.
    """
    boxes: set[int] = set()
    for position, column in enumerate(profiles):
        if verdicts[position].column.role not in _DOUBTED or not column.counts:
            continue
        explicit = _EXPLICIT.search(column.name) is not None
        if not explicit and (not _asks(column.name) or column.answered > MOSTLY_EMPTY):
            continue
        question = _before(position, profiles, verdicts, boxes)
        if not explicit and not (question and _fits(part, column.name, question, profiles)):
            continue
        boxes.add(position)
        name = profiles[question[0]].name if question else ""
        group = verdicts[question[0]].column.group if question else ""
        verdicts[position] = ignored(column.name, _why(group or name))
    return [profiles[position].name for position in sorted(boxes)]


def _asks(name: str) -> bool:
    """Tell whether a header may be that of the box of 其他, and asks for no opinion."""
    own = _LEAD.sub("", name)
    if _OPINION.search(own) or not _OTHER.search(own):
        return False
    return _ASKED.search(own) is not None or _BARE.fullmatch(own.strip()) is not None


def _before(
    position: int,
    profiles: Sequence[Profile],
    verdicts: dict[int, Verdict],
    boxes: set[int],
) -> list[int]:
    """Return the columns of the choice a box may belong to, none where there is none."""
    earlier = [p for p in range(position) if p not in boxes]
    choices = [p for p in earlier if verdicts[p].column.role in _CHOICES]
    number = _number(profiles[position].name)
    same = [p for p in choices if number and _number(profiles[p].name) == number]
    beside = choices[-1:] if choices[-1:] == earlier[-1:] else []
    last = same[-1:] or (beside if _stands_alone(profiles[position].name) else [])
    if not last:
        return []
    group = verdicts[last[0]].column.group
    return [p for p in choices if p == last[0] or (group and verdicts[p].column.group == group)]


def _stands_alone(name: str) -> bool:
    """Tell whether a header may belong to a choice of another number, or of none."""
    explicit = _EXPLICIT.search(name) is not None
    return explicit or _DIRECT.match(_LEAD.sub("", name)) is not None


def _fits(
    part: pd.DataFrame, name: str, question: Sequence[int], profiles: Sequence[Profile]
) -> bool:
    """Tell whether a box is filled where 其他 was chosen in the question; where the question has no
    such option in sight, whether both bear one number."""
    filled = part[name].str.strip().map(lambda cell: not unanswered(cell, "text")).astype(bool)
    filled &= part[name].str.strip() != ""
    if not filled.any():
        return False
    chosen = _other_chosen(part, [profiles[p].name for p in question])
    if chosen is None:
        number = _number(name)
        return number != "" and number == _number(profiles[question[0]].name)
    return bool(chosen[filled].mean() >= AGREE)


def _other_chosen(part: pd.DataFrame, names: Sequence[str]) -> pd.Series[bool] | None:
    """Return who chose 其他 in a question of one column or one an option; None where neither its
    cells nor its options tell."""
    if len(names) > 1:
        names = [name for name in names if _OTHER.search(name)][-1:]
        if not names:
            return None
        cells = part[names[0]].str.strip().str.lower()
        return (cells != "") & ~cells.isin(NOT_CHOSEN)
    found = part[names[0]].str.contains(_OTHER).astype(bool)
    return found if found.any() else None


def _number(name: str) -> str:
    found = _NUMBER.match(name)
    return found[1] if found else ""


def _why(question: str) -> str:
    if not question:
        return t("选项的填空，不作为反馈分析", "the box of an option: not analysed as feedback")
    return t(
        f"「{question}」的选项填空（其他），不作为反馈也不用来分组",
        f'the box of an option (other) of "{question}": neither feedback nor a group',
    )
