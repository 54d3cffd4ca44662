"""Kinds of metaobjects, and their entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, Refused
from engine.base.handles import free_handle
from engine.content.models import Metaobject, MetaobjectDefinition
from engine.metafields import rules
from engine.metafields.commands import resolved, with_numbers
from engine.metafields.rules import Terms
from engine.stores.commands import record_activity
from engine.stores.queries import store_row

MOST_FIELDS = 40
STATUSES = ("active", "draft")


@dataclass(frozen=True)
class FieldInput:
    """One field of a kind."""

    key: str
    type: str
    name: str = ""
    required: bool = False
    validations: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KindInput:
    """A kind as it shall be. ``display_field`` None: the first field."""

    type: str
    fields: Sequence[FieldInput]
    name: str = ""
    description: str | None = None
    display_field: str | None = None
    publishable: bool = False


@dataclass(frozen=True)
class EntryInput:
    """An entry as it shall be; fields that are not named stay as they are. ``handle`` None: made from what it shows."""

    fields: Mapping[str, Any]
    handle: str | None = None
    status: str = "active"


def define_metaobject(session: StoreSession, given: KindInput, actor: Actor) -> MetaobjectDefinition:
    """Add a kind, or change the one of that type. Raises Refused; Conflict for a field whose type has entries."""
    kind = rules.check_key(given.type)
    row = session.scalars(select(MetaobjectDefinition).where(MetaobjectDefinition.type == kind)).first()
    now, currency = clock.now(), store_row(session).currency
    fields = _fields(given.fields, currency)
    if row is None:
        row = MetaobjectDefinition(type=kind, created_at=now)
        session.add(row)
    else:
        _check_kept_fields(session, row, fields)
    keys = [one["key"] for one in fields]
    if given.display_field is not None and given.display_field not in keys:
        raise Refused("metaobject.display_field", field="display_field", allowed=", ".join(keys))
    row.name = " ".join(given.name.split())[:255] or kind.replace("_", " ").capitalize()
    row.description = " ".join((given.description or "").split())[:1_000] or None
    row.display_field, row.publishable = given.display_field or keys[0], given.publishable
    row.fields, row.updated_at = fields, now
    session.flush()
    record_activity(session, actor, "metaobject.defined", "metaobject_definition", row.id, row.name)
    return row


def _fields(given: Sequence[FieldInput], currency: str) -> list[dict[str, Any]]:
    if not 1 <= len(given) <= MOST_FIELDS:
        raise Refused("metaobject.fields", field="fields", most=MOST_FIELDS)
    found: list[dict[str, Any]] = []
    for one in given:
        key = rules.check_key(one.key)
        if key == "system" or any(other["key"] == key for other in found):
            raise Refused("metaobject.field_twice", field="fields", key=key)
        if not rules.is_type(one.type):
            raise Refused("metafield.type", field=key, value=one.type[:60])
        name = " ".join(one.name.split())[:255] or key.replace("_", " ").capitalize()
        validations = rules.check_validations(one.type, one.validations, Terms(key, currency))
        found.append(
            {"key": key, "name": name, "type": one.type, "required": one.required, "validations": validations}
        )
    return found


def _check_kept_fields(
    session: StoreSession, row: MetaobjectDefinition, fields: list[dict[str, Any]]
) -> None:
    """A field keeps its type while entries have it; a field that is left out must be empty."""
    before = {one["key"]: one["type"] for one in row.fields}
    after = {one["key"]: one["type"] for one in fields}
    changed = [key for key, kind in before.items() if after.get(key) != kind]
    if not changed:
        return
    for entry in session.scalars(select(Metaobject).where(Metaobject.definition_id == row.id)):
        for key in changed:
            if key in entry.fields:
                raise Conflict("metaobject.field_kept", field=key, key=key, handle=entry.handle)


def create_metaobject(session: StoreSession, type_name: str, given: EntryInput, actor: Actor) -> Metaobject:
    """Add an entry. Raises NotFound for an unknown kind, Invalid by field."""
    definition = _definition(session, type_name)
    read = _read(session, definition, given, {})
    now = clock.now()
    entry = Metaobject(
        definition_id=definition.id,
        handle=free_handle(
            session,
            Metaobject,
            given.handle or _shown(definition, read) or definition.type,
            within=Metaobject.definition_id == definition.id,
            fallback=definition.type,
        ),
        status=given.status,
        fields=read,
        created_at=now,
        updated_at=now,
    )
    session.add(entry)
    session.flush()
    record_activity(session, actor, "metaobject.created", "metaobject", entry.id, entry.handle)
    return entry


def update_metaobject(session: StoreSession, entry_id: int, given: EntryInput, actor: Actor) -> Metaobject:
    """Change an entry; None empties a field. Raises NotFound, Invalid by field."""
    entry = session.need(Metaobject, entry_id)
    definition = session.need(MetaobjectDefinition, entry.definition_id)
    entry.fields = _read(session, definition, given, entry.fields)
    entry.status, entry.updated_at = given.status, clock.now()
    if given.handle and given.handle != entry.handle:
        within = Metaobject.definition_id == definition.id
        entry.handle = free_handle(session, Metaobject, given.handle, own_id=entry.id, within=within)
    session.flush()
    record_activity(session, actor, "metaobject.updated", "metaobject", entry.id, entry.handle)
    return entry


def delete_metaobject(session: StoreSession, entry_id: int, actor: Actor) -> None:
    """Remove an entry; what points at it then points at nothing. Raises NotFound."""
    entry = session.need(Metaobject, entry_id)
    record_activity(session, actor, "metaobject.deleted", "metaobject", entry.id, entry.handle)
    session.delete(entry)
    session.flush()


def _definition(session: StoreSession, type_name: str) -> MetaobjectDefinition:
    found = session.scalars(
        select(MetaobjectDefinition).where(MetaobjectDefinition.type == type_name)
    ).first()
    return found or session.need(MetaobjectDefinition, None, "metaobject.unknown_type")


def _read(
    session: StoreSession, definition: MetaobjectDefinition, given: EntryInput, before: Mapping[str, Any]
) -> dict[str, Any]:
    if given.status not in STATUSES or (given.status == "draft" and not definition.publishable):
        raise Refused("metaobject.status", field="status", value=given.status[:20])
    fields = {one["key"]: one for one in definition.fields}
    currency = store_row(session).currency
    read, errors = dict(before), {}
    for key, value in given.fields.items():
        try:
            if key not in fields:
                known = ", ".join(fields)
                raise Refused("metaobject.unknown_field", field=key, value=key[:40], allowed=known)
            read.pop(key, None)
            if value is not None:
                terms = Terms(f"{definition.type}.{key}", currency)
                read[key] = rules.read_value(fields[key]["type"], value, terms)
                rules.validate(fields[key]["type"], read[key], fields[key]["validations"], terms)
        except Refused as refusal:
            errors[key] = refusal
    for key, one in fields.items():
        if one["required"] and read.get(key) in (None, "", []) and key not in errors:
            errors[key] = Refused("metaobject.required", field=key, place=f"{definition.type}.{key}")
    if not errors:
        read = _with_numbers(session, definition, fields, read, errors)
    if errors:
        raise Invalid(errors)
    return read


def _with_numbers(
    session: StoreSession,
    definition: MetaobjectDefinition,
    fields: Mapping[str, Any],
    read: dict[str, Any],
    errors: dict[str, Refused],
) -> dict[str, Any]:
    typed = {key: fields[key]["type"] for key in read if key in fields}
    numbers = resolved(session, [(typed[key], read[key]) for key in typed])
    found = dict(read)
    for key, kind in typed.items():
        try:
            found[key] = with_numbers(kind, read[key], numbers, f"{definition.type}.{key}")
        except Refused as refusal:
            errors[key] = refusal
    return found


def _shown(definition: MetaobjectDefinition, fields: Mapping[str, Any]) -> str:
    value = fields.get(definition.display_field or "")
    return value[:80] if isinstance(value, str) else ""
