"""The command line: parse, call, print, exit status. Each command lives in its own file and is
imported only when it is asked for, so that ``--help`` stays quick."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import click

from feedback_miner import language
from feedback_miner.cli.groups import COMMANDS, LazyGroup, ReaderGone
from feedback_miner.cli.usage import told
from feedback_miner.errors import FeedbackMinerError, StorageError
from feedback_miner.language import t
from feedback_miner.version import __version__

__all__ = ["Stopped", "cli", "heed_signals", "main"]

INTERNAL = 70  # EX_SOFTWARE: our own fault
INTERRUPTED = 130


class Stopped(BaseException):
    """The process was told to stop by the signal ``number``."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


cli = LazyGroup(
    "feedback-miner",
    zh="把贷款行业的中文客户反馈变成决策：满意度因素、驱动、主题、今天该联系谁。离线运行。",
    en="Turn Chinese customer feedback on loans into decisions: satisfaction factors, drivers, "
    "topics, whom to call today. Works offline.",
)
click.version_option(
    __version__, "--version", prog_name="feedback-miner", help="版本号 / the version"
)(cli)


def heed_signals() -> None:
    """Let SIGTERM and SIGHUP unwind what runs, so that nothing unfinished is left behind; a second
    one kills at once."""

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise Stopped(number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # no SIGHUP on Windows
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup stays
            signal.signal(number, stop)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status of the contract. Never a traceback, unless
    ``--debug`` asks for it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.use(_language(given))
    debug = "--debug" in given
    given = _behind([argument for argument in given if argument != "--debug"])
    try:
        # Standalone mode off: errors come here, and a broken pipe is no error of ours.
        status = cli.main(given, standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Abort:
        return _fail(t("已中断", "interrupted"), INTERRUPTED)
    except click.ClickException as error:
        usage = isinstance(error, click.UsageError)
        hint = t("。用 --help 查看用法", ". See --help") if usage else ""
        return _fail(told(error).rstrip(".") + hint, error.exit_code)
    except FeedbackMinerError as error:
        return _fail(str(error), error.exit_status, error if debug else None)
    except (BrokenPipeError, ReaderGone):
        # The reader has seen enough; point stdout elsewhere so that the exit stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _fail(t("内存不足，请分批处理", "out of memory: split the input"), INTERNAL)
    except OSError as error:
        problem = StorageError(
            t("读写失败", "input or output failed")
            + f" ({error.strerror or type(error).__name__})",
            file=str(error.filename or ""),
        )
        return _fail(str(problem), problem.exit_status, error if debug else None)
    except KeyboardInterrupt:
        return _fail(t("已中断", "interrupted"), INTERRUPTED)
    except Stopped as stopped:
        return _fail(t("已被终止", "terminated"), 128 + stopped.number)
    except Exception as error:
        # The message of an unforeseen error may hold customers' text: only its type is told.
        return _fail(
            t(
                f"程序内部错误（{type(error).__name__}）。请加 --debug 重跑并把输出交给维护者",
                f"internal error ({type(error).__name__}). Run again with --debug and send the "
                "output to the maintainers",
            ),
            INTERNAL,
            error if debug else None,
        )


def _language(arguments: Sequence[str]) -> str:
    """Read ``--lang`` wherever it stands, so that help and errors speak it too."""
    for position, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=")
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if argument.startswith("--lang") and value in language.LANGUAGES:
            return value
    return language.from_environment()


def _behind(arguments: list[str]) -> list[str]:
    """Return the arguments with a ``--lang`` that stands before the command behind it, where
    commands take it."""
    spoken = next(
        (
            given
            for one in language.LANGUAGES
            for given in (["--lang", one], [f"--lang={one}"])
            if arguments[: len(given)] == given
        ),
        [],
    )
    rest = arguments[len(spoken) :]
    return [*rest[:1], *spoken, *rest[1:]] if rest and rest[0] in COMMANDS else rest


def _fail(message: str, status: int, error: BaseException | None = None) -> int:
    """Tell what went wrong, with the traceback of ``error`` where one is given. A message may
    quote a cell, a header or a file name: personal data is masked in all of it."""
    import traceback

    from feedback_miner.privacy import mask_label

    if error is not None:
        for line in "".join(traceback.format_exception(error)).splitlines():
            print(mask_label(line), file=sys.stderr)
    print(f"feedback-miner: {mask_label(message)}", file=sys.stderr)
    return status
