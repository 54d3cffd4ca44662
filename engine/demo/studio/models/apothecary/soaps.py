"""Soap, and its dish."""

from __future__ import annotations

import bpy

from engine.demo.studio.geometry import Point3, box, filleted, group, lettering, spline3, sweep
from engine.demo.studio.materials import fibre, glaze, marbled, wax
from engine.demo.studio.models.apothecary.tones import BUTTER, MILK, PLUM, ROSE, SAGE
from engine.demo.studio.typeface import face


def deeper(colour: str) -> str:
    """The same colour as a shadow of itself, for a name pressed into soap."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.62):02x}" for i in (1, 3, 5))


def soap(
    colour: str = ROSE,
    vein: str | None = MILK,
    word: str = "Pomelune",
    at: Point3 = (0, 0, 0),
    turn: float = 0.0,
) -> bpy.types.Object:
    """A bar of soap with the name pressed into it."""
    surface = marbled(colour, vein) if vein else wax(colour)
    bar = box("bar", (8.6, 5.6, 2.9), surface, bevel=0.75, segments=8)
    name = lettering(word, 1.5, wax(deeper(colour)), font=face("serif"))
    name.location[2] = 2.91
    return group([bar, name], at=at, turn=turn)


def soap_bar(colour: str = ROSE, vein: str | None = MILK) -> None:
    """Two bars, one lying across the other."""
    soap(colour, vein, turn=-32)
    soap(colour, vein, at=(0.3, 0.2, 2.92), turn=14)


def soap_trio() -> None:
    """Three bars in three colours, stacked and tied with cord."""
    for k, (colour, vein) in enumerate(((PLUM, ROSE), (BUTTER, MILK), (SAGE, MILK))):
        soap(colour, vein, at=(0, 0, k * 2.92), turn=(-3, 2, -1)[k])
    cord = fibre("#e8dcc6", twist=1.0)
    for around in ("x", "y"):
        half = 4.42 if around == "x" else 2.93
        ring = filleted(
            [
                (-half, 4.0, 0.0),
                (-half, 8.86, 0.8),
                (half, 8.86, 0.8),
                (half, -0.02, 0.8),
                (-half, -0.02, 0.8),
                (-half, 4.0, 0.0),
            ]
        )
        path = [(u, 0.0, v) if around == "x" else (0.0, u, v) for u, v in ring[:-1]]
        sweep("cord", path, cord, width=0.26, closed=True, sides=10)
    for side in (-1, 1):
        bow = spline3(
            [
                (0, 0, 9.0),
                (side * 1.3, 0.5, 9.9),
                (side * 2.6, 0.2, 9.7),
                (side * 2.3, -0.5, 9.1),
                (side * 1.0, -0.2, 9.05),
                (0, 0, 9.05),
            ],
            12,
        )
        sweep("bow", bow, cord, width=0.24, sides=10)
        sweep(
            "tail",
            spline3([(0, 0, 9.05), (side * 1.0, -1.2, 9.25), (side * 1.7, -2.6, 9.0)], 10),
            cord,
            width=0.24,
            sides=10,
        )


def soap_dish(colour: str = MILK) -> None:
    """A ridged stoneware dish with a bar on it."""
    dish = glaze(colour, speckle="#8d6a55", gloss=0.5)
    box("dish", (13.5, 9.4, 1.7), dish, bevel=0.7, segments=6)
    for k in range(7):
        box("ridge", (0.62, 7.4, 0.9), dish, at=(-4.8 + k * 1.6, 0, 1.35), bevel=0.3, segments=5)
    soap(SAGE, MILK, at=(0.1, 0, 2.25), turn=6)
