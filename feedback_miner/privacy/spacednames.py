"""Names with a space between their characters (员工 佟 磊, 姓名：夏 雨荷), as forms print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from feedback_miner.privacy import namecues, namelists, namescore
from feedback_miner.privacy.span import Span

__all__ = ["recognise"]

_SAID = frozenset(("sure", "named", "field", "party", "role", "folk", "kin"))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a surname, a space, and one or two characters of given names."""
    lists = namelists.load()
    surname = "|".join(
        [f"[{''.join(sorted(lists.sure | lists.doubtful))}]", *sorted(lists.compound)]
    )
    given = f"[{''.join(sorted(lists.known))}]"
    return re.compile(rf"(?:{surname}) (?:{given} ?)?{given}(?=[ ，,。；;：:（(\n]|$)")


def recognise(text: str) -> Iterator[Span]:
    """Yield names written apart where what stands in front says that a name follows."""
    for found in _pattern().finditer(text):
        start, end = found.span()
        given = text.index(" ", start) + 1
        titled = namescore.titled(text, given, end)  # 王 先生
        if not titled and namecues.in_front(text, start) in _SAID:
            yield Span("name", start, end, 0.96, "written apart behind what a name follows")
