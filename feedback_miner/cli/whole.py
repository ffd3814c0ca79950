"""The whole pipeline from a command line: what ``analyze`` and ``drivers`` do alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_miner.cli.asked import asked, sources
from feedback_miner.cli.outputs import inputs_of, ready
from feedback_miner.cli.telling import progress, say_cleared, say_unnamed

if TYPE_CHECKING:
    from feedback_miner.analysis import Analysis
    from feedback_miner.store import Cleared

__all__ = ["run"]


def run(
    exports: Sequence[Path],
    output: Path,
    names: Collection[str],
    write: Callable[[Analysis, Path], Cleared],
    asking: Mapping[str, Any],
) -> Analysis:
    """Analyse exports as the options of a command (``asking``) say, ``write`` what was found into
    the folder ``output`` and tell what went of an earlier run.

    ``names`` are the files that ``write`` may make there: none of them may be an input. Raises what
    ``ready``, ``asked`` and ``pipeline.analyze`` raise.
    """
    from feedback_miner import pipeline

    given = dict(asking)
    survey, lang, encoding = given.pop("survey"), given.pop("lang"), given.pop("encoding")
    ready(output, names, inputs_of(exports, survey, given))
    described, options = asked(survey, exports, lang, given)
    tell = progress()
    analysis = pipeline.analyze(
        sources(exports), described, options, encoding=encoding, progress=tell
    )
    tell("report")
    cleared = write(analysis, output)
    tell("")
    say_cleared(cleared)
    say_unnamed(analysis.responses, analysis.survey)
    return analysis
