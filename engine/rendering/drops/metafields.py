"""Fields of records, and metaobjects, as templates see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from engine.content.queries import Entry
from engine.liquid import Drop, SequenceDrop, prop
from engine.metafields.rules import base_of, is_list
from engine.rendering.fields import liquid_value, text_of

if TYPE_CHECKING:
    from .front import Front


class MetafieldsDrop(Drop):
    """`product.metafields`: namespaces, and in them fields by key."""

    liquid_name = "MetafieldsDrop"

    def __init__(self, front: Front, owner_type: str, owner_id: int) -> None:
        self.front = front
        self.owner = (owner_type, owner_id)

    def liquid_missing(self, key: object) -> object:
        kind, number = self.owner
        fields = self.front.loading.fields.of(kind, number, self.front.known_ids(kind))
        own = {name[1]: row for name, row in fields.items() if name[0] == key}
        return NamespaceDrop({k: MetafieldDrop(self.front, row.type, row.value) for k, row in own.items()})


class NamespaceDrop(Drop):
    """`product.metafields.custom`."""

    liquid_name = "MetafieldNamespaceDrop"

    def __init__(self, fields: dict[str, MetafieldDrop]) -> None:
        self.fields = fields

    def liquid_missing(self, key: object) -> object:
        return self.fields.get(key) if isinstance(key, str) else None

    def __len__(self) -> int:
        return len(self.fields)

    def __iter__(self) -> Iterator[object]:
        return iter([[key, field] for key, field in self.fields.items()])


class MetafieldDrop(Drop):
    """One field: its type, and its value as the object that the type stands for."""

    liquid_name = "MetafieldDrop"

    def __init__(self, front: Front, type_name: str, kept: Any) -> None:
        self.front = front
        self.type_name = type_name
        self.kept = kept

    @prop
    def type(self) -> str:
        return self.type_name

    @prop("list?")
    def is_list(self) -> bool:
        return is_list(self.type_name)

    @prop
    def value(self) -> object:
        if not is_list(self.type_name):
            return liquid_value(self.front, self.type_name, self.kept)
        found = (liquid_value(self.front, base_of(self.type_name), one) for one in self.kept)
        return ValueList([one for one in found if one is not None])

    def __str__(self) -> str:
        return text_of(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MetafieldDrop):
            return (other.type_name, other.kept) == (self.type_name, self.kept)
        return bool(self.liquid_get("value") == other)

    def __hash__(self) -> int:
        return hash(self.type_name)

    def liquid_json(self) -> object:
        return self.kept


class ValueList(SequenceDrop):
    """The values of a list; what is gone is left out."""

    liquid_name = "MetafieldListDrop"

    def __init__(self, values: list[object]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return self.values[start:stop]

    @prop
    def count(self) -> int:
        return len(self.values)


class MeasurementDrop(Drop):
    """A size, volume or weight."""

    liquid_name = "MeasurementDrop"

    def __init__(self, kind: str, kept: dict[str, str]) -> None:
        self.kind = kind
        self.kept = kept

    @prop
    def type(self) -> str:
        return self.kind

    @prop
    def value(self) -> object:
        return number_of(self.kept["value"])

    @prop
    def unit(self) -> str:
        return self.kept["unit"]

    def __str__(self) -> str:
        return f"{self.kept['value']} {self.kept['unit']}"

    def liquid_json(self) -> object:
        return {"value": number_of(self.kept["value"]), "unit": self.kept["unit"]}


class RatingDrop(Drop):
    """A rating on its scale."""

    liquid_name = "RatingDrop"

    def __init__(self, kept: dict[str, str]) -> None:
        self.kept = kept

    @prop("rating", "value")
    def rating(self) -> object:
        return number_of(self.kept["value"])

    @prop
    def scale_min(self) -> object:
        return number_of(self.kept["scale_min"])

    @prop
    def scale_max(self) -> object:
        return number_of(self.kept["scale_max"])

    def __str__(self) -> str:
        return self.kept["value"]

    def liquid_json(self) -> object:
        return {name: number_of(text) for name, text in self.kept.items()}


def number_of(text: str) -> int | float:
    """``12.5`` as a number."""
    return float(text) if "." in text else int(text)


class MetaobjectDrop(Drop):
    """One metaobject: `system`, and its fields by key."""

    liquid_name = "MetaobjectDrop"

    def __init__(self, front: Front, entry: Entry) -> None:
        self.front = front
        self.entry = entry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MetaobjectDrop) and other.entry.row.id == self.entry.row.id

    def __hash__(self) -> int:
        return hash(self.entry.row.id)

    @prop
    def system(self) -> SystemDrop:
        return SystemDrop(self.entry)

    def liquid_missing(self, key: object) -> object:
        kind = self.entry.types.get(key) if isinstance(key, str) else None
        if kind is None or key not in self.entry.row.fields:
            return None
        return MetafieldDrop(self.front, kind, self.entry.row.fields[str(key)])

    def __str__(self) -> str:
        shown = self.liquid_get(self.entry.definition.display_field)
        return str(shown) if shown is not None else self.entry.row.handle

    def liquid_json(self) -> object:
        return {key: self.entry.row.fields.get(key) for key in self.entry.types}


class SystemDrop(Drop):
    """`metaobject.system`."""

    liquid_name = "MetaobjectSystemDrop"

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @prop
    def id(self) -> int:
        return self.entry.row.id

    @prop
    def handle(self) -> str:
        return self.entry.row.handle

    @prop
    def type(self) -> str:
        return self.entry.definition.type

    @prop
    def url(self) -> None:
        return None


class MetaobjectsDrop(Drop):
    """`metaobjects`: kinds by type."""

    liquid_name = "MetaobjectsDrop"

    def __init__(self, front: Front) -> None:
        self.front = front

    def liquid_missing(self, key: object) -> object:
        return MetaobjectKind(self.front, key) if isinstance(key, str) else None


class MetaobjectKind(SequenceDrop):
    """`metaobjects.maker`: one entry by handle, or all of them (`values`)."""

    liquid_name = "MetaobjectDefinitionDrop"

    def __init__(self, front: Front, kind: str) -> None:
        self.front = front
        self.kind = kind

    def _all(self) -> Sequence[Entry]:
        return self.front.loading.fields.entries(self.kind)

    def __len__(self) -> int:
        return len(self._all())

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return [self.front.metaobject(entry) for entry in self._all()[start:stop]]

    @prop
    def values(self) -> ValueList:
        return ValueList(self.liquid_slice(0, None))

    @prop("values_count", "count")
    def values_count(self) -> int:
        return len(self)

    def liquid_missing(self, key: object) -> object:
        if not isinstance(key, str):
            return super().liquid_missing(key)
        entry = self.front.loading.fields.entry(f"{self.kind}/{key}")
        return self.front.metaobject(entry) if entry is not None else None
