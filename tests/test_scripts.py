"""The developer's scripts: each starts and says what it does; the simulations still fit."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
NAMES = sorted(path.name for path in SCRIPTS.glob("*.py"))

pytestmark = pytest.mark.skipif(not NAMES, reason="scripts/ is not here")


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let scripts import each other, and forget them afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield
    for name in set(sys.modules) - before:
        if (file := getattr(sys.modules[name], "__file__", None)) and SCRIPTS in Path(file).parents:
            del sys.modules[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_starts(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    try:
        runpy.run_path(str(SCRIPTS / name), run_name="__main__")
    except SystemExit as end:
        assert not end.code
        assert f"usage: {name}" in capsys.readouterr().out
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        pytest.skip("PyTorch is not here: only training needs it")
    else:
        # What has no command line of its own is there for others to import.
        assert "argparse" not in (SCRIPTS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["normal", "likert", "weighted"])
def test_the_simulation_of_drivers_measures_every_interval(kind: str) -> None:
    names = runpy.run_path(str(SCRIPTS / "coverage_of_intervals.py"))
    drawn = names["draw"](kind, 200, np.random.default_rng(3))
    found = list(names["intervals"](drawn, kind, 1, 20))
    assert {"correlation", "impact on NPS", "bend of loyalty", "PLS path"} <= {
        row[0] for row in found
    }
    assert all(low <= value <= high for name, _, low, value, high in found if name == "mean")
