"""Path models: published coefficients, weights, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from feedback_miner import ingest, ratings
from feedback_miner.drivers import paths
from feedback_miner.errors import ConfigError
from feedback_miner.ingest import description
from feedback_miner.survey import Construct

BLOCKS = {
    "IMAG": (5, []),
    "CUEX": (3, ["IMAG"]),
    "PERQ": (7, ["CUEX"]),
    "PERV": (2, ["CUEX", "PERQ"]),
    "CUSA": (3, ["IMAG", "CUEX", "PERQ", "PERV"]),
    "CUSCO": (0, ["CUSA"]),
    "CUSL": (3, ["IMAG", "CUSA", "CUSCO"]),
}
# Monecke and Leisch (2012), semPLS, Journal of Statistical Software 48(3).
PUBLISHED = {
    ("IMAG", "CUEX"): 0.505,
    ("IMAG", "CUSA"): 0.179,
    ("IMAG", "CUSL"): 0.195,
    ("CUEX", "PERQ"): 0.557,
    ("CUEX", "PERV"): 0.051,
    ("CUEX", "CUSA"): 0.064,
    ("PERQ", "PERV"): 0.557,
    ("PERQ", "CUSA"): 0.513,
    ("PERV", "CUSA"): 0.192,
    ("CUSA", "CUSCO"): 0.526,
    ("CUSA", "CUSL"): 0.483,
    ("CUSCO", "CUSL"): 0.071,
}


def test_published_paths_of_the_mobile_phone_survey(shared_data: Path) -> None:
    table = pd.read_csv(shared_data / "satisfaction_models" / "mobi.csv").astype(float)
    constructs = [
        Construct(name, tuple(f"{name}{i + 1}" for i in range(k)) or (name,), tuple(causes))
        for name, (k, causes) in BLOCKS.items()
    ]
    model = paths.estimate(table, table, constructs, weights=None, seed=1, samples=200)
    assert model is not None
    direct = model.paths[model.paths["direct"]]
    found = {(r.cause, r.effect): r.path for r in direct.itertuples()}
    assert found == pytest.approx(PUBLISHED, abs=0.005)
    # Satisfaction's total effect on loyalty: its path and the way by complaints.
    total = model.paths.set_index(["cause", "effect"])["total"]
    assert total["CUSA", "CUSL"] == pytest.approx(0.483 + 0.526 * 0.071, abs=0.005)
    assert ((direct["low"] < direct["path"]) & (direct["path"] < direct["high"])).all()
    assert any("CUEX" in note for note in model.notes)  # weak convergence


def test_published_paths_of_the_reputation_survey(shared_data: Path) -> None:
    """Hair, Hult, Ringle and Sarstedt (2017), A Primer on PLS-SEM: path scheme, means for the
    few missing cells; read with the codes of missing as a user would."""
    folder = shared_data / "satisfaction_models"
    blocks = {"COMP": "comp_", "LIKE": "like_", "CUSL": "cusl_"}
    survey = ingest.propose(ingest.read([folder / "corp_rep_data.csv"])).survey
    scores = ratings.read(ingest.read([folder / "corp_rep_data.csv"]).table, survey).scores
    items = {k: tuple(f"{stem}{i}" for i in (1, 2, 3)) for k, stem in blocks.items()}
    constructs = [
        Construct("COMP", items["COMP"]),
        Construct("LIKE", items["LIKE"]),
        Construct("CUSA", ("cusa",), ("COMP", "LIKE")),
        Construct("CUSL", items["CUSL"], ("COMP", "LIKE", "CUSA")),
    ]
    model = paths.estimate(
        scores, scores, constructs, weights=None, seed=1, samples=100, scheme="path"
    )
    assert model is not None
    direct = model.paths[model.paths["direct"]]
    assert {(r.cause, r.effect): r.path for r in direct.itertuples()} == pytest.approx(
        {
            ("COMP", "CUSA"): 0.162,
            ("LIKE", "CUSA"): 0.424,
            ("COMP", "CUSL"): 0.009,
            ("LIKE", "CUSL"): 0.342,
            ("CUSA", "CUSL"): 0.504,
        },
        abs=0.002,
    )
    r2 = model.constructs.set_index("construct")["r2"]
    assert (r2["CUSA"], r2["CUSL"]) == (
        pytest.approx(0.295, abs=0.001),
        pytest.approx(0.562, abs=0.001),
    )


def _simulated(n: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    a = rng.normal(size=n)
    b = 0.6 * a + 0.8 * rng.normal(size=n)
    table = {f"a{i}": a + 0.6 * rng.normal(size=n) for i in range(3)}
    table |= {f"b{i}": -b + 0.6 * rng.normal(size=n) for i in range(3)}
    return pd.DataFrame(table)


A = Construct("A", ("a0", "a1", "a2"))
B = Construct("B", ("b0", "b1", "b2"), ("A",))


def test_the_sign_follows_the_items() -> None:
    """B's items are turned as a whole: the path is negative, the loadings are not."""
    table = _simulated()
    model = paths.estimate(table, table, [A, B], weights=None, seed=1, samples=200)
    assert model is not None
    assert (model.loadings["loading"] > 0.7).all()
    row = model.paths.iloc[0]
    assert -0.65 < row["path"] < -0.4
    assert row["high"] < 0
    assert model.constructs.set_index("construct").loc["B", "r2"] == pytest.approx(row["path"] ** 2)


