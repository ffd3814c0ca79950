"""Whether an answer says anything at all.

无, 没有, 不知道, 同上, 1111, asdf, punctuation and the question copied say nothing; 好, 慢, 无语,
都不满意 and a lone 👍 do. What says nothing is listed in ``lexicons/common/nonanswers.tsv``.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from feedback_miner.text.nonanswers import asked_of, lexicon, says_nothing

__all__ = ["LONGEST", "is_valid", "letters", "letters_of", "listed", "shows_feeling"]

LONGEST = 24  # characters of an answer that says nothing, without punctuation

_NOISE = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERING = re.compile(r"(?<![\d.])\d{1,2}[、.)）:：](?!\d)")
_ASCII = re.compile(r"[a-z0-9]+")
_LATIN = re.compile(r"[a-z]+")
_CLUSTER = re.compile("[^aeiouy]{5}(?<!ngths)")  # no English word or pinyin has one
_PRAISE = re.compile("6{3,8}")
# Where people turn to, and amounts: 12378, 3w, 5k→9k.
_HOTLINE = re.compile(r"123(?:78|15|63|88)|95\d{3}|400\d{7}")
_AMOUNT = re.compile(r"\d[kw](?![a-z])")
_SOUNDS = re.compile("[嗯啊哦噢喔呃额哈嘻啦呀哟诶欸咦呐]{2,}")
_ELSEWHERE = re.compile("[同见如][第题]?[0-9一二三四五六七八九十]{1,2}[题条点]?")
# As many characters as the form wants: 凑够十个字了.
_FILLING = re.compile(
    "[凑打写填][够满足个]?[0-9一二三四五六七八九十两几]{0,3}个?字[数了吧啊]*|[凑写打填][够满足]了?吧?"
)
# A question that only a questionnaire puts.
_ASKED = re.compile(
    "[请您].{0,12}(?:满意的?|印象.{0,2}|打.{0,2}分|改进|评价|看法|建议|意见|推荐)"
    ".{0,8}(?:什么|哪.{0,4}|原因|理由|为何|如何)"
)
_OTHER = re.compile("|".join(one.pattern for one in (_SOUNDS, _ELSEWHERE, _FILLING, _ASKED)))
# A question of what is bad: 看不懂 is a complaint there.
_BLAMING = re.compile("不满|不足|不好|缺点|投诉|抱怨|糟糕")
# A question of reasons: 不需要 is one.
_WHY = re.compile("为什么|为何|为啥|原因|理由|依据")
_ASKING = re.compile("什么|哪|为何|如何|请|您|理由|原因|意见|建议|改进|打分|[高低]分")
# Faces, hands, hearts, things; not arrows, keys and punctuation, nor what shows no feeling about
# anything asked: animals, food, vehicles, the moon and the weather, blank, sleepy and merely
# laughing faces, shrugs.
_UNFELT = (
    "\U0001f311-\U0001f31a\U0001f327-\U0001f32c\U0001f33d-\U0001f374\U0001f400-\U0001f43e"
    "\U0001f681-\U0001f6a5\U0001f6b2-\U0001f6b4\U0001f47b\U0001f602\U0001f634\U0001f636"
    "\U0001f645\U0001f648-\U0001f64a\U0001f910\U0001f914\U0001f923\U0001f937\U0001f971\U0001fae5\u2640\u2642"
)
_FEELING = re.compile(
    f"(?![{_UNFELT}])"
    "[\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
    "\u2600-\u26ff\u2705\u270a-\u270d\u2728\u274c\u2763-\u2764\u2b50]"
)
_EMOTICON = re.compile(
    r"\^[_oO.]*\^|[Tt;][_^.]+[Tt;]|[-=>ー][_.]+[-=<ー]|>﹏<|:-?[()DPp]|[▽△ω﹏°д∀皿╯╥ಠ♥♡≧≦✿ﾟ¬]"
)
_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm",
    "1234567890", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
_STEPS = frozenset(pair for row in _ROWS for way in (row, row[::-1]) for pair in pairwise(way))


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
            or _HOTLINE.fullmatch(core) is not None
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
    if _OTHER.fullmatch(core):
        return shows_feeling(clean)
    if says_nothing(core, asked_of(question)) or _replies(core, question):
        return shows_feeling(clean) or _says_here(core, question)
    if core[0] < "\u0080" or core[-1] < "\u0080":
        return not _says_nothing_beside_noise(clean, core)
    return True


def letters(text: str) -> str:
    """Return the letters, digits and characters of a text."""
    return _NOISE.sub("", text)


@lru_cache(maxsize=1000)
def letters_of(question: str) -> str:
    """Return the ``letters`` of a question, which comes again and again."""
    return letters(question)


def shows_feeling(text: str) -> bool:
    """Return whether a text has a face, hand, heart or thing that tells how its author feels."""
    return _FEELING.search(text) is not None


def _replies(core: str, question: str) -> bool:
    """Whether an answer says nothing to this question: thanks, greetings and wishes; not what may
    be a complaint or a reason."""
    return (
        bool(question)
        and core in lexicon().replies
        and not (_BLAMING.search(question) or _WHY.search(question))
    )


def _says_here(core: str, question: str) -> bool:
    """Whether an answer that says nothing elsewhere says something where faults are asked about
    (没有反馈), or nothing is (没有下文)."""
    if question:
        return core in lexicon().faults and _BLAMING.search(question) is not None
    return core in lexicon().remarks


def listed(core: str, question: str = "") -> bool:
    """Return whether the letters of an answer are listed as saying something, be it only to some
    questions; what does so only where faults are asked about, by its ``question``."""
    known = lexicon()
    return core in known.words or core in known.replies or _says_here(core, question)


def _says_nothing_beside_noise(clean: str, core: str) -> bool:
    """Whether only numbering or stray letters are beside a non-answer: 1、无 2、无; 没有aaa."""
    rest = letters(_NUMBERING.sub("", clean)).lower()
    if rest != core and rest and says_nothing(rest):
        return True
    words = _ASCII.findall(core)
    rest = _ASCII.sub("", core)
    return bool(rest) and all(_nonsense(part, part) for part in words) and says_nothing(rest)


def _nonsense(text: str, core: str) -> bool:
    """Whether ASCII letters and digits mean nothing: asdf, hhhh, a1, n/a, test."""
    if core.isdigit():
        return not _PRAISE.fullmatch(core)
    period = (core + core).find(core, 1)
    unit = core[:period]
    words = lexicon().words
    if core in words or unit in words or _AMOUNT.search(text):
        return False
    rest = core.strip("0123456789")
    if says_nothing(core) or says_nothing(unit) or says_nothing(rest):
        return True
    return all(_no_word(word, words) for word in _LATIN.findall(text))


def _no_word(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return False
    if len(word) == 1 or len(set(word)) == 1:
        return True
    if not set("aeiouy") & set(word) or _CLUSTER.search(word):
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
    answer, asked = letters(clean), letters_of(question)
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
