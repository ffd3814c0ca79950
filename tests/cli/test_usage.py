"""What a user reads who mistyped a command: one line in his language."""

from __future__ import annotations

import pytest

from feedback_miner.cli import main


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
