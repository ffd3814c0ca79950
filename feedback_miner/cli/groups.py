"""The commands and their groups: names, lazy loading, help in the current language."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import click

from feedback_miner.language import t

__all__ = ["COMMANDS", "Command", "Group", "LazyGroup", "ReaderGone"]

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
