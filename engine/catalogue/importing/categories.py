"""Categories of a file as collections by hand, one in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, func, select, tuple_

from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import Database, StoreSession
from engine.base.dependencies import touch_all
from engine.base.slugs import slugify
from engine.catalogue.commands.collections import create_collection
from engine.catalogue.commands.inputs import CollectionInput
from engine.catalogue.events import collection_changed
from engine.catalogue.importing.parsed import ParsedCategory
from engine.catalogue.models import Collection, CollectionProduct

Path = tuple[str, ...]
AT_ONCE = 10


class Categories:
    """Collections by path. A product of a category is in those above it too."""

    def __init__(self, database: Database, store_id: int, actor: Actor) -> None:
        self.database, self.store_id, self.actor = database, store_id, actor
        self.added = 0
        self.touched: set[int] = set()
        self._used: set[Path] = set()
        self._wanted: dict[Path, ParsedCategory] = {}
        self._ids: dict[Path, int] = {}
        self._last: dict[int, int] = {}

    def expect(self, category: ParsedCategory) -> None:
        """Note a category with its handle; its collection is made once a product needs it."""
        self._wanted.setdefault(category.path, category)

    @property
    def unused(self) -> list[str]:
        """Categories that no product was in, nor any below them."""
        return ["/".join(path) for path in self._wanted if path not in self._used]

    def use(self, paths: Iterable[Path]) -> None:
        """A product is in these."""
        self._used.update(path[: depth + 1] for path in paths for depth in range(len(path)))

    def make(self, paths: Iterable[Path]) -> None:
        """Make the collections of these paths and above, where they are missing, a few per transaction."""
        steps = dict.fromkeys(path[: depth + 1] for path in paths for depth in range(len(path)))
        missing = [path for path in steps if path not in self._ids]
        for start in range(0, len(missing), AT_ONCE):
            with self.database.write(self.store_id) as session:
                made = {path: self._find_or_make(session, path) for path in missing[start : start + AT_ONCE]}
                last = _last_positions(session, [collection_id for collection_id, _ in made.values()])
            for path, (collection_id, is_new) in made.items():
                self._ids[path] = collection_id
                self.added += is_new
            self._last.update(last)

    def _find_or_make(self, session: StoreSession, path: Path) -> tuple[int, bool]:
        said = self._wanted.get(path) or ParsedCategory(path, slugify("-".join(path), "category"))
        known = session.scalars(select(Collection).where(Collection.handle == said.handle)).first()
        if known is not None and known.kind == "manual":
            return known.id, False
        parent = (
            session.scalar(_id_of(session, self._wanted.get(path[:-1]), path[:-1])) if len(path) > 1 else None
        )
        made = create_collection(
            session,
            CollectionInput(
                title=path[-1], handle=said.handle, parent_id=parent, is_published=said.is_published
            ),
            self.actor,
        )
        return made.id, True

    def add(self, session: StoreSession, members: Mapping[int, Sequence[Path]], *, new: bool) -> None:
        """Put products ({id: paths}) in their collections, at the end; *new* products are in none yet."""
        pairs = {
            (self._ids[path[: depth + 1]], product_id): None
            for product_id, paths in members.items()
            for path in paths
            for depth in range(len(path))
        }
        if pairs and not new:
            key = tuple_(CollectionProduct.collection_id, CollectionProduct.product_id)
            present = session.execute(
                select(CollectionProduct.collection_id, CollectionProduct.product_id).where(
                    CollectionProduct.store_id == session.store, key.in_(list(pairs))
                )
            )
            for row in present:
                pairs.pop((row[0], row[1]), None)
        if not pairs:
            return
        ids, rows = session.new_ids(len(pairs)), []
        for row_id, (collection_id, product_id) in zip(ids, pairs, strict=True):
            self._last[collection_id] = position = self._last.get(collection_id, 0) + 1
            rows.append(
                {
                    "store_id": session.store,
                    "id": row_id,
                    "collection_id": collection_id,
                    "product_id": product_id,
                    "position": position,
                }
            )
            self.touched.add(collection_id)
        insert_rows(session, CollectionProduct, rows)
        touch_all(session, "list", {collection_id for collection_id, _ in pairs})

    def tell(self, session: StoreSession) -> None:
        """One event for every collection that got members."""
        for collection_id in sorted(self.touched):
            collection_changed(session, collection_id)
        self.touched.clear()


def _id_of(session: StoreSession, said: ParsedCategory | None, path: Path) -> Select[int]:
    handle = said.handle if said else slugify("-".join(path), "category")
    return select(Collection.id).where(Collection.store_id == session.store, Collection.handle == handle)


def _last_positions(session: StoreSession, collection_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(CollectionProduct.collection_id, func.max(CollectionProduct.position))
        .where(
            CollectionProduct.store_id == session.store,
            CollectionProduct.collection_id.in_(collection_ids),
        )
        .group_by(CollectionProduct.collection_id)
    )
    return {collection_id: last or 0 for collection_id, last in rows}
