"""What a shopper asks for with a line or a cart: properties and attributes, and the key that a line has by them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from engine.base.errors import Refused

MAX_PROPERTIES = 20
MAX_PROPERTY_LENGTH = 500


def line_key(variant_id: int, properties: Mapping[str, Any]) -> str:
    """``17:3fa9c1d20b44``: the variant and a hash of what was asked for with it."""
    text = json.dumps(dict(properties), sort_keys=True, ensure_ascii=False)
    return f"{variant_id}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def properties_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Names and texts as they are kept; what has no text is left out. Raises Refused for too many, or too long a text."""
    kept = {_name(name): clean(value) for name, value in given.items() if clean(value)}
    if len(kept) > MAX_PROPERTIES:
        raise Refused("cart.too_many_properties", most=MAX_PROPERTIES)
    for name, value in kept.items():
        if len(value) > MAX_PROPERTY_LENGTH:
            raise Refused("cart.property_too_long", field=name, most=MAX_PROPERTY_LENGTH)
    return kept


def names_of(given: Mapping[str, Any]) -> set[str]:
    """The names as they are kept."""
    return {_name(name) for name in given}


def _name(name: Any) -> str:
    return clean(name)[:80]


def clean(value: Any) -> str:
    """The words of a value, without what no database keeps: NUL, and halves of characters."""
    text = "" if value is None else str(value)
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()


def is_id(text: str) -> bool:
    """Whether a text can be the id of a record."""
    return text.isascii() and text.isdigit() and len(text) < 17
