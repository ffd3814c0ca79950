"""Work done in a process of its own while the one that asked for it goes on."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from feedback_miner.garbage import uncollected

__all__ = ["begin", "beside"]

Result = TypeVar("Result")
PULSE = 0.5  # seconds between a worker's looks after its parent


def begin(parent: int) -> None:
    """Begin as a worker of the process ``parent``: the answer to a Ctrl-C, which all processes of
    a terminal get, is the parent's, and none works on for a parent that was killed, be it before
    the worker had begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if multiprocessing.get_start_method() == "forkserver":
        parent = os.getppid()  # the server's, which ends with the parent
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()


def _end_with_parent(parent: int) -> None:
    """End this process once its parent is gone: only then another takes the parent's place."""
    while os.getppid() == parent:
        time.sleep(PULSE)
    os._exit(1)


@contextmanager
def beside(
    work: Callable[..., Result], given: Sequence[Any], *, apart: bool
) -> Iterator[Callable[[], Result]]:
    """Begin ``work(*given)`` in another process where it is to be done ``apart``; the function
    that is yielded waits for its result, or does the work itself where no process could.

    Leaving the block ends a work that nobody waited for. What the work raises is raised where its
    result is asked for: it is done again there.
    """

    def here() -> Result:
        return work(*given)

    if not apart or multiprocessing.current_process().daemon:  # a daemon may have no children
        yield here
        return
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(
        target=_work, args=(sender, os.getpid(), work, given), daemon=True
    )
    if not _started(process):
        sender.close()
        receiver.close()
        yield here
        return
    sender.close()

    def result() -> Result:
        try:
            found: Result = receiver.recv()
        except (EOFError, OSError):
            return here()
        return found

    try:
        yield result
    finally:
        process.kill()
        process.join()
        receiver.close()


def _started(process: multiprocessing.Process) -> bool:
    """Start a process; False where none, or no memory for one, is left."""
    try:
        process.start()
    except OSError:
        return False
    return True


def _work(sender: Connection, parent: int, work: Callable[..., Any], given: Sequence[Any]) -> None:
    """Do the work and send its result; nothing where it fails, which the parent will see itself."""
    begin(parent)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with uncollected():
            sender.send(work(*given))
    except Exception:  # whatever it is, the parent meets it with all that it knows
        os._exit(1)
