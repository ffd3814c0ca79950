"""Normalisation: what comes out, where it came from, and that nothing can break it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner.text import normalise as normalising
from feedback_miner.text import repeats
from feedback_miner.text.normalise import normalise, normalise_many

SAME = [
    "",
    "审批挺快，客服也耐心。",
    "慢慢还，谢谢，好好的，天天催",
    "常常哈哈一笑",
    "利率<5%且期限>3年",
    "办理(APP)时用(ETC)付款（ICBC）",
    "[微笑]还行[捂脸]",
    "手机打坏了，一坏再坏",
    "卡号尾数1111，欠10000元",
    "电话138****0000",
    "(≧▽≦) T_T ^_^ -_-|| ヽ(✿ﾟ▽ﾟ)ノ （￣▽￣） (＾▽＾) (╯°□°）╯︵┻━┻ (｡ŏ_ŏ)",
    "第1、2题\n都不错",
    "iOS 17.1.2 and Android",
]
CHANGED = {
    # width and compatibility forms
    "ＡＰＰ打不开　１２３％": "APP打不开 123%",
    "面积㎡，温度℃": "面积m2，温度°C",
    "①利率高②放款慢": "(1)利率高(2)放款慢",
    "⼀直审核，⻓时间": "一直审核，长时间",
    "太慢⋯⋯": "太慢…",
    # traditional script
    "審批太慢，額度太低": "审批太慢，额度太低",
    "已經答覆，但不瞭解": "已经答复，但不了解",
    # pinyin of copied documents
    "業(yè)務辦理": "业务办理",
    "客服（fú）的(de)态（tài）度": "客服的态度",
    "服务(wù)很好(APP)": "服务很好(APP)",
    "服务(wu\u0300)": "服务",  # the mark written as a character of its own
    # HTML and addresses
    "<p>利<b>率</b>高<br/>还款慢</p>": "利率高\n还款慢",
    "费用高&nbsp;&amp;&nbsp;慢&#33;": "费用高 & 慢!",
    "&lt;br&gt;慢": "慢",
    "见https://example.com/a?b=1，利率高": "见 ，利率高",
    "www.example.com。慢": "。慢",
    # emoji
    "好👍🏻👍🏻👍🏻": "好👍",
    "❤️棒": "❤棒",
    "👨‍👩‍👧都用": "👨都用",
    "🤷🏽‍♀️随便": "🤷随便",
    "1️⃣慢": "1慢",
    "\ue421": "👎",
    "\ud83d\ude21慢": "😡慢",
    # repeats
    "慢慢慢死了": "慢死了",
    "太太太贵": "太贵",
    "哈哈哈哈哈": "哈哈",
    "谢谢谢谢谢": "谢谢",
    "天天天天": "天天",
    "垃圾垃圾垃圾垃圾": "垃圾",
    "更新不了！更新不了！更新不了！": "更新不了！",
    "差！！！！": "差！",
    "什么？？？": "什么？",
    "唉......": "唉…",
    "aaaaaaa": "aaa",
    # marks in stars are counted, ornaments are not
    "⭐️⭐️⭐️⭐️⭐️服务好": "五颗星服务好",
    "★★☆☆☆": "两颗星",
    "⭐⭐⭐⭐⭐⭐⭐": "⭐",
    # slang in capitals, words typed with a space after each character
    "客服YYDS": "客服yyds",
    "还 款 不 方 便": "还款不方便",
    "APP 老 闪 退": "APP 老闪退",
    # white space, invisible and control characters
    "  慢 \r\n\r\n 贵\t\t差  ": "慢\n贵 差",
    "额\u200b度\ufeff低\u00ad": "额度低",
    "a\x00b\x07c": "abc",
    "慢\u2028贵": "慢\n贵",
    "坏\ud800了": "坏了",
}


@pytest.mark.parametrize("text", SAME)
def test_clean_text_stays(text: str) -> None:
    clean = normalise(text)
    assert clean.text == text
    assert clean.origin(0, len(text)) == (0, len(text))


@pytest.mark.parametrize(("text", "wanted"), CHANGED.items())
def test_changed(text: str, wanted: str) -> None:
    assert normalise(text).text == wanted


def test_emoji_and_emoticons_stay_beside_what_changes() -> None:
    assert normalise("ＡＰＰ[流泪]（￣▽￣）😡😡").text == "APP[流泪]（￣▽￣）😡"


def test_readings_without_a_tone_go_only_beside_some_with() -> None:
    assert normalise("办(ban)理(li)").text == "办(ban)理(li)"
    assert normalise("办(bàn)理(li)").text == "办理"


def original(text: str, words: str) -> str:
    """Where ``words`` of the clean text stood in the original."""
    clean = normalise(text)
    start = clean.text.index(words)
    low, high = clean.origin(start, start + len(words))
    return text[low:high]


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("審批太慢了！！！", "审批", "審批"),
        ("業(yè)務太慢", "业务", "業(yè)務"),
        ("業(yè)務太慢", "业", "業"),
        ("業(yè)務太慢", "务太慢", "務太慢"),
        ("慢慢慢死了", "慢死了", "慢慢慢死了"),
        ("<p>利<b>率</b>高</p>", "利率高", "利<b>率</b>高"),
        ("<p>利<b>率</b>高</p>", "率", "率"),
        ("\u200b额度\u200b低\u200b", "额度低", "额度\u200b低"),
        ("①利率高②慢", "利率高", "利率高"),
        ("①利率高②慢", "(2)", "②"),
        ("垃圾垃圾垃圾，审批慢", "审批慢", "审批慢"),
        ("&nbsp;&nbsp;ＡＰＰ闪退", "APP闪退", "ＡＰＰ闪退"),
        ("👍🏻👍🏻快", "👍", "👍🏻👍"),
        ("见http://a.cn/b 利率高", "利率高", "利率高"),
    ],
)
def test_offsets_lead_back(text: str, words: str, wanted: str) -> None:
    assert original(text, words) == wanted


def test_a_span_outside_the_text_is_refused() -> None:
    clean = normalise("審批")
    for start, end in ((-1, 1), (0, 3), (2, 1)):
        with pytest.raises(ValueError, match="not within"):
            clean.origin(start, end)


def test_the_text_is_not_in_the_repr() -> None:
    assert "審" not in repr(normalise("審批"))


# Text made of what the steps look for, so that they meet each other.
DEBRIS = [
    *"慢好谢哈太審務業著乾麼覆打坏a1.!！?？…。，,~(（)）[]<>&;:/-_= \n\t\r",
    *"\u200b\u200d\ufe0f\u0300\u0301\ud83d\ude00\ud800\U0001f3fb👍😡❤♀１Ａ①㎡⼀　\x00\ue421",
    "(yè)", "（de）", "<br>", "<b>", "</b>", "<a ", "&amp;", "amp;", "&lt;", "br>", "http://",
    "www.",
]  # fmt: skip
messy = st.lists(st.sampled_from(DEBRIS), max_size=40).map("".join)
anything = st.text(st.characters(codec=None), max_size=60)  # surrogates too


@given(st.one_of(messy, anything))
@settings(max_examples=600, deadline=None)
def test_never_raises_and_is_idempotent(text: str) -> None:
    clean = normalise(text).text
    assert normalise(clean).text == clean


@given(st.one_of(messy, anything))
@settings(max_examples=400, deadline=None)
def test_offsets_are_monotone_and_within_the_original(text: str) -> None:
    clean = normalise(text)
    last = (0, 0)
    for at in range(len(clean.text)):
        low, high = clean.origin(at, at + 1)
        assert 0 <= low < high <= len(text)
        assert low >= last[0] and high >= last[1]
        assert clean.origin(0, at + 1)[1] == high
        point = clean.origin(at, at)
        assert point == (low, low)
        last = (low, high)
    if not clean.changed:
        assert clean.text == text


@given(st.lists(st.one_of(messy, anything, st.text("慢好 ！a👍www./\n", max_size=12)), max_size=8))
@settings(deadline=None)
def test_many_are_normalised_as_one_by_one(texts: list[str]) -> None:
    many = normalise_many(texts)
    assert [clean.text for clean in many] == [normalise(text).text for text in texts]


@given(st.text("审批利率客服态度慢快好贵的了很太不，。", max_size=30))
@settings(max_examples=200, deadline=None)
def test_characters_that_stay_come_from_themselves(text: str) -> None:
    clean = normalise(text)
    for at, character in enumerate(clean.text):
        assert text[clean.origin(at, at + 1)[0]] == character


@pytest.mark.parametrize(
    "text",
    [
        "慢" * 5000,
        "慢慢" * 2500 + "死了",
        "审批太慢" * 1250,
        "！" * 5000,
        "ab" * 2500,
        "&" + "amp;" * 1250,
        "<" * 5000,
        "<a " * 1600,
        "<!--" * 1250,
        "(" * 5000,
        "慢(yè" * 1250,
        " " * 5000,
        " a" * 2500,
        "http://" * 700,
        "a\u0300" * 2500,
        "😡👎" * 2500,
        "<" * 500 + "b>" * 500,
    ],
)
def test_long_repeats_are_fast(text: str) -> None:
    normalise("审批")  # builds the tables
    start = time.perf_counter()
    clean = normalise(text).text
    assert time.perf_counter() - start < 0.5
    assert normalise(clean).text == clean


def test_real_texts_survive(shared_data: Path) -> None:
    path = shared_data / "bank_app_reviews" / "reviews.txt"
    lines = path.read_text(encoding="utf-8").splitlines()[::10]
    for line in lines:
        clean = normalise(line)
        assert normalise(clean.text).text == clean.text
        if clean.text:
            low, high = clean.origin(0, len(clean.text))
            assert 0 <= low < high <= len(line)


def test_a_text_without_odd_characters_needs_only_the_plain_steps():
    texts = [
        "审批快！！",
        "审批哈哈哈快",
        "还 款 不 方 便",
        "YYDS的贷款",
        "  利息高 ",
        "见www.example.com",
    ]
    texts += ["快点快点快点放款", "利息高利息高", "★★★★☆", "(yè)务好"]
    odd = normalising._odd()
    plain = [edits for _, edits in normalising._plain_steps()]
    left_out = [step for step in normalising._steps() if step[1] not in plain]
    assert len(left_out) == 7
    for text in texts:
        if odd(text):
            continue
        assert not any(needed(text) and list(edits(text)) for needed, edits in left_out)


def test_the_quick_search_of_phrases_finds_what_the_plain_one_does():
    plain = re.compile(r"(..)\1\1|(...)\2\2|(....)\3\3|(.....)\4\4|(......)\5\5")
    texts = [
        lead + unit * times + tail
        for unit in ("快", "快点", "快一点", "快点放款", "请快点放款", "请你快点放款", "啊\n")
        for times in range(1, 5)
        for lead in ("", "请", "\n我")
        for tail in ("", unit[:1], "了\n")
    ]
    for text in texts:
        assert bool(repeats.PRECHECK[-1].search(text)) == bool(plain.search(text)), text
