"""``python -m feedback_miner`` and the console script."""

from __future__ import annotations

import sys

from feedback_miner import cli
from feedback_miner.cli import streams

__all__ = ["main"]


def main() -> int:
    """Run the command line as a process of its own, one that can be told to stop and whose caller
    may have closed its streams."""
    streams.make_sound()
    cli.heed_signals()
    status = cli.main()
    streams.hush()
    return status


if __name__ == "__main__":
    sys.exit(main())
