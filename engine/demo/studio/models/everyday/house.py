"""Bells, a stool, a tray and a watering can."""

from __future__ import annotations

import math

from engine.demo.studio.geometry import TAU, box, curve, filleted, group, lathe, shell, spline3, sweep, vessel
from engine.demo.studio.materials import enamel, glaze, metal, wood
from engine.demo.studio.models.everyday.finishes import ASH, BRASS, COAL, OAK, PINE, STEEL, WALNUT
from engine.demo.studio.models.stoneware import loop_handle


def bicycle_bell(colour: str = BRASS, painted: bool = False) -> None:
    """A bicycle bell with its lever and clamp, on a piece of handlebar."""
    dome_metal = enamel(colour) if painted else metal(colour, rough=0.16)
    steel, black = metal(STEEL, rough=0.2), enamel(COAL, gloss=0.3)
    dome = shell(
        "dome",
        curve([(0.32, 3.5), (1.2, 3.42), (2.2, 2.9), (2.75, 1.9), (2.85, 0.9), (3.0, 0.25), (3.2, 0.0)]),
        0.12,
        dome_metal,
    )
    nut = lathe("nut", filleted([(0, 3.3, 0), (0.55, 3.3, 0.05), (0.55, 3.75, 0.15), (0, 3.95, 0)]), steel)
    plate = lathe("plate", filleted([(0, -0.7, 0), (2.5, -0.7, 0.1), (2.5, -0.2, 0.1), (0, -0.2, 0)]), steel)
    lever = sweep(
        "lever",
        spline3([(0.6, -0.6, -0.45), (2.6, -1.8, -0.5), (4.2, -2.6, -0.3), (5.0, -3.0, 0.2)], 10),
        steel,
        width=0.34,
        depth=0.9,
        sides=16,
    )
    pad = box("pad", (1.5, 0.9, 0.35), black, at=(4.9, -2.95, 0.05), bevel=0.14, turn=-30)
    ring = [(1.45 * math.cos(TAU * i / 64), 0.0, -2.1 + 1.45 * math.sin(TAU * i / 64)) for i in range(64)]
    clamp = sweep("clamp", ring, steel, width=0.25, depth=1.0, closed=True, square=5)
    post = lathe("post", [(0, -0.8), (0.6, -0.8), (0.6, -0.2), (0, -0.2)], steel)
    bar = sweep(
        "bar",
        [(0, -5.5, -2.1), (0, 0, -2.1), (0, 5.5, -2.1)],
        metal("#d5d7d8", rough=0.12),
        width=2.4,
        sides=48,
    )
    whole = group([dome, nut, plate, lever, pad, clamp, post, bar], turn=62)
    whole.location[2] = 3.3


def counter_bell() -> None:
    """A shop counter bell: brass dome on an oak foot."""
    lathe(
        "foot",
        filleted([(0, 0, 0), (5.0, 0, 0.4), (4.6, 1.7, 0.6), (0, 1.8, 0)], 6),
        wood(WALNUT, along="x", gloss=0.5),
    )
    dome = curve([(0.3, 6.2), (1.6, 6.05), (3.2, 5.1), (4.0, 3.6), (4.25, 2.4), (4.4, 2.15)])
    shell("dome", dome, 0.14, metal(BRASS, rough=0.14))
    lathe(
        "button",
        curve([(0.25, 6.1), (0.25, 7.2), (0.25, 7.2), (0.85, 7.35), (0.95, 7.7), (0.6, 8.1), (0, 8.2)]),
        metal(STEEL, rough=0.14),
    )
    lathe("post", [(0, 1.7), (0.6, 1.7), (0.6, 6.1), (0, 6.1)], metal(STEEL, rough=0.2))


