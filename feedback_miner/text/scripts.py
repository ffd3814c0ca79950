"""Chinese scripts: traditional to simplified, and the pinyin that copied documents carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

import opencc

from feedback_miner.text.alignment import Edit

__all__ = ["combined_letters", "has_reading", "pinyin_debris", "simplified", "traditional"]

# Traditional only within some words (答覆, 瞭解, 藉口), so OpenCC's table of characters lacks them.
_WORDS_ONLY = "覆瞭藉"
# Words of OpenCC's that are right only in traditional text: 打坏 is no 打坯 where 壞 is written 坏.
_NEVER = "坏么俱哩"

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_MARKED = re.compile(f"[{_TONED}]")
# A syllable in brackets behind a character; what it may be made of is checked by _is_syllable.
_DEBRIS = re.compile(rf"(?<=[\u4e00-\u9fff])[(（] ?([a-zü{_TONED}]{{1,6}}) ?[)）]")
_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL = (
    "iang|iong|uang|ueng|iao|ian|ing|uai|uan|ang|eng|ong|van|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|"
    "ua|uo|ue|ui|un|ve|vn|a|o|e|i|u|v"
)
_SYLLABLE = re.compile(f"(?:{_INITIAL})?(?:{_FINAL})|h?m|h?ng?")
_PLAIN = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿü", "aaaaeeeeiiiioooouuuuvvvvnnnmv")
# Syllables without a tone that are readings of a character before them.
_TONELESS = (
    " 的de 地de 得de 了le 着zhe 们men 們men 么me 麼me 吗ma 嗎ma 嘛ma 呢ne 吧ba 啊a 呀ya 子zi 头tou "
    "頭tou 个ge 個ge 里li 裡li 裏li 上shang 下xia 来lai 來lai 去qu 过guo 過guo 家jia 处chu 處chu "
    "务wu 務wu 气qi 氣qi 识shi 識shi 服fu 分fen 候hou 西xi 友you 道dao "
)
_LETTER_AND_MARKS = re.compile("[A-Za-zÀ-ɏ][\u0300-\u036f]+")


def combined_letters(text: str) -> Iterator[Edit]:
    """Yield an edit where a letter and the marks after it make one letter (e and ̀ make è)."""
    for match in _LETTER_AND_MARKS.finditer(text):
        letter = unicodedata.normalize("NFC", match[0])
        if letter != match[0]:
            yield match.start(), match.end(), letter


def _is_syllable(letters: str) -> bool:
    return _SYLLABLE.fullmatch(letters.translate(_PLAIN)) is not None


def has_reading(text: str) -> bool:
    """Return whether a character is followed by letters in brackets."""
    return ("(" in text or "（" in text) and _DEBRIS.search(text) is not None


def pinyin_debris(text: str) -> Iterator[Edit]:
    """Yield an edit for each reading in brackets behind its character: 業(yè)務 → 業務.

    A syllable with a tone mark is a reading; one without is only in a text that has such, or
    behind a particle whose reading it is. Other brackets, as 办理(APP), are left alone.
    """
    found = [match for match in _DEBRIS.finditer(text) if _is_syllable(match[1])]
    marked = any(_MARKED.search(match[1]) for match in found)
    for match in found:
        if marked or f" {text[match.start() - 1]}{match[1]} " in _TONELESS:
            yield match.start(), match.end(), ""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def traditional() -> frozenset[str]:
    """Return the characters that show that a text, or a word of it, is traditional."""
    codes = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
    characters = [chr(code) for code in codes]
    converted = _converter().convert("\n".join(characters)).split("\n")
    # Simplified forms beyond the basic plane are in no font and no dictionary: better unchanged.
    changed = {a for a, b in zip(characters, converted, strict=True) if a != b and b < "\U00010000"}
    return frozenset(changed | set(_WORDS_ONLY))


def simplified(text: str) -> Iterator[Edit]:
    """Yield an edit for each run of characters that OpenCC writes otherwise in simplified script.

    ``text`` holds no lone surrogates. Whether it is traditional at all is for the caller to see:
    OpenCC takes some simplified words for traditional ones.
    """
    converted = _converter().convert(text)
    if converted == text:
        return
    if len(converted) != len(text):
        matcher = SequenceMatcher(None, text, converted, autojunk=False)
        for kind, start, end, low, high in matcher.get_opcodes():
            if kind != "equal":
                yield start, end, converted[low:high]
        return
    start = -1
    for at, (before, after) in enumerate(zip(text, converted, strict=True)):
        if before != after and after < "\U00010000" and before not in _NEVER:
            if start < 0:
                start = at
        elif start >= 0:
            yield start, at, converted[start:at]
            start = -1
    if start >= 0:
        yield start, len(text), converted[start:]
