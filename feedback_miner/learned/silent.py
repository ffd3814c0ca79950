"""Whether a short answer says nothing, learned: beside the forms that ``text.validity`` lists.

A logistic regression over the answer's character n-grams, its length and how much of it are the
question's own words; learned by ``scripts/train_silent.py``, read from a table of weights. It is
asked of short answers in Chinese that no listed form fits, and heard only where it is sure: an
opinion lost is worse than an empty answer kept. Where it doubts, another set of weights settles it
beside what the networks say of the answer: they know what feedback on loans is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from feedback_miner import resources
from feedback_miner.learned.features import grams
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.text.validity import LONGEST, letters, listed, shows_feeling

__all__ = [
    "BOUND",
    "DOUBT",
    "HEARD",
    "confirmed",
    "described",
    "hearing",
    "log_odds",
    "shape",
]

BOUND = math.log(0.9 / 0.1)  # log-odds from which an answer says nothing
DOUBT = -4.0  # log-odds from which it may
CONFIRMED = math.log(0.95 / 0.05)  # log-odds beside the networks from which it does
HEARD = "=heard"  # the feature that the networks' log-odds are
_FAR = 8.0  # beyond which they are no surer


def described(core: str, question: str) -> dict[str, float]:
    """Return the features of an answer by name: its n-grams, a vector of length 1, where ``^`` and
    ``$`` are its ends; others begin with ``=``."""
    found = grams(f"^{core}$")
    features = dict.fromkeys(found, 1 / math.sqrt(len(found)))
    features["=always"] = 1.0
    features["=length"] = len(core) / LONGEST
    features[f"=length{min(len(core), 8)}"] = 0.5
    asked = letters(question)
    pairs = set(map("".join, pairwise(asked)))
    common = sum("".join(pair) in pairs for pair in pairwise(core))
    features["=characters asked"] = sum(map(set(asked).__contains__, core)) / len(core)
    features["=pairs asked"] = common / max(1, len(core) - 1)
    features["=part of the question"] = float(len(core) > 1 and core in asked)
    return features


def log_odds(clean: str, question: str) -> float:
    """Return the log-odds that a normalised answer says nothing, as it looks by itself; -inf where
    it is not asked about, as where the question is not known (""): remarks say something as a
    rule. ConfigError where the table of weights is broken."""
    core = shape(clean) if question else None
    if core is None:
        return -math.inf
    return _summed(described(core, question), _weights()[0])


def confirmed(clean: str, question: str, heard: float | None) -> bool:
    """Return whether an answer that may say nothing does, by what the networks ``heard`` (log-odds;
    None: they were not asked, which confirms nothing)."""
    core = shape(clean) if question else None
    if core is None or heard is None:
        return False
    return _summed(described(core, question) | hearing(heard), _weights()[1]) > CONFIRMED


def hearing(heard: float) -> dict[str, float]:
    """Return what the networks heard as a feature."""
    return {HEARD: max(-_FAR, min(_FAR, heard)) / _FAR}


def shape(clean: str) -> str | None:
    """Return an answer's letters and digits in lower case; None for one that is never asked about:
    long, not Chinese, listed as saying something, or with a face or hand that tells a feeling."""
    if len(clean) > 2 * LONGEST:
        return None
    core = letters(clean).lower()
    if not core or len(core) > LONGEST or core.isascii() or shows_feeling(clean) or listed(core):
        return None
    return core


def _summed(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@lru_cache(maxsize=1)
def _weights() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the weights by themselves, and beside the networks."""
    path = resources.lexicons() / "models" / "silent.tsv"
    rows = list(read_rows(path, ("feature", "weight", "beside")))
    alone, beside = ({r["feature"]: float(r[name]) for r in rows} for name in ("weight", "beside"))
    return alone, beside
