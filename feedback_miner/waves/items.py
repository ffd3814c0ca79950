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
# The same words beside such a one ask another thing: how much it matters is no score of it.
_OTHER = re.compile("重要|排序|期望|预期|看重|在意|关注|优先")
# What the head of a matrix says of any: 请对以下各方面的满意程度打分. What is left is an object.
_ANY = re.compile(
    "满意程度|满意度|满意|评价|评分|打分|得分|以下|下列|下面|上述|各个?|方面|项目?|指标|内容|情况|"
    "总体|整体|程度|如何|怎么样|觉得|认为|感受|对于|根据|最近一次|最近|过去|半年|一年|经历|体验|"
    "我们|我行|本行|我司|本公司|[请问您你为对就给按从的是与和]"
)
# A head may be a question's code alone (Q6—审批速度), or begin with one that no mark ends.
_CODE = re.compile(r"^(?:Q|第)?[0-9]+(?:[._-][0-9]+)*题?", re.IGNORECASE)


def item_key(name: str, *, matrix: bool = True) -> str:
    """Return what a closed item asks about, by which it is known in another questionnaire: less
    numbering, punctuation, scale, the head of its matrix and the asking (您对…的满意度); "" where
    nothing is left. The head stays where it is no ``matrix``'s, as it may hold the object
    (客服：态度), where head or item asks for importance or expectation, and where the item is
    nothing without it (利率：满意度)."""
    head, item = _parted(name)
    asked = _plain(item)
    if head and (not matrix or not asked or _OTHER.search(head + item)):
        asked = _plain(head + item)
    return asked if len(asked) > 1 else ""


def _parted(name: str) -> tuple[str, str]:
    """Return the head of an item's name ("" for none) and the item: its last part."""
    plain = unicodedata.normalize("NFKC", name).replace("【", "[").replace("】", "]")
    plain = unnumbered(_ASIDE.sub("", plain).strip())
    parts = [part for part in _HEAD.split(plain) if part]
    return "".join(parts[:-1]), parts[-1] if parts else ""


def _plain(item: str) -> str:
    """Return an item without marks and the asking around it."""
    bare = re.sub(r"[^\w]+", "", item).lower()
    asked = _ASKED.fullmatch(bare)
    return asked["item"] if asked else bare


def _keys(columns: Sequence[Column]) -> dict[str, str]:
    """Return the ``item_key`` of each of a wave's items by its name; a head several share is a
    matrix's."""
    heads = Counter(_parted(column.name)[0] for column in columns)
    return {c.name: item_key(c.name, matrix=heads[_parted(c.name)[0]] > 1) for c in columns}


def _of_one(one: Column, two: Column) -> bool:
    """Tell whether the heads of two items of one key leave it open that both ask of one object:
    客服—态度 and 催收—态度 do not, be they heads of matrices each."""
    left, right = _object(one), _object(two)
    return left in right or right in left


def _object(column: Column) -> str:
    """Return what the head of an item's name asks about, less its code and what any head says."""
    return re.sub(r"[^\w]+", "", _ANY.sub("", _CODE.sub("", _parted(column.name)[0])))


def matched(base: Survey, new: Survey) -> list[Match]:
    """Return the closed items both waves asked, in the order of the base: those of one name; then
    the outcomes that each wave asked once; then those of one ``item_key`` that no other item of
    either wave has, unless their heads name two objects. No item is matched twice; scales are not
    looked at."""
    mine = [c for c in base.with_role("score") if c.scale]
    theirs = [c for c in new.with_role("score") if c.scale]
    keyed = _keys(mine), _keys(theirs)
    named = {c.name: c for c in theirs}
    found: dict[str, Match] = {c.name: (c, named[c.name], "name") for c in mine if c.name in named}
    keys: tuple[tuple[How, Callable[[Column], str], Callable[[Column], str]], ...] = (
        ("outcome", lambda column: column.outcome, lambda column: column.outcome),
        ("stem", lambda column: keyed[0][column.name], lambda column: keyed[1][column.name]),
    )
    for how, ours, others in keys:
        taken = {two.name for _, two, _ in found.values()}
        other = _alone(theirs, others)
        for said, one in _alone(mine, ours).items():
            two = other.get(said)
            if two is None or one.name in found or two.name in taken:
                continue
            if how == "stem" and not _of_one(one, two):
                continue
            if one.factor in ("", two.factor) or not two.factor:
                found[one.name] = one, two, how
    return [found[column.name] for column in mine if column.name in found]


def _alone(columns: Sequence[Column], key: Callable[[Column], str]) -> dict[str, Column]:
    """Return by its key each column that alone has it."""
    counts = Counter(map(key, columns))
    return {key(column): column for column in columns if key(column) and counts[key(column)] == 1}
