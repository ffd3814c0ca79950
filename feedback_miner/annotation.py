"""What is noted of verbatims: of one as an object, of many as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from feedback_miner.sentiment import document
from feedback_miner.tables import OPINIONS, VERBATIMS, check

__all__ = ["Annotation", "Opinion", "Pii", "tables"]


class Opinion(NamedTuple):
    """A span about one factor; ``start`` and ``end`` count characters of the original text."""

    factor: str
    subfactor: str
    polarity: str
    score: float
    start: int
    end: int
    text: str
    act: str
    evidence: tuple[str, ...]
    rules: tuple[str, ...] = ()


class Pii(NamedTuple):
    """Personal data found in the original text."""

    kind: str
    start: int
    end: int


class Annotation(NamedTuple):
    """What a careful reader would note of one verbatim. ``text`` is redacted unless kept."""

    text: str
    valid: bool
    label: str = "neutral"
    score: float = 0.0
    opinions: tuple[Opinion, ...] = ()
    acts: tuple[str, ...] = ()
    loyalty: str = ""
    urgency: int = 0
    flags: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    pii: tuple[Pii, ...] = ()
    totals: tuple[tuple[str, float], ...] = ()
    ruled: str = ""
    suspect: str = ""

    def factors(self) -> dict[str, dict[str, Any]]:
        """Return each factor's polarity and score: the strongest over the opinions about it, or
        what was settled of a factor that is praised here and blamed there (``totals``)."""
        best: dict[str, Opinion] = {}
        for opinion in self.opinions:
            known = best.get(opinion.factor)
            if known is None or abs(opinion.score) > abs(known.score):
                best[opinion.factor] = opinion
        found = {f: {"label": o.polarity, "score": o.score} for f, o in best.items()}
        for factor, score in self.totals:
            found[factor] = {"label": document.label(score), "score": score}
        return found

    def explain(self) -> dict[str, Any]:
        """Return why: each opinion's rules and evidence, and the words behind each flag.

        A rule is ``file:line`` of a pattern, a name of the engine's (aspect, carried, absence,
        mention, general, verdict, question), or ``learned`` where only the model found the
        opinion. ``ruled``, where present, tells why the rules were heard against the model.
        """
        return {
            "opinions": [
                {"factor": o.factor, "rules": list(o.rules), "evidence": list(o.evidence)}
                for o in self.opinions
            ],
            "flags": [{"flag": flag, "words": words} for flag, words in self.reasons],
            **({"ruled": self.ruled} if self.ruled else {}),
        }

    def as_json(self, response_id: str, question: str) -> dict[str, Any]:
        """Return the contract's line of ``annotate`` as a JSON-ready dictionary."""
        return {
            "response_id": response_id,
            "question": question,
            "text": self.text,
            "valid": self.valid,
            "sentiment": {"label": self.label, "score": self.score},
            "opinions": [
                {
                    "factor": o.factor,
                    "subfactor": o.subfactor,
                    "polarity": o.polarity,
                    "score": o.score,
                    "start": o.start,
                    "end": o.end,
                    "text": o.text,
                    "act": o.act,
                    "evidence": list(o.evidence),
                }
                for o in self.opinions
            ],
            "factors": self.factors(),
            "acts": list(self.acts),
            "loyalty": self.loyalty,
            "urgency": self.urgency,
            "flags": list(self.flags),
            "suspect": self.suspect,
            "pii": [{"kind": p.kind, "start": p.start, "end": p.end} for p in self.pii],
        }


def tables(
    verbatims: pd.DataFrame, annotations: Sequence[Annotation]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return VERBATIMS (one row a verbatim, in order) and OPINIONS of a table of verbatims
    (response_id, question, kind) and what was noted of each of its rows."""
    table = pd.DataFrame(
        {
            "response_id": verbatims["response_id"].astype("str").to_numpy(),
            "question": verbatims["question"].to_numpy(),
            "kind": verbatims["kind"].to_numpy(),
            "text": [a.text for a in annotations],
            "valid": pd.array([a.valid for a in annotations], dtype=bool),
            "sentiment": [a.label for a in annotations],
            "score": pd.array([a.score for a in annotations], dtype=float),
            "acts": _lists(a.acts for a in annotations),
            "loyalty": [a.loyalty for a in annotations],
            "urgency": pd.array([a.urgency for a in annotations], dtype="int64"),
            "flags": _lists(a.flags for a in annotations),
            "suspect": [a.suspect for a in annotations],
            "reasons": _lists(tuple(f"{f}: {w}" for f, w in a.reasons) for a in annotations),
            "pii": _lists(tuple(p.kind for p in a.pii) for a in annotations),
        }
    )
    for column in ("response_id", "question", "kind", "text", "sentiment", "loyalty", "suspect"):
        table[column] = table[column].astype("str")
    return check(table, VERBATIMS), _opinions(table, annotations)


def _lists(values: Iterable[Sequence[str]]) -> pd.Series[Any]:
    return pd.Series([list(value) for value in values], dtype=object)


def _opinions(table: pd.DataFrame, annotations: Sequence[Annotation]) -> pd.DataFrame:
    pairs = [(row, o) for row, a in enumerate(annotations) for o in a.opinions]
    rows = [row for row, _ in pairs]
    ids, questions = table["response_id"].to_numpy(), table["question"].to_numpy()
    columns: dict[str, Any] = {
        "response_id": pd.array([ids[row] for row in rows], dtype="str"),
        "verbatim": pd.array(rows, dtype="int64"),
        "question": pd.array([questions[row] for row in rows], dtype="str"),
    }
    for name, kind in islice(OPINIONS.items(), 3, None):
        values = (getattr(opinion, name) for _, opinion in pairs)
        if kind == "list":
            columns[name] = _lists(values)
        else:
            dtype = {"str": "str", "int": "int64", "float": "float64"}[kind]
            columns[name] = pd.array(list(values), dtype=dtype)
    columns["rules"] = _lists(opinion.rules for _, opinion in pairs)
    # What the verbatim says of the factor on the whole, which counts where opinions disagree.
    said = [annotation.factors() if annotation.totals else {} for annotation in annotations]
    totals = [said[row][o.factor]["score"] if said[row] else o.score for row, o in pairs]
    columns["total"] = pd.array(totals, dtype="float64")
    return check(pd.DataFrame(columns), OPINIONS)
