"""Meshes made from numbers. One unit is one centimetre."""

from engine.demo.studio.geometry.lines import TAU, Point2, Point3, curve, filleted, parallel, spline3
from engine.demo.studio.geometry.placing import group, lettering, offstage, wrap_round
from engine.demo.studio.geometry.sheets import measure, ripple, sheet, subdivide
from engine.demo.studio.geometry.solids import (
    band,
    box,
    lathe,
    mesh_object,
    shell,
    soften,
    vessel,
    vessel_profile,
    welded,
)
from engine.demo.studio.geometry.strands import strand, sweep

__all__ = [
    "TAU",
    "Point2",
    "Point3",
    "band",
    "box",
    "curve",
    "filleted",
    "group",
    "lathe",
    "lettering",
    "measure",
    "mesh_object",
    "offstage",
    "parallel",
    "ripple",
    "sheet",
    "shell",
    "soften",
    "spline3",
    "strand",
    "subdivide",
    "sweep",
    "vessel",
    "vessel_profile",
    "welded",
    "wrap_round",
]
