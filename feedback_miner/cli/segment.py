"""``segment``: texts in, words out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import read_texts, shown_texts
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import analysis_options, exports, option, output
from feedback_miner.cli.outputs import emit, inputs_of, ready_files
from feedback_miner.cli.telling import say

__all__ = ["command"]


@click.command(
    "segment",
    cls=Command,
    zh="给开放题分词，每条一行，词间以空格分开；--pos 标词性，--keywords 只留实词。",
    en="Cut open texts into words, one text a line, words parted by spaces; --pos adds parts of "
    "speech, --keywords keeps content words only.",
)
@exports
@output
@option("--pos", is_flag=True, zh="标注词性", en="add parts of speech")
@option("--keywords", is_flag=True, zh="只留实词", en="content words only")
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    pos: bool,
    keywords: bool,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Segment the open texts of exports."""
    from feedback_miner import lexicon
    from feedback_miner.report.marks import warning
    from feedback_miner.text.segment import Segmenter

    ready_files([output], inputs_of(exports, survey, given))
    table, _, options = read_texts(exports, survey, encoding, lang, given)
    if options.keep_pii:
        say(warning())
    codebook = lexicon.load(options.codebook)
    segmenter = Segmenter(codebook.terms, codebook.stopwords, fast=not pos)

    def lines() -> Iterator[str]:
        if options.keep_pii:
            yield f"# {warning()}\n"
        for clean in shown_texts(table, options):
            if pos:
                words = [f"{word}/{tag}" for word, tag in segmenter.tag(clean)]
            else:
                words = segmenter.keywords(clean) if keywords else segmenter.cut(clean)
            yield " ".join(word for word in words if word.strip()) + "\n"

    emit(output, lines())
