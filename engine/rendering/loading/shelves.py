"""Collections and the products in them: previews for many at once, and one filtered, sorted, paged list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, and_, case, func, null, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many, one
from engine.catalogue.models import Collection, CollectionProduct, Media, Product
from engine.stores.models import Partner

from .facets import FacetCounts, read_facets
from .lists import Chosen, read_list
from .noting import Notebook
from .product_reads import NOW, PRODUCT, is_public, is_public_collection
from .products import ProductRecord, Products

PREVIEW = 12
"""How many products of a collection are brought along when a list on some page shows a few."""

FEW = 8
"""Up to this many collections are read with their first products when only their size is asked for."""

EVERYTHING = 1_000_000
"""More collections than a store has."""


def _collections(read: Any) -> Any:
    return (
        read.select_from(Collection)
        .outerjoin(Media, and_(Media.store_id == Collection.store_id, Media.id == Collection.media_id))
        .where(Collection.store_id == STORE, is_public_collection(NOW))
    )


_BY_HANDLES = Prepared(
    Collection,
    Media,
    build=lambda read: _collections(read).where(Collection.handle.in_(many("handles"))),
)
_BY_IDS = Prepared(
    Collection, Media, build=lambda read: _collections(read).where(Collection.id.in_(many("ids")))
)
_LISTED = Prepared(
    Collection,
    Media,
    build=lambda read: (
        _collections(read)
        .order_by(func.lower(Collection.title), Collection.id)
        .offset(one("start", BigInteger()))
        .limit(one("size", BigInteger()))
    ),
)
_COUNT = Prepared(
    func.count(Collection.id),
    build=lambda read: read.where(Collection.store_id == STORE, is_public_collection(NOW)),
)
_SIZES = Prepared(
    CollectionProduct.collection_id,
    func.count(Product.id),
    build=lambda read: (
        read.select_from(CollectionProduct)
        .join(
            Product,
            and_(Product.store_id == CollectionProduct.store_id, Product.id == CollectionProduct.product_id),
        )
        .where(
            CollectionProduct.store_id == STORE,
            CollectionProduct.collection_id.in_(many("ids")),
            is_public(NOW),
        )
        .group_by(CollectionProduct.collection_id)
    ),
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


def _previews() -> Prepared:
    """The first products of collections, and how many each has."""
    ranked = (
        select(
            CollectionProduct.collection_id.label("shelf"),
            CollectionProduct.product_id.label("product"),
            func.row_number()
            .over(partition_by=CollectionProduct.collection_id, order_by=_own_order())
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
            and_(Product.store_id == CollectionProduct.store_id, Product.id == CollectionProduct.product_id),
        )
        .where(
            CollectionProduct.store_id == STORE,
            CollectionProduct.collection_id.in_(many("ids")),
            is_public(NOW),
        )
        .subquery()
    )
    return Prepared(
        ranked.c.shelf,
        ranked.c.total,
        *PRODUCT,
        build=lambda read: (
            read.select_from(ranked)
            .join(Product, and_(Product.id == ranked.c.product, Product.store_id == STORE))
            .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
            .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
            .where(ranked.c.place <= one("stop"))
            .order_by(ranked.c.shelf, ranked.c.place)
        ),
    )


_PREVIEWS = _previews()


class Shelves:
    """The collections of one page."""

    def __init__(self, session: StoreSession, products: Products, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self.products = products
        products.bring_more = self._bring_expected
        self.known: dict[int, tuple[Collection, Media | None]] = {}
        self.expected: set[int] = set()
        """Collections that sections of this page are about, whose products will most likely be shown."""
        self._absent: set[str] = set()
        self._previews: dict[int, tuple[list[ProductRecord], int, int]] = {}
        self._counts: dict[int, int] = {}
        self._pages: dict[Any, tuple[list[ProductRecord], int]] = {}
        self._facets: dict[Any, FacetCounts] = {}

    # -- the collections themselves --------------------------------------------------------------------

    def keep(self, row: Collection, media: Media | None) -> Collection:
        """Remember a collection that some query brought along."""
        self.known.setdefault(row.id, (row, media))
        return row

    def by_handles(self, handles: Iterable[str]) -> dict[str, Collection]:
        """Public collections by handle. One query for all that are missing."""
        wanted = set(handles)
        found = {row.handle: row for row, _ in self.known.values() if row.handle in wanted}
        for handle in (wanted - set(found)) & set(self.products.seen_in):
            found[handle] = self.keep(*self.products.seen_in[handle])
        missing = wanted - set(found) - self._absent - self.products.no_collections
        if missing:
            for row, media in _BY_HANDLES.all(self.session, handles=sorted(missing), now=clock.now()):
                found[row.handle] = self.keep(row, media)
            self._absent |= missing - set(found)
        if len(found) < len(wanted):
            self.notes.add("collections")
        self._note(found.values())
        return found

    def _note(self, rows: Iterable[Collection]) -> None:
        for row in rows:
            self.notes.add("collection", row.id)
            if row.media_id is not None:
                self.notes.add("media", row.media_id)

    def by_ids(self, ids: Iterable[int]) -> dict[int, Collection]:
        """Public collections by id. One query for all that are missing."""
        wanted = set(ids)
        missing = wanted - set(self.known)
        if missing:
            for row, media in _BY_IDS.all(self.session, ids=sorted(missing), now=clock.now()):
                self.keep(row, media)
        self.notes.each("collection", wanted)
        found = {i: self.known[i][0] for i in wanted if i in self.known}
        self._note(found.values())
        return found

    def picture(self, collection_id: int) -> Media | None:
        """The picture of a collection that is known."""
        known = self.known.get(collection_id)
        self._note([known[0]] if known else [])
        return known[1] if known else None

    def count(self) -> int:
        """How many public collections there are."""
        self.notes.add("collections")
        return int(_COUNT.all(self.session, now=clock.now())[0][0])

    def listed(self, start: int, stop: int | None) -> list[Collection]:
        """Public collections by title."""
        size = EVERYTHING if stop is None else max(stop - start, 0)
        self.notes.add("collections")
        rows = _LISTED.all(self.session, start=start, size=size, now=clock.now())
        found = [self.keep(row, media) for row, media in rows]
        self._note(found)
        return found

    # -- previews --------------------------------------------------------------------------------------

    def preview(self, collection_id: int, stop: int) -> list[ProductRecord]:
        """The first `stop` products in the collection's own order; others that are expected come along."""
        have = self._previews.get(collection_id)
        if have is None or (have[2] < stop and have[2] < have[1]):
            self._load_previews(self._together_with(collection_id), max(stop, PREVIEW))
            have = self._previews[collection_id]
        found = have[0][:stop]
        self.notes.add("list", collection_id)
        self.notes.products(found)
        return found

    def size(self, collection_id: int) -> int:
        """How many public products are in the collection; counted for every known collection at once."""
        self.notes.add("list", collection_id)
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
            for owner, count in _SIZES.all(self.session, ids=missing, now=clock.now()):
                self._counts[owner] = int(count)
        return self._counts.get(collection_id, 0)

    def _together_with(self, collection_id: int) -> list[int]:
        """Which collections to read along with one: the expected ones, or, from the first other one on, all."""
        if collection_id in self.expected:
            return [i for i in self.expected if i in self.known]
        return list(self.known)

    def _bring_expected(self) -> None:
        """Before variants or pictures are read for all known products: make those known that will be shown."""
        missing = [i for i in self.expected if i in self.known and i not in self._previews]
        if missing:
            self._load_previews(missing, PREVIEW)

    def _load_previews(self, together: list[int], stop: int) -> None:
        wanted = [i for i in together if i not in self._previews or self._previews[i][2] < stop]
        lists: dict[int, tuple[list[ProductRecord], int]] = {i: ([], 0) for i in wanted}
        for shelf, total, *product in _PREVIEWS.all(self.session, ids=wanted, stop=stop, now=clock.now()):
            records, _ = lists[shelf]
            records.append(self.products.keep(*product))
            lists[shelf] = (records, int(total))
        for i, (records, total) in lists.items():
            self._previews[i] = (records, total, stop)

    # -- one list, filtered and paged ------------------------------------------------------------------

    def page(
        self, collection_id: int | None, chosen: Chosen, sort: str, start: int, stop: int
    ) -> tuple[list[ProductRecord], int]:
        """Products from `start` up to `stop` of a filtered and sorted collection (None: of all), and their number."""
        key = (collection_id, chosen, sort, start, stop)
        if key not in self._pages:
            rows, total = read_list(self.session, collection_id, chosen, sort, start, stop)
            self._pages[key] = [self.products.keep(*row) for row in rows], total
        self._note_list(collection_id)
        self.notes.products(self._pages[key][0])
        return self._pages[key]

    def _note_list(self, collection_id: int | None) -> None:
        """A list is filtered and counted by brand too."""
        self.notes.add("list", collection_id or 0)
        self.notes.add("partners")

    def facets(self, collection_id: int | None, chosen: Chosen) -> FacetCounts:
        """Count what could be filtered by, in one statement."""
        key = (collection_id, chosen)
        if key not in self._facets:
            self._facets[key] = read_facets(self.session, collection_id, chosen)
        self._note_list(collection_id)
        return self._facets[key]
