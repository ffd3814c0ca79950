"""Charts as SVG: no script, no font, no file beside the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from feedback_miner.report.drawing import (
    ACCENT,
    INK,
    LABEL,
    NEGATIVE,
    NEUTRAL,
    PHONE,
    POSITIVE,
    ROW,
    TAIL,
    WIDTH,
    bar,
    clip,
    grid,
    line,
    svg,
    text,
    ticks,
)

__all__ = [
    "PHONE",
    "WIDTH",
    "Interval",
    "Point",
    "Sides",
    "Split",
    "columns",
    "curve",
    "diverging",
    "forest",
    "matrix",
    "sides",
]

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Split:
    """One bar of ``diverging``: counts that speak for and against."""

    label: str
    negative: int
    neutral: int
    positive: int


@dataclass(frozen=True, slots=True)
class Sides:
    """One bar of ``sides``: two estimates with their intervals and a note."""

    label: str
    left: tuple[float, float, float]
    right: tuple[float, float, float]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """One line of ``forest``: an estimate with its interval (None where unknown)."""

    label: str
    value: float
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of ``matrix``."""

    label: str
    x: float
    y: float
    size: float = 1.0


def diverging(rows: Sequence[Split], title: str) -> Markup:
    """Draw counts as bars left (negative) and right (positive, neutral beyond) of a middle line;
    and once more for phones, where half of it would be out of sight: narrow, labels above bars."""
    return Markup('<div class="broad">{}</div><div class="narrow">{}</div>').format(
        _diverging(rows, title, WIDTH, LABEL + 46, 0), _diverging(rows, title, PHONE, 34, 18)
    )


def _diverging(rows: Sequence[Split], title: str, width: int, left: float, above: int) -> Markup:
    """Draw ``diverging`` with bars from ``left`` on, each label beside its bar or, of a narrow
    chart, ``above`` it by so much."""
    left_most = max([r.negative for r in rows] + [1])
    right_most = max([r.positive + r.neutral for r in rows] + [1])
    unit = (width - left - TAIL) / (left_most + right_most)
    middle, row_height = left + left_most * unit, ROW + above
    body = []
    for i, row in enumerate(rows):
        y = 8 + i * row_height + above
        label = (
            (2, y - 3, clip(row.label, 26), "start")
            if above
            else (LABEL, y + 17, clip(row.label, 14), "end")
        )
        body += [
            text(*label),
            bar(
                middle - row.negative * unit,
                y + 4,
                row.negative * unit,
                18,
                NEGATIVE,
                f"− {row.negative}",
            ),
            bar(middle, y + 4, row.positive * unit, 18, POSITIVE, f"+ {row.positive}"),
            bar(
                middle + row.positive * unit,
                y + 4,
                row.neutral * unit,
                18,
                NEUTRAL,
                f"0 {row.neutral}",
            ),
        ]
        if row.negative:
            body.append(
                text(middle - row.negative * unit - 5, y + 17, str(row.negative), "end", "n")
            )
        if row.positive + row.neutral:
            end = middle + (row.positive + row.neutral) * unit + 5
            body.append(text(end, y + 17, f"{row.positive} | {row.neutral}", "start", "n"))
    bottom = 8 + len(rows) * row_height
    body.append(line(middle, 4, middle, bottom, INK))
    return svg(bottom + 4, title, body, width)


def sides(rows: Sequence[Sides], title: str) -> Markup:
    """Draw two estimates of each row as bars from a line at 0, with their intervals."""
    ends = [end for row in rows for side in (row.left, row.right) for end in side]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    if low == high:
        high = low + 1.0
    left, span = LABEL + 10, WIDTH - LABEL - TAIL - 20

    def at(value: float) -> float:
        return left + (value - low) / (high - low) * span

    bottom = 8 + len(rows) * ROW
    body = grid(low, high, at, bottom)
    for i, row in enumerate(rows):
        y = 8 + i * ROW
        body.append(text(LABEL, y + 19, clip(row.label, 14), "end"))
        for (value, lower, upper), top, colour in (
            (row.left, y + 2, NEGATIVE),
            (row.right, y + 15, POSITIVE),
        ):
            start = min(at(0), at(value))
            body += [
                bar(start, top, abs(at(value) - at(0)), 11, colour, f"{value:+.3g}"),
                line(at(lower), top + 5.5, at(upper), top + 5.5, INK),
            ]
        body.append(text(WIDTH - 4, y + 19, row.note, "end", "n"))
    body.append(line(at(0), 4, at(0), bottom, INK))
    return svg(bottom + 24, title, body)


