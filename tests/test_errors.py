"""Errors: one line in one language, in whatever process it is told."""

from __future__ import annotations

import pickle

from feedback_miner import language
from feedback_miner.errors import ConfigError


def test_a_line_keeps_its_language_between_processes() -> None:
    with language.speaking("en"):
        error = ConfigError("wrong score", file="a.tsv", row=3, column="score", do="mend it")
    line = 'a.tsv row 3 column "score": wrong score. mend it'
    twin = pickle.loads(pickle.dumps(error))  # taken up where Chinese is spoken
    assert str(error) == str(twin) == str(pickle.loads(pickle.dumps(twin))) == line
    assert (type(twin), twin.row, twin.column) == (ConfigError, 3, "score")
