"""``lexicon``: codebook and lexicons."""

from __future__ import annotations

from pathlib import Path

import click

from feedback_miner.cli.shared import Command, Group, option
from feedback_miner.language import t

__all__ = ["command"]


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
    type=click.Path(path_type=Path, file_okay=False),
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
    from feedback_miner.lexicon.accept import accept as enter
    from feedback_miner.lexicon.accept import read_proposals

    chosen = read_proposals(proposals, only)
    book, left = enter(chosen, codebook, output, factor)
    terms = sum(len(one.terms) for one in chosen) - len(left)
    click.echo(
        t(
            f"接受 {len(chosen)} 条、{terms} 个词，编码本 {book.id} {book.version}：{output}。"
            f"使用：--codebook {output}",
            f"{len(chosen)} entries, {terms} terms accepted, codebook {book.id} {book.version}: "
            f"{output}. Use it by --codebook {output}",
        ),
        err=True,
    )
    if left:
        click.echo(
            t(
                f"已属其他因素、未加入：{'、'.join(left)}",
                f"left out, another factor has them: {', '.join(left)}",
            ),
            err=True,
        )
