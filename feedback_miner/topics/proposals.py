"""What the codebook lacks: topics it has no factor for, as entries that can be accepted."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import pandas as pd

from feedback_miner import privacy
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.lexicon.toml import written
from feedback_miner.topics.naming import vague

__all__ = ["propose", "render"]

TERMS = 8
LEAST_SHARE = 0.3  # of a topic's opinions about one factor from which it is proposed as its part


def propose(table: pd.DataFrame, codebook: Codebook) -> list[dict[str, Any]]:
    """Return a proposed codebook entry for each topic that has no factor, and is no mixture of
    several, or has come up since: id, name, the factor it might be a part of ("" for one of its
    own), terms that the codebook does not know, the number of texts and examples (redacted)."""
    found = []
    for row in table.to_dict("records"):
        if (row["factor"] or row["mixed"]) and row["status"] != "new":
            continue
        terms = [
            word
            for word in (*row["words"], *_glued(row["phrases"]))
            if word not in vague()
            and "[" not in word
            and not (word in codebook.lexemes and codebook.lexemes[word].is_aspect)
        ]
        if not terms:
            continue
        found.append(
            {
                "id": f"theme_{zlib.crc32(str(row['name']).encode()):08x}",
                "name": str(row["name"]),
                "factor": str(row["nearest"]) if row["confidence"] >= LEAST_SHARE else "",
                "n": int(row["n"]),
                "share": round(float(row["share"]), 4),
                "terms": list(dict.fromkeys(terms))[:TERMS],
                "examples": [_masked(str(quote)) for quote in row["quotes"]],
            }
        )
    return found


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
        "# factor 为空则新立一个因素；填已有因素的 id 则成为其子因素。\n",
        "# Themes the codebook lacks. Read the examples, strike terms or whole entries, then:\n"
        "# feedback-miner lexicon accept proposals.toml -o my_codebook\n"
        "# An empty factor makes a factor of its own; the id of one makes it a part of that.\n",
    )
    return "\n".join([head, *(written("proposal", one) for one in proposals)])
