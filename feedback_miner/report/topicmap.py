"""The map of topics and their small trends, as SVG without script: a mark leads to its topic, and
pointing at it shows what it is about."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

__all__ = ["draw", "spark"]

WIDTH, HEIGHT, PAD = 760, 460, 70
COLOURS = ("#24518a", "#2a7f78", "#c8553d", "#8a5a9e", "#b3812d", "#4d7c3a", "#7a6a5a", "#3b8fb5")


def draw(rows: Sequence[Mapping[str, Any]], factors: Mapping[str, str]) -> Markup:
    """Draw topics as circles: area by texts, colour by group, place by how alike their words are.

    ``rows`` are those of TOPICS; ``factors`` maps a factor's id to its name.
    """
    most = max(row["n"] for row in rows) or 1
    marks = []
    for row in rows:
        x = WIDTH / 2 + row["x"] * (WIDTH / 2 - PAD)
        y = HEIGHT / 2 - row["y"] * (HEIGHT / 2 - PAD)
        marks.append([x, y, 8 + 30 * math.sqrt(row["n"] / most)])
    _spread(marks)
    labels = _labels(rows, marks)
    body = []
    order = sorted(range(len(rows)), key=lambda i: -rows[i]["n"])
    for i in order:
        row, (x, y, radius) = rows[i], marks[i]
        about = factors.get(row["factor"], "—")
        told = (
            f"{row['topic']}. {row['name']}\n n={row['n']} ({100 * row['share']:.1f}%) · {about}"
            f"\n+{row['positive']} / {row['neutral']} / −{row['negative']}"
            f"\n{'  '.join(row['words'][:8])}"
        )
        body.append(
            Markup(
                '<a href="#topic-{}" class="spot"><circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" '
                'fill="{}" fill-opacity=".55" stroke="{}"><title>{}</title></circle>'
                '<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text></a>'
            ).format(
                row["topic"],
                x,
                y,
                radius,
                COLOURS[(row["group"] - 1) % len(COLOURS)],
                "#fff" if row["factor"] or row["mixed"] else "#7a4b00",
                told,
                x,
                y + 5,
                row["topic"],
            )
        )
    for left, top, anchor, text in labels:
        body.append(
            Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="n">{}</text>').format(
                left, top, anchor, text
            )
        )
    return Markup(
        '<svg viewBox="0 0 {} {}" class="map" role="img" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(WIDTH, HEIGHT, Markup("").join(body))


def _spread(marks: list[list[float]]) -> None:
    """Push circles apart until none covers another's middle, in a fixed number of steps."""
    for _ in range(120):
        for i, one in enumerate(marks):
            for other in marks[:i]:
                dx, dy = one[0] - other[0], one[1] - other[1]
                distance = math.hypot(dx, dy)
                wanted = one[2] + other[2] + 6
                if distance >= wanted:
                    continue
                if distance < 1e-6:
                    dx, dy, distance = 1.0, 0.5, 1.118
                push = (wanted - distance) / distance / 2
                one[0] += dx * push
                one[1] += dy * push
                other[0] -= dx * push
                other[1] -= dy * push
        for mark in marks:
            mark[0] = min(max(mark[0], mark[2] + 4), WIDTH - mark[2] - 4)
            mark[1] = min(max(mark[1], mark[2] + 4), HEIGHT - mark[2] - 18)


def _labels(
    rows: Sequence[Mapping[str, Any]], marks: Sequence[Sequence[float]]
) -> list[tuple[float, float, str, str]]:
    """Return where names go: below or above their circle, where no other name or circle is."""
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in marks]
    placed = []
    for i in sorted(range(len(rows)), key=lambda i: -rows[i]["n"]):
        x, y, r = marks[i]
        text = str(rows[i]["name"])
        text = text if len(text) <= 12 else text[:11] + "…"
        wide = sum(12.5 if ord(char) > 255 else 7 for char in text)
        for top in (y + r + 13, y - r - 4):
            left = min(max(x, wide / 2 + 2), WIDTH - wide / 2 - 2)
            box = (left - wide / 2, top - 11, left + wide / 2, top + 3)
            free = all(
                box[2] <= b[0] or b[2] <= box[0] or box[3] <= b[1] or b[3] <= box[1]
                for j, b in enumerate(taken)
                if j != i
            )
            if free and 11 < top < HEIGHT - 2:
                taken.append(box)
                placed.append((left, top, "middle", text))
                break
    return placed


def spark(points: Sequence[tuple[str, float | None, int, int]]) -> Markup:
    """Draw a share over periods, given as (period, share, n, base), as a small line."""
    width, height = 180, 34
    known = [(i, p) for i, p in enumerate(points) if p[1] is not None]
    most = max([float(p[1] or 0) for _, p in known] + [0.01])
    step = (width - 12) / max(1, len(points) - 1)
    places = [
        (6 + i * step, height - 6 - float(p[1] or 0) / most * (height - 12)) for i, p in known
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = Markup("").join(
        Markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="2.4" fill="#24518a"><title>{}</title></circle>'
        ).format(x, y, f"{p[0]}: {float(p[1] or 0):.1%} ({p[2]}/{p[3]})")
        for (x, y), (_, p) in zip(places, known, strict=True)
    )
    return Markup(
        '<svg viewBox="0 0 {} {}" class="spark" role="img" xmlns="http://www.w3.org/2000/svg">'
        '<polyline points="{}" fill="none" stroke="#24518a" stroke-width="1.5"/>{}</svg>'
    ).format(width, height, line, dots)
