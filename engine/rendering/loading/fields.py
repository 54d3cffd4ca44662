"""Fields that a shop added to its records, and metaobjects: for all records of a page at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one
from engine.catalogue.models import Variant
from engine.content.queries import (
    Entry,
    metaobject_entries,
    metaobjects_by_handles,
    metaobjects_by_ids,
)
from engine.metafields.models import Metafield
from engine.metafields.queries import Name
from engine.metafields.rules import named_references

from .noting import Notebook

_VALUES = Prepared(
    Metafield,
    build=lambda read: read.where(
        Metafield.store_id == STORE,
        Metafield.owner_type == one("kind"),
        Metafield.owner_id.in_(many("owners")),
    ).order_by(Metafield.namespace, Metafield.key),
)

MOST_ENTRIES = 250
"""Entries of one kind that a page lists."""


class Fields:
    """The fields of one page. What they point at is noted as they are read, so that it is read at once too."""

    def __init__(self, session: StoreSession, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self.empty_products: set[int] = set()
        """Products that have none, as another read found out."""
        self._values: dict[tuple[str, int], dict[Name, Metafield]] = {}
        self._entries: dict[int, Entry | None] = {}
        self._named: dict[tuple[str, str], Entry | None] = {}
        self._kinds: dict[str, list[Entry]] = {}
        self._owners: dict[int, int | None] = {}
        self.wanted: dict[str, dict[int | str, None]] = {}
        """Kind of record → numbers and handles that fields point at and nobody has read yet."""

    def of(self, owner_type: str, owner_id: int, others: Iterable[int] = ()) -> dict[Name, Metafield]:
        """The fields of a record; those of *others*, which the page knows too, come with them. One query."""
        self.notes.add("metafields", f"{owner_type}:{owner_id}")
        self.notes.add("metafield-definitions")
        if owner_type == "product" and owner_id in self.empty_products:
            return {}
        if (owner_type, owner_id) not in self._values:
            missing = {owner_id, *(one for one in others if (owner_type, one) not in self._values)}
            self._values.update({(owner_type, found_id): {} for found_id in missing})
            for (field,) in _VALUES.all(self.session, kind=owner_type, owners=sorted(missing)):
                self._values[owner_type, field.owner_id][field.namespace, field.key] = field
                self._want(field.type, field.value)
        return self._values[owner_type, owner_id]

    def _want(self, type_name: str, value: Any) -> None:
        for kind, name in named_references(type_name, value):
            self.wanted.setdefault(kind, {})[name] = None

    def take_wanted(self, kind: str) -> list[int | str]:
        """What fields point at of this kind and is not read yet; whoever takes it reads it."""
        return list(self.wanted.pop(kind, {}))

    def owners_of_variants(self, ids: Iterable[int]) -> dict[int, int]:
        """{variant: its product} of variants of this store. One query for all that are missing."""
        wanted = set(ids)
        missing = wanted - set(self._owners)
        if missing:
            self._owners.update(dict.fromkeys(missing))
            statement = select(Variant.id, Variant.product_id).where(
                Variant.store_id == self.session.store, Variant.id.in_(sorted(missing))
            )
            self._owners.update(
                {int(number): int(owner) for number, owner in self.session.execute(statement)}
            )
        known = ((number, self._owners[number]) for number in wanted)
        found = {number: owner for number, owner in known if owner is not None}
        self.notes.each("product", found.values())
        return found

    # -- metaobjects -------------------------------------------------------------------------------------

    def read_wanted_entries(self) -> None:
        """Read the metaobjects that fields point at: one query by number, one by handle."""
        wanted = self.take_wanted("metaobject")
        numbers = [one for one in wanted if isinstance(one, int) and one not in self._entries]
        names = [tuple(one.split("/", 1)) for one in wanted if isinstance(one, str) and "/" in one]
        if numbers:
            self._entries.update(dict.fromkeys(numbers))
            self._keep(metaobjects_by_ids(self.session, numbers).values())
        self._read_named([(kind, handle) for kind, handle in names])

    def _read_named(self, names: Iterable[tuple[str, str]]) -> None:
        missing = [name for name in names if name not in self._named]
        if missing:
            self._named.update(dict.fromkeys(missing))
            self._keep(metaobjects_by_handles(self.session, missing).values())

    def _keep(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._entries[entry.row.id] = entry
            self._named[entry.definition.type, entry.row.handle] = entry
            for key, kind in entry.types.items():
                if key in entry.row.fields:
                    self._want(kind, entry.row.fields[key])

    def entry(self, named: int | str) -> Entry | None:
        """The metaobject of a number, or of ``type/handle``."""
        self.notes.add("metaobjects")
        if isinstance(named, str):
            kind, _, handle = named.partition("/")
            self._read_named([(kind, handle)])
            return self._named[kind, handle]
        if named not in self._entries:
            self.wanted.setdefault("metaobject", {})[named] = None
        if "metaobject" in self.wanted:
            self.read_wanted_entries()
        return self._entries.get(named)

    def entries(self, kind: str) -> list[Entry]:
        """The entries of a kind that shoppers may see. One query."""
        self.notes.add("metaobjects")
        if kind not in self._kinds:
            self._kinds[kind] = metaobject_entries(self.session, kind, limit=MOST_ENTRIES)
            self._keep(self._kinds[kind])
        return self._kinds[kind]
