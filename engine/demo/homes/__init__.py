"""The demo's home page in each pack's own sections: the same words and pictures, told as each of them tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.demo.loading import Loading

from . import folio, stille, trestle

Home = Callable[[Loading], dict[str, dict[str, Any]]]

HOMES: dict[str, Home] = {"folio": folio.home, "stille": stille.home, "trestle": trestle.home}
"""By pack: what its home page says, in the public format and in order. Another pack keeps what it begins with."""
LOGOS: dict[str, str] = {"trestle": "logo"}
"""By pack: the theme setting that holds the shop's logo. The others write the shop's name in their own type."""
MOTTOS: dict[str, str] = {"folio": "brand_line", "trestle": "motto"}
"""By pack: the theme setting that says in a line what the shop is."""
