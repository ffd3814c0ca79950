"""A bad thing that a whole text denies (打针一点都不疼): welcome, though a model of characters that
knows few ways to negate reads the bad word."""

from __future__ import annotations

import re
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_text

__all__ = ["denies"]

# A doubt, a wish, or what others are said to be: nothing that is denied here.
_OPEN = re.compile(
    "[？?吗]|要是|如果|希望|除非|假如|是不是|怎么|难道|以前|原来|别家|人家|谁说|[还才]怪"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lines = read_text(resources.lexicons() / "common" / "denied.txt").splitlines()
    words = sorted({w for line in lines if not line.startswith("#") for w in line.split()})
    bad = "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
    whole = "(?:一点[儿点]?(?:[都也]不|不)|毫不|丝毫不|半点[都也]?不)"
    end = "(?:人|的|了|啊|呀|呢|哦|哈|嘛|诶|耶|[!！。~ ,，])*"
    alone = f"^(?!不冷不热|不紧不慢|不硬不)(?:不(?:{bad})){{1,2}}"  # 不油不腻
    return re.compile(f"(?:{whole}(?:会|觉得|感觉|显得?)?(?:{bad})|{alone}){end}$")


def denies(text: str, clauses: int) -> bool:
    """Tell whether a normalised text of so many ``clauses`` does nothing but deny a bad thing."""
    if clauses != 1 or "不" not in text:
        return False
    return _pattern().search(text) is not None and not _OPEN.search(text)
