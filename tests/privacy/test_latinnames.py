"""Names in Latin letters: as cards, mails and foreign customers spell them."""

from __future__ import annotations

import pytest

from feedback_miner.privacy import recognise_many


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("英文短信说收款人Li Qiang，中文合同不是", "Li Qiang"),
        ("Dear Zhang Weiming，抬头写错了", "Zhang Weiming"),
        ("卡面印成 ZHOU JIELUN 少一个字母", "ZHOU JIELUN"),
        ("客户Weiming Li要英文合同", "Weiming Li"),
        ("他叫Kevin Zhou，跟我同一天申请", "Kevin Zhou"),
        ("Emily Watson-Li 全程英文沟通", "Emily Watson-Li"),
    ],
)
def test_a_name_in_latin_letters_is_found(text: str, name: str) -> None:
    assert name in [text[s.start : s.end] for s in recognise_many([text])[0] if s.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "去Hong Kong刷卡要手续费",
        "Apple Pay绑不上",
        "Face ID老是不行",
        "WeChat Pay和App Store都限额",
        "Sun Life的保险被搭售",
        "Bill Pay功能在哪",
        "VIP Wang厅要排队",
        "ATM PIN输错三次",
        "Good Morning，Thank You",
    ],
)
def test_other_words_in_latin_letters_are_no_names(text: str) -> None:
    assert [s for s in recognise_many([text])[0] if s.kind == "name"] == []
