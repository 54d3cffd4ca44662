"""A line of figures as the points of an SVG polyline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 260, 44


@dataclass(frozen=True)
class Spark:
    """``line``: points; ``area``: the same closed at the bottom; ``last``: the end of the line."""

    line: str
    area: str
    last: tuple[float, float]


def points(values: Sequence[int]) -> Spark:
    """Values from left to right, the highest at the top; all equal lie at the bottom."""
    highest, step = max([*values, 1]), WIDTH / max(1, len(values) - 1)
    found = [
        (round(place * step, 1), round(HEIGHT - 2 - (HEIGHT - 6) * max(0, value) / highest, 1))
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in found)
    return Spark(line, f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}", found[-1])
