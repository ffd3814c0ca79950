"""Work in a process of its own: its result, its faults, and nothing left behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from feedback_miner.triage import groups
from feedback_miner.triage.beside import beside


def process(number: int) -> tuple[int, int]:
    return number, os.getpid()


def fail(path: str) -> int:
    return len(open(path).read())


def die(parent: int) -> str:
    if os.getpid() != parent:
        os._exit(3)
    return "done"


def linger(seconds: float) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize("apart", [False, True])
def test_the_result_is_the_works_wherever_it_is_done(apart: bool) -> None:
    with beside(process, (7,), apart=apart) as result:
        number, where = result()
    assert number == 7
    assert (where != os.getpid()) is apart


@pytest.mark.parametrize("apart", [False, True])
def test_what_the_work_raises_is_raised_where_its_result_is_asked_for(apart: bool) -> None:
    with (
        pytest.raises(FileNotFoundError, match="nowhere"),
        beside(fail, ("/nowhere/at/all",), apart=apart) as result,
    ):
        result()


def test_a_process_that_was_killed_leaves_the_work_to_be_done_here() -> None:
    with beside(die, (os.getpid(),), apart=True) as result:
        assert result() == "done"


def test_where_no_process_is_to_be_had_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(process: multiprocessing.Process) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(multiprocessing.Process, "start", refuse)
    with beside(process, (7,), apart=True) as result:
        assert result() == (7, os.getpid())


def test_no_work_goes_on_once_its_parent_was_killed() -> None:
    script = (
        "import os, time\n"
        "from feedback_miner.triage.beside import beside\n"
        "def work():\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
        "with beside(work, (), apart=True) as result:\n"
        "    result()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.read()  # to its end, which the child holds open
    deadline = time.perf_counter() + 20
    while _runs(child) and time.perf_counter() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError), open(f"/proc/{process}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"
    return True


def test_a_work_that_nobody_waits_for_ends_with_the_block() -> None:
    begun = time.perf_counter()
    with pytest.raises(KeyError), beside(linger, (60.0,), apart=True):
        raise KeyError
    assert time.perf_counter() - begun < 30
    assert not multiprocessing.active_children()


def test_complaints_compared_in_another_process_make_the_same_groups() -> None:
    fees = [f"北街店多扣了我{n}元会员费一直不退，客服说统一答复" for n in range(40, 60)]
    calls = [f"催收每天给我单位打{n}个电话，已经影响工作" for n in range(3, 20)]
    texts = [*fees, *calls, *fees]
    given = (texts, np.arange(len(texts)) / 3)
    with beside(groups.group, given, apart=True) as result:
        found = result()
    assert found.tolist() == groups.group(*given).tolist()
    assert len(set(found.tolist())) < len(texts)
