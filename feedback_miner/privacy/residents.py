"""Resident ids of 18 and 15 digits; passports, permits and other papers beside their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.checks import resident_date, resident_id_check, resident_region
from feedback_miner.privacy.number import Number
from feedback_miner.privacy.span import Span

__all__ = ["MAYBE_PAPER", "papers", "test"]

_CHECK = re.compile(r"[ \-\u200b]?(?:[Xx×✕✖╳ⅩХ](?![A-Za-z0-9])|(?P<sign>叉|\*(?![*0-9A-Za-z])))")
_NAMED = re.compile(
    r"(?:身份证|证件|身份)(?:号码|号|证号|编号)?(?:[是为:： ,(（]|填的|填写|如下){0,4}$"
)


def test(number: Number) -> Iterator[Span]:
    """Yield a resident id where the stretch of digits is one, its X included."""
    digits, end = number.digits, number.end
    check = _CHECK.match(number.text, end) if 14 <= len(digits) <= 20 else None
    if check and (not check["sign"] or len(digits) == 17):
        digits, end = digits + "X", check.end()
    size = len(digits)
    if size not in range(14, 22) or re.search("[A-Za-z0-9.]$", _letters(number.before(8))):
        return
    if re.match(r"[A-Za-z]|\*", number.text[end : end + 1]):
        return
    named = number.cue == "id_card"
    score, why = 0.0, []
    if size == 18:
        dated, region = resident_date(digits[:17] + "0"), resident_region(digits)
        checked = dated and resident_id_check(digits)
        if not named and not number.whole and _days(number):
            return
        score = 0.1 + 0.3 * dated + 0.15 * region + 0.3 * checked
        why = ["date"] * dated + ["region"] * region + ["check digit"] * checked
        if number.cue == "reference" and not checked:
            score -= 0.3
        if number.cue == "bank_card" and not checked:
            score -= 0.2
    elif size == 15 and digits.isdigit():
        dated, region = resident_date(digits), resident_region(digits)
        score = 0.1 + 0.25 * dated + 0.15 * region
        why = ["15 digits"] + ["date"] * dated
        if number.cue == "reference":
            score -= 0.3
    if named:
        score += 0.5 if size in (15, 18) else 0.0
        # Beside its name a number with a digit too many or too few is still an id.
        if size not in (15, 18) and _NAMED.search(number.before(14)) and number.whole:
            score = 0.6
        why.append("context")
    elif re.match(r"[ (（,，]{0,2}(?:是我?的?)?身份证", number.text[end : end + 10]):
        score += 0.4
    if score >= 0.3:
        yield Span("id_card", number.start, end, min(score, 1.0), ", ".join(why) or "form")


def _days(number: Number) -> bool:
    """Tell whether groups are days side by side (2023-11-12 2023-12-12), which hold all of an id
    but a reason: no group is longer than two digits but years."""
    at, groups = 0, []
    for size in number.sizes:
        groups.append(number.digits[at : at + size])
        at += size
    return all(len(group) <= 2 or re.fullmatch("(?:19|20)[0-9]{2}", group) for group in groups)


def _letters(before: str) -> str:
    """Return what stands in front, less a word that only names an id."""
    return re.sub(r"(?i)(?:sfz|id|no\.?|card|[:：])+$", "", before)


MAYBE_PAPER = re.compile(r"[A-Za-z][0-9]{6}|[A-Z][A-Z][0-9]{6}|字第|[证照]").search
_CONTEXT = (
    r"护照|通行证|回乡证|返乡证|台胞证|居住证|居留|签证|军官证|士兵证|证件|证号|港澳|身份证|"
    r"永居|永久居留|"
    r"(?i:passport)|户口簿|驾驶证|驾照"
)
_PAPER = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?P<sure>[EGDPSHeg][A-HJ-NP-Z0-9]?[0-9]{7,8}|[A-Za-z][0-9]{8}(?:[0-9]{2})?|[A-Za-z]{2}[0-9]{7})"
    r"|(?P<hk>[A-Z]{1,2}[0-9]{6}[ ]?[(（][0-9A][)）])"
    r"|(?P<tw>[A-Z][12][0-9]{8})"
    r"|(?P<dw>[A-Z]{3}[0-9]{12})"
    r"|(?P<plain>[0-9]{7,10})"
    r"|(?P<foreign>(?=(?:[A-Z]*[0-9]){5})(?=[0-9]*[A-Z])[A-Z0-9]{8,10})"
    r"|(?P<army>[军武海空南北沈济广成兰政参后装]{1,3}字第[ ]?[0-9]{6,9}号?)"
    r")(?![A-Za-z0-9])"
)


def papers(folded: str) -> Iterator[Span]:
    """Yield passports, permits and the like of folded text, beside a word that names them."""
    for found in _PAPER.finditer(folded):
        kind = found.lastgroup
        before = folded[max(0, found.start() - 18) : found.start()]
        named = [*re.finditer(_CONTEXT, before)]
        near = bool(named) and not re.search(
            "订单|合同|单号|编号|电话|手机|卡号|工号|借据|微信|QQ|qq", before[named[-1].end() :]
        )
        behind = re.match(
            rf"[ (（,，]{{0,2}}(?:是我?的?|为)?(?:{_CONTEXT})",
            folded[found.end() : found.end() + 12],
        )
        if kind in ("plain", "foreign"):
            strict = near and re.search(
                r"(?:通行证|回乡证|台胞证|军官证|士兵证|护照)(?:证?号码?|编号|是|为|[:： (（])*$",
                before,
            )
            score = 0.7 if strict else 0.0
        elif kind == "army":
            score = 0.9
        elif kind == "hk":
            score = 0.9 if near else 0.6
        else:
            score = 0.9 if near or behind else 0.3
        if score >= 0.5:
            yield Span("id_card", found.start(), found.end(), score, "passport or permit")
