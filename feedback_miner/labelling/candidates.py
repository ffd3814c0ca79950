"""The rows of a labelling workbook from a table of verbatims."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner import lexicon
from feedback_miner.annotate import Annotation, Annotator, items_of
from feedback_miner.evaluation import FULL
from feedback_miner.labelling.choose import Candidate, choose, entropy
from feedback_miner.labelling.columns import key_of, shown
from feedback_miner.learned import engine
from feedback_miner.learned.reader import Item, LearnedReader
from feedback_miner.privacy.rows import mask_text
from feedback_miner.sentiment import document
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.survey import Options
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise

__all__ = ["rows"]

BATCH = 1000
SHORTEST = 2  # characters of a clause worth a label
CODES = {label: code for code, label in FULL.items()}


def rows(
    verbatims: pd.DataFrame,
    options: Options,
    n: int,
    cell: Callable[[str], str],
    *,
    clauses: bool = False,
) -> list[dict[str, Any]]:
    """Return up to ``n`` rows for ``report.labelling``, the most worth labelling first.

    Texts are redacted unless the options keep personal data, and made fit for the workbook by
    ``cell`` before their keys are made of them; equal ones are one row with their count.
    With an engine that has no model (rules) doubt is how near the score is to 0. Praise suspected
    of irony is as doubtful as the most doubtful text.
    """
    annotator = Annotator(options)
    counted: dict[tuple[str, str], list[Any]] = {}
    for text, question, kind, *known in items_of(verbatims):
        for part in _parts(text) if clauses else [text]:
            given = known[0] if known else ()
            safe = part if options.keep_pii else mask_text(part, given, options.salt)
            shown_text = cell(safe).strip()
            if shown_text:
                counted.setdefault((shown_text, kind), [question, 0])[1] += 1
    keys = list(counted)
    annotations: list[Annotation] = []
    for at in range(0, len(keys), BATCH):
        annotations += annotator.annotate_many(
            [(text, counted[text, kind][0], kind) for text, kind in keys[at : at + BATCH]]
        )
    valid = [i for i, one in enumerate(annotations) if one.valid]
    candidates = [
        Candidate(
            keys[i][0], counted[keys[i]][0], keys[i][1], counted[keys[i]][1], annotations[i].urgency
        )
        for i in valid
    ]
    doubts = _doubts(candidates, [annotations[i] for i in valid], options)
    mocking = [at for at, i in enumerate(valid) if _unsure(annotations[i])]
    doubts[mocking] = doubts.max(initial=0.0)
    found = []
    for place, _ in choose(candidates, doubts, n):
        one, said = candidates[place], annotations[valid[place]]
        found.append(
            {
                "key": key_of(one.text, one.kind),
                "question": one.question,
                "kind": one.kind,
                "text": one.text,
                "doubt": round(float(doubts[place]), 3),
                "count": one.count,
                "predicted_sentiment": shown(CODES[said.label]),
                "predicted_factors": "; ".join(
                    f"{factor} {shown(CODES[v['label']])}" for factor, v in said.factors().items()
                ),
                "predicted_acts": "; ".join(map(shown, said.acts[:2])),
            }
        )
    return found


def _unsure(one: Annotation) -> bool:
    """Tell whether a text is suspected of irony and not read as the complaint it then is."""
    return bool(one.suspect) and one.label != "negative"


def _parts(text: str) -> list[str]:
    """Return the clauses of an original text, as it was written."""
    clean = normalise(text)
    places = (clean.origin(a, b) for a, b in clauses.split(clean.text))
    parts = [text[a:b].strip() for a, b in places]
    return [part for part in parts if len(part) >= SHORTEST]


def _doubts(
    candidates: list[Candidate], annotations: list[Annotation], options: Options
) -> np.ndarray[Any, np.dtype[np.float64]]:
    codebook = lexicon.load(options.codebook)
    reader = engine.make(options.sentiment, codebook, options.model)
    if not isinstance(reader, LearnedReader):
        return np.array([1 - abs(one.score) for one in annotations])
    rules = RuleReader(codebook)
    items = []
    for one in candidates:
        text = normalise(one.text).text
        reading = document.summarise(rules.read(text, one.kind), codebook.verdict, codebook.lent)
        items.append(Item(text, one.kind, reading, clauses.split(text)))
    bound = reader.model.bounds["factor"]
    parts = [
        entropy(reader.chances(items[at : at + BATCH]), bound) for at in range(0, len(items), BATCH)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)
