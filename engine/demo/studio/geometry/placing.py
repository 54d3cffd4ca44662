"""Words on things, and things put where they belong."""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy

from engine.demo.studio.geometry.lines import Point3


def lettering(
    words: str,
    size: float,
    material: bpy.types.Material,
    *,
    font: str | None = None,
    align: str = "CENTER",
    spacing: float = 1.0,
) -> bpy.types.Object:
    """Words as a thin flat mesh in the x-y plane, centred on the origin; `size` is the em in centimetres."""
    data = bpy.data.curves.new("lettering", "FONT")
    data.body, data.size, data.align_x, data.align_y = words, size, align, "CENTER"
    data.space_character, data.resolution_u = spacing, 6
    if font:
        data.font = bpy.data.fonts.load(font, check_existing=True)
    item = bpy.data.objects.new("lettering", data)
    bpy.context.scene.collection.objects.link(item)
    mesh = bpy.data.meshes.new_from_object(item.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(item)
    mesh.materials.clear()
    mesh.materials.append(material)
    flat = bpy.data.objects.new("lettering", mesh)
    bpy.context.scene.collection.objects.link(flat)
    return flat


def wrap_round(item: bpy.types.Object, radius: float, height: float, *, facing: float = -90.0) -> None:
    """Bend a flat x-y object round a cylinder about z, its middle at `facing` degrees and `height`."""
    for vertex in item.data.vertices:
        x, y, lift = vertex.co
        angle = math.radians(facing) + x / radius
        reach = radius + lift
        vertex.co = (reach * math.cos(angle), reach * math.sin(angle), height + y)


def offstage(item: bpy.types.Object) -> bpy.types.Object:
    """Leave an object out of the framing: a cable or a cord that runs out of the picture."""
    item["offstage"] = True
    return item


def group(
    items: Sequence[bpy.types.Object], *, at: Point3 = (0, 0, 0), turn: float = 0.0, scale: float = 1.0
) -> bpy.types.Object:
    """Hang objects on one empty, so that a model can be placed, turned and scaled as a whole."""
    handle = bpy.data.objects.new("group", None)
    bpy.context.scene.collection.objects.link(handle)
    for item in items:
        if item.parent is None:
            item.parent = handle
    handle.location, handle.rotation_euler[2], handle.scale = at, math.radians(turn), (scale,) * 3
    return handle
