"""What is wrong with a command line, in the user's language: click speaks English only."""

from __future__ import annotations

from typing import Any

import click

from feedback_miner.language import current

__all__ = ["told"]


def told(error: click.ClickException) -> str:
    """Return one line that says what is wrong and where; words of our own stay as they are."""
    if current() == "en":
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        like = "、".join(error.possibilities or ())
        return f"没有选项 {error.option_name}" + (f"，是否想用 {like}" if like else "")
    if isinstance(error, click.MissingParameter) and error.param is not None:
        what = "参数" if error.param.param_type_name == "argument" else "选项"
        return f"缺少{what} {_name(error.param, error.ctx)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：{_after(error)}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = _name(error.param, error.ctx)
        return f"{name} 的值无效：{_allowed(error.param.type) or error.message}"
    unknown = "No such command "
    if error.message.startswith(unknown):
        name = error.message.removeprefix(unknown).strip("'. ")
        return f"没有命令 {name}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多余的参数：{error.message.partition('(')[2].rstrip(').')}"
    return error.format_message()


def _name(param: click.Parameter, ctx: click.Context | None) -> str:
    """Return how a parameter is written on the command line."""
    if isinstance(param, click.Option):
        return " / ".join(param.opts)
    return param.make_metavar(ctx) if ctx is not None else str(param.human_readable_name)


def _allowed(kind: click.ParamType[Any]) -> str:
    """Return what a parameter takes, "" where nothing short says it."""
    if isinstance(kind, click.Choice):
        return "须为 " + "、".join(map(str, kind.choices)) + " 之一"
    if isinstance(kind, click.IntRange | click.FloatRange):
        number = "整数" if isinstance(kind, click.IntRange) else "数"
        low = "" if kind.min is None else f"，不小于 {kind.min:g}"
        high = "" if kind.max is None else f"，不大于 {kind.max:g}"
        return f"须为{number}{low}{high}"
    if isinstance(kind, click.types.IntParamType):
        return "须为整数"
    if isinstance(kind, click.types.FloatParamType):
        return "须为数"
    if isinstance(kind, click.Path):
        return "文件或目录不存在，或不可用"
    return ""


def _after(error: click.BadOptionUsage) -> str:
    if "requires" in error.message:
        return "后面要跟一个值"
    if "does not take" in error.message:
        return "后面不跟值"
    return error.message
