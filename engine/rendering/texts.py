"""The platform's own words on themed pages, for what a pack's locale files leave open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.base.errors import Refused
from engine.base.texts import Texts

from . import money

if TYPE_CHECKING:
    from .visit import Visit

TEXTS = Texts(Path(__file__).parent / "locales")


def refusal_text(refused: Refused, visit: Visit) -> str:
    """The words of a refusal in the visit's language. Values named `…_minor` are also given as `…`, as money."""
    values = dict(refused.values)
    for name, value in refused.values.items():
        if name.endswith("_minor") and isinstance(value, int):
            values[name.removesuffix("_minor")] = money.amount(value, visit.store.currency, visit.locale)
    try:
        return TEXTS.get(refused.code, visit.locale, **values)
    except KeyError:
        return TEXTS.get("storefront.error.unknown", visit.locale)
