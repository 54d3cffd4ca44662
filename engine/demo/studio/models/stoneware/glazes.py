"""The five glazes, and the hand that shows in the form."""

from __future__ import annotations

import math
from collections.abc import Callable

OAT, RUST, INK, SAND, MOSS, SHELL = "#e3d6bd", "#8c3c20", "#27323c", "#c39f72", "#6b7350", "#ecdcd0"


SPECK = "#5b3a22"


def thrown(amount: float = 0.006, waves: int = 3) -> Callable[[float, float], float]:
    """The slight unroundness of a pot thrown by hand."""
    return lambda angle, height: (
        1 + amount * math.sin(waves * angle + height * 0.4) * 0.5 + amount * 0.4 * math.sin(angle)
    )
