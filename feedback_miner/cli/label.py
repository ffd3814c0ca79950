"""``label``: texts worth labelling out as a workbook, the labels back as gold lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_miner.cli.asked import asked, read_texts
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import analysis_options, option, output
from feedback_miner.cli.outputs import emit, inputs_of, ready_files
from feedback_miner.cli.telling import say, veiled
from feedback_miner.errors import DataError, MissingInputError, UsageError
from feedback_miner.language import t

if TYPE_CHECKING:
    from feedback_miner.survey import Options

__all__ = ["command"]


@click.command(
    "label",
    cls=Command,
    zh="把最值得人工标注的文本（拿不准、互不相似、影响大）写成工作簿；--read 读回标注，"
    "报告标注人之间的一致性（Cohen κ、Krippendorff α），写出金标准；--lines 另建议词典条目，"
    "--train 另训练模型，都给出之前与之后的 F1。",
    en="Write the texts most worth labelling (uncertain, diverse, of weight) as a workbook; --read "
    "takes the labels back, tells the coders' agreement (Cohen's kappa, Krippendorff's alpha) and "
    "writes gold lines; --lines proposes lexicon lines, --train learns a model, both with the F1 "
    "before and after.",
)
@click.argument("exports", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@output
@option(
    "--read",
    "labelled",
    multiple=True,
    type=click.Path(path_type=Path),
    zh="读回标注过的工作簿（可多次）",
    en="take a labelled workbook back (may be repeated)",
)
@option(
    "--n", "n", type=click.IntRange(1, 20_000), default=200, zh="条数，默认 200", en="texts [200]"
)
@option(
    "--unit",
    type=click.Choice(["text", "clause"]),
    default="text",
    zh="标注整条文本（默认）或分句",
    en="label whole texts [default] or clauses",
)
@option(
    "--coders",
    type=click.IntRange(1, 9),
    default=2,
    zh="标注人数，每人一张工作表，默认 2",
    en="coders, a sheet each [2]",
)
@option(
    "--lines",
    "proposed",
    type=click.Path(path_type=Path, dir_okay=False),
    zh="读回后另写词典条目的建议（TOML，供 lexicon accept）",
    en="having read, also propose lexicon lines (TOML, for lexicon accept)",
)
@option(
    "--train",
    "trained",
    type=click.Path(path_type=Path, dir_okay=False),
    zh="读回后另训练模型（.npz，供 --model）",
    en="having read, also learn a model (.npz, for --model)",
)
@option(
    "--own-only",
    is_flag=True,
    zh="--train 只用这些标注，不用自带金标准（快得多）",
    en="--train learns from these labels alone, without the bundled gold (much quicker)",
)
@option("--blind", is_flag=True, zh="不给出机器的判断", en="do not show what the machine says")
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    labelled: tuple[Path, ...],
    n: int,
    unit: str,
    coders: int,
    proposed: Path | None,
    trained: Path | None,
    own_only: bool,
    blind: bool,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Write a workbook to label, or read one back."""
    if bool(labelled) == bool(exports):
        raise UsageError(
            t("请给出 EXPORT 或 --read 工作簿，二者之一", "give either EXPORT or --read WORKBOOK")
        )
    if exports and (proposed or trained):
        raise UsageError(
            t("--lines 与 --train 随 --read 使用", "--lines and --train go with --read")
        )
    inputs = inputs_of((*exports, *labelled), survey, given)
    ready_files([output], inputs)
    ready_files([proposed], inputs, "--lines")
    ready_files([trained], inputs, "--train")
    if labelled:
        _, options = asked(survey, labelled, lang, given)
        gold = _back(labelled, output, options)
        if proposed:
            _propose(gold, proposed, options)
        if trained:
            _train(gold, trained, options, own_only)
        return
    if str(output) == "-":
        raise UsageError(t("请用 -o 指定工作簿文件", "name the workbook with -o"))
    from feedback_miner.labelling.candidates import rows
    from feedback_miner.lexicon import load
    from feedback_miner.report.escape import cell
    from feedback_miner.report.labelling import labelling_workbook
    from feedback_miner.store import write_bytes

    table, _, options = read_texts(exports, survey, encoding, lang, given)
    found = rows(table, options, n, cell, clauses=unit == "clause")
    codebook = load(options.codebook)
    names = [t(f"标注{'甲乙丙丁戊己庚辛壬'[i]}", f"coder {i + 1}") for i in range(coders)]
    factors = {factor.id: (factor.zh, factor.en) for factor in codebook.factors}
    write_bytes(
        output, labelling_workbook(found, factors, names, blind=blind, kept=options.keep_pii)
    )
    say(
        t(
            f"从 {len(table)} 条文本中选出 {len(found)} 条，{coders} 张标注表：{veiled(output)}",
            f"{len(found)} of {len(table)} texts chosen, {coders} sheets: {veiled(output)}",
        )
    )


