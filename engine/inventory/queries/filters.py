"""What narrows the grid of items, as conditions on ``inventory_item``; a rule over "all that match" is made of the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from engine.base.db import StoreSession
from engine.catalogue.models import CollectionProduct, Product, Variant
from engine.catalogue.queries import DEFAULT_TITLE
from engine.inventory.models import InventoryItem, Level
from engine.inventory.offered import FOR_SALE, NOT_LISTED, VIEW_ONLY

_OFFERED = (FOR_SALE, VIEW_ONLY)
VIEWS = ("online", "shop", "both", "neither", "online_only", "shop_only", "view")
"""Where items are: online (for sale or shown), in a shop, in both, in neither, in one and not the other; only shown online."""
STOCKS = ("out", "low", "uncounted")
"""None free, fewer free than the item's own limit, never counted. Items that are not tracked have no stock to speak of."""
MOST_WORDS = 8


@dataclass(frozen=True)
class GridFilters:
    """Conditions, joined by *and*; what is empty filters nothing. ``location_id``: items that were ever stocked there."""

    search: str = ""
    view: str = ""
    stock: str = ""
    partner_id: int | None = None
    collection_id: int | None = None
    location_id: int | None = None

    def as_plain(self) -> dict[str, Any]:
        """For a row or an event; ``from_plain`` reads it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> GridFilters:
        """Filters kept before; names that this version does not know are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in plain.items() if name in known})


def criteria(
    session: StoreSession, filters: GridFilters, coded: list[int] | None = None
) -> list[ColumnElement[bool]]:
    """The conditions on ``inventory_item``, the store's among them. *coded*: the items that bear what is searched for as
    their code, where that is known; else it is asked for (one query)."""
    found: list[ColumnElement[bool]] = [InventoryItem.store_id == session.store]
    found += _in_view(filters.view)
    found += _stocked(filters.stock)
    if filters.location_id is not None:
        there = select(Level.item_id).where(
            Level.store_id == session.store, Level.location_id == filters.location_id
        )
        found.append(InventoryItem.id.in_(there))
    sold = _sold(session, filters, coded)
    if sold is not None:
        found.append(sold)
    return found


def items_with_code(session: StoreSession, code: str) -> list[int]:
    """Items whose barcode or SKU is exactly *code*, by id: none, one, or several that a person has to tell apart."""
    if not code or len(code) > 100 or " " in code:
        return []
    rows = session.scalars(
        select(Variant.inventory_item_id)
        .where(Variant.store_id == session.store, or_(Variant.barcode == code, Variant.sku == code))
        .distinct()
        .order_by(Variant.inventory_item_id)
        .limit(50)
    )
    return list(rows)


def _in_view(view: str) -> list[ColumnElement[bool]]:
    online, shop = InventoryItem.online.in_(_OFFERED), InventoryItem.in_shop.in_(_OFFERED)
    not_online, not_shop = InventoryItem.online == NOT_LISTED, InventoryItem.in_shop == NOT_LISTED
    found: dict[str, list[ColumnElement[bool]]] = {
        "online": [online],
        "shop": [shop],
        "both": [online, shop],
        "neither": [not_online, not_shop],
        "online_only": [online, not_shop],
        "shop_only": [not_online, shop],
        "view": [InventoryItem.online == VIEW_ONLY],
    }
    return found.get(view, [])


def _stocked(stock: str) -> list[ColumnElement[bool]]:
    free: Any = InventoryItem.free()
    found: dict[str, list[Any]] = {
        "out": [InventoryItem.tracked, free <= 0],
        "low": [
            InventoryItem.tracked,
            InventoryItem.low_at.is_not(None),
            free < InventoryItem.low_at,
        ],
        "uncounted": [InventoryItem.tracked, InventoryItem.counted_at.is_(None)],
    }
    return found.get(stock, [])


def _sold(session: StoreSession, filters: GridFilters, coded: list[int] | None) -> ColumnElement[bool] | None:
    """What is asked of the products and variants that sell an item: one of them must meet all of it."""
    words = filters.search.split()[:MOST_WORDS]
    asked: list[ColumnElement[bool]] = []
    if coded is None:
        coded = items_with_code(session, filters.search.strip()) if words else []
    if not coded:
        asked += [_mentions(session, word) for word in words]
    if filters.partner_id is not None:
        asked.append(Variant.product_id.in_(_products(session, Product.partner_id == filters.partner_id)))
    if filters.collection_id is not None:
        members = select(CollectionProduct.product_id).where(
            CollectionProduct.store_id == session.store,
            CollectionProduct.collection_id == filters.collection_id,
        )
        asked.append(Variant.product_id.in_(members))
    exact = InventoryItem.id.in_(coded) if coded else None
    if not asked:
        return exact
    sellers = select(Variant.inventory_item_id).where(Variant.store_id == session.store, *asked)
    sold = InventoryItem.id.in_(sellers)
    return sold if exact is None else and_(exact, sold)


def _mentions(session: StoreSession, word: str) -> ColumnElement[bool]:
    """Products by their titles are looked up once, not joined to each variant."""
    return or_(
        Variant.product_id.in_(_products(session, _has(session, Product.title, word))),
        and_(Variant.title != DEFAULT_TITLE, _has(session, Variant.title, word)),
        _has(session, Variant.sku, word, begins=True),
        Variant.barcode.startswith(word, autoescape=True),
    )


def _has(session: StoreSession, column: Any, word: str, *, begins: bool = False) -> ColumnElement[bool]:
    """Whatever the case. SQLite's LIKE does not mind that of ASCII letters by itself, and takes half as long as lowering each
    text first; PostgreSQL lowers fast only where the language has no say, which an ASCII word does not ask for."""
    texts: Any = column
    if session.get_bind().dialect.name == "sqlite":
        has, starts = texts.contains, texts.startswith
    else:
        texts = texts.collate("C") if word.isascii() else texts
        has, starts = texts.icontains, texts.istartswith
    found: ColumnElement[bool] = (starts if begins else has)(word, autoescape=True)
    return found


def _products(session: StoreSession, asked: ColumnElement[bool]) -> Select[int]:
    return select(Product.id).where(Product.store_id == session.store, asked)
