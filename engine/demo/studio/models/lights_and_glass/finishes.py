"""The colours of the glass, the metals and the light."""

from __future__ import annotations

CLEAR, SMOKE, SEA, AMBER = "#f4faf9", "#8f969c", "#a9d3c8", "#e0a45c"


BRASS, STEEL, GRAPHITE, CHALK, PETROL = "#c9a25e", "#c8ccd0", "#2b2f33", "#eceae4", "#1f4a57"


WARM = "#ffc98a"
