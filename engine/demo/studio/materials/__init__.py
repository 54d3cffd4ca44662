"""Surfaces for everything in the shop."""

from engine.demo.studio.materials.grown import (
    bookcloth,
    cloth,
    cork,
    felt,
    fibre,
    leather,
    marbled,
    paper,
    wax,
    wood,
)
from engine.demo.studio.materials.hard import clay, enamel, glass, glaze, glow, liquid, metal, stone
from engine.demo.studio.materials.surface import Colour, Surface, linear, shade, threads

__all__ = [
    "Colour",
    "Surface",
    "bookcloth",
    "clay",
    "cloth",
    "cork",
    "enamel",
    "felt",
    "fibre",
    "glass",
    "glaze",
    "glow",
    "leather",
    "linear",
    "liquid",
    "marbled",
    "metal",
    "paper",
    "shade",
    "stone",
    "threads",
    "wax",
    "wood",
]
