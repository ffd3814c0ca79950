"""The options and arguments that commands share, as decorators."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from feedback_miner.errors import UsageError
from feedback_miner.language import t

__all__ = [
    "OutputPath",
    "analysis_options",
    "driver_options",
    "encoding_option",
    "exports",
    "folder",
    "input_options",
    "language_options",
    "option",
    "output",
    "pseudonym_options",
    "reading_options",
    "survey_option",
    "topic_options",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Option(click.Option):
    def __init__(self, *args: Any, zh: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = (zh, en)

    def get_help_record(self, context: click.Context) -> tuple[str, str] | None:
        self.help = t(*self._words)
        return super().get_help_record(context)


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[[F], F]:
    """Declare an option whose help is in the current language."""
    return click.option(*names, cls=_Option, zh=zh, en=en, **settings)


def exports(function: F) -> F:
    """Add the EXPORT... arguments: paths, or - for standard input."""
    path = click.Path(path_type=Path, allow_dash=True)
    return click.argument("exports", nargs=-1, required=True, type=path, metavar="EXPORT...")(
        function
    )


# How a folder ends, and the names of files that commands write.
_ENDS = ("/", os.sep)
_FILES = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".html", ".parquet", ".toml", ".txt")


class OutputPath(click.Path):
    """Where to write: no empty word, as of a variable that a script forgot to set, no folder by its
    end and a file by its name (``cases.csv/``)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Raises UsageError where the word is empty or contradicts itself."""
        if not str(value):
            raise UsageError(
                t("-o 的输出路径为空", "the output's path at -o is empty"),
                do=t("给出文件或文件夹名", "name a file or folder"),
            )
        words = str(value)
        named = words.rstrip("/" + os.sep).lower().endswith(_FILES)
        if words.endswith(_ENDS) and named and not Path(words).is_dir():
            raise UsageError(
                t(
                    f"-o {words} 以 {words[-1]} 结尾，是文件夹，名字却是文件的",
                    f"-o {words} ends as a folder and is named as a file",
                ),
                do=t("写文件去掉末尾的斜杠，写文件夹去掉后缀", "drop the slash or the suffix"),
            )
        return super().convert(value, param, ctx)


def output(function: F) -> F:
    """Add ``-o FILE`` (standard output by default)."""
    return option(
        "-o",
        "--output",
        type=OutputPath(path_type=Path, allow_dash=True),
        default=Path("-"),
        zh="输出文件，- 为标准输出",
        en="output file, - is standard output",
    )(function)


def folder(function: F) -> F:
    """Add ``-o DIR``."""
    return option(
        "-o",
        "--output",
        required=True,
        type=OutputPath(path_type=Path, file_okay=True),
        zh="输出文件夹",
        en="output folder",
    )(function)


def language_options(function: F) -> F:
    """Add ``--debug`` and ``--lang``."""
    for add in (
        option("--debug", is_flag=True, zh="出错时显示调用栈", en="show the traceback of an error"),
        option("--lang", type=click.Choice(["zh", "en"]), zh="语言", en="language"),
    ):
        function = add(function)
    return function


def encoding_option(function: F) -> F:
    """Add ``--encoding``, of commands that read an export."""
    return option("--encoding", zh="文件编码，默认自动识别", en="encoding, found out by default")(
        function
    )


def survey_option(function: F) -> F:
    """Add ``--survey``."""
    return option(
        "--survey",
        type=click.Path(path_type=Path),
        zh="导出说明 survey.toml（见 inspect --write）",
        en="description of the export (see inspect --write)",
    )(function)


def input_options(function: F) -> F:
    """Add the options every command that reads exports takes."""
    return survey_option(encoding_option(language_options(function)))


def analysis_options(function: F) -> F:
    """Add the options that change how an export and its texts are read."""
    return input_options(reading_options(function))


def reading_options(function: F) -> F:
    """Add the options that change how texts are read, wherever they come from."""
    for add in (
        option(
            "--codebook", zh="编码本名称或文件夹，默认 loan", en="codebook name or folder [loan]"
        ),
        option(
            "--sentiment",
            type=click.Choice(["combined", "semantic", "rules", "linear", "snownlp"]),
            zh="阅读引擎，默认 combined；semantic 更准更慢，需附加组件",
            en="reading engine [combined]; semantic is better and slower, and needs its extra",
        ),
        option("--model", zh="train 训练出的模型文件", en="model file that train wrote"),
        option(
            "--keep-pii",
            is_flag=True,
            default=None,
            zh="保留个人信息（输出会有标记）",
            en="keep personal data (outputs are marked)",
        ),
        option("--workers", type=click.IntRange(1, 64), zh="进程数，默认 1", en="processes [1]"),
    ):
        function = add(function)
    return pseudonym_options(function)


def pseudonym_options(function: F) -> F:
    """Add ``--pseudonyms`` and ``--salt``."""
    for add in (
        option(
            "--pseudonyms",
            is_flag=True,
            zh="遮盖处带稳定的假名，如 [手机号#a3f9c2]；盐另存，不进输出",
            en="tokens carry stable pseudonyms, as [手机号#a3f9c2]; the salt is in no output",
        ),
        option(
            "--salt",
            type=click.Path(path_type=Path),
            zh="假名所用盐的文件（没有则生成）；默认在第一个输入旁的 .feedback-miner-salt"
            "（标准输入则在当前文件夹）",
            en="file of the pseudonyms' salt, made if absent [.feedback-miner-salt by the input, "
            "of standard input in the current folder]",
        ),
    ):
        function = add(function)
    return function


def driver_options(function: F) -> F:
    """Add the options of the drivers part."""
    for add in (
        option(
            "--outcome",
            metavar="NAME",
            zh="另外要解释的评分列或构念",
            en="a score column or construct to explain besides those found",
        ),
        option(
            "--exclude",
            metavar="REASONS",
            zh="剔除草率作答：straightlining,speeding,duplicate（默认只报告）",
            en="leave out careless responses: straightlining,speeding,duplicate [only told]",
        ),
        option(
            "--samples",
            type=click.IntRange(100, 100_000),
            zh="自助样本数，默认 1000",
            en="bootstrap samples [1000]",
        ),
        option(
            "--correlation",
            type=click.Choice(["pearson", "polychoric"]),
            zh="因子分析所用的相关，默认 pearson",
            en="correlations of the factor analysis [pearson]",
        ),
        option(
            "--rotation",
            type=click.Choice(["varimax", "oblimin"]),
            zh="因子旋转，默认 varimax",
            en="rotation of the factors [varimax]",
        ),
        option("--seed", type=click.IntRange(0, 2**31 - 1), zh="随机种子", en="random seed"),
    ):
        function = add(function)
    return function


def topic_options(function: F) -> F:
    """Add the options of topics."""
    for add in (
        option(
            "--known-topics",
            metavar="FILE",
            zh="套用已保存的主题模型：编号与名称不变，并报告变化",
            en="apply a saved topic model: numbers and names stay, changes are told",
        ),
        option(
            "--topic-model",
            type=click.Choice(["vectors", "nmf", "anchored", "lda", "seeded", "semantic"]),
            zh="主题模型：vectors 词向量聚类（默认）、nmf、anchored 以编码本为锚的 NMF、lda、"
            "seeded 以编码本为先验的 LDA、semantic 句向量（需 [semantic]）",
            en="topic model: vectors, clusters of word vectors [default]; nmf; anchored, NMF held "
            "by the codebook; lda; seeded, LDA with the codebook's prior; semantic, sentence "
            "embeddings (extra [semantic])",
        ),
        option(
            "--topics",
            type=click.IntRange(2, 200),
            zh="主题数，默认由稳定性与连贯性决定",
            en="number of topics [by stability and coherence]",
        ),
    ):
        function = add(function)
    return function
