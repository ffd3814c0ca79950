"""The texts a topic model reads: valid, redacted, cut into clauses and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

import pandas as pd

from feedback_miner import privacy
from feedback_miner.privacy import TOKEN_PATTERN
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise

__all__ = ["Documents", "Segmenter", "read"]


class Segmenter(Protocol):
    """What topics need of a segmenter: ``terms`` are words it keeps whole, ``stopwords`` what it
    passes over."""

    terms: tuple[str, ...]
    stopwords: frozenset[str]

    def adapted(self, terms: Iterable[str], stopwords: Iterable[str]) -> Self:
        """Return one with other terms and stopwords."""
        ...

    def keywords(self, text: str) -> list[str]:
        """Return the content words of a text, in order."""
        ...


@dataclass(frozen=True)
class Documents:
    """Texts with at least one content word, in the order of the verbatims.

    ``rows``: the verbatim's row of each text; ``texts``: its normalised, redacted text;
    ``owners``: the text (from 0) of each clause; ``words`` and ``spans``: each clause's content
    words and its wording.
    """

    rows: list[int]
    texts: list[str]
    owners: list[int]
    words: list[list[str]]
    spans: list[str]

    def whole(self) -> list[list[str]]:
        """Return the content words of each text."""
        joined: list[list[str]] = [[] for _ in self.rows]
        for owner, words in zip(self.owners, self.words, strict=True):
            joined[owner].extend(words)
        return joined


def read(verbatims: pd.DataFrame, segmenter: Segmenter, *, redact: bool = False) -> Documents:
    """Return the valid texts as documents; ``redact`` masks personal data first, for tables that
    keep it: no word of a topic may be anybody's."""
    rows: list[int] = []
    texts: list[str] = []
    owners: list[int] = []
    words: list[list[str]] = []
    spans: list[str] = []
    for row, (text, valid) in enumerate(zip(verbatims["text"], verbatims["valid"], strict=True)):
        if not valid:
            continue
        if redact:
            text = privacy.redact(text, privacy.recognise(text))
        # Tokens of masked data are no content, pseudonyms in them even less.
        clean = normalise(TOKEN_PATTERN.sub("，", text)).text
        found = [
            (clean[start:end].strip(), said)
            for start, end in clauses.split(clean)
            if (said := _words(clean[start:end], segmenter))
        ]
        if not found:
            continue
        owners += [len(rows)] * len(found)
        spans += [span for span, _ in found]
        words += [said for _, said in found]
        rows.append(row)
        texts.append(clean)
    return Documents(rows, texts, owners, words, spans)


def _words(span: str, segmenter: Segmenter) -> list[str]:
    """Return the words of two characters and more."""
    return [word for word in segmenter.keywords(span) if len(word) > 1]
