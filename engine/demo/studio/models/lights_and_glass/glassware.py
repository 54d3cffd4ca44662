"""Blown, pressed and solid glass."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import Point3, box, curve, group, lathe, sweep, vessel
from engine.demo.studio.materials import cork, enamel, glass, liquid, paper, wax
from engine.demo.studio.models.lights_and_glass.finishes import AMBER, CLEAR, SEA, SMOKE
from engine.demo.studio.models.stoneware import grass_stem


def tumbler(
    colour: str, at: Point3 = (0, 0, 0), water: float = 0.0, height: float = 9.0, radius: float = 3.7
) -> list[bpy.types.Object]:
    """A heavy-based glass, optionally filled to `water` cm."""
    outline = curve(
        [
            (radius * 0.82, 0),
            (radius * 0.82, 0),
            (radius * 0.9, 0.2),
            (radius * 0.94, 1.0),
            (radius, height * 0.6),
            (radius * 1.02, height),
        ]
    )
    made = [vessel("tumbler", outline, 0.24, glass(colour), floor=1.1)]
    if water:
        made.append(
            lathe(
                "water",
                [(0, 1.13), (radius * 0.7, 1.15), (radius * 0.76, 1.6), (radius * 0.77, water), (0, water)],
                liquid("#f7fcff"),
            )
        )
    group(made, at=at)
    return made


def tumblers(colour: str = SEA) -> None:
    """A pair of tumblers, one half full."""
    tumbler(colour, (-3.6, 1.6, 0))
    tumbler(colour, (3.4, -2.6, 0), water=5.6)


def carafe(colour: str = CLEAR) -> None:
    """A carafe with water, and a tumbler upside down as its stopper."""
    surface = glass(colour)
    outline = curve(
        [(5.0, 0), (5.0, 0), (5.6, 0.3), (6.0, 2), (6.1, 8), (5.4, 13), (3.5, 17), (2.9, 20), (3.2, 24)]
    )
    vessel("carafe", outline, 0.26, surface, floor=0.9)
    water = curve(
        [(0, 0.95), (4.8, 0.95), (4.8, 0.95), (5.65, 2), (5.8, 8), (5.12, 12.8), (5.12, 12.8), (0, 12.8)]
    )
    lathe("water", water, liquid("#f4fbff"))
    cup = vessel("cup", curve([(3.3, 0), (3.3, 0), (3.65, 0.3), (3.75, 3), (3.75, 7.2)]), 0.24, surface)
    cup.rotation_euler[0], cup.location[2] = math.pi, 27.4


def coupe(colour: str = AMBER) -> None:
    """Two coupes on thin stems."""
    for at in ((-4.6, 2.5, 0), (4.4, -2.2, 0)):
        line = [
            (0.0, 0.0),
            (3.6, 0.0),
            (3.75, 0.1),
            (3.6, 0.25),
            *curve(
                [
                    (1.6, 0.45),
                    (0.42, 1.4),
                    (0.34, 5),
                    (0.42, 8.4),
                    (1.4, 9.3),
                    (3.9, 10.6),
                    (5.1, 13.0),
                    (5.2, 14.6),
                ]
            ),
        ]
        inner = curve([(5.06, 14.6), (4.95, 13.0), (3.75, 10.85), (1.3, 9.6), (0, 9.3)])
        group([lathe("coupe", [*line, (5.13, 14.7), *inner], glass(colour))], at=at)


def fluted_vase(colour: str = SEA) -> None:
    """A cylinder vase with deep flutes outside."""
    outline = curve([(5.4, 0), (5.4, 0), (5.9, 0.3), (6.3, 2), (6.6, 12), (7.2, 22), (7.6, 24)])
    flutes = lambda angle, height: 1 + 0.035 * abs(math.cos(12 * angle)) ** 0.8 * min(1.0, height / 2)  # noqa: E731
    vessel("vase", outline, 0.6, glass(colour), floor=1.6, segments=480, wobble=flutes)


def bubble_vase(colour: str = AMBER) -> None:
    """A round bubble of coloured glass with a narrow neck and two branches."""
    outline = curve(
        [
            (3.0, 0),
            (3.0, 0),
            (5.0, 0.5),
            (8.4, 4),
            (9.2, 8.4),
            (7.4, 13.0),
            (3.4, 15.8),
            (2.0, 17.8),
            (2.2, 21),
            (2.9, 22),
        ]
    )
    vessel("vase", outline, 0.3, glass(colour), floor=0.8)
    grass_stem((0, 0, 3), 0.8, 38)
    grass_stem((0.2, 0.2, 3), -1.2, 33)


def candlestick(colour: str = SMOKE) -> None:
    """Three balls of solid glass holding a taper."""
    line = curve(
        [
            (0, 0),
            (4.2, 0),
            (4.2, 0),
            (4.4, 0.3),
            (3.0, 1.0),
            (1.1, 1.9),
            (1.0, 2.2),
            (2.5, 3.4),
            (2.8, 4.9),
            (2.2, 6.5),
            (0.9, 7.4),
            (2.0, 8.6),
            (2.2, 9.7),
            (1.8, 10.9),
            (1.1, 11.6),
            (1.6, 12.4),
            (1.75, 13.6),
        ],
        10,
    )
    lathe("stick", [*line, (1.6, 13.7), (1.15, 13.6), (1.1, 12.2), (0, 12.1)], glass(colour))
    lathe(
        "candle",
        curve([(0, 12.2), (1.05, 12.2), (1.05, 12.2), (1.0, 24), (0.85, 33), (0.5, 34.2), (0, 34.4)]),
        wax("#e9dcc4"),
    )
    sweep(
        "wick",
        [(0, 0, 34.2), (0.05, 0, 34.8), (0.2, 0, 35.3)],
        enamel("#e9e4da", gloss=0),
        width=0.16,
        sides=8,
    )


def decanter(colour: str = SMOKE) -> None:
    """A square-shouldered decanter with a ball stopper and something amber in it."""
    surface = glass(colour, density=0.6)
    outline = curve(
        [
            (5.2, 0),
            (5.2, 0),
            (5.7, 0.3),
            (5.9, 1),
            (5.9, 11),
            (5.5, 13),
            (3.0, 15),
            (2.0, 16.2),
            (1.8, 18.4),
            (2.6, 19.6),
            (2.7, 19.9),
        ]
    )
    vessel("decanter", outline, 0.32, surface, floor=1.3)
    lathe(
        "drink",
        curve(
            [
                (0, 1.35),
                (5.2, 1.35),
                (5.2, 1.35),
                (5.55, 2.0),
                (5.55, 2.0),
                (5.55, 8.6),
                (5.55, 8.6),
                (0, 8.6),
            ]
        ),
        liquid("#c8742a"),
    )
    ball = [(2.7 * math.sin(math.pi * i / 48), 22.9 - 2.7 * math.cos(math.pi * i / 48)) for i in range(49)]
    lathe("ball", ball, surface)
    lathe("peg", [(0, 17.2), (1.3, 17.2), (1.45, 20.4), (0, 20.4)], cork())


def paperweight(colour: str = SEA) -> None:
    """A lens of solid glass on a folded sheet of paper."""
    box("sheet", (17, 22, 0.12), paper("#f3efe6"), turn=-16, bevel=0.03)
    box("sheet2", (15, 20, 0.1), paper("#dfe6e6"), turn=9, at=(1, 0.5, 0.12), bevel=0.03)
    dome = curve(
        [(0, 0.25), (5.4, 0.25), (5.4, 0.25), (5.9, 0.7), (5.7, 2.2), (4.3, 4.4), (2.2, 5.7), (0, 6.1)], 18
    )
    lathe("lens", dome, glass(colour))
