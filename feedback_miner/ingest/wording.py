"""What a header says: role, question kind, outcome, factor. Words only; cells are not looked at.

The words lie in ``lexicons/headers``; the factor ids there are those of the ``loan`` codebook. All
that is said is a proposal that a user may edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from feedback_miner.lexicon import expressions
from feedback_miner.privacy.masking import TOKEN_PATTERN
from feedback_miner.survey import Outcome, QuestionKind

__all__ = [
    "asks_advice",
    "asks_improvement",
    "factor_of",
    "is_channel",
    "is_counted",
    "is_demographic",
    "is_duration",
    "is_importance",
    "is_multiple",
    "is_open",
    "is_personal",
    "is_ranking",
    "is_satisfaction_item",
    "is_score",
    "is_single",
    "is_statement",
    "is_technical",
    "is_time",
    "is_title",
    "is_usage",
    "is_weight",
    "is_yes_no",
    "leaves",
    "names_direction",
    "outcome_of",
    "question_of",
    "reversed_item",
    "reversed_wording",
]

Tables = Literal["roles", "questions", "outcomes", "factors"]

# What an open question asks for and the words of it: the first that is found is it.
_QUESTIONS: tuple[tuple[QuestionKind, str], ...] = (
    ("why", "why_both"),
    ("remark", "both"),
    ("dislike", "dislike"),
    ("like", "like"),
    ("improve", "improve"),
    ("why", "why"),
    ("complaint", "complaint"),
)
_OUTCOMES: tuple[Outcome, ...] = (
    "price_tolerance",
    "switching_cost",
    "recommend",
    "reuse",
    "satisfaction",
)


@cache
def _words(table: Tables) -> Mapping[str, re.Pattern[str]]:
    """Return a table of ``lexicons/headers``, read once: it changes with the program only."""
    return expressions.load(f"headers/{table}", re.IGNORECASE)


def _said(name: str) -> str:
    """Return a header without our own tokens: one in which an employee's name is masked
    (您对客户经理[姓名]的满意度) does not ask for a name."""
    return TOKEN_PATTERN.sub("", name) if "[" in name else name


def _found(word: str, name: str, table: Tables = "roles") -> bool:
    return _words(table)[word].search(_said(name)) is not None


def reversed_item(name: str) -> bool:
    """Tell whether a header says that its item is scored in reverse (反向题, reverse scored)."""
    return _found("reversed_item", name)


def is_time(name: str) -> bool:
    """Tell whether a header names a moment (提交答卷时间, created_at)."""
    return _found("time", name) and not is_duration(name)


def is_duration(name: str) -> bool:
    """Tell whether a header names the time an answer took (所用时间)."""
    return _found("duration", name)


def is_weight(name: str) -> bool:
    """Tell whether a header names a respondent's weight (权重)."""
    return _found("weight", name.strip())


def is_technical(name: str) -> bool:
    """Tell whether a header names a technical trace (IP, 来源详情)."""
    return _found("technical", name)


def is_personal(name: str) -> bool:
    """Tell whether a header names a person's data (姓名, 手机号, 地址)."""
    return _found("personal", name)


def is_channel(name: str) -> bool:
    """Tell whether a header names the channel a response came by."""
    return _found("channel", name)


def is_demographic(name: str) -> bool:
    """Tell whether a header names a group of customers (性别, 城市, 客户星级)."""
    return _found("demographic", name) and not is_statement(name)


def is_statement(name: str) -> bool:
    """Tell whether a header is a statement to agree with (我信任这个品牌), whatever it names."""
    return _found("statement", name)


def asks_advice(name: str) -> bool:
    """Tell whether a header ends in asking for opinions or suggestions (11.其他建议)."""
    return _found("advice", name) and not (is_demographic(name) or is_yes_no(name))


def asks_improvement(question: str) -> bool:
    """Tell whether a question asks what should be better, not for opinions of any kind."""
    return _found("improvement", question)


def is_counted(name: str) -> bool:
    """Tell whether a header asks which option, or names a count or code (批次), not a rating."""
    return _found("counted", name)


def is_yes_no(name: str) -> bool:
    """Tell whether a header asks for yes or no (是否…)."""
    return _found("yes_no", name)


def is_usage(name: str) -> bool:
    """Tell whether a header names a measured number (ARPU, 次数, 点赞数)."""
    return _found("usage", name)


def is_score(name: str) -> bool:
    """Tell whether a header asks for a rating (满意度, 评分, NPS)."""
    return _found("score", name)


def is_ranking(name: str) -> bool:
    """Tell whether a header asks to put options in order (请排序, rank)."""
    return _found("ranking", name)


def is_importance(name: str) -> bool:
    """Tell whether a header asks how important something is, by order or by marks."""
    return _found("importance", name)


def is_multiple(name: str) -> bool:
    """Tell whether a header says that several options may be chosen (【多选题】)."""
    return _found("multiple", name)


def is_single(name: str) -> bool:
    """Tell whether a header says that one option may be chosen (【单选题】)."""
    return _found("single", name) and not is_multiple(name)


def is_open(name: str) -> bool:
    """Tell whether a header asks for words (意见建议, 用户描述, review)."""
    return _found("open", name)


def is_title(name: str) -> bool:
    """Tell whether a header names the title of a longer text beside it (留言主题)."""
    return _found("title", name)


def question_of(name: str) -> QuestionKind:
    """Return what an open question asks for: improve, like, dislike, why, complaint or remark."""
    return next((kind for kind, word in _QUESTIONS if _found(word, name, "questions")), "remark")


def outcome_of(name: str) -> Outcome:
    """Return the outcome a score measures, "" for none."""
    return next((outcome for outcome in _OUTCOMES if _found(outcome, name, "outcomes")), "")


def is_satisfaction_item(name: str) -> bool:
    """Tell whether a header is a numbered item of a satisfaction scale (sat1, SAT_2, 满意3)."""
    return _words("roles")["satisfaction_item"].fullmatch(_said(name.strip())) is not None


def names_direction(name: str) -> bool:
    """Tell whether a header says which way its scale runs: satisfaction (利率满意度)."""
    return _found("direction", name)


def factor_of(name: str) -> str:
    """Return the ``loan`` factor with the most words in a header, "" for none."""
    best, most = "", 0
    for factor, words in _words("factors").items():
        found = sum(len(match[0]) for match in words.finditer(_said(name)))
        if found > most:
            best, most = factor, found
    return best


def leaves(name: str) -> bool:
    """Tell whether to agree with a header's statement is to leave (别家更便宜我会换)."""
    return _found("leaves", name, "outcomes")


def reversed_wording(name: str) -> bool:
    """Tell whether a high number is the bad end by the header's words (不满意程度)."""
    return _found("reversed", name) or reversed_item(name) or leaves(name)
