"""Masking: a token in the place of personal data, a pseudonym in it where one is wanted.

De-identification (去标识化), not anonymisation: who holds the salt can link, and recognition may
miss some.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from feedback_miner.privacy.checks import landline
from feedback_miner.privacy.columns import digits_of
from feedback_miner.privacy.recognise import recognise
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.writing import fold, fold_numerals

__all__ = ["NAMES", "TOKENS", "TOKEN_PATTERN", "mask", "pseudonym", "redact"]

NAMES = {
    "phone": ("手机号", "phone"),
    "id_card": ("身份证号", "id"),
    "bank_card": ("银行卡号", "bank card"),
    "email": ("邮箱", "e-mail"),
    "name": ("姓名", "name"),
    "address": ("地址", "address"),
    "plate": ("车牌号", "plate"),
    "wechat": ("微信号", "WeChat or QQ"),
    "reference": ("单号", "reference"),
    "birth_date": ("出生日期", "date of birth"),
}
TOKENS = {kind: f"[{zh}]" for kind, (zh, _) in NAMES.items()}
TOKEN_PATTERN = re.compile(
    rf"\[(?:{'|'.join(zh for zh, _ in NAMES.values())})(?:#[0-9a-f]{{6,64}})?\]"
)
SHOWN = 6  # hexadecimal digits of a pseudonym in a token
_EXTENSION = re.compile(
    r"(?<=[0-9])[ ]?(?:(?P<said>[(（]?(?:转|分机|内线|ext).*)|[\-*#,][ ]?[0-9]{1,6})$", re.I
)
_PUNCTUATION = re.compile(r"[\s\-.·_/•~()（）,，:：+]|\u200b")


def pseudonym(kind: str, value: str, salt: str, size: int = SHOWN) -> str:
    """Return the same few hexadecimal digits for the same value however it is written.

    HMAC-SHA256 (RFC 2104) under a secret salt: without it nobody can try all phone numbers.
    ``size`` 64 gives the whole digest, for linking; the six of a token are for the eye, and two
    of some thousand people may share them. A number that a spreadsheet shows as 1.3812345678E10 is
    read by its digits, and the extension of a phone is left out.
    """
    if kind in ("phone", "id_card", "bank_card"):
        value = digits_of(value) or value
    if kind == "phone":
        value = _without_extension(value)
    plain = _PUNCTUATION.sub("", fold(value)).upper()
    if kind in ("phone", "id_card", "bank_card"):
        plain = fold_numerals(plain)
    if kind == "phone":
        plain = re.sub(r"^(?:00)?86(?=1[0-9]{10}$)|^0(?=1[3-9][0-9]{9}$)", "", plain)
    return hmac.new(salt.encode(), f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest()[:size]


def _without_extension(phone: str) -> str:
    """Return a phone without its extension: 0755-86013388-602, 0755-86013388转605."""
    folded = fold(phone)
    if found := _EXTENSION.search(folded):
        line = folded[: found.start()]
        if found["said"] or landline(re.sub("[^0-9]", "", line)):
            return line
    return phone


def redact(text: str, spans: Sequence[Span], salt: str = "") -> str:
    """Return ``text`` with each span replaced by its kind's token; spans sorted, disjoint.

    With a ``salt`` tokens carry a stable pseudonym: ``[手机号#a3f9c2]``.
    """
    if not spans:
        return text
    parts, last = [], 0
    for span in spans:
        token = TOKENS[span.kind]
        if salt:
            token = f"{token[:-1]}#{pseudonym(span.kind, text[span.start : span.end], salt)}]"
        parts += [text[last : span.start], token]
        last = span.end
    return "".join(parts) + text[last:]


def mask(text: str, salt: str = "") -> str:
    """Return ``text`` with the personal data that is found in it masked, until none is found:
    a token in its place may lay bare what its digits stood against."""
    while found := recognise(text):
        text = redact(text, found, salt)
    return text
