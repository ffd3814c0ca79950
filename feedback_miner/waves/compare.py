"""Compare two waves of one survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from feedback_miner import language
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.privacy.shield import mask_notes
from feedback_miner.survey import Options
from feedback_miner.waves import choices, measure, orders, questions, texts
from feedback_miner.waves.match import overlapping, pair
from feedback_miner.waves.mix import mix
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import made

__all__ = ["Comparison", "compare"]

WAVES = {
    "wave": "str",
    "files": "list",
    "sha256": "list",
    "read": "int",
    "accepted": "int",
    "responses": "int",
    "valid_texts": "int",
    "opinions": "int",
    "scores": "int",
}


@dataclass(frozen=True)
class Comparison:
    """What changed between two waves. Tables are those of ``waves.tables``: ``scores`` SCORES,
    ``orders`` ORDERS, ``choices`` OPTIONS, ``factors`` and ``sentiment`` CHANGES, ``topics``
    THEMES, ``mix`` MIX, ``levels`` LEVELS; ``waves`` tells the two waves' files and sizes."""

    options: Options
    codebook: Codebook
    waves: pd.DataFrame
    scores: pd.DataFrame
    orders: pd.DataFrame
    choices: pd.DataFrame
    factors: pd.DataFrame
    sentiment: pd.DataFrame
    topics: pd.DataFrame
    mix: pd.DataFrame
    levels: pd.DataFrame
    notes: tuple[str, ...]


def compare(base: Wave, new: Wave, *, seed: int, notes: Sequence[str] = ()) -> Comparison:
    """Say what changed from ``base`` to ``new``, with intervals, and whether it is real.

    Each is an ``Analysis`` or a ``waves.read`` reading. Weights are not used. ``seed`` is of the
    topic model and the bootstrap; ``notes`` are added to those of the comparison. Raises
    ConfigError where the waves were coded by different codebooks.
    """
    with language.speaking(base.survey.options.language):
        return _compare(base, new, seed, notes)


def _compare(base: Wave, new: Wave, seed: int, notes: Sequence[str]) -> Comparison:
    ours, theirs = (
        (base.codebook.id, base.codebook.version),
        (new.codebook.id, new.codebook.version),
    )
    if ours != theirs:
        both = f"{' '.join(ours)}, {' '.join(theirs)}"
        raise ConfigError(
            t(
                f"两期用了不同的编码本：{both}",
                f"the waves were coded by different codebooks: {both}",
            ),
            do=t("请用同一版编码本重新分析两期", "analyse both with one version of the codebook"),
        )
    options = replace(base.survey.options, seed=seed)
    pairs, unmatched = pair(base.survey, new.survey)
    verbatims, opinions, asked = texts.align(base, new)
    scores = measure.scores(base, new, pairs, options.minimum_n)
    themes, told = texts.themes(verbatims, opinions, base.codebook, options, seed, (base, new))
    valid = verbatims[0][verbatims[0]["valid"]], verbatims[1][verbatims[1]["valid"]]
    of = questions.strata(valid, options.minimum_n)
    factors = measure.factors(verbatims, opinions, base.codebook, options.minimum_n, (base, new))
    sentiment = measure.sentiment(verbatims, of, options.minimum_n, (base, new))
    ranked, unlike = orders.orders(base, new, options.minimum_n)
    chosen, apart = choices.choices(base, new, options.minimum_n)
    clear = {
        (str(row.item), str(row.measure))
        for table in (scores, sentiment)
        for row in table.itertuples()
        if row.verdict in ("up", "down")
    }
    split, levels = mix(base, new, verbatims, pairs, of, clear, samples=options.samples, seed=seed)
    return Comparison(
        options,
        base.codebook,
        _waves(base, new),
        scores,
        ranked,
        chosen,
        factors,
        sentiment,
        themes,
        split,
        levels,
        tuple(
            dict.fromkeys(
                (
                    *_warnings(base, new),
                    *notes,
                    *unmatched,
                    *unlike,
                    *apart,
                    *asked,
                    *questions.asked(of),
                    *questions.unlike(factors, options.minimum_n),
                    *_named(base, new),
                    *told,
                )
            )
        ),
    )


def _waves(base: Wave, new: Wave) -> pd.DataFrame:
    rows = []
    for name, wave in (("base", base), ("new", new)):
        sources = wave.responses.sources
        rows.append(
            {
                "wave": name,
                "files": [source.name for source in sources],
                "sha256": [source.sha256 for source in sources],
                "read": sum(source.read for source in sources),
                "accepted": sum(source.accepted for source in sources),
                "responses": len(wave.responses.table),
                "valid_texts": int(wave.verbatims["valid"].sum()),
                "opinions": len(wave.opinions),
                "scores": sum(c.scale is not None for c in wave.survey.with_role("score")),
            }
        )
    return made(rows, WAVES)


def _warnings(base: Wave, new: Wave) -> list[str]:
    """Tell what makes two waves less than two independent samples."""
    notes = []
    hashes = [{source.sha256 for source in wave.responses.sources} for wave in (base, new)]
    total = len(new.responses.table)
    if hashes[0] & hashes[1]:
        notes.append(
            t(
                "两期给的是内容相同的文件：比较没有意义",
                "the same file was given twice: there is nothing to compare",
            )
        )
    elif total:
        again = overlapping(base.responses.table, new.responses.table, (base.survey, new.survey))
        if again:
            notes.append(
                t(
                    f"新一期 {total} 份答卷中有 {again} 份与基期的内容相同：两期有重叠，"
                    "检验按互不重叠计算，会偏保守；请确认是否误把旧数据一并导出",
                    f"{again} of the {total} responses of the new wave have the content of one of "
                    "the base: the waves overlap, which the tests do not allow for; "
                    "were old rows exported again?",
                )
            )
    if base.ratings.clusters is not None or new.ratings.clusters is not None:
        notes.append(
            t(
                "有客户答了多行：评分、因素、情感与主题的变化按客户聚类；构成拆分与排序题仍逐行计算，"
                "其区间偏窄",
                "customers have several rows: changes of scores, factors, sentiment and topics are "
                "clustered by customer; the split by mix and ranking questions take each row "
                "alone, so that their intervals are too narrow",
            )
        )
    if base.ratings.weights is not None or new.ratings.weights is not None:
        notes.append(t("比较未加权", "the comparison is not weighted"))
    return notes


def _named(base: Wave, new: Wave) -> list[str]:
    """Return the notes of each wave, which wave they are of before them; without those that say
    how it was weighted, as a comparison is not."""
    names = t("基期：", "base: "), t("新一期：", "new wave: ")
    return [
        name + note
        for name, wave in zip(names, (base, new), strict=True)
        for note in wave.notes
        if note not in mask_notes(wave.ratings.weighting, wave.survey)
    ]
