"""The records that have fields and that fields point at, for engine/metafields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, func, or_, select

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Media, Product, Variant
from engine.content.models import Article, Blog, Metaobject, MetaobjectDefinition, Page
from engine.ordering.models import CustomerOrder
from engine.stores.models import Customer

MODELS: dict[str, Any] = {
    "product": Product,
    "variant": Variant,
    "collection": Collection,
    "page": Page,
    "blog": Blog,
    "article": Article,
    "customer": Customer,
    "order": CustomerOrder,
    "file": Media,
    "metaobject": Metaobject,
}
_NAMES: dict[str, Any] = {
    "product": Product.handle,
    "collection": Collection.handle,
    "page": Page.handle,
    "file": Media.file_name,
    "variant": Variant.sku,
}
_INSIDE: dict[str, tuple[Any, Any, Any]] = {
    "article": (Article, Blog, (Article.blog_id, Blog.handle)),
    "metaobject": (
        Metaobject,
        MetaobjectDefinition,
        (Metaobject.definition_id, MetaobjectDefinition.type),
    ),
}


class FieldRecords:
    """Fills ``metafields.records``."""

    def existing(self, session: StoreSession, kind: str, ids: Iterable[int]) -> set[int]:
        """Which of these ids are records of this kind."""
        model = MODELS[kind]
        statement = select(model.id).where(model.store_id == session.store, model.id.in_(sorted(set(ids))))
        return set(session.scalars(statement))

    def by_handles(self, session: StoreSession, kind: str, handles: Iterable[str]) -> dict[str, int]:
        """{handle: id}; of two files with one name the newer one."""
        wanted = sorted(set(handles))
        if kind in _INSIDE:
            return self._inside(session, kind, wanted)
        name, model = _NAMES[kind], MODELS[kind]
        statement = select(name, func.max(model.id)).where(model.store_id == session.store, name.in_(wanted))
        return {str(handle): int(number) for handle, number in session.execute(statement.group_by(name))}

    def _inside(self, session: StoreSession, kind: str, wanted: list[str]) -> dict[str, int]:
        model, outer, (pointer, name) = _INSIDE[kind]
        pairs = [handle.split("/", 1) for handle in wanted if "/" in handle]
        if not pairs:
            return {}
        statement = (
            select(name, model.handle, model.id)
            .select_from(model)
            .join(outer, and_(outer.store_id == model.store_id, outer.id == pointer))
            .where(
                model.store_id == session.store,
                or_(*(and_(name == first, model.handle == second) for first, second in pairs)),
            )
        )
        return {f"{first}/{second}": int(number) for first, second, number in session.execute(statement)}
