"""What a person is described by, where it begins with a surname: 医生高冷, 教练水平高, 客服满意.

Behind a title these look like the name of whom it is given to.
"""

from __future__ import annotations

from feedback_miner.privacy import namelists
from feedback_miner.text import dictionary

__all__ = ["told"]

_TITLES = frozenset(("role", "roleish"))
_TITLED = (
    *("客服", "师傅", "老师", "员工", "人员", "保安", "销售", "老板", "阿姨"),
    *("大姐", "小哥", "小姐姐"),
)
_ADDRESSED = frozenset(("person", "title", "data", "reporting"))
_OPEN = frozenset(("cut", "signed", "none", "remark"))  # behind what nothing is told of
_TOLD_OF = frozenset(("deed", "predicate"))  # what is told of persons
_SCALE = frozenset("高低多少大小差好快慢足强弱广熟长短久不太很真极")
_DESCRIBING = ("a", "z")  # parts of speech of the dictionary
_STARTS = (4, 3, 2)  # characters of what goes on


def told(text: str, start: int, end: int, left: str, right: str) -> bool:
    """Tell whether ``text[start:end]``, which may be a name, describes a person rather: behind a
    title, and nothing behind it says that it is one. ``left``, ``right``: the kinds of what
    stands in front and behind."""
    if right in _ADDRESSED:
        return False
    lists, word = namelists.load(), text[start:end]
    if start and word[1:] in lists.traits and text[start - 1 : start + 1] in lists.cues:
        return True  # 练温顺 of 教练温顺
    if not (left in _TITLES or text.endswith(_TITLED, 0, start)):
        return False
    if any(text[start : start + size] in lists.trait_starts for size in _STARTS):
        return True
    if len(word) == 3:
        return word[:2] in lists.trait_heads and word[2] in _SCALE
    if word in lists.traits:
        return right not in _TOLD_OF
    if word[0] in lists.sure or right not in _OPEN:
        return False
    return dictionary.load().tags.get(word, "").startswith(_DESCRIBING)
