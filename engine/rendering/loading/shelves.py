"""Collections and the products in them: previews for many at once, and one filtered, sorted, paged list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from engine.base.db import StoreSession
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Media,
    Product,
    ProductOption,
    ProductTag,
    Variant,
)
from engine.stores.models import Partner

from .products import ProductRecord, Products, has_stock, is_public, is_public_collection, select_products

PREVIEW = 12
"""How many products of a collection are brought along when a list on some page shows a few."""

FEW = 8
"""Up to this many collections are read with their first products when only their size is asked for."""

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


class Shelves:
    """The collections of one page."""

    def __init__(self, session: StoreSession, products: Products) -> None:
        self.session = session
        self.products = products
        self.known: dict[int, tuple[Collection, Media | None]] = {}
        self.expected: set[int] = set()
        """Collections that sections of this page are about, whose products will most likely be shown."""
        self._absent: set[str] = set()
        self._previews: dict[int, tuple[list[ProductRecord], int, int]] = {}
        self._counts: dict[int, int] = {}

    # -- the collections themselves --------------------------------------------------------------------

    def keep(self, row: Collection, media: Media | None) -> Collection:
        """Remember a collection that some query brought along."""
        self.known.setdefault(row.id, (row, media))
        return row

    def by_handles(self, handles: Iterable[str]) -> dict[str, Collection]:
        """Public collections by handle. One query for all that are missing."""
        wanted = set(handles)
        found = {row.handle: row for row, _ in self.known.values() if row.handle in wanted}
        missing = wanted - set(found) - self._absent
        if missing:
            rows = self.session.execute(_select_collections().where(Collection.handle.in_(missing)))
            for row, media in rows:
                found[row.handle] = self.keep(row, media)
            self._absent |= missing - set(found)
        return found

    def by_ids(self, ids: Iterable[int]) -> dict[int, Collection]:
        """Public collections by id. One query for all that are missing."""
        wanted = set(ids)
        missing = wanted - set(self.known)
        if missing:
            for row, media in self.session.execute(_select_collections().where(Collection.id.in_(missing))):
                self.keep(row, media)
        return {i: self.known[i][0] for i in wanted if i in self.known}

    def count(self) -> int:
        """How many public collections there are."""
        statement = select(func.count(Collection.id)).where(
            Collection.store_id == self.session.store, is_public_collection()
        )
        return int(self.session.scalar(statement) or 0)

    def listed(self, start: int, stop: int | None) -> list[Collection]:
        """Public collections by title."""
        statement = _select_collections().order_by(func.lower(Collection.title), Collection.id).offset(start)
        if stop is not None:
            statement = statement.limit(max(stop - start, 0))
        return [self.keep(row, media) for row, media in self.session.execute(statement)]

    # -- previews --------------------------------------------------------------------------------------

    def preview(self, collection_id: int, stop: int) -> list[ProductRecord]:
        """The first `stop` products in the collection's own order; others that are expected come along."""
        have = self._previews.get(collection_id)
        if have is None or (have[2] < stop and have[2] < have[1]):
            self._load_previews(self._together_with(collection_id), max(stop, PREVIEW))
            have = self._previews[collection_id]
        return have[0][:stop]

    def size(self, collection_id: int) -> int:
        """How many public products are in the collection; counted for every known collection at once."""
        if collection_id not in self._previews and collection_id not in self._counts:
            together = self._together_with(collection_id)
            if len(together) <= FEW:
                # Where a few are counted, their products mostly follow: one statement does both.
                self._load_previews(together, PREVIEW)
        if collection_id in self._previews:
            return self._previews[collection_id][1]
        if collection_id not in self._counts:
            missing = [i for i in self.known if i not in self._counts and i not in self._previews]
            self._counts.update(dict.fromkeys(missing, 0))
            statement = (
                select(CollectionProduct.collection_id, func.count(Product.id))
                .join(
                    Product,
                    and_(
                        Product.store_id == CollectionProduct.store_id,
                        Product.id == CollectionProduct.product_id,
                    ),
                )
                .where(
                    CollectionProduct.store_id == self.session.store,
                    CollectionProduct.collection_id.in_(missing),
                    is_public(),
                )
                .group_by(CollectionProduct.collection_id)
            )
            for owner, count in self.session.execute(statement):
                self._counts[owner] = int(count)
        return self._counts.get(collection_id, 0)

    def _together_with(self, collection_id: int) -> list[int]:
        """Which collections to read along with one: the expected ones, or, from the first other one on, all."""
        if collection_id in self.expected:
            return [i for i in self.expected if i in self.known]
        return list(self.known)

    def _load_previews(self, together: list[int], stop: int) -> None:
        wanted = [i for i in together if i not in self._previews or self._previews[i][2] < stop]
        orders = _own_order()
        ranked = (
            select(
                CollectionProduct.collection_id.label("shelf"),
                CollectionProduct.product_id.label("product"),
                func.row_number()
                .over(partition_by=CollectionProduct.collection_id, order_by=orders)
                .label("place"),
                func.count().over(partition_by=CollectionProduct.collection_id).label("total"),
            )
            .join(
                Collection,
                and_(
                    Collection.store_id == CollectionProduct.store_id,
                    Collection.id == CollectionProduct.collection_id,
                ),
            )
            .join(
                Product,
                and_(
                    Product.store_id == CollectionProduct.store_id, Product.id == CollectionProduct.product_id
                ),
            )
            .where(
                CollectionProduct.store_id == self.session.store,
                CollectionProduct.collection_id.in_(wanted),
                is_public(),
            )
            .subquery()
        )
        statement = (
            select(ranked.c.shelf, ranked.c.total, Product, Partner.name, Partner.handle, Media)
            .select_from(ranked)
            .join(Product, and_(Product.id == ranked.c.product, Product.store_id == self.session.store))
            .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
            .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
            .where(ranked.c.place <= stop)
            .order_by(ranked.c.shelf, ranked.c.place)
        )
        lists: dict[int, tuple[list[ProductRecord], int]] = {i: ([], 0) for i in wanted}
        for shelf, total, *product in self.session.execute(statement):
            lists[shelf] = ([*lists[shelf][0], self.products.keep(*product)], int(total))
        for i, (records, total) in lists.items():
            self._previews[i] = (records, total, stop)

    # -- one list, filtered and paged ------------------------------------------------------------------

    def page(
        self, collection_id: int | None, chosen: Chosen, sort: str, start: int, stop: int
    ) -> tuple[list[ProductRecord], int]:
        """Products from `start` up to `stop` of a filtered and sorted collection (None: of all), and their number."""
        conditions = _conditions(chosen)
        statement = (
            _scoped(select_products(), collection_id, self.session.store)
            .add_columns(func.count().over())
            .where(is_public(), *conditions.values())
            .order_by(*sort_keys(sort, _position(collection_id)))
            .offset(start)
            .limit(max(stop - start, 0))
        )
        records: list[ProductRecord] = []
        total = 0
        for *product, count in self.session.execute(statement):
            records.append(self.products.keep(*product))
            total = int(count)
        if not records and start > 0:
            total = self._total(collection_id, conditions)
        return records, total

    def _total(self, collection_id: int | None, conditions: dict[str, ColumnElement[bool]]) -> int:
        counted = _scoped(select(func.count(Product.id)), collection_id, self.session.store)
        statement = counted.where(Product.store_id == self.session.store, is_public(), *conditions.values())
        return int(self.session.scalar(statement) or 0)

    def facets(self, collection_id: int | None, chosen: Chosen) -> FacetCounts:
        """Count what could be filtered by, in one statement."""
        return read_facets(self.session, collection_id, chosen)


