"""Two waves: no change where there is none, a planted one found, parts that add up."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from feedback_miner import resources, waves
from feedback_miner.errors import ConfigError, DataError, UsageError
from feedback_miner.ingest import description
from feedback_miner.ratings import differences as statistics
from feedback_miner.ratings.statistics import adjust, net_interval
from feedback_miner.report import compare as compare_report
from feedback_miner.survey import Column, Options, Scale, Survey, short
from feedback_miner.waves import items, match, mix
from feedback_miner.waves.decomposition import parts, totals

SERVICE = "6、请评价以下方面（1-5分）—服务质量"
PRODUCT = "4、您办理的贷款产品"
QUICK = Options(sentiment="rules", samples=200)


def halves(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split the bundled survey in two at random."""
    path = resources.corpora() / "loan_survey.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    order = np.random.default_rng(seed).permutation(len(table))
    middle = len(table) // 2
    return table.iloc[np.sort(order[:middle])], table.iloc[np.sort(order[middle:])].copy()


def written(table: pd.DataFrame, path: Path) -> Path:
    table.to_csv(path, index=False, quoting=csv.QUOTE_MINIMAL)
    return path


def compared(
    base: pd.DataFrame, new: pd.DataFrame, folder: Path, **given: Survey | None
) -> waves.Comparison:
    paths = written(base, folder / "base.csv"), written(new, folder / "new.csv")
    before, after, notes = waves.read(*paths, given.get("survey"), given.get("survey_new"), QUICK)
    return waves.compare(before, after, seed=7, notes=notes)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> waves.Comparison:
    """Two random halves."""
    return compared(*halves(), tmp_path_factory.mktemp("nothing"))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> waves.Comparison:
    """Random halves; in the new one service is a point worse, and other products are sold."""
    base, new = halves()
    scores = pd.to_numeric(new[SERVICE], errors="coerce")
    new[SERVICE] = np.where(scores > 1, (scores - 1).map("{:.0f}".format), new[SERVICE])
    cards = np.flatnonzero(new[PRODUCT] == "信用消费贷")
    new = new.drop(new.index[cards[: len(cards) * 2 // 3]])
    new = new.rename(columns={SERVICE: SERVICE.replace("6、", "7、")})
    return compared(base, new, tmp_path_factory.mktemp("planted"))


def test_random_halves_hardly_differ(nothing: waves.Comparison) -> None:
    for table in (nothing.scores, nothing.factors, nothing.sentiment, nothing.topics):
        assert len(table)
        assert table["verdict"].isin(["up", "down"]).mean() <= 0.1
        assert (table["low"] <= table["change"]).all()
        assert (table["change"] <= table["high"]).all()
    assert not nothing.topics["flag"].any()


def test_a_planted_change_is_found_though_the_question_has_another_number(
    planted: waves.Comparison,
) -> None:
    row = planted.scores.set_index("item").loc[SERVICE]
    assert row["verdict"] == "down"
    assert row["high"] < -0.6 < row["change"] + 0.6
    assert row["low"] > -1.2
    assert row["size"] < -0.5
    others = planted.scores[planted.scores["item"] != SERVICE]
    assert others["verdict"].isin(["up", "down"]).mean() <= 0.1
    assert any("7、" in note and "同一题" in note for note in planted.notes)


def test_the_mix_adds_up_and_tells_real_from_mix(planted: waves.Comparison) -> None:
    parts = planted.mix["rate"] + planted.mix["composition"]
    assert np.allclose(parts, planted.mix["change"], atol=1e-9)
    assert np.allclose(planted.mix["new"] - planted.mix["base"], planted.mix["change"], atol=1e-9)
    service = planted.mix[planted.mix["item"] == SERVICE]
    assert len(service) >= 5
    assert (service["verdict"] == "real").all()
    scores = planted.scores.set_index(["item", "measure"])["change"]
    for row in planted.mix[~planted.mix["item"].isin(["net", "net pooled"])].itertuples():
        assert row.change == pytest.approx(scores[row.item, row.measure], abs=1e-9)
    net = planted.sentiment.set_index("item")["change"]["net"]
    assert planted.mix.loc[planted.mix["item"] == "net", "change"].to_numpy() == pytest.approx(net)
    levels = planted.levels[planted.levels["segment"] == PRODUCT]
    assert levels["p_adjusted"].max() < 0.01


def test_the_same_again_gives_the_same(nothing: waves.Comparison, tmp_path: Path) -> None:
    again = compared(*halves(), tmp_path)
    for name in ("scores", "factors", "sentiment", "topics", "mix", "levels"):
        pd.testing.assert_frame_equal(getattr(nothing, name), getattr(again, name))


def test_topics_count_every_response_once(nothing: waves.Comparison) -> None:
    table = nothing.topics
    assert (table["count_base"] <= table["n_base"]).all()
    assert table["n_base"].nunique() == table["n_new"].nunique() == 1


def test_segments_are_named_in_words_without_their_number(planted: waves.Comparison) -> None:
    told = compare_report.summarise(planted)["findings"]
    assert any("构成不同" in line and "「您办理的贷款产品」" in line for line in told)
    assert not any("、您" in line for line in told)


def _parts(
    values: tuple[np.ndarray, np.ndarray], codes: tuple[np.ndarray, np.ndarray]
) -> tuple[float, float, float]:
    sums = tuple(totals(at, of, 2) for at, of in zip(codes, values, strict=True))
    bases = tuple(totals(at, np.ones(len(at)), 2) for at in codes)
    change, rate, composition = map(float, parts(sums, bases))
    return change, rate, composition


def test_a_pure_shift_of_mix_has_no_rate() -> None:
    codes = np.repeat([0, 1], [80, 20]), np.repeat([0, 1], [30, 70])
    values = np.where(codes[0] == 0, 4.0, 2.0), np.where(codes[1] == 0, 4.0, 2.0)
    change, rate, composition = _parts(values, codes)
    assert rate == pytest.approx(0)
    assert composition == pytest.approx(change) == pytest.approx(-1.0)


def test_a_pure_change_of_rate_has_no_composition() -> None:
    codes = np.repeat([0, 1], [50, 50]), np.repeat([0, 1], [50, 50])
    _, rate, composition = _parts((np.zeros(100), np.ones(100)), codes)
    assert (rate, composition) == pytest.approx((1.0, 0.0))


def test_a_level_one_wave_lacks_is_composition() -> None:
    codes = np.repeat([0, 1], [50, 50]), np.zeros(60, dtype=int)
    change, rate, composition = _parts((np.repeat([1.0, 3.0], 50), np.ones(60)), codes)
    assert rate == pytest.approx(0)
    assert change == pytest.approx(composition) == pytest.approx(-1.0)


@pytest.mark.parametrize(
    "cells", [(0, 10, 3, 12), (56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29)]
)
def test_newcombe(cells: tuple[int, int, int, int]) -> None:
    x, n, y, m = cells
    found = statistics.shares((x, n), (y, m))
    low, high = confint_proportions_2indep(y, m, x, n, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high))


def test_newcombes_own_example() -> None:
    # Newcombe (1998), table II, method 10: 56/70 less 48/80.
    found = statistics.shares((48, 80), (56, 70))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_shares_are_tested_by_the_right_test() -> None:
    found = statistics.shares((40, 100), (60, 110))
    table = [[40, 60], [60, 50]]
    assert found.test == "chi2"
    assert found.p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    rare = statistics.shares((1, 30), (5, 40))
    assert rare.test == "fisher"
    assert rare.p == pytest.approx(stats.fisher_exact([[1, 29], [5, 35]]).pvalue)
    assert statistics.shares((0, 20), (0, 30)).p == 1.0
    assert np.isnan(statistics.shares((0, 0), (3, 30)).p)


def test_welch() -> None:
    rng = np.random.default_rng(5)
    base, new = rng.normal(3, 1, 40), rng.normal(3.4, 2, 90)
    found = statistics.means(base, new)
    other = stats.ttest_ind(new, base, equal_var=False)
    assert found.p == pytest.approx(other.pvalue)
    interval = other.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert statistics.means(np.ones(20), np.ones(20)).p == 1.0
    assert np.isnan(statistics.means(np.ones(1), np.ones(9)).low)


def test_weighted_means() -> None:
    rng = np.random.default_rng(3)
    base, new = rng.normal(3, 1, 40), rng.normal(3.4, 1.2, 55)
    plain = statistics.means(base, new)
    same = statistics.means(base, new, (np.full(40, 2.0), np.full(55, 0.5)))
    assert same.change == pytest.approx(plain.change)
    assert (same.low, same.high, same.p) == pytest.approx((plain.low, plain.high, plain.p))
    kept = np.arange(55) < 50  # a weight of 0 takes a value out
    less = statistics.means(base, new, (np.ones(40), kept.astype(float)))
    assert less.p == pytest.approx(statistics.means(base, new[kept]).p)
    heavy = statistics.means(base, new, (np.ones(40), np.where(new > 3, 5.0, 1.0)))
    assert heavy.new == pytest.approx(np.average(new, weights=np.where(new > 3, 5.0, 1.0)))
    assert heavy.new > plain.new


def test_nets() -> None:
    found = statistics.nets((60, 20, 100), (40, 40, 100))
    assert found.change == pytest.approx(-0.4)
    assert found.low < -0.4 < found.high < 0
    assert found.p < 0.01
    alone = net_interval(60, 20, 100)
    assert found.high - found.low > alone[2] - alone[1]
    certain = statistics.nets((20, 0, 20), (20, 0, 20))
    assert certain.low < 0 < certain.high
    assert certain.p == pytest.approx(1.0)


def test_benjamini_and_hochberg_leave_out_what_is_not_used() -> None:
    found = adjust(np.array([0.01, 0.02, np.nan, 0.001]), np.array([True, True, True, False]))
    assert found[:2] == pytest.approx([0.02, 0.02])
    assert np.isnan(found[2:]).all()


def test_too_few_get_no_verdict(tmp_path: Path) -> None:
    base, new = halves()
    new[SERVICE] = "1"
    found = compared(base, new.iloc[:8], tmp_path)
    assert set(found.scores["verdict"]) == {"too few"}
    crossing = waves.check([waves.parse("服务质量=-0.5")], found)
    assert not crossing[0].crossed


def test_scales_that_differ_are_compared_on_a_hundred(tmp_path: Path) -> None:
    base, new = halves()
    other = SERVICE.replace("1-5", "0-10")
    base, new = base.rename(columns={SERVICE: "服务"}), new.rename(columns={SERVICE: "服务"})
    new["服务"] = [str(2 * int(v)) if v.isdigit() else v for v in new["服务"]]
    five = Column("服务", "score", Scale(1, 5))
    ten = Column("服务", "score", Scale(2, 10))
    found = compared(base, new, tmp_path, survey=Survey((five,)), survey_new=Survey((ten,)))
    row = found.scores.iloc[0]
    assert (row["measure"], row["verdict"]) == ("mean100", "no clear change")
    assert any("量表不同" in note for note in found.notes)
    assert other not in found.scores["item"]


def test_labels_that_disagree_are_refused() -> None:
    one = Scale(1, 3, (("差", 1.0), ("一般", 2.0), ("好", 3.0)))
    two = Scale(1, 3, (("差", 3.0), ("一般", 2.0), ("好", 1.0)))
    three = replace(one, labels=(("1-差", 1.0), ("2-一般", 2.0), ("3-好", 3.0)))
    survey = Survey((Column("a", "score", one),))
    pairs, notes = match.pair(survey, Survey((Column("a", "score", two),)))
    assert not pairs
    assert "不予比较" in notes[0]
    assert match.pair(survey, Survey((Column("a", "score", three),)))[0]
    pairs, notes = match.pair(survey, Survey((Column("b", "score", one),)))
    assert not pairs
    assert len(notes) == 2


def test_chance_guesses_about_a_scale_are_made_one() -> None:
    one = Survey((Column("nps", "score", Scale(0, 10)), Column("b", "segment")))
    two = Survey((Column("nps", "score", Scale(1, 10, reversed=True)), Column("b", "text")))
    base, new, notes = match.common(one, two)
    assert base.columns == new.columns == one.columns
    assert len(notes) == 1


def test_overlap_and_the_same_file_are_told(tmp_path: Path) -> None:
    base, new = halves()
    same = compared(base, base, tmp_path)
    assert any("相同的文件" in note for note in same.notes)
    assert (same.scores["change"] == 0).all()
    both = compared(base, pd.concat([base.iloc[:40], new]), tmp_path)
    assert any("有 40 份与基期的内容相同" in note for note in both.notes)


def test_open_questions_of_one_wave_only_are_left_out(tmp_path: Path) -> None:
    base, new = halves()
    like = next(name for name in base.columns if name.startswith("10、"))
    found = compared(base, new.drop(columns=like), tmp_path)
    improve = found.sentiment["n_base"].iloc[0]
    assert improve < found.waves["valid_texts"].iloc[0]
    assert any("不计入比较" in note for note in found.notes)
    # The same people, one question less: nothing that both were asked has changed.
    same = compared(base, base.drop(columns=like), tmp_path)
    assert (same.sentiment["change"] == 0).all()
    assert set(same.sentiment["verdict"]) == {"no clear change"}


def test_waves_without_texts_or_without_scores(tmp_path: Path) -> None:
    base, new = halves()
    texts = [name for name in base.columns if name[:3] in ("10、", "11、")]
    closed = compared(base.drop(columns=texts), new.drop(columns=texts), tmp_path)
    assert len(closed.scores)
    assert closed.sentiment.empty
    assert closed.factors.empty
    assert closed.topics.empty
    words = compared(base[["序号", *texts]], new[["序号", *texts]], tmp_path)
    assert words.scores.empty
    assert words.mix.empty
    assert len(words.sentiment) == 4 + 2  # and the net of praise and of complaint apart


LIKE, IMPROVE = (
    "10、您对禾穗的贷款服务最满意的是什么？",
    "11、您认为我们最需要改进的是什么？请具体说说。",
)


def _fewer(table: pd.DataFrame, question: str) -> pd.DataFrame:
    """Return a wave in which every second answer to a question was left out."""
    out = table.copy()
    rows = out.index[out[question].str.len() > 4][::2]
    out.loc[rows, question] = "(空)"
    return out


def test_praise_fewer_people_filled_in_is_no_change_of_mind(tmp_path: Path) -> None:
    base, new = halves()
    whole = pd.concat([base, new])
    found = compared(whole, _fewer(whole, LIKE), tmp_path)
    net = found.sentiment.set_index("item")
    assert set(net["verdict"]) == {"no clear change"}
    assert abs(net.loc["net", "change"]) < 0.05
    raw = net.loc["net", "count_new"] / net.loc["net", "n_new"]
    assert raw < net.loc["net", "base"] - 0.1  # what pooling would have told
    assert net.loc[f"net:{LIKE}", "base"] > 0.5 > 0 > net.loc[f"net:{IMPROVE}", "base"]
    assert net.loc[f"net:{IMPROVE}", "change"] == 0
    # Clauses of factors go by the same rule, and the mix tells where the texts went.
    assert set(found.factors["verdict"]) <= {"no clear change", "too few"}
    asked = found.mix.set_index("segment").loc["题目"]
    assert asked["rate"] == pytest.approx(net.loc["net", "change"], abs=0.03)
    assert asked["composition"] < -0.1
    assert any("开放题的有效文本占比变了" in note and short(LIKE) in note for note in found.notes)
    by = found.mix[found.mix["item"] == "net"]["change"]
    assert np.allclose(by, net.loc["net", "change"])


def test_a_change_of_mind_is_told_of_the_question_it_is_in(tmp_path: Path) -> None:
    base, new = halves()
    whole = pd.concat([base, new])
    changed = whole.copy()
    answered = changed.index[changed[LIKE].str.len() > 4]
    changed.loc[answered[::2], LIKE] = "利率太高，客服态度很差，非常不满意"
    found = compared(whole, changed, tmp_path)
    net = found.sentiment.set_index("item")["verdict"]
    assert (net["net"], net[f"net:{LIKE}"]) == ("down", "down")
    assert net[f"net:{IMPROVE}"] == "no clear change"
    told = compare_report.summarise(found)["findings"]
    assert any(short(LIKE) in line and "明确下降" in line for line in told)
    assert not any(short(IMPROVE) in line for line in told)


def test_codebooks_must_be_one(tmp_path: Path) -> None:
    base, new = (written(half.head(30), tmp_path / f"{i}.csv") for i, half in enumerate(halves()))
    before, after, _ = waves.read(base, new, options=QUICK)
    other = replace(after, codebook=replace(after.codebook, version="other"))
    with pytest.raises(ConfigError, match="编码本"):
        waves.compare(before, other, seed=1)


def test_a_survey_may_name_columns_one_wave_lacks_not_both(tmp_path: Path) -> None:
    base, new = halves()
    toml = tmp_path / "survey.toml"
    survey = Survey(
        (Column(SERVICE, "score", Scale(1, 5)), Column(PRODUCT, "segment")), replace(QUICK)
    )
    toml.write_text(description.dump(survey), encoding="utf-8")
    survey = description.load(toml)
    found = compared(base, new.drop(columns=PRODUCT), tmp_path, survey=survey)
    assert len(found.scores) == 1
    assert found.mix.empty
    wrong = replace(survey, columns=(*survey.columns, Column("没有", "segment")))
    with pytest.raises(DataError, match="没有"):
        compared(base, new, tmp_path, survey=wrong)


@pytest.mark.parametrize("text", ["nps", "nps=", "nps=abc", "=-5", "nps<-5"])
def test_bounds_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="fail-on"):
        waves.parse(text)


def test_bounds(planted: waves.Comparison) -> None:
    def crossed(text: str) -> bool:
        return any(one.crossed for one in waves.check([waves.parse(text)], planted))

    assert crossed("服务质量=-0.5")
    assert crossed(f"{SERVICE}=-0.5")
    assert not crossed("服务质量=-1.5")
    assert not crossed("服务质量=+0.1")
    assert not crossed("nps=-150")
    for name in ("satisfaction", "recommend", "reuse", "negative", "net", "factor:rates"):
        waves.check([waves.parse(f"{name}=-0.1")], planted)
    with pytest.raises(UsageError, match="complained:rates"):
        waves.check([waves.parse("nonsense=-1")], planted)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("net=-10", "-0.1"), ("negative=+5", "0.05"), ("nps=-500", "100"), ("服务质量=-20", "1–5")],
)
def test_a_bound_no_change_can_cross_is_refused(
    planted: waves.Comparison, text: str, unit: str
) -> None:
    with pytest.raises(UsageError, match="永远不会触发") as refused:
        waves.check([waves.parse(text)], planted)
    assert unit in str(refused.value.do)


