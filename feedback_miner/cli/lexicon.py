"""``lexicon``: codebook and lexicons."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.asked import asked, read_texts, shown_texts
from feedback_miner.cli.groups import Command, Group
from feedback_miner.cli.options import (
    OutputPath,
    analysis_options,
    exports,
    language_options,
    option,
    output,
    reading_options,
    survey_option,
)
from feedback_miner.cli.outputs import emit, inputs_of, ready_files
from feedback_miner.cli.telling import say, say_bundled, veiled
from feedback_miner.errors import UsageError
from feedback_miner.language import t

__all__ = ["command"]

CROSSED = 1  # the contract's status for a bound crossed


@click.group(
    "lexicon",
    cls=Group,
    zh="编码本与词典。",
    en="Codebook and lexicons.",
)
@option("--lang", type=click.Choice(["zh", "en"]), zh="语言", en="language")
@option("--debug", is_flag=True, zh="出错时显示调用栈", en="show the traceback of an error")
def command(lang: str | None, debug: bool) -> None:
    """Group what is done to codebooks."""


@command.command(
    "accept",
    cls=Command,
    zh="接受 topics 建议的新主题：写出一个含这些条目的编码本文件夹，之后用 --codebook 使用。",
    en="Accept themes that topics proposed: writes a codebook folder with them, for --codebook.",
)
@click.argument("proposals", type=click.Path(path_type=Path), metavar="PROPOSALS")
@option(
    "-o",
    "--output",
    required=True,
    type=OutputPath(path_type=Path, file_okay=False),
    zh="编码本文件夹（可与 --codebook 相同：就地增加）",
    en="codebook folder (may be that of --codebook, which then grows in place)",
)
@option(
    "--codebook", default="loan", zh="在哪个编码本上增加，默认 loan", en="codebook to grow [loan]"
)
@option("--only", multiple=True, metavar="ID", zh="只接受这些条目", en="accept these entries only")
@option(
    "--factor", default="", metavar="ID", zh="归入这个因素", en="make them parts of this factor"
)
@option("--lang", type=click.Choice(["zh", "en"]), zh="语言", en="language")
@option("--debug", is_flag=True, zh="出错时显示调用栈", en="show the traceback of an error")
def accept(
    proposals: Path,
    output: Path,
    codebook: str,
    only: tuple[str, ...],
    factor: str,
    lang: str | None,
    debug: bool,
) -> None:
    """Write a codebook with the proposals in it."""
    from feedback_miner.codebooks.accept import accept as enter
    from feedback_miner.codebooks.accept import outdone, unentered
    from feedback_miner.codebooks.proposals import read_proposals
    from feedback_miner.lexicon import spelled

    say_bundled(codebook)
    chosen = read_proposals(proposals, only)
    book, left = enter(chosen, codebook, output, factor)
    terms = sum(len(one.terms) for one in chosen) - len(left)
    say(
        t(
            f"接受 {len(chosen)} 条、{terms} 个词，编码本 {book.id} {book.version}："
            f"{veiled(output)}。"
            f"使用：--codebook {veiled(spelled(output))}",
            f"{len(chosen)} entries, {terms} terms accepted, codebook {book.id} {book.version}: "
            f"{veiled(output)}. Use it by --codebook {veiled(spelled(output))}",
        )
    )
    there, elsewhere = unentered(chosen, left, book, factor)
    if there:
        say(
            t(
                f"早已在那里、无需再加：{'、'.join(map(veiled, there))}",
                f"there already: {', '.join(map(veiled, there))}",
            )
        )
    if elsewhere:
        placed = [f"{veiled(term)} ({place})" for term, place in elsewhere.items()]
        say(
            t(
                f"已有别的归属、未加入：{'、'.join(placed)}",
                f"left out, they belong elsewhere: {', '.join(placed)}",
            )
        )
    for term, place, entry in outdone(chosen, book, factor):
        if term in left:
            continue
        by, to = entry or t("别的条目", "another entry"), place or t("无", "nothing")
        say(
            t(
                f"注意：「{veiled(term)}」单独读时仍由 {by} 归入 {to}，请改那一条",
                f'warning: "{veiled(term)}" read alone still goes to {to} by {by}; mend that',
            )
        )


@command.command(
    "check",
    cls=Command,
    zh="检查编码本的词典：永不生效、重复、冲突、被遮蔽的条目，以及分词对每个词做了什么；"
    "每条带文件与行号。有误的文件使命令不能使用编码本，逐处列出（退出码 78）。",
    en="Check a codebook's lexicons: dead, duplicate, conflicting and shadowed entries, and what "
    "the segmenter does to each term; each with file and line. What keeps commands from using the "
    "codebook is listed fault by fault, with exit status 78.",
)
@output
@option(
    "--codebook", default="loan", zh="编码本名称或文件夹，默认 loan", en="codebook or folder [loan]"
)
@option(
    "--all",
    "everything",
    is_flag=True,
    zh="也列出提示，不只是问题",
    en="list notes too, not faults only",
)
@option(
    "--fail-on",
    type=click.IntRange(1),
    metavar="N",
    zh="问题达到 N 个则退出码 1",
    en="exit with 1 at N faults or more",
)
@option("--json", "as_json", is_flag=True, zh="输出 JSON 行", en="write JSON lines")
@option("--lang", type=click.Choice(["zh", "en"]), zh="语言", en="language")
@option("--debug", is_flag=True, zh="出错时显示调用栈", en="show the traceback of an error")
def check(
    output: Path,
    codebook: str,
    everything: bool,
    fail_on: int | None,
    as_json: bool,
    lang: str | None,
    debug: bool,
) -> int:
    """Tell the faults of a codebook's lexicons."""
    from feedback_miner import lexicon
    from feedback_miner.codebooks.check import KINDS, broken
    from feedback_miner.codebooks.check import check as find
    from feedback_miner.errors import ConfigError

    say_bundled(codebook)
    stopping = broken(codebook)
    found = stopping or find(lexicon.load(codebook))
    serious = [one for one in found if one.serious]
    shown = found if everything else serious
    if as_json:
        emit(output, (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in shown))
    else:
        emit(
            output,
            (
                f"{p.place}: {t(*KINDS[p.kind])}{_quoted(p.term) or t('：', ': ')}{p.what}\n"
                for p in shown
            ),
        )
    if stopping:
        raise ConfigError(
            t(
                f"{len(stopping)} 处有误（已逐条列出），命令不能使用这个编码本",
                f"{len(stopping)} faults, listed: commands cannot use this codebook",
            ),
            file=codebook,
            do=t(
                "改正后再检查各条目", "mend them, then check again: the entries are looked at then"
            ),
        )
    notes = Counter(t(*KINDS[one.kind]) for one in found if not one.serious)
    listed = t("、", ", ").join(f"{kind} {n}" for kind, n in notes.most_common())
    say(
        t(
            f"{len(serious)} 个问题；提示（--all 列出）：{listed or '无'}",
            f"{len(serious)} faults; notes (--all lists them): {listed or 'none'}",
        )
    )
    return CROSSED if fail_on is not None and len(serious) >= fail_on else 0


