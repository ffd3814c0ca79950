"""``evaluate``: how right the annotations are on texts with gold labels."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import make_options
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import exports, language_options, option, output, reading_options
from feedback_miner.cli.outputs import emit, inputs_of, ready_files
from feedback_miner.errors import DataError, UsageError
from feedback_miner.language import t

__all__ = ["command"]

BELOW = 1  # the contract's status for a bound crossed


@click.command(
    "evaluate",
    cls=Command,
    zh="用标注好的金标准（JSON 行：id、text、sentiment、factors…）给标注打分，"
    "每个数字带自己的基数和 95% 区间（占比 Wilson，其余自助法）。"
    "urgent_recall 与 urgent_precision 是紧急度 3 的召回率与精确率，相差 1（对方给 2 或 3）也算对。"
    "--predicted 给已有的 annotate 输出打分。",
    en="Score annotations against gold JSON lines (id, text, sentiment, factors, ...), each figure "
    "with its own base and 95% interval (shares Wilson, else bootstrap). urgent_recall and "
    "urgent_precision are those of urgency 3, where 2 or 3 on the other side counts as right. "
    "--predicted scores a finished annotate output.",
)
@exports
@output
@option(
    "--predicted",
    type=click.Path(path_type=Path),
    zh="已有的标注（annotate 的输出）",
    en="finished annotations (annotate's output)",
)
@option(
    "--fail-on",
    multiple=True,
    metavar="NAME<VALUE",
    zh="低于界限则退出码 1，如 factor_micro_f1<0.65",
    en="exit with 1 below a bound, as factor_micro_f1<0.65",
)
@option("--json", "as_json", is_flag=True, zh="输出 JSON", en="write JSON")
@option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    zh="另写一页：各因素的精确率、召回率、F1，情感与褒贬的混淆矩阵，错例",
    en="also write a page: precision, recall and F1 by factor, confusion of sentiment and "
    "polarity, examples of errors",
)
@option(
    "--samples",
    type=click.IntRange(1, 100000),
    default=1000,
    zh="自助抽样次数",
    en="bootstrap samples",
)
@language_options
@reading_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    predicted: Path | None,
    fail_on: tuple[str, ...],
    as_json: bool,
    page: Path | None,
    samples: int,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> int:
    """Score annotations against gold labels."""
    from feedback_miner import lexicon
    from feedback_miner.annotate import records
    from feedback_miner.evaluation import evaluate
    from feedback_miner.learned.checked import matched, read_gold, read_predicted
    from feedback_miner.learned.gold import kind_of

    bounds = [_bound(text) for text in fail_on]
    inputs = inputs_of(exports, predicted, given)
    ready_files([output], inputs)
    ready_files([page], inputs, "--html")
    options = make_options(None, language=lang, inputs=exports, **given)
    factors = [factor.id for factor in lexicon.load(options.codebook).factors]
    gold = [line for path in exports for line in read_gold(path, factors, texts=predicted is None)]
    _check(bounds, factors)
    if predicted is None:
        items = [(g["text"], g.get("question") or "", kind_of(g)) for g in gold]
        found: Sequence[Mapping[str, Any]] = [
            annotation.as_json("", "") for annotation in records(items, options)
        ]
    else:
        found = matched(gold, read_predicted(predicted), str(predicted))
    figures = evaluate(gold, found, samples=samples)
    if not figures:
        raise DataError(
            t("没有可打分的标注", "there are no labels to score"),
            file=", ".join(map(str, exports)),
            do=t("请标注 sentiment、factors 等", "label sentiment, factors and the like"),
        )
    if page is not None:
        from feedback_miner.report.evaluation import render
        from feedback_miner.store import write_text

        write_text(page, render(gold, found, figures, options))
    if as_json:
        body = {
            f.name: {
                "value": round(f.value, 4),
                "low": round(f.low, 4),
                "high": round(f.high, 4),
                "n": f.n,
            }
            for f in figures
        }
        emit(output, [json.dumps(body, ensure_ascii=False, indent=1) + "\n"])
    else:
        emit(
            output,
            [f"{f.name:32} {f.value:.3f}  [{f.low:.3f}, {f.high:.3f}]  n={f.n}\n" for f in figures],
        )
    values = {f.name: f.value for f in figures}
    low = [(name, bound) for name, bound in bounds if not values.get(name, 0.0) >= bound]
    for name, bound in low:
        click.echo(f"{name} {values.get(name, float('nan')):.3f} < {bound:g}", err=True)
    return BELOW if low else 0


def _bound(text: str) -> tuple[str, float]:
    name, _, value = text.partition("<")
    try:
        if math.isnan(float(value)):
            raise ValueError
        return name.strip(), float(value)
    except ValueError:
        raise UsageError(
            t(
                f"--fail-on 应写作 名称<数值，不是「{text}」",
                f"--fail-on takes NAME<VALUE, not {text!r}",
            )
        ) from None


def _check(bounds: Sequence[tuple[str, float]], factors: Sequence[str]) -> None:
    """Raise UsageError for a bound on what no evaluation gives a figure for."""
    from feedback_miner.evaluation import BY_FACTOR, FIGURES

    known = {*FIGURES, *(f"{name}.{factor}" for name in BY_FACTOR for factor in factors)}
    for name, _ in bounds:
        if name not in known:
            listed = ", ".join([*FIGURES, *(f"{one}.ID" for one in BY_FACTOR)])
            raise UsageError(
                t(f"--fail-on 没有指标「{name}」", f"--fail-on knows no figure {name!r}"),
                do=t(
                    f"可用：{listed}（ID：{'、'.join(factors)}）",
                    f"use one of {listed} (ID: {', '.join(factors)})",
                ),
            )
