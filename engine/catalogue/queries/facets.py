"""The facets beside a collection, with counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import String, and_, case, cast, func, literal, or_, select, union_all

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Product, ProductOption, ProductTag, Variant
from engine.catalogue.queries.members import EVERYTHING, Filters, base, buyable, conditions, option_value
from engine.stores.models import Partner


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet with how many products it would show."""

    value: str
    count: int


@dataclass(frozen=True)
class Facet:
    """``kind``: brand, type, tag, available, price or option (then ``name`` is the option's).

    Values: texts by count; ``"1"``/``"0"`` for available; for price the lowest and the highest in minor units.
    """

    kind: str
    name: str
    values: tuple[FacetValue, ...]


def collection_facets(
    session: StoreSession, collection: Collection | None, *, filters: Filters = EVERYTHING, tags: bool = True
) -> list[Facet]:
    """The facets of a collection with counts, in one query. Each counts with all filters but its own."""
    parts = [*_plain_facets(session, collection, filters), *_price_facet(session, collection, filters)]
    parts.append(_option_facet(session, collection, filters))
    if tags:
        parts.append(_tag_facet(session, collection, filters))
    rows = session.execute(union_all(*parts)).all()
    grouped: dict[tuple[str, str], list[FacetValue]] = {}
    for kind, name, value, count in rows:
        if value is not None and value != "":
            grouped.setdefault((kind, name), []).append(FacetValue(str(value), int(count)))
    order = ("available", "price", "brand", "type", "option", "tag")
    keys = sorted(grouped, key=lambda key: (order.index(key[0]), key[1].lower()))
    return [Facet(kind, name, _sorted(kind, grouped[kind, name])) for kind, name in keys]


def _sorted(kind: str, values: list[FacetValue]) -> tuple[FacetValue, ...]:
    if kind == "price":
        return tuple(sorted(values, key=lambda v: int(v.value)))
    if kind == "available":
        return tuple(sorted(values, key=lambda v: v.value, reverse=True))
    return tuple(sorted(values, key=lambda v: (-v.count, v.value.lower())))


def _within(session: StoreSession, collection: Collection | None, filters: Filters) -> Any:
    return base(session, collection).where(*conditions(session, filters)).correlate(None)


def _plain_facets(session: StoreSession, collection: Collection | None, filters: Filters) -> list[Any]:
    def facet(kind: str, value: Any, narrowed: Filters, *joined: Any) -> Any:
        statement = select(literal(kind), literal(""), cast(value, String), func.count())
        statement = statement.select_from(Product)
        if joined:
            statement = statement.join(*joined)
        return statement.where(
            Product.store_id == session.store, Product.id.in_(_within(session, collection, narrowed))
        ).group_by(cast(value, String))

    brand = and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id)
    in_stock = case((buyable(session), "1"), else_="0")
    of_stock = select(Product.id.label("product_id"), in_stock.label("value")).where(
        Product.store_id == session.store,
        Product.id.in_(_within(session, collection, replace(filters, available=None))),
    )
    judged = of_stock.subquery("judged")
    return [
        facet("brand", Partner.name, replace(filters, brands=()), Partner, brand),
        facet("type", Product.product_type, replace(filters, types=())),
        select(literal("available"), literal(""), judged.c.value, func.count()).group_by(judged.c.value),
    ]


def _price_facet(session: StoreSession, collection: Collection | None, filters: Filters) -> list[Any]:
    within = _within(session, collection, replace(filters, price_min=None, price_max=None))
    bounds = (
        select(func.min(Product.price_min).label("low"), func.max(Product.price_max).label("high"))
        .where(Product.store_id == session.store, Product.id.in_(within))
        .subquery("bounds")
    )
    return [
        select(literal("price"), literal(""), cast(bounds.c[name], String), literal(0))
        for name in ("low", "high")
    ]


def _option_facet(session: StoreSession, collection: Collection | None, filters: Filters) -> Any:
    # an option that is narrowed already is counted without its own filter; the others with all of them
    without = {
        name.lower(): {n: v for n, v in filters.options.items() if n != name} for name in filters.options
    }
    conditions = [
        and_(
            func.lower(ProductOption.name) == name,
            Product.id.in_(_within(session, collection, replace(filters, options=rest))),
        )
        for name, rest in without.items()
    ]
    conditions.append(
        and_(
            func.lower(ProductOption.name).not_in(list(without)),
            Product.id.in_(_within(session, collection, filters)),
        )
    )
    value = option_value()
    return (
        select(literal("option"), ProductOption.name, value, func.count(Product.id.distinct()))
        .select_from(Product)
        .join(
            ProductOption,
            and_(ProductOption.store_id == Product.store_id, ProductOption.product_id == Product.id),
        )
        .join(Variant, and_(Variant.store_id == Product.store_id, Variant.product_id == Product.id))
        .where(Product.store_id == session.store, or_(*conditions))
        .group_by(ProductOption.name, value)
    )


def _tag_facet(session: StoreSession, collection: Collection | None, filters: Filters) -> Any:
    within = _within(session, collection, replace(filters, tags=()))
    return (
        select(literal("tag"), literal(""), ProductTag.tag, func.count())
        .where(ProductTag.store_id == session.store, ProductTag.product_id.in_(within))
        .group_by(ProductTag.tag)
    )
