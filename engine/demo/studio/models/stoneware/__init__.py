"""Sorrelund: thrown stoneware. Heights and radii in centimetres."""

from engine.demo.studio.models.stoneware.drinking import espresso_set, loop_handle, mug, pitcher, teapot
from engine.demo.studio.models.stoneware.glazes import INK, MOSS, OAT, RUST, SAND, SHELL, SPECK, thrown
from engine.demo.studio.models.stoneware.table import bowl, lidded_jar, plates, salt_cellar, serving_bowl
from engine.demo.studio.models.stoneware.vases import bud_vase, grass_stem, moon_jar, planter, tall_vase

__all__ = [
    "INK",
    "MOSS",
    "OAT",
    "RUST",
    "SAND",
    "SHELL",
    "SPECK",
    "bowl",
    "bud_vase",
    "espresso_set",
    "grass_stem",
    "lidded_jar",
    "loop_handle",
    "moon_jar",
    "mug",
    "pitcher",
    "planter",
    "plates",
    "salt_cellar",
    "serving_bowl",
    "tall_vase",
    "teapot",
    "thrown",
]
