"""Contract and order numbers: no personal data by themselves, masked on request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.span import Span

__all__ = ["MAYBE", "recognise"]

_WORDS = (
    r"订单|合同|借据|流水|工单|保单|交易|受理|协议|账单|运单|快递|凭证|借款|贷款|申请|案件|"
    r"支付|转账|客户|会员"
)
MAYBE = re.compile(rf"(?:{_WORDS}|单|编)").search
_REFERENCE = re.compile(
    rf"(?:(?:{_WORDS})(?:编号|单号|号码?|账号|ID|id)|单号|编号)(?:是|为|[:： #＃（(]){{0,3}}"
    r"(?P<id>(?=[A-Za-z\-_/]*[0-9])[A-Za-z0-9][A-Za-z0-9\-_/]{4,39})"
)


def recognise(folded: str) -> Iterator[Span]:
    """Yield the numbers behind a word such as 合同号 in folded text."""
    for found in _REFERENCE.finditer(folded):
        yield Span("reference", found.start("id"), found.end("id"), 0.8, "context")
