"""Multi-select questions and outcomes in both waves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feedback_miner import waves
from feedback_miner.report import compare as report
from feedback_miner.survey import Options

OPTIONS = ("利率低", "放款快", "额度高", "服务好")
QUESTION = "3、您选择我们的原因（多选）"


def _wave(
    seed: int,
    shares: tuple[float, ...] = (0.45, 0.5, 0.3, 0.2),
    *,
    options: tuple[str, ...] = OPTIONS,
    apart: bool = False,
    per: int = 1,
    customer: bool = False,
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    people = 400 // per
    chosen = np.repeat(rng.random((people, len(options))) < shares, per, axis=0)
    table = pd.DataFrame({"序号": [str(i) for i in range(len(chosen))]})
    if customer:
        table["客户号"] = [f"K{i // per:05}" for i in range(len(chosen))]
    table["2、总体满意度"] = rng.integers(1, 6, len(chosen)).astype(str)
    if apart:
        for at, option in enumerate(options):
            table[f"{QUESTION}({option})"] = np.where(chosen[:, at], "1", "0")
    else:
        table[QUESTION] = ["┋".join(np.array(options)[one]) for one in chosen]
    return table


def _compared(base: pd.DataFrame, new: pd.DataFrame, folder: Path) -> waves.Comparison:
    paths = []
    for name, table in (("base", base), ("new", new)):
        paths.append(folder / f"{name}.csv")
        table.to_csv(paths[-1], index=False, encoding="utf-8-sig")
    before, after, notes = waves.read(*paths, options=Options(samples=50))
    return waves.compare(before, after, seed=1, notes=notes)


@pytest.mark.parametrize("apart", [False, True])
def test_an_option_more_people_choose_is_told(tmp_path: Path, apart: bool) -> None:
    new = _wave(2, (0.62, 0.5, 0.3, 0.2), apart=apart)
    found = _compared(_wave(1, apart=apart), new, tmp_path)
    table = found.choices.set_index("name")
    assert set(table.index) == set(OPTIONS)
    row = table.loc["利率低"]
    assert row["verdict"] == "up"
    assert 0 < row["low"] < row["change"] < row["high"]
    assert row["p"] <= row["p_adjusted"] < 0.05
    assert set(table["verdict"].drop("利率低")) == {"no clear change"}
    summary = report.summarise(found)
    told = [line for line in summary["findings"] if "多选题中选择占比明确上升" in line]
    assert len(told) == 1
    assert "「利率低」" in told[0]
    assert '<section id="choices">' in report.render(summary)


def test_the_share_is_of_those_who_answered_the_question(tmp_path: Path) -> None:
    base, new = _wave(1), _wave(2)
    base.loc[:99, QUESTION] = ""
    found = _compared(base, new, tmp_path)
    answered = base[QUESTION] != ""
    row = found.choices.set_index("name").loc["放款快"]
    assert row["n_base"] == int(answered.sum())
    assert row["base"] == pytest.approx(base[QUESTION][answered].str.contains("放款快").mean())


def test_options_are_matched_by_their_words(tmp_path: Path) -> None:
    other = ("A. 利率低", "B. 放款 快", "C. 额度高", "D. 服务好")
    found = _compared(_wave(1), _wave(2, options=other), tmp_path)
    assert set(found.choices["name"]) == set(OPTIONS)
    assert not any("只在" in note and "选项" in note for note in found.notes)


def test_an_option_of_one_wave_is_told_and_not_compared(tmp_path: Path) -> None:
    new = _wave(2, options=("利率低", "放款快", "额度高", "手续简便"))
    found = _compared(_wave(1), new, tmp_path)
    assert set(found.choices["name"]) == {"利率低", "放款快", "额度高"}
    told = [note for note in found.notes if "选项" in note and "未比较" in note]
    assert any("基期" in note and "「服务好」" in note for note in told)
    assert any("新一期" in note and "「手续简便」" in note for note in told)


def test_nothing_is_told_of_questions_that_did_not_change(tmp_path: Path) -> None:
    found = _compared(_wave(1), _wave(2), tmp_path)
    assert any("都没有明确变化" in one for one in report.summarise(found)["findings"])


def test_choices_have_bounds(tmp_path: Path) -> None:
    found = _compared(_wave(1), _wave(2, (0.62, 0.5, 0.3, 0.2)), tmp_path)

    def crossed(text: str) -> bool:
        return any(one.crossed for one in waves.check([waves.parse(text)], found))

    assert crossed("chosen:利率低=+0.05")
    assert not crossed("chosen:利率低=-0.05")
    assert not crossed("chosen:放款快=+0.05")


def test_customers_with_several_rows_count_once(tmp_path: Path) -> None:
    """Four rows alike of each customer: the interval is about twice as wide as of strangers."""
    plain = _compared(_wave(1, per=4), _wave(2, per=4), tmp_path)
    found = _compared(_wave(1, per=4, customer=True), _wave(2, per=4, customer=True), tmp_path)
    widths = [(one.choices["high"] - one.choices["low"]).to_numpy() for one in (plain, found)]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.05)
    assert any("客户聚类" in note for note in found.notes)


def test_an_outcome_that_did_not_change_is_told(tmp_path: Path) -> None:
    findings = report.summarise(_compared(_wave(1), _wave(2), tmp_path))["findings"]
    assert any(line.startswith("「总体满意度」") and "无明确变化" in line for line in findings)


def test_an_outcome_that_changed_is_told_once(tmp_path: Path) -> None:
    new = _wave(2)
    new["2、总体满意度"] = np.random.default_rng(3).choice(["4", "5"], len(new))
    findings = report.summarise(_compared(_wave(1), new, tmp_path))["findings"]
    assert sum("「总体满意度」" in line for line in findings) == 1
