"""Handles: the readable part of an address."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l"}
)


def slugify(text: str, fallback: str = "item") -> str:
    """Lower-case ASCII words joined by hyphens, at most 120 characters; *fallback* if nothing is left."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = (
        "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("'", "").replace("’", "")
    )
    slug = re.sub(r"[\W_]+", "-", plain, flags=re.UNICODE).strip("-")[:120].strip("-")
    return slug or fallback
