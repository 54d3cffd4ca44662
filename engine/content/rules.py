"""Pure decisions about pages and menus."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

LINK_KINDS = (
    "frontpage",
    "collection",
    "product",
    "page",
    "blog",
    "article",
    "search",
    "catalog",
    "http",
)
TARGETED = ("collection", "product", "page", "blog", "article")
"""Kinds that point at a record."""
MOST_DEPTH = 3
MOST_ITEMS = 200
SCHEMES = ("http", "https", "mailto", "tel")
FALLBACKS = {
    "collection": "/collections",
    "product": "/collections/all",
    "page": "/",
    "blog": "/",
    "article": "/",
}
"""Where a link leads when its record is gone: the list it belonged to."""


def safe_link(url: str) -> bool:
    """An address that a link may have: a path on this shop, or http, https, mailto, tel. Never ``javascript:``."""
    url = url.strip()
    if not url or len(url) > 2_000 or not url.isprintable():
        return False
    if url.startswith(("/", "#", "?")):
        return url[1:2] not in ("/", "\\")
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme.lower() in ("http", "https"):
        return bool(parts.hostname)
    return parts.scheme.lower() in SCHEMES and bool(parts.path)


def address(kind: str, handle: str | None, url: str | None = None) -> str:
    """The address of a link. For an article *handle* is ``blog/article``; a missing handle falls back to the list."""
    fixed = {"frontpage": "/", "search": "/search", "catalog": "/collections/all"}
    if kind in fixed:
        return fixed[kind]
    if kind == "http":
        return url if url and safe_link(url) else "/"
    if not handle:
        return FALLBACKS[kind]
    rooms = {
        "collection": "collections",
        "product": "products",
        "page": "pages",
        "blog": "blogs",
        "article": "blogs",
    }
    return f"/{rooms[kind]}/{quote(handle)}"
