"""Rule collections follow products, stock and their own rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.base import clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent, record
from engine.catalogue.models import Collection, CollectionProduct, Product, ProductTag, Variant
from engine.inventory.models import InventoryItem
from engine.listing import handlers
from tests.factories.products import Made, make_product

pytestmark = pytest.mark.usefixtures("indexes")


def _collection(
    db: Database, store: int, handle: str, *rules: tuple[str, str, Any], mode: str = "all"
) -> int:
    with db.write(store) as session:
        now = clock.now()
        made = Collection(
            handle=handle,
            title=handle,
            kind="rule",
            rules=[
                {"field": field, "relation": relation, "value": value} for field, relation, value in rules
            ],
            match_mode=mode,
            published_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(made)
        return made.id


def _tell(db: Database, store: int, name: str, **payload: Any) -> None:
    event = OutboxEvent(store_id=store, id=1, name=name, payload=payload, occurred_at=clock.now())
    handlers.keep_members(db, store, [event])


def _members(db: Database, store: int, collection: int, names: dict[int, str]) -> list[str]:
    with db.read(store) as session:
        rows = session.scalars(
            select(CollectionProduct.product_id)
            .where(CollectionProduct.collection_id == collection)
            .order_by(CollectionProduct.position)
        )
        return [names.get(row, "?") for row in rows]


@pytest.fixture
def names(shop: dict[str, Made]) -> dict[int, str]:
    return {made.id: name for name, made in shop.items()}


RULES: dict[str, tuple[tuple[tuple[str, str, Any], ...], str, set[str]]] = {
    "type": ((("type", "equals", "lighting"),), "all", {"lamp", "lantern"}),
    "brand": ((("brand", "equals", "Halden & Rye"),), "all", {"tray", "stool", "kettle"}),
    "price": ((("price", "less_than", 2000),), "all", {"small vase", "cup"}),
    "stock": ((("stock", "greater_than", 0), ("brand", "equals", "halden & rye")), "all", {"tray", "kettle"}),
    "tag": ((("tag", "equals", "slow"),), "all", {"vase", "cup", "lantern", "shirt", "stool"}),
    "any": (
        (("title", "contains", "vase"), ("type", "equals", "Kitchen")),
        "any",
        {"vase", "small vase", "kettle"},
    ),
    "none": ((), "all", set()),
}


@pytest.mark.parametrize("case", RULES)
def test_new_rules_are_worked_out(db: Database, store_id: int, names: dict[int, str], case: str) -> None:
    rules, mode, expected = RULES[case]
    made = _collection(db, store_id, case, *rules, mode=mode)
    _tell(db, store_id, "collection.changed", collection_id=made)
    assert set(_members(db, store_id, made, names)) == expected


def test_a_product_comes_and_goes_with_its_price_and_the_others_keep_their_place(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made]
) -> None:
    cheap = _collection(db, store_id, "cheap", ("price", "less_than", 6000))
    _tell(db, store_id, "collection.changed", collection_id=cheap)
    before = _members(db, store_id, cheap, names)

    def price(name: str, minor: int) -> None:
        with db.write(store_id) as session:
            session.execute(
                update(Variant).where(Variant.product_id == shop[name].id).values(price_minor=minor)
            )
        _tell(db, store_id, "product.changed", product_id=shop[name].id)

    price("lamp", 500)
    assert _members(db, store_id, cheap, names) == [*before, "lamp"]
    price("vase", 90_000)
    assert _members(db, store_id, cheap, names) == [*(name for name in before if name != "vase"), "lamp"]


def test_stock_moves_products_in_collections_by_stock_only(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made]
) -> None:
    sold_out = _collection(db, store_id, "sold-out", ("stock", "less_than", 1))
    wood = _collection(db, store_id, "wood", ("type", "equals", "Wood"))
    for made in (sold_out, wood):
        _tell(db, store_id, "collection.changed", collection_id=made)
    assert _members(db, store_id, sold_out, names) == ["stool"]
    with db.write(store_id) as session:
        items = [shop["tray"].item_ids[0], shop["stool"].item_ids[0]]
        session.execute(update(InventoryItem).where(InventoryItem.id == items[0]).values(on_hand=0))
        session.execute(update(InventoryItem).where(InventoryItem.id == items[1]).values(on_hand=3))
    _tell(db, store_id, "stock.changed", item_ids=items)
    assert _members(db, store_id, sold_out, names) == ["tray"]
    assert set(_members(db, store_id, wood, names)) == {"tray", "stool"}


def test_many_products_at_once_and_the_same_event_twice(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made]
) -> None:
    gifts = _collection(db, store_id, "gifts", ("tag", "equals", "gift"))
    for _ in range(3):
        _tell(db, store_id, "products.changed", product_ids=[made.id for made in shop.values()])
    assert sorted(_members(db, store_id, gifts, names)) == sorted(shop)
    with db.write(store_id) as session:
        tags = session.scalars(select(ProductTag).where(ProductTag.product_id == shop["cup"].id)).all()
        for tag in tags:
            session.delete(tag)
    _tell(db, store_id, "products.changed", product_ids=[shop["cup"].id])
    assert "cup" not in _members(db, store_id, gifts, names)


def test_nothing_is_written_when_nothing_changed(
    db: Database, store_id: int, shop: dict[str, Made], count_queries: Callable[[], Any]
) -> None:
    wood = _collection(db, store_id, "wood", ("type", "equals", "Wood"))
    _tell(db, store_id, "collection.changed", collection_id=wood)
    with count_queries() as statements:
        _tell(db, store_id, "collection.changed", collection_id=wood)
        _tell(db, store_id, "product.changed", product_id=shop["tray"].id)
        _tell(db, store_id, "stock.changed", item_ids=list(shop["tray"].item_ids))
    assert not [text for text in statements.seen if not text.startswith(("SELECT", "WITH"))], statements


def test_events_of_things_that_are_gone_do_no_harm(
    db: Database, store_id: int, shop: dict[str, Made]
) -> None:
    _collection(db, store_id, "wood", ("type", "equals", "Wood"))
    _tell(db, store_id, "collection.changed", collection_id=1)
    _tell(db, store_id, "product.changed", product_id=1)
    _tell(db, store_id, "products.changed", product_ids=[1, 2])
    _tell(db, store_id, "stock.changed", item_ids=[1])


def test_collections_by_hand_are_left_alone(db: Database, store_id: int, shop: dict[str, Made]) -> None:
    made = _collection(db, store_id, "picks", ("type", "equals", "Wood"))
    with db.write(store_id) as session:
        session.need(Collection, made).kind = "manual"
        session.add(CollectionProduct(collection_id=made, product_id=shop["lamp"].id, position=1))
    _tell(db, store_id, "collection.changed", collection_id=made)
    _tell(db, store_id, "product.changed", product_id=shop["lamp"].id)
    assert _members(db, store_id, made, {shop["lamp"].id: "lamp"}) == ["lamp"]


def test_the_schedule_mends_what_events_missed(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made], clock: FixedClock
) -> None:
    wood = _collection(db, store_id, "wood", ("type", "equals", "Wood"))
    handlers.refresh_members_due(db)
    assert set(_members(db, store_id, wood, names)) == {"tray", "stool"}
    with db.write(store_id) as session:
        session.need(Product, shop["tray"].id).product_type = "Metal"
    handlers.refresh_members_due(db)
    assert set(_members(db, store_id, wood, names)) == {"tray", "stool"}, "not due yet"
    clock.advance(hours=7)
    handlers.refresh_members_due(db)
    assert _members(db, store_id, wood, names) == ["stool"]


def test_a_brand_that_is_renamed_moves_with_its_name(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made]
) -> None:
    from engine.stores.models import Partner

    lights = _collection(db, store_id, "lights", ("brand", "equals", "Northern Light"))
    with db.write(store_id) as session:
        partner = session.scalars(select(Partner).where(Partner.name == "Fjord Lighting")).one()
        partner.name = "Northern Light"
        partner_id = partner.id
    _tell(db, store_id, "partner.changed", partner_id=partner_id)
    assert set(_members(db, store_id, lights, names)) == {"lamp", "lantern"}


def test_stores_do_not_meet(db: Database, store_id: int, other_store_id: int, shop: dict[str, Made]) -> None:
    everything = _collection(db, store_id, "all", ("price", "greater_than", 0))
    with db.write(other_store_id) as session:
        stranger = make_product(session, "Stranger")
    _tell(db, store_id, "collection.changed", collection_id=everything)
    _tell(db, store_id, "product.changed", product_id=stranger.id)
    with db.read(store_id) as session:
        members = set(session.scalars(select(CollectionProduct.product_id)))
    assert stranger.id not in members
    assert len(members) == len(shop)


def test_a_change_of_the_shop_arrives(
    db: Database, store_id: int, names: dict[int, str], shop: dict[str, Made], do_due_work: Callable[[], int]
) -> None:
    cheap = _collection(db, store_id, "cheap", ("price", "less_than", 1000))
    with db.write(store_id) as session:
        session.execute(update(Variant).where(Variant.product_id == shop["tray"].id).values(price_minor=900))
        record(session, "product.changed", product_id=shop["tray"].id)
    do_due_work()
    assert _members(db, store_id, cheap, names) == ["tray"]
