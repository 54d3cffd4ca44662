"""Solid and hollow forms: turned on a lathe, or cut as a block."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import bmesh
import bpy
from mathutils import Vector

from engine.demo.studio.geometry.lines import TAU, Point2, Point3, curve, parallel


def mesh_object(
    name: str,
    vertices: Sequence[Point3],
    faces: Sequence[Sequence[int]],
    material: bpy.types.Material,
    *,
    sharp: float = 40.0,
) -> bpy.types.Object:
    """A smooth-shaded object in the scene; edges steeper than `sharp` degrees stay edges."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    mesh.validate()
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.set_sharp_from_angle(angle=math.radians(sharp))
    mesh.materials.append(material)
    item = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(item)
    return item


def welded(item: bpy.types.Object, sharp: float) -> bpy.types.Object:
    """Join vertices that lie on each other, and turn every face outward."""
    bag = bmesh.new()
    bag.from_mesh(item.data)
    bmesh.ops.remove_doubles(bag, verts=bag.verts, dist=1e-4)
    bmesh.ops.recalc_face_normals(bag, faces=bag.faces)
    bag.to_mesh(item.data)
    bag.free()
    item.data.set_sharp_from_angle(angle=math.radians(sharp))
    return item


def soften(item: bpy.types.Object, width: float, segments: int = 4, angle: float = 30.0) -> None:
    """Round the edges of an object, as every real edge is."""
    bevel = item.modifiers.new("bevel", "BEVEL")
    bevel.width, bevel.segments, bevel.limit_method = width, segments, "ANGLE"
    bevel.angle_limit, bevel.harden_normals = math.radians(angle), True


def lathe(
    name: str,
    profile: Sequence[Point2],
    material: bpy.types.Material,
    *,
    segments: int = 128,
    wobble: Callable[[float, float], float] | None = None,
    sharp: float = 40.0,
) -> bpy.types.Object:
    """Turn a profile of (radius, height) round the z axis; `wobble(angle, height)` scales the radius."""
    vertices: list[Point3] = []
    for step in range(segments):
        angle = TAU * step / segments
        for radius, height in profile:
            r = radius * (wobble(angle, height) if wobble else 1.0)
            vertices.append((r * math.cos(angle), r * math.sin(angle), height))
    rows, faces = len(profile), []
    for step in range(segments):
        here, there = step * rows, ((step + 1) % segments) * rows
        faces += [(here + i, there + i, there + i + 1, here + i + 1) for i in range(rows - 1)]
    return welded(mesh_object(name, vertices, faces, material, sharp=sharp), sharp)


def vessel(
    name: str,
    outer: Sequence[Point2],
    wall: float,
    material: bpy.types.Material,
    *,
    floor: float = 0.0,
    segments: int = 128,
    wobble: Callable[[float, float], float] | None = None,
) -> bpy.types.Object:
    """A hollow turned form: `outer` runs from the foot to the rim, the lip is round, the base is `floor` thick."""
    return lathe(
        name, vessel_profile(outer, wall, floor or wall * 1.6), material, segments=segments, wobble=wobble
    )


def vessel_profile(outer: Sequence[Point2], wall: float, floor: float) -> list[Point2]:
    """The closed profile of a vessel: under the foot, up outside, over the lip, down inside."""
    base = outer[0][1] + floor
    inside = [p for p in parallel(outer, wall) if p[1] > base and p[0] > 0.05]
    rim_out, rim_in = Vector(outer[-1]), Vector(inside[-1])
    middle, half = (rim_out + rim_in) / 2, (rim_out - rim_in) / 2
    up = Vector((-half.y, half.x)) if half.x > 0 else Vector((half.y, -half.x))
    lip = [middle + half * math.cos(a) + up * math.sin(a) for a in (math.pi * i / 8 for i in range(1, 8))]
    under = [(0.0, outer[0][1]), (outer[0][0] * 0.6, outer[0][1])]
    low = inside[0]
    corner = curve(
        [(low[0], low[1]), (low[0] * 0.93, base + (low[1] - base) * 0.3), (low[0] * 0.75, base)], 6
    )
    return [*under, *outer, *((v.x, v.y) for v in lip), *reversed(inside), *corner[1:], (0.0, base)]


def shell(name: str, outer: Sequence[Point2], wall: float, material: bpy.types.Material) -> bpy.types.Object:
    """A thin turned hood, open above and below: `outer` runs from its top down to its rim."""
    return lathe(name, [*outer, *reversed(parallel(outer, -wall)), outer[0]], material)


def box(
    name: str,
    size: Point3,
    material: bpy.types.Material,
    *,
    at: Point3 = (0, 0, 0),
    bevel: float = 0.2,
    segments: int = 4,
    turn: float = 0.0,
) -> bpy.types.Object:
    """A bevelled block standing on `at` (middle of its base), turned by `turn` degrees round z."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    corners: list[Point3] = [
        (sx * x, sy * y, sz) for sz in (0, z) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    sides: list[Sequence[int]] = [
        (3, 2, 1, 0),
        (4, 5, 6, 7),
        (0, 1, 5, 4),
        (1, 2, 6, 5),
        (2, 3, 7, 6),
        (3, 0, 4, 7),
    ]
    item = mesh_object(name, corners, sides, material, sharp=180)
    soften(item, bevel, segments)
    item.location, item.rotation_euler[2] = at, math.radians(turn)
    return item


def band(
    name: str,
    radius: float,
    bottom: float,
    top: float,
    degrees: float,
    material: bpy.types.Material,
    *,
    facing: float = -90.0,
) -> bpy.types.Object:
    """A paper label: part of a cylinder, `degrees` wide."""
    steps = 48
    vertices: list[Point3] = []
    for step in range(steps + 1):
        angle = math.radians(facing + degrees * (step / steps - 0.5))
        vertices += [(radius * math.cos(angle), radius * math.sin(angle), z) for z in (bottom, top)]
    faces = [(2 * i, 2 * i + 2, 2 * i + 3, 2 * i + 1) for i in range(steps)]
    return mesh_object(name, vertices, faces, material)
