"""``topics``: themes nobody asked for, as a page, tables, proposals and a model to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import asked, sources
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import analysis_options, exports, folder, option, topic_options
from feedback_miner.cli.outputs import inputs_of, ready, ready_files
from feedback_miner.cli.telling import progress, say, say_cleared, say_unnamed, veiled
from feedback_miner.errors import UsageError
from feedback_miner.language import t

__all__ = ["command"]


@click.command(
    "topics",
    cls=Command,
    zh="找出客户自己说的主题：名称、关键短语、原话、情感、对应因素、地图、走势、分组与评分交叉。"
    "写出 topics.html、topics.xlsx、topics.json、各表 CSV；编码本没有的主题写入 proposals.toml，"
    "可用 lexicon accept 接受。用 --save-model 存下模型，下一期用 --known-topics 套用；"
    "再加 --update，模型先跟着这一期的说法学下去（lda、seeded），编号与名称不变。",
    en="Find the themes customers bring up themselves: names, phrases, quotes, sentiment, factors, "
    "map, trend, cross-tables with segments and scores. Writes topics.html, topics.xlsx, "
    "topics.json, tables as CSV, and what the codebook lacks as proposals.toml for lexicon accept. "
    "Keep the model by --save-model, apply it to the next wave by --known-topics; with --update "
    "it first learns on from this wave's language (lda, seeded), numbers and names stay.",
)
@exports
@folder
@option(
    "--save-model",
    type=click.Path(path_type=Path),
    metavar="FILE",
    zh="保存主题模型（无 pickle，词表已去标识）",
    en="save the topic model (no pickle, its words de-identified)",
)
@topic_options
@option(
    "--update",
    "update_topics",
    is_flag=True,
    default=None,
    zh="让 --known-topics 的模型先从这一期学下去：词随语言变，主题编号与名称不变（lda、seeded）",
    en="let the model of --known-topics go on learning from this wave first: its words follow the "
    "language, topics keep number and name (lda, seeded)",
)
@option("--seed", type=click.IntRange(0, 2**31 - 1), zh="随机种子", en="random seed")
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    save_model: Path | None,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Run the pipeline and write the topics part."""
    from feedback_miner import pipeline, report, topics
    from feedback_miner.lexicon.toml import read_toml

    inputs = inputs_of(exports, survey, given)
    ready(output, report.TOPIC_OUTPUTS, inputs)
    # A model that learns on may be saved in its own place.
    kept = {**given, "known_topics": None} if given.get("update_topics") else given
    ready_files([save_model], inputs_of(exports, survey, kept), "--save-model")
    described, options = asked(survey, exports, lang, given)
    if options.update_topics and not options.known_topics:
        raise UsageError(
            t(
                "--update 需要 --known-topics：接着学哪个模型？",
                "--update needs --known-topics: which model is to go on?",
            )
        )
    tell = progress()
    analysis = pipeline.analyze(
        sources(exports), described, options, encoding=encoding, progress=tell
    )
    tell("report")
    found = analysis.topics
    if save_model is not None and found.model is not None:
        topics.save(found.model, save_model)
    cleared = report.write_topics(analysis, output)
    tell("")
    say_cleared(cleared)
    say_unnamed(analysis.responses, analysis.survey)
    for warning in found.warnings:
        say(t("注意：", "warning: ") + veiled(warning))
    unmapped = found.table["factor"] == ""
    mixed = int((unmapped & found.table["mixed"]).sum())
    lacking = int(unmapped.sum()) - mixed
    proposed = len(read_toml(output / "proposals.toml").get("proposal", []))
    also = t(f"、{mixed} 个混杂", f", {mixed} mixed") if mixed else ""
    if found.model is None:
        say(
            t(
                f"没有主题。报告：{veiled(output / 'topics.html')}",
                f"No topics. Report: {veiled(output / 'topics.html')}",
            )
        )
    else:
        say(
            t(
                f"{found.valid} 条有效文本，{len(found.table)} 个主题，"
                f"其中 {lacking} 个编码本没有{also}；proposals.toml 有 {proposed} 条建议；"
                f"{found.short} 条看不出主题。报告：{veiled(output / 'topics.html')}",
                f"{found.valid} valid texts, {len(found.table)} topics, {lacking} of them not in "
                f"the codebook{also}; {proposed} proposals in proposals.toml; "
                f"{found.short} texts have none. "
                f"Report: {veiled(output / 'topics.html')}",
            )
        )
    if options.update_topics and save_model is None:
        click.echo(
            t(
                "学到的没有存下；下一期要用，请加 --save-model",
                "what was learned is not kept; add --save-model to use it in the next wave",
            ),
            err=True,
        )
    if save_model is not None and found.model is None:
        click.echo(t("没有主题模型可保存", "there is no topic model to save"), err=True)
