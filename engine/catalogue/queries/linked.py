"""Cross-links, addresses of records, and redirects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import Collection, Product, ProductLink, UrlRedirect
from engine.catalogue.queries.products import is_public


def linked_products(
    session: StoreSession, product_id: int, kind: str = "related", *, public_only: bool = True
) -> list[int]:
    """Ids of the products that a product links to, in order. *kind*: related, upsell, crosssell."""
    statement = (
        select(ProductLink.linked_product_id)
        .join(
            Product,
            (Product.store_id == ProductLink.store_id) & (Product.id == ProductLink.linked_product_id),
        )
        .where(
            ProductLink.store_id == session.store,
            ProductLink.product_id == product_id,
            ProductLink.kind == kind,
        )
        .order_by(ProductLink.position, ProductLink.id)
    )
    return list(session.scalars(statement.where(is_public()) if public_only else statement))


def link_targets(session: StoreSession, kind: str, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """{id: (handle, title)} of products or collections, for menus; unknown ids are left out."""
    model: type[Product] | type[Collection] = Product if kind == "product" else Collection
    rows = session.execute(
        select(model.id, model.handle, model.title).where(
            model.store_id == session.store, model.id.in_(list(ids))
        )
    )
    return {record_id: (handle, title) for record_id, handle, title in rows}


def redirect_for(session: StoreSession, path: str) -> str | None:
    """Where an old path leads now; None when it is not one."""
    return session.scalar(
        select(UrlRedirect.to_path).where(
            UrlRedirect.store_id == session.store, UrlRedirect.from_path == path
        )
    )


def redirects(
    session: StoreSession, *, search: str = "", cursor: str | None = None, limit: int = 50
) -> Page[UrlRedirect]:
    """A page of redirects by old path."""
    statement = select(UrlRedirect)
    if search:
        statement = statement.where(UrlRedirect.from_path.icontains(search, autoescape=True))
    after = decode(cursor, 1)
    if after:
        statement = statement.where(UrlRedirect.from_path > after[0])
    rows: Sequence[UrlRedirect] = session.scalars(
        statement.order_by(UrlRedirect.from_path).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: (row.from_path,))
