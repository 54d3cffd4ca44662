"""Which page an address shows: for sections that are rendered on behalf of another page than the one asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from flask import request

from engine.rendering.places import page_at
from engine.rendering.queries import Front, PageSubject

Find = Callable[[Front], PageSubject | None]
Query = tuple[tuple[str, str], ...]

MOST_PARAMETERS = 200


class Place:
    """A page of this shop: its path and query, what it is about, and the template that it uses."""

    def __init__(self, path: str, query: Query, find: Find, template: str) -> None:
        self.path, self.query, self.find, self.template = path, query, find, template


def place_of(address: str | None, *, with_accounts: bool = False) -> Place:
    """The place of an address: a path with its query, or a whole address of this host. Anything else is the start page.

    A path that leads nowhere is the 404 page's.
    """
    path, query = _inside(address or "/")
    return Place(path, query, *page_at(path, with_accounts=with_accounts))


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
