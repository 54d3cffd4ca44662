"""Columns of a file that hold metafields: ``Material (product.metafields.custom.material)``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.metafields.models import MetafieldDefinition
from engine.metafields.queries import Name
from engine.metafields.rules import Terms, read_text, validate

_COLUMN = re.compile(r".*\((product|variant)\.metafields\.([\w-]{1,255})\.([\w-]{1,64})\)", re.DOTALL)

Given = dict[str, list[Any] | None]
"""{``namespace.key``: [type, value as it is kept]}; None for an empty cell."""


@dataclass(frozen=True)
class Defined:
    """What the store says of a field."""

    type: str
    validations: Mapping[str, Any]


def defined_by(definitions: Sequence[MetafieldDefinition]) -> dict[Name, Defined]:
    """Definitions by name."""
    return {(row.namespace, row.key): Defined(row.type, row.validations) for row in definitions}


class FieldColumns:
    """The metafields of a file's rows. A field without a definition is text; references stay handles, since what they
    name may come later in the file."""

    def __init__(self, columns: Sequence[str], defined: Mapping[Name, Defined], currency: str) -> None:
        found = [(column, _COLUMN.fullmatch(column.strip())) for column in columns]
        self.names: dict[str, Name] = {
            column: (match[2], match[3]) for column, match in found if match and match[1] == "product"
        }
        self.left_out = [column for column, match in found if match and match[1] == "variant"]
        self.defined, self.currency = defined, currency

    def read(self, cells: Mapping[str, str]) -> Given:
        """The fields of a product's first row. Raises Refused naming the field and what would be right."""
        found: Given = {}
        for column, name in self.names.items():
            text = cells.get(column, "")
            found[".".join(name)] = self._one(name, text) if text.strip() else None
        return found

    def _one(self, name: Name, text: str) -> list[Any]:
        field = self.defined.get(name)
        words = "multi_line_text_field" if "\n" in text else "single_line_text_field"
        kind = field.type if field is not None else words
        terms = Terms(".".join(name), self.currency)
        value = read_text(kind, text, terms)
        if field is not None:
            validate(kind, value, field.validations, terms)
        return [kind, value]


def to_write(given: Given) -> dict[Name, tuple[str, Any] | None]:
    """As ``put_values`` takes them."""
    named = ((name.partition("."), field) for name, field in given.items())
    return {(one[0], one[2]): (field[0], field[1]) if field is not None else None for one, field in named}
