"""Bowls, plates and jars."""

from __future__ import annotations

import bpy

from engine.demo.studio.geometry import curve, group, lathe, spline3, sweep, vessel
from engine.demo.studio.materials import clay, glaze, wood
from engine.demo.studio.models.stoneware.glazes import MOSS, OAT, SAND, SHELL, SPECK, thrown


def bowl(colour: str = SAND, radius: float = 8.0, inside: str | None = None) -> None:
    """A breakfast bowl on a narrow foot; two stacked behind one another."""
    for k in range(2):
        pot = vessel(
            "bowl",
            _bowl_line(radius),
            0.4,
            glaze((colour, inside or OAT)[k], speckle=SPECK, foot=0.8),
            wobble=thrown(),
        )
        group([pot], at=(0, 0, k * radius * 0.27))


def _bowl_line(radius: float) -> list[tuple[float, float]]:
    r = radius
    return curve(
        [
            (r * 0.42, 0),
            (r * 0.42, 0),
            (r * 0.44, r * 0.1),
            (r * 0.62, r * 0.16),
            (r * 0.86, r * 0.42),
            (r * 0.97, r * 0.74),
            (r, r * 0.95),
        ]
    )


def serving_bowl(colour: str = MOSS) -> None:
    """A wide shallow bowl with a rolled rim."""
    outline = curve([(6, 0), (6, 0), (6.3, 0.8), (9.5, 1.5), (13.5, 4), (15.6, 6.8), (16.1, 7.6)])
    vessel(
        "bowl",
        outline,
        0.55,
        glaze(colour, speckle="#33371f", foot=1.0, gloss=0.75),
        wobble=thrown(0.008, 2),
    )


def plates(colour: str = OAT, radius: float = 13.0) -> None:
    """Four stacked plates, and one leaning behind them."""

    def plate(c: str) -> bpy.types.Object:
        r = radius
        line = curve(
            [
                (r * 0.6, 0),
                (r * 0.6, 0),
                (r * 0.62, 0.35),
                (r * 0.78, 0.55),
                (r * 0.9, 1.3),
                (r * 0.93, 2.2),
                (r * 0.935, 2.5),
            ]
        )
        return vessel("plate", line, 0.42, glaze(c, speckle=SPECK, gloss=0.5), wobble=thrown(0.004, 2))

    for k, c in enumerate((colour, colour, SAND, colour)):
        group([plate(c)], at=(0.12 * (k % 2), 0.1 * k, k * 1.05), turn=k * 40)


def lidded_jar(colour: str = OAT, size: float = 1.0) -> None:
    """A storage jar with an oak lid."""
    r, h = 5.4 * size, 13.0 * size
    outline = curve([(r * 0.9, 0), (r * 0.9, 0), (r * 0.98, 0.3), (r, 1.4), (r, h * 0.6), (r * 0.99, h)])
    vessel("jar", outline, 0.4, glaze(colour, speckle=SPECK, foot=0.7), wobble=thrown(0.004))
    lid = curve(
        [
            (0, h + 0.02),
            (r * 1.0, h + 0.02),
            (r * 1.0, h + 0.02),
            (r * 1.05, h + 0.15),
            (r * 1.05, h + 1.3),
            (r * 1.0, h + 1.45),
            (r * 1.0, h + 1.45),
            (1.3, h + 1.5),
            (1.3, h + 1.5),
            (1.05, h + 2.2),
            (1.55, h + 3.2),
            (1.3, h + 3.9),
            (0, h + 4.1),
        ]
    )
    lathe("lid", lid, wood("#b98a57", along="x"))


def salt_cellar(colour: str = SHELL) -> None:
    """An open salt pig with a small wooden spoon."""
    outline = curve([(3.6, 0), (3.6, 0), (4.1, 0.3), (5.0, 2.2), (5.1, 4.2), (4.4, 5.8), (3.9, 6.2)])
    vessel("cellar", outline, 0.4, glaze(colour, speckle=SPECK, foot=0.7), wobble=thrown(0.01, 3))
    lathe("salt", curve([(0, 4.2), (2.0, 4.1), (4.2, 3.6)]), clay("#f6f3ee"))
    sweep(
        "spoon",
        spline3([(0.4, 0.2, 4.4), (2.2, -0.4, 6.0), (4.6, -1.2, 8.6), (6.4, -1.9, 10.4)], 12),
        wood("#a8774a", along="x"),
        width=0.85,
        depth=0.7,
        taper=lambda t: 0.75 + 0.4 * t,
        sides=16,
    )
