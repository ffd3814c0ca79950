"""A known model goes on learning from a wave: its topics follow the language and stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.topics.engines import Online
from feedback_miner.topics.saved import Saved
from feedback_miner.topics.vocabulary import Vocabulary, learn

__all__ = ["update"]


def update(known: Saved, documents: Sequence[Sequence[str]]) -> Saved:
    """Return ``known`` with words and topics gone on learning from ``documents`` (words and
    concepts of each text of the new wave); ``known`` itself stays.

    Words that recur in the wave and were not known come into the vocabulary (after Zhai and
    Boyd-Graber, 2013), in no topic at first; then the engine learns from the wave's distinct texts
    (``Online.partial_fit``). Topics keep column, number and name. Raises ConfigError for a kind of
    model that cannot go on.
    """
    engine = copy(known.engine)
    if not isinstance(engine, Online):
        raise ConfigError(
            t(
                f"这种主题模型（{known.kind}）不能接着学",
                f"a topic model of this kind ({known.kind}) cannot go on learning",
            ),
            do=t(
                "请去掉 --update，或用 --topic-model lda 或 seeded 建模型",
                "leave out --update, or make the model by --topic-model lda or seeded",
            ),
        )
    vocabulary = _grown(known.vocabulary, learn(documents)) if documents else known.vocabulary
    places = np.array([vocabulary.place[word] for word in known.vocabulary.words])
    engine.widen(places, len(vocabulary.words))
    engine.partial_fit(vocabulary.terms(documents).distinct())
    return replace(known, engine=engine, vocabulary=vocabulary)


def _grown(known: Vocabulary, now: Vocabulary) -> Vocabulary:
    """Return the words of both, in alphabetical order; those known keep their IDF."""
    idf = dict(zip(now.words, now.idf, strict=True)) | dict(
        zip(known.words, known.idf, strict=True)
    )
    words = tuple(sorted(idf))
    return Vocabulary(words, np.array([idf[word] for word in words]))
