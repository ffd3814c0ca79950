"""What charts are drawn with: lines, bars, words and colours, as SVG."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from markupsafe import Markup

__all__ = [
    "ACCENT",
    "GRID",
    "INK",
    "LABEL",
    "NEGATIVE",
    "NEUTRAL",
    "PHONE",
    "POSITIVE",
    "ROW",
    "TAIL",
    "WIDTH",
    "bar",
    "clip",
    "grid",
    "line",
    "svg",
    "text",
    "ticks",
]

WIDTH, ROW, LABEL, TAIL = 760, 34, 190, 96
PHONE = 360  # width of a chart that a phone shows as it is
NEGATIVE, NEUTRAL, POSITIVE, ACCENT, GRID, INK = (
    "#c8553d",
    "#c9ced6",
    "#2a7f78",
    "#24518a",
    "#dde2e9",
    "#1d2733",
)


def svg(height: float, title: str, body: Sequence[Markup], width: int = WIDTH) -> Markup:
    """Return a chart of so many units in height, with its title for those who cannot see it."""
    head = Markup(
        '<svg viewBox="0 0 {} {:.0f}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title>"
    ).format(width, height, title, title)
    drawn = Markup("").join([head, *body, Markup("</svg>")])
    # On a phone a wide chart keeps the size of its letters and is moved sideways.
    return Markup('<div class="chart">{}</div>').format(drawn) if width == WIDTH else drawn


def text(x: float, y: float, text: str, anchor: str = "start", style: str = "") -> Markup:
    """Draw words at a point, which ``anchor`` (start, middle, end) says the place of in them."""
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>').format(
        x, y, anchor, style, text
    )


def bar(x: float, y: float, width: float, height: float, colour: str, title: str) -> Markup:
    """Draw a bar from its upper left corner, with a title that shows under the pointer."""
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill="{}">'
        "<title>{}</title></rect>"
    ).format(x, y, max(0.0, width), height, colour, title)


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> Markup:
    """Draw a straight line."""
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"/>'
    ).format(x1, y1, x2, y2, colour, width)


def clip(label: str, limit: int = 13) -> str:
    """Shorten a label to so many full-width characters, the sign of it counted."""
    widths = [1 if ord(char) > 255 else 0.55 for char in label]
    if sum(widths) <= limit:
        return label
    return label[: bisect_right(list(accumulate(widths)), limit - 1)] + "…"


def ticks(low: float, high: float) -> list[float]:
    """Return round values from ``low`` to ``high``, seven at the most."""
    step = 10 ** math.floor(math.log10((high - low) / 2))
    for factor in (1, 2, 5, 10):
        if (high - low) / (step * factor) <= 6:
            step *= factor
            break
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]


def grid(low: float, high: float, at: Callable[[float], float], bottom: float) -> list[Markup]:
    """Draw upright lines from the top to ``bottom`` at round values, with their figures below;
    ``at`` tells where a value stands across."""
    drawn = []
    for tick in ticks(low, high):
        drawn += [
            line(at(tick), 4, at(tick), bottom, GRID),
            text(at(tick), bottom + 16, f"{tick:g}", "middle", "n"),
        ]
    return drawn
