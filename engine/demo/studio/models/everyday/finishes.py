"""The house's paints, woods and metals."""

from __future__ import annotations

PINE, IVORY, COAL, MUSTARD, BRICK = "#1f4234", "#efe6d2", "#26282a", "#d39a2d", "#9c3f2b"


OAK, WALNUT, ASH, BEECH = "#b88a56", "#6b4429", "#d6bd98", "#cda274"


BRASS, STEEL = "#c9a25e", "#c8ccd0"
