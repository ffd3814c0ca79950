"""The command line as users meet it: help, pipes, exit statuses, one clear line for bad input."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedback_miner import cli, resources
from feedback_miner.cli.groups import COMMANDS
from feedback_miner.cli.telling import say, veiled

LINES = '{"id": 7, "text": "审批太慢了，不过利率低，我电话13812345678"}\n{"id": 8, "text": "无"}\n'


def run(*arguments: object, data: str | bytes = b"") -> subprocess.CompletedProcess[bytes]:
    given = data.encode() if isinstance(data, str) else data
    return subprocess.run(
        [sys.executable, "-m", "feedback_miner", *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"},
    )


def _refused(result: subprocess.CompletedProcess[bytes], status: int) -> str:
    """Check that a refusal is one clear line with the right status, and return it."""
    line = result.stderr.decode()
    assert result.returncode == status, line
    assert line.startswith("feedback-miner: ")
    assert line.count("\n") == 1
    assert "Traceback" not in line
    return line


def test_every_command_has_help_and_stands_in_the_readme(
    capsys: pytest.CaptureFixture[str],
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert cli.main([name, "--help"]) == 0
        zh = capsys.readouterr().out
        assert re.search("[\u4e00-\u9fff]", zh)
        assert cli.main([name, "--lang", "en", "--help"]) == 0
        en = capsys.readouterr().out
        assert zh != en
        assert f"`{name} " in readme


@pytest.mark.parametrize("spoken", [["--lang", "en"], ["--lang=en"]])
def test_the_language_may_stand_before_the_command(
    spoken: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*spoken, "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: ")
    assert cli.main([*spoken, "inspect", "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: ")
    for before in ([], ["--debug"]):
        assert cli.main([*before, *spoken, "inspect", "lacking.csv"]) == 66
        assert "no such file" in capsys.readouterr().err


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for given in (
        ["--lang"],
        ["--langen", "inspect", "x.csv"],
        ["--lang", "fr"],
        ["--lang", "fr", "inspect", "x.csv"],
    ):
        assert cli.main(given) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys\n"
        "from feedback_miner.cli import main; main([*sys.argv[1:], '--help'])\n"
        "heavy={'pandas','numpy','sklearn','jieba','gensim','scipy','statsmodels','pyarrow','opencc'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    line = [sys.executable, "-c", code, *command.split()]
    assert subprocess.run(line, capture_output=True, check=False).returncode == 0


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, feedback_miner; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_texts_does_not_load_statistics() -> None:
    code = (
        "import sys; import feedback_miner.annotate, feedback_miner.ingest;"
        "import feedback_miner.report.marks;"
        "sys.exit(sum(name in sys.modules for name in ('statsmodels', 'pkg_resources')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_annotate_in_a_pipe_speaks_the_contract() -> None:
    result = run("annotate", "-", data=LINES)
    assert result.returncode == 0, result.stderr.decode()
    first, second = map(json.loads, result.stdout.decode().splitlines())
    assert first["response_id"] == "7"
    assert {o["factor"] for o in first["opinions"]} == {"approval_speed", "rates"}
    assert first["pii"][0]["kind"] == "phone"
    assert "[手机号]" in first["text"]
    assert second["valid"] is False
    assert result.stderr == b""
    assert set(first) == {
        "response_id", "question", "text", "valid", "sentiment", "opinions", "factors", "acts",
        "loyalty", "urgency", "flags", "suspect", "pii",
    }  # fmt: skip


def test_annotate_gives_the_same_for_any_number_of_workers() -> None:
    one = run("annotate", "-", "--workers", 1, data=LINES * 50)
    two = run("annotate", "-", "--workers", 2, data=LINES * 50)
    assert one.stdout == two.stdout


def test_a_reader_that_goes_is_no_failure() -> None:
    export = resources.corpora() / "complaints.csv"
    for command in ("annotate", "segment", "inspect"):
        line = f"'{sys.executable}' -m feedback_miner {command} '{export}' | true"
        line += "; echo ${PIPESTATUS[0]}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.stdout.strip(), done.stderr) == ("0", "")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_told_to_stop_leaves_nothing_unfinished(tmp_path: Path, workers: int) -> None:
    export, out = resources.corpora() / "loan_survey.csv", tmp_path / "out"
    command = [sys.executable, "-m", "feedback_miner", "analyze", export, "-o", out]
    process = subprocess.Popen(
        [*map(str, command), "--workers", str(workers)], stderr=subprocess.PIPE
    )
    for _ in range(12_000):
        if process.poll() is not None or list(out.glob(".unfinished-*")):
            break
        time.sleep(0.01)
    assert list(out.glob(".unfinished-*")), "the run ended before it could be stopped"
    process.terminate()
    said = process.communicate(timeout=30)[1].decode()  # ends when no child holds it open
    assert process.returncode == 143 and said.count("\n") == 1
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads the processes off /proc")
def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    def children() -> set[str]:
        tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
        return {child for task in tasks for child in task.read_text().split()}

    def alive(child: str) -> bool:
        try:
            return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    (tmp_path / "a.jsonl").write_text(LINES * 20_000, encoding="utf-8")
    given = ["annotate", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl", "--workers", "2"]
    command = [sys.executable, "-m", "feedback_miner", *map(str, given)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    workers = children()
    until = time.monotonic() + 60
    while len(workers) < 2 and time.monotonic() < until:
        time.sleep(0.05)
        workers = children()
    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(workers) == 2 and not any(map(alive, workers))


def test_annotate_writes_to_a_file(tmp_path: Path) -> None:
    assert run("annotate", "-", "-o", tmp_path / "a.jsonl", data=LINES).returncode == 0
    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_segment() -> None:
    result = run("segment", "-", data='{"id":1,"text":"花呗的等额本息不划算"}\n')
    assert "花呗" in result.stdout.decode().split()
    assert "等额本息" in result.stdout.decode().split()


def test_inspect_writes_a_survey_that_analyze_takes(tmp_path: Path) -> None:
    export = resources.corpora() / "loan_survey.csv"
    toml = tmp_path / "survey.toml"
    result = run("inspect", export, "--write", toml)
    assert result.returncode == 0, result.stderr.decode()
    assert "utf-8" in result.stdout.decode().lower()
    again = run("inspect", export, "--write", toml)
    _refused(again, 2)
    done = run("annotate", export, "--survey", toml, "-o", tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr.decode()


def test_analyze_on_the_bundled_corpus(tmp_path: Path) -> None:
    result = run("analyze", resources.corpora() / "loan_survey.csv", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr.decode()
    assert result.stdout == b""
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    counts = summary["counts"]
    assert counts["read"] == counts["accepted"] + counts["quarantined"] >= 600
    assert len(summary["topics"]) >= 2
    assert summary["nps"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"id": "李小龙", "text": 5}', "text"),
        ('{"id": "1"}', "text"),
        ('{"id": "1", "text": "好", "pii": [["name", 5]]}', "pii"),
    ],
)
def test_evaluate_refuses_a_gold_line_of_another_form(
    tmp_path: Path, line: str, named: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line + "\n", encoding="utf-8")
    said = _refused(run("evaluate", gold), 65)
    assert "gold.jsonl" in said and named in said and "李小龙" not in said


def test_evaluate_fails_on_a_bound(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"id": "1", "text": "利率太高", "sentiment": "neg", "factors": [["rates", "neg"]]}\n',
        encoding="utf-8",
    )
    assert run("evaluate", gold, "--samples", 10).returncode == 0
    assert (
        run("evaluate", gold, "--samples", 10, "--fail-on", "factor_micro_f1<1.01").returncode == 1
    )
    for none in ("nonsense", "nope<0.1", "factor_f1.nope<0.1", "factor_micro_f1<nan"):
        _refused(run("evaluate", gold, "--fail-on", none), 2)
    line = _refused(run("evaluate", gold, "--fail-on", "nope<0.1"), 2)
    assert "factor_micro_f1" in line and "rates" in line


def test_missing_file(tmp_path: Path) -> None:
    line = _refused(run("analyze", tmp_path / "没有.csv", "-o", tmp_path / "out"), 66)
    assert "没有.csv" in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("empty.csv", b"", 65),
        ("blank.csv", b"\n\n  \n", 65),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, 65),
        ("broken.xlsx", b"PK\x03\x04" + bytes(range(256)) * 4, 65),
        ("header.csv", "序号,意见\n".encode(), 65),
        ("page.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 4, 65),
    ],
)
def test_unfit_input(tmp_path: Path, name: str, data: bytes, status: int) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    line = _refused(run("analyze", path, "-o", tmp_path / "out"), status)
    assert name in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["annotate", "segment", "triage", "lexicon suggest"])
def test_an_export_without_texts_is_told(tmp_path: Path, command: str) -> None:
    path = tmp_path / "scores.csv"
    rows = "".join(f"{at},{at % 5 + 1},{at % 4 + 1}\n" for at in range(30))
    path.write_text("序号,总体满意度,服务\n" + rows, encoding="utf-8")
    line = _refused(run(*command.split(), path, "-o", tmp_path / "out.jsonl"), 65)
    assert "scores.csv" in line and "文本列" in line
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "command",
    [
        *("analyze", "annotate", "segment", "topics", "drivers", "triage", "redact", "compare"),
        "lexicon suggest",
    ],
)
def test_the_salt_of_pseudonyms_lies_beside_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    here, data = tmp_path / "here", tmp_path / "data"
    here.mkdir()
    data.mkdir()
    (data / "empty.csv").write_text("", encoding="utf-8")
    monkeypatch.chdir(here)
    inputs = [str(data / "empty.csv")] * (2 if command == "compare" else 1)
    line = [*command.split(), *inputs, "--pseudonyms", "-o", str(tmp_path / "out")]
    assert cli.main(line) == 65
    assert (data / ".feedback-miner-salt").is_file() and not list(here.iterdir())


def test_a_single_text_is_explained_with_the_salt_of_an_analysis_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["lexicon", "explain", "审批太慢了，我电话13812345678", "--pseudonyms"]
    assert cli.main(line) == 2
    error = capsys.readouterr().err
    assert "--salt" in error and error.count("\n") == 1 and not list(tmp_path.iterdir())
    for mistyped in ([*line, "--salt", "newsalt.txt"], [*line[:-1], "--salt", "newsalt.txt"]):
        assert cli.main(mistyped) == 2
        error = capsys.readouterr().err
        assert "newsalt.txt" in error and error.count("\n") == 1 and not list(tmp_path.iterdir())
    (tmp_path / ".feedback-miner-salt").write_text("a salt of an analysis", encoding="utf-8")
    assert cli.main(line) == 0
    told = capsys.readouterr().out
    (tmp_path / "other").write_text("a salt of an analysis", encoding="utf-8")
    (tmp_path / ".feedback-miner-salt").unlink()
    assert cli.main([*line, "--salt", "other"]) == 0
    assert capsys.readouterr().out == told and "[手机号#" in told


def test_an_empty_output_path_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINES, encoding="utf-8")
    for command in ("annotate", "analyze", "triage"):
        assert "输出路径为空" in _refused(run(command, path, "-o", ""), 2)


def _shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    line = line.replace("FM", f"'{sys.executable}' -m feedback_miner")
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, cwd=folder, env=env
    )


@pytest.mark.parametrize("lost", ["2>&-", "2>/dev/full", ">&-", "<&- >&- 2>&-"])
def test_work_that_is_done_is_done_whatever_stream_is_lost(tmp_path: Path, lost: str) -> None:
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    assert _shell(f"FM segment a.jsonl -o b.txt {lost}", tmp_path).returncode == 0
    assert len((tmp_path / "b.txt").read_text(encoding="utf-8").splitlines()) == 2
    assert _shell(f"FM segment none.jsonl -o b.txt {lost}", tmp_path).returncode == 66


def test_a_full_pipe_that_does_not_wait_holds_nothing_up(tmp_path: Path) -> None:
    there, here = os.pipe()
    os.set_blocking(here, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(here, b"x" * 4096)
    command = [sys.executable, "-m", "feedback_miner", "annotate", tmp_path / "none.csv"]
    done = subprocess.run(command, stderr=here, timeout=120, check=False)
    os.close(here)
    os.close(there)
    assert done.returncode == 66


def test_results_that_nobody_can_get_are_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    for lost in (">&-", ">/dev/full"):
        done = _shell(f"FM segment a.jsonl {lost}", tmp_path)
        assert done.returncode == 74 and done.stderr.count("\n") == 1, done.stderr
    done = _shell("FM segment - <&-", tmp_path)
    assert done.returncode == 66 and "标准输入已关闭" in done.stderr


def test_the_bundled_codebook_and_a_folder_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loan").mkdir()
    assert cli.main(["segment", "a.jsonl"]) == 0
    assert capsys.readouterr().err == ""
    (tmp_path / "loan" / "codebook.toml").write_text("[[", encoding="utf-8")
    assert cli.main(["segment", "a.jsonl"]) == 0
    assert "./loan" in capsys.readouterr().err
    assert cli.main(["segment", "a.jsonl", "--codebook", "./loan"]) == 78


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["annotate", "FILE"], "read_bytes"),
        (["annotate", "a.jsonl", "--survey", "FILE"], "read_bytes"),
        (["evaluate", "FILE"], "read_bytes"),
        (["triage", "a.jsonl", "-o", "c.xlsx", "--update", "FILE"], "read_bytes"),
        (["label", "--read", "FILE", "-o", "g.jsonl"], "read_bytes"),
        (["lexicon", "accept", "FILE", "-o", "mine"], "read_text"),
    ],
)
def test_a_file_that_may_not_be_read_counts_as_missing(
    arguments: list[str],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for one in ("a.jsonl", "closed.jsonl"):
        (tmp_path / one).write_text(LINES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    real = getattr(Path, name)

    def closed(path: Path, *rest: object, **more: object) -> object:
        if path.name == "closed.jsonl":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(Path, name, closed)
    given = ["closed.jsonl" if word == "FILE" else word for word in arguments]
    assert cli.main(given) == 66
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "closed.jsonl" in line


def test_wrong_encoding_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("序号,意见\n1,利率太高了怎么办\n".encode("gb18030"))
    line = _refused(run("annotate", path, "--encoding", "utf-8"), 65)
    assert "utf-8" in line.lower()
    _refused(run("annotate", path, "--encoding", "klingon"), 2)
    assert run("annotate", path).returncode == 0


def test_broken_codebook(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text('id = "x"\n[[factor]\n', encoding="utf-8")
    line = _refused(run("annotate", "-", "--codebook", tmp_path, data=LINES), 78)
    assert "codebook.toml" in line


def test_broken_survey(tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text("columns = 3\n", encoding="utf-8")
    line = _refused(run("annotate", "-", "--survey", tmp_path / "survey.toml", data=LINES), 78)
    assert "survey.toml" in line


def test_output_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    export = resources.corpora() / "complaints.csv"
    _refused(run("analyze", export, "-o", tmp_path / "out"), 73)
    assert (tmp_path / "out").read_text() == ""


def test_an_output_that_cannot_be_made_is_told_before_anything_is_read(tmp_path: Path) -> None:
    for command, output in (
        ("analyze", "/dev/null/out"),
        ("annotate", tmp_path / "lacking" / "x.jsonl"),
    ):
        _refused(run(command, tmp_path / "no export.csv", "-o", output), 73)


@pytest.mark.parametrize(
    "arguments",
    [
        ("annotate", "a.jsonl", "-o", "a.jsonl"),
        ("annotate", "a.jsonl", "-o", "link.jsonl"),
        ("annotate", "b.jsonl", "--survey", "a.jsonl", "-o", "a.jsonl"),
        ("segment", "a.jsonl", "-o", "a.jsonl"),
        ("inspect", "a.jsonl", "-o", "a.jsonl"),
        ("inspect", "a.jsonl", "--write", "a.jsonl", "--force"),
        ("label", "a.jsonl", "-o", "a.jsonl"),
        ("triage", "a.jsonl", "-o", "a.jsonl"),
        ("triage", "a.jsonl", "-o", "./a.jsonl", "--fresh"),
        ("evaluate", "a.jsonl", "-o", "a.jsonl"),
        ("evaluate", "b.jsonl", "--predicted", "a.jsonl", "--html", "a.jsonl"),
        ("train", "a.jsonl", "-o", "a.jsonl"),
        ("lexicon", "suggest", "a.jsonl", "-o", "a.jsonl"),
        ("redact", "a.jsonl", "-o", "a.jsonl"),
        ("topics", "b.jsonl", "-o", "c", "--known-topics", "a.jsonl", "--save-model", "a.jsonl"),
        ("analyze", "out/responses.csv", "-o", "out"),
        ("triage", "out/cases.csv", "-o", "out"),
        ("drivers", "out/drivers.csv", "-o", "out"),
        ("topics", "out/topics.csv", "-o", "out"),
        ("compare", "a.jsonl", "out/compare_mix.csv", "-o", "out"),
    ],
)
def test_no_command_writes_over_what_it_reads(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"out/{n}.csv" for n in ("responses", "cases", "drivers", "topics", "compare_mix")]
    (tmp_path / "out").mkdir()
    for name in ("a.jsonl", "b.jsonl", *names):
        (tmp_path / name).write_text(LINES, encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to("a.jsonl")
    assert cli.main(list(arguments)) == 2
    assert "输出与输入是同一个文件" in capsys.readouterr().err
    assert all((tmp_path / n).read_text(encoding="utf-8") == LINES for n in ("a.jsonl", *names))


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", "a.jsonl", "--html"),
        ("inspect", "a.jsonl", "--force", "--write"),
        ("label", "--read", "a.jsonl", "--lines"),
        ("label", "--read", "a.jsonl", "--train"),
        ("topics", "a.jsonl", "-o", "out", "--save-model"),
        ("annotate", "a.jsonl", "-o"),
    ],
)
def test_a_refusal_names_the_option_that_is_to_change(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    assert cli.main([*arguments, "a.jsonl"]) == 2
    assert f"请换一个 {arguments[-1]}" in capsys.readouterr().err


def test_a_survey_of_options_only_leaves_the_columns_to_be_found(tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text("[options]\nseed = 7\n", encoding="utf-8")
    found = run("annotate", "-", "--survey", tmp_path / "survey.toml", data=LINES)
    assert found.returncode == 0 and not found.stderr
    assert found.stdout == run("annotate", "-", data=LINES).stdout


def test_columns_that_a_survey_does_not_name_are_counted(tmp_path: Path) -> None:
    survey, export = tmp_path / "survey.toml", tmp_path / "a.csv"
    export.write_text("意见,备注,建议\n审批太慢了,无,利率高\n", encoding="utf-8")
    survey.write_text('[[column]]\nname = "意见"\nrole = "text"\n', encoding="utf-8")
    found = run("annotate", export, "--survey", survey)
    assert found.returncode == 0 and len(found.stdout.splitlines()) == 1
    assert "没有写导出的 2 列（n=3），未分析：备注、建议" in found.stderr.decode()
    survey.write_text('[[column]]\nname = "意见"\nrole = "ignored"\n', encoding="utf-8")
    assert f"在 {survey} 里" in _refused(run("annotate", export, "--survey", survey), 65)


def test_usage() -> None:
    for arguments in (("nonsense",), ("analyze",), ("annotate", "-", "--workers", "0")):
        _refused(run(*arguments), 2)


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "feedback_miner", "annotate", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write((LINES * 3000).encode())
        process.stdin.close()
        assert b"Traceback" not in process.stderr.read()


def test_customers_text_is_in_no_error_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINES, encoding="utf-8")
    from feedback_miner import annotate

    def broken(*_: object) -> None:
        raise RuntimeError("审批太慢了，我电话13812345678")

    monkeypatch.setattr(annotate, "records", broken)
    assert cli.main(["annotate", str(path)]) == 70
    line = capsys.readouterr().err
    assert "13812345678" not in line
    assert "RuntimeError" in line


def test_no_module_but_the_entry_prints() -> None:
    package = Path(cli.__file__).parents[1]
    for path in package.rglob("*.py"):
        if path.parent.name == "cli":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            n.func.id
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        assert "print" not in names, path


def test_our_own_words_are_never_masked(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"3 项有明确变化，王建国评语：{veiled('王建国_13812345678.csv')}")
    told = capsys.readouterr().err
    assert told == "3 项有明确变化，王建国评语：[姓名]_[手机号].csv\n"
