"""Why a text is read as it is: clause by clause, then the model's view, then triage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback_miner import lexicon, privacy
from feedback_miner.annotate import Annotation, Annotator
from feedback_miner.codebooks.entries import Entry, index, lent, read
from feedback_miner.learned import engine
from feedback_miner.learned.model import ACTS
from feedback_miner.learned.reader import Item, LearnedReader
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.sentiment import document
from feedback_miner.sentiment.rules import Finding, RuleReader
from feedback_miner.survey import Options
from feedback_miner.tables import LABELS
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise
from feedback_miner.text.segment import Segmenter
from feedback_miner.triage import rules as triage_rules

__all__ = ["explain"]


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
    codebook = lexicon.load(options.codebook)
    reader = RuleReader(codebook)
    entries = read(codebook)
    places = index([*entries, *lent(codebook)])
    patterns = {e.rule: e.place for e in entries if e.part in ("opinion", "act")}
    segmenter = Segmenter(codebook.terms, codebook.stopwords)
    clean = normalise(shown).text
    found = reader.read(clean, kind)
    terms = list(reader.terms(clean))
    told = []
    for clause in found:
        inside = [one for one in terms if clause.start <= one[0] < clause.end]
        told.append(
            {
                "text": clean[clause.start : clause.end],
                "words": segmenter.cut(clean[clause.start : clause.end]),
                "terms": [
                    {"term": lexeme.text, "entries": [_entry(e) for e in places[lexeme.text]]}
                    for _, _, lexeme in inside
                ],
                "findings": [_finding(f, patterns) for f in clause.findings],
                "general": [f.factor for f in clause.general],
                "acts": sorted(clause.acts),
                "turn": clause.turn,
            }
        )
    settled = Annotator(options).annotate(shown, kind=kind)
    reading = document.summarise(found, codebook.verdict, codebook.lent)
    item = Item(clean, kind, reading, clauses.split(clean))
    return {
        "text": shown,
        "kind": kind,
        "normalised": clean,
        "valid": settled.valid,
        "clauses": told,
        "rules": {
            "score": round(reading.score, 4),
            "label": document.label(reading.score),
            "acts": list(reading.acts),
        },
        "model": _model(item, options) if settled.valid else None,
        "triage": _triage(clean, settled, codebook),
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


def _model(item: Item, options: Options) -> dict[str, Any] | None:
    codebook = lexicon.load(options.codebook)
    reader = engine.make(options.sentiment, codebook, options.model)
    if not isinstance(reader, LearnedReader):
        return None
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
