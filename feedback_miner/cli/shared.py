"""What the commands share: bilingual help, lazy loading, common options, progress."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import click

from feedback_miner.errors import OutputError, UsageError
from feedback_miner.language import t
from feedback_miner.stages import Progress, quiet
from feedback_miner.survey import Options, with_columns

if TYPE_CHECKING:
    import pandas as pd

    from feedback_miner.ingest import Responses
    from feedback_miner.store import Cleared
    from feedback_miner.survey import Survey

__all__ = [
    "COMMANDS",
    "Command",
    "Group",
    "LazyGroup",
    "OutputPath",
    "ReaderGone",
    "Said",
    "analysis_options",
    "asked",
    "driver_options",
    "emit",
    "encoding_option",
    "exports",
    "folder",
    "input_options",
    "inputs_of",
    "language_options",
    "load_salt",
    "load_survey",
    "make_options",
    "option",
    "output",
    "progress",
    "pseudonym_options",
    "read_texts",
    "reading_options",
    "ready",
    "ready_files",
    "refuse_inputs",
    "say",
    "say_bundled",
    "say_cleared",
    "say_unnamed",
    "sources",
    "survey_option",
    "topic_options",
    "track",
]

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

# Command, module, and its short help: known without importing any.
COMMANDS: dict[str, tuple[str, str]] = {
    "analyze": (
        "从导出文件到完整报告（主要命令）",
        "from exports to the whole report (the main job)",
    ),
    "compare": (
        "比较两期调查：什么变了、是不是真的变了",
        "compare two waves: what changed, and is it real",
    ),
    "inspect": (
        "看懂一个导出：编码、列的角色、质量",
        "tell encoding, columns and quality of an export",
    ),
    "drivers": (
        "什么推动满意与忠诚：信度、因子、驱动、路径、优先级",
        "what moves satisfaction and loyalty: reliability, factors, drivers, paths, priorities",
    ),
    "triage": (
        "投诉导出变成处理队列：先联系谁、归谁、何时到期",
        "complaints into a queue: whom to call first, who handles it, when it is due",
    ),
    "topics": (
        "没问到、客户自己说的主题：名称、因素、走势、与上期相比",
        "themes nobody asked for: names, factors, trend, change since the last wave",
    ),
    "annotate": ("逐条标注，输出 JSON 行", "annotate each verbatim, as JSON lines"),
    "redact": (
        "只做去标识化，版式不变",
        "mask personal data, the layout stays",
    ),
    "lexicon": (
        "编码本与词典：检查、建议新词、接受新主题、解释判断",
        "codebook and lexicons: check, propose terms, accept themes, explain",
    ),
    "segment": ("分词", "cut texts into words"),
    "evaluate": ("用标注好的金标准打分，带区间", "score against gold labels, with intervals"),
    "label": ("把值得标注的文本写成工作簿，读回标注", "texts worth labelling out, labels back"),
    "train": ("用自己的标注训练模型", "learn a model from your own labels"),
}


class Command(click.Command):
    """A command whose help is in the current language."""

    def __init__(self, *args: Any, zh: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = (zh, en)

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the current language."""
        self.help = t(*self._words)
        super().format_help_text(context, formatter)

    def get_short_help_str(self, limit: int = 60) -> str:
        """Return what the help begins with."""
        zh, en = self._words
        return t(re.split("[。；：]", zh)[0], re.split(r"[;:]|\. |\.$", en)[0])

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, prefix=t("用法：", "Usage: "))

    def get_help_option(self, context: click.Context) -> click.Option | None:
        """Return the option that shows the help, itself in the current language."""
        found = super().get_help_option(context)
        if found:
            found.help = t("显示本帮助", "show this help")
        return found

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and, of a group, its commands."""
        options = [one for one in self.get_params(context) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(context))]
        with formatter.section(t("选项", "Options")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)


class Group(Command, click.Group):
    """A group of commands whose help is in the current language."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with the first sentence of its help."""
        known = [(name, self.get_command(context, name)) for name in self.list_commands(context)]
        with formatter.section(t("命令", "Commands")):
            formatter.write_dl([(name, one.get_short_help_str()) for name, one in known if one])


