"""Mugs, cups, a jug and a teapot."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import TAU, Point3, curve, group, lathe, spline3, sweep, vessel
from engine.demo.studio.materials import glaze
from engine.demo.studio.models.stoneware.glazes import INK, OAT, RUST, SPECK, thrown


def loop_handle(
    top: Point3,
    bottom: Point3,
    out: float,
    material: bpy.types.Material,
    width: float = 1.5,
    depth: float = 0.8,
) -> bpy.types.Object:
    """A strap handle pulled in the x-z plane between two points on a wall."""
    middle = (top[2] + bottom[2]) / 2
    path = spline3(
        [
            (top[0] - 0.5, 0, top[2] - 0.15),
            (top[0] + out * 0.55, 0, top[2] + 0.25),
            (top[0] + out, 0, middle + (top[2] - middle) * 0.35),
            (max(top[0], bottom[0]) + out * 0.75, 0, middle - (middle - bottom[2]) * 0.55),
            (bottom[0] - 0.4, 0, bottom[2]),
        ],
        14,
    )
    return sweep(
        "handle",
        path,
        material,
        width=width,
        depth=depth,
        taper=lambda t: 1.12 - 0.28 * math.sin(math.pi * t),
        sides=24,
        square=2.5,
    )


def mug(colour: str = OAT, dip: str | None = None) -> None:
    """A straight-sided mug with a pulled handle, dipped in a second glaze."""
    outline = curve([(3.2, 0), (3.2, 0), (3.7, 0.35), (4.15, 1.6), (4.3, 5), (4.25, 9.4)])
    surface = glaze(colour, speckle=SPECK, foot=0.9, dip=(6.4, dip) if dip else None)
    group(
        [
            vessel("mug", outline, 0.32, surface, wobble=thrown(0.005)),
            loop_handle((4.2, 0, 7.9), (4.1, 0, 2.4), 2.9, surface),
        ],
        turn=-28,
    )


def espresso_set(colour: str = INK) -> None:
    """Two espresso cups on their saucers."""

    for x, y in ((0.0, 0.0), (9.8, -5.5)):
        rim = curve([(3.4, 0), (3.4, 0), (3.7, 0.2), (5.6, 0.8), (6.6, 1.5)])
        group([vessel("saucer", rim, 0.35, glaze(OAT, speckle=SPECK))], at=(x, y, 0))
        outline = curve([(1.9, 0), (1.9, 0), (2.4, 0.3), (3.1, 2), (3.3, 4), (3.25, 6)])
        surface = glaze(colour, speckle="#c9a06a", foot=0.6)
        group([vessel("cup", outline, 0.26, surface)], at=(x, y, 0.55))


def teapot(colour: str = RUST) -> None:
    """A round teapot with a loop handle, a short spout and a lid with a knob."""
    surface = glaze(colour, speckle="#3a1c10", foot=0.9, gloss=0.75)
    body = curve(
        [(4.6, 0), (4.6, 0), (5.3, 0.4), (7.9, 3.2), (8.6, 6.4), (7.6, 9.6), (5.2, 11.6), (3.9, 12.1)]
    )
    lid = curve(
        [
            (0, 12.0),
            (3.6, 12.0),
            (3.6, 12.0),
            (4.15, 12.15),
            (4.15, 12.5),
            (3.2, 13.1),
            (1.4, 13.7),
            (0.75, 14.0),
            (0.7, 14.5),
            (1.25, 15.2),
            (1.2, 15.9),
            (0.6, 16.3),
            (0, 16.35),
        ]
    )
    spout = spline3([(6.6, 0, 5.2), (9.4, 0, 6.2), (11.2, 0, 8.6), (12.8, 0, 11.6)], 14)
    handle = spline3(
        [(-6.6, 0, 10.2), (-9.6, 0, 11.4), (-12.4, 0, 9.6), (-12.2, 0, 5.8), (-10.0, 0, 3.6), (-7.4, 0, 3.4)],
        14,
    )
    group(
        [
            vessel("body", body, 0.4, surface),
            lathe("lid", lid, surface),
            sweep("spout", spout, surface, width=4.2, taper=lambda t: 1 - 0.62 * t**0.8, sides=36),
            sweep(
                "handle",
                handle,
                surface,
                width=1.9,
                depth=1.0,
                taper=lambda t: 1.1 - 0.25 * math.sin(math.pi * t),
                sides=24,
                square=2.6,
            ),
        ],
        turn=24,
    )


def pitcher(colour: str = INK) -> None:
    """A jug with a pinched lip."""
    outline = curve(
        [(4.6, 0), (4.6, 0), (5.2, 0.4), (6.8, 4), (7.1, 8), (5.9, 13), (4.6, 17), (4.7, 20), (5.3, 21.6)]
    )

    def pinch(angle: float, height: float) -> float:
        away = abs(angle % TAU - math.pi)
        return 1 + 0.34 * math.exp(-((away / 0.34) ** 2)) * max(0.0, (height - 17.5) / 4.1) ** 1.6

    surface = glaze(colour, speckle="#c9a06a", foot=1.4, gloss=0.7)
    pulled = [
        (-4.2, 0, 18.6),
        (-6.6, 0, 19.4),
        (-9.6, 0, 17.2),
        (-9.9, 0, 12.2),
        (-8.4, 0, 8.0),
        (-6.5, 0, 6.2),
    ]
    handle = sweep(
        "handle",
        spline3(pulled, 14),
        surface,
        width=2.0,
        depth=0.95,
        taper=lambda t: 1.12 - 0.3 * math.sin(math.pi * t),
        sides=24,
        square=2.6,
    )
    group([vessel("jug", outline, 0.4, surface, wobble=pinch), handle], turn=200)
