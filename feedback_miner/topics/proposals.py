"""What the codebook lacks: topics it has no factor for, as entries that can be accepted."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from feedback_miner import privacy
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook, load
from feedback_miner.lexicon.toml import written
from feedback_miner.text.normalise import normalise
from feedback_miner.topics.emerging import FEWEST
from feedback_miner.topics.model import Topics
from feedback_miner.topics.naming import vague

__all__ = ["propose", "render", "wordings"]

TERMS = 8
MOSTLY = 0.6  # share of a term's texts that are the topic's
CATCHES = 0.3  # share of a topic's texts that its terms catch: fewer are not what it is about
LEAST_SHARE = 0.3  # of a topic's opinions about one factor from which it is proposed as its part


def wordings(topics: Topics, verbatims: pd.DataFrame) -> dict[int, list[str]]:
    """Return the normalised wordings of each topic's texts (-1: of those without a topic)."""
    found: dict[int, list[str]] = {}
    placed = topics.assignments
    for row, topic in zip(placed["verbatim"], placed["topic"], strict=True):
        said = normalise(str(verbatims["text"].iloc[int(row)])).text.lower()
        found.setdefault(int(topic), []).append(said)
    return found


def propose(
    table: pd.DataFrame, codebook: Codebook, texts: Mapping[int, Sequence[str]] | None = None
) -> list[dict[str, Any]]:
    """Return a proposed codebook entry for each topic of ``FEWEST`` texts or more that has no
    factor, and is no mixture of several, or has come up since: id, name, the factor it is to be a
    part of ("" for one of its own), the number ``n`` of texts, terms and examples (redacted).

    With ``texts`` (``wordings``) the terms are those mostly said in the topic that catch the most
    of its texts, ``caught`` of n together; nothing is proposed where that is less than ``CATCHES``
    of them. A theme that came up may be marked by a word that the
    codebook knows: it stays a term, ``known`` tells where it belongs now, and the theme becomes a
    part of that factor. Otherwise terms are words the codebook does not know. A theme all of whose
    terms are those of a part of the user's own was accepted before, and is not proposed again.
    """
    found = []
    bundled = _parts(load(codebook.base)) if codebook.base else _parts(codebook)
    for row in table.to_dict("records"):
        if (row["factor"] or row["mixed"]) and row["status"] != "new":
            continue
        if row["n"] < FEWEST:
            continue
        words = [
            word
            for word in dict.fromkeys((*row["words"], *_glued(row["phrases"])))
            if word not in vague() and "[" not in word
        ]
        parent = str(row["nearest"]) if row["confidence"] >= LEAST_SHARE else ""
        places = {word: place for word in words if (place := _place(word, codebook))[0]}
        if texts is None:
            terms, caught = [word for word in words if word not in places][:TERMS], None
        else:
            holders = _holders(words, int(row["topic"]), texts)
            known = [w for w in holders if w in places] if row["status"] == "new" else []
            if known and not parent:
                parent = places[max(known, key=lambda word: len(holders[word]))][0]
            terms, caught = _cover(
                {
                    word: held
                    for word, held in holders.items()
                    if word not in places or (word in known and places[word][0] == parent)
                }
            )
        if not terms or (caught is not None and caught < CATCHES * int(row["n"])):
            continue
        name = f"theme_{zlib.crc32(str(row['name']).encode()):08x}"
        held = [places.get(word, ("", "")) for word in terms]
        if all(sub and (sub == name or (factor, sub) not in bundled) for factor, sub in held):
            continue
        told = {word: "/".join(filter(None, places[word])) for word in terms if word in places}
        found.append(
            {
                "id": name,
                "name": str(row["name"]),
                "factor": parent,
                "n": int(row["n"]),
                **({} if caught is None else {"caught": caught}),
                "share": round(float(row["share"]), 4),
                "terms": terms,
                "known": [f"{word}: {place}" for word, place in told.items()],
                "examples": [_masked(str(quote)) for quote in row["quotes"]],
            }
        )
    return found


def _parts(codebook: Codebook) -> set[tuple[str, str]]:
    """Return the sub-factors of a codebook, each with its factor."""
    return {(one.id, part.id) for one in codebook.factors for part in one.subfactors}


def _place(word: str, codebook: Codebook) -> tuple[str, str]:
    """Return the factor and sub-factor a word speaks of, ("", "") where it names none."""
    lexeme = codebook.lexemes.get(word)
    if lexeme is None or not lexeme.is_aspect:
        return ("", "")
    return lexeme.factor, lexeme.subfactor


def _holders(
    words: Sequence[str], topic: int, texts: Mapping[int, Sequence[str]]
) -> dict[str, set[int]]:
    """Return which of a topic's texts hold each of the words that are mostly said there."""
    found: dict[str, set[int]] = {}
    for word in words:
        inside = {i for i, text in enumerate(texts.get(topic, ())) if word in text}
        elsewhere = sum(word in text for key in texts if key != topic for text in texts[key])
        if inside and len(inside) >= MOSTLY * (len(inside) + elsewhere):
            found[word] = inside
    return found


def _cover(holders: Mapping[str, set[int]]) -> tuple[list[str], int]:
    """Return up to ``TERMS`` words, each with the most texts that those before do not catch, and
    how many texts they catch together."""
    terms: list[str] = []
    caught: set[int] = set()
    while len(terms) < TERMS:
        word = max(holders, key=lambda one: len(holders[one] - caught), default="")
        if not word or not holders[word] - caught:
            break
        terms.append(word)
        caught |= holders[word]
    return terms, len(caught)


def _masked(text: str) -> str:
    return privacy.redact(text, privacy.recognise(text))


def _glued(phrases: Sequence[str]) -> list[str]:
    """Return phrases that are one word in a text without spaces."""
    return [phrase.replace(" ", "") for phrase in phrases[:2] if len(phrase) <= 9]


def render(proposals: Sequence[dict[str, Any]]) -> str:
    """Return the proposals as TOML, for people to read, mend and accept."""
    head = t(
        "# 编码本没有的主题。看过例句，删去不要的词或整条，再接受：\n"
        "# feedback-miner lexicon accept proposals.toml -o 我的编码本\n"
        "# factor 为空则新立一个因素；填已有因素的 id 则成为其子因素。\n"
        "# caught：n 条文本中含有这些词的条数；known：编码本已有的词及其现在的归属，"
        "接受后转到新的子因素。\n",
        "# Themes the codebook lacks. Read the examples, strike terms or whole entries, then:\n"
        "# feedback-miner lexicon accept proposals.toml -o my_codebook\n"
        "# An empty factor makes a factor of its own; the id of one makes it a part of that.\n"
        "# caught: how many of the n texts hold a term; known: terms the codebook has already, and "
        "where; accepted they move to the new part.\n",
    )
    return "\n".join([head, *(written("proposal", one) for one in proposals)])
