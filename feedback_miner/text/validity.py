"""Whether an answer says anything at all.

无, 没有, 不知道, 同上, 1111, asdf, punctuation and the question copied say nothing; 好, 慢, 无语,
都不满意 and a lone 👍 do. What says nothing is listed in ``lexicons/common/nonanswers.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from feedback_miner import resources
from feedback_miner.language import t
from feedback_miner.lexicon.tsv import read_rows

__all__ = ["LONGEST", "is_valid", "letters", "listed", "shows_feeling"]

_PARTS = ("lead", "none", "object", "answer", "tail", "whole", "reply", "word")
# What may follow what; an answer may end after anything but a lead.
_NEXT = {
    "": ("lead", "none", "answer", "whole"),
    "lead": ("lead", "none", "answer"),
    "none": ("object", "tail", "lead", "none", "answer"),
    "object": ("object", "tail", "lead", "none", "answer"),
    "answer": ("object", "tail", "lead", "none", "answer"),
    "tail": ("tail", "lead", "none", "answer"),
    "whole": (),
}
LONGEST = 24  # characters of an answer that says nothing, without punctuation

_NOISE = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERING = re.compile(r"(?<![\d.])\d{1,2}[、.)）:：](?!\d)")
_ASCII = re.compile(r"[a-z0-9]+")
_LATIN = re.compile(r"[a-z]+")
_PRAISE = re.compile("6{3,8}")
_SOUNDS = re.compile("[嗯啊哦噢喔呃额哈嘻啦呀哟诶欸咦呐]{2,}")
_ELSEWHERE = re.compile("[同见如][第题]?[0-9一二三四五六七八九十]{1,2}[题条点]?")
# A question that only a questionnaire puts.
_ASKED = re.compile(
    "[请您].{0,12}(?:满意的?|印象.{0,2}|打.{0,2}分|改进|评价|看法|建议|意见|推荐)"
    ".{0,8}(?:什么|哪.{0,4}|原因|理由|为何|如何)"
)
# A question of what is bad: 看不懂 is a complaint there.
_BLAMING = re.compile("不满|不足|不好|缺点|投诉|抱怨|糟糕")
_ASKING = re.compile("什么|哪|为何|如何|请|您|理由|原因|意见|建议|改进|打分|[高低]分")
# Faces, hands, hearts, things; not arrows, keys and punctuation.
_FEELING = re.compile(
    "[\U0001f300-\U0001faff\u2600-\u26ff\u2705\u270a-\u270d\u2728\u274c\u2763-\u2764\u2b50]"
)
_EMOTICON = re.compile(
    r"\^[_oO.]*\^|[Tt;][_^.]+[Tt;]|[-=>ー][_.]+[-=<ー]|>﹏<|:-?[()DPp]|[▽△ω﹏°д∀皿╯╥ಠ♥♡≧≦✿ﾟ¬]"
)
_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm",
    "1234567890", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
_STEPS = frozenset(pair for row in _ROWS for way in (row, row[::-1]) for pair in pairwise(way))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Forms by their first character, longest first, each with its part; exceptions; and what says
    nothing only where something was asked."""

    forms: dict[str, tuple[tuple[str, str], ...]]
    words: frozenset[str]
    replies: frozenset[str]
    characters: frozenset[str]  # of all forms


@cache
def _lexicon() -> _Lexicon:
    rows = []
    for row in read_rows(resources.lexicons() / "common" / "nonanswers.tsv", ("form", "part")):
        if row["part"] not in _PARTS:
            raise row.error(
                t(f"part 须为 {'/'.join(_PARTS)}", f"part is {'/'.join(_PARTS)}"), column="part"
            )
        rows.append((row["form"].lower(), row["part"]))
    forms: dict[str, list[tuple[str, str]]] = {}
    for form, part in sorted(rows, key=lambda pair: (-len(pair[0]), pair)):
        if part not in ("word", "reply"):
            forms.setdefault(form[0], []).append((form, part))
    return _Lexicon(
        {first: tuple(found) for first, found in forms.items()},
        frozenset(form for form, part in rows if part == "word"),
        frozenset(form for form, part in rows if part == "reply"),
        frozenset(character for found in forms.values() for form, _ in found for character in form),
    )


