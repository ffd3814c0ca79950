"""Pointers for action: rules of the codebook, each with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feedback_miner import lexicon
from feedback_miner.errors import ConfigError

KINDS = {"总体": "satisfaction"}


def test_pointers_follow_from_the_codebook_with_their_evidence(build: Any) -> None:
    n = 200
    said = {"rates": np.r_[-np.ones(60), np.zeros(n - 60)]}
    overall = np.random.default_rng(0).integers(1, 6, n)
    built = build({"总体": overall}, kinds=KINDS, said=said)
    built.opinions["subfactor"] = "hidden"
    actions = built.estimate().more["actions"]
    row = actions[actions["rule"] == "rates-hidden"].iloc[0]
    assert row["n"] == 60
    assert row["share"] == 1
    assert row["owner"] == built.codebook.factor("rates").owner
    assert "60" in row["evidence"]
    assert set(row["response_ids"]) <= {f"r{i}" for i in range(60)}
    # Nobody complains of interest, so its pointer stays silent.
    assert "rates-interest" not in set(actions["rule"])


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('id = "x"\nfactor = "none"\nzh = "a"\nen = "a"', "none"),
        ('id = "x"\nfactor = "f"\nen = "a"', "zh"),
        ('id = "x"\nfactor = "f"\nzh = "a"\nen = "a"\nwhen = { moon = 1 }', "moon"),
        ('id = "x"\nfactor = "f"\nzh = "a"\nen = "a"\nwhen = { kano = ["odd"] }', "kano"),
        ('id = "x"\nfactor = "f"\nzh = "a"\nen = "a"\nbecause = 1', "because"),
    ],
)
def test_a_wrong_rule_is_told_with_file_and_line(tmp_path: Path, rule: str, says: str) -> None:
    (tmp_path / "codebook.toml").write_text(
        f'id = "t"\n[[factor]]\nid = "f"\n[[action]]\n{rule}\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=says) as caught:
        lexicon.load(tmp_path)
    assert caught.value.row
