"""Read two exports as waves of one survey: columns paired, one description for both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

import pandas as pd

from feedback_miner import annotate, ingest, language, lexicon, ratings
from feedback_miner import verbatims as texts
from feedback_miner.errors import DataError, UsageError
from feedback_miner.factors.headers import fitted
from feedback_miner.ingest.description import require_factors
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.privacy.rows import known_of
from feedback_miner.privacy.shield import levels_merged, mask_notes, shield
from feedback_miner.stages import Progress, quiet
from feedback_miner.survey import Options, Survey, with_columns
from feedback_miner.waves.match import common, rename

__all__ = ["Reading", "Wave", "read"]

# What changes how a result comes about, or what is shown, never the result of a comparison.
NOT_RESULTS = {"workers", "keep_pii", "salt", "language", "quotes", "samples", "outcome"}


class Wave(Protocol):
    """What a comparison needs of each wave; ``analysis.Analysis`` has it all."""

    @property
    def survey(self) -> Survey: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def responses(self) -> ingest.Responses: ...
    @property
    def ratings(self) -> ratings.Ratings: ...
    @property
    def verbatims(self) -> pd.DataFrame: ...
    @property
    def opinions(self) -> pd.DataFrame: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Reading:
    """One wave, read and annotated: an analysis without topics, drivers and cases."""

    survey: Survey
    codebook: Codebook
    responses: ingest.Responses
    ratings: ratings.Ratings
    verbatims: pd.DataFrame
    opinions: pd.DataFrame
    notes: tuple[str, ...]


def read(
    base: Path | Literal["-"],
    new: Path | Literal["-"],
    survey: Survey | None = None,
    survey_new: Survey | None = None,
    options: Options | None = None,
    *,
    encoding: str | None = None,
    progress: Progress = quiet,
) -> tuple[Reading, Reading, tuple[str, ...]]:
    """Read, score and annotate two waves with one codebook and one set of options; return them
    with notes on how they were paired.

    ``survey`` describes both, ``survey_new`` the second alone; what is not described is proposed
    from the data, and then one description is made of the two (see ``match.common``). Columns of
    the second whose name differs from the first's in question number or spacing only get the
    first's name. ``options`` replace those of the surveys. Personal data is always masked. Raises
    FeedbackMinerError for inputs, codebooks or surveys that are unfit.
    """
    if str(base) == str(new) == "-":
        raise UsageError(t("标准输入只能读一次", "standard input can be read once only"))
    if options is None:
        given = survey or survey_new
        options = given.options if given else Options()
    options = replace(options, keep_pii=False)
    with language.speaking(options.language):
        return _read(base, new, survey, survey_new, options, encoding, progress)


def _read(
    base: Path | Literal["-"],
    new: Path | Literal["-"],
    survey: Survey | None,
    survey_new: Survey | None,
    options: Options,
    encoding: str | None,
    progress: Callable[[str], None],
) -> tuple[Reading, Reading, tuple[str, ...]]:
    progress("ingest")
    first = ingest.read([base], encoding=encoding, options=options)
    second = ingest.read([new], encoding=encoding, options=options)
    notes: list[str] = []
    names, told = rename(first.columns, second.columns)
    notes += told
    if survey_new is not None and survey is not None:
        notes += _disagreeing(survey.options, survey_new.options)
    survey, survey_new = with_columns(survey), with_columns(survey_new)
    if survey is not None:
        _known(survey, [first, second] if survey_new is None else [first])
    if survey_new is not None:
        _known(survey_new, [second])
    second = replace(second, table=second.table.rename(columns=names))
    one = survey or ingest.propose(first).survey
    if survey_new is not None:
        columns = tuple(replace(c, name=names.get(c.name, c.name)) for c in survey_new.columns)
        two = replace(survey_new, columns=columns, constructs=())
    elif survey is not None:
        two = survey
    else:
        two = ingest.propose(second).survey
        one, two, told = common(one, two)
        notes += told
    if survey is not None:
        notes += [t("基期：", "base: ") + one for one in ingest.note_unnamed(first, survey)]
    if survey is not None or survey_new is not None:
        notes += [t("新一期：", "new wave: ") + one for one in ingest.note_unnamed(second, two)]
    codebook = lexicon.load(options.codebook)
    for described in (survey, survey_new):
        if described is not None:
            require_factors(described, [factor.id for factor in codebook.factors])
    if survey is None:
        one = fitted(one, codebook)
        two = two if survey_new is not None else fitted(two, codebook)
    # Of one kind for both waves: items set aside in one alone would pass for a change.
    proposed = survey is None and survey_new is None
    readings = [
        _reading(responses, replace(described, options=options), codebook, progress, proposed)
        for responses, described in ((first, one), (second, two))
    ]
    return readings[0], readings[1], tuple(notes)


def _reading(
    responses: ingest.Responses,
    survey: Survey,
    codebook: Codebook,
    progress: Callable[[str], None],
    proposed: bool,
) -> Reading:
    present = set(responses.columns)
    columns = tuple(column for column in survey.columns if column.name in present)
    survey = replace(survey, columns=columns, constructs=())
    progress("ratings")
    known = known_of(responses.table)
    shielded = shield(responses.table, survey)
    merged = levels_merged(responses.table, shielded, survey)
    screened = ratings.screen(shielded, survey, codebook.name, proposed=proposed)
    progress("annotate")
    verbatims, opinions = annotate.run(texts.extract(screened.table, survey, known), survey.options)
    return Reading(
        survey,
        codebook,
        replace(responses, table=screened.table),
        screened.ratings,
        verbatims,
        opinions,
        mask_notes((*screened.ratings.notes, *screened.notes, *merged), survey),
    )


def _known(survey: Survey, waves: Sequence[ingest.Responses]) -> None:
    """Refuse a survey that names a column no wave has."""
    present = {name for responses in waves for name in responses.columns}
    for column in survey.columns:
        if column.role != "ignored" and column.name not in present:
            raise DataError(
                t("问卷描述里有这一列，文件里没有", "the survey names it, no file has it"),
                do=t(
                    "请改正 --survey 或 --survey-new", "mend the file of --survey or --survey-new"
                ),
                file=", ".join(source.name for one in waves for source in one.sources),
                column=column.name,
            )


def _disagreeing(base: Options, new: Options) -> list[str]:
    """Tell which options the two surveys set differently: the first one's hold for both."""
    one, two = asdict(base), asdict(new)
    differing = [name for name in one if one[name] != two[name] and name not in NOT_RESULTS]
    if not differing:
        return []
    listed = ", ".join(f"{name} ({one[name]} / {two[name]})" for name in differing)
    return [
        t(
            f"两期问卷描述的选项不同：{listed}；两期都按基期的选项分析",
            f"the two surveys set options differently: {listed}; the base's are used for both",
        )
    ]
