"""Kettle, mills, boards, brushes and mugs."""

from __future__ import annotations

import math
import random

import bpy

from engine.demo.studio.geometry import TAU, box, curve, filleted, group, lathe, spline3, sweep, vessel
from engine.demo.studio.materials import enamel, fibre, metal, wood
from engine.demo.studio.models.everyday.finishes import ASH, BEECH, BRASS, IVORY, OAK, PINE, STEEL, WALNUT


def kettle(colour: str = PINE) -> None:
    """A whistling kettle: enamelled body, beech handle, brass knob."""
    paint, brass, beech = enamel(colour), metal(BRASS, rough=0.22), wood(WALNUT, along="x", gloss=0.6)
    body = filleted(
        [(0, 0, 0), (9.6, 0, 0.8), (10.6, 4.0, 3.0), (9.0, 11.0, 3.0), (4.6, 13.4, 1.0), (4.3, 13.6, 0.0)], 10
    )
    made = [lathe("body", body, paint)]
    made.append(
        lathe(
            "rim",
            [(4.2, 13.3), (4.9, 13.3), (4.95, 13.55), (4.6, 13.75), (4.2, 13.7)],
            metal(STEEL, rough=0.2),
        )
    )
    made.append(
        lathe("lid", filleted([(4.45, 13.6, 0), (4.4, 14.2, 0.2), (2.2, 15.2, 1.0), (0, 15.3, 0)], 8), paint)
    )
    made.append(
        lathe(
            "knob",
            curve([(0.5, 15.1), (0.45, 15.7), (1.15, 16.3), (1.3, 17.1), (0.8, 17.7), (0, 17.8)]),
            brass,
        )
    )
    made.append(
        sweep(
            "spout",
            spline3([(7.6, 0, 6.4), (10.8, 0, 8.2), (12.6, 0, 10.8), (13.9, 0, 13.2)], 12),
            paint,
            width=4.0,
            taper=lambda t: 1 - 0.5 * t,
            sides=32,
        )
    )
    made.append(sweep("whistle", [(13.75, 0, 12.9), (14.6, 0, 14.5)], brass, width=2.3, sides=28))
    for side in (-1, 1):
        made.append(
            sweep(
                "arm",
                spline3(
                    [
                        (side * 7.4, 0, 11.4),
                        (side * 8.6, 0, 15.0),
                        (side * 8.0, 0, 19.0),
                        (side * 6.0, 0, 21.2),
                    ],
                    12,
                ),
                metal(STEEL, rough=0.2),
                width=0.7,
                depth=1.3,
                sides=16,
            )
        )
    made.append(
        sweep(
            "grip",
            spline3([(-6.4, 0, 21.0), (-3.2, 0, 22.1), (0, 0, 22.4), (3.2, 0, 22.1), (6.4, 0, 21.0)], 12),
            beech,
            width=2.5,
            taper=lambda t: 0.8 + 0.28 * math.sin(math.pi * t),
            sides=24,
        )
    )
    group(made, turn=-24)


def pepper_mill(colour: str = WALNUT) -> None:
    """A turned mill and its pale brother for salt."""
    line = curve(
        [
            (0, 0),
            (2.7, 0),
            (2.7, 0),
            (2.85, 0.4),
            (2.8, 2.0),
            (2.1, 6.0),
            (2.0, 9.0),
            (2.5, 12.6),
            (2.6, 13.4),
            (2.6, 13.4),
            (2.3, 13.55),
            (2.3, 13.75),
            (2.6, 13.9),
            (2.6, 13.9),
            (2.8, 15.2),
            (2.5, 17.2),
            (1.5, 18.5),
            (0.9, 18.8),
            (0.9, 18.8),
            (0, 18.8),
        ]
    )
    for tone, x, y, scale in ((colour, -3.0, 0.8, 1.12), (ASH, 3.4, -1.6, 0.9)):
        mill = lathe("mill", line, wood(tone, along="z", gloss=0.5))
        ball = lathe(
            "ball",
            [
                (0.75 * math.sin(math.pi * i / 24), 19.3 - 0.75 * math.cos(math.pi * i / 24))
                for i in range(25)
            ],
            metal(BRASS, rough=0.2),
        )
        group([mill, ball], at=(x, y, 0), scale=scale)


