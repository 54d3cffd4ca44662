"""Cushions, blown up by simulation until they wrinkle as cushions do."""

from __future__ import annotations

import math

import bpy

from engine.demo.studio.geometry import Point3, group, measure, mesh_object, subdivide, sweep, welded
from engine.demo.studio.materials import cloth, felt
from engine.demo.studio.models.textiles.dyes import OCHRE


def cushion(colour: str = OCHRE, size: float = 45.0, piping: str | None = None) -> None:
    """A plump square cushion: two squares of cloth sewn along a fixed seam, then blown up until they wrinkle."""
    count = 44
    squares, rim = _sewn_squares(count)
    body = mesh_object("cushion", *squares, cloth(colour, weave=3.4, nap=0.1), sharp=180)
    measure(body, [(v.co.x * size / 2, v.co.z * size / 2) for v in body.data.vertices])
    welded(body, 180)
    _inflate(body, pressure=2.1, slack=0.14)
    for vertex in body.data.vertices:
        vertex.co *= size / 2
    subdivide(body, 2)
    seam = [(x * size / 2, y * size / 2, z * size / 2) for x, y, z in rim]
    edge = sweep("piping", seam, felt(piping or colour), width=0.9, closed=True, sides=12)
    whole = group([body, edge], turn=22)
    whole.rotation_euler[0] = math.radians(-6)
    whole.location[2] = size / 2


def _sewn_squares(count: int) -> tuple[tuple[list[Point3], list[tuple[int, int, int, int]]], list[Point3]]:
    """Vertices and faces of two squares (2 wide) meeting along their border, and that border in order."""

    def spot(i: int, j: int, side: int) -> Point3:
        u, v = 2 * i / count - 1, 2 * j / count - 1
        lift = side * 0.02 * (1 - max(abs(u), abs(v)) ** 8) * (1 + 0.3 * math.sin(7 * u + 3 * v))
        return (u * (1 - 0.05 * (1 - v * v) * abs(u) ** 3), lift, v * (1 - 0.05 * (1 - u * u) * abs(v) ** 3))

    steps = range(count + 1)
    vertices = [spot(i, j, side) for side in (1, -1) for j in steps for i in steps]
    wide, faces = count + 1, []
    for side in (0, 1):
        for j in range(count):
            for i in range(count):
                a = side * wide * wide + j * wide + i
                quad = (a, a + 1, a + wide + 1, a + wide)
                faces.append(quad[::-1] if side == 0 else quad)
    border = [(i, 0) for i in steps] + [(count, j) for j in steps[1:]]
    border += [(i, count) for i in steps[-2::-1]] + [(0, j) for j in steps[-2:0:-1]]
    return (vertices, faces), [spot(i, j, 1) for i, j in border]


def _inflate(body: bpy.types.Object, pressure: float, slack: float) -> None:
    """Blow up a closed cloth whose seam (the points at y = 0) stays put; `slack` is how much cloth is to spare."""
    seam = body.vertex_groups.new(name="seam")
    seam.add([v.index for v in body.data.vertices if abs(v.co.y) < 1e-6], 1.0, "REPLACE")
    modifier = body.modifiers.new("cloth", "CLOTH")
    settings = modifier.settings
    settings.quality, settings.mass = 8, 0.3
    settings.tension_stiffness = settings.compression_stiffness = 18
    settings.shear_stiffness, settings.bending_stiffness = 8, 0.6
    settings.use_pressure, settings.uniform_pressure_force = True, pressure
    settings.shrink_min, settings.vertex_group_mass = -slack, "seam"
    settings.effector_weights.gravity = 0
    last = 45
    modifier.point_cache.frame_end = last
    for frame in range(1, last + 1):
        bpy.context.scene.frame_set(frame)
    blown = body.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = bpy.data.meshes.new_from_object(blown)
    body.modifiers.clear()
    body.data = mesh
