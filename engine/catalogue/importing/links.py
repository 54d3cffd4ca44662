"""Cross-links of a file, once its products are there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, tuple_

from engine.base.bulk import insert_rows
from engine.base.db import Database, StoreSession
from engine.catalogue.events import products_changed
from engine.catalogue.importing.batching import batched
from engine.catalogue.importing.parsed import ParsedLink
from engine.catalogue.models import Product, ProductLink, Variant

Wanted = dict[tuple[int, str], dict[int, None]]
"""Linked products in order, by (product, kind)."""


def resolve(session: StoreSession, source: str, found: Sequence[ParsedLink]) -> tuple[Wanted, set[str]]:
    """Links by product id and kind, and the keys that nobody knows. Parts of one product speak for it together."""
    keys = dict.fromkeys(key for link in found for key in (link.key, *link.linked))
    ids: dict[str, int] = {}
    for some in batched(keys, 400):
        ids |= _ids(session, source, some)
    wanted: Wanted = {}
    for link in found:
        own = ids.get(link.key)
        targets = (ids[key] for key in link.linked if key in ids)
        if own is not None:
            wanted.setdefault((own, link.kind), {}).update(dict.fromkeys(t for t in targets if t != own))
    return wanted, {key for key in keys if key not in ids}


def write(database: Database, store_id: int, wanted: Wanted) -> int:
    """Make these the links of their products, in one transaction; returns how many lists changed (none: no transaction)."""
    with database.read(store_id) as session:
        changed = _differing(session, wanted)
    if changed:
        with database.write(store_id) as session:
            _replace(session, {key: wanted[key] for key in changed})
            products_changed(session, sorted({product_id for product_id, _ in changed}))
    return len(changed)


def _ids(session: StoreSession, source: str, keys: Sequence[str]) -> dict[str, int]:
    """Product ids by key of the source, or by the SKU of one of their variants."""
    by_sku = session.execute(
        select(Variant.sku, Variant.product_id).where(
            Variant.store_id == session.store, Variant.sku.in_(keys)
        )
    )
    found = {sku: product_id for sku, product_id in by_sku if sku}
    by_key = session.execute(
        select(Product.source_key, Product.id).where(
            Product.store_id == session.store, Product.source == source, Product.source_key.in_(keys)
        )
    )
    return found | {key: product_id for key, product_id in by_key if key}


def _differing(session: StoreSession, wanted: Wanted) -> list[tuple[int, str]]:
    rows = session.execute(
        select(ProductLink.product_id, ProductLink.kind, ProductLink.linked_product_id)
        .where(
            ProductLink.store_id == session.store,
            tuple_(ProductLink.product_id, ProductLink.kind).in_(list(wanted)),
        )
        .order_by(ProductLink.position, ProductLink.id)
    )
    have: dict[tuple[int, str], list[int]] = {}
    for product_id, kind, linked in rows:
        have.setdefault((product_id, kind), []).append(linked)
    return [key for key, targets in wanted.items() if have.get(key, []) != list(targets)]


def _replace(session: StoreSession, wanted: Wanted) -> None:
    session.execute(
        delete(ProductLink)
        .where(
            ProductLink.store_id == session.store,
            tuple_(ProductLink.product_id, ProductLink.kind).in_(list(wanted)),
        )
        .execution_options(synchronize_session=False)
    )
    ids = iter(session.new_ids(sum(map(len, wanted.values()))))
    rows = [
        {
            "store_id": session.store,
            "id": next(ids),
            "product_id": product_id,
            "linked_product_id": linked,
            "kind": kind,
            "position": position,
        }
        for (product_id, kind), targets in wanted.items()
        for position, linked in enumerate(targets)
    ]
    if rows:
        insert_rows(session, ProductLink, rows)