def boards(first: str = WALNUT, second: str = OAK) -> None:
    """Two chopping boards leaning on each other, a round one in front."""
    tall = box("board", (21, 2.2, 34), wood(first, along="z", ring=0.6), bevel=0.6, segments=6)
    lean = group([tall], at=(-3, 5, 0), turn=4)
    lean.rotation_euler[0] = math.radians(-9)
    disc = lathe(
        "round",
        filleted([(0, 0, 0), (12.0, 0, 0.5), (12.0, 2.0, 0.5), (0, 2.0, 0)], 6),
        wood(second, along="x", ring=0.6),
    )
    grip = box(
        "grip", (4.4, 11, 2.0), wood(second, along="x", ring=0.6), at=(0, 14.5, 0), bevel=0.6, segments=6
    )
    hole = lathe("hole", [(0.0, 2.03), (1.0, 2.03)], enamel("#2a1c12", gloss=0))
    hole.location[1] = 17.6
    front = group([disc, grip, hole], at=(7.5, -1.8, 12.2))
    front.rotation_euler = (math.radians(80), 0, math.radians(-6))


def dish_brush(colour: str = BEECH) -> None:
    """A long-handled dish brush and a nail brush, beech and bristle."""
    grain = wood(colour, along="x", ring=1.2)
    bristle = fibre("#e2cfa6")
    luck = random.Random(2)
    made = [
        sweep(
            "handle",
            spline3([(3.2, 0, 2.6), (7, 0, 3.0), (14, 0, 3.6), (20.5, 0, 3.4)], 14),
            grain,
            width=1.7,
            depth=1.3,
            taper=lambda t: 0.72 + 0.35 * t,
            sides=24,
        )
    ]
    made.append(
        lathe("head", filleted([(0, 1.8, 0), (3.2, 1.8, 0.3), (3.3, 3.1, 0.6), (0, 3.5, 0)], 6), grain)
    )
    for ring_, count in ((0.6, 6), (1.5, 13), (2.4, 20)):
        for k in range(count):
            angle = TAU * k / count
            for _ in range(7):
                x, y = (
                    ring_ * math.cos(angle) + luck.uniform(-0.2, 0.2),
                    ring_ * math.sin(angle) + luck.uniform(-0.2, 0.2),
                )
                made.append(
                    sweep("bristle", [(x, y, 1.9), (x * 1.12, y * 1.12, -0.4)], bristle, width=0.09, sides=4)
                )
    group(made, at=(-8.5, 0, 0.42), turn=24)
    block = box("block", (10.0, 4.4, 1.9), grain, bevel=0.8, segments=6)
    tufts: list[bpy.types.Object] = [block]
    for i in range(12):
        for j in range(5):
            for _ in range(9):
                x, y = (
                    -4.1 + i * 0.75 + luck.uniform(-0.24, 0.24),
                    -1.5 + j * 0.75 + luck.uniform(-0.24, 0.24),
                )
                tufts.append(
                    sweep(
                        "bristle",
                        [(x, y, 1.8), (x * 1.04, y * 1.06, 3.5 + luck.uniform(-0.08, 0.08))],
                        bristle,
                        width=0.09,
                        sides=4,
                    )
                )
    group(tufts, at=(-1.5, -8.0, 0), turn=-10)


def enamel_mug(colour: str = IVORY, rim: str = PINE) -> None:
    """Two enamel mugs with a coloured rim."""
    for at, turn in (((-4.8, 2.0, 0), -150), ((4.6, -1.8, 0), -28)):
        paint, edge = enamel(colour), enamel(rim)
        made = [
            vessel(
                "mug", curve([(3.5, 0), (3.5, 0), (3.9, 0.3), (4.1, 1.4), (4.15, 4), (4.2, 7.9)]), 0.16, paint
            )
        ]
        made.append(
            sweep(
                "rim",
                [(4.16 * math.cos(TAU * i / 96), 4.16 * math.sin(TAU * i / 96), 8.0) for i in range(96)],
                edge,
                width=0.42,
                closed=True,
                sides=14,
            )
        )
        made.append(
            sweep(
                "handle",
                spline3([(4.0, 0, 7.0), (6.2, 0, 7.3), (7.0, 0, 5.2), (6.4, 0, 2.9), (4.0, 0, 2.0)], 12),
                edge,
                width=1.1,
                depth=0.35,
                sides=16,
                square=3,
            )
        )
        group(made, at=at, turn=turn)
