"""``annotate``: one JSON line a verbatim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import read_texts
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import analysis_options, exports, option, output
from feedback_miner.cli.outputs import emit, inputs_of, ready_files
from feedback_miner.cli.telling import track
from feedback_miner.language import t

__all__ = ["command"]


@click.command(
    "annotate",
    cls=Command,
    zh="逐条标注开放题：情感、观点（因素、褒贬、依据、位置）、意图、忠诚、紧急度、"
    "个人信息。每条一行 JSON。",
    en="Annotate each verbatim: sentiment, opinions (factor, polarity, evidence, place), acts, "
    "loyalty, urgency, personal data. One JSON line each.",
)
@exports
@output
@option(
    "--explain",
    is_flag=True,
    zh="附上依据：规则与词条（文件:行）、否定与程度、模型权重最大的词",
    en="add why: rules and terms (file:line), negation and degree, what weighs most in the model",
)
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    explain: bool,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Annotate the open texts of exports."""
    from feedback_miner import annotate
    from feedback_miner.codebooks.explain import Explainer
    from feedback_miner.report.marks import KEPT

    ready_files([output], inputs_of(exports, survey, given))
    table, responses, options = read_texts(exports, survey, encoding, lang, given)

    def lines() -> Iterator[str]:
        annotations = annotate.records(annotate.items_of(table), options)
        columns = (table[name] for name in ("response_id", "question", "kind"))
        rows = zip(*columns, annotations, strict=True)
        explainer = Explainer(options) if explain else None
        for response_id, question, kind, annotation in track(
            rows, t("标注", "annotating"), len(table)
        ):
            line = annotation.as_json(response_id, question)
            if explainer is not None:
                line["explanation"] = explainer.annotated(annotation, str(kind))
            if options.keep_pii:
                line["personal_data"] = KEPT
            yield json.dumps(line, ensure_ascii=False) + "\n"

    emit(output, lines())
    lost = len(responses.quarantined)
    if lost:
        click.echo(
            t(f"隔离了 {lost} 行，inspect 可查看原因", f"{lost} rows quarantined, see inspect"),
            err=True,
        )
