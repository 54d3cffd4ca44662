"""Vases, a jar and a pot, and what stands in them."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import Point3, curve, group, lathe, spline3, sweep, vessel
from engine.demo.studio.materials import Surface, fibre, glaze, linear, shade
from engine.demo.studio.models.stoneware.glazes import OAT, RUST, SHELL, SPECK, thrown


def grass_stem(base: Point3, lean: float, height: float) -> list[bpy.types.Object]:
    """A dried stem with a soft ear of seeds."""
    straw = fibre("#c9a76b")
    x, y, z = base
    path = spline3(
        [
            base,
            (x + lean, y, z + height * 0.35),
            (x + lean * 3, y + 0.3, z + height * 0.7),
            (x + lean * 6.5, y + 0.6, z + height * 0.95),
        ]
    )
    made = [sweep("stem", path, straw, width=0.16, taper=lambda t: 1 - 0.4 * t, sides=8)]
    count = 70
    for i in range(count):
        t = 0.62 + 0.38 * i / count
        spot = path[min(int(t * (len(path) - 1)), len(path) - 1)]
        angle, reach = i * 2.4, 0.55 * math.sin(math.pi * (i + 4) / (count + 8)) + 0.12
        tip = (
            spot[0] + math.cos(angle) * reach + lean * 0.4,
            spot[1] + math.sin(angle) * reach,
            spot[2] + 0.9,
        )
        made.append(
            sweep(
                "seed",
                spline3(
                    [
                        spot,
                        (
                            (spot[0] + tip[0]) / 2 + math.cos(angle) * 0.1,
                            (spot[1] + tip[1]) / 2,
                            spot[2] + 0.35,
                        ),
                        tip,
                    ],
                    3,
                ),
                straw,
                width=0.2,
                depth=0.14,
                taper=lambda t: math.sin(math.pi * (0.12 + 0.86 * t)),
                sides=6,
            )
        )
    return made


def tall_vase(colour: str = OAT) -> None:
    """A tall shouldered vase with a bare foot."""
    outline = curve(
        [
            (4.4, 0),
            (4.4, 0),
            (4.9, 0.5),
            (6.4, 5),
            (7.6, 12),
            (7.5, 18),
            (5.6, 23),
            (3.3, 26),
            (2.7, 28.5),
            (3.3, 30.6),
            (3.9, 31.2),
        ]
    )
    vessel("vase", outline, 0.45, glaze(colour, speckle=SPECK, foot=1.6), wobble=thrown())


def bud_vase(colour: str = RUST, stem: bool = True) -> None:
    """A small round bottle for one stem, with a dry grass in it."""
    outline = curve(
        [
            (2.9, 0),
            (2.9, 0),
            (3.4, 0.4),
            (5.0, 3),
            (5.3, 5.6),
            (4.0, 8.3),
            (1.7, 10.2),
            (1.2, 12.2),
            (1.45, 14),
            (1.8, 14.6),
        ]
    )
    vessel("vase", outline, 0.35, glaze(colour, speckle="#3a1c10", foot=0.9, gloss=0.8), wobble=thrown())
    if stem:
        grass_stem((0, 0, 8), 0.45, 16)
        grass_stem((0.2, 0, 8), -0.7, 13)


def moon_jar(colour: str = SHELL) -> None:
    """A full round jar with a short collar."""
    outline = curve(
        [
            (5.2, 0),
            (5.2, 0),
            (6.0, 0.5),
            (10.2, 4.5),
            (12.3, 11),
            (10.6, 17.4),
            (6.6, 21),
            (5.3, 22),
            (5.3, 22),
            (5.4, 23.6),
        ]
    )
    vessel("jar", outline, 0.55, glaze(colour, speckle=SPECK, gloss=0.55, foot=0.9), wobble=thrown(0.012, 2))


def planter(colour: str = RUST) -> None:
    """A plant pot in its saucer, with a small succulent."""
    surface = glaze(colour, gloss=0.35, speckle="#3a1c10")
    group([vessel("saucer", curve([(6.4, 0), (6.4, 0), (6.9, 0.2), (7.8, 1.3), (8.0, 2.0)]), 0.4, surface)])
    pot = vessel(
        "pot",
        curve(
            [(5.0, 0), (5.0, 0), (5.5, 0.3), (6.6, 6), (7.2, 12.4), (7.2, 12.4), (7.35, 12.6), (7.4, 13.2)]
        ),
        0.45,
        surface,
        wobble=thrown(),
    )
    group([pot], at=(0, 0, 0.7))
    _soil()
    _succulent()


def _soil() -> None:
    soil = Surface("soil", base_color=linear("#3a2a20"), roughness=1.0)
    soil.bump(soil.noise(2.5), 0.4)
    lathe("soil", [(0.0, 12.6), (6.7, 12.4)], soil.material)


def _succulent() -> None:
    """Leaves set round a centre by the golden angle, the outer ones longer and lower."""
    leaf = Surface("leaf", roughness=0.45, specular=0.4, subsurface_weight=0.15, subsurface_scale=0.5)
    leaf.set(base_color=leaf.ramp(leaf.noise(0.5), [(0.3, linear("#5f7f5d")), (0.7, shade("#8aa77f", 1.1))]))
    for i in range(34):
        t = i / 33
        angle, lean = i * 2.39996, 0.25 + 1.15 * (1 - t)
        length = 3.2 + 5.2 * (1 - t) ** 0.7
        x, y, z = (math.cos(angle) * math.sin(lean), math.sin(angle) * math.sin(lean), math.cos(lean))
        bx, by, bz = (math.cos(angle) * 0.7 * (1 - t), math.sin(angle) * 0.7 * (1 - t), 13.0 + 1.6 * t)
        half, far = length * 0.55, length * 0.95
        middle = (bx + x * half, by + y * half, bz + z * half)
        tip = (bx + x * far, by + y * far, bz + z * length + 1.0)
        sweep(
            "leaf",
            spline3([(bx, by, bz), middle, tip], 8),
            leaf.material,
            width=2.5,
            depth=0.8,
            taper=lambda u: math.sin(math.pi * min(0.2 + 0.8 * u, 0.995)) ** 0.8,
            sides=14,
        )
