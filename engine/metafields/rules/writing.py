"""A kept value as text, as files and forms have it; ``read_value`` takes it back unchanged."""

from __future__ import annotations

import json
from typing import Any

from .types import REFERENCES, is_list

_PLAIN = {
    "single_line_text_field", "multi_line_text_field", "number_decimal", "date", "date_time", "color", "url",
}  # fmt: skip


def as_text(type_name: str, value: Any) -> str:
    """The value in the public format's own text form."""
    if not is_list(type_name):
        if type_name in _PLAIN or type_name in REFERENCES:
            return str(value)
        if type_name == "number_integer":
            return str(value)
        if type_name == "boolean":
            return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
