"""The workbook's words: a title over each key, a name for each code."""

from __future__ import annotations

from feedback_miner import language, lexicon
from feedback_miner.report.titles import Words, form, title
from feedback_miner.tables import CASES, DRIVERS, FACTORS, OPINIONS


def test_every_column_of_the_main_tables_has_a_title() -> None:
    with language.speaking("zh"):
        for table in (FACTORS, OPINIONS, DRIVERS, CASES):
            for key in table:
                assert title(key).endswith(f"\n{key}"), key
        assert title("share_low") == "占比 下限\nshare_low"
    with language.speaking("en"):
        assert title("share_low") == "share_low"


def test_codes_are_called_by_their_names() -> None:
    book = lexicon.load()
    with language.speaking("zh"):
        words = Words(book, {"2": "人脸识别 失败"})
        assert words.called("factor", "rates") == "利率与费用"
        assert words.called("theme", "2", "topic") == "人脸识别 失败"
        assert words.called("theme", "ux", "factor") == "用户体验与界面设计"
        assert words.called("quadrant", "fix") == "先改"
        assert words.called("flags", "self_harm") == "自伤风险"
        assert words.called("text", "rates") == "rates"  # what customers wrote stays


def test_shares_are_shown_as_percent() -> None:
    assert form("share_high") == "0.0%" and form("rating") == "0.0##"


def test_p_values_and_net_sentiment_have_one_form() -> None:
    assert form("p") == form("p_adjusted") == form("contrast_p") == form("nps_p_adjusted")
    assert form("p").startswith('[<0.001]"<0.001"')
    assert form("net") == form("net_low") == "+0;-0;0"
    assert form("top2") == "0.0%" and form("rank_stability") == "0.0##"
