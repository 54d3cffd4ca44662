"""Pure decisions about pages, menus and comments."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

from engine.base.states import table

COMMENT = table(
    "comment",
    publish=("pending spam removed", "published"),
    mark_spam=("pending published removed", "spam"),
    remove=("pending published spam", "removed"),
)
"""What the shop may do with a comment. Nothing is final: a slip is put right by another step."""
FIRST_STATES = {"moderated": "pending", "open": "published"}
"""Setting of a blog → the state that a new comment has. A blog with any other setting takes none."""
COMMENT_SETTINGS = ("off", *FIRST_STATES)
LONGEST_AUTHOR = 120
LONGEST_COMMENT = 5_000
COMMENT_TRIES, COMMENT_WINDOW = 6, timedelta(minutes=15)
"""So many comments may come from one network address within this time."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_GAP = re.compile(r"\n[ \t]*\n\s*\n")

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


def comment_text(text: str) -> str:
    """What a reader typed as lines: no control characters, at most one empty line in a row, nothing at the ends."""
    return _GAP.sub("\n\n", _CONTROL.sub("", _LINE_END.sub("\n", text))).strip()
