"""Numbers of digits only, or nearly: mobile and fixed phones, resident ids, bank cards.

One scan finds runs of digits with the gaps people put in; every stretch of a run is put to each
kind's test. What a run as a whole fits is surer than what a part of it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy import cards, phones, residents
from feedback_miner.privacy.checks import issuer, landline, luhn, resident_date, resident_id_check
from feedback_miner.privacy.number import Number
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.writing import SAID, Group, cue, fold_numerals, runs

__all__ = ["BROKEN", "HIDDEN", "MAYBE", "SPOKEN", "recognise"]

_DIGIT = f"[0-9{SAID}]"
_NUMERAL = re.compile(f"[{SAID}]")
MAYBE = re.compile(r"[0-9](?:[ \u200b\-.·_/•~]{0,3}[0-9]){6}").search
SPOKEN = re.compile(rf"(?:{_DIGIT}[ \u200b\-.·,，、]{{0,2}}){{7}}").search
# A mobile number whose writer hides it from machines: letters for digits or in front (l58 0773
# 229l), odd signs or their names between its groups (138…4409…1765, 138杠4409杠1765), or the first
# or second group in brackets, or the groups told one after the other (138，后面是4409，最后1765).
_PART = r"(?:[\W_]{1,3}|[横短斜]?杠|短?横线?|减号?|小?点|空格?)"
_TOLD = (
    r"[，,、。 ]{0,2}(?:后面|后边|然后|接着|紧接着|跟着|接下来|下来|再|再来|中间|最后|末尾|[末后]|"
    r"尾号|之后|完了|空格?|[呃嗯额]+)[四4八8]?位?(?:就?[是为]|[打拨加接]|的)?[，,：: ]{0,2}"
)
HIDDEN = re.compile(
    r"[0-9][OoIl]|[OoIl][0-9]|[0-9][*…]{1,2}[0-9]|[OoIl] [0-9]{4}"
    rf"|[(【\[][1一壹幺]{_DIGIT}{{2}}[)】\]]"
    rf"|[1一壹幺]{_DIGIT}{{2}}(?: ?[(【\[]{_DIGIT}{{4}}[)】\]]|{_TOLD}{_DIGIT}{{4}}"
    rf"|{_DIGIT}{{4}}{_TOLD}{_DIGIT}{{4}}|[，,]{_DIGIT}{{4}}{_TOLD}{_DIGIT}{{4}})"
    rf"|[1一壹幺]{_DIGIT}{{2}}{_PART}{_DIGIT}{{4}}{_PART}{_DIGIT}{{4}}"
).search
# One number on two lines; BROKEN is the gate.
BROKEN = re.compile(r"[0-9][ \-]?\r?\n[ ]?[0-9]").search
_LINES = re.compile(
    r"(?<![0-9A-Za-z.\-])(?P<one>[0-9]{2,17}|[0-9]{3,6}(?:[ \-][0-9]{3,8}){1,3})[ \-]?\r?\n[ ]?"
    r"(?P<two>[0-9]{3,8}(?:[ \-][0-9]{3,6}){1,3}[Xx]?|[0-9]{1,17}[Xx]?)(?![0-9A-Za-z.%元万])"
)
_LIKE = str.maketrans("OoIl", "0011")
_ODD_MOBILE = re.compile(
    r"(?<![0-9A-Za-z*])(?:\+?86[ \-]?|0)?"
    rf"(?P<bare>1[3-9][0-9](?P<gap>{_PART}?)[0-9]{{4}}(?P=gap)[0-9]{{4}}"
    r"|[(【\[]1[3-9][0-9][)】\]][ \-]?[0-9]{4}[ \-]?[0-9]{4}"
    r"|1[3-9][0-9] ?(?:\([0-9]{4}\)|【[0-9]{4}】|\[[0-9]{4}\]) ?[0-9]{4}"
    rf"|(?P<told>1[3-9][0-9]{_TOLD}[0-9]{{4}}{_TOLD}[0-9]{{4}})"
    rf"|(?P<half>1[3-9][0-9](?:{_TOLD}[0-9]{{4}}[，,]?|[，,]?(?!0000)[0-9]{{4}}{_TOLD})[0-9]{{4}}))"
    r"(?![0-9A-Za-z*]|[ ]?[元块万%年月日号天次个期笔分])"
)
_BEGINS = re.compile("(?:前面|开头|前[三七37]位?)(?:就?是|为|[: ])*$")
_TOLD_PLACES = re.compile("[四4八8]位")  # 后四位是
# A fixed line whose groups are told one after the other (零五三二，八五八三，六六一零).
_TOLD_FIXED = re.compile(
    r"(?<![0-9])(?P<code>0[0-9]{2,3})(?P<gap>[,，、])(?P<first>[2-8][0-9]{2,3})(?P<more>(?P=gap))?"
    r"(?P<last>[0-9]{4})(?![0-9,，、]*[0-9])"
)
# Letters where digits should be, in what is digits for the rest.
_MIXED = re.compile(
    r"(?<![A-Za-z0-9])(?=(?:[OoIl \-]{0,2}[0-9]){6})"
    r"[0-9OoIl]+(?:[ \-][0-9OoIl]+)*[Xx]?(?![A-Za-z0-9])"
)
_LETTER = re.compile("[OoIl]")
_PAIR = re.compile(
    r"((?:1[3-9][0-9]{9})|(?P<front>[1-9][0-9]{17}))(?:1[3-9][0-9]{9}|(?P<back>[1-9][0-9]{17}))"
)
# As a spreadsheet shows a number: 1.3812345678E+10.
_SHOWN = re.compile(r"(?<![0-9.])([1-9])\.([0-9]{7,17})[Ee]\+?(1[0-8])(?![0-9])")
_SUM = re.compile("(?:金额|额度|余额|本金|总额|费用?|款)(?:是|为|[: ])*$")
_PAID = re.compile("[还借扣转息付存花额欠收笔]")  # amounts follow
_LEAST_DIGITS = 7  # real ones of a mobile number's eleven
_MOST_GROUPS = 19
_MOST_DIGITS = 21


_LENGTHS = frozenset(range(7, 22))


def recognise(folded: str) -> Iterator[Span]:
    """Yield phones, ids and cards of folded text."""
    if MAYBE(folded):
        yield from _scan(folded)
        yield from _shown(folded)
    if SPOKEN(folded):
        spoken = fold_numerals(folded)
        for told in _TOLD_FIXED.finditer(spoken):
            grouped = (
                told["more"]
                or spoken != folded
                or (
                    cue(folded, told.start()) == "phone" or folded.endswith("区号", 0, told.start())
                )
            )
            if grouped and landline(told["code"] + told["first"] + told["last"]):
                yield Span("phone", told.start(), told.end(), 0.75, "fixed line, told in groups")
        if spoken != folded and MAYBE(spoken):
            for span in _scan(spoken):
                if _NUMERAL.search(folded, span.start, span.end):
                    yield span
    if BROKEN(folded):
        yield from _broken(folded)
    if HIDDEN(folded):
        yield from _like_digits(folded)
        spoken = fold_numerals(folded)
        for found in _ODD_MOBILE.finditer(spoken.translate(_LIKE)):
            start, end = found.span("bare")
            by_groups = found["told"] or found["half"]
            if by_groups and _PAID.search(spoken, max(0, start - 8), start):
                continue
            if found["half"] and not _announced(folded, start, end):
                continue
            if sum(map(str.isdecimal, spoken[start:end])) >= _LEAST_DIGITS:
                yield Span("phone", found.start(), end, 0.75, "mobile, hidden")


def _announced(folded: str, start: int, end: int) -> bool:
    """Tell whether groups told one after the other are said to be of a phone, by a word in front
    or between them, or by their numerals: amounts are told so too (1500000再加5000)."""
    return (
        cue(folded, start) == "phone"
        or _BEGINS.search(folded, max(0, start - 8), start) is not None
        or _TOLD_PLACES.search(folded, start, end) is not None
        or len(_NUMERAL.findall(folded, start, end)) >= _LEAST_DIGITS
    )


def _shown(folded: str) -> Iterator[Span]:
    """Yield the numbers that a spreadsheet shows as powers of ten (1.3812345678E+10)."""
    for found in _SHOWN.finditer(folded):
        size = int(found[3]) + 1
        digits = (found[1] + found[2])[:size].ljust(size, "0")
        said = cue(folded, found.start())
        if said != "phone" and _SUM.search(folded, max(0, found.start() - 6), found.start()):
            continue
        if re.fullmatch("1[3-9][0-9]{9}(?<!000000)", digits) and said != "reference":
            kind = "phone"
        elif size == 18 and resident_date(digits) and said in ("id_card", ""):
            kind = "id_card"
        elif issuer(digits) and said == "bank_card":
            kind = "bank_card"
        else:
            continue
        yield Span(kind, found.start(), found.end(), 0.85, "as a spreadsheet shows it")


def _like_digits(folded: str) -> Iterator[Span]:
    """Yield the numbers that a reader of pictures took letters into (62l7OO628…), beside a word
    that names them or right in every digit."""
    plain = _MIXED.sub(lambda found: found[0].translate(_LIKE), folded)
    if plain == folded or not MAYBE(plain):
        return
    for span in _scan(plain):
        misread = _LETTER.search(folded, span.start, span.end)
        if misread and (span.kind == cue(folded, span.start) or "check digit" in span.why):
            yield span


def _joined(digits: str, group: Group) -> Iterator[Span]:
    """Yield two numbers that are written without a gap: two mobiles, or an id beside a mobile."""
    if cue(digits, group.start) == "reference":
        return
    found = _PAIR.fullmatch(group.digits)
    resident = found and (found["front"] or found["back"])
    if found and (not resident or (resident_date(resident) and resident_id_check(resident))):
        kinds = ("id_card" if found["front"] else "phone", "id_card" if found["back"] else "phone")
        middle = group.start + found.end(1)
        for kind, start, end in zip(kinds, (group.start, middle), (middle, group.end), strict=True):
            yield Span(kind, start, end, 0.8, "two numbers without a gap")


def _broken(folded: str) -> Iterator[Span]:
    """Yield numbers that a line break parts: announced in front, or right in every digit."""
    for found in _LINES.finditer(folded):
        digits = re.sub("[ -]", "", found["one"] + found["two"])
        said = cue(folded, found.start())
        if said == "phone" and (re.fullmatch("1[3-9][0-9]{9}", digits) or landline(digits)):
            kind = "phone"
        elif len(digits) == 18 and resident_date(digits) and resident_id_check(digits):
            kind = "id_card"
        elif said == "bank_card" and digits.isdigit() and issuer(digits) and luhn(digits):
            kind = "bank_card"
        else:
            continue
        yield Span(kind, found.start(), found.end(), 0.8, "on two lines")


def _scan(digits: str) -> Iterator[Span]:
    for groups in runs(digits):
        total = sum(len(group.digits) for group in groups)
        if total < 7:
            continue
        for group in groups:
            if len(group.digits) > _MOST_DIGITS:
                yield from _joined(digits, group)
        for first in range(len(groups)):
            size = 0
            for last in range(first, min(len(groups), first + _MOST_GROUPS)):
                size += len(groups[last].digits)
                if size > _MOST_DIGITS:
                    break
                if size not in _LENGTHS:
                    continue
                whole = first == 0 and last == len(groups) - 1
                number = Number(digits, groups[first : last + 1], whole)
                for test in (phones.test, residents.test, cards.test):
                    yield from test(number)
