"""A theme too small for a topic of both waves is told of as new."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from feedback_miner import annotate, lexicon
from feedback_miner.survey import Options
from feedback_miner.waves import texts

BOOK = lexicon.load()
PARTS = (
    (("利率", "利息", "手续费", "违约金"), ("太高", "不便宜", "有点贵", "比别家贵")),
    (("审批", "放款", "到账", "审核"), ("太慢", "等了三天", "拖拉", "迟迟没动静")),
    (("客服", "坐席", "客户经理"), ("态度差", "很耐心", "推来推去", "听不懂话")),
)
Read = tuple[pd.DataFrame, pd.DataFrame]


def wave(seed: int, planted: int) -> Read:
    rng = random.Random(seed)
    said = [
        f"{rng.choice(nouns)}{rng.choice(words)}，{rng.choice(nouns)}{rng.choice(words)}"
        for nouns, words in (rng.choice(PARTS) for _ in range(500 - planted))
    ]
    said += [f"你们网点停车场{rng.choice(['太小', '要收费', '没位置'])}" for _ in range(planted)]
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(said))],
            "question": "意见",
            "kind": "remark",
            "text": said,
        }
    )
    return annotate.run(table, Options(sentiment="rules"))


def themes(new: Read) -> pd.DataFrame:
    base = wave(1, 0)
    options = Options(topics=3)
    made, _ = texts.themes((base[0], new[0]), (base[1], new[1]), BOOK, options, 1)
    return made


def test_a_theme_that_came_up_is_new() -> None:
    found = themes(wave(2, 18))
    new = found[found["flag"] == "new"]
    assert len(new) == 1
    assert "停车" in "".join(new["words"].iloc[0])
    assert new["base"].iloc[0] == 0
    assert new["new"].iloc[0] == pytest.approx(18 / 500)


@pytest.mark.parametrize("seed", [3, 4])
def test_nothing_came_up_in_waves_of_the_same(seed: int) -> None:
    found = themes(wave(seed, 0))
    assert len(found) <= 3
    assert (found["flag"] == "").all()
