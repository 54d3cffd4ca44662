"""Products in bulk, for tests whose subject is a list of many: searching, filtering, counting queries."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.slugs import slugify
from engine.catalogue.models import Product, ProductOption, ProductTag, Variant
from engine.catalogue.queries import DEFAULT_TITLE
from engine.inventory.models import InventoryItem
from engine.stores.models import Partner
from tests.factories.designations import offer

THINGS = "Vase Bowl Cup Plate Jug Kettle Lamp Lantern Candle Stool Basket Blanket Cushion Notebook Soap Teapot Tray Glass"
LOOKS = "Speckled Indigo Ochre Linen Walnut Brass Frosted Ribbed Woven Smoked Ivory Charcoal Moss Copper Sand Amber"
MAKERS = ("Ostara Ceramics", "Halden & Rye", "Fjord Lighting", "Marlow Textiles")
TYPES = {
    "Vase": "Ceramics",
    "Lamp": "Lighting",
    "Lantern": "Lighting",
    "Blanket": "Textiles",
    "Cushion": "Textiles",
}


@dataclass(frozen=True)
class Made:
    """What ``make_product`` made."""

    id: int
    variant_ids: tuple[int, ...]
    item_ids: tuple[int, ...]
    handle: str


def make_partner(session: StoreSession, name: str) -> int:
    """The partner of that name, made if there is none; its id."""
    known = session.scalars(select(Partner).where(Partner.name == name)).first()
    if known is None:
        known = Partner(handle=slugify(name), name=name, created_at=clock.now())
        session.add(known)
        session.flush()
    return known.id


def make_product(session: StoreSession, title: str, **details: Any) -> Made:
    """An active product with one variant per entry of ``prices`` (minor units). ``brand`` is a partner's name; ``stock``
    counts for every variant; ``tags``, ``type``, ``description``, ``sku``, ``option``, ``status`` and ``handle`` as named."""
    prices: Sequence[int] = details.get("prices", (2500,))
    choices = [str(choice) for choice in details.get("choices", [f"No. {n + 1}" for n in range(len(prices))])]
    now = clock.now() - timedelta(seconds=1)
    product = Product(
        partner_id=make_partner(session, details.get("brand", MAKERS[0])),
        handle=details.get("handle") or slugify(title),
        title=title,
        product_type=details.get("type"),
        description_html=details.get("description"),
        status=details.get("status", "active"),
        price_min=min(prices),
        price_max=max(prices),
        published_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(product)
    session.flush()
    for tag in details.get("tags", ()):
        session.add(ProductTag(product_id=product.id, tag=tag))
    session.add(
        ProductOption(product_id=product.id, name=details.get("option", "Style"), position=1, choices=choices)
    )
    items, variants = [], []
    for position, price in enumerate(prices):
        item = InventoryItem(on_hand=details.get("stock", 5), created_at=now)
        session.add(item)
        session.flush()
        variant = Variant(
            product_id=product.id,
            inventory_item_id=item.id,
            position=position + 1,
            title=choices[position],
            option1=choices[position],
            sku=details["sku"] if "sku" in details and position == 0 else None,
            barcode=details.get("barcode"),
            price_minor=price,
        )
        session.add(variant)
        items.append(item.id)
        variants.append(variant.id)
    session.flush()
    offer(session, items)
    return Made(product.id, tuple(variants), tuple(items), product.handle)


def make_many(database: Database, store_id: int, count: int, *, per_transaction: int = 500) -> list[int]:
    """*count* active products of several brands, types and prices, each with a variant in stock; their ids. Always the same."""
    names = itertools.cycle(f"{look} {thing}" for thing in THINGS.split() for look in LOOKS.split())
    numbered = list(zip(range(count), names, strict=False))
    made: list[int] = []
    for start in range(0, count, per_transaction):
        with database.write(store_id) as session:
            made += _some(session, numbered[start : start + per_transaction])
    return made


def _some(session: StoreSession, numbered: list[tuple[int, str]]) -> list[int]:
    partners = [make_partner(session, name) for name in MAKERS]
    count, now, store = len(numbered), clock.now() - timedelta(seconds=1), session.store
    ids, items, variants, tags = (session.new_ids(count) for _ in range(4))
    rows = []
    for index, (number, name) in enumerate(numbered):
        look, thing = name.split()
        price = 900 + (number * 737) % 24_000
        rows.append(
            {
                "store_id": store,
                "id": ids[index],
                "partner_id": partners[number % len(partners)],
                "handle": f"{slugify(name)}-{number}",
                "title": f"{name} No. {number}",
                "product_type": TYPES.get(thing, "Home"),
                "description_html": f"<p>A {look.lower()} {thing.lower()} made by hand in small runs. It holds water, light "
                f"or bread as you wish, and ages well.</p><p>Number {number} of its series, signed below.</p>",
                "status": "active",
                "price_min": price,
                "price_max": price,
                "published_at": now,
                "created_at": now - timedelta(minutes=count - index),
                "updated_at": now,
            }
        )
    session.execute(insert(Product), rows)
    session.execute(
        insert(InventoryItem),
        [
            {
                "store_id": store,
                "id": item,
                "tracked": True,
                "policy": "deny",
                "on_hand": 0 if numbered[i][0] % 10 == 9 else 7,
                "reserved": 0,
                "committed": 0,
                "created_at": now,
            }
            for i, item in enumerate(items)
        ],
    )
    offer(session, items)
    session.execute(
        insert(Variant),
        [
            {
                "store_id": store,
                "id": variants[i],
                "product_id": ids[i],
                "inventory_item_id": items[i],
                "position": 1,
                "title": DEFAULT_TITLE,
                "sku": f"VT-{numbered[i][0]:05d}",
                "price_minor": rows[i]["price_min"],
                "weight_grams": 400,
                "requires_shipping": True,
                "taxable": True,
            }
            for i in range(count)
        ],
    )
    session.execute(
        insert(ProductTag),
        [
            {"store_id": store, "id": tags[i], "product_id": ids[i], "tag": numbered[i][1].split()[0].lower()}
            for i in range(count)
        ],
    )
    return ids
