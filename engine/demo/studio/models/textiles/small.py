"""Balls of wool, and felt."""

from __future__ import annotations

import math
import random

from mathutils import Matrix, Vector

from engine.demo.studio.geometry import TAU, Point3, box, group, lathe, mesh_object, strand, subdivide, sweep
from engine.demo.studio.materials import felt, fibre, metal
from engine.demo.studio.models.textiles.dyes import DUSK, HEATHER, MOSS, OATMEAL, OCHRE


def wool_balls(first: str = OCHRE, second: str = DUSK, third: str = OATMEAL) -> None:
    """Three balls of wool, each wound from one long thread."""
    for c, at, r, seed in (
        (first, (-5.6, 1.0, 0), 5.6, 1),
        (second, (5.0, -2.6, 0), 5.0, 2),
        (third, (1.6, 7.6, 0), 5.6, 3),
    ):
        _ball(c, at, r, seed)


def _ball(colour: str, at: Point3, radius: float, seed: int) -> None:
    yarn = fibre(colour, twist=1.0)
    core = [
        (radius * 0.93 * math.sin(math.pi * i / 24), -radius * 0.93 * math.cos(math.pi * i / 24))
        for i in range(25)
    ]
    made = [lathe("core", core, yarn, segments=48)]
    luck = random.Random(seed)
    for wrap in range(26):
        tilt = Matrix.Rotation(luck.uniform(0, TAU), 3, "Z") @ Matrix.Rotation(
            luck.uniform(0.2, math.pi), 3, "X"
        )
        for turn_ in range(6):
            lift = (turn_ - 2.5) * radius * 0.062
            r = radius * (0.965 + 0.0018 * wrap)
            flat = math.sqrt(max(r * r - lift * lift, 0.1))
            path = [
                tuple(tilt @ Vector((flat * math.cos(TAU * i / 56), flat * math.sin(TAU * i / 56), lift)))
                for i in range(56)
            ]
            made.append(strand("yarn", path, yarn, radius * 0.033, closed=True, resolution=2))
    group(made, at=(at[0], at[1], radius * 1.03))


def coasters(first: str = MOSS, second: str = OATMEAL) -> None:
    """Six felt coasters, stacked, one leaning."""
    luck = random.Random(9)
    for k in range(6):
        pressed = felt(first if k % 2 else second)
        disc = lathe(
            "coaster",
            [(0, 0), (4.9, 0), (5.05, 0.12), (5.08, 0.35), (5.05, 0.55), (4.9, 0.66), (0, 0.66)],
            pressed,
        )
        disc.location = (luck.uniform(-0.25, 0.25), luck.uniform(-0.25, 0.25), k * 0.7)
    lean = lathe(
        "coaster",
        [(0, 0), (4.9, 0), (5.05, 0.12), (5.08, 0.35), (5.05, 0.55), (4.9, 0.66), (0, 0.66)],
        felt(first),
    )
    lean.location, lean.rotation_euler = (5.6, -1.6, 3.6), (math.radians(16), math.radians(58), 0)


def felt_tray(colour: str = HEATHER) -> None:
    """A felt catch-all with pinched corners, keys' home."""
    pressed = felt(colour)
    count, half = 40, 11.0
    vertices: list[Point3] = []
    for j in range(count + 1):
        for i in range(count + 1):
            u, v = 2 * i / count - 1, 2 * j / count - 1
            edge = max(abs(u), abs(v))
            rise = 4.2 * max(0.0, (edge - 0.66) / 0.34) ** 1.3
            corner = max(0.0, abs(u * v) - 0.4)
            draw = 1 - 0.20 * max(0.0, (edge - 0.66) / 0.34) ** 0.9 - 0.06 * corner
            vertices.append((u * half * draw, v * half * draw, rise + corner * 1.4))
    wide = count + 1
    faces = [
        (j * wide + i, j * wide + i + 1, (j + 1) * wide + i + 1, (j + 1) * wide + i)
        for j in range(count)
        for i in range(count)
    ]
    item = mesh_object("tray", vertices, faces, pressed, sharp=180)
    solid = item.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness, solid.offset = 0.45, 0.0
    subdivide(item, 1)
    item.rotation_euler[2], item.location[2] = math.radians(28), 0.25
    brass = metal("#d8a953", rough=0.3)
    ring = [
        (1.9 + 1.5 * math.cos(TAU * i / 48), -1.5 + 1.5 * math.sin(TAU * i / 48), 0.75) for i in range(48)
    ]
    sweep("ring", ring, brass, width=0.22, closed=True, sides=10)
    box("key", (0.75, 4.2, 0.22), brass, at=(1.2, 1.3, 0.62), bevel=0.08, turn=28)
    lathe(
        "bow", [(0.5, 0), (1.1, 0), (1.15, 0.1), (1.1, 0.22), (0.5, 0.22), (0.45, 0.1), (0.5, 0)], brass
    ).location = (2.1, -0.5, 0.62)
