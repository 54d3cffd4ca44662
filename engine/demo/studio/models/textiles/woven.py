"""Baskets really woven, strand by strand, and a pouf of rope."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import bpy
from mathutils import Vector

from engine.demo.studio.geometry import TAU, Point3, group, lathe, spline3, strand
from engine.demo.studio.materials import fibre, leather, wood
from engine.demo.studio.models.textiles.dyes import HEATHER, RUSH, WILLOW


def basket(
    colour: str = RUSH, radius: float = 14.0, height: float = 17.0, handles: bool = True, dark: str = WILLOW
) -> None:
    """A basket really woven: strands running before and behind upright stakes, a plaited rim, two handles."""
    strands, dark_strands, stakes_made = fibre(colour), fibre(dark), fibre(dark)
    stakes, rows = 36, int(height / 0.62)

    def girth(z: float) -> float:
        t = z / height
        return radius * (0.80 + 0.26 * math.sin(math.pi * (0.16 + 0.62 * t)))

    for k in range(stakes):
        angle = TAU * k / stakes
        path = [
            (
                girth(height * t / 14) * math.cos(angle),
                girth(height * t / 14) * math.sin(angle),
                height * t / 14,
            )
            for t in range(15)
        ]
        strand("stake", path, stakes_made, 0.2)
    steps = stakes * 4
    for row in range(rows):
        z = 0.35 + row * 0.62
        path = []
        for i in range(steps):
            angle = TAU * i / steps
            r = girth(z) + 0.3 * math.cos(stakes / 2 * angle + math.pi * row)
            path.append((r * math.cos(angle), r * math.sin(angle), z + 0.06 * math.sin(5 * angle + row)))
        strand(
            "weft",
            path,
            dark_strands if row in (rows - 5, rows - 6, rows - 9) else strands,
            0.34,
            closed=True,
            resolution=2,
        )
    plait(girth(height), height + 0.1, strands, 0.5, 60)
    lathe("bottom", [(0, 0.2), (girth(0) - 0.2, 0.2)], strands)
    if handles:
        for side in (0, math.pi):
            c, s = math.cos(side), math.sin(side)
            r = girth(height)
            arch = [
                (r - 0.2, -4.6, height - 2.4),
                (r + 0.3, -4.4, height + 1.6),
                (r + 0.2, -2.6, height + 4.4),
                (r + 0.2, 0, height + 5.2),
                (r + 0.2, 2.6, height + 4.4),
                (r + 0.3, 4.4, height + 1.6),
                (r - 0.2, 4.6, height - 2.4),
            ]
            _rope(
                spline3([(x * c - y * s, x * s + y * c, z) for x, y, z in arch], 14), leather("#8a5a34"), 0.42
            )


def plait(radius: float, z: float, material: bpy.types.Material, thick: float, waves: int) -> None:
    steps = waves * 8
    for phase in (0.0, TAU / 3, 2 * TAU / 3):
        path = []
        for i in range(steps):
            angle = TAU * i / steps
            r = radius + thick * 0.9 * math.cos(waves / 2 * angle + phase)
            path.append(
                (
                    r * math.cos(angle),
                    r * math.sin(angle),
                    z + thick * 0.8 * math.sin(waves / 2 * angle + phase),
                )
            )
        strand("plait", path, material, thick * 0.62, closed=True)


def _rope(path: list[Point3], material: bpy.types.Material, radius: float, strands_in_it: int = 3) -> None:
    spots = [Vector(p) for p in path]
    for k in range(strands_in_it):
        line = []
        for i, spot in enumerate(spots):
            along = (spots[min(i + 1, len(spots) - 1)] - spots[max(i - 1, 0)]).normalized()
            side = along.cross(Vector((0, 0.3, 1))).normalized()
            up = side.cross(along)
            angle = TAU * k / strands_in_it + i * 0.5
            line.append(tuple(spot + (side * math.cos(angle) + up * math.sin(angle)) * radius * 0.6))
        strand("rope", line, material, radius * 0.62)


def log_basket(colour: str = WILLOW) -> None:
    """A wide basket with birch logs in it."""
    basket(colour, radius=21, height=19, handles=True, dark="#4a3320")
    bark, cut = wood("#d9cdbd", along="z"), wood("#c9a26d", along="z", ring=2)
    luck = random.Random(3)
    for i in range(9):
        r = luck.uniform(3.0, 4.2)
        log = lathe(
            "log",
            [(r, 0), (r * 1.03, 8), (r, 31)],
            bark,
            segments=40,
            wobble=_gnarled(i),
        )
        top = lathe("cut", [(0, 31.05), (r * 0.99, 31.0)], cut, segments=40)
        angle, out = i * 2.4, (0 if i == 0 else 10.5)
        whole = group(
            [log, top], at=(out * math.cos(angle), out * math.sin(angle), luck.uniform(0.8, 4.5)), turn=i * 50
        )
        whole.rotation_euler[0], whole.rotation_euler[1] = (
            luck.uniform(-0.14, 0.14),
            luck.uniform(-0.14, 0.14),
        )


def _gnarled(seed: int) -> Callable[[float, float], float]:
    return lambda angle, height: 1 + 0.04 * math.sin(3 * angle + seed + height * 0.2)


def pouf(colour: str = HEATHER) -> None:
    """A floor pouf knitted from thick cord: rows of plaits round a flattened ball."""
    wool = fibre(colour, twist=0.6)
    core = [
        (24.0 * math.sin(math.pi * i / 40) ** 0.8, 17.0 - 16.2 * math.cos(math.pi * i / 40))
        for i in range(41)
    ]
    lathe("core", core, wool)
    rows = 13
    for row in range(rows):
        t = (row + 0.5) / rows
        angle = math.pi * (0.06 + 0.86 * t)
        r, z = 24.6 * math.sin(angle) ** 0.8, 17.0 - 16.6 * math.cos(angle)
        if r > 2.5:
            plait(r, z, wool, 1.55, max(2 * int(r * 1.05), 8))
