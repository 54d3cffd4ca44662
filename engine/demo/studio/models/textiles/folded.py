"""Cloth folded in stacks."""

from __future__ import annotations

import math
import random

import bpy

from engine.demo.studio.geometry import Point2, Point3, group, lathe, ripple, sheet, spline3, strand
from engine.demo.studio.materials import cloth, fibre, wood
from engine.demo.studio.models.textiles.dyes import CHALK, DUSK, OATMEAL


def serpentine(width: float, layers: int, gap: float, slack: float = 0.25) -> list[Point2]:
    """The section of a cloth folded to and fro: `layers` lying on each other, `gap` cm apart."""
    line: list[Point2] = []
    for layer in range(layers):
        z = gap * (layer + 0.5)
        ways = range(25) if layer % 2 == 0 else range(24, -1, -1)
        wave = random.Random(layer + 11)
        lean = wave.uniform(-slack, slack)
        for i in ways:
            x = width * (i / 24 - 0.5)
            line.append((x * (1 - 0.006 * layer) + lean, z + gap * 0.10 * math.sin(i * 0.7 + layer * 2)))
        if layer < layers - 1:
            end = line[-1][0]
            out = 1 if layer % 2 == 0 else -1
            line += [
                (
                    end + out * gap * 0.62 * math.sin(math.pi * k / 8),
                    z + gap / 2 * (1 - math.cos(math.pi * k / 8)),
                )
                for k in range(1, 8)
            ]
    return line


def folded(
    width: float,
    length: float,
    layers: int,
    thickness: float,
    material: bpy.types.Material,
    *,
    at: Point3 = (0, 0, 0),
    turn: float = 0.0,
    loft: float = 0.3,
) -> bpy.types.Object:
    """One folded cloth, lying with its folds to left and right."""
    item = sheet("cloth", serpentine(width, layers, thickness * 1.06), length, thickness, material, rows=36)
    for vertex in item.data.vertices:
        end, side = abs(vertex.co.y) * 2 / length, abs(vertex.co.x) * 2 / width
        vertex.co.z *= 1 - 0.10 * loft * end**5 - 0.06 * loft * min(side, 1.0) ** 6
        vertex.co.x *= 1 - 0.035 * loft * end**6
    ripple(item, loft, 9.0)
    item.location, item.rotation_euler[2] = at, math.radians(turn)
    return item


def throw(colour: str = DUSK, stripe: str = CHALK) -> None:
    """A wool throw folded three times, its fringe hanging over the front."""
    wool = cloth(colour, weave=3.2, nap=0.7, stripe=stripe, every=7.5, share=0.13)
    folded(30, 30, 4, 2.5, wool, loft=1.1, turn=90)
    yarn = fibre(colour, twist=1.0)
    luck = random.Random(5)
    for i in range(34):
        x = -13.6 + 27.2 * i / 33
        z = 9.2
        drop = luck.uniform(5.6, 7.0)
        path = spline3(
            [
                (x, -13.6, z + 0.9),
                (x + luck.uniform(-0.1, 0.1), -16.2, z + 0.5),
                (x + luck.uniform(-0.3, 0.3), -17.2, z - drop * 0.5),
                (x + luck.uniform(-0.45, 0.45), -17.1 + luck.uniform(-0.4, 0.3), z - drop),
            ],
            8,
        )
        for shift in (-0.16, 0.16):
            strand("fringe", [(px + shift, py, pz) for px, py, pz in path], yarn, 0.21)


def towels(colour: str = OATMEAL, other: str = DUSK) -> None:
    """Three towels folded and stacked, their folds to the front."""
    z = 0.0
    for c, turn, size in ((colour, -89, 1.0), (other, -92, 0.98), (colour, -90, 0.95)):
        pile = cloth(c, weave=3.6, nap=1.2)
        folded(25 * size, 34 * size, 4, 1.5, pile, at=(0, 0, z), turn=turn, loft=1.0)
        z += 6.1


def napkins(colour: str = DUSK, other: str = CHALK) -> None:
    """Four linen napkins, folded flat, a wooden ring on top."""
    z = 0.0
    for k, c in enumerate((colour, other, colour, other)):
        folded(
            20,
            20,
            4,
            0.34,
            cloth(c, weave=8.0),
            at=(0.2 * (k % 2), 0, z),
            turn=90 + (k * 7) % 5 - 2,
            loft=0.25,
        )
        z += 1.47
    ring = lathe(
        "ring",
        [
            (2.1, 0),
            (2.5, 0.1),
            (2.6, 1.0),
            (2.6, 2.0),
            (2.5, 2.9),
            (2.1, 3.0),
            (2.0, 2.9),
            (2.0, 0.1),
            (2.1, 0),
        ],
        wood("#8b5a33", along="x", gloss=0.6),
    )
    group([ring], at=(2, -1, z + 0.05), turn=20)
