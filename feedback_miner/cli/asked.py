"""What a command line asks for: its inputs, the survey file, options, texts to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from feedback_miner.cli.telling import say_bundled, say_unnamed
from feedback_miner.errors import UsageError
from feedback_miner.language import t
from feedback_miner.survey import Options, with_columns

if TYPE_CHECKING:
    import pandas as pd

    from feedback_miner.ingest import Responses
    from feedback_miner.survey import Survey

__all__ = [
    "Said",
    "asked",
    "load_salt",
    "load_survey",
    "make_options",
    "read_texts",
    "shown_texts",
    "sources",
]


def sources(paths: Iterable[Path]) -> list[Path | Literal["-"]]:
    """Return what the arguments name: paths, or "-" for standard input."""
    return ["-" if str(path) == "-" else path for path in paths]


def load_survey(path: Path | None) -> Survey | None:
    """Load the survey file a user named, if any."""
    if path is None:
        return None
    from feedback_miner.ingest import description

    return description.load(path)


def make_options(
    survey: Survey | None,
    *,
    inputs: Sequence[Path],
    pseudonyms: bool = False,
    salt: Path | None = None,
    **given: Any,
) -> Options:
    """Return the survey's options with those the user gave on the command line.

    Personal data is kept only where the command line says so: a survey file alone keeps none.
    With pseudonyms the salt is loaded, or made beside the first of ``inputs`` (in the current
    folder where they are no files). Raises UsageError for both at once.
    """
    base = survey.options if survey else Options()
    keep = bool(given.pop("keep_pii", None))
    if keep and (pseudonyms or salt):
        raise UsageError(
            t(
                "--keep-pii 与 --pseudonyms 不能同用",
                "--keep-pii and --pseudonyms exclude each other",
            )
        )
    given["salt"] = load_salt(inputs, pseudonyms, salt) or None
    chosen = {name: value for name, value in given.items() if value is not None}
    options = replace(base, keep_pii=keep, **chosen)
    say_bundled(options.codebook)
    if survey and any(column.factor for column in survey.columns):
        from feedback_miner import lexicon
        from feedback_miner.ingest import description

        book = lexicon.load(options.codebook)
        description.require_factors(survey, [factor.id for factor in book.factors])
    return options


def asked(
    survey: Path | None, inputs: Sequence[Path], lang: str | None, given: dict[str, Any]
) -> tuple[Survey | None, Options]:
    """Return what the command line says of how ``inputs`` are read: the survey file, if one is
    named, and the options. Raises as ``load_survey`` and ``make_options`` do."""
    described = load_survey(survey)
    return described, make_options(described, inputs=inputs, language=lang, **given)


class Said(NamedTuple):
    """The open texts of exports: a row each, as ``verbatims.extract`` has them, with the
    responses they stand in and the options they are read by."""

    table: pd.DataFrame
    responses: Responses
    options: Options


def read_texts(
    exports: Sequence[Path],
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    given: dict[str, Any],
) -> Said:
    """Read the open texts of exports, by the survey file or by what is proposed from the data.
    Raises DataError where there is no column of them, or for exports that are unfit."""
    from feedback_miner import ingest
    from feedback_miner import verbatims as texts
    from feedback_miner.privacy.rows import known_of
    from feedback_miner.privacy.shield import shield

    described, options = asked(survey, exports, lang, given)
    described = with_columns(described)
    responses = ingest.read(sources(exports), described, encoding=encoding, options=options)
    chosen = replace(described or ingest.propose(responses).survey, options=options)
    texts.require(responses, chosen)
    say_unnamed(responses, chosen)
    known = known_of(responses.table)
    return Said(texts.extract(shield(responses.table, chosen), chosen, known), responses, options)


def shown_texts(table: pd.DataFrame, options: Options) -> Iterator[str]:
    """Yield the texts of ``read_texts`` normalised, without personal data unless it is kept."""
    from feedback_miner.privacy.rows import mask_text
    from feedback_miner.text.normalise import normalise

    for text, known in zip(table["text"], table["known"], strict=True):
        yield normalise(text if options.keep_pii else mask_text(text, known, options.salt)).text


def load_salt(inputs: Sequence[Path], pseudonyms: bool, salt: Path | None) -> str:
    """Return the salt of pseudonyms where they are wanted, else "": from the file named, or from
    one beside the first input, which is made where it is not there."""
    if not pseudonyms and salt is None:
        return ""
    from feedback_miner.privacy.salt import SALT_NAME, load

    first = next((path for path in inputs if str(path) != "-"), None)
    return load(salt or (first.parent if first else Path()) / SALT_NAME)