def is_valid(clean: str, question: str = "") -> bool:
    """Return whether an answer, normalised (``normalise(text).text``), says anything.

    ``question`` is the header or wording it answers, "" where unknown: an answer that only
    copies it is not valid. ConfigError where the list of non-answers is broken.
    """
    if len(clean) > 2 * LONGEST and not clean.isascii():
        return _LETTER.search(clean) is not None and not (question and _copied(clean, question))
    core = letters(clean).lower()
    if not core or core.isdigit():
        return (
            _PRAISE.fullmatch(core) is not None
            or shows_feeling(clean)
            or _EMOTICON.search(clean) is not None
            or (bool(core) and "%" in clean)
        )
    if core.isascii():
        return (
            not _nonsense(clean.lower(), core)
            or shows_feeling(clean)
            or _EMOTICON.search(clean) is not None
        )
    if question and _copied(clean, question):
        return False
    if len(core) > LONGEST:
        return True
    if _SOUNDS.fullmatch(core) or _ELSEWHERE.fullmatch(core) or _ASKED.fullmatch(core):
        return shows_feeling(clean)
    if _says_nothing(core) or (
        question and core in _lexicon().replies and not _BLAMING.search(question)
    ):
        return shows_feeling(clean)
    if core[0] < "\u0080" or core[-1] < "\u0080":
        return not _says_nothing_beside_noise(clean, core)
    return True


def letters(text: str) -> str:
    """Return the letters, digits and characters of a text."""
    return _NOISE.sub("", text)


def shows_feeling(text: str) -> bool:
    """Return whether a text has a face, hand, heart or thing that tells how its author feels."""
    return _FEELING.search(text) is not None


def listed(core: str) -> bool:
    """Return whether the letters of an answer are listed as saying something, be it only to some
    questions."""
    return core in _lexicon().words or core in _lexicon().replies


def _says_nothing(core: str) -> bool:
    """Whether ``core`` is made of the parts of a non-answer, in their order."""
    lexicon = _lexicon()
    forms = lexicon.forms
    if core[0] not in forms or not lexicon.characters.issuperset(core) or core in lexicon.words:
        return False
    states: dict[int, set[str]] = {0: {""}}  # what may end at a place, of places still ahead
    for at in range(len(core)):
        before = states.pop(at, None)
        if before:
            for form, part in forms.get(core[at], ()):
                if core.startswith(form, at) and any(part in _NEXT[state] for state in before):
                    states.setdefault(at + len(form), set()).add(part)
        if not states:
            return False
    return bool(states[len(core)] - {"lead"})


def _says_nothing_beside_noise(clean: str, core: str) -> bool:
    """Whether only numbering or stray letters are beside a non-answer: 1、无 2、无; 没有aaa."""
    rest = letters(_NUMBERING.sub("", clean)).lower()
    if rest != core and rest and _says_nothing(rest):
        return True
    words = _ASCII.findall(core)
    rest = _ASCII.sub("", core)
    return bool(rest) and all(_nonsense(part, part) for part in words) and _says_nothing(rest)


def _nonsense(text: str, core: str) -> bool:
    """Whether ASCII letters and digits mean nothing: asdf, hhhh, a1, n/a, test."""
    if core.isdigit():
        return not _PRAISE.fullmatch(core)
    period = (core + core).find(core, 1)
    unit = core[:period]
    words = _lexicon().words
    if core in words or unit in words:
        return False
    rest = core.strip("0123456789")
    if _says_nothing(core) or _says_nothing(unit) or _says_nothing(rest):
        return True
    return all(_no_word(word, words) for word in _LATIN.findall(text))


def _no_word(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return False
    if len(word) == 1 or len(set(word)) == 1:
        return True
    if not set("aeiouy") & set(word):
        return True
    return _is_walk(word)


def _is_walk(word: str) -> bool:
    """Whether a word is made of walks of three keys or more: asdf, qweasd, fdsa, abcd."""
    length = 1
    for before, after in pairwise(word):
        if (before, after) in _STEPS:
            length += 1
        elif length < 3:
            return False
        else:
            length = 1
    return length >= 3


def _copied(clean: str, question: str) -> bool:
    """Whether an answer is the question again, or most of it."""
    answer = letters(clean)
    asked = letters(question)
    if not answer or not asked:
        return False
    if answer == asked:
        return True
    if len(answer) >= 3 and answer in asked and _ASKING.search(answer):
        return True  # the end of it: 改哪里
    if len(answer) < 6 or not 0.5 * len(asked) <= len(answer) <= 1.2 * len(asked):
        return False
    if answer in asked:
        return True
    matcher = SequenceMatcher(None, answer, asked, autojunk=False)
    return matcher.quick_ratio() > 0.9 and matcher.ratio() > 0.9
