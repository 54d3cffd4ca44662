"""Notebooks, pencils and a clock."""

from __future__ import annotations

import math
import random

import bpy

from engine.demo.studio.geometry import TAU, Point3, box, filleted, group, lathe, lettering, spline3, sweep
from engine.demo.studio.materials import bookcloth, enamel, metal, paper, wood
from engine.demo.studio.models.everyday.finishes import BEECH, BRASS, BRICK, COAL, IVORY, MUSTARD, OAK, PINE
from engine.demo.studio.typeface import face


def notebook(colour: str = PINE, other: str = MUSTARD) -> None:
    """Two cloth-bound notebooks, one on the other, with ribbon and pencil."""
    _book(other, (15.0, 21.2, 1.9), (0, 0, 0), 12)
    _book(colour, (15.0, 21.2, 1.9), (0.4, -0.3, 1.92), -9, title=True)
    pencil(MUSTARD if colour != MUSTARD else PINE, (3.4, -4.6, 4.25), -24)


def _book(colour: str, size: Point3, at: Point3, turn: float, title: bool = False) -> bpy.types.Object:
    width, tall, thick = size
    cover = bookcloth(colour)
    made = [
        box("front", (width, tall, 0.26), cover, at=(0, 0, thick - 0.26), bevel=0.08),
        box("back", (width, tall, 0.26), cover, bevel=0.08),
    ]
    spine = sweep(
        "spine",
        [(-width / 2 + 0.12, -tall / 2, thick / 2), (-width / 2 + 0.12, tall / 2, thick / 2)],
        cover,
        width=0.5,
        depth=thick,
        square=3,
        sides=24,
    )
    made.append(spine)
    made.append(
        box("pages", (width - 0.5, tall - 0.5, thick - 0.5), paper("#f1e9d8"), at=(0.05, 0, 0.25), bevel=0.04)
    )
    made.append(
        sweep(
            "ribbon",
            spline3(
                [
                    (1.0, -tall / 2 + 0.4, thick * 0.5),
                    (1.1, -tall / 2 - 0.8, thick * 0.42),
                    (1.6, -tall / 2 - 2.0, 0.2),
                    (2.3, -tall / 2 - 3.2, 0.08),
                ],
                10,
            ),
            enamel(BRICK, gloss=0.4),
            width=0.5,
            depth=0.06,
            square=5,
            sides=16,
        )
    )
    if title:
        words = lettering("Ollerby", 1.5, metal(BRASS, rough=0.3), font=face("serif"))
        words.location = (0.3, 4.6, thick + 0.012)
        made.append(words)
    return group(made, at=at, turn=turn)


def pencil(colour: str, at: Point3, turn: float) -> bpy.types.Object:
    """A hexagonal pencil lying on the table."""
    body = sweep(
        "pencil", [(-8.0, 0, 0), (0, 0, 0), (6.6, 0, 0)], enamel(colour, gloss=0.7), width=0.78, sides=6
    )
    tip = sweep(
        "tip",
        [(6.6, 0, 0), (7.4, 0, 0), (8.5, 0, 0)],
        wood(BEECH, along="x"),
        width=0.76,
        taper=lambda t: 1 - 0.78 * t,
        sides=18,
    )
    lead = sweep(
        "lead",
        [(8.45, 0, 0), (8.7, 0, 0), (9.1, 0, 0)],
        enamel("#2c2c2e", gloss=0.5),
        width=0.18,
        taper=lambda t: 1 - 0.8 * t,
        sides=10,
    )
    return group([body, tip, lead], at=at, turn=turn)


def pencils() -> None:
    """A dozen pencils standing in a turned beech cup."""
    lathe(
        "cup",
        filleted([(0, 0, 0), (3.7, 0, 0.3), (3.7, 9.6, 0.25), (3.1, 9.6, 0.2), (3.1, 0.8, 0.3), (0, 0.8, 0)]),
        wood(OAK, along="z", ring=1.2),
    )
    luck = random.Random(4)
    colours = (PINE, MUSTARD, BRICK, IVORY, COAL)
    for k in range(11):
        angle, out = TAU * k / 11 + luck.uniform(-0.1, 0.1), 1.7 if k else 0.2
        lean = luck.uniform(0.06, 0.16)
        one = pencil(
            colours[k % 5], (out * math.cos(angle), out * math.sin(angle), 9.0 + luck.uniform(0, 0.8)), 0
        )
        one.rotation_euler = (0, -math.pi / 2 + lean * math.cos(angle), 0)
        one.rotation_euler[0] = -lean * math.sin(angle)


def clock(colour: str = PINE) -> None:
    """A round table clock on a wedge of oak."""
    case = lathe(
        "case",
        filleted(
            [(0, -2.6, 0), (7.0, -2.6, 0.8), (7.4, 0.6, 0.5), (6.9, 0.6, 0.2), (6.8, 0.0, 0.1), (0, 0.0, 0)],
            8,
        ),
        enamel(colour, gloss=0.45),
    )
    dial = lathe("dial", [(0, 0.03), (6.75, 0.03)], paper("#f5efe2"))
    ink = enamel(COAL, gloss=0.2)
    made = [case, dial]
    for k in range(60):
        angle = TAU * k / 60
        long = 0.75 if k % 5 == 0 else 0.3
        made.append(
            box(
                "mark",
                (0.16 if k % 5 == 0 else 0.07, long, 0.03),
                ink,
                at=(5.9 * math.sin(angle), 5.9 * math.cos(angle), 0.03),
                bevel=0.0,
                turn=-math.degrees(angle),
            )
        )
    for length, wide, hour, lift in ((3.5, 0.36, 10.15 / 12, 0.16), (5.3, 0.24, 9 / 60, 0.24)):
        angle = TAU * hour
        made.append(
            box(
                "hand",
                (wide, length, 0.06),
                ink,
                at=((length / 2 - 0.7) * math.sin(angle), (length / 2 - 0.7) * math.cos(angle), lift),
                bevel=0.03,
                turn=-math.degrees(angle),
            )
        )
    made.append(lathe("hub", [(0, 0.3), (0.35, 0.3), (0.4, 0.25), (0.4, 0.05)], metal(BRASS, rough=0.2)))
    words = lettering("Ollerby", 0.95, ink, font=face("serif"))
    words.location = (0, 2.6, 0.045)
    made.append(words)
    face_up = group(made, at=(0, 0, 8.6))
    face_up.rotation_euler = (math.radians(82), 0, math.radians(14))
    box("foot", (9.0, 6.0, 2.6), wood(OAK, along="x"), at=(0.4, 1.4, 0), bevel=0.3, turn=14)
