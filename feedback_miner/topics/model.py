"""Topics of the valid texts: fitted on clauses, named by phrases, mapped to factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.privacy import TOKEN_PATTERN
from feedback_miner.survey import Options
from feedback_miner.tables import TOPICS, check, frame
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise
from feedback_miner.topics.engines import Engine, LdaEngine, NmfEngine
from feedback_miner.topics.quality import diversity, npmi, overlap

__all__ = ["Topics", "model"]

Array = NDArray[np.float64]
TOP_WORDS = 10
FEWEST = 40  # valid texts below which no model is fitted
CANDIDATES = (5, 8, 11, 15, 20)
RESAMPLES = 3
CHOOSING = 8000  # clauses the number of topics is chosen on
IN_CODEBOOK = 0.3  # share of a topic's clauses about one factor from which the topic is its
SHORT_QUOTE = 6


class Segmenter(Protocol):
    """What the model needs of a segmenter."""

    def keywords(self, text: str) -> list[str]:
        """Return the content words of a text, in order."""
        ...


@dataclass(frozen=True)
class Topics:
    """``table``: TOPICS, largest first; ``assignments``: verbatim, response_id, topic (-1: too
    short to say), weight; ``curve``: k, npmi, diversity, stability, chosen; ``notes``."""

    table: pd.DataFrame
    assignments: pd.DataFrame
    curve: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Fit:
    weights: Array
    words: list[list[int]]


def model(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    segmenter: Segmenter,
    codebook: Codebook,
    options: Options,
) -> Topics:
    """Find the themes of the valid verbatims.

    Clauses are the documents, so that a text may speak of several; a verbatim's topic is the one
    with the greatest weight over its clauses. The number of topics, unless ``options.topics``
    sets it, has the best mean rank of coherence (NPMI) and stability over bootstrap samples. Each
    topic gets the factor most of its clauses' opinions are about, or none where the codebook
    lacks it. Only invalid texts and texts without a content word get no topic; their share is
    told.
    """
    owners, documents, spans = _documents(verbatims, segmenter)
    valid = int(verbatims["valid"].sum())
    if len({*owners}) < FEWEST:
        note = t(
            f"有效文本只有 {len({*owners})} 条，少于 {FEWEST} 条，未建主题模型",
            f"only {len({*owners})} usable texts, fewer than {FEWEST}: no topic model",
        )
        return Topics(frame([], TOPICS), _assignments(verbatims, {}, {}), _curve([], 0), (note,))
    least = 3 if len(documents) < 5000 else 5
    vectoriser = CountVectorizer(
        analyzer=_identity, min_df=least, max_df=0.3 if len(documents) > 300 else 0.9
    )
    try:
        counts = vectoriser.fit_transform(documents)
    except ValueError:
        note = t("词语太少，未建主题模型", "too few words recur: no topic model")
        return Topics(frame([], TOPICS), _assignments(verbatims, {}, {}), _curve([], 0), (note,))
    terms = [str(term) for term in vectoriser.get_feature_names_out()]
    tfidf = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    curve: list[dict[str, Any]] = []
    k = options.topics or _choose(counts, tfidf, options, curve)
    k = max(2, min(k, counts.shape[1] - 1, counts.shape[0] - 1))
    fit = _fit(_engine(options, k), counts, tfidf)
    clause_topic, clause_weight = _clause_topics(fit.weights)
    best: dict[int, tuple[float, int]] = {}
    totals: dict[int, dict[int, float]] = {}
    for owner, topic, weight in zip(owners, clause_topic, clause_weight, strict=True):
        if topic >= 0:
            of = totals.setdefault(owner, {})
            of[topic] = of.get(topic, 0.0) + weight
    for owner, weights in totals.items():
        topic, weight = max(weights.items(), key=lambda pair: (pair[1], -pair[0]))
        best[owner] = (weight / sum(weights.values()), topic)
    sizes = Counter(topic for _, topic in best.values())
    order = sorted(sizes, key=lambda topic: (-sizes[topic], topic))
    number = {topic: rank for rank, topic in enumerate(order, start=1)}
    rows = [
        _describe(
            number[topic],
            [terms[i] for i in fit.words[topic]],
            [i for i, c in enumerate(clause_topic) if c == topic],
            {owner for owner, (_, of) in best.items() if of == topic},
            owners,
            documents,
            spans,
            clause_weight,
            verbatims,
            opinions,
            codebook,
            options,
            valid,
        )
        for topic in order
    ]
    names = Counter(str(row["name"]) for row in rows)
    for row in rows:
        if names[str(row["name"])] > 1:
            extra = [w for w in row["words"] if w not in str(row["name"]).split()]
            row["name"] = " ".join([str(row["name"]), *extra[:1]])
    short = valid - len(best)
    notes = (
        t(
            f"{valid} 条有效文本中有 {short} 条（{short / valid:.1%}）太短，看不出主题",
            f"{short} of {valid} valid texts ({short / valid:.1%}) are too short to say",
        ),
    )
    placed = {owner: (number[topic], weight) for owner, (weight, topic) in best.items()}
    return Topics(
        check(frame(rows, TOPICS), TOPICS),
        _assignments(
            verbatims,
            {o: n for o, (n, _) in placed.items()},
            {o: w for o, (_, w) in placed.items()},
        ),
        _curve(curve, k),
        notes,
    )


def _identity(words: list[str]) -> list[str]:
    return words


def _documents(
    verbatims: pd.DataFrame, segmenter: Segmenter
) -> tuple[list[int], list[list[str]], list[str]]:
    """Return, for each clause with content words, its verbatim, its words and its text."""
    owners: list[int] = []
    documents: list[list[str]] = []
    spans: list[str] = []
    for row, (text, valid) in enumerate(zip(verbatims["text"], verbatims["valid"], strict=True)):
        if not valid:
            continue
        # Tokens of masked data are no content, pseudonyms in them even less.
        clean = normalise(TOKEN_PATTERN.sub("，", text)).text
        for start, end in clauses.split(clean):
            words = [w for w in segmenter.keywords(clean[start:end]) if len(w) > 1]
            if words:
                owners.append(row)
                documents.append(words)
                spans.append(clean[start:end])
    return owners, documents, spans


def _engine(options: Options, k: int) -> Engine:
    kind = LdaEngine if options.topic_model == "lda" else NmfEngine
    return kind(k, options.seed)


def _fit(engine: Any, counts: Any, tfidf: Any) -> _Fit:
    weights = engine.fit_transform(counts, tfidf)
    # Ties go to the earlier term, so that the same input gives the same words everywhere.
    words = [
        [int(i) for i in np.argsort(-np.round(row, 9), kind="stable")[:TOP_WORDS] if row[i] > 0]
        for row in engine.components_
    ]
    return _Fit(weights, words)


def _clause_topics(weights: Array) -> tuple[list[int], list[float]]:
    strongest = weights.argmax(axis=1)
    values = weights[np.arange(len(weights)), strongest]
    topics = np.where(values > 0, strongest, -1)
    return topics.tolist(), values.tolist()


def _choose(counts: Any, tfidf: Any, options: Options, curve: list[dict[str, Any]]) -> int:
    """Choose k by the mean rank of coherence and bootstrap stability; fill ``curve``."""
    rng = np.random.default_rng(options.seed)
    if counts.shape[0] > CHOOSING:  # a sample tells the number of topics as well
        sample = np.sort(rng.choice(counts.shape[0], CHOOSING, replace=False))
        counts, tfidf = counts[sample], tfidf[sample]
    presence = (counts > 0).astype(float)
    n = counts.shape[0]
    samples = [rng.integers(0, n, n) for _ in range(RESAMPLES)]
    for k in CANDIDATES:
        if k * 20 > n or k >= min(counts.shape):
            break
        words = _fit(NmfEngine(k, options.seed), counts, tfidf).words
        stability = [
            overlap(words, _fit(NmfEngine(k, options.seed), counts[s], tfidf[s]).words)
            for s in samples
        ]
        curve.append(
            {
                "k": k,
                "npmi": npmi(words, presence),
                "diversity": diversity(words),
                "stability": float(np.mean(stability)),
            }
        )
    if not curve:
        return CANDIDATES[0]
    table = pd.DataFrame(curve)
    ranks = table["npmi"].rank() + table["stability"].rank() + 0.5 * table["diversity"].rank()
    return int(table["k"][ranks.to_numpy().argmax()])


def _curve(curve: list[dict[str, Any]], chosen: int) -> pd.DataFrame:
    schema = {"k": "int", "npmi": "float", "diversity": "float", "stability": "float"}
    table = frame(curve, schema)
    return table.assign(chosen=(table["k"] == chosen).astype(bool))


def _assignments(
    verbatims: pd.DataFrame, topics: dict[int, int], weights: dict[int, float]
) -> pd.DataFrame:
    rows = [row for row, valid in enumerate(verbatims["valid"]) if valid]
    ids = verbatims["response_id"].to_numpy()
    schema = {"verbatim": "int", "response_id": "str", "topic": "int", "weight": "float"}
    return frame(
        (
            {
                "verbatim": row,
                "response_id": ids[row],
                "topic": topics.get(row, -1),
                "weight": weights.get(row, 0.0),
            }
            for row in rows
        ),
        schema,
    )


def _describe(
    number: int,
    words: list[str],
    members: Sequence[int],
    texts: set[int],
    owners: Sequence[int],
    documents: Sequence[list[str]],
    spans: Sequence[str],
    weights: Sequence[float],
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    codebook: Codebook,
    options: Options,
    valid: int,
) -> dict[str, Any]:
    """Return one row of TOPICS."""
    about = opinions[opinions["verbatim"].isin(texts)]
    counts = about.groupby("factor")["verbatim"].nunique()
    factor, share = "", 0.0
    if len(counts):
        winner = counts.sort_index().sort_values(ascending=False, kind="stable")
        share = float(winner.iloc[0]) / len(texts)
        factor = str(winner.index[0]) if share >= IN_CODEBOOK else ""
    feeling = verbatims.iloc[sorted(texts)]["sentiment"].value_counts()
    ranked = sorted(members, key=lambda i: (-weights[i], owners[i], i))
    quotes, ids, seen = [], [], set()
    for i in ranked:
        owner = owners[i]
        text = str(verbatims["text"].iat[owner])
        key = spans[i].strip()
        if owner not in texts or owner in ids or key in seen or len(text) < SHORT_QUOTE:
            continue
        seen.add(key)
        ids.append(owner)
        quotes.append(text)
        if len(quotes) == options.quotes:
            break
    return {
        "topic": number,
        "name": _name(words, [documents[i] for i in members]),
        "words": words,
        "n": len(texts),
        "share": len(texts) / valid,
        "factor": factor,
        "factor_share": share,
        "positive": int(feeling.get("positive", 0)),
        "neutral": int(feeling.get("neutral", 0)),
        "negative": int(feeling.get("negative", 0)),
        "quotes": quotes,
        "quote_ids": [str(verbatims["response_id"].iat[owner]) for owner in ids],
    }


def _name(words: Sequence[str], documents: Sequence[list[str]]) -> str:
    """Name a topic by its commonest pair of neighbouring words that holds a top word, and its
    next top word; by its first two words where no pair recurs."""
    top = set(words[:4])
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        pairs.update(
            pair for pair in {*pairwise(document)} if pair[0] != pair[1] and top & set(pair)
        )
    if pairs:
        pair, count = max(pairs.items(), key=lambda item: (item[1], item[0]))
        if count >= max(3, 0.04 * len(documents)):
            rest = [word for word in words[:3] if word not in pair]
            return " ".join([*pair, *rest[:1]])
    return " ".join(words[:3])