def _quoted(term: str) -> str:
    return term and f"「{term}」"


@command.command(
    "suggest",
    cls=Command,
    zh="从导出中建议新词：词典没有的高凝聚词、与已知词用法相近的词，带次数、例句与猜测的因素。"
    "输出制表符分隔的表。",
    en="Propose terms from exports: cohesive words no dictionary has, and words used as known "
    "terms are, with counts, examples and a guessed factor. Writes tab-separated values.",
)
@exports
@output
@option(
    "--least",
    type=click.IntRange(2),
    default=5,
    zh="至少出现在几条文本，默认 5",
    en="texts a term must stand in [5]",
)
@option(
    "--most",
    type=click.IntRange(1),
    default=200,
    zh="最多建议几个，默认 200",
    en="proposals at most [200]",
)
@option("--json", "as_json", is_flag=True, zh="输出 JSON 行", en="write JSON lines")
@analysis_options
def suggest(
    exports: tuple[Path, ...],
    output: Path,
    least: int,
    most: int,
    as_json: bool,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Propose terms from the open texts of exports."""
    from feedback_miner import lexicon
    from feedback_miner.codebooks.suggest import suggest as propose
    from feedback_miner.report.marks import warning

    ready_files([output], inputs_of(exports, survey, given))
    table, _, options = read_texts(exports, survey, encoding, lang, given)
    if options.keep_pii:
        say(warning())
    found = propose(
        list(shown_texts(table, options)),
        lexicon.load(options.codebook),
        least=least,
        most=most,
    )
    rows = [_proposal(asdict(one)) for one in found]
    if as_json:
        emit(output, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    else:
        emit(output, _tsv(rows))
    say(
        t(
            f"{len(table)} 条文本，{len(found)} 个建议",
            f"{len(table)} texts, {len(found)} proposals",
        )
    )


def _proposal(row: dict[str, Any]) -> dict[str, Any]:
    """Return a proposal with rounded figures; null where there is none."""
    for name in ("cohesion", "entropy", "similarity", "share"):
        row[name] = None if row[name] != row[name] else round(row[name], 3)
    return row


def _tsv(rows: list[dict[str, Any]]) -> Iterator[str]:
    from feedback_miner.report.escape import csv_cell

    if not rows:
        return
    yield "\t".join(rows[0]) + "\n"
    for row in rows:
        cells = (
            " | ".join(v) if isinstance(v, (list, tuple)) else "" if v is None else str(v)
            for v in row.values()
        )
        yield "\t".join(csv_cell(" ".join(cell.split())) for cell in cells) + "\n"


@command.command(
    "explain",
    cls=Command,
    zh="说明一条文本为何这样判：逐句的分词、词条（文件:行）、否定与程度、意图、转折；"
    "模型的概率与权重最大的字词；紧急度的依据。默认去标识化。",
    en="Tell why a text is read as it is: clause by clause words, terms (file:line), negation and "
    "degree, acts, turns; the model's probabilities and heaviest words; reasons of urgency. "
    "Redacted by default.",
)
@click.argument("text")
@output
@option(
    "--kind",
    type=click.Choice(["improve", "like", "dislike", "why", "complaint", "remark"]),
    default="remark",
    zh="问题类型，默认 remark",
    en="kind of the question [remark]",
)
@option("--json", "as_json", is_flag=True, zh="输出 JSON", en="write JSON")
@survey_option
@language_options
@reading_options
def explain(
    text: str,
    output: Path,
    kind: str,
    as_json: bool,
    survey: Path | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Explain one text; - reads it from standard input."""
    import sys

    from feedback_miner.codebooks.explain import explain as account
    from feedback_miner.privacy.salt import SALT_NAME
    from feedback_miner.report.explanation import lines
    from feedback_miner.report.marks import KEPT, warning

    # A salt made here would give pseudonyms that stand in no other output.
    if given["salt"] is not None and not given["salt"].exists():
        raise UsageError(
            t(f"--salt：没有这个文件：{given['salt']}", f"--salt: no such file: {given['salt']}"),
            do=t("请给出 analyze 所用的盐文件", "name the salt file of analyze"),
        )
    if given["pseudonyms"] and given["salt"] is None and not Path(SALT_NAME).is_file():
        raise UsageError(
            t(
                f"--pseudonyms：这里没有输入文件，当前文件夹也没有 {SALT_NAME}",
                f"--pseudonyms: there is no input file here, and no {SALT_NAME} in this folder",
            ),
            do=t("用 --salt 给出 analyze 所用的盐文件", "name the salt file of analyze by --salt"),
        )
    _, options = asked(survey, (), lang, given)
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    found = account(text, kind, options)
    if options.keep_pii:
        found["personal_data"] = KEPT
        say(warning())
    if as_json:
        emit(output, [json.dumps(found, ensure_ascii=False, indent=1) + "\n"])
    else:
        emit(output, (f"{line}\n" for line in lines(found)))
