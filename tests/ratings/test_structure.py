"""Factor analysis against published figures and independent implementations."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import language
from feedback_miner.ratings.adequacy import bartlett, kmo
from feedback_miner.ratings.efa import efa, rotate
from feedback_miner.ratings.parallel import parallel_analysis
from feedback_miner.ratings.structure import explore, why_not

# Eight physical measures of 305 girls: Mullen (1939), in Harman (1976, Modern Factor Analysis).
_LOWER = (
    (),
    (0.846,),
    (0.805, 0.881),
    (0.859, 0.826, 0.801),
    (0.473, 0.376, 0.380, 0.436),
    (0.398, 0.326, 0.319, 0.329, 0.762),
    (0.301, 0.277, 0.237, 0.327, 0.730, 0.583),
    (0.382, 0.415, 0.345, 0.365, 0.629, 0.577, 0.539),
)
PHYSICAL = np.eye(8)
for _i, _row in enumerate(_LOWER):
    PHYSICAL[_i, : len(_row)] = PHYSICAL[: len(_row), _i] = _row


@pytest.fixture
def mobi(shared_data: Path) -> pd.DataFrame:
    return pd.read_csv(shared_data / "satisfaction_models" / "mobi.csv").astype(float)


def _r(table: pd.DataFrame) -> np.ndarray:
    return np.corrcoef(table.to_numpy(), rowvar=False)


def test_kmo_and_bartlett_of_the_physical_measures() -> None:
    # factor_analyzer 0.5.1 calculate_kmo and calculate_bartlett_sphericity, on 305 rows made to
    # have exactly these correlations.
    overall, items = kmo(PHYSICAL)
    assert overall == pytest.approx(0.845461, abs=1e-6)
    each = (0.8643, 0.8163, 0.8577, 0.8867, 0.7796, 0.8511, 0.8240, 0.8985)
    assert items == pytest.approx(each, abs=6e-5)
    chi2, df, p = bartlett(PHYSICAL, 305)
    assert (chi2, df) == (pytest.approx(2085.740478, abs=1e-5), 28)
    assert p < 1e-300


def test_kmo_and_bartlett_of_the_ecsi_survey(mobi: pd.DataFrame) -> None:
    # factor_analyzer 0.5.1.
    overall, items = kmo(_r(mobi))
    assert overall == pytest.approx(0.923213, abs=1e-6)
    assert items[:4] == pytest.approx([0.9250, 0.8979, 0.8766, 0.9471], abs=6e-5)
    assert bartlett(_r(mobi), 250)[0] == pytest.approx(2868.585432, abs=1e-5)


def test_kmo_and_bartlett_where_they_cannot_be_told() -> None:
    singular = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    assert np.isnan(kmo(singular)[0])
    assert bartlett(singular, 100)[2] < 1e-10
    assert np.isnan(kmo(np.eye(3))[0])
    assert bartlett(np.eye(3), 100) == (0.0, 3, 1.0)


def test_minres_of_the_physical_measures() -> None:
    # factor_analyzer 0.5.1, method minres, no rotation; its first factor likewise.
    solution = efa(PHYSICAL, 2, "none")
    assert solution is not None
    first = (0.8560, 0.8482, 0.8082, 0.8309, 0.7504, 0.6307, 0.5687, 0.6074)
    second = (-0.3244, -0.4115, -0.4090, -0.3424, 0.5712, 0.4921, 0.5095, 0.3507)
    unique = (0.1620, 0.1112, 0.1795, 0.1923, 0.1106, 0.3601, 0.4169, 0.5081)
    assert solution.loadings[:, 0] == pytest.approx(first, abs=1e-4)
    assert solution.loadings[:, 1] == pytest.approx(second, abs=1e-4)
    assert solution.uniqueness == pytest.approx(unique, abs=1e-4)
    assert not solution.heywood.any()


CENTROID = np.array(  # the physical measures' loadings from which Harman (1976) rotates
    [
        [0.830, -0.396],
        [0.818, -0.469],
        [0.777, -0.470],
        [0.798, -0.401],
        [0.786, 0.500],
        [0.672, 0.458],
        [0.594, 0.444],
        [0.647, 0.333],
    ]
)


def test_oblimin_as_published() -> None:
    # Bernaards and Jennrich (2005), quartimin (oblimin with gamma 0) of these loadings.
    published = [
        [0.891822, 0.056015],
        [0.953680, -0.023246],
        [0.929150, -0.046503],
        [0.876683, 0.033658],
        [0.013701, 0.925000],
        [-0.017265, 0.821253],
        [-0.052445, 0.764953],
        [0.085890, 0.683115],
    ]
    loadings, phi = rotate(CENTROID, "oblimin")
    assert loadings == pytest.approx(np.array(published), abs=5e-6)
    # What is reproduced stays the same.
    assert loadings @ phi @ loadings.T == pytest.approx(CENTROID @ CENTROID.T)


def test_varimax_is_the_closed_form_of_two_factors() -> None:
    # Kaiser (1958): the angle that makes the normalised criterion largest.
    length = np.sqrt((CENTROID**2).sum(axis=1, keepdims=True))
    x, y = (CENTROID / length).T
    u, v = x**2 - y**2, 2 * x * y
    n = len(x)
    above = 2 * (u * v).sum() - 2 * u.sum() * v.sum() / n
    below = (u**2 - v**2).sum() - (u.sum() ** 2 - v.sum() ** 2) / n
    angle = np.arctan2(above, below) / 4
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert rotate(CENTROID, "varimax")[0] == pytest.approx(CENTROID @ turn, abs=1e-6)


def test_rotated_solutions_of_the_ecsi_survey(mobi: pd.DataFrame) -> None:
    # factor_analyzer 0.5.1, three factors by minres. Its varimax stops short of the optimum.
    varimax = efa(_r(mobi), 3, "varimax")
    assert varimax is not None
    expected = [[0.2752, 0.3259, 0.1624], [0.4534, 0.1929, 0.0333], [0.0871, 0.3587, 0.1997]]
    assert varimax.loadings[:3] == pytest.approx(np.array(expected), abs=1e-3)
    assert varimax.variance == pytest.approx([3.9279, 3.8382, 2.9921], abs=0.01)
    assert varimax.uniqueness[:3] == pytest.approx([0.7916, 0.7561, 0.8239], abs=1e-4)
    oblimin = efa(_r(mobi), 3, "oblimin")
    assert oblimin is not None
    expected = [[0.2100, 0.2563, 0.0645], [0.5091, 0.0821, -0.1392], [-0.0497, 0.3415, 0.1722]]
    assert oblimin.loadings[:3] == pytest.approx(np.array(expected), abs=3e-4)
    phi = oblimin.phi[np.triu_indices(3, 1)]
    assert phi == pytest.approx([0.5874, 0.5605, 0.4843], abs=3e-4)
    assert oblimin.communalities == pytest.approx(varimax.communalities, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from(["varimax", "oblimin", "none"]))
def test_what_holds_for_any_solution(seed: int, factors: int, rotation: str) -> None:
    rng = np.random.default_rng(seed)
    data = rng.standard_normal((80, 3)) @ rng.standard_normal((3, 9)) * 0.6
    r = np.corrcoef(data + rng.standard_normal((80, 9)), rowvar=False)
    solution = efa(r, factors, rotation)  # type: ignore[arg-type]
    assert solution is not None
    assert (solution.loadings.sum(axis=0) >= -1e-9).all()
    assert (np.diff(solution.variance) <= 1e-9).all()
    assert solution.variance.sum() == pytest.approx(solution.communalities.sum())
    assert solution.share.sum() <= 1 + 1e-9
    assert np.diag(solution.phi) == pytest.approx(np.ones(factors))
    free = ~solution.heywood & (solution.uniqueness < 1)
    assert (solution.communalities + solution.uniqueness)[free] == pytest.approx(1, abs=1e-3)


def test_heywood_case() -> None:
    # One factor with loadings a, b, c needs a^2 = r12 r13 / r23 = 1.12: more than there is.
    r = np.array([[1, 0.8, 0.7], [0.8, 1, 0.5], [0.7, 0.5, 1]])
    solution = efa(r, 1)
    assert solution is not None
    assert solution.heywood.tolist() == [True, False, False]


def test_parallel_analysis_reference() -> None:
    # Horn (1965) as it is told: eigenvalues of 1,000 samples of 200 x 8 normal numbers.
    rng = np.random.default_rng(7)
    data = rng.standard_normal((200, 8))
    drawn = [
        np.linalg.eigvalsh(np.corrcoef(rng.standard_normal((200, 8)), rowvar=False))[::-1]
        for _ in range(1000)
    ]
    suggested, eigenvalues, reference = parallel_analysis(data, 1, samples=1000)
    assert reference == pytest.approx(np.percentile(drawn, 95, axis=0), abs=0.015)
    assert eigenvalues.sum() == pytest.approx(8)
    assert suggested <= 1


@pytest.mark.parametrize("ordinal", [False, True])
def test_parallel_analysis_finds_three(ordinal: bool) -> None:
    data = _three(400, 2).to_numpy()
    assert parallel_analysis(data, 5, polychoric=ordinal)[0] == 3
    again = parallel_analysis(data, 5, polychoric=ordinal)[2]
    assert again.tolist() == parallel_analysis(data, 5, polychoric=ordinal)[2].tolist()


NAMES = {
    "a1": "审批速度",
    "a2": "审批结果的清楚",
    "a3": "审批流程",
    "b1": "客服态度",
    "b2": "客服的专业",
    "b3": "联系客服方便",
    "c1": "利率高低",
    "c2": "费用透明",
    "c3": "还款方式",
}


def _three(n: int, seed: int) -> pd.DataFrame:
    """Answers from 1 to 5 to nine items of three factors."""
    rng = np.random.default_rng(seed)
    common = rng.multivariate_normal(np.zeros(3), 0.7 * np.eye(3) + 0.3, n)
    strength = np.array([0.8, 0.75, 0.7] * 3)
    latent = common[:, np.repeat([0, 1, 2], 3)] * strength
    latent += rng.standard_normal((n, 9)) * np.sqrt(1 - strength**2)
    return pd.DataFrame(np.digitize(latent, [-1.5, -0.7, 0.1, 1]) + 1.0, columns=list(NAMES))


@pytest.mark.parametrize("rotation", ["varimax", "oblimin"])
@pytest.mark.parametrize("correlation", ["pearson", "polychoric"])
def test_explore(rotation: str, correlation: str) -> None:
    scores = _three(600, 1)
    scores.insert(0, "response_id", [str(i) for i in range(600)])
    scores.loc[3, "a1"] = np.nan
    found = explore(
        scores,
        NAMES,
        seed=1,
        correlation=correlation,  # type: ignore[arg-type]
        rotation=rotation,  # type: ignore[arg-type]
    )
    assert found is not None
    assert (found.n, found.suggested, found.factors, found.bartlett_df) == (599, 3, 3, 36)
    assert found.kmo > 0.6
    assert found.notes == ()
    own = found.loadings[found.loadings["primary"]]
    assert len(own) == 9
    assert own.groupby("factor")["item"].apply(lambda items: {i[0] for i in items}).map(
        len
    ).tolist() == [1, 1, 1]
    assert (own["loading"] > 0.5).all()
    names = dict(zip(own["item"].str[0], own["factor_name"], strict=True))
    assert names["a"] == "审批"
    assert names["b"] == "客服"
    assert names["c"] in {"利率高低", "费用透明", "还款方式"}
    assert len(found.eigenvalues) == 9
    assert len(found.phi) == 6
    off = found.phi["correlation"].abs()
    assert (off > 0.1).all() if rotation == "oblimin" else (off < 1e-9).all()


def test_number_of_factors_asked_for() -> None:
    scores = _three(300, 3)
    one = explore(scores, {}, seed=1, factors=1)
    assert one is not None
    assert (one.factors, one.suggested, len(one.phi)) == (1, 3, 0)
    many = explore(scores, {}, seed=1, factors=40)
    assert many is not None
    assert many.factors <= 5  # Ledermann (1937) for nine items
    assert any("40" in note for note in many.notes)


def test_constant_repeated_and_rare_items_are_left_out_and_told() -> None:
    scores = _three(300, 4)
    scores["同"] = 3.0
    scores["重"] = scores["a1"] * 2
    scores["少"] = np.where(np.arange(300) < 100, scores["b1"], np.nan)
    found = explore(scores, NAMES, seed=1)
    assert found is not None
    assert found.n == 300
    assert set(found.loadings["item"]) == set(NAMES)
    assert [sum(word in note for note in found.notes) for word in ("同", "重", "少")] == [2, 1, 1]


def test_unrelated_items_are_warned_of_in_the_users_language() -> None:
    noise = np.random.default_rng(1).integers(1, 6, (300, 6)).astype(float)
    scores = pd.DataFrame(noise, columns=list("abcdef"))
    found = explore(scores, {}, seed=1)
    assert found is not None
    assert any("KMO" in note and "不适合" in note for note in found.notes)
    with language.speaking("en"):
        found = explore(scores, {}, seed=1)
    assert found is not None
    assert any("do not suit" in note for note in found.notes)


@pytest.mark.parametrize(("rows", "columns"), [(0, 9), (1, 9), (49, 9), (300, 2), (300, 0)])
def test_too_little_is_none_and_says_why(rows: int, columns: int) -> None:
    scores = _three(300, 5).iloc[:rows, :columns]
    assert explore(scores, {}, seed=1) is None
    assert "因子分析" in why_not(scores)


def test_five_rows_an_item() -> None:
    rng = np.random.default_rng(1)
    scores = pd.DataFrame(rng.standard_normal((70, 15)), columns=[f"q{i}" for i in range(15)])
    assert explore(scores, {}, seed=1) is None
    assert "75" in why_not(scores)
    assert why_not(scores.iloc[:, :14]) == ""


def test_english_items_are_named_by_whole_words() -> None:
    scores = _three(400, 6)
    texts = ["branch staff", "branch hours", "the branch", "fees", "fee clarity", "feedback"]
    texts += ["app speed", "app login", "apple pay"]
    names = dict(zip(NAMES, texts, strict=True))
    found = explore(scores, names, seed=1)
    assert found is not None
    own = found.loadings[found.loadings["primary"]].set_index("item")["factor_name"]
    assert own["a1"] == "branch"
    assert own["b1"] in {"fees", "fee clarity", "feedback"}
    assert own["c1"] in {"app", "app speed"}


def test_twenty_items_of_a_hundred_thousand_rows_take_seconds() -> None:
    rng = np.random.default_rng(1)
    latent = rng.standard_normal((100_000, 1)) + rng.standard_normal((100_000, 20))
    scores = pd.DataFrame(np.clip(np.round(latent * 2 + 6), 1, 10)).add_prefix("q")
    begin = time.perf_counter()
    found = explore(scores, {}, seed=1, correlation="polychoric")
    assert time.perf_counter() - begin < 8
    assert found is not None
    assert found.factors == 1
