"""Clean text for reading by machine, with the way back to what was written.

    >>> clean = normalise("審批太慢了！！！！")
    >>> clean.text
    '审批太慢了！'
    >>> clean.origin(2, 5)
    (2, 5)

In this order: invisible characters dropped, emoji to one character each, widths and compatibility
forms folded, HTML and web addresses out, pinyin debris out, traditional to simplified, slang in
small letters, words closed up that were typed with a space after each character, marks of stars
counted, repeats shortened, white space tidied. Emoji, emoticons and [微笑] stay: they are signs of
feeling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from feedback_miner.text import markup, repeats, scripts
from feedback_miner.text.alignment import Edit, Layer, Normalised, apply
from feedback_miner.text.folding import EMOJI, character_class, folds

__all__ = ["Normalised", "normalise", "normalise_many"]

_ROUNDS = 12
_SLICE = 1 << 15  # characters looked at together
_ODD, _SPACE_TRAIT, _MARK_TRAIT, _SYMBOL = 1, 2, 4, 8
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_MARK = re.compile("[\u0300-\u036f]")
# 👨‍👩‍👧 and 🤷🏽‍♀️: what is joined to an emoji by ZWJ goes, the first stays.
_JOINED = re.compile(rf"(?<=[{EMOJI}])(?:[\ufe0f\U0001f3fb-\U0001f3ff]*\u200d[{EMOJI}])+")
_SPACE = re.compile(r"^[ \n]+|[ \n]+$| *\n[ \n]*| {2,}")
# Words typed with a space after each character: 还 款 不 方 便.
_SPREAD = re.compile(
    "(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: [\u4e00-\u9fff]){2,}(?![\u4e00-\u9fff])"
)
# Slang that is written in small letters too.
_SLANG = re.compile("(?<![A-Za-z])(?:YYDS|NB|TMD)(?![A-Za-z])")
_STUFF_OF_MARKUP = re.compile(r"[<&(（:]")

Search = Callable[[str], object]
Step = tuple[Search, Callable[[str], Iterable[Edit]]]


def _untidy(text: str) -> bool:
    return text != text.strip(" \n") or any(pair in text for pair in ("  ", " \n", "\n ", "\n\n"))


def _repeated(text: str) -> bool:
    return (text + text).find(text, 1) < len(text)


@cache
def _odd() -> Search:
    """Return the search of characters without which most steps have nothing to do."""
    odd = {*folds(), *scripts.traditional(), "<", "&", *map(chr, range(0x300, 0x370))}
    return re.compile(character_class(odd)).search


@cache
def _prechecks() -> tuple[Search, ...]:
    """Return searches of which at least one finds something in a text that is not clean."""
    return (
        _odd(),
        _untidy,
        *(pattern.search for pattern in repeats.PRECHECK),
        _SPREAD.search,
        _SLANG.search,
        markup.has_address,
        scripts.has_reading,
        _repeated,
    )


@cache
def _steps() -> tuple[Step, ...]:
    """Return the steps in order, each with a quick search that tells whether it may be needed."""
    first, then, last = _odd_steps(), _addressing(), _usual_steps()
    return (*first[:-1], *then, first[-1], *last)


@cache
def _plain_steps() -> tuple[Step, ...]:
    """Return the steps that a text without an ``_odd`` character may need."""
    return (*_addressing(), *_usual_steps())


@cache
def _odd_steps() -> tuple[Step, ...]:
    """Return the steps that only an ``_odd`` character needs; the last comes after addresses."""
    table = folds()
    foldable = re.compile(character_class(table))

    def folded(text: str) -> Iterator[Edit]:
        for match in foldable.finditer(text):
            yield match.start(), match.end(), table[match[0]]

    return (
        (_PAIR.search, _paired),
        (_JOINED.search, _joined),
        (foldable.search, folded),
        (_MARK.search, scripts.combined_letters),
        (lambda text: "<" in text, markup.tags),
        (lambda text: "&" in text, markup.entities),
        (re.compile(character_class(scripts.traditional())).search, scripts.simplified),
    )


def _addressing() -> tuple[Step, ...]:
    """Return the steps against what copying leaves: addresses and readings."""
    return (markup.has_address, markup.addresses), (scripts.has_reading, scripts.pinyin_debris)


def _usual_steps() -> tuple[Step, ...]:
    """Return the last steps, which any text may need."""
    marks, stars, emoji, runs, phrases = (pattern.search for pattern in repeats.PRECHECK)
    return (
        (_SLANG.search, _small),
        (_SPREAD.search, _joined_up),
        (marks, repeats.punctuation),
        (stars, repeats.stars),
        (lambda text: emoji(text) or runs(text), repeats.runs),
        (phrases, repeats.phrases),
        (_repeated, repeats.whole),
        (_untidy, _tidied),
    )


def normalise(text: str) -> Normalised:
    """Return ``text`` normalised, for any string at all.

    Normalising what is normal changes nothing: ``normalise(clean.text).text == clean.text``.
    """
    for found in _prechecks():
        if found(text):
            return _normalise(text)
    return Normalised(text, text)


def normalise_many(texts: Sequence[str]) -> list[Normalised]:
    """Return many texts normalised: the same as one by one, but what is clean is told quickly."""
    done: list[Normalised] = []
    first = size = 0
    for last, text in enumerate(texts, start=1):
        size += len(text) + 1
        if size >= _SLICE or last == len(texts):
            part = texts[first:last]
            done += [
                _normalise(text) if suspect or _repeated(text) else Normalised(text, text)
                for text, suspect in zip(part, _suspects(part), strict=True)
            ]
            first, size = last, 0
    return done


def _suspects(texts: Sequence[str]) -> list[bool]:
    """Tell of which texts a precheck may find something, ``_repeated`` aside."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    joined = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    traits = _traits()[codes]
    found = (traits & _ODD) != 0
    found[0] |= traits[0] & _SPACE_TRAIT != 0
    found[:-1] |= (traits[:-1] & traits[1:] & (_SPACE_TRAIT | _MARK_TRAIT)) != 0
    # The break after a text is a space too: one before or behind it makes a text untidy.
    found[1:] |= found[:-1] & (codes[:-1] == 10)
    found[:-2] |= (codes[:-2] == 32) & (codes[2:] == 32)  # 还 款 不 方 便
    for one, next_ in ("YY", "NB", "TM"):  # as _SLANG begins
        found[:-1] |= (codes[:-1] == ord(one)) & (codes[1:] == ord(next_))
    same = codes[:-1] == codes[1:]
    found[:-1] |= same & (traits[:-1] & _SYMBOL != 0)
    for period in range(1, 7):
        same = codes[:-period] == codes[period:]
        thrice = same[:-period] & same[period:]  # begins what stands three times
        if period > 1:
            thrice = thrice[:-1] & thrice[1:]
        found[: len(thrice)] |= thrice
    return list(np.logical_or.reduceat(found, np.cumsum(lengths) - lengths).tolist())


