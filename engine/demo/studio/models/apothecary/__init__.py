"""Pomelune: candles, soap and small comforts. Sizes in centimetres."""

from engine.demo.studio.models.apothecary.bottles import balm, bath_salts, body_oil, diffuser, hand_wash
from engine.demo.studio.models.apothecary.candles import candle, flame, incense, pillar_candles, tapers
from engine.demo.studio.models.apothecary.soaps import deeper, soap, soap_bar, soap_dish, soap_trio
from engine.demo.studio.models.apothecary.tones import (
    AMBER_GLASS,
    BUTTER,
    FIG,
    INKY,
    MILK,
    PLUM,
    ROSE,
    SAGE,
    print_round,
)

__all__ = [
    "AMBER_GLASS",
    "BUTTER",
    "FIG",
    "INKY",
    "MILK",
    "PLUM",
    "ROSE",
    "SAGE",
    "balm",
    "bath_salts",
    "body_oil",
    "candle",
    "deeper",
    "diffuser",
    "flame",
    "hand_wash",
    "incense",
    "pillar_candles",
    "print_round",
    "soap",
    "soap_bar",
    "soap_dish",
    "soap_trio",
    "tapers",
]
