"""Members of a collection narrowed by filters, sorted and paged: their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    select,
)

from engine.base.db import StoreSession
from engine.catalogue import ports
from engine.catalogue.models import Collection, CollectionProduct, Product, ProductOption, ProductTag, Variant
from engine.catalogue.queries.products import is_public
from engine.stores.models import Partner

MOST_PER_PAGE = 250


@dataclass(frozen=True)
class Filters:
    """What narrows a collection. Values of one field are alternatives, fields are joined by *and*.

    ``brands`` are partner names. Prices in minor units, inclusive: a product fits when one of its prices does.
    ``available``: True in stock only, False sold out only. ``options``: {"Colour": ("Blue", "Red")}.
    """

    brands: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    available: bool | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class MemberPage:
    """Ids of one page in order, and how many fit in all."""

    product_ids: list[int]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))


EVERYTHING = Filters()


def collection_members(
    session: StoreSession,
    collection: Collection | None,
    *,
    filters: Filters = EVERYTHING,
    sort: str | None = None,
    page: int = 1,
    per_page: int = 24,
) -> MemberPage:
    """A page of a collection's public products (None: of all products). *sort*: one of the collection's sort orders,
    None the collection's own. One query, two beyond the last page."""
    page, per_page = max(1, min(page, 100_000)), min(max(1, per_page), MOST_PER_PAGE)
    narrowed = base(session, collection).where(*conditions(session, filters))
    order = _order(session, collection, sort)
    rows = session.execute(
        narrowed.add_columns(func.count().over())
        .order_by(*order)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    if rows:
        return MemberPage([row[0] for row in rows], rows[0][1], page, per_page)
    total = 0 if page == 1 else session.scalar(select(func.count()).select_from(narrowed.subquery()))
    return MemberPage([], total or 0, page, per_page)


def base(session: StoreSession, collection: Collection | None) -> Select[Any]:
    """The public products of a collection, or of the store: their ids."""
    statement = select(Product.id).where(Product.store_id == session.store, is_public())
    if collection is None:
        return statement
    inside = and_(
        CollectionProduct.store_id == Product.store_id,
        CollectionProduct.product_id == Product.id,
        CollectionProduct.collection_id == collection.id,
    )
    return statement.join(CollectionProduct, inside)


def _order(session: StoreSession, collection: Collection | None, sort: str | None) -> Sequence[Any]:
    wanted = sort or (collection.sort_order if collection else "title-ascending")
    title = func.lower(Product.title)
    newest = (Product.created_at.desc(), Product.id.desc())
    orders: dict[str, Sequence[Any]] = {
        "title-ascending": (title, Product.id),
        "title-descending": (title.desc(), Product.id.desc()),
        "price-ascending": (Product.price_min, title, Product.id),
        "price-descending": (Product.price_max.desc(), title, Product.id),
        "created-descending": newest,
        "created-ascending": (Product.created_at, Product.id),
    }
    if wanted == "best-selling":
        return (_sold(session).desc(), *newest)
    if wanted in orders:
        return orders[wanted]
    return (CollectionProduct.position, CollectionProduct.id) if collection else orders["title-ascending"]


def _sold(session: StoreSession) -> Any:
    sold = ports.stock().select_sold().subquery("sold")
    return (
        select(func.coalesce(func.sum(sold.c.units), 0))
        .select_from(Variant)
        .join(sold, and_(sold.c.store_id == Variant.store_id, sold.c.item_id == Variant.inventory_item_id))
        .where(Variant.store_id == session.store, Variant.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def conditions(session: StoreSession, filters: Filters) -> list[ColumnElement[bool]]:
    """What narrows products to the filters."""
    found: list[ColumnElement[bool]] = []
    if filters.brands:
        named = select(Partner.id).where(Partner.store_id == session.store, Partner.name.in_(filters.brands))
        found.append(Product.partner_id.in_(named))
    if filters.types:
        found.append(Product.product_type.in_(filters.types))
    if filters.tags:
        tagged = select(ProductTag.product_id).where(
            ProductTag.store_id == session.store, ProductTag.tag.in_(filters.tags)
        )
        found.append(Product.id.in_(tagged))
    if filters.price_min is not None or filters.price_max is not None:
        prices = [Variant.price_minor >= filters.price_min] if filters.price_min is not None else []
        prices += [Variant.price_minor <= filters.price_max] if filters.price_max is not None else []
        found.append(_with_variant(session, *prices))
    if filters.available is not None:
        in_stock = buyable(session)
        found.append(in_stock if filters.available else ~in_stock)
    for name, values in filters.options.items():
        if values:
            found.append(_with_option(session, name, values))
    return found


def _with_variant(session: StoreSession, *conditions: Any) -> ColumnElement[bool]:
    return exists(
        select(Variant.id).where(
            Variant.store_id == session.store, Variant.product_id == Product.id, *conditions
        )
    )


def buyable(session: StoreSession) -> ColumnElement[bool]:
    """Whether any variant of a product can be bought."""
    stocked = ports.stock().select_stock().subquery("stocked")
    return exists(
        select(Variant.id)
        .join(
            stocked,
            and_(stocked.c.store_id == Variant.store_id, stocked.c.item_id == Variant.inventory_item_id),
        )
        .where(Variant.store_id == session.store, Variant.product_id == Product.id, stocked.c.buyable)
    )


def _with_option(session: StoreSession, name: str, values: Sequence[str]) -> ColumnElement[bool]:
    value = option_value()
    return exists(
        select(Variant.id)
        .join(
            ProductOption,
            and_(ProductOption.store_id == Variant.store_id, ProductOption.product_id == Variant.product_id),
        )
        .where(
            Variant.store_id == session.store,
            Variant.product_id == Product.id,
            func.lower(ProductOption.name) == func.lower(name),
            value.in_(values),
        )
    )


def option_value() -> Any:
    """A variant's value of the option it is joined with."""
    return case(
        (ProductOption.position == 1, Variant.option1),
        (ProductOption.position == 2, Variant.option2),
        else_=Variant.option3,
    )
