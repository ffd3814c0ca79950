"""Masking: a token in the place of personal data."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_miner.privacy.span import Span

__all__ = ["TOKENS", "redact"]

TOKENS = {
    "phone": "[手机号]",
    "id_card": "[身份证号]",
    "bank_card": "[银行卡号]",
    "email": "[邮箱]",
    "name": "[姓名]",
    "address": "[地址]",
    "plate": "[车牌号]",
    "wechat": "[微信号]",
}


def redact(text: str, spans: Sequence[Span]) -> str:
    """Return ``text`` with each span replaced by its kind's token; spans sorted, disjoint."""
    if not spans:
        return text
    parts, last = [], 0
    for span in spans:
        parts += [text[last : span.start], TOKENS[span.kind]]
        last = span.end
    return "".join(parts) + text[last:]
