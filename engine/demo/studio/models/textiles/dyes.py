"""The colours of the yarn and of the rushes."""

from __future__ import annotations

DUSK, MOSS, OCHRE, OATMEAL, HEATHER, CHALK = "#4d6076", "#66704c", "#b7853a", "#d9cdb8", "#8b7286", "#ece6da"


RUSH, WILLOW = "#b58c55", "#7d5a36"
