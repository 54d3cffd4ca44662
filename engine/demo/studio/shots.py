"""Every product picture: its file, the brand whose light it stands in, and the model that is built for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engine.demo.studio.models import apothecary as ap
from engine.demo.studio.models import everyday as ev
from engine.demo.studio.models import lights_and_glass as lg
from engine.demo.studio.models import stoneware as st
from engine.demo.studio.models import textiles as tx
from engine.demo.studio.stage import Framing, Mood

MOODS = {
    "sorrelund": Mood("#e6c9a8"),
    "halvane": Mood("#b9d0d8", side=1),
    "tirrick": Mood("#c6cfab"),
    "pomelune": Mood("#efc6b8", side=1),
    "ollerby": Mood("#ebdfc0"),
}


@dataclass(frozen=True)
class Shot:
    """One product picture; `turn` 0 is a product's hero, 1 a colour of one shown in many, 2 any other colour."""

    file: str
    brand: str
    build: Callable[[], None]
    framing: Framing
    turn: int = 0


def _row(
    brand: str, handle: str, model: Callable[..., None], framing: Framing, **colours: dict[str, object]
) -> list[Shot]:
    """The pictures of one product: one named by its handle alone, or one for each colour, the first being the hero."""
    if not colours:
        return [Shot(handle, brand, model, framing)]
    later = 1 if len(colours) > 2 else 2
    return [
        Shot(f"{handle}-{colour}", brand, partial(model, **settings), framing, later if i else 0)
        for i, (colour, settings) in enumerate(colours.items())
    ]


EYE = Framing()
LOW = Framing(elevation=9)
OVER = Framing(elevation=22)
ABOVE = Framing(elevation=30)
TOP = Framing(elevation=48)
WIDE = Framing(elevation=18, fill=0.74)
HANGING = Framing(elevation=3, hang=0.7, lift=-0.08, fill=0.6)

