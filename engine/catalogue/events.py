"""Facts about the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.base.outbox import record

AT_ONCE = 500


def product_changed(session: StoreSession, product_id: int) -> None:
    """Anything that a page of the product shows changed, its variants and pictures included."""
    touch(session, ("product", product_id))
    record(session, "product.changed", product_id=product_id)


def product_removed(session: StoreSession, product_id: int) -> None:
    """The product is gone."""
    record(session, "product.removed", product_id=product_id)


def products_changed(session: StoreSession, product_ids: Sequence[int]) -> None:
    """Many changed at once, as by an import."""
    touch_all(session, "product", product_ids)
    for start in range(0, len(product_ids), AT_ONCE):
        record(session, "products.changed", product_ids=list(product_ids[start : start + AT_ONCE]))


def collection_changed(session: StoreSession, collection_id: int) -> None:
    """Its words, picture, rules or members changed."""
    record(session, "collection.changed", collection_id=collection_id)


def collection_removed(session: StoreSession, collection_id: int) -> None:
    """The collection is gone; its products are not."""
    record(session, "collection.removed", collection_id=collection_id)


def media_added(session: StoreSession, media_id: int) -> None:
    """A file was uploaded; its common sizes can be made."""
    record(session, "media.added", media_id=media_id)


def pictures_wanted(
    session: StoreSession, product_id: int, import_id: int | None, pictures: Sequence[dict[str, object]]
) -> None:
    """An import names pictures by address, for a job to fetch: [{address, alt, position, variant_ids}]."""
    record(session, "pictures.wanted", product_id=product_id, import_id=import_id, pictures=list(pictures))
