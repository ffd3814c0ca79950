"""Literal parts told quickly against those told by re's own parser, and against matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import lexicon
from feedback_miner.lexicon import literals
from feedback_miner.triage import words

PIECES = ["利", "率", "高", "a", "[高低]", "[^，。]", "[0-9]", ".", r"\d", r"\?", "^", "$"]
TIMES = ["", "", "", "?", "??", "*", "+?", "{0,2}", "{1,3}?", "{2}"]


def expressions() -> st.SearchStrategy[str]:
    piece = st.builds(str.__add__, st.sampled_from(PIECES), st.sampled_from(TIMES))

    def grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        options = st.lists(st.lists(inner, max_size=3).map("".join), min_size=1, max_size=3)
        opening = st.sampled_from(["(", "(?:", "(?=", "(?!"])
        times = st.sampled_from(TIMES)
        return st.builds(lambda o, x, n: f"{o}{'|'.join(x)}){n}", opening, options, times)

    return st.lists(st.recursive(piece, grouped, max_leaves=8), max_size=4).map("".join)


@given(expressions(), st.lists(st.text("利率高低a1?，", max_size=8), max_size=8))
def test_every_match_holds_each_part(expression: str, texts: list[str]) -> None:
    parts = literals.read(expression)
    if parts is None:
        return
    regex = re.compile(expression)  # what is read is valid
    for match in (match for text in texts for match in regex.finditer(text)):
        for part in parts:
            assert any(string in match[0] for string in part), (expression, match[0])


def test_bundled_patterns_are_read_as_by_the_own_parser() -> None:
    codebook = lexicon.load("loan")
    read = words.read(codebook.folder)
    patterns = [*codebook.opinions, *codebook.acts, *read.raising, *read.guarding, *read.loyalty]
    told = [(p.expression, literals.read(p.expression)) for p in patterns]
    known = [(expression, parts) for expression, parts in told if parts is not None]
    assert len(known) > 0.95 * len(told)  # the quick way is the usual one
    alike = [parts == literals.parsed(expression) for expression, parts in known]
    assert sum(alike) > 0.95 * len(alike)  # the rest: beginnings that options share


@pytest.mark.parametrize(
    "wrong",
    ["(利", "利)", "利**", "*利", "[高-低", "[高-低]", "(?<=利|利率)高", "利{3,1}", "(?P<x>利"],
)
def test_what_may_be_wrong_is_left_to_re(wrong: str) -> None:
    assert literals.read(wrong) is None
