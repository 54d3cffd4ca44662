"""Search over everything: one request, a query per kind of record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request

from admin.files.pictures import picture_urls
from admin.shell.access import room as make_room
from admin.shell.forms import reading
from admin.shell.navigation import GROUPS
from admin.shell.rendering import part
from admin.shell.words import money, relative, t
from engine.base.db import StoreSession
from engine.catalogue import queries as catalogue
from engine.content import queries as content
from engine.ordering import queries as ordering
from engine.stores import queries as stores
from engine.stores.rules import may

room = make_room("search", __name__)
MOST = 5


@dataclass(frozen=True)
class Hit:
    """A line of the answer."""

    path: str
    title: str
    detail: str
    icon: str
    picture: str | None = None


@room.get("/search")
def search() -> Any:
    """Answers while someone types; without a script, a page of its own."""
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    groups = _find(words) if words else []
    return part("search/hits.html", "found", "search/page.html", groups=groups, words=words)


def _find(words: str) -> list[tuple[str, list[Hit]]]:
    with reading() as session:
        groups = [
            ("places", _places(words)),
            ("orders", _orders(session, words) if _may("orders") else []),
            ("products", _products(session, words) if _may("catalogue") else []),
            ("customers", _customers(session, words) if _may("customers") else []),
            ("collections", _collections(session, words) if _may("catalogue") else []),
            ("pages", _pages(session, words) if _may("content") else []),
        ]
    return [(key, hits) for key, hits in groups if hits]


def _may(right: str) -> bool:
    return may(g.staff.role, right)


def _places(words: str) -> list[Hit]:
    folded = words.lower()
    return [
        Hit(place.path, t(f"nav.{place.key}"), "", place.icon)
        for _, places in GROUPS
        for place in places
        if t(f"nav.{place.key}").lower().startswith(folded) and (place.right is None or _may(place.right))
    ][:3]


def _orders(session: StoreSession, words: str) -> list[Hit]:
    return [
        Hit(
            f"/orders/{row.id}",
            f"#{row.number} {row.customer_name}",
            f"{money(row.total_minor, row.currency)} · {relative(row.placed_at)} · "
            + t(f"states.fulfilment.{row.fulfilment_state}"),
            "inbox",
        )
        for row in ordering.find_orders(session, words, limit=MOST)
    ]


def _products(session: StoreSession, words: str) -> list[Hit]:
    found = catalogue.pick_products(session, words, limit=MOST)
    pictures = picture_urls(session, [choice.media_id for choice in found], 96)
    return [
        Hit(f"/products/{one.id}", one.title, one.detail, "tag", pictures.get(one.media_id or 0))
        for one in found
    ]


def _customers(session: StoreSession, words: str) -> list[Hit]:
    rows = stores.customers(session, search=words, limit=MOST).items
    return [Hit(f"/customers/{row.id}", row.name or row.email, row.email, "users") for row in rows]


def _collections(session: StoreSession, words: str) -> list[Hit]:
    found = catalogue.pick_collections(session, words, limit=MOST)
    return [
        Hit(f"/collections/{one.id}", one.title, t(f"collections.kind.{one.detail}"), "layers")
        for one in found
    ]


def _pages(session: StoreSession, words: str) -> list[Hit]:
    found = [("page", "file-text", "/pages"), ("article", "newspaper", "/articles")]
    return [
        Hit(f"{path}/{one.id}", one.title, t(f"menus.kind.{kind}"), icon)
        for kind, icon, path in found
        for one in content.pick(session, kind, words, limit=3)
    ]
