"""Cross-links between products, and redirects from addresses that changed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.catalogue.events import product_changed
from engine.catalogue.models import Product, ProductLink, UrlRedirect

LINK_KINDS = ("related", "upsell", "crosssell")
MOST_LINKS = 100


def set_links(session: StoreSession, product_id: int, kind: str, linked_ids: Sequence[int]) -> None:
    """Make *linked_ids*, in order, the product's links of a kind. Itself and repetitions are left out."""
    if kind not in LINK_KINDS:
        raise Refused("catalogue.choice", field="kind", value=kind[:40])
    session.need(Product, product_id)
    wanted = [i for i in dict.fromkeys(linked_ids) if i != product_id][:MOST_LINKS]
    known = set(session.scalars(select(Product.id).where(Product.id.in_(wanted))))
    if missing := [i for i in wanted if i not in known]:
        raise NotFound("record.not_found", kind="product", id=missing[0])
    session.execute(
        delete(ProductLink)
        .where(
            ProductLink.store_id == session.store,
            ProductLink.product_id == product_id,
            ProductLink.kind == kind,
        )
        .execution_options(synchronize_session=False)
    )
    for position, linked_id in enumerate(wanted):
        session.add(
            ProductLink(product_id=product_id, linked_product_id=linked_id, kind=kind, position=position)
        )
    session.flush()
    product_changed(session, product_id)


def moved(session: StoreSession, old_path: str, new_path: str) -> None:
    """An address changed: the old one leads to the new one, chains are shortened, loops are broken."""
    if old_path == new_path:
        return
    session.execute(
        delete(UrlRedirect)
        .where(UrlRedirect.store_id == session.store, UrlRedirect.from_path.in_([new_path, old_path]))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(UrlRedirect)
        .where(UrlRedirect.store_id == session.store, UrlRedirect.to_path == old_path)
        .values(to_path=new_path)
        .execution_options(synchronize_session=False)
    )
    session.add(UrlRedirect(from_path=old_path, to_path=new_path, created_at=clock.now()))
    session.flush()


def free_path(session: StoreSession, path: str) -> None:
    """A record lives at this path now, so no redirect may lead away from it."""
    session.execute(
        delete(UrlRedirect)
        .where(UrlRedirect.store_id == session.store, UrlRedirect.from_path == path)
        .execution_options(synchronize_session=False)
    )


def add_redirect(session: StoreSession, from_path: str, to_path: str) -> UrlRedirect:
    """A redirect by hand. Both are paths on the shop, such as ``/old``. Raises Refused."""
    for name, path in (("from_path", from_path), ("to_path", to_path)):
        if not _is_path(path):
            raise Refused("catalogue.path", field=name, value=path[:80])
    if from_path == to_path:
        raise Refused("catalogue.path_loop", field="to_path")
    moved(session, from_path, to_path)
    return session.scalars(select(UrlRedirect).where(UrlRedirect.from_path == from_path)).one()


def remove_redirect(session: StoreSession, redirect_id: int) -> None:
    """Take a redirect away. Raises NotFound."""
    session.delete(session.need(UrlRedirect, redirect_id))
    session.flush()


def _is_path(path: str) -> bool:
    """One slash first, no second: ``//elsewhere`` and ``/\\elsewhere`` are other hosts to a browser."""
    if not path.startswith("/") or len(path) > 500 or path[1:2] in ("/", "\\"):
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc and path.isprintable()
