"""Home, collections and products."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from engine.base.slugs import slugify
from engine.catalogue.queries import collection_by_handle, redirect_for
from engine.rendering.queries import subjects
from storefront.pages.rendering import answer, first, not_found

room = Blueprint("catalogue_pages", __name__)


@room.get("/")
def home() -> Response:
    """The start page."""
    return answer(subjects.home, "index")


@room.get("/collections")
def collections() -> Response:
    """All collections."""
    return answer(subjects.list_collections, "list-collections")


@room.get("/collections/<handle>")
def collection(handle: str) -> Response:
    """A collection."""
    return answer(first(subjects.collection, handle), "collection")


@room.get("/collections/vendors")
def vendor() -> AnyResponse:
    """A brand: its own collection if it has one, else everything filtered by it."""
    name = request.args.get("q", "").strip()[:200]
    return redirect(_shelf_of(name, "filter.p.vendor"), 302) if name else not_found()


@room.get("/collections/types")
def product_type() -> AnyResponse:
    """A kind of product, likewise."""
    name = request.args.get("q", "").strip()[:200]
    return redirect(_shelf_of(name, "filter.p.product_type"), 302) if name else not_found()


def _shelf_of(name: str, parameter: str) -> str:
    from urllib.parse import urlencode

    handle = slugify(name, "")
    with g.services.db.read(g.store.id) as session:
        if handle and collection_by_handle(session, handle) is not None:
            return f"/collections/{handle}"
    return f"/collections/all?{urlencode({parameter: name})}"


@room.get("/collections/<collection>/products/<handle>")
def product_in_collection(collection: str, handle: str) -> Response:
    """A product, come upon through a collection; its one address is the plain one."""
    return answer(first(subjects.product, handle, collection=collection), "product")


@room.get("/products/<handle>")
def product(handle: str) -> Response:
    """A product."""
    return answer(first(subjects.product, handle), "product")


def moved(path: str) -> AnyResponse | None:
    """Where an old address leads now."""
    with g.services.db.read(g.store.id) as session:
        target = redirect_for(session, path)
    return redirect(target, 301) if target else None
