"""Our own probe sentences: red lines found, their look-alikes left alone.

The model has learned from them, so this guards against breakage; how right triage is on texts it
has not seen is for ``scripts/measure_triage.py`` and held-out gold to say.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner.annotate import Annotator

FOLDER = Path(__file__).parents[2] / "corpora" / "triage"
ANNOTATOR = Annotator()


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


@pytest.mark.parametrize("family", ["self_harm", "violence", "fraud", "harassment"])
def test_red_lines_and_their_lookalikes(family: str) -> None:
    found = [(risk == "1", ANNOTATOR.annotate(text)) for risk, text in rows(family)]
    real = [a for risk, a in found if risk]
    alike = [a for risk, a in found if not risk]
    assert len(real) >= 100
    assert len(alike) >= 100
    assert sum(a.urgency >= 2 for a in real) >= 0.9 * len(real)
    assert sum(family in a.flags for a in alike) <= 0.1 * len(alike)
    assert sum(a.urgency == 3 for a in alike) <= 0.1 * len(alike)


def test_every_flag_shows_words_of_the_text() -> None:
    for _, text in rows("self_harm")[:40]:
        annotation = ANNOTATOR.annotate(text)
        for flag, words in annotation.reasons:
            assert words or flag == "churn"


def test_a_cry_for_help_is_heard_in_a_long_conversation() -> None:
    small_talk = (
        "客服：您好，请问有什么可以帮您。\n客户：我想问下账单怎么看。\n客服：您点首页的账单即可。\n"
    )
    text = small_talk * 12 + "客户：其实我不想活了，今晚就从楼上跳下去。\n" + small_talk * 12
    annotation = ANNOTATOR.annotate(text)
    assert "self_harm" in annotation.flags
    assert annotation.urgency >= 2
    calm = ANNOTATOR.annotate(small_talk * 24)
    assert not calm.flags
    assert calm.urgency <= 1