def forest(
    rows: Sequence[Interval], title: str, *, low: float, high: float, zero: float = 0.0
) -> Markup:
    """Draw estimates with intervals on an axis from ``low`` to ``high``; a line at ``zero``."""
    span = WIDTH - LABEL - TAIL - 60
    left = LABEL + 20

    def at(value: float) -> float:
        return left + (min(max(value, low), high) - low) / (high - low) * span

    bottom = 8 + len(rows) * ROW
    body = grid(low, high, at, bottom)
    if low <= zero <= high:
        body.append(line(at(zero), 4, at(zero), bottom, INK))
    for i, row in enumerate(rows):
        y = 8 + i * ROW + 13
        body.append(text(LABEL, y + 4, clip(row.label, 14), "end"))
        if row.low is not None and row.high is not None:
            body.append(line(at(row.low), y, at(row.high), y, ACCENT, 2))
        body.append(
            Markup(
                '<circle cx="{:.1f}" cy="{:.1f}" r="4.5" fill="{}"><title>{}</title></circle>'
            ).format(at(row.value), y, ACCENT, f"{row.value:.3g}")
        )
        body.append(text(WIDTH - 4, y + 4, row.note, "end", "n"))
    return svg(bottom + 24, title, body)


def columns(shares: Sequence[tuple[str, float]], title: str) -> Markup:
    """Draw a small column chart of shares (0 to 1) with their labels below."""
    width, height = max(120, 24 * len(shares)), 62
    most = max([share for _, share in shares] + [0.01])
    step = width / max(1, len(shares))
    body = []
    for i, (label, share) in enumerate(shares):
        tall = share / most * 40
        body.append(bar(i * step + 3, 44 - tall, step - 6, tall, ACCENT, f"{label}: {share:.1%}"))
        body.append(text(i * step + step / 2, 58, label, "middle", "n"))
    return svg(height, title, body, width)


def matrix(
    points: Sequence[Point],
    title: str,
    across: str,
    up: str,
    corners: tuple[str, str, str, str] = ("", "", "", ""),
    across_at: float | None = None,
) -> Markup:
    """Draw points on two axes, split at their means or, across, at ``across_at``; x and y in any
    unit. ``corners`` are the words of the quadrants: upper left, upper right, lower left, lower
    right."""
    size, pad = 440, 48
    xs, ys = [p.x for p in points], [p.y for p in points]
    mean_x, mean_y = sum(xs) / len(xs) if across_at is None else across_at, sum(ys) / len(ys)
    x0, x1 = _span([*xs, mean_x])
    y0, y1 = _span(ys)

    left, right, top, bottom = pad + 14, WIDTH - 8, 8, size - pad

    def px(value: float) -> float:
        return left + (value - x0) / (x1 - x0) * (right - left)

    def py(value: float) -> float:
        return bottom - (value - y0) / (y1 - y0) * (bottom - top)

    body = [
        bar(left, top, right - left, bottom - top, "#f7f9fb", ""),
        line(px(mean_x), top, px(mean_x), bottom, NEUTRAL, 1.5),
        line(left, py(mean_y), right, py(mean_y), NEUTRAL, 1.5),
        text((left + right) / 2, size - 8, across, "middle", "axis"),
        Markup(
            '<text transform="translate(15 {}) rotate(-90)" text-anchor="middle" '
            'class="axis">{}</text>'
        ).format((top + bottom) / 2, up),
    ]
    for tick in ticks(x0, x1):
        body += [
            line(px(tick), bottom, px(tick), bottom + 4, INK),
            text(px(tick), bottom + 17, f"{tick:g}", "middle", "n"),
        ]
    for tick in ticks(y0, y1):
        body += [
            line(left - 4, py(tick), left, py(tick), INK),
            text(left - 7, py(tick) + 4, f"{tick:g}", "end", "n"),
        ]
    places = (
        (left + 8, top + 18, "start"),
        (right - 8, top + 18, "end"),
        (left + 8, bottom - 8, "start"),
        (right - 8, bottom - 8, "end"),
    )
    for corner, (at_x, at_y, anchor) in zip(corners, places, strict=True):
        body.append(text(at_x, at_y, corner, anchor, "corner"))
    dots = [(px(point.x), py(point.y)) for point in points]
    taken = [(x - 8, y - 8, x + 8, y + 8) for x, y in dots]
    for corner, (at_x, at_y, anchor) in zip(corners, places, strict=True):
        wide = 13.5 * len(corner)
        start = at_x if anchor == "start" else at_x - wide
        taken.append((start, at_y - 13, start + wide, at_y + 4))
    for point, (x, y) in sorted(zip(points, dots, strict=True), key=lambda pair: -pair[0].y):
        body.append(
            Markup(
                '<circle cx="{:.1f}" cy="{:.1f}" r="7" fill="{}" fill-opacity=".85">'
                "<title>{}</title></circle>"
            ).format(x, y, ACCENT, f"{point.label}: {point.x:.3g}, {point.y:.3g}")
        )
        label = clip(point.label, 12)
        beside, below, anchor, box = _place(label, x, y, taken, (left, top, right, bottom))
        taken.append(box)
        body.append(text(beside, below, label, anchor))
    return svg(size, title, body)


