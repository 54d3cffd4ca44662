"""Handles: the readable part of an address."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l"}
)


_BETWEEN = re.compile(r"[\W_]+")


def slugify(text: str, fallback: str = "item") -> str:
    """Lower-case ASCII words joined by hyphens, at most 120 characters; *fallback* if nothing is left."""
    plain = text if text.isascii() else _ascii(text)
    slug = _BETWEEN.sub("-", plain.lower().replace("'", "").replace("’", "")).strip("-")[:120].strip("-")
    return slug or fallback


def _ascii(text: str) -> str:
    """Without accents, ligatures in letters; other scripts stay as they are."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))
