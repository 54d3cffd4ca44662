"""Candles and their flame, and a stick of incense."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import (
    Point3,
    band,
    box,
    curve,
    filleted,
    group,
    lathe,
    lettering,
    sweep,
    vessel,
)
from engine.demo.studio.materials import clay, enamel, glass, glaze, glow, metal, paper, wax, wood
from engine.demo.studio.models.apothecary.tones import BUTTER, FIG, INKY, MILK, PLUM, ROSE, print_round
from engine.demo.studio.typeface import face


def candle(
    scent: str = "Quince & Smoke",
    colour: str = MILK,
    holder: str = "#fbf4ee",
    size: float = 1.0,
    lit: bool = True,
) -> None:
    """A poured candle in a glass, with a paper label."""
    r, h = 4.1 * size, 9.2 * size
    outline = curve([(r * 0.9, 0), (r * 0.9, 0), (r * 0.98, 0.25), (r, 1.0), (r, h * 0.6), (r, h)])
    made = [vessel("holder", outline, 0.28, glass(holder), floor=0.9)]
    made.append(
        lathe(
            "wax",
            [
                (0, 0.95),
                (r - 0.45, 0.95),
                (r - 0.32, 1.4),
                (r - 0.32, h * 0.675),
                (r - 0.6, h * 0.665),
                (0, h * 0.655),
            ],
            wax(colour, lit=0.32),
        )
    )
    made.append(
        sweep(
            "wick",
            [(0, 0, h * 0.64), (0, 0, h * 0.71), (0.12, 0, h * 0.74)],
            enamel("#2a211d", gloss=0),
            width=0.2,
            sides=8,
        )
    )
    made.append(band("label", r + 0.03, h * 0.12, h * 0.58, 78, paper("#f8f3ea")))
    made += print_round(
        [
            ("Pomelune", 0.98 * size, h * 0.41),
            (scent, 0.46 * size, h * 0.29),
            (f"{round(190 * size**3)} g", 0.4 * size, h * 0.20),
        ],
        r + 0.05,
    )
    if lit:
        made.append(flame((0.1, 0, h * 0.725), size * 0.6))
    group(made)


def flame(at: Point3, size: float = 1.0) -> bpy.types.Object:
    """A small steady flame, with the light it gives."""
    line = curve([(0, 0), (0.24, 0.25), (0.32, 0.6), (0.2, 1.2), (0.05, 1.75), (0, 1.9)])
    item = lathe(
        "flame", [(r * size, z * size) for r, z in line], glow("#ffb45a", 14.0, tint="#ffd9a0"), segments=24
    )
    item.location = at
    data = bpy.data.lights.new("flame", "POINT")
    data.energy, data.color, data.shadow_soft_size = 1400 * size, (1.0, 0.52, 0.2), 0.6
    light = bpy.data.objects.new("flame light", data)
    bpy.context.scene.collection.objects.link(light)
    light.location = (at[0], at[1], at[2] + size)
    return item


def pillar_candles(colour: str = PLUM) -> None:
    """Three pillar candles of three heights, one burning."""
    for (x, y, r, h), tone in zip(
        ((-4.6, 1.6, 3.5, 15.5), (3.6, 2.2, 3.5, 11.0), (0.4, -4.6, 3.5, 7.2)),
        (colour, ROSE, MILK),
        strict=True,
    ):
        line = filleted(
            [
                (0, 0, 0),
                (r, 0, 0.3),
                (r, h, 0.5),
                (r * 0.78, h - 0.05, 0.4),
                (r * 0.3, h - 0.45, 0.6),
                (0, h - 0.45, 0),
            ],
            8,
        )
        body = lathe("candle", line, wax(tone))
        wick = sweep(
            "wick",
            [(0, 0, h - 0.5), (0, 0, h + 0.3), (0.15, 0, h + 0.7)],
            enamel("#2a211d", gloss=0),
            width=0.2,
            sides=8,
        )
        group([body, wick], at=(x, y, 0))
    flame((-4.5, 1.6, 16.0), 1.1)


def tapers(colour: str = PLUM, other: str = BUTTER) -> None:
    """Four dipped tapers lying fanned, two pairs joined by their wick."""
    for k, (tone, turn) in enumerate(((colour, -13.0), (other, -4.0), (colour, 5.0), (other, 14.0))):
        line = [
            (0, 0),
            (1.05, 0.0),
            (1.12, 0.4),
            (1.12, 4),
            (1.0, 16),
            (0.78, 24.0),
            (0.5, 25.2),
            (0.2, 25.7),
            (0, 25.8),
        ]
        body = lathe("taper", curve(line), wax(tone))
        wick = sweep(
            "wick",
            [(0, 0, 25.6), (0.1, 0, 26.4), (0.4, 0, 27.2)],
            enamel("#efe9dd", gloss=0),
            width=0.16,
            sides=8,
        )
        lying = group([body, wick], at=(-6.0 + k * 4.0, -12.0, 1.12))
        lying.rotation_euler = (math.radians(-90), 0, math.radians(-turn))


def incense(colour: str = FIG) -> None:
    """A ceramic disc with a stick of incense and a paper sleeve behind."""
    lathe(
        "dish",
        filleted(
            [(0, 0, 0), (5.2, 0, 0.2), (6.2, 1.3, 0.3), (5.9, 1.3, 0.1), (4.9, 0.5, 0.4), (0, 0.5, 0)], 6
        ),
        glaze(colour, speckle="#2b1820"),
    )
    lathe(
        "stud",
        filleted([(0, 0.5, 0), (1.0, 0.5, 0.2), (0.8, 1.9, 0.4), (0, 1.95, 0)]),
        metal("#c9a25e", rough=0.25),
    )
    sweep("stick", [(0.1, 0, 1.0), (1.6, 0, 9.0)], wood("#c9a26d"), width=0.14, sides=8)
    sweep("paste", [(1.0, 0, 6.0), (3.6, 0, 20.0)], clay("#4a342c"), width=0.3, sides=10)
    sleeve = box("sleeve", (4.2, 1.0, 19), paper("#e8cfc4"), bevel=0.1)
    words = lettering("Pomelune", 1.25, paper(INKY), font=face("serif"))
    words.rotation_euler = (math.radians(90), math.radians(-90), 0)
    words.location = (0, -0.52, 10)
    group([sleeve, words], at=(-4.6, 5.0, 0), turn=-8)
