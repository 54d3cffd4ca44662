"""A product's pictures: attached, ordered, taken off."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.base.errors import NotFound
from engine.catalogue.commands import checks
from engine.catalogue.commands.checks import Errors
from engine.catalogue.events import product_changed
from engine.catalogue.models import Product, ProductMedia, Variant


def attach_media(session: StoreSession, product_id: int, media_ids: Sequence[int]) -> None:
    """Add pictures at the end of the gallery; those that are there stay where they are. Raises Invalid, NotFound."""
    product = session.need(Product, product_id)
    errors = Errors()
    for media_id in media_ids:
        checks.media(session, errors, "media_id", media_id)
    errors.finish()
    shown = _gallery(session, product_id)
    known = {row.media_id for row in shown}
    position = max((row.position for row in shown), default=0)
    for media_id in dict.fromkeys(media_ids):
        if media_id not in known:
            position += 1
            session.add(ProductMedia(product_id=product_id, media_id=media_id, position=position))
    session.flush()
    _settle(session, product)


def detach_media(session: StoreSession, product_id: int, media_id: int) -> None:
    """Take a picture off the product, its variants included; the file stays. Raises NotFound."""
    product = session.need(Product, product_id)
    row = next((row for row in _gallery(session, product_id) if row.media_id == media_id), None)
    if row is None:
        raise NotFound("record.not_found", kind="media", id=media_id)
    touch(session, ("product", product_id))
    session.delete(row)
    session.execute(
        update(Variant)
        .where(
            Variant.store_id == session.store, Variant.product_id == product_id, Variant.media_id == media_id
        )
        .values(media_id=None)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    _settle(session, product)


def order_gallery(session: StoreSession, product_id: int, media_ids: Sequence[int]) -> None:
    """Put the pictures in this order, the first one featured; pictures not named come after. Raises NotFound."""
    product = session.need(Product, product_id)
    rows = {row.media_id: row for row in _gallery(session, product_id)}
    if missing := [media_id for media_id in media_ids if media_id not in rows]:
        raise NotFound("record.not_found", kind="media", id=missing[0])
    for position, media_id in enumerate(dict.fromkeys([*media_ids, *rows])):
        rows[media_id].position = position + 1
    session.flush()
    _settle(session, product)


def set_variant_media(session: StoreSession, variant_id: int, media_id: int | None) -> None:
    """Show a picture for a variant, or none; it joins the gallery. Raises Invalid, NotFound."""
    variant = session.need(Variant, variant_id)
    if media_id is not None:
        attach_media(session, variant.product_id, [media_id])
    variant.media_id = media_id
    session.flush()
    product_changed(session, variant.product_id)


def forget_media(session: StoreSession, media_id: int) -> list[int]:
    """Take a picture off every product and variant, before the file goes. Returns the products it was on."""
    on = list(session.scalars(select(ProductMedia.product_id).where(ProductMedia.media_id == media_id)))
    touch_all(session, "product", on)
    touch(session, ("media", media_id))
    for product_id in on:
        detach_media(session, product_id, media_id)
    for model in (Product, Variant):
        column = Product.featured_media_id if model is Product else Variant.media_id
        session.execute(
            update(model)
            .where(model.store_id == session.store, column == media_id)
            .values({column.key: None})
            .execution_options(synchronize_session="fetch")
        )
    session.execute(
        delete(ProductMedia)
        .where(ProductMedia.store_id == session.store, ProductMedia.media_id == media_id)
        .execution_options(synchronize_session="fetch")
    )
    return on


def _gallery(session: StoreSession, product_id: int) -> list[ProductMedia]:
    return list(
        session.scalars(
            select(ProductMedia)
            .where(ProductMedia.product_id == product_id)
            .order_by(ProductMedia.position, ProductMedia.id)
        )
    )


def _settle(session: StoreSession, product: Product) -> None:
    """The first picture is the featured one."""
    rows = _gallery(session, product.id)
    product.featured_media_id = rows[0].media_id if rows else None
    product.updated_at = clock.now()
    session.flush()
    product_changed(session, product.id)
