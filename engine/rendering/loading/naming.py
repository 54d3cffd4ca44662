"""Names that a record can have at all. What no database takes would fail there, and take the page along."""

from __future__ import annotations

import re
from typing import TypeGuard

LONGEST = 500
_SURROGATE = re.compile("[\ud800-\udfff]")


def can_be_name(value: object) -> TypeGuard[str]:
    """Whether a handle or file name could be this; anything else is not even looked for."""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        return False
    return value.isascii() or _SURROGATE.search(value) is None
