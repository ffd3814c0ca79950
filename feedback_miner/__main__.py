"""``python -m feedback_miner`` and the console script."""

from __future__ import annotations

import sys

from feedback_miner import cli

__all__ = ["main"]


def main() -> int:
    """Run the command line as a process of its own, one that can be told to stop."""
    cli.heed_signals()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
