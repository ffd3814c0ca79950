"""Whether a short answer says nothing, learned: beside the forms that ``text.validity`` lists.

A logistic regression over the answer's character n-grams, its length and how much of it are the
question's own words; learned by ``scripts/train_silent.py``, read from a table of weights. It is
asked of short answers in Chinese that no listed form fits, and heard only where it is sure: an
opinion lost is worse than an empty answer kept. Where it doubts, another set of weights settles it
beside what the networks say of the answer: they know what feedback on loans is about.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import add

from feedback_miner import resources
from feedback_miner.learned.features import grams
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.text.nonanswers import asked_of, lexicon, strange, uncovered
from feedback_miner.text.validity import LONGEST, letters, letters_of, listed, shows_feeling

__all__ = [
    "BOUND",
    "DOUBT",
    "HEARD",
    "beside",
    "confirmed",
    "described",
    "hearing",
    "log_odds",
    "shape",
]

BOUND = math.log(0.98 / 0.02)  # log-odds from which an answer says nothing
DOUBT = -4.0  # log-odds from which it may
CONFIRMED = math.log(0.95 / 0.05)  # log-odds beside the networks from which it does
HEARD = "=heard"  # the feature that the networks' log-odds are
_MOST_LEFT = 6  # characters left, beyond which their number tells no more
_MOST_LONG = 8
_NONE = re.compile("没有?|无")
_FAR = 8.0  # beyond which they are no surer


def described(core: str, question: str) -> dict[str, float]:
    """Return the features of an answer by name: its n-grams, a vector of length 1, where ``^`` and
    ``$`` are its ends; others begin with ``=``: how long it is, how much of it the letters of its
    question have, how much is neither a form of those that say nothing nor a piece of its
    question, and whether it says that something asked about is not there: that is an answer."""
    found, asked = grams(f"^{core}$"), letters_of(question)
    features = dict.fromkeys(found, 1 / math.sqrt(len(found)))
    characters, pairs, part = _shared(core, asked)
    left, mute = uncovered(core, asked_of(question))
    return features | {
        "=always": 1.0,
        "=length": len(core) / LONGEST,
        f"=length{min(len(core), _MOST_LONG)}": 0.5,
        "=characters asked": characters,
        "=pairs asked": pairs,
        "=part of the question": part,
        f"={'mute' if mute else 'other'}{min(left, _MOST_LEFT)}": 1.0,
        "=left": left / len(core),
        "=lacking": float(_lacks(core, asked)),
    }


def log_odds(clean: str, question: str) -> float:
    """Return the log-odds that a normalised answer says nothing, as it looks by itself; -inf where
    it is not asked about, as where the question is not known (""): remarks say something as a
    rule. What is surely below ``DOUBT`` is only known to be. ConfigError where the table of weights
    is broken."""
    core = shape(clean, question) if question else None
    if core is None:
        return -math.inf
    table, asked, pieces = _weights(), letters_of(question), asked_of(question)
    found = grams(f"^{core}$")
    told = sum(map(table.alone.get, found, repeat(0.0))) / math.sqrt(len(found))
    told += table.outlined(core, asked)
    if told + table.covering(strange(core, pieces), len(core)) <= DOUBT:
        return -math.inf
    left, mute = uncovered(core, pieces)
    told += (table.mute if mute else table.other)[min(left, _MOST_LEFT)]
    return told + table.left * left / len(core) + table.lacking * _lacks(core, asked)


def confirmed(clean: str, question: str, heard: float | None) -> bool:
    """Return whether an answer that may say nothing does, by what the networks ``heard`` (log-odds;
    None: they were not asked, which confirms nothing)."""
    core = shape(clean, question) if question else None
    if core is None or heard is None:
        return False
    return _summed(described(core, question) | hearing(heard), _weights().beside) > CONFIRMED


def hearing(heard: float) -> dict[str, float]:
    """Return what the networks heard as a feature."""
    return {HEARD: max(-_FAR, min(_FAR, heard)) / _FAR}


def beside() -> Mapping[str, float]:
    """Return the weights beside what the networks hear, by feature."""
    return _weights().beside


def shape(clean: str, question: str = "") -> str | None:
    """Return an answer's letters and digits in lower case; None for one that is never asked about:
    long, not Chinese, listed as saying something (to its question), or with a face or hand that
    tells a feeling."""
    if len(clean) > 2 * LONGEST:
        return None
    core = letters(clean).lower()
    if not core or len(core) > LONGEST or core.isascii() or shows_feeling(clean):
        return None
    return None if listed(core, question) else core


def _summed(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _shared(core: str, asked: str) -> tuple[float, float, float]:
    """Return the shares of an answer's characters and of its pairs that its question has, and
    whether it is a part of it."""
    shared, length = asked.__contains__, len(core)
    pairs = sum(map(shared, map(add, core, core[1:]))) / max(1, length - 1)
    return sum(map(shared, core)) / length, pairs, float(length > 1 and core in asked)


def _lacks(core: str, asked: str) -> bool:
    """Whether an answer says that there is none of a thing that the question names: 没有活动."""
    if "没" not in core and "无" not in core:
        return False
    forms = lexicon().parts
    things = [core[one.end() : one.end() + 2] for one in _NONE.finditer(core)]
    return any(len(thing) == 2 and thing in asked and thing not in forms for thing in things)


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weights of features by themselves, those beside the networks, and again those by
    themselves of the features that are no n-grams: of any answer, of its length, of that in
    classes, of what its question has of it, of what is left of it where a form says that nothing
    is said and where none does."""

    alone: Mapping[str, float]
    beside: Mapping[str, float]
    always: float
    length: float
    lengths: tuple[float, ...]
    shared: tuple[float, float, float]
    mute: tuple[float, ...]
    other: tuple[float, ...]
    left: float
    lacking: float
    most: tuple[float, ...]  # of the cover where so many characters are left at least

    def outlined(self, core: str, asked: str) -> float:
        """Return what an answer's length and what its question has of it add."""
        many = len(core)
        characters, pairs, part = _shared(core, asked)
        one, two, three = self.shared
        told = self.always + self.length * many / LONGEST
        told += self.lengths[min(many, _MOST_LONG)] / 2
        return told + one * characters + two * pairs + three * part

    def covering(self, left: int, length: int) -> float:
        """Return what the cover of an answer adds at most, with so many characters left."""
        return self.most[min(left, _MOST_LEFT)] + min(0.0, self.left) * left / length


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    path = resources.lexicons() / "models" / "silent.tsv"
    rows = list(read_rows(path, ("feature", "weight", "beside")))
    alone, beside = ({r["feature"]: float(r[name]) for r in rows} for name in ("weight", "beside"))

    def of(*names: str) -> tuple[float, ...]:
        return tuple(alone.get(f"={name}", 0.0) for name in names)

    mute, other = (
        of(*(f"{kind}{left}" for left in range(_MOST_LEFT + 1))) for kind in ("mute", "other")
    )
    always, length, left, lacking = of("always", "length", "left", "lacking")
    characters, pairs, part = of("characters asked", "pairs asked", "part of the question")
    rest = max(0.0, left) + max(0.0, lacking)
    return _Weights(
        alone=alone,
        beside=beside,
        always=always,
        length=length,
        lengths=of(*(f"length{many}" for many in range(_MOST_LONG + 1))),
        shared=(characters, pairs, part),
        mute=mute,
        other=other,
        left=left,
        lacking=lacking,
        most=tuple(max(mute[at:] + other[at:]) + rest for at in range(_MOST_LEFT + 1)),
    )
