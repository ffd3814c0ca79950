"""Names a person would give a topic: from its keyphrases, not from single words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from feedback_miner import privacy, resources
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.topics.words import OWN

__all__ = [
    "Phrase",
    "PhraseCounts",
    "beginning",
    "compounds",
    "count",
    "harmless",
    "keyphrases",
    "name",
    "plain",
    "recurring",
    "turned",
    "unique",
    "vague",
]

Pair = tuple[str, str]
# A phrase: its words, in the order they are mostly said in, and its texts in the topic.
Phrase = tuple[Pair, int]
LEAST = 3  # texts a phrase is said in
NEAR = 4  # words between which a pair is a phrase
BOUND = 0.9
SECOND = 0.5  # a second phrase is named where it is said so often as the first
START = 10  # characters of a text that stand for a topic whose words tell nothing
_CODE = re.compile("[a-z0-9]{1,2}")  # a house, a district: it names nothing by itself
RECURS = 0.05  # share of a topic's texts a phrase or word that names it is said in
TURNED = 0.5  # share of a word's clauses that deny it from which it names nothing
_NEGATOR = re.compile(
    "(?:不|没|无|未|别|非|零|没有|不是|不会|不要|不用)(?:有|什么|啥|任何|那么|太|很|再|乱|各种)?$"
)
_LATIN = re.compile("[a-z0-9]+")


@cache
def vague() -> frozenset[str]:
    """Return words that say nothing of what a topic is about (感觉, 东西, 一个)."""
    lines = read_text(resources.lexicons() / "common" / "vague.txt").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


class PhraseCounts:
    """How many texts (``texts``) and clauses hold each phrase, and how often in which order."""

    def __init__(self) -> None:
        self.texts: Counter[Pair] = Counter()
        self.pairs: Counter[Pair] = Counter()
        self.ordered: Counter[Pair] = Counter()
        self.adjacent: Counter[Pair] = Counter()
        self.words: Counter[str] = Counter()
        self.n = 0


def count(clauses: Sequence[Sequence[str]], owners: Sequence[int] | None = None) -> PhraseCounts:
    """Count the phrases of ``clauses``: two words no more than ``NEAR`` apart. ``owners`` tells
    each clause's text; without it each is a text of its own."""
    found = PhraseCounts()
    empty = vague()
    of_text: dict[int, set[Pair]] = {}
    for number, clause in enumerate(clauses):
        words = [word for word in clause if word not in empty]
        found.n += 1
        found.words.update(set(words))
        orders = {
            (a, b) for i, a in enumerate(words) for b in words[i + 1 : i + NEAR] if _apart(a, b)
        }
        found.ordered.update(orders)
        found.adjacent.update({(a, b) for a, b in pairwise(words) if _apart(a, b)})
        said = {(a, b) if a < b else (b, a) for a, b in orders}
        found.pairs.update(said)
        of_text.setdefault(owners[number] if owners else number, set()).update(said)
    for said in of_text.values():
        found.texts.update(said)
    return found


def _apart(one: str, two: str) -> bool:
    """Tell whether two words are no parts of each other."""
    return one not in two and two not in one


def keyphrases(inside: PhraseCounts, everywhere: PhraseCounts, n: int = 6) -> list[Phrase]:
    """Return the phrases that tell a topic, best first: said in many of its texts (``inside``; one
    long text may say a thing ten times), more than chance has it (the log of the ratio, Church and
    Hanks, 1990) and its own, as its words are (``words.top_words``)."""
    scored = []
    for pair, said in inside.texts.items():
        if said < LEAST:
            continue
        total = everywhere.pairs[pair]
        expected = everywhere.words[pair[0]] * everywhere.words[pair[1]] / max(everywhere.n, 1)
        lift = math.log(total / expected) if expected > 0 else 0.0
        if lift <= 0.2:
            continue
        own = said / everywhere.texts[pair]
        scored.append((said * own**OWN * min(lift, 3.0), said, pair))
    scored.sort(key=lambda item: (-round(item[0], 9), item[2]))
    chosen: list[Phrase] = []
    used: Counter[str] = Counter()
    for _, said, pair in scored:
        if used[pair[0]] + used[pair[1]] >= 2:  # another side of the topic, please
            continue
        used.update(pair)
        chosen.append((_order(pair, everywhere), said))
        if len(chosen) == n:
            break
    return chosen


def _order(pair: Pair, counts: PhraseCounts) -> Pair:
    turned = (pair[1], pair[0])
    return turned if counts.ordered[turned] > counts.ordered[pair] else pair


def compounds(
    phrases: Sequence[Phrase], inside: PhraseCounts, spans: Sequence[str] | None = None
) -> list[Phrase]:
    """Return phrases with those glued that are one word the segmenter does not know: in ``BOUND``
    of the clauses that have either word (``inside`` a topic) the one follows the other at once, in
    their wordings, too, where these are given (``spans``): words are passed over between keywords.
    Latin words stay apart by a blank."""
    return [
        ((_glued(pair), ""), said)
        if inside.adjacent[pair] >= BOUND * max(inside.words[word] for word in pair)
        and (spans is None or _literal(pair, spans))
        else (pair, said)
        for pair, said in phrases
    ]


def _glued(pair: Pair) -> str:
    return (" " if all(map(_LATIN.fullmatch, pair)) else "").join(pair)


