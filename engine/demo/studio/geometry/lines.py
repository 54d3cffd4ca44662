"""Lines in the plane and in space: splines, rounded corners, parallel lines. One unit is one centimetre."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from mathutils import Vector

Point2 = tuple[float, float]


Point3 = tuple[float, float, float]


TAU = 2 * math.pi


def curve(points: Sequence[Point2], steps: int = 14) -> list[Point2]:
    """A smooth Catmull-Rom line through `points`; a point given twice makes a corner there."""
    runs: list[list[Point2]] = [[points[0]]]
    for before, point in pairwise(points):
        if point == before:
            runs.append([point])
        else:
            runs[-1].append(point)
    line: list[Point2] = []
    for run in (run for run in runs if len(run) > 1):
        sampled = _catmull_rom(run, steps)
        line += sampled if not line else sampled[1:]
    return line


def _catmull_rom(run: Sequence[Point2], steps: int) -> list[Point2]:
    first = (2 * run[0][0] - run[1][0], 2 * run[0][1] - run[1][1])
    last = (2 * run[-1][0] - run[-2][0], 2 * run[-1][1] - run[-2][1])
    knots = [first, *run, last]
    line = [run[0]]
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for step in range(1, steps + 1):
            t = step / steps
            line.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return line


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def spline3(points: Sequence[Point3], steps: int = 12) -> list[Point3]:
    """A smooth line through points in space."""
    flat = _catmull_rom([(p[0], p[1]) for p in points], steps)
    high = _catmull_rom([(p[2], 0.0) for p in points], steps)
    return [(a[0], a[1], b[0]) for a, b in zip(flat, high, strict=True)]


def filleted(points: Sequence[tuple[float, float, float]], steps: int = 6) -> list[Point2]:
    """A line of straight pieces whose corners (x, y, radius) are rounded by arcs."""
    line: list[Point2] = [points[0][:2]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        here = Vector(corner[:2])
        back, ahead = Vector(before[:2]) - here, Vector(after[:2]) - here
        cut = min(corner[2], back.length * 0.49, ahead.length * 0.49)
        start, end = here + back.normalized() * cut, here + ahead.normalized() * cut
        for step in range(steps + 1):
            t = step / steps
            spot = start * (1 - t) ** 2 + here * (2 * t * (1 - t)) + end * t**2
            line.append((spot.x, spot.y))
    line.append(points[-1][:2])
    return line


def parallel(line: Sequence[Point2], distance: float) -> list[Point2]:
    """A line beside another, `distance` to its left; where it runs on the spot it is left out."""
    moved: list[Point2] = []
    for i, point in enumerate(line):
        ahead, behind = line[min(i + 1, len(line) - 1)], line[max(i - 1, 0)]
        along = Vector((ahead[0] - behind[0], ahead[1] - behind[1]))
        if along.length < 1e-6:
            continue
        along.normalize()
        moved.append((point[0] - along.y * distance, point[1] + along.x * distance))
    return moved
