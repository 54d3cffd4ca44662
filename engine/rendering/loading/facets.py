"""How the products of a list divide: what a shopper could filter it by, counted in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, union_all

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, one
from engine.catalogue.models import Product, ProductOption, ProductTag, Variant
from engine.stores.models import Partner

from .lists import MOST_SHAPES, Chosen, Shape, conditions, option_value, scoped
from .product_reads import NOW, has_stock, is_public


@dataclass
class FacetCounts:
    """How the products of a list divide, each kind counted under the other kinds' filters."""

    vendors: dict[str, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    options: dict[str, dict[str, int]] = field(default_factory=dict)
    in_stock: int = 0
    sold_out: int = 0
    price_max: int = 0

    def note(self, kind: str, name: str, value: Any, count: int) -> None:
        """Take in one row."""
        if kind == "vendor":
            self.vendors[value] = count
        elif kind == "type":
            self.types[value] = count
        elif kind == "tag":
            self.tags[value] = count
        elif kind == "option":
            self.options.setdefault(name, {})[value] = count
        elif kind == "price":
            self.price_max = count
        elif str(value) == "1":
            self.in_stock = count
        else:
            self.sold_out = count


def read_facets(session: StoreSession, collection_id: int | None, chosen: Chosen) -> FacetCounts:
    """Vendors, types, tags, option values, stock and prices of a list, counted in one statement."""
    within = {"shelf_id": collection_id} if collection_id is not None else {}
    counts = FacetCounts()
    for kind, name, value, count in _facets(collection_id is not None, chosen.shape).all(
        session, **chosen.values(), **within, now=clock.now()
    ):
        counts.note(kind, name, value, int(count or 0))
    return counts


@lru_cache(MOST_SHAPES)
def _facets(within: bool, shape: Shape) -> Prepared:
    filters = conditions(shape)
    brand = and_(
        Partner.store_id == Product.store_id, Partner.id == Product.partner_id, Partner.store_id == STORE
    )
    tagged = and_(
        ProductTag.store_id == Product.store_id,
        ProductTag.product_id == Product.id,
        ProductTag.store_id == STORE,
    )

    def count(kind: str, value: Any, amount: Any) -> Any:
        statement = select(
            cast(literal(kind), String).label("kind"),
            cast(literal(""), String).label("name"),
            cast(value, String).label("value"),
            amount.label("amount"),
        ).select_from(Product)
        others = [condition for name, condition in filters.items() if name != kind]
        return scoped(statement, within).where(Product.store_id == STORE, is_public(NOW), *others)

    products = func.count(Product.id.distinct())
    stocked = case((has_stock(), 1), else_=0)
    every = union_all(
        count("vendor", Partner.name, products).join(Partner, brand).group_by(Partner.name),
        count("type", Product.product_type, products)
        .where(Product.product_type.is_not(None))
        .group_by(Product.product_type),
        count("tag", ProductTag.tag, products).join(ProductTag, tagged).group_by(ProductTag.tag),
        count("price", literal("max"), func.coalesce(func.max(Product.price_max), 0)),
        count("availability", stocked, products).group_by(stocked),
        _option_counts(within, filters),
    ).subquery()
    return Prepared(*every.c, build=lambda read: read)


def _option_counts(within: bool, filters: dict[str, ColumnElement[bool]]) -> Any:
    """Option values; each option is counted without its own filter."""
    own = [
        or_(ProductOption.name == one(f"option_{name[7:]}"), condition)
        if name.startswith("option:")
        else condition
        for name, condition in filters.items()
    ]
    value = option_value()
    statement = (
        select(
            cast(literal("option"), String).label("kind"),
            ProductOption.name.label("name"),
            cast(value, String).label("value"),
            func.count(Product.id.distinct()).label("amount"),
        )
        .select_from(Product)
        .join(
            ProductOption,
            and_(ProductOption.store_id == Product.store_id, ProductOption.product_id == Product.id),
        )
        .join(Variant, and_(Variant.store_id == Product.store_id, Variant.product_id == Product.id))
    )
    return (
        scoped(statement, within)
        .where(
            Product.store_id == STORE, is_public(NOW), ProductOption.name != "Title", value.is_not(None), *own
        )
        .group_by(ProductOption.name, value)
    )
