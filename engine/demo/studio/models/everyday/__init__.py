"""Ollerby, the house's own things: kettle, bell, stool, tray, paper and tools. Sizes in centimetres."""

from engine.demo.studio.models.everyday.desk import clock, notebook, pencil, pencils
from engine.demo.studio.models.everyday.finishes import (
    ASH,
    BEECH,
    BRASS,
    BRICK,
    COAL,
    IVORY,
    MUSTARD,
    OAK,
    PINE,
    STEEL,
    WALNUT,
)
from engine.demo.studio.models.everyday.house import bicycle_bell, counter_bell, stool, tray, watering_can
from engine.demo.studio.models.everyday.kitchen import boards, dish_brush, enamel_mug, kettle, pepper_mill

__all__ = [
    "ASH",
    "BEECH",
    "BRASS",
    "BRICK",
    "COAL",
    "IVORY",
    "MUSTARD",
    "OAK",
    "PINE",
    "STEEL",
    "WALNUT",
    "bicycle_bell",
    "boards",
    "clock",
    "counter_bell",
    "dish_brush",
    "enamel_mug",
    "kettle",
    "notebook",
    "pencil",
    "pencils",
    "pepper_mill",
    "stool",
    "tray",
    "watering_can",
]
