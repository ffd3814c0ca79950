"""The words of two waves: the same open questions, and themes counted in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from feedback_miner import privacy, topics
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options, short
from feedback_miner.text.segment import Segmenter
from feedback_miner.waves import questions
from feedback_miner.waves.fresh import add_fresh
from feedback_miner.waves.measure import judged, row, share, whose
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import THEMES, made

__all__ = ["align", "themes"]

Frames = tuple[pd.DataFrame, pd.DataFrame]
RARE = 0.2  # share of a theme's size in the other wave below which it is new or vanished


def align(base: Wave, new: Wave) -> tuple[Frames, Frames, list[str]]:
    """Return verbatims and opinions of both waves, of the open questions both asked, and notes.

    A wave that asks what was liked holds more praise than one that does not: a question of one
    wave only is left out as long as the waves share another.
    """
    asked = [
        [c.name for c in wave.survey.with_role("text") if c.name in wave.responses.table.columns]
        for wave in (base, new)
    ]
    verbatims, opinions = (base.verbatims, new.verbatims), (base.opinions, new.opinions)
    both = [name for name in asked[0] if name in asked[1]]
    single = [name for names in asked for name in names if name not in both]
    if not single or not (asked[0] and asked[1]):
        return verbatims, opinions, []
    listed = t("、", ", ").join(t(f"「{short(n)}」", f'"{short(n)}"') for n in single)
    if not both:
        return (
            verbatims,
            opinions,
            [
                t(
                    f"两期没有相同的开放题（{listed}）：文本的变化也可能只因问法不同",
                    f"the waves share no open question ({listed}): "
                    "texts may differ by the asking alone",
                )
            ],
        )
    kept = [_only(v, o, both) for v, o in zip(verbatims, opinions, strict=True)]
    note = t(
        f"只在一期有的开放题，其文本不计入比较：{listed}",
        f"open questions of one wave only, their texts are left out: {listed}",
    )
    return (kept[0][0], kept[1][0]), (kept[0][1], kept[1][1]), [note]


def _only(verbatims: pd.DataFrame, opinions: pd.DataFrame, questions: list[str]) -> Frames:
    keep = verbatims["question"].isin(questions).to_numpy()
    place = np.cumsum(keep) - 1
    rows = opinions["verbatim"].to_numpy(dtype=int)
    said = opinions[keep[rows]]
    moved = said.assign(verbatim=place[said["verbatim"].to_numpy(dtype=int)])
    return verbatims[keep].reset_index(drop=True), moved.reset_index(drop=True)


def themes(
    verbatims: Frames,
    opinions: Frames,
    codebook: Codebook,
    options: Options,
    seed: int,
    waves: tuple[Wave | None, Wave | None] = (None, None),
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return THEMES, found once in the texts of both waves together, and notes.

    One model for both, so that a theme means the same in each; themes that burst since the base
    wave, too small for a topic of it, are added. The base is the valid answers, one of a response
    to an open question, which counts once for a theme; answers are compared with those to the same
    question, at the base's shares of questions (``questions.strata``). ``flag``: a theme that
    clearly grew from less than ``RARE`` of its new share is new, one that clearly shrank so has
    vanished.
    """
    together = pd.concat(
        [v.assign(response_id=f"{i}:" + v["response_id"]) for i, v in enumerate(verbatims)],
        ignore_index=True,
    )
    offset = len(verbatims[0])
    said = pd.concat(
        [
            o.assign(response_id=f"{i}:" + o["response_id"], verbatim=o["verbatim"] + i * offset)
            for i, o in enumerate(opinions)
        ],
        ignore_index=True,
    )
    if together.empty or not together["valid"].any():
        return made([], THEMES), ()
    segmenter = Segmenter(codebook.terms, codebook.stopwords, fast=True)
    options = replace(options, seed=seed, quotes=1)
    found = topics.model(together, said, segmenter, codebook, options)
    assignments, fresh = add_fresh(found, verbatims, opinions, segmenter, codebook, options)
    answered = questions.answers(verbatims[0]), questions.answers(verbatims[1])
    of = questions.strata(answered, options.minimum_n)
    groups = [whose(w, one["response_id"]) for w, one in zip(waves, answered, strict=True)]
    placed = assignments[assignments["topic"] > 0]
    keys = questions.by_answer(together)[placed["verbatim"].to_numpy(dtype=int)]
    held = {int(topic): set(keys[at]) for topic, at in placed.groupby("topic").indices.items()}
    rows = []
    for theme in [*found.table.to_dict("records"), *fresh]:
        number = int(theme["topic"])
        theirs = held.get(number, set())
        flags = [
            np.array([f"{i}:{key}" in theirs for key in one.index], dtype=float)
            for i, one in enumerate(answered)
        ]
        name = _masked(str(theme["name"]))
        rows.append(
            row(str(number), name, "share", *share(flags, of, groups))
            | {"words": [_masked(word) for word in theme["words"]], "factor": theme["factor"]}
        )
    flagged = [
        r | {"flag": _flag(r)} for r in judged(rows, options.minimum_n, [of.mixed] * len(rows))
    ]
    return made(flagged, THEMES), found.notes


def _flag(theme: Mapping[str, object]) -> str:
    base, new = float(str(theme["base"])), float(str(theme["new"]))
    if theme["verdict"] == "up" and base < RARE * new:
        return "new"
    return "vanished" if theme["verdict"] == "down" and new < RARE * base else ""


def _masked(text: str) -> str:
    return privacy.mask(text)
