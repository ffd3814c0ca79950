"""What the learned model sees: characters of the text, and what the rules made of it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import add

from feedback_miner.sentiment.document import Reading, Span, label

__all__ = ["clause_grams", "grams", "pair_signals", "shortened", "signals"]

MOST = 400  # characters of a text that are looked at: the head and the tail of long ones
STEPS = 10  # bins of a rule score on either side of 0
_BINS = {sign: [f"score{sign}{i}" for i in range(1, STEPS + 1)] for sign in "-+"}


def shortened(text: str) -> str:
    """Return the characters of a text that are looked at."""
    return text if len(text) <= MOST else text[: MOST // 2] + text[-MOST // 2 :]


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


def signals(reading: Reading, kind: str) -> list[str]:
    """Return what the rules say of a whole text as features: the question's kind, the score
    (thermometer coded, so that a linear model can bend along it), acts, and for each factor
    found its rules, sub-factor and strength."""
    found = [f"kind={kind}", *_bins(reading.score)]
    found += [f"act={act}" for act in reading.acts]
    best: dict[str, float] = {}
    for span in reading.spans:
        if abs(span.score) >= abs(best.get(span.factor, 0.0)):
            best[span.factor] = span.score
        found += [f"{span.factor}|{rule.split(':')[0]}" for rule in span.rules]
        found.append(f"sub={span.factor}.{span.subfactor}")
    for factor, score in best.items():
        found += [f"factor={factor}", f"{factor}@{round(score * 4)}"]
    found.append(f"factors={min(len(best), 3)}")
    return list(dict.fromkeys(found))


def pair_signals(factor: str, kind: str, spans: list[Span], many: int) -> list[str]:
    """Return what the rules say of one factor in a text: the features of its polarity.

    ``spans`` are the rules' spans about the factor, none where only the model found it;
    ``many`` is how many factors the text speaks of.
    """
    found = [f"f={factor}", f"k={kind}", f"f={factor},k={kind}", f"many={min(many, 3)}"]
    if not spans:
        return [*found, "unruled", f"unruled,k={kind}"]
    score = max((span.score for span in spans), key=abs)
    said = label(score)
    found += ["ruled", *_bins(score), f"said={said}", f"said={said},f={factor}"]
    found.append(f"said={said},k={kind}")
    found += [f"act={span.act or '-'}" for span in spans]
    return list(dict.fromkeys(found))


def _bins(score: float) -> Iterator[str]:
    yield from _BINS["+" if score > 0 else "-"][: round(abs(score) * STEPS)]
