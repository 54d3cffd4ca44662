"""Names that a record can have at all. What no database takes would fail there, and take the page along."""

from __future__ import annotations

from typing import TypeGuard

LONGEST = 500


def can_be_name(value: object) -> TypeGuard[str]:
    """Whether a handle or file name could be this; anything else is not even looked for."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST
        and "\0" not in value
        and not any("\ud800" <= character <= "\udfff" for character in value)
    )
