"""What the tests of personal data share."""

from __future__ import annotations

import pytest

from feedback_miner.text import dictionary


@pytest.fixture(scope="session", autouse=True)
def dictionary_read() -> None:
    """Read the dictionary of words once, outside the time that hypothesis allows an example."""
    dictionary.load()