FACTORS = ("利率", "审批速度", "服务", "信息安全")


def _ranked(seed: int, first: str = "", options: tuple[str, ...] = FACTORS) -> pd.DataFrame:
    """A wave with a ranking by chance; two in three put ``first`` first."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(150):
        order = list(rng.permutation(options))
        if first and at % 3:
            order.sort(key=lambda option: option != first)
        places = {f"3、请按重要程度排序({o})": str(order.index(o) + 1) for o in options}
        rows.append({"编号": str(at), "2、总体满意度": str(rng.integers(1, 6)), **places})
    return pd.DataFrame(rows)


def test_a_smaller_place_is_more_important(tmp_path: Path) -> None:
    new = _ranked(2, "利率")
    new.columns = [name.replace("3、", "4、") for name in new.columns]
    new.iloc[0, 2] = new.iloc[0, 3]  # one place twice
    found = compared(_ranked(1), new, tmp_path)
    rates = found.orders[found.orders["name"] == "利率"].set_index("measure")
    assert rates.loc["place", "change"] < rates.loc["place", "high"] < 0
    assert rates.loc["place", "verdict"] == "more important"
    assert rates.loc["first", "verdict"] == "up"
    assert set(found.orders["n_new"]) == {149}
    assert any("1 份" in note and "n=149" in note for note in found.notes)
    assert set(found.scores["item"]) == {"2、总体满意度"}
    summary = compare_report.summarise(found)
    assert any("重要性上升" in line and "「利率」" in line for line in summary["findings"])
    assert any(
        "排第一的占比明确上升" in line and "「利率」" in line for line in summary["findings"]
    )
    page = compare_report.render(summary)
    assert "▲ 重要性上升" in page[page.index('<section id="orders">') :]


def test_a_ranking_has_bounds(tmp_path: Path) -> None:
    found = compared(_ranked(1), _ranked(2, "利率"), tmp_path)

    def crossed(text: str) -> bool:
        return any(one.crossed for one in waves.check([waves.parse(text)], found))

    assert crossed("place:利率=-0.3") and crossed("first:利率=+0.1")
    assert crossed("place:3、请按重要程度排序|利率=-0.3")
    assert not crossed("place:利率=+0.3") and not crossed("first:利率=-0.1")
    assert not crossed("place:利率=-3") and crossed("place:审批速度=+0.1")
    assert waves.check([waves.parse("first:利率=+0.1")], found)[0].measure == "first"
    with pytest.raises(UsageError, match="place:利率"):
        waves.check([waves.parse("place:nonsense=-1")], found)


def test_the_same_ranking_is_no_change(tmp_path: Path) -> None:
    found = compared(_ranked(1), _ranked(3), tmp_path)
    assert set(found.orders["verdict"]) == {"no clear change"}


def test_rankings_of_other_options_are_not_compared(tmp_path: Path) -> None:
    found = compared(_ranked(1), _ranked(2, options=(*FACTORS, "品牌")), tmp_path)
    assert found.orders.empty
    assert any("选项不同" in note for note in found.notes)


def test_an_option_more_people_rank_is_more_important(tmp_path: Path) -> None:
    """Few put it first in the base; in the new wave most rank it, in every place."""
    rest = [f"{a}→{b}→{c}" for a, b, c in permutations(FACTORS[:3])]
    last, first = ([form.format(one) for one in rest] for form in ("{}→还款方式", "还款方式→{}"))
    base, new = [*rest * 20, *first * 3], [*rest * 4, *last * 9, *first * 6]
    waves_ = (
        pd.DataFrame({"编号": [str(i) for i in range(len(cells))], RANKED: cells})
        for cells in (base, new)
    )
    found = compared(*waves_, tmp_path, survey=RANKING)
    option = found.orders.set_index(["name", "measure"]).loc[("还款方式", "place")]
    assert option["verdict"] == "more important" and option["change"] < 0
    assert option["among_new"] > option["among_base"] == 1.0
    page = compare_report.render(compare_report.summarise(found))
    assert "还款方式 1.00 (n=18) → 2.80 (n=90)" in page


def _joined(seed: int, people: int, rare: int) -> pd.DataFrame:
    """A wave whose ranking stands in one cell; ``rare`` people name a brand too, last."""
    rng = np.random.default_rng(seed)
    cells = [
        "→".join([*rng.permutation(FACTORS[:3]), *["品牌"] * (i < rare)]) for i in range(people)
    ]
    ids = [str(i) for i in range(people)]
    return pd.DataFrame({"编号": ids, "3、请按重要程度排序": cells})


RANKED = "3、请按重要程度排序"
RANKING = Survey((Column(RANKED, "rank"),), QUICK)


def test_an_option_few_rank_does_not_keep_a_ranking_from_being_compared(tmp_path: Path) -> None:
    found = compared(_joined(1, 200, 9), _joined(2, 200, 12), tmp_path, survey=RANKING)
    places = found.orders[found.orders["measure"] == "place"].set_index("name")
    assert set(places.index) == {*FACTORS[:3], "品牌"}
    # Its base are all who answered; how many ranked it, and where, is told beside it.
    assert set(places["n_base"]) == set(places["n_new"]) == {200}
    assert "too few" not in set(places["verdict"])
    brand = places.loc["品牌"]
    assert brand["verdict"] == "no clear change"
    assert (brand["count_base"], brand["count_new"], brand["among_base"]) == (9, 12, 4.0)
    assert not any("选项不同" in note for note in found.notes)
    # Of no more than single people in both waves together: counted, not shown.
    few = compared(_joined(1, 200, 3), _joined(2, 200, 4), tmp_path, survey=RANKING)
    assert "品牌" not in set(few.orders["name"])
    assert any("1 个选项两期合计不足 10 人" in note for note in few.notes)
    # An option only one wave has, by more than chance, is another list.
    other = compared(_joined(1, 200, 0), _joined(2, 200, 12), tmp_path, survey=RANKING)
    assert other.orders.empty
    assert any("选项不同（「品牌」" in note for note in other.notes)


def test_a_ranking_few_answered_is_asked_in_both_waves(tmp_path: Path) -> None:
    found = compared(_joined(1, 50, 0), _joined(2, 8, 0), tmp_path, survey=RANKING)
    assert set(found.orders["verdict"]) == {"too few"}
    assert any("两期都问了" in note and "n=50/8" in note for note in found.notes)
    assert not any("只在" in note for note in found.notes)
    told = compare_report.summarise(found)["findings"]
    assert any("排序题" in line and "样本太少，未检验" in line for line in told)
    assert not any("没有明确变化" in line for line in told)


def test_two_rankings_of_one_wording_are_both_compared(tmp_path: Path) -> None:
    def twice(seed: int, second: str) -> pd.DataFrame:
        other = _ranked(seed + 10)
        other.columns = [name.replace("3、", second) for name in other.columns]
        return pd.concat([_ranked(seed), other.iloc[:, 2:]], axis=1)

    found = compared(twice(1, "5、"), twice(2, "5、"), tmp_path)
    assert set(found.orders["question"]) == {"3、请按重要程度排序", "5、请按重要程度排序"}
    page = compare_report.render(compare_report.summarise(found))
    assert "<h3>3、请按重要程度排序</h3>" in page and "<h3>5、请按重要程度排序</h3>" in page
    # 3 is 3; which of the base's 5 and the new wave's 7 and 8 are one is clear for none.
    third = twice(4, "8、").iloc[:, 6:]
    found = compared(twice(1, "5、"), pd.concat([twice(2, "7、"), third], axis=1), tmp_path)
    assert set(found.orders["question"]) == {"3、请按重要程度排序"}
    for number in ("5、", "7、", "8、"):
        assert any(f"「{number}请按重要程度排序」" in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("5、以下方面您的满意程度—审批速度", "审批速度"),
        ("4.请为以下各项打分:审批速度", "审批速度"),
        ("Q3 您对我们的审批速度是否满意？【单选题】", "审批速度"),
        ("您对审批速度的满意度（1-5分）", "审批速度"),
        ("App 体验 满意度", "app体验"),
        ("9、请按重要程度排序(审批速度)", "按重要程度排序审批速度"),
        ("各方面的重要程度—审批速度", "各方面的重要程度审批速度"),
        ("满意度", ""),
        ("利率—期望", "利率期望"),
        ("利率：重要性", "利率重要性"),
        ("利率：满意度", "利率"),
    ],
)
def test_the_stem_of_an_item_is_what_it_asks_about(name: str, left: str) -> None:
    assert items.item_key(name) == left


def test_the_same_items_of_another_questionnaire_are_matched(tmp_path: Path) -> None:
    base, new = halves()
    asked = {name: name.split("—")[1] for name in base.columns if "（1-5分）—" in name}
    recommend = next(name for name in base.columns if "推荐" in name)
    other = new.rename(columns={**asked, recommend: "NPS 推荐分(0-10)"})
    same, found = (compared(base, wave, tmp_path) for wave in (new, other))
    figures = ["item", "measure", "n_base", "n_new", "change"]
    pd.testing.assert_frame_equal(same.scores[figures], found.scores[figures])
    how = found.scores.set_index("item")
    assert {how.loc[name, "item_new"] for name in asked} == set(asked.values())
    assert set(how.loc[list(asked), "matched"]) == {"stem"}
    assert set(how.loc[[recommend], "matched"]) == {"outcome"}
    assert waves.check([waves.parse("nps=-99")], found)[0].measure == "nps"


def test_items_are_matched_on_one_scale_and_where_unique_only() -> None:
    def survey(*columns: tuple[str, Scale]) -> Survey:
        return Survey(tuple(Column(name, "score", scale) for name, scale in columns))

    five, ten = Scale(1, 5), Scale(0, 10)
    base = survey(("1、满意程度—审批速度", five), ("2、满意程度—利率", five))
    pairs, notes = match.pair(base, survey(("审批速度", ten), ("利率", five)))
    assert [one.new.name for one in pairs] == ["利率"]
    assert any("量表不同" in note and "未配对" in note for note in notes)
    pairs, _ = match.pair(base, survey(("审批速度", five), ("您对审批速度的满意度", five)))
    assert pairs == []
    pairs, _ = match.pair(base, survey(("请按重要程度排序(利率)", five)))
    assert pairs == []


@pytest.mark.parametrize(
    ("base", "new"),
    [
        (["客服：态度"], ["催收人员：态度"]),
        (["利率：重要性"], ["速度：重要性"]),
        (["利率—期望", "服务—期望"], ["期望"]),
        # Heads that items share may hold an object as well.
        (["客服：态度", "客服：专业"], ["催收人员：态度", "催收人员：专业"]),
        (["客服满意度：态度", "客服满意度：专业"], ["催收满意度：态度", "催收满意度：专业"]),
        (["客服：态度", "客服：专业"], ["催收人员：态度"]),
    ],
)
def test_items_of_two_objects_are_not_one_question(base: list[str], new: list[str]) -> None:
    one, two = (
        Survey(tuple(Column(n, "score", Scale(1, 5)) for n in wave)) for wave in (base, new)
    )
    pairs, notes = match.pair(one, two)
    assert pairs == []
    assert len(notes) == 2
    for note, names in zip(notes, (base, new), strict=True):
        assert all(short(name) in note for name in names)


def test_the_head_of_a_matrix_is_no_object() -> None:
    def wave(*names: str) -> Survey:
        return Survey(tuple(Column(name, "score", Scale(1, 5)) for name in names))

    base = wave("5、以下方面您的满意程度—审批速度", "5、以下方面您的满意程度—利率")
    new = wave("请为以下各项打分：审批速度", "请为以下各项打分：利率")
    assert len(match.pair(base, new)[0]) == len(match.pair(base, wave("审批速度", "利率"))[0]) == 2
    # The same head and item under another mark.
    assert len(match.pair(wave("客服：态度"), wave("客服——态度"))[0]) == 1


@pytest.mark.parametrize(
    ("head", "other"),
    [
        ("Q6", "Q3"),
        ("6", "第3题"),
        ("Q6.1请对以下各项打分", "Q12_1请评价"),
        ("请根据您最近一次办理贷款的经历评价", "请根据过去半年的经历打分"),
    ],
)
def test_codes_and_the_time_asked_about_are_no_object(head: str, other: str) -> None:
    base, new = (
        Survey(tuple(Column(f"{h}—{item}", "score", Scale(1, 5)) for item in ("审批速度", "利率")))
        for h in (head, other)
    )
    pairs, notes = match.pair(base, new)
    assert [(p.base.name, p.new.name) for p in pairs] == [
        (f"{head}—{item}", f"{other}—{item}") for item in ("审批速度", "利率")
    ]
    assert notes == []


def test_items_alike_but_for_their_heads_are_told_by_their_whole_names() -> None:
    def wave(*names: str) -> Survey:
        return Survey(tuple(Column(name, "score", Scale(1, 5)) for name in names))

    notes = match.pair(wave("客服—态度", "利率"), wave("催收—态度", "App"))[1]
    assert "「客服—态度」、「利率」" in notes[0] and "同名" in notes[0]
    assert "「催收—态度」、「App」" in notes[1] and "同名" in notes[1]
    assert not any("同名" in n for n in match.pair(wave("利率", "速度"), wave("额度", "速度"))[1])


@pytest.mark.parametrize(
    ("rate", "composition", "verdict"),
    [
        ((-0.3, -0.5, -0.1), 0.05, "real"),
        ((-0.3, -0.6, 0.02), 0.05, "less certain"),  # the mix worked against the change
        ((-0.24, -0.5, 0.02), -0.01, "less certain"),
        ((-0.15, -0.4, 0.1), -0.1, "mix only"),
    ],
)
def test_a_mix_that_did_not_make_a_change_does_not_explain_it(
    rate: tuple[float, float, float], composition: float, verdict: str
) -> None:
    row = {"item": "满意度", "measure": "mean", "composition": composition}
    row |= {"change": rate[0] + composition, "rate": rate[0]}
    row |= {"rate_low": rate[1], "rate_high": rate[2]}
    assert mix.verdict(row, True, 0.2, {("满意度", "mean")}) == verdict


def test_notes_on_weights_do_not_contradict_a_comparison(tmp_path: Path) -> None:
    base, new = (half.assign(权重=["1", "2"] * (len(half) // 2)) for half in halves())
    notes = compared(base, new, tmp_path).notes
    assert "比较未加权" in notes
    assert not any("加权，有效样本量" in note for note in notes)
