"""Bottles, tins and jars."""

from __future__ import annotations

import math
import random

from engine.demo.studio.geometry import (
    TAU,
    band,
    box,
    curve,
    filleted,
    group,
    lathe,
    lettering,
    ripple,
    spline3,
    sweep,
    vessel,
)
from engine.demo.studio.materials import cork, enamel, fibre, glass, liquid, metal, paper, stone, wax
from engine.demo.studio.models.apothecary.tones import AMBER_GLASS, FIG, INKY, ROSE, print_round
from engine.demo.studio.typeface import face


def hand_wash(glass_colour: str = AMBER_GLASS, scent: str = "Fig leaf") -> None:
    """A pump bottle of brown glass."""
    r = 3.7
    outline = filleted([(r * 0.86, 0, 0), (r, 0, 0.5), (r, 12.4, 1.9), (1.5, 14.4, 0.7), (1.5, 16.0, 0)], 8)
    made = [vessel("bottle", outline, 0.3, glass(glass_colour), floor=0.7)]
    made.append(
        lathe(
            "wash",
            [(0, 0.75), (r - 0.5, 0.75), (r - 0.34, 1.2), (r - 0.34, 11.2), (0, 11.2)],
            liquid("#e7b25f"),
        )
    )
    black = enamel("#26201f", gloss=0.45)
    made.append(
        lathe(
            "collar",
            filleted(
                [
                    (0, 15.6, 0),
                    (1.75, 15.6, 0.1),
                    (1.75, 17.4, 0.25),
                    (0.8, 17.6, 0.2),
                    (0.8, 18.6, 0.1),
                    (0.42, 18.6, 0.1),
                    (0.42, 20.2, 0.1),
                    (1.2, 20.3, 0.2),
                    (1.15, 21.5, 0.4),
                    (0, 21.6, 0),
                ]
            ),
            black,
        )
    )
    made.append(
        sweep(
            "nozzle",
            spline3([(0, 0, 20.9), (-1.8, -0.6, 20.95), (-3.3, -1.1, 20.8), (-3.8, -1.25, 20.2)], 10),
            black,
            width=0.85,
            depth=0.8,
            sides=14,
        )
    )
    made.append(
        sweep("straw", [(0, 0, 1.0), (0, 0, 15.6)], enamel("#f0ece4", gloss=0.2), width=0.5, sides=10)
    )
    made.append(band("label", r + 0.03, 2.6, 10.2, 92, paper("#f8f3ea")))
    made += print_round(
        [("Pomelune", 1.02, 7.6), ("Hand wash", 0.55, 6.1), (scent, 0.55, 5.2), ("300 ml", 0.42, 3.6)],
        r + 0.05,
    )
    group(made, turn=6)


def body_oil(glass_colour: str = "#c98a7a") -> None:
    """A dropper bottle on a stone."""
    r = 2.5
    outline = filleted([(r * 0.86, 0, 0), (r, 0, 0.4), (r, 7.4, 1.2), (1.0, 8.7, 0.4), (1.0, 9.6, 0)], 8)
    made = [vessel("bottle", outline, 0.26, glass(glass_colour), floor=0.6)]
    made.append(
        lathe(
            "oil", [(0, 0.65), (r - 0.42, 0.65), (r - 0.3, 1.0), (r - 0.3, 6.4), (0, 6.4)], liquid("#efc069")
        )
    )
    gold = metal("#c9a25e", rough=0.25)
    made.append(
        lathe(
            "collar",
            filleted([(0, 9.3, 0), (1.3, 9.3, 0.1), (1.3, 10.9, 0.15), (0.75, 11.0, 0.1), (0, 11.0, 0)]),
            gold,
        )
    )
    made.append(
        lathe(
            "teat",
            curve([(0.7, 10.9), (0.78, 11.6), (0.72, 12.6), (0.55, 13.6), (0.3, 14.0), (0, 14.05)]),
            enamel(FIG, gloss=0.2),
        )
    )
    made.append(band("label", r + 0.03, 1.6, 5.8, 96, paper("#f8f3ea")))
    made += print_round([("Pomelune", 0.72, 4.5), ("Body oil", 0.4, 3.4), ("50 ml", 0.34, 2.4)], r + 0.05)
    group(made, at=(0, 0, 1.9), turn=5)
    pebble = lathe(
        "pebble",
        curve([(0, 0), (5.4, 0), (5.4, 0), (6.2, 0.9), (5.2, 1.85), (5.2, 1.85), (0, 1.9)]),
        stone("#efe3da", "#b59a8c"),
    )
    pebble.scale = (1.15, 0.85, 1)


