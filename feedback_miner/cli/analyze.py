"""``analyze``: exports in, a folder with report, workbook, summary and tables out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import (
    analysis_options,
    driver_options,
    exports,
    folder,
    topic_options,
)
from feedback_miner.cli.telling import (
    say,
    say_uncovered,
    veiled,
)
from feedback_miner.cli.whole import run
from feedback_miner.language import speaking, t

__all__ = ["command"]


@click.command(
    "analyze",
    cls=Command,
    zh="读入一个或多个导出，写出 report.html、report.xlsx、summary.json 和各表（CSV、Parquet）。"
    "不给选项也能用：编码、分隔符、列的角色都会自动判断。",
    en="Read one or more exports and write report.html, report.xlsx, summary.json and the tables "
    "(CSV, Parquet). Works with no option: encoding, delimiter and columns are found out.",
)
@exports
@folder
@topic_options
@driver_options
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    debug: bool,
    **given: Any,
) -> None:
    """Run the whole pipeline."""
    from feedback_miner import report
    from feedback_miner.report.export import namesakes

    analysis = run(exports, output, report.OUTPUTS, report.write, given)
    with speaking(analysis.survey.options.language):  # in which the tables are written
        renamed = namesakes(analysis)
    if renamed:
        listed = t("、", ", ").join(map(veiled, renamed))
        say(
            t(
                f"与本工具的列同名的列，在 responses 表中名为：{listed}",
                f"columns that are named as ours are called in the table responses: {listed}",
            )
        )
    say_uncovered(analysis)
    counts = report.summarise(analysis)["counts"]
    say(
        t(
            f"读入 {counts['read']} 行，接受 {counts['accepted']}，隔离 {counts['quarantined']}；"
            f"有效文本 {counts['valid']}，观点 {counts['opinions']}，个案 {counts['cases']}。"
            f"报告：{veiled(output / 'report.html')}",
            f"{counts['read']} rows read, {counts['accepted']} accepted, {counts['quarantined']} "
            f"quarantined; {counts['valid']} valid texts, {counts['opinions']} opinions, "
            f"{counts['cases']} cases. Report: {veiled(output / 'report.html')}",
        )
    )
