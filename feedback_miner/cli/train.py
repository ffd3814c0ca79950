"""``train``: a reading model from a user's own labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import make_options
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import OutputPath, exports, language_options, option
from feedback_miner.cli.outputs import ready_files
from feedback_miner.errors import DataError
from feedback_miner.language import t

__all__ = ["command"]


@click.command(
    "train",
    cls=Command,
    zh="用自己标注的文本（金标准 JSON 行：text、sentiment、factors…）训练模型，之后用 "
    "--model 使用。编码本的因素与自带金标准相同时一并学习后者（--own-only 只用自己的）。",
    en="Learn a model from your own labelled texts (gold JSON lines: text, sentiment, factors, "
    "...), then use it with --model. The bundled gold is learned from too where the codebook has "
    "its factors (--own-only leaves it out).",
)
@exports
@option(
    "-o",
    "--output",
    "output",
    required=True,
    type=OutputPath(path_type=Path, dir_okay=False),
    zh="模型文件（.npz）",
    en="model file (.npz)",
)
@option("--codebook", zh="编码本名称或文件夹，默认 loan", en="codebook name or folder [loan]")
@option("--own-only", is_flag=True, zh="不用自带金标准", en="leave the bundled gold out")
@option("--seed", type=click.IntRange(0, 2**31 - 1), zh="随机种子", en="random seed")
@language_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    own_only: bool,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Learn a model from gold lines and write it."""
    from feedback_miner import lexicon, privacy
    from feedback_miner.learned import figures, gold, own
    from feedback_miner.learned.checked import read_gold
    from feedback_miner.store import write_bytes

    ready_files([output], exports)
    options = make_options(None, inputs=exports, language=lang, **given)
    codebook = lexicon.load(options.codebook)
    factors = [factor.id for factor in codebook.factors]
    lines: list[dict[str, Any]] = []
    for path in exports:
        # A model's vocabulary is an output too: it is learned from masked texts.
        lines += [line | {"text": privacy.mask(line["text"])} for line in read_gold(path, factors)]
    known = len(list(gold.examples(lines, factors)))
    if known < own.LEAST:
        raise DataError(
            t(
                f"只有 {known} 条有效标注，至少要 {own.LEAST} 条",
                f"only {known} valid labelled texts, {own.LEAST} are needed",
            ),
            file=str(exports[0]),
            do=t("请多标注一些", "label more"),
        )
    if not own_only:
        told = t("正在学习，连同自带金标准要很久……", "learning, long with the bundled gold ...")
        click.echo(told, err=True)
    try:
        fitted, examples = own.learn(lines, codebook, own_only=own_only, seed=options.seed)
    except ValueError as error:
        raise DataError(
            t("标注不够训练：", "the labels do not suffice: ") + str(error),
            file=str(exports[0]),
            do=t("情感与因素都要标注", "label both sentiment and factors"),
        ) from None
    write_bytes(output, fitted.model.dump())
    click.echo(t("交叉验证（按文本分组）：", "cross-validated, by text:"), err=True)
    for source, found in figures.by_source(examples, fitted):
        shown = "  ".join(f"{name} {value:.3f}" for name, value in found.items())
        click.echo(f"  {source:8} {shown}", err=True)
