"""The rail: one line per page. ``match`` are the first parts of addresses that belong to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A line of the rail. ``key`` is its text below ``nav.``."""

    key: str
    path: str
    icon: str
    right: str | None = None
    match: tuple[str, ...] = ()
    on_phone: bool = False
    """Whether it stands in the phone's bottom bar."""


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "sell",
        (
            Place("home", "/", "house", on_phone=True),
            Place("orders", "/orders", "inbox", "orders", on_phone=True),
            Place("picking", "/picking", "package-check", "orders"),
            Place("products", "/products", "tag", "catalogue", on_phone=True),
            Place("inventory", "/inventory", "boxes", "catalogue"),
            Place("collections", "/collections", "layers", "catalogue"),
            Place("partners", "/brands", "store", "catalogue"),
            Place("customers", "/customers", "users", "customers"),
        ),
    ),
    (
        "front",
        (
            Place("theme", "/theme", "palette", "theme"),
            Place("pages", "/pages", "file-text", "content"),
            Place("blogs", "/blogs", "newspaper", "content", match=("/articles",)),
            Place("menus", "/menus", "list-tree", "content"),
            Place("files", "/files", "image", "content"),
        ),
    ),
    (
        "run",
        (
            Place("delivery", "/delivery", "truck", "delivery"),
            Place("stock", "/stock", "warehouse", "catalogue", match=("/transfers", "/counts", "/oversells")),
            Place("locations", "/locations", "map-pin", "delivery", match=("/pickups",)),
            Place("tills", "/tills", "tablet", "delivery"),
            Place("imports", "/imports", "file-input", "imports"),
            Place("work", "/work", "activity", "work"),
            Place("staff", "/staff", "user-cog", "staff"),
            Place("settings", "/settings", "settings", "settings"),
        ),
    ),
)


def current(path: str) -> str:
    """The key of the place that *path* belongs to."""
    first = "/" + path.strip("/").split("/")[0]
    for _, places in GROUPS:
        for place in places:
            if first == place.path or first in place.match:
                return place.key
    return ""
