"""Whether a short answer says nothing, learned: beside the forms that ``text.validity`` lists.

A logistic regression over the answer's character n-grams, its length and how much of it are the
question's own words; learned by ``scripts/train_silent.py``, read from a table of weights. It is
asked of short answers in Chinese that no listed form fits, and heard only where it is sure: an
opinion lost is worse than an empty answer kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from feedback_miner import resources
from feedback_miner.learned.features import grams
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.text.validity import LONGEST, letters, shows_feeling

__all__ = ["BOUND", "described", "is_silent", "shape"]

BOUND = math.log(0.9 / 0.1)  # log-odds from which an answer says nothing


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


def is_silent(clean: str, question: str) -> bool:
    """Return whether a normalised answer to a question, which no listed form fits, says nothing
    all the same; False where the question is not known (""): remarks say something as a rule.
    ConfigError where the table of weights is broken."""
    core = shape(clean) if question else None
    if core is None:
        return False
    weights = _weights()
    heard = described(core, question)
    return sum(weights.get(name, 0.0) * value for name, value in heard.items()) > BOUND


def shape(clean: str) -> str | None:
    """Return an answer's letters and digits in lower case; None for one that is never asked about:
    long, not Chinese, or with a face or hand that tells a feeling."""
    if len(clean) > 2 * LONGEST:
        return None
    core = letters(clean).lower()
    if not core or len(core) > LONGEST or core.isascii() or shows_feeling(clean):
        return None
    return core


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    rows = read_rows(resources.lexicons() / "models" / "silent.tsv", ("feature", "weight"))
    return {row["feature"]: float(row["weight"]) for row in rows}
