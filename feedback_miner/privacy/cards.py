"""Bank card numbers: Luhn, issuers' prefixes, and words such as 卡号 beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.checks import issuer, luhn
from feedback_miner.privacy.number import Number
from feedback_miner.privacy.span import Span

__all__ = ["test"]

_LOAN = re.compile(r"(?:贷款|借款|借据|合同|保单|订单|还款计划)(?:的)?[账帐]号")
_NAMED = re.compile(
    r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|工资卡|卡|[账帐][号户])(?:号码|号)?(?:[是为:： ,(（]|"
    r"[^，。；0-9]{0,4}[:：]){0,2}$"
)


def test(number: Number) -> Iterator[Span]:
    """Yield a bank card where the stretch of digits is one."""
    digits = number.digits
    size = len(digits)
    if not 12 <= size <= 21 or len(set(digits)) < 2:
        return
    before = number.before(14)
    if re.search(r"[0-9*][.\-*]?$", before) or re.match(r"[A-Za-z*]|\.[0-9]", number.after(2)):
        return
    letters = re.search("[A-Za-z]+$", before)
    if letters and letters[0].lower() not in ("card", "no", "kh", "atm", "visa"):
        return
    named = number.cue == "bank_card" and not _LOAN.search(before)
    known, checked = issuer(digits), luhn(digits)
    short = size < 15 or size > 19
    if short and not (named and known) and not (named and _NAMED.search(before) and number.whole):
        return
    if any(part < 2 for part in number.sizes[:-1]) and not all(p == 1 for p in number.sizes):
        return
    score = 0.3 * checked + 0.3 * known + 0.5 * named
    if short:
        score -= 0.1
    why = ["Luhn"] * checked + ["prefix"] * known + ["context"] * named
    cue = number.cue
    if cue == "reference" or _LOAN.search(before):
        score -= 0.3 if known and checked else 0.6
    elif cue in ("", "phone") and known and 16 <= size <= 19 and digits[:2] == "62":
        score += 0.25  # people mistype; little else looks so
    elif re.match(
        r"[ (（,，]{0,2}(?:这张|这个|是我?的?)?(?:银行|工资|储蓄|信用)?卡", number.after(8)
    ):
        score += 0.3
    # An account of 12 to 14, 20 or 21 digits beside its word.
    if short and named and _NAMED.search(before) and len(number.sizes) == 1:
        score = max(score, 0.6)
    if number.whole and _in_fours(number.sizes):  # a mistyped one: not sixteen of its digits alone
        amounts = sum(digits[at + 3] == "0" for at in range(0, size - 3, 4)) > 2
        if named:
            score = max(score, 0.85)
        elif not cue and (known or checked) and not amounts and digits[0] in "3456":
            score = max(score, 0.6)
    if score >= 0.3:
        yield Span("bank_card", number.start, number.end, min(score, 1.0), ", ".join(why))


def _in_fours(sizes: tuple[int, ...]) -> bool:
    """Tell whether groups are as cards show them: 4-4-4-4, 4-4-4-4-3."""
    return len(sizes) > 3 and set(sizes[:-1]) == {4} and sizes[-1] <= 4
