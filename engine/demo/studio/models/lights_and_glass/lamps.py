"""Lamps, each with a bulb that lights what stands near it."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import (
    TAU,
    Point3,
    curve,
    filleted,
    group,
    lathe,
    offstage,
    shell,
    spline3,
    sweep,
)
from engine.demo.studio.materials import enamel, glow, linear, metal, stone
from engine.demo.studio.models.lights_and_glass.finishes import BRASS, CHALK, GRAPHITE, PETROL, WARM


def cord(start: Point3, material: bpy.types.Material, spread: float = 10.0) -> bpy.types.Object:
    """A lamp's cable lying on the table, running off behind it."""
    x, y, _ = start
    back = abs(spread)
    legs = [(0.3, 0.4), (1.0, 1.0), (0.7, 2.0), (1.6, 3.2), (3.0, 5.0)]
    path = spline3([start, *((x + spread * dx, y + back * dy, 0.3) for dx, dy in legs)], 14)
    return offstage(sweep("cord", path, material, width=0.55, sides=10))


def _bulb(at: Point3, power: float, radius: float) -> None:
    data = bpy.data.lights.new("bulb", "POINT")
    data.energy, data.color, data.shadow_soft_size = power * 1000, linear(WARM)[:3], radius
    item = bpy.data.objects.new("bulb", data)
    bpy.context.scene.collection.objects.link(item)
    item.location = at


def mushroom_lamp(base: str = BRASS, shade_colour: str = "#ff9f38") -> None:
    """A glowing opal dome on a slender turned stem."""
    stem = filleted(
        [
            (0, 0, 0),
            (7, 0, 0.2),
            (7, 1.2, 0.5),
            (2.0, 2.2, 1.2),
            (1.15, 6, 3),
            (1.15, 22, 1),
            (2.6, 23.5, 0.3),
            (2.6, 24.2, 0.3),
            (0, 24.2, 0),
        ],
        8,
    )
    lathe("stem", stem, metal(base, rough=0.28, brushed=0.6))
    dome = curve(
        [
            (0.0, 33.4),
            (4.5, 32.6),
            (8.6, 30.0),
            (11.1, 26.2),
            (11.6, 23.4),
            (11.2, 22.2),
            (10.2, 21.9),
            (6.0, 22.4),
            (0, 22.7),
        ]
    )
    lathe("dome", dome, glow(shade_colour, 0.95, span=(23.0, 33.5), tint="#f0d9b8"))
    _bulb((0, 0, 19.5), 26, 6.5)


def dome_lamp(colour: str = PETROL) -> None:
    """A desk lamp: enamelled dome, brass joint, bent stem, round foot."""
    paint, brass = enamel(colour), metal(BRASS, rough=0.22)
    lathe("foot", filleted([(0, 0, 0), (8.4, 0, 0.2), (8.4, 1.5, 0.5), (2, 1.9, 0.4), (0, 1.9, 0)]), paint)
    path = spline3([(0, 0, 1.5), (0, 0, 14), (0, 0, 25), (2.4, 0, 32.5), (8.2, 0, 35.2), (13.0, 0, 33.4)], 16)
    sweep("stem", path, brass, width=1.1, sides=20)
    lathe("collar", filleted([(0, 1.7, 0), (1.3, 1.7, 0.1), (1.3, 3.6, 0.3), (0, 3.8, 0)]), brass)
    hood = shell("hood", curve([(1.4, 8.6), (2.6, 8.4), (6.2, 6.9), (8.8, 3.9), (9.6, 0.2)]), 0.22, paint)
    knob = lathe("knob", filleted([(0, 8.2, 0), (1.6, 8.2, 0.2), (1.6, 10.0, 0.4), (0, 10.4, 0)]), brass)
    lamp = lathe("lamp", curve([(0, 2.0), (2.2, 2.6), (2.8, 4.4), (1.6, 6.6), (1.2, 8)]), glow(WARM, 5.0))
    head = group([hood, knob, lamp], at=(15.6, 0, 23.6))
    head.rotation_euler[1] = math.radians(-18)
    _bulb((15.0, 0, 22.8), 7, 1.5)
    cord((-8.0, 1, 0.6), enamel(GRAPHITE, gloss=0.2), -6)


