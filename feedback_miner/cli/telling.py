"""What is told on stderr while a command runs: progress, warnings, what went and stayed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from feedback_miner.language import t
from feedback_miner.stages import Progress, quiet

if TYPE_CHECKING:
    from feedback_miner.analysis import Analysis
    from feedback_miner.ingest import Responses
    from feedback_miner.store import Cleared
    from feedback_miner.survey import Survey


__all__ = [
    "progress",
    "say",
    "say_bundled",
    "say_cleared",
    "say_uncovered",
    "say_unnamed",
    "track",
    "veiled",
]

T = TypeVar("T")


def say(line: str) -> None:
    """Tell the user something on stderr, as it stands: what is put into it from data or paths
    goes through ``veiled``, so that our own words are never masked."""
    click.echo(line, err=True)


def say_bundled(codebook: str) -> None:
    """Tell where a bundled codebook is meant by a name that a codebook's folder here has, too."""
    if not os.path.isfile(Path(codebook) / "codebook.toml"):
        return
    from feedback_miner.lexicon import bundled

    if codebook in bundled():
        say(
            t(
                f"用的是自带编码本 {codebook}；要用这里的同名文件夹，请写 ./{codebook}",
                f"the bundled codebook {codebook} is used; for the folder of that name here, "
                f"write ./{codebook}",
            )
        )


def say_unnamed(responses: Responses, survey: Survey) -> None:
    """Tell which columns of exports a survey file does not name."""
    from feedback_miner.ingest import note_unnamed

    for note in note_unnamed(responses, survey):
        say(t("注意：", "warning: ") + veiled(note))


def say_uncovered(analysis: Analysis) -> None:
    """Tell which factors the texts hardly speak of in the codebook's words."""
    from feedback_miner.factors import uncovered

    for warning in uncovered(analysis.verbatims, analysis.opinions, analysis.codebook):
        say(t("注意：", "warning: ") + warning)


def say_cleared(cleared: Cleared) -> None:
    """Tell which files of an earlier run in the same folder went, and which stayed."""
    if cleared.removed:
        names, n = ", ".join(map(veiled, cleared.removed)), len(cleared.removed)
        say(
            t(
                f"清除了上次运行留下、这次没有的 {n} 个文件：{names}",
                f"{n} files of an earlier run that this one does not have were removed: {names}",
            )
        )
    if cleared.kept:
        names, n = ", ".join(map(veiled, cleared.kept)), len(cleared.kept)
        say(
            t(
                f"注意：{n} 个文件是上次运行写的、后来被改过，原样保留，不是这次的结果：{names}",
                f"warning: {n} files are of an earlier run and were changed since; they stay, and "
                f"are no results of this run: {names}",
            )
        )


def veiled(value: object) -> str:
    """Return a path, a name or words from data as a message may show it: personal data masked."""
    from feedback_miner.privacy import mask_label

    return mask_label(str(value))


def progress() -> Progress:
    """Return a function that tells each stage on a terminal's stderr, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return quiet
    names = {
        "ingest": ("读取", "reading"),
        "annotate": ("标注", "annotating"),
        "ratings": ("评分", "scores"),
        "topics": ("主题", "topics"),
        "drivers": ("驱动", "drivers"),
        "triage": ("个案", "cases"),
        "report": ("写报告", "writing"),
    }

    def tell(stage: str) -> None:
        click.echo(f"\r\033[K{t(*names.get(stage, (stage, stage)))}…", err=True, nl=stage == "")

    return tell


def track(items: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Yield ``items`` behind a progress bar, which shows on a terminal only."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar
