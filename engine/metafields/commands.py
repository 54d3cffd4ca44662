"""Defining fields, and giving records their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.metafields import ports, rules
from engine.metafields.models import Metafield, MetafieldDefinition
from engine.metafields.queries import Name, definitions, values_of
from engine.metafields.rules import Terms
from engine.stores.commands import record_activity
from engine.stores.queries import store_row

MOST_DEFINITIONS = 256
"""Of one kind of record."""


@dataclass(frozen=True)
class DefinitionInput:
    """A field as it shall be. ``name`` empty: the key, in words."""

    owner_type: str
    namespace: str
    key: str
    type: str
    name: str = ""
    description: str | None = None
    validations: Mapping[str, Any] = field(default_factory=dict)


def define(session: StoreSession, given: DefinitionInput, actor: Actor) -> MetafieldDefinition:
    """Add a definition, or change the one of that name. Its type stays while there are values.

    Raises Refused for a name, type or validation that is none, Conflict for another type than the values have.
    """
    rules.check_owner(given.owner_type)
    namespace, key = rules.check_namespace(given.namespace), rules.check_key(given.key)
    terms = Terms(f"{namespace}.{key}", store_row(session).currency)
    if not rules.is_type(given.type):
        raise Refused("metafield.type", field="type", value=given.type[:60])
    validations = rules.check_validations(given.type, given.validations, terms)
    _check_kept_values(session, given.owner_type, namespace, key, given.type)
    known = definitions(session, given.owner_type)
    row = next((one for one in known if (one.namespace, one.key) == (namespace, key)), None)
    now = clock.now()
    if row is None:
        if len(known) >= MOST_DEFINITIONS:
            raise Refused("metafield.too_many", most=MOST_DEFINITIONS)
        row = MetafieldDefinition(
            owner_type=given.owner_type, namespace=namespace, key=key, position=len(known), created_at=now
        )
        session.add(row)
    row.type, row.validations, row.updated_at = given.type, validations, now
    row.name = " ".join(given.name.split())[:255] or key.replace("_", " ").capitalize()
    row.description = " ".join((given.description or "").split())[:1_000] or None
    session.flush()
    record_activity(session, actor, "metafield.defined", "metafield_definition", row.id, row.name)
    return row


def _check_kept_values(session: StoreSession, owner_type: str, namespace: str, key: str, kind: str) -> None:
    other = session.scalar(
        select(Metafield.type)
        .where(
            Metafield.store_id == session.store,
            Metafield.owner_type == owner_type,
            Metafield.namespace == namespace,
            Metafield.key == key,
            Metafield.type != kind,
        )
        .limit(1)
    )
    if other is not None:
        raise Conflict("metafield.type_kept", field="type", place=f"{namespace}.{key}", type=other)


def delete_definition(session: StoreSession, definition_id: int, actor: Actor) -> None:
    """Remove a definition with all values of it. Raises NotFound."""
    row = session.need(MetafieldDefinition, definition_id)
    touch(session, ("metafield-definitions",))
    session.execute(
        delete(Metafield).where(
            Metafield.store_id == session.store,
            Metafield.owner_type == row.owner_type,
            Metafield.namespace == row.namespace,
            Metafield.key == row.key,
        )
    )
    record_activity(session, actor, "metafield.removed", "metafield_definition", row.id, row.name)
    session.delete(row)
    session.flush()


def set_values(
    session: StoreSession,
    owner_type: str,
    owner_id: int,
    given: Mapping[Name, Any],
    actor: Actor,
    *,
    types: Mapping[Name, str] | None = None,
) -> None:
    """Give a record values, all or none; None takes one away. *types* are for fields that have no definition.

    Raises NotFound for a record that is not there, Invalid with a refusal for each ``namespace.key`` that is not right.
    """
    rules.check_owner(owner_type)
    if owner_type == "shop":
        owner_id = session.store
    elif owner_id not in ports.records().existing(session, owner_type, [owner_id]):
        raise NotFound("record.not_found", kind=owner_type, id=owner_id)
    defined = {(row.namespace, row.key): row for row in definitions(session, owner_type)}
    currency = store_row(session).currency
    read: dict[Name, tuple[str, Any]] = {}
    errors: dict[str, Refused] = {}
    for name, value in given.items():
        try:
            if value is not None:
                kind = defined[name].type if name in defined else (types or {}).get(name, "")
                validations = defined[name].validations if name in defined else {}
                read[name] = (kind, _read(name, kind, value, validations, currency))
        except Refused as refusal:
            errors[".".join(name)] = refusal
    if not errors:
        _resolve(session, read, errors)
    if errors:
        raise Invalid(errors)
    gone = [name for name, value in given.items() if value is None]
    put_values(session, owner_type, {owner_id: {**read, **dict.fromkeys(gone)}})
    record_activity(
        session, actor, "metafield.set", owner_type, owner_id, ", ".join(map(".".join, given))[:255]
    )


def _read(name: Name, kind: str, value: Any, validations: Mapping[str, Any], currency: str) -> Any:
    rules.check_namespace(name[0])
    rules.check_key(name[1])
    terms = Terms(".".join(name), currency)
    read = rules.read_value(kind, value, terms)
    rules.validate(kind, read, validations, terms)
    return read


def _resolve(session: StoreSession, read: dict[Name, tuple[str, Any]], errors: dict[str, Refused]) -> None:
    """Handles become numbers; what is not there is refused. At most two queries for each kind of record."""
    numbers = resolved(session, read.values())
    for name, (kind, value) in read.items():
        try:
            read[name] = (kind, with_numbers(kind, value, numbers, ".".join(name)))
        except Refused as refusal:
            errors[".".join(name)] = refusal


Numbers = dict[tuple[str, int | str], int]


def resolved(session: StoreSession, values: Iterable[tuple[str, Any]]) -> Numbers:
    """{(kind, number or handle): number} of the records that values (type, value) point at and that are there."""
    wanted: dict[str, set[int | str]] = {}
    for type_name, value in values:
        for kind, one in rules.named_references(type_name, value):
            wanted.setdefault(kind, set()).add(one)
    found: Numbers = {}
    for kind, ones in wanted.items():
        ids = {one for one in ones if isinstance(one, int)}
        handles = {one for one in ones if isinstance(one, str)}
        if ids:
            found |= {(kind, one): one for one in ports.records().existing(session, kind, ids)}
        if handles:
            there = ports.records().by_handles(session, kind, handles)
            found |= {(kind, handle): number for handle, number in there.items()}
    return found


def with_numbers(type_name: str, value: Any, numbers: Numbers, place: str) -> Any:
    """The value with numbers for handles. Raises Refused for a record that is not there."""
    kind = rules.REFERENCES.get(rules.base_of(type_name))
    if kind is None:
        return value
    items = value if rules.is_list(type_name) else [value]
    for one in items:
        if (kind, one) not in numbers:
            raise Refused("metafield.reference", field=place, place=place, kind=kind, value=str(one)[:60])
    read = [numbers[kind, one] for one in items]
    return read if rules.is_list(type_name) else read[0]


def put_values(
    session: StoreSession,
    owner_type: str,
    values: Mapping[int, Mapping[Name, tuple[str, Any] | None]],
    *,
    new: bool = False,
) -> None:
    """Write values that were read by the rules: {record: {name: (type, value)}}, None to remove. *new*: records just made.

    For imports, which bring thousands: one read and one insert, whatever the number.
    """
    known = {} if new else values_of(session, owner_type, values)
    if not new:
        touch_all(session, "metafields", (f"{owner_type}:{owner_id}" for owner_id in values))
    now, rows = clock.now(), []
    for owner_id, fields in values.items():
        for name, given in fields.items():
            row = known.get(owner_id, {}).get(name)
            if given is None:
                if row is not None:
                    session.delete(row)
            elif row is None:
                rows.append((owner_id, name, given))
            elif (row.type, row.value) != given:
                row.type, row.value, row.updated_at = *given, now
    ids = session.new_ids(len(rows)) if rows else []
    insert_rows(
        session,
        Metafield,
        [
            {
                "store_id": session.store, "id": row_id, "owner_type": owner_type, "owner_id": owner_id,
                "namespace": name[0], "key": name[1], "type": kind, "value": value, "updated_at": now,
            }
            for row_id, (owner_id, name, (kind, value)) in zip(ids, rows, strict=True)
        ],
    )  # fmt: skip
    session.flush()


def forget(session: StoreSession, owner_type: str, owner_ids: Iterable[int]) -> None:
    """Records go: so do their values."""
    wanted = list(owner_ids)
    if wanted:
        touch_all(session, "metafields", (f"{owner_type}:{owner_id}" for owner_id in wanted))
        session.execute(
            delete(Metafield).where(
                Metafield.store_id == session.store,
                Metafield.owner_type == owner_type,
                Metafield.owner_id.in_(wanted),
            )
        )
