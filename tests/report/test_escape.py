"""Cells made harmless: the quick look at what needs nothing decides as the patterns do."""

from __future__ import annotations

import random

from feedback_miner.report import escape


def slowly(text: str) -> str:
    clean = escape._FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    clean = clean.replace("\r\n", "\n").replace("\r", "\n")
    risky = escape._FORMULA.match(clean) or (text[:1] in "\t\r" and text)
    return "'" + clean if risky else clean


def test_what_needs_nothing_is_told_at_a_glance_and_rightly() -> None:
    rng = random.Random(1)
    odd = "=+-@＝＋－＠ \t\r\n\x0b\x85\u2028\u3000\u200b\ud800\ufffe\uffff\x7f￥钱a1.,“"
    cells = ["".join(rng.choices(odd, k=rng.randrange(5))) for _ in range(20_000)]
    cells += [chr(code) + "1" for code in range(0x3100)]
    assert [escape.csv_cell(cell) for cell in cells] == list(map(slowly, cells))
