"""The colours of wax, soap and print, and how labels are printed."""

from __future__ import annotations

import bpy

from engine.demo.studio.geometry import lettering, wrap_round
from engine.demo.studio.materials import paper
from engine.demo.studio.typeface import face

ROSE, PLUM, BUTTER, SAGE, MILK, FIG = "#d9a193", "#5e2f45", "#ead08f", "#9aa583", "#f3ebe0", "#7c4a55"


AMBER_GLASS, INKY = "#a8541c", "#3a2530"


def print_round(
    words: list[tuple[str, float, float]], radius: float, colour: str = INKY
) -> list[bpy.types.Object]:
    """Lines of print on a cylinder: (words, em, height), all facing the camera."""
    made = []
    ink = paper(colour)
    for k, (line, size, height) in enumerate(words):
        item = lettering(
            line, size, ink, font=face("serif" if k == 0 else "sans"), spacing=1.0 if k == 0 else 1.12
        )
        wrap_round(item, radius, height)
        made.append(item)
    return made