def globe_lamp(foot: str = "#e9e4dc", vein: str = "#8d8578") -> None:
    """A glowing globe resting in a stone ring."""
    lathe(
        "foot",
        filleted(
            [(0, 0, 0), (6.0, 0, 0.2), (6.0, 5.2, 0.6), (4.4, 5.2, 0.3), (4.0, 4.2, 0.2), (0, 4.2, 0)], 8
        ),
        stone(foot, vein),
    )
    globe = [(9.2 * math.sin(math.pi * i / 64), 12.6 - 9.2 * math.cos(math.pi * i / 64)) for i in range(65)]
    lathe("globe", globe, glow("#ff9f38", 0.85, span=(5.0, 21.0), tint="#f0d9b8"))
    _bulb((0, -3, 13), 10, 9)
    cord((5.8, 2.0, 0.8), enamel(CHALK, gloss=0.2), 6)


def pendant(colour: str = PETROL, radius: float = 13.0) -> None:
    """A spun metal pendant hanging on its cord."""
    r = radius
    rise = [(1.5, 0.98 * r), (0.22 * r, 0.95 * r), (0.62 * r, 0.78 * r), (0.9 * r, 0.42 * r), (r, 0)]
    shell("shade", curve(rise), 0.2, enamel(colour, gloss=0.55))
    brass = metal(BRASS, rough=0.24)
    lathe(
        "cap",
        filleted(
            [
                (0, r * 0.94, 0),
                (2.3, r * 0.94, 0.2),
                (2.0, r * 0.94 + 4.0, 0.6),
                (0.5, r * 0.94 + 4.6, 0.2),
                (0, r * 0.94 + 4.6, 0),
            ]
        ),
        brass,
    )
    lathe(
        "lamp",
        [(4.2 * math.sin(math.pi * i / 40), r * 0.34 - 4.2 * math.cos(math.pi * i / 40)) for i in range(41)],
        glow(WARM, 3.2),
    )
    hanging = [(0, 0, r + 3), (0, 0, r + 12), (0, 0, r * 2 + 18), (0, 0, r * 9)]
    offstage(sweep("cord", hanging, enamel(GRAPHITE, gloss=0.2), width=0.6, sides=12))
    _bulb((0, 0, r * 0.15), 12, 3)


def lantern(colour: str = CHALK) -> None:
    """A rechargeable table lamp: a flat hat on a slim body, with a carrying loop."""
    paint = enamel(colour, gloss=0.45)
    lathe(
        "body",
        filleted(
            [
                (0, 0, 0),
                (5.2, 0, 0.3),
                (5.2, 1.8, 0.7),
                (1.5, 3.0, 1.0),
                (1.2, 6, 2),
                (1.2, 19, 0.5),
                (0, 19, 0),
            ],
            8,
        ),
        paint,
    )
    lathe(
        "hat",
        filleted(
            [
                (0, 24.6, 0),
                (5.0, 24.6, 0.8),
                (8.2, 19.4, 0.3),
                (7.8, 19.4, 0.2),
                (4.8, 23.8, 0.4),
                (0, 23.9, 0),
            ],
            8,
        ),
        paint,
    )
    lathe("lens", [(0, 20.0), (7.2, 20.0), (7.2, 20.4), (0, 20.4)], glow(WARM, 4.0))
    ring = [(2.2 * math.cos(TAU * i / 64), 0, 26.3 + 2.2 * math.sin(TAU * i / 64)) for i in range(64)]
    sweep("loop", ring, metal(BRASS, rough=0.22), width=0.55, closed=True, sides=14)
    _bulb((0, 0, 18.4), 9, 3)
