"""One verbatim in, its annotation out: the map stage, the same in a process pool and a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import ThreadpoolController

from feedback_miner import lexicon, privacy
from feedback_miner.annotation import Annotation, Opinion, Pii, tables
from feedback_miner.errors import ConfigError, UsageError
from feedback_miner.garbage import uncollected
from feedback_miner.language import t
from feedback_miner.learned import engine, silent
from feedback_miner.learned.general import GeneralReader
from feedback_miner.learned.reader import Item as Read
from feedback_miner.learned.ruled import Settler
from feedback_miner.lexicon import Sieve
from feedback_miner.privacy.rows import Known, with_known
from feedback_miner.sentiment import document
from feedback_miner.sentiment.formulas import without_closing
from feedback_miner.sentiment.rules import Clause, RuleReader
from feedback_miner.stamps import stamp
from feedback_miner.survey import QUESTION_KINDS, Options
from feedback_miner.text.alignment import Normalised
from feedback_miner.text.normalise import normalise_many
from feedback_miner.text.validity import is_valid
from feedback_miner.triage import asides
from feedback_miner.triage import rules as triage_rules
from feedback_miner.triage.beside import begin
from feedback_miner.triage.notes import is_note
from feedback_miner.triage.rules import Assessment, Seen

__all__ = ["Annotation", "Annotator", "Opinion", "Pii", "items_of", "records", "run"]

BATCH = 4000  # texts read together: the more, the quicker, and the more memory
SHARE = 2000  # texts handed to one of several workers
KEPT = 10_000  # annotations remembered, of texts of at most SHORT characters
SHORT = 40
RULED = ("rules", "snownlp")  # engines beside which no learned model is heard
SETTLED = ("combined", "semantic")  # engines whose model the rules are heard against
_NOTE = document.Reading(0.0, (), (), ruled="note")  # what staff noted says nothing
# Text, question, kind, and what the text's row tells of the person.
Item = tuple[str, str, str] | tuple[str, str, str, tuple[Known, ...]]


class Annotator:
    """Annotates verbatims with a codebook, its lexicons and a reading engine.

    Raises ConfigError for a codebook or model that is missing or wrong, UsageError for what is no
    Options or no text.
    """

    def __init__(self, options: Options | None = None) -> None:
        if options is not None and not isinstance(options, Options):
            raise UsageError(
                t(
                    f"Annotator 要 Options，得到 {type(options).__name__}",
                    f"an Annotator takes Options, not {type(options).__name__}",
                )
            )
        self.options = options or Options()
        with uncollected():
            self._load()

    def _load(self) -> None:
        """Load the codebook, and all that reads by it."""
        self.codebook = lexicon.load(self.options.codebook)
        self._reader = RuleReader(self.codebook)
        self._triage = triage_rules.load(self.codebook.folder, self.codebook.base)
        self._sieve = Sieve([*self._reader.sets, *self._triage.sets])
        self._engine = engine.make(self.options.sentiment, self.codebook, self.options.model)
        self._learned = self.options.sentiment not in RULED
        general = isinstance(self._engine, GeneralReader)
        settled = self.options.sentiment in SETTLED
        self._settler = Settler(self._reader, general) if settled else None
        self._known: dict[Item, Annotation] = {}

    def annotate(self, text: str, question: str = "", kind: str = "remark") -> Annotation:
        """Return the annotation of one verbatim, whatever the text; UsageError for what is none,
        and for a ``kind`` that is no ``survey.QuestionKind``."""
        if not isinstance(text, str):
            raise UsageError(
                t(
                    f"annotate 要一条文本，得到 {type(text).__name__}",
                    f"annotate takes a text, not {type(text).__name__}",
                )
            )
        if kind not in QUESTION_KINDS:
            kinds = ", ".join(QUESTION_KINDS)
            raise UsageError(
                t(f"没有问题类型 {kind!r}", f"there is no kind of question {kind!r}"),
                do=t(f"应是：{kinds}", f"use {kinds}"),
            )
        return self.annotate_many([(text, question, kind)])[0]

    def annotate_many(self, items: Sequence[Item]) -> list[Annotation]:
        """Return the annotations of (text, question, kind) items, in order: quicker than one by
        one, and the same. A fourth part is what the text's row tells (``rows.known``). Raises
        UsageError for texts alone, and for an item whose text is none."""
        given: Any = items
        if isinstance(given, str) or any(isinstance(item, str) for item in given):
            raise UsageError(
                t(
                    "annotate_many 的每项应是 (文本, 问题, 类型)，单条文本用 annotate",
                    "annotate_many takes (text, question, kind) items; annotate takes one text",
                )
            )
        for at, item in enumerate(given):
            if not isinstance(item[0], str):
                kind = type(item[0]).__name__
                raise UsageError(
                    t(f"第 {at + 1} 项的文本是 {kind}", f"the text of item {at + 1} is {kind}"),
                    do=t("没有文本的项请先去掉", "leave out items without a text"),
                )
        annotations: list[Annotation] = []
        for first in range(0, len(items), BATCH):
            batch = items[first : first + BATCH]
            with uncollected(), _blas().limit(limits=1):
                known = {item: self._known[item] for item in batch if item in self._known}
                fresh = [item for item in dict.fromkeys(batch) if item not in known]
                known.update(zip(fresh, self._annotated(fresh), strict=True))
                self._remember(known)
                annotations += [known[item] for item in batch]
        return annotations

    def forget(self) -> None:
        """Forget the texts seen, as a measure of speed wants it."""
        self._known.clear()

    def _remember(self, known: Mapping[Item, Annotation]) -> None:
        """Keep the annotations of short texts, which come again; the oldest make room."""
        for item, annotation in known.items():
            if len(item[0]) <= SHORT:
                self._known[item] = annotation
        for item in list(islice(self._known, max(0, len(self._known) - KEPT))):
            del self._known[item]

    def _annotated(self, items: Sequence[Item]) -> list[Annotation]:
        """Annotate a batch: stage by stage where one is quicker for many texts at once."""
        wordings = [item[0] for item in items]
        cleaned = normalise_many(wordings)
        found = [
            with_known(item[0], spans, item[3]) if len(item) == 4 else spans
            for item, spans in zip(items, privacy.recognise_many(wordings), strict=True)
        ]
        drafts = list(map(self._draft, items, cleaned, found))
        said = [draft for draft in drafts if draft.valid]
        texts = [asides.heard(draft.clean.text) for draft in said]
        opinions, acts, raising, guarding, loyalty = self._sieve.sift(texts)
        reported = [
            without_closing(text, draft.kind) for text, draft in zip(texts, said, strict=True)
        ]
        read = self._read(said, reported, opinions, acts)
        voices = self._triage.voices(texts)
        if self.options.sentiment == "semantic":
            read = [
                replace(item, alarming=draft.doubted or self._triage.alarming(voice))
                for item, draft, voice in zip(read, said, voices, strict=True)
            ]
        readings = self._engine.read(read)
        if self._settler:
            readings = list(map(self._settler.settle, read, readings))
        noted = [one.kind == "complaint" and is_note(one.clean.text) for one in said]
        if any(noted):
            readings = [_NOTE if note else one for note, one in zip(noted, readings, strict=True)]
        labels = [document.label(reading.score) for reading in readings]
        told = [
            _alarm(text, label, reading.acts, raised)
            for text, label, raised, reading in zip(texts, labels, raising, readings, strict=True)
        ]
        assessed = self._triage.assess_many(
            told,
            [
                Seen(
                    raised,
                    guarded,
                    loyal,
                    voice,
                    reading.care,
                    reading.loud,
                    _blamed(item.clauses) if raised and label == "positive" else (),
                )
                for raised, guarded, loyal, voice, reading, item, (_, label, _) in zip(
                    raising, guarding, loyalty, voices, readings, read, told, strict=True
                )
            ],
        )
        if any(noted):
            assessed = [
                Assessment() if note else one for note, one in zip(noted, assessed, strict=True)
            ]
        finished = map(self._finish, said, readings, labels, assessed)
        return [next(finished) if draft.valid else _nothing(draft) for draft in drafts]

    def _draft(self, item: Item, clean: Normalised, found: list[privacy.Span]) -> _Draft:
        """Redact, and tell whether anything is said."""
        text, question, kind = item[:3]
        keep, salt = self.options.keep_pii, self.options.salt
        shown = privacy.redact(text, found, salt) if found and not keep else text
        valid, doubted = is_valid(clean.text, question), False
        if valid and self._learned:
            odds = silent.log_odds(clean.text, question)
            valid, doubted = odds <= silent.BOUND, odds > silent.DOUBT
        return _Draft(text, question, shown, found, clean, kind, valid, doubted)

    def _read(
        self,
        said: Sequence[_Draft],
        texts: Sequence[str],
        opinions: Sequence[Sequence[int]],
        acts: Sequence[Sequence[int]],
    ) -> list[Read]:
        """Read by rules."""
        verdict, apart = self.codebook.verdict, self.codebook.lent
        kinds = [draft.kind for draft in said]
        every = self._reader.read_many(texts, kinds, opinions, acts)
        return [
            Read(
                text,
                draft.kind,
                document.summarise(found, verdict, apart),
                [(one.start, one.end) for one in found],
                clauses=found,
                question=draft.question,
            )
            for draft, text, found in zip(said, texts, every, strict=True)
        ]

    def _finish(
        self, draft: _Draft, reading: document.Reading, label: str, assessed: Assessment
    ) -> Annotation:
        """Put together what was read, offsets and words as they stand in the original."""
        found = draft.found
        if draft.doubted and silent.confirmed(draft.clean.text, draft.question, reading.silent):
            return _nothing(draft)
        opinions, reasons = _opinions_of(draft, reading.spans), assessed.evidence
        if found and not self.options.keep_pii:
            hidden = {draft.text[s.start : s.end]: privacy.TOKENS[s.kind] for s in found}
            opinions = [self._hidden(draft, opinion, hidden) for opinion in opinions]
            reasons = tuple((flag, _masked(words, hidden)) for flag, words in reasons)
        return Annotation(
            draft.shown,
            True,
            label,
            round(reading.score, 4),
            tuple(opinions),
            reading.acts,
            assessed.loyalty,
            assessed.urgency,
            assessed.flags,
            reasons,
            _pii(found) if found else (),
            tuple((factor, round(score, 4)) for factor, score in reading.totals),
            reading.ruled,
            reading.suspect,
        )

    def _hidden(self, draft: _Draft, opinion: Opinion, hidden: Mapping[str, str]) -> Opinion:
        """Return an opinion without the personal data in its words."""
        start, end, salt = opinion.start, opinion.end, self.options.salt
        return opinion._replace(
            text=_shown(draft.text, start, end, draft.found, salt),
            evidence=tuple(_masked(words, hidden) for words in opinion.evidence),
        )


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    """Return the libraries of matrices, of which a second thread would wait, busily."""
    return ThreadpoolController()


@dataclass(slots=True)
class _Draft:
    """A verbatim on its way: what is settled before the engine reads; ``doubted`` where it may say
    nothing at all."""

    text: str
    question: str
    shown: str
    found: list[privacy.Span]
    clean: Normalised
    kind: str
    valid: bool
    doubted: bool


def _nothing(draft: _Draft) -> Annotation:
    """Return the annotation of an answer that says nothing."""
    return Annotation(draft.shown, valid=False, pii=_pii(draft.found))


def _opinions_of(draft: _Draft, spans: Sequence[document.Span]) -> list[Opinion]:
    """Return the opinions of a text, none of them masked."""
    text, origin, label = draft.text, draft.clean.origin, document.label
    opinions = []
    for factor, sub, score, start, end, act, evidence, rules in spans:
        start, end = origin(start, end)
        opinions.append(
            Opinion(
                factor,
                sub,
                label(score),
                round(score, 4),
                start,
                end,
                text[start:end],
                act,
                evidence,
                rules,
            )
        )
    return opinions


def _alarm(
    text: str, label: str, acts: tuple[str, ...], raised: Sequence[int]
) -> tuple[str, str, tuple[str, ...]]:
    """Return the text, label and acts that flags and urgency are told by: where something may be
    raised, without praise of one person beside it, which makes nothing good."""
    matter = asides.without_praise(text) if raised else text
    if matter == text:
        return text, label, acts
    mood = "neutral" if label == "positive" else label
    return matter, mood, tuple(act for act in acts if act != "praise")


def _blamed(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Return where the rules found something blamed."""
    found = [finding for clause in clauses for finding in clause.findings]
    return [(one.start, one.end) for one in found if document.label(one.value) == "negative"]


