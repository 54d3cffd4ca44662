"""Collections: made, changed, filled by hand, or refreshed by rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.handles import free_handle
from engine.catalogue.commands import checks, links
from engine.catalogue.commands.checks import Errors
from engine.catalogue.commands.inputs import CollectionInput
from engine.catalogue.events import collection_changed, collection_removed
from engine.catalogue.models import Collection, CollectionProduct, Product
from engine.catalogue.queries.membership import products_matching
from engine.catalogue.rules.membership import MATCH_MODES, MOST_RULES, Rule, read_rule
from engine.metafields.commands import forget
from engine.stores.commands import record_activity
from engine.stores.models import Store

KINDS = ("manual", "rule")
SORT_ORDERS = (
    "manual",
    "title-ascending",
    "title-descending",
    "price-ascending",
    "price-descending",
    "created-descending",
    "created-ascending",
    "best-selling",
)
MOST_DEPTH = 8


def create_collection(
    session: StoreSession, given: CollectionInput, actor: Actor, *, product_ids: Sequence[int] = ()
) -> Collection:
    """A collection; one by rule gets its members at once. Raises Invalid by field name (``rules.0.value``)."""
    errors = Errors()
    columns = _read(session, errors, given, None)
    errors.finish()
    now = clock.now()
    collection = Collection(
        handle=free_handle(session, Collection, given.handle or given.title, fallback="collection"),
        created_at=now,
        updated_at=now,
        published_at=now if given.is_published else None,
        **columns,
    )
    session.add(collection)
    session.flush()
    links.free_path(session, f"/collections/{collection.handle}")
    record_activity(session, actor, "collection.created", "collection", collection.id, collection.title)
    if collection.kind == "rule":
        refresh_members(session, collection.id)
    elif product_ids:
        _insert_members(session, collection.id, _known(session, product_ids), 0)
    collection_changed(session, collection.id)
    return collection


def update_collection(
    session: StoreSession, collection_id: int, given: CollectionInput, actor: Actor
) -> Collection:
    """Change a collection; a new handle leaves a redirect behind. Raises Invalid, NotFound."""
    collection = session.need(Collection, collection_id)
    errors = Errors()
    columns = _read(session, errors, given, collection)
    errors.finish()
    if given.handle and given.handle != collection.handle:
        old = collection.handle
        collection.handle = free_handle(
            session, Collection, given.handle, own_id=collection.id, fallback="collection"
        )
        if collection.handle != old:
            session.flush()
            links.free_path(session, f"/collections/{collection.handle}")
            links.moved(session, f"/collections/{old}", f"/collections/{collection.handle}")
    for name, value in columns.items():
        setattr(collection, name, value)
    if not given.is_published:
        collection.published_at = None
    elif collection.published_at is None:
        collection.published_at = clock.now()
    collection.updated_at = clock.now()
    session.flush()
    if collection.kind == "rule":
        refresh_members(session, collection.id)
    record_activity(session, actor, "collection.updated", "collection", collection.id, collection.title)
    collection_changed(session, collection.id)
    return collection


def delete_collection(session: StoreSession, collection_id: int, actor: Actor) -> None:
    """Remove a collection; its products stay, collections inside it move up. Raises NotFound."""
    collection = session.need(Collection, collection_id)
    session.execute(
        update(Collection)
        .where(Collection.store_id == session.store, Collection.parent_id == collection_id)
        .values(parent_id=collection.parent_id)
        .execution_options(synchronize_session="fetch")
    )
    record_activity(session, actor, "collection.deleted", "collection", collection.id, collection.title)
    forget(session, "collection", [collection_id])
    session.delete(collection)
    session.flush()
    collection_removed(session, collection_id)


def add_to_collection(session: StoreSession, collection_id: int, product_ids: Sequence[int]) -> int:
    """Put products at the end of a collection by hand; returns how many were new. Raises Conflict for one by rule."""
    collection = _manual(session, collection_id)
    wanted = _known(session, product_ids)
    rows = session.execute(
        select(CollectionProduct.product_id, CollectionProduct.position).where(
            CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
        )
    ).all()
    present = {product_id for product_id, _ in rows}
    new = [product_id for product_id in wanted if product_id not in present]
    _insert_members(session, collection_id, new, max((position for _, position in rows), default=0))
    _touch(session, collection)
    return len(new)


def remove_from_collection(session: StoreSession, collection_id: int, product_ids: Iterable[int]) -> None:
    """Take products out of a collection by hand. Raises Conflict for one by rule."""
    collection = _manual(session, collection_id)
    _delete_members(session, collection_id, list(product_ids))
    _touch(session, collection)


def set_members(session: StoreSession, collection_id: int, product_ids: Sequence[int]) -> None:
    """Make these, in this order, the members of a collection by hand."""
    collection = _manual(session, collection_id)
    wanted = _known(session, product_ids)
    _delete_members(session, collection_id, None)
    _insert_members(session, collection_id, wanted, 0)
    _touch(session, collection)


def order_members(session: StoreSession, collection_id: int, product_ids: Sequence[int]) -> None:
    """Put members in this order; those not named follow in the order they had. Raises NotFound for a stranger."""
    collection = session.need(Collection, collection_id)
    rows = session.scalars(
        select(CollectionProduct)
        .where(CollectionProduct.collection_id == collection_id)
        .order_by(CollectionProduct.position, CollectionProduct.id)
    ).all()
    by_product = {row.product_id: row for row in rows}
    if strangers := [i for i in product_ids if i not in by_product]:
        raise NotFound("record.not_found", kind="product", id=strangers[0])
    for position, product_id in enumerate(dict.fromkeys([*product_ids, *by_product])):
        by_product[product_id].position = position + 1
    _touch(session, collection)


def refresh_members(session: StoreSession, collection_id: int) -> tuple[int, int]:
    """Work out the members of a collection by rule; members that stay keep their place. Returns (added, removed).

    Records ``collection.changed`` only when something changed. A collection by hand is left alone: (0, 0).
    """
    collection = session.need(Collection, collection_id)
    if collection.kind != "rule":
        return 0, 0
    matching = products_matching(session, collection)
    leaving = session.scalars(
        delete(CollectionProduct)
        .where(
            CollectionProduct.store_id == session.store,
            CollectionProduct.collection_id == collection_id,
            CollectionProduct.product_id.not_in(matching),
        )
        .returning(CollectionProduct.product_id)
        .execution_options(synchronize_session=False)
    ).all()
    if leaving:
        touch(session, ("list", collection_id))
        touch_all(session, "product", leaving)
    gone = len(leaving)
    present = select(CollectionProduct.product_id).where(
        CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
    )
    new = session.scalars(
        matching.where(Product.id.not_in(present)).order_by(Product.created_at.desc(), Product.id.desc())
    ).all()
    last = session.scalar(
        select(func.max(CollectionProduct.position)).where(
            CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
        )
    )
    _insert_members(session, collection_id, new, last or 0)
    collection.members_refreshed_at = clock.now()
    session.flush()
    if new or gone:
        collection_changed(session, collection_id)
    return len(new), gone


def _manual(session: StoreSession, collection_id: int) -> Collection:
    collection = session.need(Collection, collection_id)
    if collection.kind != "manual":
        raise Conflict("catalogue.members_by_rule")
    return collection


def _touch(session: StoreSession, collection: Collection) -> None:
    collection.updated_at = clock.now()
    session.flush()
    collection_changed(session, collection.id)


def _known(session: StoreSession, product_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(product_ids))
    known = set(session.scalars(select(Product.id).where(Product.id.in_(wanted))))
    if missing := [i for i in wanted if i not in known]:
        raise NotFound("record.not_found", kind="product", id=missing[0])
    return wanted


def _delete_members(session: StoreSession, collection_id: int, product_ids: list[int] | None) -> None:
    touch(session, ("list", collection_id))
    members = select(CollectionProduct.product_id).where(
        CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
    )
    touch_all(session, "product", session.scalars(members) if product_ids is None else product_ids)
    statement = delete(CollectionProduct).where(
        CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
    )
    if product_ids is not None:
        statement = statement.where(CollectionProduct.product_id.in_(product_ids))
    session.execute(statement.execution_options(synchronize_session="fetch"))


def _insert_members(
    session: StoreSession, collection_id: int, product_ids: Sequence[int], after: int
) -> None:
    if not product_ids:
        return
    touch(session, ("list", collection_id))
    touch_all(session, "product", product_ids)
    ids = session.new_ids(len(product_ids))
    rows = [
        {
            "store_id": session.store,
            "id": row_id,
            "collection_id": collection_id,
            "product_id": product_id,
            "position": after + place + 1,
        }
        for place, (row_id, product_id) in enumerate(zip(ids, product_ids, strict=True))
    ]
    session.flush()
    insert_rows(session, CollectionProduct, rows)


def _read(
    session: StoreSession, errors: Errors, given: CollectionInput, own: Collection | None
) -> dict[str, Any]:
    checks.choice(errors, "kind", given.kind, KINDS)
    checks.choice(errors, "sort_order", given.sort_order, SORT_ORDERS)
    checks.choice(errors, "match_mode", given.match_mode, MATCH_MODES)
    checks.media(session, errors, "media_id", given.media_id)
    _check_parent(session, errors, given.parent_id, own)
    return {
        "title": checks.text(errors, "title", given.title, 255, needed=True),
        "description_html": checks.html(errors, "description_html", given.description_html),
        "kind": given.kind,
        "rules": [rule.stored() for rule in _rules(session, errors, given)],
        "match_mode": given.match_mode,
        "sort_order": given.sort_order,
        "media_id": given.media_id,
        "parent_id": given.parent_id,
        "template_suffix": checks.suffix(errors, given.template_suffix),
        "seo_title": checks.text(errors, "seo_title", given.seo_title, 255),
        "seo_description": checks.text(errors, "seo_description", given.seo_description, 1_000),
    }


def _rules(session: StoreSession, errors: Errors, given: CollectionInput) -> list[Rule]:
    if given.kind != "rule":
        return []
    if not given.rules:
        errors.add("rules", "catalogue.rules_missing")
    if len(given.rules) > MOST_RULES:
        errors.add("rules", "catalogue.rules_many", most=MOST_RULES)
        return []
    store = session.get(Store, session.store)
    assert store is not None
    read = []
    for place, rule in enumerate(given.rules):
        try:
            read.append(read_rule(rule, store.currency))
        except Refused as refusal:
            errors[f"rules.{place}.{refusal.field}"] = refusal
    return read


def _check_parent(
    session: StoreSession, errors: Errors, parent_id: int | None, own: Collection | None
) -> None:
    """A parent of this store, not below the collection itself, not too deep."""
    seen = {own.id} if own else set()
    for _ in range(MOST_DEPTH):
        if parent_id is None:
            return
        parent = session.find(Collection, parent_id)
        if parent is None or parent_id in seen:
            errors.add("parent_id", "catalogue.parent")
            return
        seen.add(parent_id)
        parent_id = parent.parent_id
    errors.add("parent_id", "catalogue.parent_deep", most=MOST_DEPTH)