SHOTS: list[Shot] = [
    *_row(
        "sorrelund",
        "ask-vase",
        st.tall_vase,
        EYE,
        oat={"colour": st.OAT},
        rust={"colour": st.RUST},
        ink={"colour": st.INK},
    ),
    *_row("sorrelund", "stem-bottle", st.bud_vase, EYE),
    *_row("sorrelund", "moon-jar", st.moon_jar, EYE),
    *_row(
        "sorrelund",
        "dipped-mug",
        st.mug,
        OVER,
        oat={"colour": st.SAND, "dip": st.OAT},
        rust={"colour": st.OAT, "dip": st.RUST},
        ink={"colour": st.OAT, "dip": st.INK},
    ),
    *_row("sorrelund", "espresso-pair", st.espresso_set, WIDE),
    *_row("sorrelund", "round-teapot", st.teapot, EYE, rust={"colour": st.RUST}, ink={"colour": st.INK}),
    *_row(
        "sorrelund",
        "breakfast-bowl",
        st.bowl,
        OVER,
        sand={"colour": st.SAND},
        ink={"colour": st.INK, "inside": st.OAT},
    ),
    *_row("sorrelund", "harvest-bowl", st.serving_bowl, OVER),
    *_row("sorrelund", "everyday-plate", st.plates, ABOVE),
    *_row("sorrelund", "pinched-jug", st.pitcher, EYE, ink={"colour": st.INK}, oat={"colour": st.OAT}),
    *_row("sorrelund", "pantry-jar", st.lidded_jar, EYE, oat={"colour": st.OAT}, moss={"colour": st.MOSS}),
    *_row("sorrelund", "salt-pig", st.salt_cellar, OVER),
    *_row("sorrelund", "windowsill-pot", st.planter, EYE),
    *_row("halvane", "dusk-lamp", lg.mushroom_lamp, LOW, brass={"base": lg.BRASS}, steel={"base": lg.STEEL}),
    *_row(
        "halvane",
        "heron-lamp",
        lg.dome_lamp,
        LOW,
        petrol={"colour": lg.PETROL},
        chalk={"colour": lg.CHALK},
        graphite={"colour": lg.GRAPHITE},
    ),
    *_row("halvane", "full-moon-lamp", lg.globe_lamp, LOW),
    *_row(
        "halvane",
        "bell-pendant",
        lg.pendant,
        HANGING,
        petrol={"colour": lg.PETROL},
        chalk={"colour": lg.CHALK},
    ),
    *_row(
        "halvane", "wander-lantern", lg.lantern, LOW, chalk={"colour": lg.CHALK}, petrol={"colour": lg.PETROL}
    ),
    *_row(
        "halvane",
        "low-tumblers",
        lg.tumblers,
        EYE,
        sea={"colour": lg.SEA},
        amber={"colour": lg.AMBER},
        smoke={"colour": lg.SMOKE},
    ),
    *_row("halvane", "bedside-carafe", lg.carafe, EYE),
    *_row("halvane", "coupe-pair", lg.coupe, EYE, amber={"colour": lg.AMBER}, smoke={"colour": lg.SMOKE}),
    *_row("halvane", "fluted-vase", lg.fluted_vase, EYE),
    *_row("halvane", "bubble-vase", lg.bubble_vase, EYE),
    *_row("halvane", "three-ball-candlestick", lg.candlestick, EYE),
    *_row("halvane", "evening-decanter", lg.decanter, EYE),
    *_row("halvane", "lens-paperweight", lg.paperweight, OVER),
    *_row(
        "tirrick",
        "hill-throw",
        tx.throw,
        WIDE,
        dusk={"colour": tx.DUSK},
        moss={"colour": tx.MOSS},
        ochre={"colour": tx.OCHRE},
    ),
    *_row(
        "tirrick",
        "long-loop-towels",
        tx.towels,
        EYE,
        oatmeal={"colour": tx.OATMEAL, "other": tx.CHALK},
        dusk={"colour": tx.DUSK, "other": tx.OATMEAL},
    ),
    *_row("tirrick", "tea-towel-trio", tx.tea_towels, WIDE),
    *_row("tirrick", "strand-rug", tx.rug, WIDE, moss={"colour": tx.MOSS}, dusk={"colour": tx.DUSK}),
    *_row(
        "tirrick",
        "plump-cushion",
        tx.cushion,
        LOW,
        ochre={"colour": tx.OCHRE},
        dusk={"colour": tx.DUSK},
        heather={"colour": tx.HEATHER},
    ),
    *_row("tirrick", "rush-basket", tx.basket, EYE),
    *_row("tirrick", "log-basket", tx.log_basket, EYE),
    *_row(
        "tirrick", "rope-pouf", tx.pouf, EYE, heather={"colour": tx.HEATHER}, oatmeal={"colour": tx.OATMEAL}
    ),
    *_row(
        "tirrick", "table-napkins", tx.napkins, ABOVE, dusk={"colour": tx.DUSK}, ochre={"colour": tx.OCHRE}
    ),
    *_row("tirrick", "wool-rounds", tx.wool_balls, WIDE),
    *_row(
        "tirrick", "felt-coasters", tx.coasters, OVER, moss={"first": tx.MOSS}, heather={"first": tx.HEATHER}
    ),
    *_row("tirrick", "catch-all", tx.felt_tray, ABOVE),
    *_row(
        "pomelune",
        "poured-candle",
        ap.candle,
        EYE,
        quince={"scent": "Quince & Smoke", "colour": ap.BUTTER},
        fig={"scent": "Fig Leaf", "colour": ap.SAGE},
        rose={"scent": "Salt Rose", "colour": ap.ROSE},
    ),
    *_row(
        "pomelune",
        "swirl-soap",
        ap.soap_bar,
        OVER,
        rose={"colour": ap.ROSE},
        plum={"colour": ap.PLUM, "vein": ap.ROSE},
        sage={"colour": ap.SAGE},
    ),
    *_row("pomelune", "soap-trio", ap.soap_trio, EYE),
    *_row("pomelune", "three-pillars", ap.pillar_candles, EYE),
    *_row(
        "pomelune",
        "dipped-tapers",
        ap.tapers,
        TOP,
        plum={"colour": ap.PLUM},
        rose={"colour": ap.FIG, "other": ap.ROSE},
    ),
    *_row(
        "pomelune",
        "hand-wash",
        ap.hand_wash,
        EYE,
        fig={"scent": "Fig leaf"},
        fennel={"scent": "Sea fennel", "glass_colour": "#5d7d58"},
    ),
    *_row("pomelune", "body-oil", ap.body_oil, EYE),
    *_row("pomelune", "hand-balm", ap.balm, OVER),
    *_row("pomelune", "bath-salts", ap.bath_salts, EYE),
    *_row("pomelune", "ridge-dish", ap.soap_dish, OVER),
    *_row("pomelune", "room-scent", ap.diffuser, EYE),
    *_row("pomelune", "incense-set", ap.incense, EYE),
    *_row(
        "ollerby",
        "whistling-kettle",
        ev.kettle,
        EYE,
        pine={"colour": ev.PINE},
        ivory={"colour": ev.IVORY},
        brick={"colour": ev.BRICK},
    ),
    *_row(
        "ollerby",
        "ding-bell",
        ev.bicycle_bell,
        EYE,
        brass={"colour": ev.BRASS},
        pine={"colour": ev.PINE, "painted": True},
    ),
    *_row(
        "ollerby",
        "milking-stool",
        ev.stool,
        EYE,
        oak={"colour": ev.OAK},
        walnut={"colour": ev.WALNUT},
        pine={"colour": ev.PINE, "painted": True},
    ),
    *_row("ollerby", "round-tray", ev.tray, ABOVE, pine={"colour": ev.PINE}, brick={"colour": ev.BRICK}),
    *_row(
        "ollerby",
        "clothbound-notebook",
        ev.notebook,
        ABOVE,
        pine={"colour": ev.PINE},
        mustard={"colour": ev.MUSTARD, "other": ev.BRICK},
        coal={"colour": ev.COAL, "other": ev.IVORY},
    ),
    *_row("ollerby", "desk-pencils", ev.pencils, EYE),
    *_row(
        "ollerby",
        "salt-pepper-mills",
        ev.pepper_mill,
        EYE,
        walnut={"colour": ev.WALNUT},
        oak={"colour": ev.OAK},
    ),
    *_row("ollerby", "bread-boards", ev.boards, EYE),
    *_row(
        "ollerby",
        "long-spout-can",
        ev.watering_can,
        EYE,
        pine={"colour": ev.PINE},
        ivory={"colour": ev.IVORY},
    ),
    *_row("ollerby", "scrub-pair", ev.dish_brush, OVER),
    *_row(
        "ollerby", "quarter-hour-clock", ev.clock, LOW, pine={"colour": ev.PINE}, brick={"colour": ev.BRICK}
    ),
    *_row("ollerby", "camp-mugs", ev.enamel_mug, EYE, pine={"rim": ev.PINE}, brick={"rim": ev.BRICK}),
    *_row("ollerby", "counter-bell", ev.counter_bell, EYE),
]