def _select_collections() -> Any:
    return (
        select(Collection, Media)
        .outerjoin(Media, and_(Media.store_id == Collection.store_id, Media.id == Collection.media_id))
        .where(is_public_collection())
    )


def _own_order() -> list[Any]:
    """Each collection's own sort order, as one ORDER BY for all."""

    def when(sort: str, key: Any) -> Any:
        return case((Collection.sort_order == sort, key), else_=null())

    return [
        when("title-ascending", func.lower(Product.title)),
        when("title-descending", func.lower(Product.title)).desc(),
        when("price-ascending", Product.price_min),
        when("price-descending", Product.price_min).desc(),
        when("created-ascending", Product.created_at),
        when("created-descending", Product.created_at).desc(),
        CollectionProduct.position,
        Product.id,
    ]


def _position(collection_id: int | None) -> Any:
    return Product.created_at.desc() if collection_id is None else CollectionProduct.position


def _scoped(statement: Any, collection_id: int | None, store_id: int) -> Any:
    if collection_id is None:
        return statement
    return statement.join(
        CollectionProduct,
        and_(
            CollectionProduct.store_id == Product.store_id,
            CollectionProduct.product_id == Product.id,
            CollectionProduct.collection_id == collection_id,
        ),
    ).where(CollectionProduct.store_id == store_id)


def _conditions(chosen: Chosen) -> dict[str, ColumnElement[bool]]:
    """One condition per kind of filter, so that a facet can be counted without its own."""
    found: dict[str, ColumnElement[bool]] = {}
    if chosen.vendors:
        found["vendor"] = (
            select(Partner.id)
            .where(
                Partner.store_id == Product.store_id,
                Partner.id == Product.partner_id,
                Partner.name.in_(chosen.vendors),
            )
            .correlate(Product)
            .exists()
        )
    if chosen.types:
        found["type"] = Product.product_type.in_(chosen.types)
    if chosen.tags:
        found["tag"] = (
            select(ProductTag.id)
            .where(
                ProductTag.store_id == Product.store_id,
                ProductTag.product_id == Product.id,
                ProductTag.tag.in_(chosen.tags),
            )
            .correlate(Product)
            .exists()
        )
    if chosen.price_from is not None or chosen.price_to is not None:
        parts = []
        if chosen.price_from is not None:
            parts.append(Product.price_max >= chosen.price_from)
        if chosen.price_to is not None:
            parts.append(Product.price_min <= chosen.price_to)
        found["price"] = and_(*parts)
    if len(chosen.available) == 1:
        found["availability"] = has_stock() if True in chosen.available else ~has_stock()
    for name, picked in chosen.options:
        found[f"option:{name}"] = _has_option(name, picked)
    return found