def _back(paths: tuple[Path, ...], output: Path, options: Options) -> list[dict[str, Any]]:
    """Read labelled workbooks, tell agreement on stderr and write gold lines; return them masked,
    whatever is kept in the file: what is learned from them is an output too."""
    from feedback_miner.labelling import agreements, is_judge, join, read_workbook, settle
    from feedback_miner.lexicon import load

    factors = [factor.id for factor in load(options.codebook).factors]
    files = []
    for path in paths:
        try:
            data = path.read_bytes()
        except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
            raise MissingInputError(
                t("无法读取", "cannot be read") + f" ({error.strerror})", file=str(path)
            ) from None
        files.append((path, read_workbook(data, factors, str(path))))
    labels, told = join(files)
    for note in (*labels.wrong, *told):
        say(veiled(note))
    if labels.added:
        _tell_added(labels.added)
    gold, left = settle(labels.coded)
    if not gold:
        raise DataError(
            t("没有可用的标注", "no labels to be used"),
            file=str(paths[0]),
            do=t("请填写绿色表头的列", "fill in the green columns"),
        )
    coded = {name: lines for name, lines in labels.coded.items() if not is_judge(name)}
    judges = len(labels.coded) - len(coded)
    if len(coded) > 1:
        for one in agreements(coded, factors, options.seed):
            say(
                f"{one.name:24} alpha {one.alpha:6.3f} [{one.low:.3f}, {one.high:.3f}]  "
                f"kappa {one.kappa:6.3f}  {t('一致', 'agreed')} {one.agreed:.3f}  n={one.n}"
            )
    masked = [_masked(line, options.salt) for line in gold]
    shown = gold if options.keep_pii else masked
    emit(output, (json.dumps(line, ensure_ascii=False) + "\n" for line in shown))
    say(
        t(
            f"{len(coded)} 位标注人{'与定稿' * bool(judges)}，{len(gold)} 条金标准，"
            f"{left} 条有分歧（分歧的标签未写入），{len(labels.wrong)} 行有误未计入",
            f"{len(coded)} coders{' and a judge' * bool(judges)}, {len(gold)} gold lines, {left} "
            f"with a difference (its label is left out), {len(labels.wrong)} wrong rows left out",
        )
    )
    return masked


def _tell_added(rows: list[tuple[str, int]]) -> None:
    sheet, row = rows[0]
    say(
        t(
            f"{len(rows)} 行没有编号（自己添加的行），未计入，第一处是工作表「{sheet}」第 {row} "
            "行：另加的文本请先放进数据文件，用 label 写出后再标注；误删的编号请恢复",
            f'{len(rows)} rows without a key (added by hand) are left out, the first is sheet "'
            f'{sheet}" row {row}: put texts of your own into the export and write it out with '
            "label; restore a key that was deleted",
        )
    )


def _propose(gold: list[dict[str, Any]], output: Path, options: Options) -> None:
    """Write lexicon lines that the labels speak for, and tell what they change."""
    from feedback_miner.labelling.lines import propose
    from feedback_miner.labelling.toml import render
    from feedback_miner.store import write_text

    found = propose(gold, options)
    write_text(output, render(found))
    say(
        t(
            f"建议 {len(found.gains)} 条词典条目，{len(found.doubtful)} 个存疑的词："
            f"{veiled(output)}",
            f"{len(found.gains)} lines proposed, {len(found.doubtful)} doubtful words: "
            f"{veiled(output)}",
        )
    )
    say(
        t(
            f"之前 → 之后（n={found.n}，每条文本只用由其他文本得出的条目）：",
            f"before, after (n={found.n}; each text read with lines from other texts):",
        )
    )
    for one in found.changes:
        say(
            f"  {one.engine:9} {one.name:17} {one.before:.3f} → {one.after:.3f}  "
            f"{one.after - one.before:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
        )


def _train(gold: list[dict[str, Any]], output: Path, options: Options, own_only: bool) -> None:
    """Learn a model from the labels, write it and tell its figures beside the present ones."""
    from feedback_miner.annotate import records
    from feedback_miner.evaluation import evaluate
    from feedback_miner.learned import figures, own
    from feedback_miner.learned.gold import kind_of
    from feedback_miner.lexicon import load
    from feedback_miner.store import write_bytes

    try:
        fitted, examples = own.learn(
            gold, load(options.codebook), own_only=own_only, seed=options.seed
        )
    except ValueError as error:
        raise DataError(
            t("标注不够训练：", "the labels do not suffice: ") + str(error),
            file=str(output),
            do=t(f"至少标注 {own.LEAST} 条", f"label {own.LEAST} texts or more"),
        ) from None
    chosen = [line for line in gold if line.get("valid", True)]
    items = [(g["text"], g.get("question") or "", kind_of(g)) for g in chosen]
    said = [one.as_json("", "") for one in records(items, options)]
    before = {one.name: one.value for one in evaluate(chosen, said, samples=1)}
    own_rows = [i for i, e in enumerate(examples) if e.source == "own" and e.valid is not False]
    after = figures.figures(examples, fitted, own_rows)  # the same texts, in the same order
    bases = {
        name: sum(line.get(key) is not None for line in chosen)
        for name, key in (("sentiment", "sentiment"), ("factor", "factors"), ("act", "acts"))
    }
    bases["opinion"] = bases["factor"]
    write_bytes(output, fitted.model.dump())
    say(
        t(
            f"模型：{veiled(output)}。"
            f"之前（{options.sentiment}）→ 之后（交叉验证），同样的 {len(chosen)} 条有效文本：",
            f"model: {veiled(output)}. Before ({options.sentiment}), after (cross-validated), of "
            f"the same {len(chosen)} valid texts:",
        )
    )
    both = [name for name in after if name in before]
    for name in both:
        base = bases[name.split("_")[0]]
        say(f"  {name:19} {before[name]:.3f} → {after[name]:.3f}  n={base}")
    worse = [name for name in both if after[name] < before[name]]
    if worse:
        names = ", ".join(worse)
        say(
            t(
                f"新模型的 {names} 不如现有的：宜多标一些再训练，或用 train 与内置金标准一起学",
                f"the new model is worse in {names}: label more before it is used, or learn it "
                "beside the bundled gold with train",
            )
        )


def _masked(line: dict[str, Any], salt: str) -> dict[str, Any]:
    """Return a gold line masked: a coder may have typed, or been given, what is personal."""
    from feedback_miner import privacy

    masked = {key: privacy.mask(line[key], salt) for key in ("text", "question") if line.get(key)}
    return line | masked
