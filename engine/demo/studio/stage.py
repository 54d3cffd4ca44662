"""The photographer's studio: swept backdrop, softboxes and a camera that frames whatever stands on the table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from engine.demo.studio.geometry import mesh_object
from engine.demo.studio.materials import Surface, linear


@dataclass(frozen=True)
class Mood:
    """How a brand is photographed: its paper, the key light's colour and the side it comes from (-1 left, 1 right)."""

    paper: str
    key: str = "#fff1e0"
    side: int = -1
    contrast: float = 1.0


@dataclass(frozen=True)
class Framing:
    """Camera: degrees above the table, degrees round the object, share of the frame it fills, focal length in mm.

    `lift` moves the objects up in the frame (share of its height); `hang` hangs them above the table (in their own size).
    """

    elevation: float = 14.0
    azimuth: float = 0.0
    fill: float = 0.7
    focal: float = 85.0
    lift: float = 0.0
    hang: float = 0.0


def clear() -> None:
    """An empty scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.name = "studio"


def product_points() -> list[Vector]:
    """Every point of what stands on the stage, in world coordinates."""
    graph = bpy.context.evaluated_depsgraph_get()
    graph.update()
    points: list[Vector] = []
    for item in bpy.context.scene.objects:
        if item.type not in {"MESH", "CURVE"} or item.get("offstage"):
            continue
        seen = item.evaluated_get(graph)
        mesh = seen.to_mesh()
        stride = max(len(mesh.vertices) // 600, 1)
        points += [seen.matrix_world @ v.co for v in list(mesh.vertices)[::stride]]
        seen.to_mesh_clear()
    return points


def bounds(points: list[Vector]) -> tuple[Vector, Vector]:
    """The lowest and the highest corner of a cloud of points."""
    low = Vector(min(p[i] for p in points) for i in range(3))
    high = Vector(max(p[i] for p in points) for i in range(3))
    return low, high


def set_stage(mood: Mood, framing: Framing, size: tuple[int, int]) -> None:
    """Put backdrop, lights and camera round the objects already in the scene."""
    points = product_points()
    low, high = bounds(points)
    reach = (high - low).length / 2
    centre = (low + high) / 2
    _backdrop(mood, reach, low.z - framing.hang * reach)
    _lights(mood, reach, centre)
    _world(mood)
    _camera(points, centre, reach, framing, size)


def _backdrop(mood: Mood, reach: float, floor: float) -> None:
    paper = Surface("paper", base_color=linear(mood.paper), roughness=0.88, specular=0.15)
    paper.bump(paper.noise(3.0 / reach), 0.002 * reach, 0.3)
    wide, front, turn, radius = 26 * reach, 14 * reach, 5 * reach, 4.5 * reach
    section = [(-front, 0.0), (turn, 0.0)]
    for step in range(1, 25):
        angle = math.pi / 2 * step / 24
        section.append((turn + radius * math.sin(angle), radius * (1 - math.cos(angle))))
    section.append((turn + radius, 30 * reach))
    vertices = [(x, y, floor + z) for y, z in section for x in (-wide, wide)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(section) - 1)]
    mesh_object("backdrop", vertices, faces, paper.material, sharp=180)


def softbox(
    name: str,
    at: Vector,
    aim: Vector,
    size: tuple[float, float],
    power: float,
    colour: str = "#ffffff",
) -> bpy.types.Object:
    """A rectangular area light at a place, turned to its aim; `power` in watts per square metre of distance squared."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", size[0], size[1]
    data.energy, data.color = power, linear(colour)[:3]
    item = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(item)
    item.location = at
    item.rotation_euler = (aim - at).to_track_quat("-Z", "Y").to_euler()
    return item


def _lights(mood: Mood, reach: float, centre: Vector) -> None:
    unit = reach * reach
    side = mood.side

    def place(x: float, y: float, z: float) -> Vector:
        return centre + Vector((x * side, y, z)) * reach

    softbox(
        "key", place(2.9, -1.7, 2.9), centre, (1.7 * reach, 2.2 * reach), 300 * unit * mood.contrast, mood.key
    )
    softbox("fill", place(-3.6, -2.6, 1.2), centre, (3 * reach, 3 * reach), 26 * unit, "#eaf1ff")
    softbox("rim", place(-1.8, 2.6, 2.6), centre, (1.2 * reach, 3 * reach), 110 * unit, "#ffffff")
    softbox(
        "wash",
        place(0.5, 2.2, 5.5),
        centre + Vector((0, 6.5 * reach, 0.5 * reach)),
        (7 * reach, 3 * reach),
        560 * unit,
        "#ffffff",
    )


def _world(mood: Mood) -> None:
    world = bpy.data.worlds.new("air")
    bpy.context.scene.world = world
    world.use_nodes = True
    sky = world.node_tree.nodes["Background"]
    sky.inputs[0].default_value = tuple((c + 1) / 2 for c in linear(mood.paper)[:3]) + (1.0,)
    sky.inputs[1].default_value = 0.22


def _camera(
    points: list[Vector], centre: Vector, reach: float, framing: Framing, size: tuple[int, int]
) -> None:
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = framing.focal, 36.0
    data.clip_start, data.clip_end = 0.1, 10000
    camera = bpy.data.objects.new("camera", data)
    scene = bpy.context.scene
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = size
    up, round_ = math.radians(framing.elevation), math.radians(framing.azimuth)
    way = Vector((math.sin(round_) * math.cos(up), -math.cos(round_) * math.cos(up), math.sin(up)))
    distance = reach * 5.5
    for _ in range(6):
        camera.location = centre + way * distance
        camera.rotation_euler = (-way).to_track_quat("-Z", "Y").to_euler()
        bpy.context.view_layer.update()
        distance *= _frame(scene, camera, points, framing, size)
    nearest = min((camera.location - p).length for p in points)
    data.dof.use_dof, data.dof.focus_distance = True, nearest + reach * 0.35
    data.dof.aperture_fstop = framing.focal / 1000 / (2 * reach / 34)


def _frame(
    scene: bpy.types.Scene,
    camera: bpy.types.Object,
    points: list[Vector],
    framing: Framing,
    size: tuple[int, int],
) -> float:
    """Shift the lens so that the objects sit in the middle; return by how much to step back."""
    seen = [world_to_camera_view(scene, camera, p) for p in points]
    left, right = min(p.x for p in seen), max(p.x for p in seen)
    low, high = min(p.y for p in seen), max(p.y for p in seen)
    tall = size[1] / size[0] if size[0] >= size[1] else 1.0
    camera.data.shift_x += (left + right) / 2 - 0.5
    camera.data.shift_y += ((low + high) / 2 - 0.5 - framing.lift) * tall
    return max(right - left, high - low) / framing.fill


def render(path: Path, *, samples: int, percent: int = 100) -> None:
    """Render the scene with Cycles to a PNG."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.use_denoising = "CPU", samples, True
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.denoiser, cycles.denoising_prefilter = "OPENIMAGEDENOISE", "ACCURATE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 12, 4, 4
    cycles.transmission_bounces, cycles.transparent_max_bounces = 12, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 6.0
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.22
    scene.render.resolution_percentage = percent
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