def _option_value() -> Any:
    return case(
        (ProductOption.position == 1, Variant.option1),
        (ProductOption.position == 2, Variant.option2),
        else_=Variant.option3,
    )


def _has_option(name: str, picked: tuple[str, ...]) -> ColumnElement[bool]:
    return (
        select(Variant.id)
        .join(
            ProductOption,
            and_(
                ProductOption.store_id == Variant.store_id,
                ProductOption.product_id == Variant.product_id,
                ProductOption.name == name,
            ),
        )
        .where(
            Variant.store_id == Product.store_id,
            Variant.product_id == Product.id,
            _option_value().in_(picked),
        )
        .correlate(Product)
        .exists()
    )


def read_facets(session: StoreSession, collection_id: int | None, chosen: Chosen) -> FacetCounts:
    """Vendors, types, tags, option values, stock and prices of a list, counted in one statement."""
    conditions = _conditions(chosen)
    store = session.store

    def but(kind: str) -> list[ColumnElement[bool]]:
        return [c for name, c in conditions.items() if name != kind]

    def base(kind: str, value: Any, count: Any, *, group: bool, extra: Any = None) -> Any:
        name = cast(literal(""), String) if extra is None else cast(extra, String)
        statement = select(
            cast(literal(kind), String).label("kind"),
            name.label("name"),
            cast(value, String).label("value"),
            count,
        ).select_from(Product)
        statement = _scoped(statement, collection_id, store).where(
            Product.store_id == store, is_public(), *but(kind)
        )
        return statement.group_by(*([name] if extra is not None else []), value) if group else statement

    amount = func.count(Product.id.distinct())
    stocked = case((has_stock(), 1), else_=0)
    selects = [
        base("vendor", Partner.name, amount, group=True).join(
            Partner,
            and_(
                Partner.store_id == Product.store_id,
                Partner.id == Product.partner_id,
                Partner.store_id == store,
            ),
        ),
        base("type", Product.product_type, amount, group=True).where(Product.product_type.is_not(None)),
        base("tag", ProductTag.tag, amount, group=True).join(
            ProductTag,
            and_(
                ProductTag.store_id == Product.store_id,
                ProductTag.product_id == Product.id,
                ProductTag.store_id == store,
            ),
        ),
        base("price", literal("max"), func.coalesce(func.max(Product.price_max), 0), group=False),
        base("availability", stocked, amount, group=True),
        _option_counts(store, collection_id, conditions),
    ]
    counts = FacetCounts()
    for kind, name, value, count in session.execute(union_all(*selects)):
        _note(counts, kind, name, value, int(count or 0))
    return counts


def _option_counts(store: int, collection_id: int | None, conditions: dict[str, ColumnElement[bool]]) -> Any:
    """Option values; each option is counted without its own filter."""
    own = [c if not n.startswith("option:") else or_(_named(n[7:]), c) for n, c in conditions.items()]
    value = _option_value()
    statement = (
        select(
            cast(literal("option"), String).label("kind"),
            ProductOption.name.label("name"),
            cast(value, String).label("value"),
            func.count(Product.id.distinct()),
        )
        .select_from(Product)
        .join(
            ProductOption,
            and_(ProductOption.store_id == Product.store_id, ProductOption.product_id == Product.id),
        )
        .join(Variant, and_(Variant.store_id == Product.store_id, Variant.product_id == Product.id))
    )
    return (
        _scoped(statement, collection_id, store)
        .where(
            Product.store_id == store, is_public(), ProductOption.name != "Title", value.is_not(None), *own
        )
        .group_by(ProductOption.name, value)
    )


def _named(name: str) -> ColumnElement[bool]:
    return ProductOption.name == name if name else false()


def _note(counts: FacetCounts, kind: str, name: str, value: Any, count: int) -> None:
    if kind == "vendor":
        counts.vendors[value] = count
    elif kind == "type":
        counts.types[value] = count
    elif kind == "tag":
        counts.tags[value] = count
    elif kind == "option":
        counts.options.setdefault(name, {})[value] = count
    elif kind == "price":
        counts.price_max = count
    elif str(value) == "1":
        counts.in_stock = count
    else:
        counts.sold_out = count
