"""Which page an address shows: for sections that are rendered on behalf of another page than the one asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from engine.rendering.queries import Front, PageSubject, subjects

Find = Callable[[Front], PageSubject | None]
Query = tuple[tuple[str, str], ...]

MOST_PARAMETERS = 200

PLACES: Mapping[str, tuple[Callable[..., PageSubject | None], str]] = {
    "catalogue_pages.home": (subjects.home, "index"),
    "catalogue_pages.collections": (subjects.list_collections, "list-collections"),
    "catalogue_pages.collection": (subjects.collection, "collection"),
    "catalogue_pages.product": (subjects.product, "product"),
    "catalogue_pages.product_in_collection": (subjects.product, "product"),
    "reading_pages.page": (subjects.page, "page"),
    "reading_pages.blog": (subjects.blog, "blog"),
    "reading_pages.tagged": (subjects.blog, "blog"),
    "reading_pages.article": (subjects.article, "article"),
    "search_pages.results": (subjects.search, "search"),
    "cart.show": (subjects.cart, "cart"),
    "doors.show_password": (subjects.password, "password"),
}
"""Endpoint → what its page is about (the route's variables are its arguments), and its template."""


class Place:
    """A page of this shop: its path and query, what it is about, and the template that it uses."""

    def __init__(self, path: str, query: Query, find: Find, template: str) -> None:
        self.path, self.query, self.find, self.template = path, query, find, template


def place_of(address: str | None) -> Place:
    """The place of an address: a path with its query, or a whole address of this host. Anything else is the start page.

    A path that leads nowhere is the 404 page's.
    """
    path, query = _inside(address or "/")
    try:
        endpoint, arguments = current_app.url_map.bind(request.host).match(path, method="GET")
    except (HTTPException, RequestRedirect):
        endpoint, arguments = "", {}
    if endpoint not in PLACES:
        return Place(path, query, subjects.not_found, "404")
    find, template = PLACES[endpoint]
    return Place(path, query, lambda front: find(front, **_named(arguments)), template)


def _named(arguments: Mapping[str, str]) -> dict[str, str]:
    return {str(name): str(value) for name, value in arguments.items()}


def _inside(address: str) -> tuple[str, Query]:
    if not address.isprintable() or "\\" in address:
        return "/", ()
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/", ()
    is_ours = not parts.netloc or parts.netloc == request.host
    if not is_ours or not parts.path.startswith("/"):
        return "/", ()
    return parts.path, tuple(parse_qsl(parts.query[:8_000])[:MOST_PARAMETERS])
