"""The wide pictures: a table at a window, a shelf, an evening, and a group for each brand."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import bpy
from mathutils import Vector

from engine.demo.studio import stage
from engine.demo.studio.geometry import Point3, box, filleted, group, lathe, mesh_object
from engine.demo.studio.materials import Surface, clay, linear, shade, wood
from engine.demo.studio.models import apothecary as ap
from engine.demo.studio.models import everyday as ev
from engine.demo.studio.models import lights_and_glass as lg
from engine.demo.studio.models import stoneware as st
from engine.demo.studio.models import textiles as tx
from engine.demo.studio.shots import MOODS

SIZE = (1600, 900)


def put(build: Callable[[], object], at: Point3, *, turn: float = 0.0, scale: float = 1.0) -> None:
    """Build a model and move all of it to a place in the scene."""
    before = set(bpy.context.scene.objects)
    build()
    made = [item for item in bpy.context.scene.objects if item not in before]
    group(made, at=at, turn=turn, scale=scale)
    bpy.context.view_layer.update()


def plinth(brand: str, size: Point3, at: Point3, *, round_: bool = False) -> None:
    """A block or a drum in the brand's own paper colour, to lift things off the table."""
    surface = clay(MOODS[brand].paper)
    if round_:
        r, h = size[0] / 2, size[2]
        lathe("drum", filleted([(0, 0, 0), (r, 0, 0.3), (r, h, 0.4), (0, h, 0)]), surface).location = at
    else:
        box("block", size, surface, at=at, bevel=0.4)


def _studio(brand: str, *, fill: float = 0.62, elevation: float = 9.0, shift: float = 0.0) -> None:
    """Light a brand's group as its products are lit; `shift` moves it right in the frame (share of the width)."""
    stage.set_stage(MOODS[brand], stage.Framing(elevation=elevation, fill=fill), SIZE)
    bpy.context.scene.camera.data.shift_x -= shift


def sorrelund() -> None:
    """Vases, teapot, bowls and a mug on two low blocks."""
    plinth("sorrelund", (30, 20, 9), (-8, 12, 0))
    plinth("sorrelund", (22, 22, 4), (34, 6, 0), round_=True)
    put(lambda: st.tall_vase(st.OAT), (-14, 12, 9))
    put(lambda: st.bud_vase(st.RUST), (0, 12, 9))
    put(lambda: st.teapot(st.RUST), (34, 6, 4))
    put(lambda: st.pitcher(st.INK), (-34, 6, 0))
    put(lambda: st.bowl(st.SAND), (14, -4, 0))
    put(lambda: st.mug(st.OAT, st.INK), (-14, -6, 0), turn=10)
    put(lambda: st.salt_cellar(st.SHELL), (55, -4, 0))
    _studio("sorrelund", fill=0.78)


def halvane() -> None:
    """Lit lamps among coloured glass."""
    plinth("halvane", (26, 26, 6), (-2, 12, 0), round_=True)
    plinth("halvane", (24, 18, 12), (33, 14, 0))
    put(lg.mushroom_lamp, (-2, 12, 6))
    put(lg.globe_lamp, (-36, 10, 0))
    put(lambda: lg.bubble_vase(lg.AMBER), (33, 14, 12), scale=0.8)
    put(lambda: lg.tumblers(lg.SEA), (18, -8, 0))
    put(lambda: lg.decanter(lg.SMOKE), (-16, -4, 0))
    put(lambda: lg.lantern(lg.PETROL), (54, 4, 0))
    put(lambda: lg.candlestick(lg.SMOKE), (41, -6, 0), scale=0.8)
    _studio("halvane", fill=0.78)


def tirrick() -> None:
    """A throw and towels, rush baskets, wool and a pouf."""
    put(lambda: tx.pouf(tx.HEATHER), (-46, 14, 0))
    put(lambda: tx.throw(tx.DUSK), (-46, 12, 32), scale=0.8)
    put(tx.basket, (0, 10, 0), scale=1.25)
    put(tx.wool_balls, (0, 8, 12), scale=1.25)
    put(lambda: tx.towels(tx.OATMEAL, tx.OCHRE), (44, 10, 0))
    put(tx.tea_towels, (26, -20, 0), scale=0.95)
    put(tx.coasters, (-14, -22, 0), scale=0.9)
    _studio("tirrick", fill=0.8)


def pomelune() -> None:
    """Candles, soap, a pump bottle and a jar of salts."""
    plinth("pomelune", (26, 16, 5), (0, 8, 0))
    plinth("pomelune", (15, 15, 8), (-23, 6, 0), round_=True)
    put(ap.hand_wash, (-6, 8, 5))
    put(ap.bath_salts, (5, 8, 5))
    put(lambda: ap.candle("Salt Rose", ap.ROSE), (-23, 6, 8))
    put(lambda: ap.pillar_candles(ap.PLUM), (26, 6, 0))
    put(lambda: ap.soap_bar(ap.SAGE), (14, -7, 0))
    put(ap.balm, (-10, -8, 0), scale=0.9)
    put(ap.diffuser, (-38, 4, 0))
    _studio("pomelune", fill=0.78)


