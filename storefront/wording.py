"""Words and amounts of the platform's own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.base.errors import Refused
from engine.base.money import format_money
from engine.base.texts import Texts

TEXTS = Texts(Path(__file__).parent / "locales")
LOCALES = ("en", "de")


def supported(locale: str | None) -> str:
    """The locale of ours nearest to *locale*."""
    return next((one for one in LOCALES if (locale or "").lower().startswith(one)), "en")


def words(refusal: Refused, locale: str, currency: str) -> str:
    """A refusal in words; amounts among its values become money."""
    values: dict[str, Any] = dict(refusal.values)
    for name, value in refusal.values.items():
        if name.endswith("_minor") and isinstance(value, int):
            values[name.removesuffix("_minor")] = format_money(value, currency, locale)
    if refusal.code == "cart.price_changed":
        return TEXTS.get("notices.price_changed", locale, **values)
    if TEXTS.has(refusal.code, locale):
        return TEXTS.get(refusal.code, locale, **values)
    return TEXTS.get("form.invalid", locale)