def test_single_items_are_a_regression() -> None:
    """With one item a construct PLS is least squares on standardised items."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200, 2))
    table = pd.DataFrame({"x": x[:, 0], "z": x[:, 1], "y": x @ [1.0, -0.5] + rng.normal(size=200)})
    model = paths.estimate(
        table,
        table,
        [Construct("X", ("x",)), Construct("Z", ("z",)), Construct("Y", ("y",), ("X", "Z"))],
        weights=None,
        seed=1,
        samples=200,
    )
    assert model is not None
    standard = (table - table.mean()) / table.std(ddof=0)
    beta = np.linalg.lstsq(standard[["x", "z"]].to_numpy(), standard["y"].to_numpy(), rcond=None)[0]
    found = model.paths.set_index("cause")["path"]
    assert [found["X"], found["Z"]] == pytest.approx(beta)


def test_formative_blocks_weigh_by_regression() -> None:
    """Mode B weights are proportional to the regression of the inner estimate on the items."""
    table = _simulated()
    forming = Construct("A", A.items, mode="formative")
    model = paths.estimate(table, table, [forming, B], weights=None, seed=1, samples=200)
    assert model is not None
    score = table[list(B.items)].to_numpy()
    weights_b = model.loadings.query("construct == 'B'")["weight"].to_numpy()
    standard = (score - score.mean(axis=0)) / score.std(axis=0)
    items = table[list(A.items)].to_numpy()
    items = (items - items.mean(axis=0)) / items.std(axis=0)
    beta = np.linalg.lstsq(items, standard @ weights_b, rcond=None)[0]
    found = model.loadings.query("construct == 'A'")["weight"].to_numpy()
    assert np.abs(found / found.sum()) == pytest.approx(np.abs(beta / beta.sum()), abs=1e-4)


def test_performance_is_weighted_and_knows_no_length_of_scale() -> None:
    rng = np.random.default_rng(3)
    n = 300
    cause = rng.normal(size=n)
    one = np.clip(np.round(4 + cause + rng.normal(0, 0.6, n)), 1, 5)
    other = np.clip(np.round(5 + cause + rng.normal(0, 2.0, n)), 1, 9)
    effect = np.clip(np.round(5 + cause + rng.normal(0, 1.0, n)), 1, 9)
    points = pd.DataFrame({"a": (one - 1) * 25, "b": (other - 1) * 12.5, "c": (effect - 1) * 12.5})
    model = [Construct("甲", ("a", "b"), ()), Construct("乙", ("c",), ("甲",))]
    weights = rng.choice([0.2, 1.8], n)

    def performance(a: np.ndarray, weights: Any) -> float:
        scores = pd.DataFrame({"a": a, "b": other, "c": effect})
        found = paths.estimate(scores, points, model, weights=weights, seed=1, samples=50)
        assert found is not None
        return float(found.constructs.set_index("construct").loc["甲", "performance"])

    # The same answers on 1-5 or written as 1, 3, 5, 7, 9.
    assert performance(one, None) == pytest.approx(performance(2 * one - 1, None))
    # Weights of whole numbers are as many copies.
    doubled = np.where(weights > 1, 2.0, 1.0)
    rows = np.repeat(np.arange(n), doubled.astype(int))
    copied = paths.estimate(
        pd.DataFrame({"a": one, "b": other, "c": effect}).iloc[rows].reset_index(drop=True),
        points.iloc[rows].reset_index(drop=True),
        model,
        weights=None,
        seed=1,
        samples=50,
    )
    assert copied is not None
    assert performance(one, doubled) == pytest.approx(copied.constructs["performance"][0])


def test_too_few_rows_or_constant_items_are_told() -> None:
    table = _simulated(20)
    model = paths.estimate(table, table, [A, B], weights=None, seed=1, samples=200)
    assert model is not None
    assert model.paths.empty
    assert "20" in model.notes[0]
    table = _simulated()
    table["a0"] = 1.0
    model = paths.estimate(table, table, [A, B], weights=None, seed=1, samples=200)
    assert model is not None
    assert "a0" in model.notes[0]


HEAD = "".join(
    f'[[column]]\nname = "{name}"\nrole = "score"\nscale = {{ low = 1, high = 5 }}\n'
    for name in ("甲1", "甲2", "乙1")
)


def _load(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "survey.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return description.load(path)


def test_a_described_model_is_read_and_written_back(tmp_path: Path) -> None:
    survey = _load(
        tmp_path,
        '[[construct]]\nname = "甲"\nitems = ["甲1", "甲2"]\n'
        '[[construct]]\nname = "乙"\nitems = ["乙1"]\nexplained_by = ["甲"]\nmode = "formative"\n',
    )
    assert survey.constructs[1] == Construct("乙", ("乙1",), ("甲",), "formative")
    path = tmp_path / "again.toml"
    path.write_text(description.dump(survey), encoding="utf-8")
    assert description.load(path) == survey


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[construct]]\nname = "甲"\nitems = ["丙"]\n', "丙"),
        ('[[construct]]\nname = "甲"\nitems = ["甲1"]\nexplained_by = ["丁"]\n', "丁"),
        (
            '[[construct]]\nname = "甲"\nitems = ["甲1"]\nexplained_by = ["乙"]\n'
            '[[construct]]\nname = "乙"\nitems = ["乙1"]\nexplained_by = ["甲"]\n',
            "成环",
        ),
        (
            '[[construct]]\nname = "甲"\nitems = ["甲1"]\n'
            '[[construct]]\nname = "乙"\nitems = ["甲1"]\n',
            "已属于",
        ),
        ('[[construct]]\nname = "甲"\nitems = []\n', "评分列"),
        ('[[construct]]\nname = "甲"\nitems = ["甲1"]\nmode = "x"\n', "mode"),
        ('[[construct]]\nname = "甲"\nitems = ["甲1"]\nscale = 3\n', "scale"),
    ],
)
def test_a_wrong_model_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        _load(tmp_path, text)
    assert caught.value.row is None or caught.value.row > 12


def test_the_scheme_a_survey_names_is_the_one_estimated(build: Any) -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(300, 1))
    one = np.clip(np.round(3 + common + 0.7 * rng.normal(size=(300, 7))), 1, 5)
    scores = {f"q{i}": list(one[:, i]) for i in range(7)}
    constructs = [
        Construct("甲", ("q0", "q1")),
        Construct("乙", ("q2", "q3"), ("甲",)),
        Construct("丙", ("q4", "q5", "q6"), ("甲", "乙")),
    ]
    found = {}
    for scheme in ("centroid", "factorial", "path"):
        built = build(scores, constructs=constructs, path_scheme=scheme)
        model = built.estimate().paths
        alone = paths.estimate(
            built.ratings.scores,
            built.ratings.on100,
            constructs,
            weights=None,
            seed=built.survey.options.seed,
            samples=200,
            scheme=scheme,
        )
        assert model is not None and alone is not None
        pd.testing.assert_frame_equal(model.paths, alone.paths)
        found[scheme] = tuple(model.paths["path"])
    assert len(set(found.values())) == 3
