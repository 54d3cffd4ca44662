"""What a shopper who is typing asks for, read off the address, and what is suggested: for sections and scripts alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, cast

from engine.base.errors import Refused
from engine.listing import queries
from engine.listing.queries import Completion, Hit, Kind

from .visit import Visit

if TYPE_CHECKING:
    from .drops.front import Front

KINDS = ("query", "product", "collection", "page", "article")
"""In the order in which they share a limit."""
USUAL = ("query", "product", "collection", "page")
MOST = 10
FIELDS = frozenset(
    {
        "author", "body", "product_type", "tag", "title", "variants.barcode", "variants.sku",
        "variants.title", "vendor",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """*limit* counts over all kinds, or of each kind where *each* is set. *sold_out*: show, hide, or last."""

    text: str = ""
    kinds: tuple[str, ...] = USUAL
    limit: int = MOST
    each: bool = False
    sold_out: Literal["show", "hide", "last"] = "last"


@dataclass(frozen=True)
class Suggested:
    """Drops by kind, and searches to offer."""

    drops: dict[str, list[Any]]
    queries: tuple[Completion, ...] = ()


def wish_of(visit: Visit) -> Wish:
    """The wish of an address. Raises Refused naming the parameter that cannot be followed.

    `resources[options][fields]` is checked and then left alone: the index weighs all of them.
    """
    given = visit.parameters
    kinds = _words(given.get("resources[type]", "")) or USUAL
    _check("resources[type]", kinds, KINDS)
    limit = given.get("resources[limit]", "") or str(MOST)
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:4]) <= MOST or len(limit) > 2:
        raise Refused("search.limit_out_of_range", field="resources[limit]", most=MOST)
    scope = given.get("resources[limit_scope]", "") or "all"
    _check("resources[limit_scope]", (scope,), ("all", "each"))
    sold_out = given.get("resources[options][unavailable_products]", "") or "last"
    _check("resources[options][unavailable_products]", (sold_out,), ("show", "hide", "last"))
    _check("resources[options][fields]", _words(given.get("resources[options][fields]", "")), sorted(FIELDS))
    shown = cast(Any, sold_out)
    return Wish(text_of(visit), tuple(dict.fromkeys(kinds)), int(limit), scope == "each", shown)


def text_of(visit: Visit) -> str:
    """What was typed."""
    return visit.parameters.get("q", "").strip()[:200]


def suggest(front: Front, wish: Wish) -> Suggested:
    """Records and searches for a wish: one query for each kind that is found, and one for stock where it matters."""
    from .drops.searching import objects_of

    front.loading.notes.cannot_keep()
    kinds = cast(tuple[Kind, ...], tuple(kind for kind in KINDS if kind in wish.kinds and kind != "query"))
    reach = MOST if wish.sold_out == "hide" else wish.limit
    found = queries.suggest(front.loading.session, wish.text, limit=reach, kinds=kinds)
    hits: dict[str, tuple[Hit, ...]] = {
        "product": found.products,
        "collection": found.collections,
        "page": found.pages,
        "article": found.articles,
    }
    drops: dict[str, list[Any]] = {kind: objects_of(front, hits[kind]) for kind in kinds}
    if wish.sold_out != "show" and drops.get("product"):
        drops["product"] = _by_stock(drops["product"], hide=wish.sold_out == "hide")
    offered = found.queries if "query" in wish.kinds else ()
    return _limited(Suggested(drops, offered), wish)


def _by_stock(products: list[Any], *, hide: bool) -> list[Any]:
    there = [product for product in products if product.liquid_get("available")]
    return there if hide else there + [product for product in products if product not in there]


def _limited(found: Suggested, wish: Wish) -> Suggested:
    """Cut to the limit; a limit over all kinds is dealt out in turns."""
    lists: dict[str, Sequence[Any]] = {"query": found.queries, **found.drops}
    if wish.each:
        room = dict.fromkeys(lists, wish.limit)
    else:
        marks = [[kind] * len(items) for kind, items in lists.items()]
        turns = [kind for turn in zip_longest(*marks) for kind in turn if kind is not None][: wish.limit]
        room = {kind: turns.count(kind) for kind in lists}
    drops = {kind: items[: room[kind]] for kind, items in found.drops.items()}
    return Suggested(drops, found.queries[: room["query"]])


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text[:400].split(",") if word.strip())


def _check(field: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    for word in given:
        if word not in allowed:
            raise Refused("search.unknown_value", field=field, value=word[:40], allowed=", ".join(allowed))
