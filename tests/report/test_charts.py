"""Charts keep their words within their frame, and phones see both halves."""

from __future__ import annotations

import re

from feedback_miner.report import charts

NAMES = (
    "Approval speed and disbursement of loans",
    "服务质量、客户服务与投诉处理的态度和效率",
    "利率",
)


def _wide(text: str) -> float:
    return sum(13.0 if ord(char) > 255 else 7.2 for char in text)


def test_labels_of_mentions_are_cut_once() -> None:
    drawn = charts.diverging([charts.Split(name, 30, 2, 20) for name in NAMES], "mentions")
    broad = drawn[: drawn.index('<div class="narrow">')]
    ends = re.findall(
        r'<text x="([\d.]+)" y="[\d.]+" text-anchor="end" class="">(.*?)</text>', broad
    )
    assert len(ends) == len(NAMES)
    for right, label in ends:
        assert float(right) - _wide(label) >= -1


def test_a_phone_sees_both_halves_of_the_mentions() -> None:
    drawn = charts.diverging([charts.Split(name, 300, 20, 200) for name in NAMES], "mentions")
    narrow = drawn[drawn.index('<div class="narrow">') :]
    assert f'viewBox="0 0 {charts.PHONE} ' in narrow
    bars = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', narrow)
    assert all(float(x) + float(width) <= charts.PHONE for x, width in bars)
    assert "服务质量、客户服务与投诉处理的态度和效率" in narrow


def test_labels_of_the_matrix_stay_in_its_frame() -> None:
    points = [
        charts.Point(name, x, 1.0 + x) for name, x in zip(NAMES, (-1.0, 1.0, 0.2), strict=True)
    ]
    drawn = str(charts.matrix(points, "m", "x", "y"))
    labels = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(start|end)" class="">(.*?)</text>', drawn
    )
    assert len(labels) == len(points)
    for x, _, anchor, label in labels:
        left = float(x) - (_wide(label) if anchor == "end" else 0)
        assert left >= 62
        assert left + _wide(label) <= charts.WIDTH - 8
