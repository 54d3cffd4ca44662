"""One list of products, filtered, sorted and cut into pages.

Each combination of kinds of filters has a prepared read of its own; what was picked are its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, Row, many, one
from engine.catalogue.models import CollectionProduct, Product, ProductOption, ProductTag, Variant
from engine.stores.models import Partner

from .product_reads import NOW, PRODUCT, has_stock, is_public, read_products

SORTS = (
    "manual",
    "best-selling",
    "title-ascending",
    "title-descending",
    "price-ascending",
    "price-descending",
    "created-ascending",
    "created-descending",
)
MOST_SHAPES = 256
"""Combinations of filters whose statements are kept."""


@dataclass(frozen=True)
class Chosen:
    """What a shopper filtered by. Prices in minor units; options as (name, values)."""

    vendors: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    available: frozenset[bool] = frozenset()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def shape(self) -> Shape:
        """Which kinds of filters there are."""
        return Shape(
            bool(self.vendors),
            bool(self.types),
            bool(self.tags),
            self.price_from is not None,
            self.price_to is not None,
            next(iter(self.available)) if len(self.available) == 1 else None,
            len(self.options),
        )

    def values(self) -> dict[str, Any]:
        """What was picked, by the names that `conditions` uses."""
        lists = {"vendors": self.vendors, "types": self.types, "tags": self.tags}
        found: dict[str, Any] = {name: picked for name, picked in lists.items() if picked}
        prices = {"price_from": self.price_from, "price_to": self.price_to}
        found |= {name: price for name, price in prices.items() if price is not None}
        for at, (name, picked) in enumerate(self.options):
            found |= {f"option_{at}": name, f"picked_{at}": picked}
        return found


class Shape(NamedTuple):
    """What a statement depends on; `available` is None where stock does not matter."""

    vendors: bool
    types: bool
    tags: bool
    price_from: bool
    price_to: bool
    available: bool | None
    options: int


def read_list(
    session: StoreSession, collection_id: int | None, chosen: Chosen, sort: str, start: int, stop: int
) -> tuple[list[Row], int]:
    """Products from `start` up to `stop` (rows of PRODUCT) of a collection (None: of all), and their number."""
    known = sort if sort in SORTS else "manual"
    values = _values(collection_id, chosen)
    rows = _page(collection_id is not None, chosen.shape, known).all(
        session, **values, start=start, size=max(stop - start, 0)
    )
    if not rows and start > 0:
        counted = _total(collection_id is not None, chosen.shape).all(session, **values)
        return [], int(counted[0][0])
    return [row[:-1] for row in rows], int(rows[0][-1]) if rows else 0


def _values(collection_id: int | None, chosen: Chosen) -> dict[str, Any]:
    within = {"shelf_id": collection_id} if collection_id is not None else {}
    return {**chosen.values(), **within, "now": clock.now()}


@lru_cache(MOST_SHAPES)
def _page(within: bool, shape: Shape, sort: str) -> Prepared:
    position = CollectionProduct.position if within else Product.created_at.desc()
    return Prepared(
        *PRODUCT,
        func.count().over(),
        build=lambda read: (
            scoped(read_products(read), within)
            .where(is_public(NOW), *conditions(shape).values())
            .order_by(*sort_keys(sort, position))
            .offset(one("start", BigInteger()))
            .limit(one("size", BigInteger()))
        ),
    )


@lru_cache(MOST_SHAPES)
def _total(within: bool, shape: Shape) -> Prepared:
    return Prepared(
        func.count(Product.id),
        build=lambda read: scoped(read.select_from(Product), within).where(
            Product.store_id == STORE, is_public(NOW), *conditions(shape).values()
        ),
    )


def sort_keys(sort: str, position: Any) -> list[Any]:
    """The ORDER BY of a sort order; what has no order of its own goes by position."""
    keys: dict[str, list[Any]] = {
        "title-ascending": [func.lower(Product.title)],
        "title-descending": [func.lower(Product.title).desc()],
        "price-ascending": [Product.price_min],
        "price-descending": [Product.price_min.desc()],
        "created-ascending": [Product.created_at],
        "created-descending": [Product.created_at.desc()],
    }
    return [*keys.get(sort, [position]), Product.id]


def scoped(statement: Any, within: bool) -> Any:
    """Narrow products to the members of the collection given as `shelf_id`, if `within` one."""
    if not within:
        return statement
    return statement.join(
        CollectionProduct,
        and_(
            CollectionProduct.store_id == Product.store_id,
            CollectionProduct.product_id == Product.id,
            CollectionProduct.collection_id == one("shelf_id"),
        ),
    ).where(CollectionProduct.store_id == STORE)


def conditions(shape: Shape) -> dict[str, ColumnElement[bool]]:
    """One condition per kind of filter, so that a facet can be counted without its own."""
    found: dict[str, ColumnElement[bool]] = {}
    if shape.vendors:
        found["vendor"] = (
            select(Partner.id)
            .where(
                Partner.store_id == Product.store_id,
                Partner.id == Product.partner_id,
                Partner.name.in_(many("vendors")),
            )
            .correlate(Product)
            .exists()
        )
    if shape.types:
        found["type"] = Product.product_type.in_(many("types"))
    if shape.tags:
        found["tag"] = (
            select(ProductTag.id)
            .where(
                ProductTag.store_id == Product.store_id,
                ProductTag.product_id == Product.id,
                ProductTag.tag.in_(many("tags")),
            )
            .correlate(Product)
            .exists()
        )
    prices = [Product.price_max >= one("price_from")] if shape.price_from else []
    prices += [Product.price_min <= one("price_to")] if shape.price_to else []
    if prices:
        found["price"] = and_(*prices)
    if shape.available is not None:
        found["availability"] = has_stock() if shape.available else ~has_stock()
    for at in range(shape.options):
        found[f"option:{at}"] = _has_option(at)
    return found


def option_value() -> Any:
    """A variant's value of the option it is joined with."""
    return case(
        (ProductOption.position == 1, Variant.option1),
        (ProductOption.position == 2, Variant.option2),
        else_=Variant.option3,
    )


def _has_option(at: int) -> ColumnElement[bool]:
    return (
        select(Variant.id)
        .join(
            ProductOption,
            and_(
                ProductOption.store_id == Variant.store_id,
                ProductOption.product_id == Variant.product_id,
                ProductOption.name == one(f"option_{at}"),
            ),
        )
        .where(
            Variant.store_id == Product.store_id,
            Variant.product_id == Product.id,
            option_value().in_(many(f"picked_{at}")),
        )
        .correlate(Product)
        .exists()
    )