def ollerby() -> None:
    """Kettle, stool, watering can, notebooks and the bell."""
    put(lambda: ev.stool(ev.OAK), (0, 10, 0))
    put(lambda: ev.kettle(ev.PINE), (0, 10, 44.4), scale=0.9)
    plinth("ollerby", (34, 24, 16), (-40, 10, 0))
    plinth("ollerby", (30, 30, 10), (40, 6, 0), round_=True)
    put(lambda: ev.watering_can(ev.PINE), (-42, 10, 16), turn=180)
    put(lambda: ev.notebook(ev.MUSTARD, ev.BRICK), (40, 6, 10))
    put(ev.counter_bell, (-26, -16, 0))
    put(ev.enamel_mug, (26, -22, 0))
    put(lambda: ev.clock(ev.PINE), (66, 0, 0), scale=1.2)
    put(ev.pepper_mill, (-66, 4, 0))
    _studio("ollerby", fill=0.84)


def plaster(colour: str) -> bpy.types.Material:
    """A trowelled wall."""
    made = Surface("plaster", roughness=0.93, specular=0.15)
    made.set(
        base_color=made.ramp(made.noise(0.03, detail=6.0), [(0.3, shade(colour, 0.9)), (0.7, linear(colour))])
    )
    made.bump(made.noise(0.06, detail=8.0), 0.5, 0.5)
    return made.material


def _room(wall: str, boards: str) -> None:
    """A plaster wall behind a deep wooden table whose edge faces the camera; its top is at z = 0."""
    mesh_object(
        "wall",
        [(-400, 62, -200), (400, 62, -200), (400, 62, 400), (-400, 62, 400)],
        [(0, 1, 2, 3)],
        plaster(wall),
        sharp=180,
    )
    for k in range(5):
        box(
            "board",
            (420, 23.8, 5),
            wood(boards, along="x", ring=0.35, gloss=0.35),
            at=(k * 37 - 60, -36 + k * 24, -5),
            bevel=0.35,
        )


def _sun(azimuth: float, height: float, power: float, colour: str, softness: float = 2.0) -> None:
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.color, data.angle = power, linear(colour)[:3], math.radians(softness)
    item = bpy.data.objects.new("sun", data)
    bpy.context.scene.collection.objects.link(item)
    way = Vector(
        (math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth)), math.tan(math.radians(height)))
    )
    item.rotation_euler = (-way).to_track_quat("-Z", "Y").to_euler()


def _window(away: float) -> None:
    """A wall with a sash window on the left, out of the picture: it lays panes of light on the wall."""
    frame = clay("#f0ece4")
    across, sill, top = (-58.0, 66.0), 6.0, 116.0
    for y0, y1, z0, z1 in (
        (-500, across[0], -100, 400),
        (across[1], 60, -100, 400),
        (*across, -100, sill),
        (*across, top, 400),
    ):
        box("blind", (4, y1 - y0, z1 - z0), frame, at=(-away, (y0 + y1) / 2, z0), bevel=0.2)
    for y in (-17.0, 24.0):
        box("bar", (3, 3.4, top - sill), frame, at=(-away, y, sill), bevel=0.2)
    for z in (42.0, 78.0):
        box(
            "bar",
            (3, across[1] - across[0], 3.4),
            frame,
            at=(-away, (across[0] + across[1]) / 2, z),
            bevel=0.2,
        )


def _look(at: Point3, from_: Point3, focal: float, *, sharp: float = 0.0, blur: float = 1.2) -> None:
    data = bpy.data.cameras.new("camera")
    data.lens, data.clip_end = focal, 10000
    camera = bpy.data.objects.new("camera", data)
    scene = bpy.context.scene
    scene.collection.objects.link(camera)
    scene.camera = camera
    camera.location = from_
    aim = Vector(at) - Vector(from_)
    camera.rotation_euler = aim.to_track_quat("-Z", "Y").to_euler()
    data.dof.use_dof, data.dof.focus_distance = True, aim.length + sharp
    data.dof.aperture_fstop = focal / 1000 / (2 * blur)
    scene.render.resolution_x, scene.render.resolution_y = SIZE


def _air(colour: str, strength: float) -> None:
    world = bpy.data.worlds.new("air")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = linear(colour)
    world.node_tree.nodes["Background"].inputs[1].default_value = strength