def _literal(pair: Pair, spans: Sequence[str]) -> bool:
    """Tell whether clauses that hold both words nearly always hold them as one."""
    both = [span.lower() for span in spans if all(word in span.lower() for word in pair)]
    return sum(_glued(pair) in span for span in both) >= BOUND * len(both) > 0


def turned(words: Iterable[str], spans: Sequence[str]) -> frozenset[str]:
    """Return those of ``words`` that most clauses with them deny (没有套路) or ask (能不能取消): by
    themselves they would say the opposite."""
    lowered = [span.lower() for span in spans]
    found = set()
    for word in words:
        before = [span[: span.index(word)] for span in lowered if word in span]
        asked = word[1:2] if word.startswith("不") else ""
        denied = sum(
            bool(_NEGATOR.search(text) or (asked and text.endswith(asked))) for text in before
        )
        if before and denied >= TURNED * len(before):
            found.add(word)
    return frozenset(found)


def recurring(words: Sequence[str], texts: Sequence[set[str]]) -> list[str]:
    """Return those of ``words`` that a good part of a topic's ``texts`` (sets of words) hold."""
    counts = Counter(word for said in texts for word in said)
    least = max(LEAST, RECURS * len(texts))
    return [word for word in words if counts[word] >= least]


def plain(clauses: Sequence[Sequence[str]], owners: Sequence[int], spans: Sequence[str]) -> str:
    """Return what names a topic whose words tell nothing: the word that most of its texts hold
    (``clauses`` as words, each with its text), of those that ``LEAST`` hold, else the beginning of
    its most typical wording (``spans``); "" where personal data stands in all of these."""
    of_text: dict[int, set[str]] = {}
    for owner, words in zip(owners, clauses, strict=True):
        of_text.setdefault(owner, set()).update(words)
    counts = Counter(word for said in of_text.values() for word in said)
    for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if n >= LEAST and word not in vague() and harmless(word):
            return word
    return beginning(spans)


def beginning(spans: Sequence[str]) -> str:
    """Return the beginning of the first of some wordings, in quotation marks, "" where the
    recognisers see personal data in all of them."""
    for span in spans:
        start = span.strip("… ")[:START].strip()
        if start and "[" not in start and harmless(span) and harmless(start):
            return f"「{start}…」" if len(start) < len(span.strip()) else f"「{start}」"
    return ""


def name(
    phrases: Sequence[Phrase],
    words: Sequence[str],
    texts: int,
    about: str = "",
    otherwise: str = "",
) -> str:
    """Return the name of a topic of ``texts`` texts: its best phrase, of those with one of its
    telling ``words`` if any, and another side of it, a phrase of other words that is nearly as
    common, else the first word beside it; the topic's first word stands before a phrase without
    it. Where no phrase recurs enough, what
    most of its opinions are ``about`` (a sub-factor's name, if any) with its two most telling
    words, or those words alone; where there is none of all this, ``otherwise``.

    Personal data is no name: what the recognisers take for such is left out.
    """
    telling = [w for w in words if w not in vague() and harmless(w)]
    fit = [
        (p, said)
        for p, said in phrases
        if said >= LEAST
        and harmless(" ".join(p))
        and not any(_CODE.fullmatch(part) and part not in telling for part in p)
    ]
    # A phrase without any of them may be what a form or a website puts in every text.
    fit.sort(key=lambda one: not _told(one[0], telling))
    if fit and fit[0][1] >= RECURS * texts:
        first, said = fit[0]
        named = _written(first)
        beside = [w for w in telling if not _held(w, [part for part in first if part])]
        if telling and beside[:1] == telling[:1]:
            return f"{telling[0]}、{named}"
        second = [
            pair
            for pair, also in fit[1:3]
            if also >= SECOND * said and not set(pair) & set(first) - {""}
        ]
        own = [pair for pair in second if _told(pair, telling)]
        sides = [*map(_written, own), *beside, *map(_written, second)]
        return "、".join([named, *sides[:1]])
    left = _distinct([word for word in telling if not _part(word, about)] if about else telling)
    if about:
        return f"{about}：{'、'.join(left[:2])}" if left else about
    return "、".join(left[:3]) or otherwise or "…"


def _part(one: str, two: str) -> bool:
    return one in two or two in one


def _written(pair: Pair) -> str:
    return " ".join(pair).strip()


def _told(pair: Pair, words: Sequence[str]) -> bool:
    return any(part and _held(part, words) for part in pair)


def _held(word: str, words: Sequence[str]) -> bool:
    return any(_part(word, other) for other in words)


def _distinct(words: Sequence[str]) -> list[str]:
    """Leave out words that are part of an earlier one or hold one."""
    kept: list[str] = []
    for word in words:
        if not _held(word, kept):
            kept.append(word)
    return kept


def harmless(text: str) -> bool:
    """Tell whether the recognisers see no personal data in a word or phrase."""
    return privacy.mask_word(text) == text


def unique(
    names: Sequence[str], words: Sequence[Sequence[str]], starts: Sequence[str] = ()
) -> list[str]:
    """Return names of which no two are alike: a later one gets a telling word more, or, where it
    has none, what its texts begin with (``starts``)."""
    given: list[str] = []
    for one, own, start in zip(names, words, starts or [""] * len(names), strict=True):
        known = re.split("[ 、：]", one)
        spare = [w for w in own if w not in known and w not in vague() and harmless(w)]
        candidate = one
        if start and start != one:
            spare.append(start)
        while candidate in given:
            candidate = f"{candidate}、{spare.pop(0)}" if spare else f"{candidate}′"
        given.append(candidate)
    return given
