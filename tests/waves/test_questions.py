"""Open questions of unlike answers: how many answered each is no change of what is said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from feedback_miner import annotate, lexicon
from feedback_miner.survey import Options
from feedback_miner.waves import measure, questions, texts

LIKE, IMPROVE = "最满意的是什么？", "最需要改进的是什么？"
KINDS = {LIKE: "praise", IMPROVE: "improve"}
BOOK = lexicon.load()
FACTOR = BOOK.factors[0].id
Answer = tuple[str, str, str]  # response, question, what it says of the factor ("" nothing)


def wave(answers: Sequence[Answer]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return verbatims and opinions of a wave."""
    verbatims = pd.DataFrame(answers, columns=["response_id", "question", "polarity"])
    verbatims = verbatims.assign(valid=True, kind=verbatims["question"].map(KINDS))
    verbatims["sentiment"] = verbatims["question"].map({LIKE: "positive", IMPROVE: "negative"})
    said = verbatims[verbatims["polarity"] != ""]
    score = said["polarity"].map(measure.SIGNS).astype(float)
    opinions = said[["response_id", "polarity"]].assign(
        factor=FACTOR, score=score, verbatim=said.index
    )
    return verbatims.drop(columns="polarity"), opinions.reset_index(drop=True)


def answered(like: tuple[int, int], improve: tuple[int, int]) -> list[Answer]:
    """Return answers of respondents, those of ``improve`` the same first ones; each question as
    (mention the factor, do not)."""
    return [
        (str(i), question, polarity if i < mention else "")
        for question, polarity, (mention, others) in (
            (LIKE, "positive", like),
            (IMPROVE, "negative", improve),
        )
        for i in range(mention + others)
    ]


def factors(base: list[Answer], new: list[Answer]) -> pd.DataFrame:
    one, two = wave(base), wave(new)
    found = measure.factors((one[0], two[0]), (one[1], two[1]), BOOK, 10)
    return found.set_index("measure")


@pytest.mark.parametrize("few", [1, 9])
def test_a_handful_of_answers_does_not_stand_for_all(few: int) -> None:
    # Those few, and nobody else, speak of the factor.
    base, new = answered((20, 180), (20, 180)), answered((few, 0), (20, 180))
    frames = wave(base)[0], wave(new)[0]
    of = questions.strata(frames, 10)
    assert of.names == (IMPROVE,)
    assert of.bases == (200, 200)
    assert any(f"200/{few} 条" in note for note in questions.asked(of))
    sentiment = measure.sentiment(frames, of, 10)
    assert set(sentiment["verdict"]) == {"no clear change"}
    found = factors(base, new)
    assert set(found["verdict"]) == {"no clear change"}
    assert found.loc["share", "change"] == pytest.approx(0)


def test_few_answers_that_stand_for_many_are_as_uncertain_as_they_are_few() -> None:
    codes = np.repeat([0, 1], [10, 190])
    weights = np.where(codes == 0, 16.0, 40 / 190)
    values = np.where(codes == 0, 1.0, 0.0)  # they agree by chance
    mean, effect = questions.rate(values, weights, codes, np.arange(200))
    assert mean == pytest.approx(0.8)
    assert effect == pytest.approx(200 * (weights**2).sum() / weights.sum() ** 2)
    assert 200 / effect < 16
    values[:5], values[10::2] = 0.0, 1.0
    assert questions.rate(values, weights, codes, np.arange(200))[1] >= effect


def test_the_effective_base_is_no_smaller_than_the_least_of_a_question() -> None:
    frames = wave(answered((0, 400), (0, 30)))[0], wave(answered((0, 10), (0, 500)))[0]
    of = questions.strata(frames, 10)
    assert of.names == (LIKE, IMPROVE)
    for weights in of.weights:
        assert weights.sum() ** 2 / (weights**2).sum() >= 10


def test_a_single_question_few_answered_keeps_its_name() -> None:
    few = wave(answered((0, 5), (0, 0)))[0], wave(answered((0, 60), (0, 0)))[0]
    of = questions.strata(few, 10)
    assert (of.names, of.bases, of.mixed) == ((LIKE,), (5, 60), False)


def test_a_factor_is_compared_with_what_is_said_of_it_in_the_same_question() -> None:
    # Who answers both is rare in the new wave; each question says what it said before.
    base, new = answered((40, 160), (40, 160)), answered((12, 48), (40, 160))
    found = factors(base, new)
    assert set(found["verdict"]) == {"no clear change"}
    assert found["change"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)
    net = found.loc["net"]
    assert (net["n_base"], net["n_new"], net["base"]) == (80, 52, 0.0)
    # A change within a question is found.
    changed = factors(base, answered((12, 48), (120, 80)))
    assert changed.loc["negative", "verdict"] == "up"


def test_mentions_too_few_by_question_get_no_verdict_where_the_questions_shifted() -> None:
    found = factors(answered((40, 160), (8, 192)), answered((6, 34), (40, 160)))
    net = found.loc["net"]
    assert min(net["n_base"], net["n_new"]) >= 10
    assert net["p"] < 0.001  # what pooling would have told
    assert net["verdict"] == "too few"
    (note,) = questions.unlike(found.reset_index(), 10)
    assert BOOK.factors[0].name in note and "不下结论" in note
    calm = factors(answered((40, 160), (8, 192)), answered((40, 160), (9, 191)))
    assert questions.unlike(calm.reset_index(), 10) == []


def test_waves_of_few_answers_to_other_questions_get_no_verdict() -> None:
    frames = wave(answered((0, 400), (0, 9)))[0], wave(answered((0, 9), (0, 400)))[0]
    of = questions.strata(frames, 10)
    assert of.mixed
    assert set(measure.sentiment(frames, of, 10)["verdict"]) == {"too few"}
    assert any("不下结论" in note for note in questions.asked(of))


def test_a_theme_of_a_question_fewer_answered_has_not_shrunk() -> None:
    def told(kept: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = []
        for i in range(300):
            nouns = ("客服", "坐席", "客户经理"), ("利率", "利息", "手续费")
            like = f"{nouns[0][i % 3]}{('很耐心', '态度好', '解答清楚', '热情')[i % 4]}"
            improve = f"{nouns[1][i % 3]}{('太高', '不便宜', '有点贵', '比别家贵')[i % 4]}"
            rows += [(str(i), LIKE, like)] * (i < kept) + [(str(i), IMPROVE, improve)]
        table = pd.DataFrame(rows, columns=["response_id", "question", "text"])
        return annotate.run(table.assign(kind="remark"), Options(sentiment="rules"))

    base, new = told(300), told(60)
    options = Options(topics=2)
    found, _ = texts.themes((base[0], new[0]), (base[1], new[1]), BOOK, options, 1)
    assert len(found) >= 2
    raw = found["count_new"] / found["n_new"] - found["count_base"] / found["n_base"]
    assert raw.min() < -0.2  # what pooling would have told
    assert set(found["verdict"]) == {"no clear change"}
    assert not found["flag"].any()
    assert set(found["n_base"]) == {600}
    assert set(found["n_new"]) == {360}
