"""``drivers``: what moves satisfaction and loyalty, as a page, a workbook and tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import analysis_options, driver_options, exports, folder
from feedback_miner.cli.telling import (
    say,
    say_uncovered,
    veiled,
)
from feedback_miner.cli.whole import run
from feedback_miner.language import t

__all__ = ["command"]


@click.command(
    "drivers",
    cls=Command,
    zh="封闭题与文本一起看：信度、因子分析、各结果的驱动因素、忠诚、路径模型、优先级、分组检验。"
    "写出 drivers.html、drivers.xlsx、drivers.json 与各表 CSV。"
    "路径模型在 survey.toml 的 [[construct]] 中描述。",
    en="Closed scores and words together: reliability, factor analysis, drivers of each outcome, "
    "loyalty, path model, priorities, tests by segment. Writes drivers.html, drivers.xlsx, "
    "drivers.json and the tables as CSV. A path model is described by [[construct]] in "
    "survey.toml.",
)
@exports
@folder
@driver_options
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    debug: bool,
    **given: Any,
) -> None:
    """Run the pipeline and write the drivers part."""
    from feedback_miner import report

    analysis = run(exports, output, report.DRIVER_OUTPUTS, report.write_drivers, given)
    say_uncovered(analysis)
    found = analysis.drivers
    say(
        t(
            f"{len(analysis.responses.table)} 份答卷，{len(found.fit)} 个模型，"
            f"{len(found.more['actions'])} 条行动建议。报告：{veiled(output / 'drivers.html')}",
            f"{len(analysis.responses.table)} responses, {len(found.fit)} models, "
            f"{len(found.more['actions'])} pointers for action. "
            f"Report: {veiled(output / 'drivers.html')}",
        )
    )
    if found.fit.empty:
        for note in found.notes or [
            t("没有可用的总分与评分题", "no outcome and scores to explain it")
        ]:
            say(note)
