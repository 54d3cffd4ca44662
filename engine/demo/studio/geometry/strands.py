"""Forms drawn along a path: handles, cables, threads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import bpy
from mathutils import Vector

from engine.demo.studio.geometry.lines import TAU, Point3
from engine.demo.studio.geometry.solids import mesh_object


def sweep(
    name: str,
    path: Sequence[Point3],
    material: bpy.types.Material,
    *,
    width: float,
    depth: float | None = None,
    taper: Callable[[float], float] | None = None,
    sides: int = 20,
    closed: bool = False,
    square: float = 2.0,
    hollow: bool = False,
) -> bpy.types.Object:
    """Draw a section (width × depth, `square` 2 for an ellipse, 4 for a soft square) along a path."""
    depth = width if depth is None else depth
    frames = _frames(path, closed)
    vertices: list[Point3] = []
    for i, (spot, side, up) in enumerate(frames):
        t = i / max(len(frames) - 1, 1)
        scale = taper(t) if taper else 1.0
        for k in range(sides):
            c, s = math.cos(TAU * k / sides), math.sin(TAU * k / sides)
            u = math.copysign(abs(c) ** (2 / square), c) * width / 2 * scale
            v = math.copysign(abs(s) ** (2 / square), s) * depth / 2 * scale
            vertices.append(tuple(spot + side * u + up * v))
    rings = len(frames)
    faces: list[Sequence[int]] = []
    for i in range(rings if closed else rings - 1):
        a, b = i * sides, ((i + 1) % rings) * sides
        faces += [(a + k, a + (k + 1) % sides, b + (k + 1) % sides, b + k) for k in range(sides)]
    if not closed and not hollow:
        faces += [tuple(reversed(range(sides))), tuple(range((rings - 1) * sides, rings * sides))]
    return mesh_object(name, vertices, faces, material, sharp=50)


def _frames(path: Sequence[Point3], closed: bool) -> list[tuple[Vector, Vector, Vector]]:
    spots = [Vector(p) for p in path]
    count = len(spots)
    tangents = []
    for i in range(count):
        ahead = spots[(i + 1) % count] if closed else spots[min(i + 1, count - 1)]
        behind = spots[i - 1] if closed else spots[max(i - 1, 0)]
        tangents.append((ahead - behind).normalized())
    up = Vector((0, 0, 1)) if abs(tangents[0].z) < 0.9 else Vector((0, 1, 0))
    frames = []
    for spot, tangent in zip(spots, tangents, strict=True):
        side = tangent.cross(up).normalized()
        up = side.cross(tangent).normalized()
        frames.append((spot, side, up))
    return frames


def strand(
    name: str,
    path: Sequence[Point3],
    material: bpy.types.Material,
    radius: float,
    *,
    closed: bool = False,
    resolution: int = 3,
) -> bpy.types.Object:
    """A light round thread along a path, for the thousands of them in a basket or a ball of wool."""
    data = bpy.data.curves.new(name, "CURVE")
    data.dimensions, data.bevel_depth, data.bevel_resolution = "3D", radius, resolution
    data.use_fill_caps = True
    line = data.splines.new("POLY")
    line.points.add(len(path) - 1)
    line.points.foreach_set("co", [c for p in path for c in (*p, 1.0)])
    line.use_cyclic_u, line.use_smooth = closed, True
    data.materials.append(material)
    item = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(item)
    return item
