"""Which closed items of two questionnaires ask the same: by name, by outcome, by stem."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from feedback_miner.survey import Column, Survey, unnumbered

__all__ = ["How", "Match", "item_key", "matched"]

How = Literal["name", "outcome", "stem"]
Match = tuple[Column, Column, How]  # of the base, of the new wave, how they were matched

# How many may be chosen, what numbers may be given: (1-5分), (单选), [矩阵量表题].
_ASIDE = re.compile(r"\([^()]*(?:[0-9]\s*[-~—–至到]\s*[0-9]|分|单选|必答)[^()]*\)|\[[^\[\]]*题\]")
_HEAD = re.compile(r"\s*(?:[—–|:]|--)+\s*")
_ASKED = re.compile(
    r"(?:请问|请)?(?:您|你)?(?:对于?|觉得|认为)?(?:我们|我行|本行|我司|本公司)?的?"
    r"(?P<item>.*?)"
    r"(?:的?(?:总体|整体)?(?:满意程度|满意度|评价|评分|打分|得分)(?:如何|是)?"
    r"|是否满意|满不满意|满意吗|怎么样|如何)?"
)
# The same words under such a head ask another thing: how much it matters is no score of it.
_OTHER = re.compile("重要|排序|期望|预期|看重|在意|关注|优先")


def item_key(name: str) -> str:
    """Return what a closed item asks about, by which it is known in another questionnaire: less
    numbering, punctuation, scale, the head of its matrix and the asking (您对…的满意度); "" where
    nothing is left. Under a head that asks for importance or expectation the head stays."""
    plain = unicodedata.normalize("NFKC", name).replace("【", "[").replace("】", "]")
    plain = unnumbered(_ASIDE.sub("", plain).strip())
    parts = [part for part in _HEAD.split(plain) if part]
    other = any(_OTHER.search(head) for head in parts[:-1])
    item = re.sub(r"[^\w]+", "", plain if other or not parts else parts[-1]).lower()
    asked = _ASKED.fullmatch(item)
    left = asked["item"] if asked else item
    return left if len(left) > 1 else ""


def matched(base: Survey, new: Survey) -> list[Match]:
    """Return the closed items both waves asked, in the order of the base: those of one name; then
    the outcomes that each wave asked once; then those of one ``item_key`` that no other item of
    either wave has. No item is matched twice; scales are not looked at."""
    mine = [c for c in base.with_role("score") if c.scale]
    theirs = [c for c in new.with_role("score") if c.scale]
    named = {c.name: c for c in theirs}
    found: dict[str, Match] = {c.name: (c, named[c.name], "name") for c in mine if c.name in named}
    keys: tuple[tuple[How, Callable[[Column], str]], ...] = (
        ("outcome", lambda column: column.outcome),
        ("stem", lambda column: item_key(column.name)),
    )
    for how, key in keys:
        taken = {two.name for _, two, _ in found.values()}
        other = _alone(theirs, key)
        for said, one in _alone(mine, key).items():
            two = other.get(said)
            if two is None or one.name in found or two.name in taken:
                continue
            if one.factor in ("", two.factor) or not two.factor:
                found[one.name] = one, two, how
    return [found[column.name] for column in mine if column.name in found]


def _alone(columns: Sequence[Column], key: Callable[[Column], str]) -> dict[str, Column]:
    """Return by its key each column that alone has it."""
    counts = Counter(map(key, columns))
    return {key(column): column for column in columns if key(column) and counts[key(column)] == 1}
