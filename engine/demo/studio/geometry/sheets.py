"""Cloth: sheets with a thickness and a measure of their own, and what softens them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import bpy

from engine.demo.studio.geometry.lines import Point2, Point3
from engine.demo.studio.geometry.solids import mesh_object, soften


def sheet(
    name: str,
    section: Sequence[Point2],
    length: float,
    thickness: float,
    material: bpy.types.Material,
    *,
    rows: int = 40,
    smooth: int = 1,
) -> bpy.types.Object:
    """Cloth: a section in the x-z plane drawn along y for `length`, with a rounded thickness and UV in cm."""
    vertices: list[Point3] = []
    for row in range(rows + 1):
        y = length * (row / rows - 0.5)
        vertices += [(x, y, z) for x, z in section]
    wide, faces = len(section), []
    for row in range(rows):
        a, b = row * wide, (row + 1) * wide
        faces += [(a + i, a + i + 1, b + i + 1, b + i) for i in range(wide - 1)]
    item = mesh_object(name, vertices, faces, material, sharp=180)
    along = [0.0]
    for before, after in pairwise(section):
        along.append(along[-1] + math.dist(before, after))
    measure(item, [(along[i % wide], length * (i // wide) / rows) for i in range(len(vertices))])
    solid = item.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness, solid.offset, solid.use_even_offset = thickness, 0.0, True
    soften(item, thickness * 0.45, 3, 50)
    if smooth:
        subdivide(item, smooth)
    return item


def measure(item: bpy.types.Object, places: Sequence[Point2]) -> None:
    """Give every vertex its place on the flat cloth, in centimetres, for weave and stripes."""
    layer = item.data.uv_layers.new(name="measure")
    for loop in item.data.loops:
        layer.data[loop.index].uv = places[loop.vertex_index]


def subdivide(item: bpy.types.Object, levels: int = 2) -> None:
    """Smooth an object by subdivision."""
    modifier = item.modifiers.new("subdivision", "SUBSURF")
    modifier.levels = modifier.render_levels = levels


def ripple(item: bpy.types.Object, strength: float, size: float, *, kind: str = "CLOUDS") -> None:
    """Displace a surface along its normals by noise: `strength` and `size` in centimetres."""
    texture = bpy.data.textures.new("ripple", kind)
    texture.noise_scale = size
    modifier = item.modifiers.new("ripple", "DISPLACE")
    modifier.texture, modifier.strength, modifier.mid_level = texture, strength, 0.5
    modifier.texture_coords = "GLOBAL"
