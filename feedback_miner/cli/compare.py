"""``compare``: two waves of one survey in, what changed and whether it is real out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import load_survey, make_options, sources
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import OutputPath, analysis_options, option, topic_options
from feedback_miner.cli.outputs import emit, inputs_of, ready
from feedback_miner.cli.telling import progress, say, say_unnamed, veiled
from feedback_miner.language import t
from feedback_miner.survey import with_columns

__all__ = ["command"]

CROSSED = 1  # the contract's status for a bound crossed


@click.command(
    "compare",
    cls=Command,
    zh="比较同一调查的两期（BASE 为前一期，NEW 为后一期）：评分、因素、情感、主题各变了多少，"
    "带 95% 区间与校正后的检验；并把变化拆成真实变化与客户构成变化。"
    "-o 写出 compare.html、compare.json 和各表 CSV，不给则把 JSON 写到标准输出。",
    en="Compare two waves of one survey (BASE the earlier, NEW the later): what changed of scores, "
    "factors, sentiment and themes, with 95% intervals and corrected tests; the change is split "
    "into real change and another mix of customers. -o writes compare.html, compare.json and "
    "tables (CSV), else JSON goes to standard output.",
)
@click.argument("base", type=click.Path(path_type=Path, allow_dash=True), metavar="BASE")
@click.argument("new", type=click.Path(path_type=Path, allow_dash=True), metavar="NEW")
@option(
    "-o",
    "--output",
    type=OutputPath(path_type=Path, file_okay=True),
    zh="输出文件夹，不给则为标准输出",
    en="output folder, standard output if not given",
)
@option(
    "--survey-new",
    type=click.Path(path_type=Path),
    zh="后一期的导出说明（默认同 --survey）",
    en="description of NEW [that of --survey]",
)
@option(
    "--fail-on",
    multiple=True,
    metavar="NAME=±VALUE",
    zh="变化超过界限且其 95% 区间不含 0 时退出码 1（照常写出全部结果；样本太少的不算），"
    "负号为下降、正号为上升，可重复：nps=-5、satisfaction=-0.2、negative=+0.03（负面文本占比）、"
    "net=-0.05、factor:security=-0.1（净情感）、mentioned:ID、complained:ID、排序题的"
    "place:选项=-0.3（平均名次，变小即重要性上升）、first:选项=+0.05（首选占比）、"
    "多选题的 chosen:选项=+0.05（选择占比），或题名",
    en="exit with 1 where a change is beyond the bound and its 95% interval leaves out 0 (all is "
    "written all the same; too small bases do not count); - is a fall, + a rise; repeatable: "
    "nps=-5, satisfaction=-0.2, negative=+0.03 (share of texts), net=-0.05, factor:security=-0.1 "
    "(net sentiment), mentioned:ID, complained:ID, of rankings place:OPTION=-0.3 (mean place, a "
    "smaller one is more important) and first:OPTION=+0.05 (share of first choices), of "
    "multi-select questions chosen:OPTION=+0.05 (share that chose it), or an item's name",
)
@topic_options
@option("--seed", type=click.IntRange(0, 2**31 - 1), zh="随机种子", en="random seed")
@analysis_options
def command(
    base: Path,
    new: Path,
    output: Path | None,
    survey: Path | None,
    survey_new: Path | None,
    fail_on: tuple[str, ...],
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> int:
    """Compare two waves."""
    from feedback_miner import waves
    from feedback_miner.report import compare as report

    if output is not None:
        read = [base, new, *([survey_new] if survey_new else [])]
        ready(output, report.OUTPUTS, inputs_of(read, survey, given))
    bounds = [waves.parse(text) for text in fail_on]
    described, described_new = load_survey(survey), load_survey(survey_new)
    options = make_options(described or described_new, inputs=(base, new), language=lang, **given)
    tell = progress()
    first, second = sources((base, new))
    before, after, notes = waves.read(
        first, second, described, described_new, options, encoding=encoding, progress=tell
    )
    if with_columns(described) or with_columns(described_new):
        for wave in (before, after):
            say_unnamed(wave.responses, wave.survey)
    tell("topics")
    comparison = waves.compare(before, after, seed=options.seed, notes=notes)
    crossings = waves.check(bounds, comparison)
    tell("report")
    if output is None:
        summary = report.summarise(comparison, crossings)
        tell("")
        emit(Path("-"), [json.dumps(summary, ensure_ascii=False, indent=1) + "\n"])
    else:
        report.write(comparison, output, crossings)
        tell("")
        sizes = comparison.waves["responses"].tolist()
        rated = comparison.scores[comparison.scores["measure"] != "nps"]  # as the page counts
        moved = rated["verdict"].isin(["up", "down"])
        changed = t(
            f"{len(moved)} 项评分，变化明确的 {int(moved.sum())} 项",
            f"{int(moved.sum())} of {len(moved)} scores clearly changed",
        )
        if moved.empty:
            changed = t("没有可配对的评分题，只比较文本", "no closed item matched, texts only")
        say(
            t(
                f"基期 {sizes[0]} 份、新一期 {sizes[1]} 份答卷；{changed}。"
                f"报告：{veiled(output / 'compare.html')}",
                f"{sizes[0]} responses in the base, {sizes[1]} in the new wave; {changed}. "
                f"Report: {veiled(output / 'compare.html')}",
            )
        )
    crossed = [one for one in crossings if one.crossed]
    for one in crossed:
        say(
            f"{veiled(one.bound.name)} {one.change:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
            + t(f" 超过界限 {one.bound.value:+g}", f" is beyond {one.bound.value:+g}")
        )
    return CROSSED if crossed else 0
