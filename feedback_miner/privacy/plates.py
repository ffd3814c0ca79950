"""Number plates of mainland China, new-energy ones too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.span import Span

__all__ = ["MAYBE", "recognise"]

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
MAYBE = re.compile(rf"[{_PROVINCES}使军][ ·•.\-]?[A-Za-z0-9]|WJ").search
_PLATE = re.compile(
    rf"[{_PROVINCES}][ ]?[A-HJ-NP-Za-hj-np-z][ ·•.\-—・一]{{0,2}}"
    r"(?P<tail>[A-Za-z0-9][ ·\-]?[A-Za-z0-9][ ]?[A-Za-z0-9][ ·\-]?[A-Za-z0-9]"
    r"(?:[ ]?[A-Za-z0-9]{1,2}[挂学]?|[挂学警港澳领]))(?![A-Za-z0-9]|号(?:文|令|公告|决议))"
)
_SPECIAL = re.compile(
    rf"(?<![A-Za-z0-9])(?:WJ[{_PROVINCES}]?[ ·]?[0-9A-Z]{{5}}|[0-9]{{6}}使|使[0-9]{{6}}|"
    rf"[{_PROVINCES}][ ]?[A-Z][0-9]{{4}}(?:领|学|警)|"
    rf"军[A-Z][ ·]?[0-9]{{5}}(?![条款项件个]))(?![A-Za-z0-9])"
)
_CONTEXT = re.compile(r"车|新能源|牌|停|违章|扣分|保险|ETC|过户|抵押")
_FOREIGN = re.compile(r"[IO]", re.I)


def recognise(folded: str) -> Iterator[Span]:
    """Yield plates of folded text: province, letter, five or six characters, one a digit at
    least (two where no word of cars is near)."""
    for found in _PLATE.finditer(folded):
        tail = re.sub(r"[ ·\-]|(?<=.{5})[挂学]$", "", found["tail"])
        digits = sum(char.isdigit() for char in tail)
        near = _CONTEXT.search(folded[max(0, found.start() - 12) : found.end() + 12]) is not None
        lower = found[0] != found[0].upper()
        if len(tail) not in (5, 6) or digits < (1 if near else 2):
            continue
        if (_FOREIGN.search(tail) or lower) and not near:
            continue
        if len(tail) == 6 and digits < 4 and not near:
            continue
        yield Span("plate", found.start(), found.end(), 0.9 if near else 0.75, "form")
    for found in _SPECIAL.finditer(folded):
        yield Span("plate", found.start(), found.end(), 0.7, "form")
