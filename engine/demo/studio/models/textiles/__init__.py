"""Tirrick: wool, linen and baskets. Sizes in centimetres."""

from engine.demo.studio.models.textiles.cushions import cushion
from engine.demo.studio.models.textiles.dyes import CHALK, DUSK, HEATHER, MOSS, OATMEAL, OCHRE, RUSH, WILLOW
from engine.demo.studio.models.textiles.folded import folded, napkins, serpentine, throw, towels
from engine.demo.studio.models.textiles.rolled import rolled, rug, tea_towels
from engine.demo.studio.models.textiles.small import coasters, felt_tray, wool_balls
from engine.demo.studio.models.textiles.woven import basket, log_basket, plait, pouf

__all__ = [
    "CHALK",
    "DUSK",
    "HEATHER",
    "MOSS",
    "OATMEAL",
    "OCHRE",
    "RUSH",
    "WILLOW",
    "basket",
    "coasters",
    "cushion",
    "felt_tray",
    "folded",
    "log_basket",
    "napkins",
    "plait",
    "pouf",
    "rolled",
    "rug",
    "serpentine",
    "tea_towels",
    "throw",
    "towels",
    "wool_balls",
]