@cache
def _traits() -> NDArray[np.uint8]:
    """Return what ``_suspects`` asks of each character."""
    traits = np.zeros(0x110000, dtype=np.uint8)
    traits[0x2000:0x2E80] = traits[0x10000:] = _SYMBOL  # emoji and more
    for characters, trait in (
        ((*folds(), *scripts.traditional(), *"<&/(（wW"), _ODD),
        (map(chr, range(0x300, 0x370)), _ODD),
        (" \n", _SPACE_TRAIT),
        (repeats.MARKS, _MARK_TRAIT),
    ):
        traits[[ord(character) for character in characters]] |= trait
    return traits


def _normalise(original: str) -> Normalised:
    layers: list[Layer] = []
    text = original
    for round_ in range(2 * _ROUNDS):
        before = len(layers)
        for needed, edits in _steps() if _odd()(text) else _plain_steps():
            if needed(text):
                text, layer = apply(text, edits(text))
                if layer is not None:
                    layers.append(layer)
        if len(layers) == before or not any(found(text) for found in _prechecks()):
            break
        if round_ >= _ROUNDS:
            # Nested on purpose, as &amp;amp;amp;…: take apart what the nests are made of.
            text, layer = apply(text, _dissolved(text))
            if layer is not None:
                layers.append(layer)
    return Normalised(original, text, tuple(layers))


def _paired(text: str) -> Iterator[Edit]:
    """Two halves of a character that stand apart, as broken JSON leaves them."""
    for match in _PAIR.finditer(text):
        whole = match[0].encode("utf-16", "surrogatepass").decode("utf-16")
        yield match.start(), match.end(), whole


def _joined(text: str) -> Iterator[Edit]:
    for match in _JOINED.finditer(text):
        yield match.start(), match.end(), ""


def _small(text: str) -> Iterator[Edit]:
    for match in _SLANG.finditer(text):
        yield match.start(), match.end(), match[0].lower()


def _joined_up(text: str) -> Iterator[Edit]:
    for match in _SPREAD.finditer(text):
        yield match.start(), match.end(), match[0].replace(" ", "")


def _tidied(text: str) -> Iterator[Edit]:
    for match in _SPACE.finditer(text):
        inside = match.start() > 0 and match.end() < len(text)
        kept = ("\n" if "\n" in match[0] else " ") if inside else ""
        if kept != match[0]:
            yield match.start(), match.end(), kept


def _dissolved(text: str) -> Iterator[Edit]:
    for match in _STUFF_OF_MARKUP.finditer(text):
        yield match.start(), match.end(), " "
