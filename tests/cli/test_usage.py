"""What a user reads who mistyped a command: one line in his language."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

import click
import pytest

from feedback_miner.cli import cli, main


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("analyze", "缺少参数 EXPORT"),
        ("analyze x --nope", "没有选项 --nope"),
        ("topics x --topics abc", "--topics 的值无效：须为整数，不小于 2"),
        ("frob", "没有命令 frob"),
        ("topics x -o", "选项 -o 的写法不对：后面要跟一个值"),
        ("annotate x --sentiment foo", "--sentiment 的值无效：须为 combined、semantic"),
        ("topics x y --nope", "没有选项 --nope"),
    ],
)
def test_a_mistyped_command_is_told_in_chinese(
    line: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_MINER_LANG", "zh")
    assert main(line.split()) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert "No such" not in error and "Invalid" not in error and "Missing" not in error


def test_and_in_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_MINER_LANG", "en")
    assert main(["analyze"]) == 2
    assert capsys.readouterr().err == "feedback-miner: Missing argument 'EXPORT...'. See --help\n"


def _commands(group: click.Group) -> Iterator[click.Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None
        yield from _commands(one) if isinstance(one, click.Group) else [one]


def test_every_parameter_of_a_command_is_used_by_it() -> None:
    """--debug and --lang are read off the command line before a command runs."""
    for command in _commands(cli):
        assert command.callback is not None
        source = ast.parse(textwrap.dedent(inspect.getsource(command.callback)))
        read = {
            node.id
            for node in ast.walk(source)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        named = set(inspect.signature(command.callback).parameters) - {"debug", "lang"}
        assert named <= read, (command.name, named - read)