def stool(colour: str = OAK, painted: bool = False) -> None:
    """A three-legged milking stool grown up: dished seat, splayed turned legs."""
    timber = wood(colour, along="x", ring=0.5) if not painted else enamel(colour, gloss=0.35)
    leg_wood = wood(colour, along="z", ring=0.5) if not painted else wood(OAK, along="z", ring=0.5)
    lathe(
        "seat",
        filleted(
            [
                (0, 41.2, 0),
                (15.4, 41.2, 1.4),
                (17.0, 43.2, 1.0),
                (16.6, 44.7, 0.7),
                (13.0, 44.6, 3.0),
                (0, 43.5, 0),
            ],
            8,
        ),
        timber,
    )
    for k in range(3):
        angle = TAU * k / 3 + 0.5
        c, s = math.cos(angle), math.sin(angle)
        path = [
            (c * (9.5 + 8.0 * t), s * (9.5 + 8.0 * t), 43.0 * (1 - t)) for t in (i / 24 for i in range(25))
        ]
        sweep(
            "leg",
            path,
            leg_wood,
            width=3.9,
            taper=lambda t: 0.72 + 0.36 * math.sin(math.pi * min(t * 1.05, 1)) - 0.12 * t,
            sides=28,
        )


def tray(colour: str = PINE, radius: float = 19.0) -> None:
    """A round lacquered tray with an ash rim, a cup and a folded cloth on it."""
    lathe(
        "base",
        filleted([(0, 0, 0), (radius, 0, 0.2), (radius, 0.7, 0.1), (0, 0.7, 0)]),
        enamel(colour, gloss=0.5),
    )
    lathe(
        "rim",
        filleted(
            [
                (radius - 0.2, 0, 0),
                (radius + 0.6, 0, 0.2),
                (radius + 0.75, 3.2, 0.3),
                (radius + 0.05, 3.2, 0.3),
                (radius - 0.2, 0.7, 0),
            ]
        ),
        wood(ASH, along="z"),
    )
    surface = glaze("#efe7da", speckle="#6b4a30", foot=0.7)
    cup = vessel(
        "cup", curve([(3.0, 0), (3.0, 0), (3.6, 0.3), (4.2, 2.4), (4.3, 5), (4.2, 7.4)]), 0.3, surface
    )
    group(
        [cup, loop_handle((4.2, 0, 6.2), (4.0, 0, 2.0), 2.4, surface, 1.2, 0.7)],
        at=(-5.5, 2.5, 0.7),
        turn=205,
    )
    pot = vessel(
        "bowl",
        curve([(2.4, 0), (2.4, 0), (3.4, 0.5), (5.0, 2.4), (5.6, 4.4)]),
        0.3,
        glaze("#8c3c20", speckle="#3a1c10", foot=0.6),
    )
    group([pot], at=(6.5, -3.5, 0.7))


def watering_can(colour: str = PINE) -> None:
    """A long-spouted watering can for house plants."""
    paint, brass = enamel(colour, gloss=0.6), metal(BRASS, rough=0.22)
    body = vessel(
        "body",
        filleted([(7.2, 0, 0), (8.0, 0, 0.5), (7.4, 12.6, 1.2), (5.2, 14.6, 0.8), (5.0, 15.2, 0)], 8),
        0.16,
        paint,
        floor=0.3,
    )
    spout = sweep(
        "spout",
        spline3([(6.8, 0, 2.6), (11.5, 0, 5.8), (15.6, 0, 13.6), (20.4, 0, 19.4), (24.0, 0, 20.4)], 14),
        paint,
        width=2.4,
        taper=lambda t: 1 - 0.58 * t,
        sides=28,
    )
    tip = sweep("tip", [(23.2, 0, 20.25), (24.4, 0, 20.5)], brass, width=1.35, sides=24)
    handle = sweep(
        "handle",
        spline3([(-4.8, 0, 14.4), (-8.8, 0, 18.2), (-13.2, 0, 15.4), (-13.2, 0, 8.4), (-7.6, 0, 3.6)], 14),
        brass,
        width=0.85,
        sides=20,
    )
    group([body, spout, tip, handle], turn=-16)
