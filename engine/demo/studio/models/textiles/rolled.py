"""Cloth rolled up."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import TAU, Point2, Point3, ripple, sheet, sweep
from engine.demo.studio.materials import cloth, leather
from engine.demo.studio.models.textiles.dyes import CHALK, DUSK, MOSS, OCHRE


def rolled(
    colour: str,
    length: float,
    radius: float,
    turns: float,
    thickness: float,
    *,
    stripe: str | None = None,
    every: float = 9.0,
    at: Point3 = (0, 0, 0),
    turn: float = 0.0,
) -> bpy.types.Object:
    """A roll of cloth lying on its side, its spiral facing the camera's right."""
    steps = int(turns * 44)
    line: list[Point2] = []
    for i in range(steps + 1):
        t = i / steps
        angle, r = turns * TAU * t - math.pi * 0.7 - turns * TAU, radius * (0.16 + 0.84 * t)
        line.append((r * math.cos(angle), radius + thickness / 2 + r * math.sin(angle)))
    item = sheet(
        "roll",
        line,
        length,
        thickness,
        cloth(colour, weave=5.0, stripe=stripe, every=every, share=0.22, nap=0.2),
        rows=30,
    )
    ripple(item, thickness * 0.35, 5.0)
    item.location, item.rotation_euler[2] = at, math.radians(turn)
    return item


def tea_towels(first: str = OCHRE, second: str = DUSK, third: str = CHALK) -> None:
    """Three linen tea towels, rolled, two below and one on top."""
    for colour, stripe, at, turn in (
        (first, CHALK, (-3.9, 0, 0), 24),
        (second, CHALK, (3.5, -1.2, 0), 24),
        (third, DUSK, (0.0, -0.8, 5.9), 21),
    ):
        rolled(colour, 22, 3.3, 3.1, 0.55, stripe=stripe, every=11.0, at=at, turn=turn)


def rug(colour: str = MOSS, stripe: str = CHALK) -> None:
    """A flat-woven rug, rolled, tied with two leather straps."""
    rolled(colour, 46, 7.0, 4.2, 1.2, stripe=stripe, every=11.5, turn=48)
    strap = leather("#8a5a34")
    for along in (-11.0, 11.0):
        ring = [
            (7.85 * math.cos(TAU * i / 72), along, 7.75 + 7.85 * math.sin(TAU * i / 72)) for i in range(72)
        ]
        tied = sweep("strap", ring, strap, width=0.35, depth=2.2, closed=True, square=5)
        tied.rotation_euler[2] = math.radians(48)