class _Option(click.Option):
    def __init__(self, *args: Any, zh: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = (zh, en)

    def get_help_record(self, context: click.Context) -> tuple[str, str] | None:
        self.help = t(*self._words)
        return super().get_help_record(context)


class ReaderGone(Exception):
    """Whoever read our output has seen enough; click would make an exit status of 1 of it, which
    is another's."""


class LazyGroup(Command, click.Group):
    """A group that imports a command when it is asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ReaderGone where its output is read no further."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def __init__(self, name: str, *, zh: str, en: str) -> None:
        settings = {"help_option_names": ["-h", "--help"]}
        super().__init__(name, zh=zh, en=en, context_settings=settings)

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the commands' names, the main one first."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return a command; None where there is none of that name."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"feedback_miner.cli.{name}"), "command")  # noqa: B009
        return command if isinstance(command, click.Command) else None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section(t("命令", "Commands")):
            formatter.write_dl([(name, t(*words)) for name, words in COMMANDS.items()])


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[[F], F]:
    """Declare an option whose help is in the current language."""
    return click.option(*names, cls=_Option, zh=zh, en=en, **settings)


def exports(function: F) -> F:
    """Add the EXPORT... arguments: paths, or - for standard input."""
    path = click.Path(path_type=Path, allow_dash=True)
    return click.argument("exports", nargs=-1, required=True, type=path, metavar="EXPORT...")(
        function
    )


class OutputPath(click.Path):
    """Where to write: no empty word, as of a variable that a script forgot to set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Raises UsageError where the word is empty."""
        if not str(value):
            raise UsageError(
                t("-o 的输出路径为空", "the output's path at -o is empty"),
                do=t("给出文件或文件夹名", "name a file or folder"),
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


def inputs_of(exports: Iterable[Path], survey: Path | None, given: Mapping[str, Any]) -> list[Path]:
    """Return the files that a command line reads: exports, survey, and what options name."""
    named = (given.get(name) for name in ("model", "known_topics", "salt"))
    return [*exports, *map(Path, filter(None, (survey, *named)))]


def refuse_inputs(outputs: Iterable[Path], inputs: Iterable[Path], option: str = "-o") -> None:
    """Raise UsageError where writing one of ``outputs`` would take the place of one of ``inputs``
    ("-": standard input), by whatever name or link it goes; ``option`` names the outputs."""
    read = list(filter(None, map(_regular, inputs)))
    for path in outputs:
        there = None if str(path) == "-" else _regular(path)
        if there and any(os.path.samestat(there, one) for one in read):
            raise UsageError(
                t("输出与输入是同一个文件", "the output is the input"),
                file=str(path),
                do=t(f"请换一个 {option}", f"choose another {option}"),
            )


def _regular(path: Path) -> os.stat_result | None:
    """Return what file there is at ``path``, None for none: a device or pipe is not replaced."""
    try:
        found = os.stat(path) if str(path) != "-" else os.fstat(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):  # AttributeError: standard input closed
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def ready_files(outputs: Iterable[Path | None], inputs: Iterable[Path], option: str = "-o") -> None:
    """Tell before anything is read what hinders the output files ("-": standard output) that
    ``option`` names: raises UsageError where one is an input, OutputError where one cannot be
    made."""
    from feedback_miner.store import writable

    files = [path for path in outputs if path is not None and str(path) != "-"]
    refuse_inputs(files, inputs, option)
    for path in files:
        writable(path)


def ready(folder: Path, names: Iterable[str], inputs: Iterable[Path]) -> None:
    """Tell before anything is read what hinders the output folder: raises OutputError where it is
    a file or cannot be made or written into, UsageError where an input stands in it under one of
    the ``names`` that the command writes."""
    from feedback_miner.store import failure, writable_folder

    try:
        taken = folder.exists() and not folder.is_dir()
    except OSError as error:
        raise failure(folder, error) from None
    if taken:
        raise OutputError(
            t("输出位置是一个文件，应为文件夹", "the output is a file, it should be a folder"),
            file=str(folder),
            do=t("请换一个 -o", "choose another -o"),
        )
    refuse_inputs((folder / name for name in names), inputs)
    writable_folder(folder)


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


def sources(paths: Iterable[Path]) -> list[Path | Literal["-"]]:
    """Return what the arguments name: paths, or "-" for standard input."""
    return ["-" if str(path) == "-" else path for path in paths]


def load_survey(path: Path | None) -> Survey | None:
    """Load the survey file a user named, if any."""
    if path is None:
        return None
    from feedback_miner.ingest import description

    return description.load(path)


def make_options(
    survey: Survey | None,
    *,
    inputs: Sequence[Path],
    pseudonyms: bool = False,
    salt: Path | None = None,
    **given: Any,
) -> Options:
    """Return the survey's options with those the user gave on the command line.

    Personal data is kept only where the command line says so: a survey file alone keeps none.
    With pseudonyms the salt is loaded, or made beside the first of ``inputs`` (in the current
    folder where they are no files). Raises UsageError for both at once.
    """
    base = survey.options if survey else Options()
    keep = bool(given.pop("keep_pii", None))
    if keep and (pseudonyms or salt):
        raise UsageError(
            t(
                "--keep-pii 与 --pseudonyms 不能同用",
                "--keep-pii and --pseudonyms exclude each other",
            )
        )
    given["salt"] = load_salt(inputs, pseudonyms, salt) or None
    chosen = {name: value for name, value in given.items() if value is not None}
    options = replace(base, keep_pii=keep, **chosen)
    say_bundled(options.codebook)
    if survey and any(column.factor for column in survey.columns):
        from feedback_miner import lexicon
        from feedback_miner.ingest import description

        book = lexicon.load(options.codebook)
        description.require_factors(survey, [factor.id for factor in book.factors])
    return options


def asked(
    survey: Path | None, inputs: Sequence[Path], lang: str | None, given: dict[str, Any]
) -> tuple[Survey | None, Options]:
    """Return what the command line says of how ``inputs`` are read: the survey file, if one is
    named, and the options. Raises as ``load_survey`` and ``make_options`` do."""
    described = load_survey(survey)
    return described, make_options(described, inputs=inputs, language=lang, **given)


class Said(NamedTuple):
    """The open texts of exports: a row each, as ``verbatims.extract`` has them, with the
    responses they stand in and the options they are read by."""

    table: pd.DataFrame
    responses: Responses
    options: Options


def read_texts(
    exports: Sequence[Path],
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    given: dict[str, Any],
) -> Said:
    """Read the open texts of exports, by the survey file or by what is proposed from the data.
    Raises DataError where there is no column of them, or for exports that are unfit."""
    from feedback_miner import ingest
    from feedback_miner import verbatims as texts
    from feedback_miner.privacy.rows import known_of
    from feedback_miner.privacy.shield import shield

    described, options = asked(survey, exports, lang, given)
    described = with_columns(described)
    responses = ingest.read(sources(exports), described, encoding=encoding, options=options)
    chosen = replace(described or ingest.propose(responses).survey, options=options)
    texts.require(responses, chosen)
    say_unnamed(responses, chosen)
    known = known_of(responses.table)
    return Said(texts.extract(shield(responses.table, chosen), chosen, known), responses, options)


def load_salt(inputs: Sequence[Path], pseudonyms: bool, salt: Path | None) -> str:
    """Return the salt of pseudonyms where they are wanted, else "": from the file named, or from
    one beside the first input, which is made where it is not there."""
    if not pseudonyms and salt is None:
        return ""
    from feedback_miner.privacy.salt import SALT_NAME, load

    first = next((path for path in inputs if str(path) != "-"), None)
    return load(salt or (first.parent if first else Path()) / SALT_NAME)


def say(line: str) -> None:
    """Tell the user something on stderr, as it stands: what is put into it from data or paths
    goes through ``veiled``, so that our own words are never masked."""
    click.echo(line, err=True)


def say_bundled(codebook: str) -> None:
    """Tell where a bundled codebook is meant by a name that a codebook's folder here has, too."""
    if not os.path.isfile(Path(codebook) / "codebook.toml"):
        return
    from feedback_miner.lexicon import bundled

    if codebook in bundled():
        say(
            t(
                f"用的是自带编码本 {codebook}；要用这里的同名文件夹，请写 ./{codebook}",
                f"the bundled codebook {codebook} is used; for the folder of that name here, "
                f"write ./{codebook}",
            )
        )


def say_unnamed(responses: Responses, survey: Survey) -> None:
    """Tell which columns of exports a survey file does not name."""
    from feedback_miner.ingest import note_unnamed

    for note in note_unnamed(responses, survey):
        say(t("注意：", "warning: ") + veiled(note))


def say_cleared(cleared: Cleared) -> None:
    """Tell which files of an earlier run in the same folder went, and which stayed."""
    if cleared.removed:
        names, n = ", ".join(map(veiled, cleared.removed)), len(cleared.removed)
        say(
            t(
                f"清除了上次运行留下、这次没有的 {n} 个文件：{names}",
                f"{n} files of an earlier run that this one does not have were removed: {names}",
            )
        )
    if cleared.kept:
        names, n = ", ".join(map(veiled, cleared.kept)), len(cleared.kept)
        say(
            t(
                f"注意：{n} 个文件是上次运行写的、后来被改过，原样保留，不是这次的结果：{names}",
                f"warning: {n} files are of an earlier run and were changed since; they stay, and "
                f"are no results of this run: {names}",
            )
        )


def veiled(value: object) -> str:
    """Return a path, a name or words from data as a message may show it: personal data masked."""
    from feedback_miner.privacy import mask_label

    return mask_label(str(value))


def progress() -> Progress:
    """Return a function that tells each stage on a terminal's stderr, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return quiet
    names = {
        "ingest": ("读取", "reading"),
        "annotate": ("标注", "annotating"),
        "ratings": ("评分", "scores"),
        "topics": ("主题", "topics"),
        "drivers": ("驱动", "drivers"),
        "triage": ("个案", "cases"),
        "report": ("写报告", "writing"),
    }

    def tell(stage: str) -> None:
        click.echo(f"\r\033[K{t(*names.get(stage, (stage, stage)))}…", err=True, nl=stage == "")

    return tell


def track(items: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Yield ``items`` behind a progress bar, which shows on a terminal only."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


def emit(path: Path, chunks: Iterable[str]) -> None:
    """Write text to ``path`` whole or not at all, or stream it to standard output for ``-``."""
    if str(path) == "-":
        stream: IO[bytes] = sys.stdout.buffer
        for chunk in chunks:
            stream.write(chunk.encode("utf-8", "replace"))
        stream.flush()
        return
    from feedback_miner.store import write_bytes

    write_bytes(path, b"".join(chunk.encode("utf-8", "replace") for chunk in chunks))
