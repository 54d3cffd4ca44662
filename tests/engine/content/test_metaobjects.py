"""Metaobjects: kinds with typed fields, entries that keep to them, drafts where the kind allows them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.content.commands import (
    EntryInput,
    FieldInput,
    KindInput,
    create_metaobject,
    define_metaobject,
    delete_metaobject,
    update_metaobject,
)
from engine.content.queries import (
    metaobject_definitions,
    metaobject_entries,
    metaobjects_by_handles,
    metaobjects_by_ids,
)
from engine.wiring.bind import bind_catalogue
from tests.factories.products import make_product
from tests.support.counting import counted

FIELDS = (
    FieldInput("name", "single_line_text_field", required=True),
    FieldInput("since", "number_integer", validations={"min": 1800}),
    FieldInput("best", "product_reference"),
)


@pytest.fixture(autouse=True)
def _bound() -> None:
    bind_catalogue()


def _kind(db: Database, store_id: int, *fields: FieldInput, **more: Any) -> int:
    with db.write(store_id) as session:
        return define_metaobject(session, KindInput("maker", fields or FIELDS, **more), SYSTEM).id


def _entry(db: Database, store_id: int, fields: dict[str, Any], **more: Any) -> int:
    with db.write(store_id) as session:
        return create_metaobject(session, "maker", EntryInput(fields, **more), SYSTEM).id


def test_an_entry_is_made_changed_and_removed(db: Database, store_id: int) -> None:
    _kind(db, store_id)
    with db.write(store_id) as session:
        vase = make_product(session, "Vase").id
    ann = _entry(db, store_id, {"name": "Ann Otter", "since": "1911", "best": "vase"})
    with db.read(store_id) as session:
        [entry] = metaobject_entries(session, "maker")
        assert entry.row.handle == "ann-otter"
        assert entry.row.fields == {"name": "Ann Otter", "since": 1911, "best": vase}
        assert list(entry.types) == ["name", "since", "best"]
        assert set(metaobjects_by_ids(session, [ann, 1])) == {ann}
        assert set(metaobjects_by_handles(session, [("maker", "ann-otter"), ("x", "ann-otter")])) == {
            ("maker", "ann-otter")
        }
    with db.write(store_id) as session:
        update_metaobject(session, ann, EntryInput({"since": None}, handle="ann"), SYSTEM)
    with db.read(store_id) as session:
        assert metaobject_entries(session, "maker")[0].row.fields == {"name": "Ann Otter", "best": vase}
    with db.write(store_id) as session:
        delete_metaobject(session, ann, SYSTEM)
    with db.read(store_id) as session:
        assert metaobject_entries(session, "maker") == []


def test_two_entries_of_one_name_have_two_handles(db: Database, store_id: int) -> None:
    _kind(db, store_id)
    for _ in range(2):
        _entry(db, store_id, {"name": "Ann"})
    with db.read(store_id) as session:
        assert [e.row.handle for e in metaobject_entries(session, "maker")] == ["ann", "ann-2"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, {"name": "metaobject.required"}),
        ({"name": "A", "since": 5}, {"since": "metafield.too_low"}),
        (
            {"name": "A", "since": "x", "age": 1},
            {"since": "metafield.value", "age": "metaobject.unknown_field"},
        ),
        ({"name": "A", "best": "no-such"}, {"best": "metafield.reference"}),
    ],
)
def test_what_does_not_keep_to_the_kind(
    db: Database, store_id: int, fields: dict[str, Any], codes: dict[str, str]
) -> None:
    _kind(db, store_id)
    with pytest.raises(Invalid) as refusal:
        _entry(db, store_id, fields)
    assert {place: error.code for place, error in refusal.value.errors.items()} == codes


def test_drafts_only_where_the_kind_has_them(db: Database, store_id: int, other_store_id: int) -> None:
    _kind(db, store_id)
    with pytest.raises(Refused):
        _entry(db, store_id, {"name": "A"}, status="draft")
    _kind(db, store_id, publishable=True)
    draft = _entry(db, store_id, {"name": "A"}, status="draft")
    with db.read(store_id) as session:
        assert metaobject_entries(session, "maker") == [] and metaobjects_by_ids(session, [draft]) == {}
        assert len(metaobject_entries(session, "maker", public_only=False)) == 1
    with db.read(other_store_id) as session:
        assert metaobject_definitions(session) == []
        assert metaobject_entries(session, "maker", public_only=False) == []
    with pytest.raises(NotFound):
        _entry(db, other_store_id, {"name": "A"})


def test_kinds(db: Database, store_id: int) -> None:
    number = _kind(db, store_id)
    _entry(db, store_id, {"name": "A", "since": 1900})
    assert _kind(db, store_id, *FIELDS, FieldInput("place", "single_line_text_field")) == number
    for fields in (
        (FieldInput("name", "color"),),
        (FieldInput("name", "single_line_text_field"), FieldInput("since", "date")),
        (FieldInput("name", "single_line_text_field"),),
    ):
        with pytest.raises(Conflict):
            _kind(db, store_id, *fields)
    wrong: tuple[tuple[FieldInput, ...], ...] = (
        (FieldInput("a b", "color"),),
        (FieldInput("a", "nonsense"),),
        (FieldInput("a", "color"), FieldInput("a", "color")),
        (FieldInput("system", "color"),),
    )
    for given in wrong:
        with pytest.raises(Refused):
            _kind(db, store_id, *given)
    with pytest.raises(Refused):
        _kind(db, store_id, *FIELDS, display_field="nothing")


def test_many_entries_cost_one_query(db: Database, store_id: int) -> None:
    _kind(db, store_id)
    ids = [_entry(db, store_id, {"name": f"M{number}"}) for number in range(20)]
    with db.read(store_id) as session, counted(db) as statements:
        assert len(metaobjects_by_ids(session, ids)) == 20
    assert statements.count == 1, statements