def window_table() -> None:
    """The hero: breakfast things on a table, morning light through panes; room for words on the left."""
    _room("#e3d6c4", "#a97c50")
    put(lambda: st.tall_vase(st.OAT), (34, 28, 0))
    for lean, tall in ((0.8, 42), (-0.7, 38), (0.2, 46)):
        put(partial(st.grass_stem, (0, 0, 6), lean, tall), (34, 28, 0))
    put(lambda: st.teapot(st.RUST), (60, 16, 0), turn=150)
    put(lambda: st.mug(st.OAT, st.INK), (38, -6, 0))
    put(lambda: st.bowl(st.SAND), (12, 8, 0))
    put(lambda: ev.notebook(ev.PINE, ev.MUSTARD), (58, -20, 0), turn=24)
    put(lambda: lg.tumbler(lg.SEA, water=5.6), (22, -18, 0))
    _window(150)
    _sun(197, 24, 9.0, "#ffdcae")
    stage.softbox("sky", Vector((-140, -30, 80)), Vector((30, 20, 10)), (110, 110), 260000, "#dbe8ff")
    _air("#e9eef5", 0.42)
    _look((13, 10, 19), (2, -178, 46), 52, sharp=-6)


def shelf() -> None:
    """Two oak shelves on a plaster wall with things from every workshop."""
    mesh_object(
        "wall",
        [(-400, 14, -300), (400, 14, -300), (400, 14, 400), (-400, 14, 400)],
        [(0, 1, 2, 3)],
        plaster("#dfe0d2"),
        sharp=180,
    )
    for z in (0.0, 47.0):
        box(
            "shelf",
            (190, 27, 3),
            wood("#b88a56", along="x", ring=0.4, gloss=0.3),
            at=(0, 0, z - 3),
            bevel=0.3,
        )
    top = 47.0
    put(st.moon_jar, (-64, 0, 0))
    put(lambda: st.lidded_jar(st.MOSS), (-40, 0, 0), scale=1.1)
    put(lambda: st.lidded_jar(st.OAT, 0.8), (-26, -2, 0))
    put(lambda: ev.kettle(ev.BRICK), (0, -1, 0))
    put(lambda: lg.tumblers(lg.AMBER), (27, -2, 0))
    put(lambda: st.bowl(st.INK, inside=st.OAT), (48, -1, 0), scale=0.95)
    put(lg.carafe, (72, 0, 0))
    put(lg.globe_lamp, (-62, 0, top))
    put(lambda: ev.notebook(ev.COAL, ev.MUSTARD), (-34, -1, top), turn=60)
    put(lambda: tx.basket(handles=False), (-2, 0, top), scale=0.85)
    put(tx.wool_balls, (-2, -1, top + 6), scale=0.85)
    put(lambda: st.bud_vase(st.RUST), (24, -2, top))
    put(lambda: ev.clock(ev.PINE), (43, -1, top))
    put(ap.candle, (59, -3, top))
    put(lambda: st.pitcher(st.OAT), (76, -1, top))
    stage.softbox("window", Vector((-190, -150, 150)), Vector((0, 0, 40)), (120, 120), 640000, "#fff0dc")
    stage.softbox("fill", Vector((170, -210, 60)), Vector((0, 0, 40)), (140, 140), 130000, "#e6efff")
    _air("#eef0ea", 0.3)
    _look((2, 0, 37), (2, -330, 48), 66, blur=0.7)


def evening() -> None:
    """A dark sideboard lit by its own lamp and candles."""
    _room("#66777b", "#6f482e")
    put(lg.mushroom_lamp, (-30, 22, 0))
    put(lambda: lg.decanter(lg.SMOKE), (2, 16, 0))
    put(lambda: lg.coupe(lg.AMBER), (20, 2, 0))
    put(lambda: ap.pillar_candles(ap.PLUM), (50, 14, 0))
    put(lambda: ap.candle("Quince & Smoke", ap.BUTTER), (-52, 2, 0))
    put(lambda: st.bowl(st.INK), (-18, -10, 0), scale=0.8)
    stage.softbox("dusk", Vector((190, -60, 120)), Vector((0, 10, 10)), (120, 120), 330000, "#a9c2ee")
    stage.softbox("lamp", Vector((-30, 10, 48)), Vector((-20, 40, 0)), (26, 26), 60000, "#ffb871")
    stage.softbox("candles", Vector((56, -6, 50)), Vector((40, 20, 0)), (20, 20), 22000, "#ffb068")
    _air("#6d83a0", 0.3)
    _look((0, 8, 15), (0, -178, 32), 56, blur=1.0)


BANNERS: dict[str, Callable[[], None]] = {
    "banner-window-table": window_table,
    "banner-sorrelund": sorrelund,
    "banner-halvane": halvane,
    "banner-tirrick": tirrick,
    "banner-pomelune": pomelune,
    "banner-ollerby": ollerby,
    "banner-shelf": shelf,
    "banner-evening": evening,
}