def balm(colour: str = "#d8c2a0") -> None:
    """Two round tins, one open."""
    tin = metal("#d9d4cc", rough=0.32)
    lathe(
        "tin",
        filleted(
            [(0, 0, 0), (3.6, 0, 0.25), (3.6, 2.3, 0.05), (3.4, 2.3, 0.05), (3.4, 0.4, 0.2), (0, 0.4, 0)]
        ),
        tin,
    )
    lathe("balm", curve([(3.38, 1.85), (2.6, 1.82), (1.2, 1.72), (0, 1.7)]), wax(colour))
    lid = lathe(
        "lid",
        filleted(
            [
                (0, 1.5, 0),
                (3.5, 1.5, 0.2),
                (3.72, 1.3, 0.1),
                (3.72, 0, 0.05),
                (3.6, 0, 0.05),
                (3.6, 1.3, 0),
                (0, 1.3, 0),
            ]
        ),
        tin,
    )
    disc = lathe("disc", [(0, 1.53), (3.1, 1.53)], paper(ROSE))
    words = [
        lettering("Pomelune", 1.0, paper(INKY), font=face("serif")),
        lettering("Hand balm", 0.48, paper(INKY), font=face("sans")),
    ]
    words[0].location, words[1].location = (0, 0.35, 1.55), (0, -0.65, 1.55)
    leaning = group([lid, disc, *words], at=(5.0, 3.0, 3.2), turn=-12)
    leaning.rotation_euler[0] = math.radians(68)


def bath_salts(colour: str = "#e7b8ab") -> None:
    """A corked jar of pink salt, a few crystals spilt before it."""
    outline = filleted([(4.0, 0, 0), (4.6, 0, 0.5), (4.6, 10.4, 1.5), (3.4, 11.8, 0.5), (3.4, 13.2, 0)], 8)
    vessel("jar", outline, 0.28, glass("#fdf7f3"), floor=0.7)
    salt = wax(colour)
    column = [(4.1, 0.75), (4.25, 1.1), (4.25, 1.1), (4.25, 8.6), (4.25, 8.6), (3.6, 9.2), (0.05, 9.4)]
    fill = lathe("salt", [(0, 0.75), *curve(column, 60)], salt, segments=240)
    ripple(fill, 0.5, 0.45)
    lathe("cork", filleted([(0, 11.9, 0), (3.05, 11.9, 0.1), (3.3, 14.6, 0.35), (0, 14.7, 0)]), cork())
    luck = random.Random(7)
    for _ in range(46):
        angle, away = luck.uniform(0, TAU), luck.uniform(0.2, 4.2)
        s = luck.uniform(0.22, 0.55)
        grain = box(
            "crystal",
            (s, s * luck.uniform(0.7, 1.2), s * luck.uniform(0.6, 1.0)),
            salt,
            bevel=0.07,
            segments=2,
            at=(5.2 + away * math.cos(angle), -4.4 + away * 0.7 * math.sin(angle), 0),
        )
        grain.rotation_euler = (luck.uniform(-0.4, 0.4), luck.uniform(-0.4, 0.4), luck.uniform(0, 3))
    print_items = [
        band("label", 4.63, 2.6, 7.6, 74, paper("#f8f3ea")),
        *print_round([("Pomelune", 1.0, 5.7), ("Bath salts", 0.5, 4.4), ("420 g", 0.42, 3.4)], 4.65),
    ]
    group(print_items, turn=0)


def diffuser(colour: str = "#f7efe9", juice: str = "#f0c9a8") -> None:
    """A heavy bottle with eight rattan reeds."""
    outline = filleted([(3.6, 0, 0), (4.2, 0, 0.4), (4.2, 6.6, 1.4), (1.5, 8.4, 0.5), (1.35, 10.2, 0)], 8)
    vessel("bottle", outline, 0.5, glass(colour), floor=1.0)
    lathe("scent", [(0, 1.05), (3.4, 1.05), (3.66, 1.4), (3.66, 4.9), (0, 4.9)], liquid(juice))
    lathe(
        "collar",
        filleted([(1.4, 9.2, 0), (1.75, 9.2, 0.1), (1.75, 10.3, 0.15), (0.9, 10.35, 0.1), (0.9, 9.4, 0)]),
        metal("#c9a25e", rough=0.25),
    )
    reed = fibre("#b98d5a")
    for k in range(8):
        angle = TAU * k / 8 + 0.2
        c, s, lean = math.cos(angle), math.sin(angle), 3.6 + (k % 3)
        sweep(
            "reed",
            [(-c * 1.9, -s * 1.9, 1.3), (c * 0.4, s * 0.4, 10.0), (c * lean, s * lean, 25.5 + (k % 3) * 0.8)],
            reed,
            width=0.34,
            sides=10,
        )
    group(
        [
            band("label", 4.23, 1.5, 5.2, 62, paper("#f8f3ea")),
            *print_round([("Pomelune", 0.82, 3.8), ("Room scent", 0.42, 2.7)], 4.25),
        ]
    )
