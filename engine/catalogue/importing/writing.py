"""Writes a batch of products: new ones with one statement per table, changed ones one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch
from engine.base.errors import Refused
from engine.base.handles import free_handle
from engine.base.outbox import OutboxEvent
from engine.catalogue import ports
from engine.catalogue.commands.inputs import OptionInput, VariantInput
from engine.catalogue.commands.products import write_tags
from engine.catalogue.commands.variants import set_variants
from engine.catalogue.importing.categories import Categories
from engine.catalogue.importing.fields import to_write
from engine.catalogue.importing.rows import (
    Prepared,
    option_row,
    pictures_event,
    tell,
    variant_row,
)
from engine.catalogue.models import Product, ProductOption, ProductTag, Variant
from engine.catalogue.ports import NewStock
from engine.catalogue.rules.options import clean_tags
from engine.metafields.commands import put_values

IMPORTED = "imported"


class Writer:
    """Writes into one store. ``source`` names where products come from, with their key there."""

    def __init__(self, source: str, import_id: int, actor: Actor, categories: Categories) -> None:
        self.source, self.import_id, self.actor, self.categories = source, import_id, actor, categories

    def known(self, session: StoreSession, keys: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """{key: (product id, hash)} of products that came from this source before; one query."""
        rows = session.execute(
            select(Product.source_key, Product.id, Product.source_hash).where(
                Product.store_id == session.store,
                Product.source == self.source,
                Product.source_key.in_(keys),
            )
        )
        return {str(key): (product_id, digest) for key, product_id, digest in rows}

    def add(self, session: StoreSession, batch: Sequence[Prepared]) -> None:
        """Write new products; ``written_id`` or ``refusal`` of each is set. All at once, in a savepoint; where the database
        refuses that, one savepoint per product, so that only the culprit stays out."""
        batch = self._without_taken_skus(session, batch)
        try:
            with session.begin_nested():
                self._insert(session, batch)
            return
        except SQLAlchemyError:
            pass
        for one in batch:
            one.written_id = None
            try:
                with session.begin_nested():
                    self._insert(session, [one])
            except SQLAlchemyError as error:
                one.refusal, one.written_id = _refused_by_database(error), None

    def offered(self, session: StoreSession, batch: Sequence[Prepared]) -> dict[str, int]:
        """Where the items made for *batch* are offered: {"online/in a shop": how many}."""
        ids = [item for one in batch if one.refusal is None for item in one.item_ids]
        return ports.stock().count_offered(session, ids) if ids else {}

    def _without_taken_skus(self, session: StoreSession, batch: Sequence[Prepared]) -> list[Prepared]:
        skus = {variant.sku for one in batch for variant in one.product.variants if variant.sku}
        taken = set(
            session.scalars(
                select(Variant.sku).where(Variant.store_id == session.store, Variant.sku.in_(skus))
            )
        )
        free = []
        for one in batch:
            own = [variant.sku for variant in one.product.variants if variant.sku]
            clash = next((sku for sku in own if sku in taken), None)
            if clash is None:
                taken.update(own)
                free.append(one)
            else:
                line = next(v.line for v in one.product.variants if v.sku == clash)
                one.refusal = Refused("import.sku_taken", sku=clash, at_line=line)
        return free

    def _insert(self, session: StoreSession, batch: Sequence[Prepared]) -> None:
        if not batch:
            return
        now, store = clock.now(), session.store
        variants = [variant for one in batch for variant in one.product.variants]
        kinds = [NewStock(variant.tracked, variant.policy, variant.cost_minor) for variant in variants]
        on_hand = [variant.quantity or 0 for variant in variants]
        items = ports.stock().create_stocked_items(session, kinds, on_hand, self.actor, IMPORTED, self.source)
        tags = [(one, tag) for one in batch for tag in clean_tags(one.product.tags)]
        options = [(one, place) for one in batch for place in range(len(one.product.option_names))]
        ids = iter(session.new_ids(2 * len(batch) + len(tags) + len(options) + len(variants)))
        for one in batch:
            one.written_id = next(ids)
        handles = self._handles(session, batch)
        rows = [
            self._product_row(one, handle, store, now) for one, handle in zip(batch, handles, strict=True)
        ]
        insert_rows(session, Product, rows)
        touch(session, ("products-named",), ("schedule",))
        insert_rows(
            session,
            ProductTag,
            [
                {"store_id": store, "id": next(ids), "product_id": one.written_id, "tag": tag}
                for one, tag in tags
            ],
        )
        insert_rows(
            session, ProductOption, [option_row(one, place, store, next(ids)) for one, place in options]
        )
        numbered = zip(
            items, [(one, place) for one in batch for place in range(len(one.product.variants))], strict=True
        )
        made = []
        for one in batch:
            one.item_ids = []
        for item, (one, place) in numbered:
            made.append(variant_row(one, place, item, store, next(ids)))
            one.item_ids.append(item)
        insert_rows(session, Variant, made)
        self._put_fields(session, batch, new=True)
        members = {one.written_id: one.product.categories for one in batch if one.written_id}
        self.categories.add(session, members, new=True)
        by_product: dict[int, list[int]] = {}
        for row in made:
            by_product.setdefault(row["product_id"], []).append(row["id"])
        events = [pictures_event(self.import_id, session, one, by_product, next(ids), now) for one in batch]
        insert_rows(session, OutboxEvent, [event for event in events if event])
        changed = [one.written_id for one in batch if one.written_id is not None]
        tell(session, changed, now)

    def _put_fields(self, session: StoreSession, batch: Sequence[Prepared], *, new: bool) -> None:
        values = {
            one.written_id: to_write(one.product.metafields)
            for one in batch
            if one.written_id is not None and one.product.metafields
        }
        if values:
            put_values(session, "product", values, new=new)

    def _handles(self, session: StoreSession, batch: Sequence[Prepared]) -> list[str]:
        wanted = [one.product.handle for one in batch]
        taken = set(
            session.scalars(
                select(Product.handle).where(Product.store_id == session.store, Product.handle.in_(wanted))
            )
        )
        found = []
        for handle in wanted:
            if handle in taken:
                free, number = free_handle(session, Product, handle), 2
                while free in taken:
                    number += 1
                    free = f"{handle[:110]}-{number}"
                handle = free
            taken.add(handle)
            found.append(handle)
        return found

    def _product_row(self, one: Prepared, handle: str, store: int, now: datetime) -> dict[str, Any]:
        product = one.product
        prices = [variant.price_minor for variant in product.variants] or [0]
        return self._said(one) | {
            "store_id": store,
            "id": one.written_id,
            "handle": handle,
            "template_suffix": None,
            "price_min": min(prices),
            "price_max": max(prices),
            "featured_media_id": None,
            "source": self.source,
            "source_key": product.key,
            "published_at": now if product.status == "active" else None,
            "created_at": now,
            "updated_at": now,
        }

    def _said(self, one: Prepared) -> dict[str, Any]:
        product = one.product
        return {
            "partner_id": one.partner_id,
            "title": product.title,
            "product_type": product.product_type,
            "description_html": product.description_html,
            "status": product.status,
            "seo_title": product.seo_title,
            "seo_description": product.seo_description,
            "source_hash": one.digest,
        }

    def change_all(self, session: StoreSession, batch: Sequence[Prepared]) -> None:
        """``change`` for each."""
        for one in batch:
            self.change(session, one)

    def change(self, session: StoreSession, one: Prepared) -> None:
        """Bring a product that was imported before up to date, in a savepoint; ``written_id`` or ``refusal`` is set.

        Stock and pictures are touched only where the file's differ from the last time: what was sold since stays sold.
        """
        try:
            with session.begin_nested():
                self._change(session, one)
        except Refused as refusal:
            one.refusal, one.written_id = refusal, None
        except SQLAlchemyError as error:
            one.refusal, one.written_id = _refused_by_database(error), None

    def _change(self, session: StoreSession, one: Prepared) -> None:
        assert one.known is not None
        product_id, before = one.known
        said, stock, pictures = one.digest.split(".")
        was = (before or "..").split(".")
        product = session.need(Product, product_id)
        now = clock.now()
        for name, value in self._said(one).items():
            setattr(product, name, value)
        if product.status == "active" and product.published_at is None:
            product.published_at = now
        product.updated_at = now
        session.flush()
        rows = self._matched(session, product_id)
        if said != was[0] or stock != was[1]:
            rows = self._change_variants(session, one, rows, stock_too=stock != was[1])
        write_tags(session, product_id, one.product.tags)
        one.written_id = product_id
        self._put_fields(session, [one], new=False)
        self.categories.add(session, {product_id: one.product.categories}, new=False)
        if pictures != was[2]:
            variant_ids = {product_id: [row.id for row in rows]}
            event = pictures_event(self.import_id, session, one, variant_ids, session.new_id(), now)
            insert_rows(session, OutboxEvent, [event] if event else [])
        tell(session, [product_id], now)

    def _matched(self, session: StoreSession, product_id: int) -> list[Variant]:
        return list(
            session.scalars(
                select(Variant).where(Variant.product_id == product_id).order_by(Variant.position, Variant.id)
            )
        )

    def _change_variants(
        self, session: StoreSession, one: Prepared, rows: Sequence[Variant], *, stock_too: bool
    ) -> list[Variant]:
        by_sku = {row.sku: row for row in rows if row.sku}
        by_options = {tuple(filter(None, (row.option1, row.option2, row.option3))): row for row in rows}
        used: set[int] = set()
        inputs = []
        for given in one.product.variants:
            own = by_sku.get(given.sku or "") or by_options.get(given.options)
            if own is not None and own.id in used:
                own = None
            if own is not None:
                used.add(own.id)
            inputs.append(
                VariantInput(
                    id=own.id if own else None,
                    price_minor=given.price_minor,
                    options=given.options,
                    sku=given.sku,
                    barcode=given.barcode,
                    compare_at_minor=given.compare_at_minor,
                    weight_grams=given.weight_grams,
                    requires_shipping=given.requires_shipping,
                    taxable=given.taxable,
                    media_id=own.media_id if own else None,
                    stock=NewStock(given.tracked, given.policy, given.cost_minor),
                    on_hand=given.quantity if stock_too or own is None else None,
                )
            )
        options = [
            OptionInput(name, choices)
            for name, choices in zip(one.product.option_names, one.product.choices, strict=True)
        ]
        assert one.known is not None
        before = {row.id for row in rows}
        written = set_variants(
            session, one.known[0], options, inputs, self.actor, quiet=True, source=self.source
        )
        one.item_ids = [row.inventory_item_id for row in written if row.id not in before]
        return written


def _refused_by_database(error: SQLAlchemyError) -> Refused:
    words = str(getattr(error, "orig", error)).split("\n", 1)[0]
    return Refused("import.database", reason=words[:160])
