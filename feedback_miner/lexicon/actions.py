"""Pointers for action and touchpoints: rules that stand in the codebook, not in code."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_miner.language import current, t
from feedback_miner.lexicon.toml import Wrong

__all__ = ["Action", "Touchpoint", "read_actions", "read_touchpoints"]

# A condition, the figure it is about, and how it compares.
CONDITIONS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "complaints": ("complaints", lambda value, bound: value >= bound),
    "sub_share": ("sub_share", lambda value, bound: value >= bound),
    "net_below": ("net_high", lambda value, bound: value < bound),
    "rating_below": ("rating", lambda value, bound: value < bound),
    "gap_below": ("gap", lambda value, bound: value < bound),
    "importance_rank": ("importance_rank", lambda value, bound: value <= bound),
    "kano": ("kano", lambda value, bound: value in bound),
    "quadrant": ("quadrant", lambda value, bound: value in bound),
}
WORDS = {
    "kano": ("basic", "performance", "delighter", "indifferent"),
    "quadrant": ("fix", "keep", "low", "overkill"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """What to do about a factor (or one of its sub-factors) when all conditions hold.

    ``when``: complaints (responses at least), sub_share (of the factor's unhappy, at least),
    net_below (the interval's upper bound of net sentiment in [-1, 1]), rating_below (0-100),
    gap_below (words less rating, points), importance_rank (at most), kano and quadrant (one of).
    """

    id: str
    factor: str
    subfactor: str
    zh: str
    en: str
    when: tuple[tuple[str, Any], ...]

    @property
    def text(self) -> str:
        """The pointer in the current language."""
        return self.en if current() == "en" else self.zh

    def figures(self) -> list[str]:
        """Return the names of the figures its conditions are about."""
        return [CONDITIONS[key][0] for key, _ in self.when]

    def holds(self, figures: Mapping[str, Any]) -> bool:
        """Tell whether every condition holds; one whose figure is unknown does not."""
        for key, bound in self.when:
            name, compare = CONDITIONS[key]
            value = figures[name]
            if isinstance(value, float) and not math.isfinite(value):
                return False
            if not compare(value, bound):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A place where customers meet the company, and the words that name it in a channel."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh


def read_actions(given: Any, known: Mapping[str, set[str]], wrong: Wrong) -> Iterator[Action]:
    """Yield the codebook's actions; raises what ``wrong`` makes of a fault and its place."""
    if not isinstance(given, list):
        raise wrong(t("每条写作 [[action]]", "each is an [[action]]"), "action")
    seen: set[str] = set()
    for position, one in enumerate(given):
        here = ("action", position)
        name = one.get("id")
        if not isinstance(name, str) or not name or name in seen:
            raise wrong(t("action 要有不重复的 id", "an action needs an id of its own"), *here)
        seen.add(name)
        for key in one:
            if key not in ("id", "factor", "sub", "zh", "en", "when"):
                raise wrong(t(f"不认识的键 {key}", f"unknown key {key}"), *here, key)
        factor, sub = one.get("factor"), one.get("sub", "")
        if factor not in known or (sub and sub not in known[factor]):
            raise wrong(
                t(f"没有因素 {factor}.{sub}", f"there is no factor {factor}.{sub}"), *here, name
            )
        if not all(isinstance(one.get(key), str) and one[key] for key in ("zh", "en")):
            raise wrong(t("action 要有 zh 与 en", "an action needs zh and en"), *here, name)
        when = one.get("when", {})
        if not isinstance(when, dict):
            raise wrong(t("when 应是一个表", "when must be a table"), *here, name)
        for key, bound in when.items():
            if key not in CONDITIONS:
                what = t(f"不认识的条件 {key}", f"unknown condition {key}")
                raise wrong(what, *here, key)
            if key in WORDS:
                fit = isinstance(bound, list) and all(word in WORDS[key] for word in bound)
            else:
                fit = isinstance(bound, int | float) and not isinstance(bound, bool)
            if not fit:
                raise wrong(t(f"条件 {key} 的值不对", f"condition {key}: unfit value"), *here, key)
        conditions = tuple(
            (key, tuple(bound) if isinstance(bound, list) else bound) for key, bound in when.items()
        )
        yield Action(name, str(factor), str(sub), one["zh"], one["en"], conditions)


def read_touchpoints(given: Any, wrong: Wrong) -> Iterator[Touchpoint]:
    """Yield the codebook's touchpoints; raises what ``wrong`` makes of a fault and its place."""
    if not isinstance(given, list):
        raise wrong(t("每个写作 [[touchpoint]]", "each is a [[touchpoint]]"), "touchpoint")
    for position, one in enumerate(given):
        texts = all(isinstance(one.get(key), str) and one[key] for key in ("id", "zh", "en"))
        words = one.get("words")
        if not texts or not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            raise wrong(
                t("touchpoint 要有 id、zh、en 与 words", "a touchpoint needs id, zh, en, words"),
                "touchpoint",
                position,
            )
        yield Touchpoint(one["id"], one["zh"], one["en"], tuple(w.lower() for w in words))
