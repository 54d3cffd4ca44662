"""The job that fetches pictures which an import named by address. What cannot be had is written into the import's report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.base.outgoing import Outgoing
from engine.base.texts import Texts
from engine.catalogue.commands.gallery import attach_media, order_gallery
from engine.catalogue.commands.media import upload_media
from engine.catalogue.importing.report import MOST_KEPT, reason_of
from engine.catalogue.models import CatalogueImport, Media, Product, ProductMedia, Variant

MOST_PICTURES = 250


@dataclass(frozen=True)
class _Got:
    picture: dict[str, Any]
    media_id: int


def fetch_pictures(database: Database, event: OutboxEvent, outgoing: Outgoing | None = None) -> None:
    """Reacts to ``pictures.wanted``: fetch, keep, attach in order. One that was fetched before is not fetched again, so
    this can run twice."""
    product_id = event.payload["product_id"]
    pictures = event.payload["pictures"][:MOST_PICTURES]
    known = _known(database, event.store_id, product_id, [picture["address"] for picture in pictures])
    if known is None:
        return  # the product went away in the meantime
    door, got, failed = outgoing or Outgoing(), [], []
    for picture in pictures:
        address = picture["address"]
        try:
            media_id = known.get(address) or _fetch(database, event.store_id, door, picture)
            got.append(_Got(picture, media_id))
        except Refused as refusal:
            failed.append((address, refusal))
    with database.write(event.store_id) as session:
        if got and session.find(Product, product_id) is not None:
            _attach(session, product_id, got)
        if failed:
            _report(session, event.payload.get("import_id"), product_id, failed)


def _fetch(database: Database, store_id: int, door: Outgoing, picture: dict[str, Any]) -> int:
    address = picture["address"]
    url = f"https:{address}" if address.startswith("//") else address
    answer = door.get(url, accept="image/avif,image/webp,image/*")
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "picture"
    return upload_media(
        database,
        store_id,
        name,
        answer.body,
        alt=picture.get("alt"),
        source_address=address,
        only_images=True,
    )


def _known(database: Database, store_id: int, product_id: int, addresses: list[str]) -> dict[str, int] | None:
    with database.read(store_id) as session:
        if session.find(Product, product_id) is None:
            return None
        rows = session.execute(
            select(Media.source_address, Media.id).where(
                Media.store_id == store_id, Media.source_address.in_(addresses)
            )
        )
        return {address: media_id for address, media_id in rows if address}


def _attach(session: StoreSession, product_id: int, got: list[_Got]) -> None:
    before = list(
        session.scalars(
            select(ProductMedia.media_id)
            .where(ProductMedia.store_id == session.store, ProductMedia.product_id == product_id)
            .order_by(ProductMedia.position, ProductMedia.id)
        )
    )
    in_order = list(
        dict.fromkeys(one.media_id for one in sorted(got, key=lambda one: one.picture["position"]))
    )
    attach_media(session, product_id, in_order)
    order_gallery(
        session, product_id, [*in_order, *(media_id for media_id in before if media_id not in in_order)]
    )
    wanted = {variant_id: one.media_id for one in got for variant_id in one.picture.get("variant_ids", [])}
    for variant in session.scalars(
        select(Variant).where(Variant.product_id == product_id, Variant.id.in_(list(wanted)))
    ):
        variant.media_id = wanted[variant.id]


def _report(
    session: StoreSession, import_id: int | None, product_id: int, failed: list[tuple[str, Refused]]
) -> None:
    row = session.scalars(
        select(CatalogueImport).where(CatalogueImport.id == (import_id or 0)).with_for_update()
    ).first()
    product = session.find(Product, product_id)
    if row is None or product is None:
        return
    texts = Texts()
    told = {(problem["key"], problem["reason"]) for problem in row.problems}
    new = [
        {"file": address[:300], "line": None, "key": product.source_key, "reason": reason_of(refusal, texts)}
        for address, refusal in failed
    ]
    kept = [problem for problem in new if (problem["key"], problem["reason"]) not in told]
    if kept and len(row.problems) < MOST_KEPT:
        row.problems = [*row.problems, *kept]