def _pii(found: Sequence[privacy.Span]) -> tuple[Pii, ...]:
    return tuple(Pii(span.kind, span.start, span.end) for span in found)


def _shown(text: str, start: int, end: int, found: Sequence[privacy.Span], salt: str) -> str:
    """Return a span of the original, masked; a mask it cuts through is shown whole."""
    inside = [span for span in found if span.start < end and start < span.end]
    if not inside:
        return text[start:end]
    start = min(start, inside[0].start)
    end = max(end, inside[-1].end)
    moved = [span.moved(-start) for span in inside]
    return privacy.redact(text[start:end], moved, salt)


def _masked(words: str, hidden: Mapping[str, str]) -> str:
    """Return words of the text masked: what was found there, and what they hold themselves."""
    for value, token in hidden.items():
        words = words.replace(value, token)
    return privacy.mask(words) if hidden else words


@lru_cache(maxsize=2)
def _annotator(options: Options, as_of: object) -> Annotator:
    """Return the annotator made from the files in their state ``as_of``; ConfigError where they
    are in that state no more."""
    made = Annotator(options)
    if _as_of(options) != as_of:
        raise ConfigError(
            t("编码本或模型在读取时被改动", "the codebook or the model changed while it was read"),
            file=options.codebook,
            do=t("请重新运行", "run it again"),
        )
    return made


