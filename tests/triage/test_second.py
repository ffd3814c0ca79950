"""The second opinion on triage: it moves what is in doubt and is measured from each threshold."""

from __future__ import annotations

import numpy as np
import pytest

from feedback_miner import lexicon
from feedback_miner.triage import rules
from feedback_miner.triage.model import COLUMNS
from feedback_miner.triage.second import QUESTIONS, loyalty, mixed
from feedback_miner.triage.words import LOYALTIES

BOOK = lexicon.load()
RULES = rules.load(BOOK.folder, BOOK.base)


def _assess(text: str, care: tuple[float, ...]) -> rules.Assessment:
    """Return what is made of a complaint of which a second opinion was asked."""
    seen = rules.Seen(voice=RULES.voices([text])[0], care=care)
    return RULES.assess_many([(text, "negative", ("complaint",))], [seen])[0]


def _care(**said: float) -> tuple[float, ...]:
    """Return a second opinion that says no to all but what is named (``flag_leak=3``)."""
    odds = {name.replace("_", "=", 1): value for name, value in said.items()}
    return tuple(odds.get(question, -4.0) for question in QUESTIONS)


def test_undecided_on_both_sides_stays_at_the_threshold() -> None:
    threshold = np.linspace(0.1, 0.6, len(COLUMNS))
    undecided = (0.0,) * len(QUESTIONS)
    np.testing.assert_allclose(mixed(threshold, threshold, undecided), threshold, rtol=1e-6)
    assert (mixed(threshold, threshold, (1.0,) * len(QUESTIONS)) > threshold).all()
    calmed = mixed(threshold, threshold, (-1.0,) * len(QUESTIONS))
    soon = np.isin(COLUMNS, ["soon"])
    assert (calmed[~soon] < threshold[~soon]).all()
    np.testing.assert_allclose(calmed[soon], threshold[soon])  # never talked out of care


def test_what_the_first_is_sure_of_about_a_life_is_never_calmed() -> None:
    threshold = np.full(len(COLUMNS), 0.3)
    sure = np.full(len(COLUMNS), 0.8)
    life = np.isin(COLUMNS, ["soon", "self_harm", "violence"])
    calmed = mixed(sure, threshold, (-6.0,) * len(QUESTIONS))
    np.testing.assert_allclose(calmed[life], sure[life])
    assert (calmed[~life] < threshold[~life]).all()


def test_certain_chances_stay_finite() -> None:
    threshold = np.full(len(COLUMNS), 0.3)
    for chances in (np.zeros(len(COLUMNS)), np.ones(len(COLUMNS))):
        assert np.isfinite(mixed(chances, threshold, _care())).all()


@pytest.mark.parametrize("said", LOYALTIES)
def test_loyalty_in_words_outweighs_a_mild_no(said: str) -> None:
    mild = tuple(-1.0 if q.startswith("loyalty=") else -4.0 for q in QUESTIONS)
    assert loyalty(said, mild) == said
    assert loyalty(said, _care()) == ""  # a firm no
    assert loyalty("", _care(**{f"loyalty_{said}": 1.0})) == said


def test_a_flag_that_no_word_names_is_raised_by_the_second_opinion() -> None:
    text = "才问了一句利率，各路装修的就都找上门了"
    care = _care(flag_leak=6.0, urgency_1=6.0, urgency_2=6.0)
    found = _assess(text, care)
    assert "leak" in found.flags
    assert found.urgency >= 2
    assert dict(found.evidence)["leak"]  # with the words that speak for it
    assert "leak" not in _assess(text, _care()).flags
