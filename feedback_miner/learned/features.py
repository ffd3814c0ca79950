"""What the learned model sees: characters of the text, and what the rules made of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import add

from feedback_miner.sentiment.document import Reading, Span, label
from feedback_miner.text import clauses

__all__ = ["bearing", "clause_grams", "cuts", "grams", "pair_signals", "shortened", "signals"]

MOST = 400  # characters of a text that are looked at: the head and the tail of long ones
STEPS = 10  # bins of a rule score on either side of 0
_MANY = [f"factors={many}" for many in range(4)]
_BINS = {sign: [f"score{sign}{i}" for i in range(1, STEPS + 1)] for sign in "-+"}


def shortened(text: str) -> str:
    """Return the characters of a text that are looked at."""
    return text if len(text) <= MOST else text[: MOST // 2] + text[-MOST // 2 :]


def cuts(text: str, parts: Sequence[tuple[int, int]]) -> list[int]:
    """Return where the clauses of a shortened text begin, ``parts`` being those of the whole: what
    stands between two belongs to the first."""
    if len(text) > MOST:
        parts = clauses.split(shortened(text))
    return [0, *[start for start, _ in parts[1:]]]


def grams(text: str) -> list[str]:
    """Return the distinct character 1- to 4-grams of a text, in order of appearance."""
    text = shortened(text)
    pairs = list(map(add, text, text[1:]))
    triples = list(map(add, pairs, text[2:]))
    return list(dict.fromkeys((*text, *pairs, *triples, *map(add, triples, text[3:]))))


def clause_grams(text: str) -> list[str]:
    """Return the distinct character 1- to 3-grams of a clause."""
    pairs = list(map(add, text, text[1:]))
    return list(dict.fromkeys((*text, *pairs, *map(add, pairs, text[2:]))))


def signals(reading: Reading, kind: str) -> Sequence[str]:
    """Return what the rules say of a whole text as features: the question's kind, the score
    (thermometer coded, so that a linear model can bend along it), acts, and for each factor
    found its rules, sub-factor and strength."""
    spans, score = reading.spans, reading.score
    head = _head(kind, score > 0, _steps(score), reading.acts)
    if not spans:
        return *head, _MANY[0]
    if len(spans) == 1:
        factor, sub, strength, *_, rules = spans[0]
        return *head, *_about(factor, sub, rules), *_strength(factor, round(strength * 4)), _MANY[1]
    found = [*head]
    best: dict[str, float] = {}
    for span in spans:
        if abs(span.score) >= abs(best.get(span.factor, 0.0)):
            best[span.factor] = span.score
        found += _about(span.factor, span.subfactor, span.rules)
    for factor, strength in best.items():
        found += _strength(factor, round(strength * 4))
    found.append(_MANY[min(len(best), 3)])
    return list(dict.fromkeys(found))


def bearing(reading: Reading, kind: str) -> Sequence[str]:
    """Return what the rules say of a whole text as features, without what it is about: the
    question's kind, the score and acts."""
    return _head(kind, reading.score > 0, _steps(reading.score), reading.acts)


def pair_signals(factor: str, kind: str, spans: Sequence[Span], many: int) -> Sequence[str]:
    """Return what the rules say of one factor in a text: the features of its polarity.

    ``spans`` are the rules' spans about the factor, none where only the model found it;
    ``many`` is how many factors the text speaks of.
    """
    if not spans:
        return _unruled(factor, kind, min(many, 3))
    score = max((span.score for span in spans), key=abs) if len(spans) > 1 else spans[0].score
    acts = tuple([span.act for span in spans])
    return _ruled(factor, kind, min(many, 3), score > 0, _steps(score), label(score), acts)


@lru_cache(maxsize=4096)
def _head(kind: str, positive: bool, steps: int, acts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is said of a text as a whole."""
    return f"kind={kind}", *_BINS["+" if positive else "-"][:steps], *map("act={}".format, acts)


@lru_cache(maxsize=4096)
def _strength(factor: str, quarters: int) -> tuple[str, str]:
    """Return what is said of a factor's strongest opinion."""
    return f"factor={factor}", f"{factor}@{quarters}"


@lru_cache(maxsize=4096)
def _about(factor: str, subfactor: str, rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a span says of its factor, strength aside."""
    named = dict.fromkeys(f"{factor}|{rule.split(':')[0]}" for rule in rules)
    return *named, f"sub={factor}.{subfactor}"


@lru_cache(maxsize=1024)
def _unruled(factor: str, kind: str, many: int) -> tuple[str, ...]:
    found = (f"f={factor}", f"k={kind}", f"f={factor},k={kind}", f"many={many}")
    return *found, "unruled", f"unruled,k={kind}"


@lru_cache(maxsize=4096)
def _ruled(
    factor: str,
    kind: str,
    many: int,
    positive: bool,
    steps: int,
    said: str,
    acts: tuple[str, ...],
) -> tuple[str, ...]:
    found = [f"f={factor}", f"k={kind}", f"f={factor},k={kind}", f"many={many}"]
    found += ["ruled", *_BINS["+" if positive else "-"][:steps]]
    found += [f"said={said}", f"said={said},f={factor}", f"said={said},k={kind}"]
    found += [f"act={act or '-'}" for act in acts]
    return tuple(dict.fromkeys(found))


def _steps(score: float) -> int:
    return round(abs(score) * STEPS)
