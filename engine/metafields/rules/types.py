"""The types, and which records they point at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LIST = "list."
MOST_ITEMS = 128
"""Values of one list."""

REFERENCES = {
    "product_reference": "product",
    "variant_reference": "variant",
    "collection_reference": "collection",
    "page_reference": "page",
    "article_reference": "article",
    "file_reference": "file",
    "metaobject_reference": "metaobject",
    "mixed_reference": "metaobject",
}
"""Type → kind of record. A mixed reference points at metaobjects of several definitions."""

UNITS = {
    "dimension": ("mm", "cm", "m", "in", "ft", "yd"),
    "volume": (
        "ml", "cl", "l", "m3", "us_fl_oz", "us_pt", "us_qt", "us_gal", "imp_fl_oz", "imp_pt", "imp_qt", "imp_gal",
    ),
    "weight": ("g", "kg", "oz", "lb"),
}  # fmt: skip

SINGLE = (
    "single_line_text_field",
    "multi_line_text_field",
    "rich_text_field",
    "number_integer",
    "number_decimal",
    "boolean",
    "date",
    "date_time",
    "color",
    "url",
    "json",
    "money",
    *UNITS,
    "rating",
    *REFERENCES,
)
LISTED = tuple(
    kind
    for kind in SINGLE
    if kind not in ("multi_line_text_field", "rich_text_field", "boolean", "json", "money")
)
"""Types that there are lists of, as the public format has it."""
TYPES = (*SINGLE, *(f"{LIST}{kind}" for kind in LISTED))


def is_type(name: str) -> bool:
    """Whether there is such a type."""
    return name in TYPES


def is_list(name: str) -> bool:
    """Whether a type is a list of another one."""
    return name.startswith(LIST)


def base_of(name: str) -> str:
    """``list.color`` → ``color``; a single type is its own."""
    return name.removeprefix(LIST)


def named_references(type_name: str, value: Any) -> Iterator[tuple[str, int | str]]:
    """(kind of record, number or handle) of everything that a kept value points at."""
    kind = REFERENCES.get(base_of(type_name))
    if kind is not None and value is not None:
        for one in value if is_list(type_name) else [value]:
            yield kind, one