def _as_of(options: Options) -> object:
    """Return what changes where the files do that an annotator of ``options`` is made from."""
    folder = lexicon.folder_of(options.codebook)
    return lexicon.state(folder), stamp(Path(options.model)) if options.model else ()


def _work(options: Options, as_of: object, items: Sequence[Item]) -> list[Annotation]:
    return _annotator(options, as_of).annotate_many(items)


def records(items: Iterable[Item], options: Options) -> Iterator[Annotation]:
    """Yield the annotation of each item, in order, for any number of workers.

    At most a few batches are in flight, so that a stream of any length fits in memory. All is read
    by the codebook and the model as they are at the first; ConfigError where they change while they
    are loaded.
    """
    source, most = iter(items), BATCH if options.workers <= 1 else min(BATCH, SHARE)
    batches = iter(lambda: list(islice(source, most)), [])
    as_of = _as_of(options)
    _annotator(options, as_of)  # made before the workers, which have it from here
    work = partial(_work, options, as_of)
    if options.workers <= 1:
        for batch in batches:
            yield from work(batch)
        return
    with ProcessPoolExecutor(options.workers, initializer=begin, initargs=(os.getpid(),)) as pool:
        try:
            waiting = [pool.submit(work, b) for b in islice(batches, options.workers * 2)]
            while waiting:
                done = waiting.pop(0).result()
                waiting.extend(pool.submit(work, b) for b in islice(batches, 1))
                yield from done
        finally:
            pool.shutdown(cancel_futures=True)


def items_of(verbatims: pd.DataFrame) -> Iterator[Item]:
    """Yield what is to be annotated of each row of a table of verbatims."""
    columns = [name for name in ("text", "question", "kind", "known") if name in verbatims]
    yield from zip(*(verbatims[name].tolist() for name in columns), strict=True)


def run(verbatims: pd.DataFrame, options: Options) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Annotate a table of verbatims (response_id, question, kind, text, and known where
    the rows tell of persons).

    Returns the tables VERBATIMS (one row a verbatim, in order) and OPINIONS.
    """
    annotations = list(records(items_of(verbatims), options))
    return tables(verbatims, annotations)