def _place(
    label: str, x: float, y: float, taken: Sequence[Box], frame: Box
) -> tuple[float, float, str, Box]:
    """Return where a point's label goes: beside it, else the nearest place in the frame that is
    free."""
    wide = sum(13.5 if ord(char) > 255 else 7.5 for char in label)
    choices = []
    for off in (0, 15, -15, 30, -30, 45, -45):
        for anchor, left in (("start", x + 11), ("end", x - 11 - wide)):
            box = (left, y + off - 9, left + wide, y + off + 7)
            if (
                box[0] >= frame[0]
                and box[2] <= frame[2]
                and (not off or (box[1] >= frame[1] and box[3] <= frame[3]))
            ):
                choices.append((x + 11 if anchor == "start" else x - 11, y + off + 4, anchor, box))
    if not choices:
        return x, y + 20, "middle", (x, y, x, y)

    def free(box: Box) -> bool:
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
            # Its own dot lies beside it by design.
            if not (other[0] == x - 8 and other[1] == y - 8)
        )

    return next((choice for choice in choices if free(choice[3])), choices[0])


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def curve(
    ks: Sequence[int], series: Sequence[tuple[str, Sequence[float]]], chosen: int, title: str
) -> Markup:
    """Draw lines over the number of topics, each on 0 to 1; the chosen number is marked."""
    width, height, pad = WIDTH, 220, 40
    low = min([min(values) for _, values in series] + [0.0])

    def px(k: int) -> float:
        return pad + (k - ks[0]) / max(1, ks[-1] - ks[0]) * (width - 2 * pad - 110)

    def py(value: float) -> float:
        return height - pad - (value - low) / (1 - low) * (height - 2 * pad)

    body = [line(px(chosen), pad - 10, px(chosen), height - pad, NEUTRAL, 2)]
    for k in ks:
        body.append(text(px(k), height - pad + 18, str(k), "middle", "n"))
    ends: list[float] = []
    for colour, (name, values) in zip((ACCENT, POSITIVE, NEGATIVE), series, strict=False):
        points = " ".join(f"{px(k):.1f},{py(v):.1f}" for k, v in zip(ks, values, strict=True))
        body.append(
            Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>').format(
                points, colour
            )
        )
        y = py(values[-1]) + 4
        while any(abs(y - other) < 15 for other in ends):
            y += 15
        ends.append(y)
        body.append(text(px(ks[-1]) + 10, y, f"{name} {values[-1]:.2f}", "start", "n"))
    return svg(height, title, body)
