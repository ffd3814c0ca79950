"""Clauses against the plain way of saying what ends one."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.text.clauses import split

PLAIN = re.compile(
    r"[，。！？；：,!?;:\n\r~～…]+|\.{2,}|(?<=[^\x00-\xff])[ \t\u3000]+(?=[^\x00-\xff])"
    r"|(?<=..)(?=但是|但(?!愿)|不过(?!是|就|才|$|[，。！？；：,!?;:\n\r~～….\s])|可是|然而|而且|并且|可惜|美中不足|遗憾的是"
    r"|唯一不足|唯一的不足|就是(?=太|有点|有些|额度|利[率息]|审|客服|放款|手续)|虽然|虽说|尽管)"
)
PARTS = [
    *"但愿不过是可然而且并美中足就太虽说尽管利率，。？?!~….,; \t\u3000\n\ra1",
    *("但是", "不过", "可是", "而且", "可惜", "遗憾的是", "唯一的不足", "就是太", "虽然", "…… "),
]


def plain(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for match in PLAIN.finditer(text):
        end = match.end() if "？" in match[0] or "?" in match[0] else match.start()
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    return [*spans, (start, len(text))] if text[start:].strip() else spans


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_split_as_said_plainly(text: str) -> None:
    assert split(text) == plain(text)


def test_what_does_not_pass_is_no_turn() -> None:
    for said in ("我信不过", "人脸识别通不过。", "审核老不过"):
        assert split(said) == [(0, len(said.rstrip("。")))]
