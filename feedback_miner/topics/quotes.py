"""Quotes of a topic: representative, and different from each other."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["excerpt", "pick"]

SHORTEST, LONGEST = 6, 160
ALIKE = 0.5  # Jaccard similarity of words above which two quotes say the same
COUSINS = 0.3  # and that is tried first


def pick(
    order: Sequence[int],
    owners: Sequence[int],
    words: Sequence[Sequence[str]],
    spans: Sequence[str],
    texts: Sequence[str],
    n: int,
    people: Sequence[str] = (),
) -> list[int]:
    """Return up to ``n`` clauses whose texts to quote, of different texts that share few words.

    ``people`` tells who wrote each text: nobody is quoted twice where others said it, too.

    ``order`` holds the clauses of a topic, the most typical first. Wordings too short to mean
    anything are passed over, and texts alike are taken only where there are no others (after
    maximal marginal relevance, Carbonell and Goldstein, 1998).
    """
    fit = [i for i in order if len(texts[owners[i]]) >= SHORTEST][:400]
    if not fit:
        fit = list(order[:50])
    chosen: list[int] = []
    tries = [(bound, True) for bound in (COUSINS, ALIKE, 0.999)]
    if people:
        tries.append((0.999, False))
    for bound, others in tries:
        for i in fit:
            if len(chosen) == n:
                return chosen
            if any(owners[i] == owners[j] or spans[i] == spans[j] for j in chosen):
                continue
            if any(texts[owners[i]] == texts[owners[j]] for j in chosen):
                continue
            if people and others and any(people[owners[i]] == people[owners[j]] for j in chosen):
                continue
            if all(_alike(words[i], words[j]) <= bound for j in chosen):
                chosen.append(i)
    return chosen


def _alike(one: Sequence[str], two: Sequence[str]) -> float:
    a, b = set(one), set(two)
    return len(a & b) / len(a | b) if a | b else 1.0


def excerpt(text: str, span: str) -> str:
    """Return a text, or of a long one the part around ``span``, marked by … where it is cut."""
    if len(text) <= LONGEST:
        return text
    at = max(0, text.find(span))
    start = max(0, min(at - (LONGEST - len(span)) // 2, len(text) - LONGEST))
    start = min(start, at)
    end = min(len(text), start + max(LONGEST, min(len(span), 2 * LONGEST)))
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
