"""Definitions and values: checked against their type, found in batches, gone with their record, each store for itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.catalogue.commands import delete_product
from engine.content.commands import PageInput, create_page, delete_page
from engine.metafields import commands, queries
from engine.metafields.commands import DefinitionInput
from engine.metafields.models import Metafield
from engine.wiring.bind import bind_catalogue
from tests.factories.products import make_product
from tests.support.counting import counted

MATERIAL = ("custom", "material")


@pytest.fixture(autouse=True)
def _bound() -> None:
    bind_catalogue()


@pytest.fixture
def product(db: Database, store_id: int) -> int:
    with db.write(store_id) as session:
        return make_product(session, "Vase").id


def _define(db: Database, store_id: int, kind: str = "single_line_text_field", **more: Any) -> int:
    given = {"owner_type": "product", "namespace": "custom", "key": "material", "type": kind, **more}
    with db.write(store_id) as session:
        return commands.define(session, DefinitionInput(**given), SYSTEM).id


def _set(
    db: Database, store_id: int, owner: int, given: Any, owner_type: str = "product", **more: Any
) -> None:
    with db.write(store_id) as session:
        commands.set_values(session, owner_type, owner, given, SYSTEM, **more)


def _values(db: Database, store_id: int, owner: int, owner_type: str = "product") -> dict[str, Any]:
    with db.read(store_id) as session:
        found = queries.values_of(session, owner_type, [owner])[owner]
        return {".".join(name): field.value for name, field in found.items()}


def test_a_value_is_set_changed_and_taken_away(db: Database, store_id: int, product: int) -> None:
    _define(db, store_id)
    _set(db, store_id, product, {MATERIAL: "Oak"})
    assert _values(db, store_id, product) == {"custom.material": "Oak"}
    _set(
        db,
        store_id,
        product,
        {MATERIAL: "Ash", ("custom", "n"): 5},
        types={("custom", "n"): "number_integer"},
    )
    assert _values(db, store_id, product) == {"custom.material": "Ash", "custom.n": 5}
    _set(db, store_id, product, {MATERIAL: None})
    assert _values(db, store_id, product) == {"custom.n": 5}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("json", [1, {"a": None}]),
        ("boolean", False),
        ("list.color", []),
        ("number_integer", 0),
        ("json", "5"),
    ],
)
def test_every_json_value_is_kept(db: Database, store_id: int, product: int, kind: str, value: Any) -> None:
    _define(db, store_id, kind)
    _set(db, store_id, product, {MATERIAL: value})
    assert list(_values(db, store_id, product).values()) == [5 if value == "5" else value]


def test_all_or_none_with_a_refusal_for_each_field(db: Database, store_id: int, product: int) -> None:
    _define(db, store_id, "color")
    with pytest.raises(Invalid) as refusal:
        _set(db, store_id, product, {MATERIAL: "red", ("custom", "x"): 1, ("no good", "y"): "z", ("a", "b"): "ok"},
             types={("a", "b"): "single_line_text_field", ("no good", "y"): "single_line_text_field"})  # fmt: skip
    codes = {place: error.code for place, error in refusal.value.errors.items()}
    assert codes == {
        "custom.material": "metafield.value",
        "custom.x": "metafield.type",
        "no good.y": "metafield.name",
    }
    assert _values(db, store_id, product) == {}


def test_references_are_of_this_store(db: Database, store_id: int, other_store_id: int, product: int) -> None:
    _define(db, store_id, "list.product_reference")
    with db.write(other_store_id) as session:
        foreign = make_product(session, "Foreign").id
    _set(db, store_id, product, {MATERIAL: ["vase", product]})
    assert _values(db, store_id, product) == {"custom.material": [product, product]}
    for wrong in (foreign, "foreign", 10**15, "no-such"):
        with pytest.raises(Invalid) as refusal:
            _set(db, store_id, product, {MATERIAL: [product, wrong]})
        assert refusal.value.errors["custom.material"].code == "metafield.reference"
    with pytest.raises(NotFound):
        _set(db, store_id, foreign, {MATERIAL: [product]})


def test_definitions(db: Database, store_id: int, product: int) -> None:
    number = _define(db, store_id, validations={"max": 5})
    with pytest.raises(Invalid):
        _set(db, store_id, product, {MATERIAL: "Mahogany"})
    _set(db, store_id, product, {MATERIAL: "Oak"})
    assert _define(db, store_id, name="What it is made of") == number
    with pytest.raises(Conflict):
        _define(db, store_id, "color")
    for wrong in ({"kind": "nonsense"}, {"owner_type": "cart"}, {"key": "a b"}, {"namespace": ""}):
        with pytest.raises(Refused):
            _define(db, store_id, **wrong)
    with db.write(store_id) as session:
        assert [d.name for d in queries.definitions(session, "product")] == ["What it is made of"]
        assert queries.definitions(session, "page") == []
        commands.delete_definition(session, number, SYSTEM)
    assert _values(db, store_id, product) == {}
    _define(db, store_id, "color")


def test_values_go_with_their_record(db: Database, store_id: int, product: int) -> None:
    kind = {MATERIAL: "single_line_text_field"}
    with db.write(store_id) as session:
        page = create_page(session, PageInput("About"), SYSTEM).id
        variant = make_product(session, "Other").variant_ids[0]
    _set(db, store_id, product, {MATERIAL: "Oak"}, types=kind)
    _set(db, store_id, page, {MATERIAL: "Paper"}, "page", types=kind)
    _set(db, store_id, variant, {MATERIAL: "Wool"}, "variant", types=kind)
    _set(db, store_id, 0, {MATERIAL: "Words"}, "shop", types=kind)
    assert _values(db, store_id, store_id, "shop") == {"custom.material": "Words"}
    with db.write(store_id) as session:
        delete_product(session, product, SYSTEM)
        delete_page(session, page, SYSTEM)
    with db.read(store_id) as session:
        left = session.scalars(select(Metafield.owner_type).order_by(Metafield.owner_type)).all()
    assert left == ["shop", "variant"]


def test_other_stores_see_nothing(db: Database, store_id: int, other_store_id: int, product: int) -> None:
    _set(db, store_id, product, {MATERIAL: "Oak"}, types={MATERIAL: "single_line_text_field"})
    assert _values(db, other_store_id, product) == {}
    with db.read(other_store_id) as session:
        assert (
            session.scalar(
                select(func.count()).select_from(Metafield).where(Metafield.store_id == other_store_id)
            )
            == 0
        )


def test_many_records_cost_one_query_to_read_and_two_to_write(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        owners = [make_product(session, f"P{n}").id for n in range(50)]
        given = {owner: {MATERIAL: ("single_line_text_field", f"m{owner}")} for owner in owners}
        commands.put_values(session, "product", given)
    with db.write(store_id) as session, counted(db) as statements:
        commands.put_values(session, "product", given)
    assert statements.count == 1, statements
    with db.read(store_id) as session, counted(db) as statements:
        found = queries.values_of(session, "product", owners)
        assert {found[o][MATERIAL].value for o in owners} == {f"m{o}" for o in owners}
    assert statements.count == 1, statements
