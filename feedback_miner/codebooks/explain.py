"""Why a text is read as it is: clause by clause, then the model's view, then triage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner import lexicon, privacy
from feedback_miner.annotate import Annotation, Annotator
from feedback_miner.codebooks.entries import Entry, index, lent, read
from feedback_miner.learned import engine
from feedback_miner.learned.model import ACTS
from feedback_miner.learned.reader import Item, LearnedReader
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.sentiment import document
from feedback_miner.sentiment.rules import Clause, Finding, RuleReader
from feedback_miner.survey import Options
from feedback_miner.tables import LABELS
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise
from feedback_miner.text.segment import Segmenter
from feedback_miner.triage import rules as triage_rules

__all__ = ["Explainer", "explain"]


class Explainer:
    """Accounts for texts with one codebook, whose lines it reads once.

    Raises ConfigError for a codebook or model that is missing or wrong.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.codebook = codebook = lexicon.load(options.codebook)
        self._reader = RuleReader(codebook)
        self._learned: LearnedReader | None = None
        self._made = False
        entries = read(codebook)
        self._places = index([*entries, *lent(codebook)])
        self._patterns = {e.rule: e.place for e in entries if e.part in ("opinion", "act")}
        self._segmenter = Segmenter(codebook.terms, codebook.stopwords)

    def reading(self, clean: str, kind: str, valid: bool) -> dict[str, Any]:
        """Return how a normalised text is read: its ``clauses``, what the ``rules`` make of them,
        and the ``model`` (None without one, or where the text is not ``valid``)."""
        found = self._reader.read(clean, kind)
        reading = document.summarise(found, self.codebook.verdict, self.codebook.lent)
        item = Item(clean, kind, reading, clauses.split(clean))
        return {
            "clauses": self._clauses(clean, found),
            "rules": {
                "score": round(reading.score, 4),
                "label": document.label(reading.score),
                "acts": list(reading.acts),
            },
            "model": self._model(item) if valid else None,
        }

    def annotated(self, annotation: Annotation, kind: str) -> dict[str, Any]:
        """Return ``annotation.explain()`` with the whole place of each pattern and ``reading``."""
        told = annotation.explain()
        for opinion in told["opinions"]:
            opinion["rules"] = [self._patterns.get(rule, rule) for rule in opinion["rules"]]
        return told | self.reading(normalise(annotation.text).text, kind, annotation.valid)

    def _model(self, item: Item) -> dict[str, Any] | None:
        """Return the model's view, None for an engine without one. The engine is made once, with
        the first text that is asked about."""
        if not self._made:
            made = engine.make(self.options.sentiment, self.codebook, self.options.model)
            self._learned = made if isinstance(made, LearnedReader) else None
            self._made = True
        return None if self._learned is None else _viewed(item, self._learned)

    def _clauses(self, clean: str, found: Sequence[Clause]) -> list[dict[str, Any]]:
        """Return each clause: words, terms with their entries, findings, acts and turn."""
        terms = list(self._reader.terms(clean))
        told = []
        for clause in found:
            inside = [one for one in terms if clause.start <= one[0] < clause.end]
            told.append(
                {
                    "text": clean[clause.start : clause.end],
                    "words": self._segmenter.cut(clean[clause.start : clause.end]),
                    "terms": [
                        {"term": one.text, "entries": [_entry(e) for e in self._places[one.text]]}
                        for _, _, one in inside
                    ],
                    "findings": [_finding(f, self._patterns) for f in clause.findings],
                    "general": [f.factor for f in clause.general],
                    "acts": sorted(clause.acts),
                    "turn": clause.turn,
                }
            )
        return told


def explain(text: str, kind: str = "remark", options: Options | None = None) -> dict[str, Any]:
    """Return a JSON-ready account of how one text is read.

    Keys: ``text`` (as shown), ``normalised``, ``valid``; ``clauses``, each with its words, the
    terms in it with their entries (``file:line``), findings (factor, value, rule, evidence,
    negation and degree that multiplied it), acts and turn; ``model`` (None for an engine without
    one) with probabilities and the heaviest weights; ``triage`` with every mention, also those
    their context disarms; ``settled``, the annotation, with why the rules were heard against the
    model (``ruled``, "" where they were not). The text is redacted before it is read, unless the
    options keep personal data: so no part of the account can hold any.
    """
    options = options or Options()
    shown = text if options.keep_pii else privacy.mask(text, options.salt)
    explainer = Explainer(options)
    clean = normalise(shown).text
    settled = Annotator(options).annotate(shown, kind=kind)
    return {
        "text": shown,
        "kind": kind,
        "normalised": clean,
        "valid": settled.valid,
        **explainer.reading(clean, kind, settled.valid),
        "triage": _triage(clean, settled, explainer.codebook),
        "settled": {
            "sentiment": settled.label,
            "score": settled.score,
            "factors": settled.factors(),
            "acts": list(settled.acts),
            "loyalty": settled.loyalty,
            "ruled": settled.ruled,
        },
    }


def _entry(entry: Entry) -> dict[str, Any]:
    """Return an entry's place, its part and what it says."""
    said = {k: v for k, v in entry.cells.items() if v and k != "term"}
    return {"rule": entry.place, "part": entry.part, **({"says": said} if said else {})}


def _finding(found: Finding, patterns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "factor": found.factor,
        "subfactor": found.subfactor,
        "value": round(found.value, 3),
        "rule": patterns.get(found.rule, found.rule),
        "evidence": list(found.evidence),
        "negation": found.negation,
        "degree": found.degree,
    }


def _viewed(item: Item, reader: LearnedReader) -> dict[str, Any]:
    chances = reader.chances([item])
    weights = reader.weights(item)
    bounds = reader.model.bounds
    kept = reader.kept([item])[0].tolist()
    rows: list[dict[str, Any]] = []
    for j, factor in enumerate(reader.factors):
        chance = float(chances.presence[0, j])
        rows.append(
            {
                "factor": factor,
                "presence": round(chance, 3),
                "present": chance >= bounds["factor"] or kept[j],
                "polarity": _named(LABELS, chances.polarity[0, j]),
                "weights": [_weight(w.feature, w.value, w.ruled) for w in weights[factor]],
            }
        )
    rows.sort(key=lambda row: -row["presence"])
    return {
        "sentiment": _named(LABELS, chances.sentiment[0]),
        "sentiment_weights": [_weight(w.feature, w.value, w.ruled) for w in weights["sentiment"]],
        "bound": round(float(bounds["factor"]), 3),
        "factors": rows,
        "acts": _named(ACTS, chances.acts[0]),
    }


def _named(names: tuple[str, ...], values: Any) -> dict[str, float]:
    return {name: round(float(v), 3) for name, v in zip(names, values, strict=True)}


def _weight(feature: str, value: float, ruled: bool) -> dict[str, Any]:
    return {"feature": feature, "value": round(value, 3), "from": "rules" if ruled else "text"}


def _triage(clean: str, settled: Annotation, codebook: Codebook) -> dict[str, Any]:
    rules = triage_rules.load(codebook.folder, codebook.base)
    return {
        "urgency": settled.urgency,
        "flags": list(settled.flags),
        "reasons": [{"flag": flag, "words": words} for flag, words in settled.reasons],
        "mentions": [
            {
                "flag": m.flag,
                "urgency": m.urgency,
                "words": m.words,
                "rule": m.rule,
                "disarmed_by": m.context,
            }
            for m in rules.mentions(clean, settled.label)
        ],
    }
