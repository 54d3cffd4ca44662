"""What a section does, read from its Liquid: forms, page objects, addresses of the shop. Names of files say nothing.

A function ties a section to its like: a form stays a form, a product list stays one. Order of the tables: the first
that fits is the section's main function.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .content import ATTACHED, WEIGHTS
from .slots import Place, Slot, type_key
from .uses import Trace

FAMILY = {
    "cart-lines": "cart",
    "cart-sum": "cart",
    "collection-grid": "collection",
    "collection-head": "collection",
    "search-results": "search",
    "search-field": "search",
    "blog": "blog",
    "article": "article",
    "buy": "product",
    "product-page": "product",
}
"""Functions that may stand in for each other, by what they are all about; any other is its own family."""

BY_BLOCK = ("newsletter", "contact")
"""Functions that one block is enough for: a section with a sign-up block is a sign-up."""

LISTS = {"product-list": ("product",), "posts": ("article",)}
"""Functions that are nothing without the content that they list."""

FEATURES = frozenset({"newsletter", "contact", "buy", "buy-chosen"})
"""Functions that a shopper would miss if a section lost them; they are withheld like content."""

BESIDE = "recommendations-inside"
"""Recommendations that a list of chosen products shows while nothing is chosen."""

BONUS = frozenset({"localization", BESIDE, "search-field", "product-card"})
"""What may be there without making a section something else."""


@lru_cache(512)
def family(function: str) -> str:
    """What a function is about; a file of which only its template is known is about that template's page."""
    return FAMILY.get(function, function.removeprefix("only:").removeprefix("customers/"))


_FORMS = (
    ("customer_login", "login"),
    ("create_customer", "register"),
    ("activate_customer_password", "activate"),
    ("reset_customer_password", "reset"),
    ("recover_customer_password", "recover"),
    ("customer_address", "addresses"),
    ("storefront_password", "password"),
)


INSTEAD = frozenset({"recommendations"})
"""Functions of a page that a section which may stand anywhere has beside its own."""

OF_A_PAGE = {
    "article": "article",
    "blog": "blog",
    "collection-grid": "collection",
    "collection-head": "collection",
    "list-collections": "collection",
    "page": "page",
}
"""Functions of a page's own object, by the type of item that a section without that page is given instead."""


PAGES = frozenset({*OF_A_PAGE, "product-page", "search-results", "cart-lines", "cart-sum"})
"""Functions that make a section the main one of its page."""


def functions_of(
    trace: Trace, where: frozenset[str], block: str | None = None, is_kept: bool = False
) -> list[str]:
    """The functions of a file (or of one kind of block in it), most telling first. `where` are the templates and
    groups that it stands in; `is_kept` if its schema keeps it there."""
    seen = {(s.kind, s.name) for s in trace.signals if not s.in_loop and _is_of(s.blocks, block)}
    looped = {(s.kind, s.name) for s in trace.signals if s.in_loop and _is_of(s.blocks, block)}
    names = {name for kind, name in seen if kind in ("list", "shown", "paginate", "object")}
    lists = {name for kind, name in seen | looped if kind in ("list", "paginate")}
    forms = {name for kind, name in seen if kind == "form"}
    found: list[str] = []
    if block is None:
        found += _frame(trace, where, seen, is_kept)
    found += [function for form, function in _FORMS if form in forms]
    found += _customer(lists, names)
    found += _shopping(forms, names, lists, seen)
    found += _pages(names, lists)
    if "customer" in forms or "newsletter" in forms:  # `contact[tags]` may stand in a contact form, too
        found.append("newsletter")
    elif "contact" in forms:
        found.append("contact")
    if "localization" in forms:
        found.append("localization")
    return list(dict.fromkeys(found))


def _is_of(blocks: frozenset[str] | None, block: str | None) -> bool:
    if block is None:
        return blocks is None
    return blocks is not None and block in blocks


def _frame(trace: Trace, where: frozenset[str], seen: set[tuple[str, str]], is_kept: bool) -> list[str]:
    """Header and footer: by the group or side of the layout that they are kept to, and what they show."""
    shop = {name for kind, name in seen if kind == "routes"}
    names = {name for kind, name in seen if kind in ("list", "shown", "object")}
    top = bool(shop & {"cart_url", "search_url", "account_url"} or "cart.item_count" in names)
    brand = bool(shop & {"root_url"} or names & {"shop.name", "settings.logo"}) or _shows_menu(trace)
    end = bool(names & {"shop.enabled_payment_types", "powered_by_link", "shop.policies"})
    if "group:header" in where:
        return ["header"] if top and brand else []
    if "group:footer" in where:
        dated = ("object", "now") in seen or "shop.name" in names
        return ["footer"] if end or dated or _shows_menu(trace) or is_kept else []
    if where & {"layout:before", "layout:after"} or not where:
        if end and ("layout:before" not in where):
            return ["footer"]
        if {"cart_url", "root_url"} <= shop and ("cart.item_count" in names or _shows_menu(trace)):
            return ["header"]
        if "layout:after" in where and _shows_menu(trace):
            return ["footer"]
    return []


def _shows_menu(trace: Trace) -> bool:
    return any(use.looped and use.rest[-1:] == ("links",) for use in trace.uses)


def _customer(lists: set[str], names: set[str]) -> list[str]:
    found = []
    if "customer.orders" in lists:
        found.append("account")
    if "customer.addresses" in lists:
        found.append("addresses")
    if any(name.startswith("order.") for name in lists):
        found.append("order")
    if any(name.startswith("gift_card.") for name in names):
        found.append("gift-card")
    return found


def _shopping(forms: set[str], names: set[str], lists: set[str], seen: set[tuple[str, str]]) -> list[str]:
    found = []
    if any(name.startswith("predictive_search.") for name in names | lists):
        found.append("predictive-search")
    elif any(name.startswith("search.results") for name in lists):
        found.append("search-results")
    elif any(name.startswith("search.") for name in names) and (
        "search" in forms or ("routes", "search_url") in seen
    ):
        found.append("search-field")
    if "cart.items" in lists:
        found.append("cart-lines")
    if "cart.total_price" in names or ("checkout" in forms and "cart.items" not in lists):
        found.append("cart-sum")
    if "product" in forms or ("form", "cart_add") in seen:
        found.append("buy")
    page_product = {
        "product.title",
        "product.media",
        "product.images",
        "product.featured_media",
        "product.price",
    }
    if names & (page_product | {f"closest.{name}" for name in page_product}):
        found.append("product-page")
    related = ("recommendations.", "product.collections.")
    if (
        any(name.startswith(related) for name in lists)
        or "recommendations.products" in names
        or (("routes", "product_recommendations_url") in seen and "buy" not in found)
    ):
        found.append("recommendations")
    return found


def _pages(names: set[str], lists: set[str]) -> list[str]:
    found = []
    if "collection.products" in lists:
        found.append("collection-grid")
    elif names & {"collection.title", "collection.description"}:
        found.append("collection-head")
    if "collections" in lists:
        found.append("list-collections")
    if "article.content" in names:
        found.append("article")
    if "blog.articles" in lists:
        found.append("blog")
    if "page.content" in names:
        found.append("page")
    return found


CHARACTERS = {
    "quote": "quotes",
    "author": "quotes",
    "question": "questions",
    "address": "map",
    "until": "countdown",
}
"""What a list is by the part that its texts play: words of somebody, questions with answers that fold out, a place on a
map, the end of something."""


LISTED = {"collection": "collections", "product": "products"}
"""What a list of entries is by the type that each of them points at."""


def character(place: Place) -> str:
    """What all of a file's entries are, or its lead where there are none; empty for anything. A list setting of the
    section's own is what it lists, whatever blocks stand beside it."""
    for kind, name in LISTED.items():
        if any(each.how == "list" and kind in each.place.rooms for each in place.kinds):
            return name
    kinds = [
        kind
        for kind in place.kinds
        if not (kind.is_part or kind.is_container or kind.is_open) and _shows(kind.place)
    ]
    places = [kind.place for kind in kinds] or [place]
    for role, name in CHARACTERS.items():
        if all(_plays(each, role) for each in places):
            return name
    for kind, name in LISTED.items():
        if kinds and all(_points_at(each, kind) and is_about(kind, _types(each)) for each in places):
            return name
    return ""


def _points_at(place: Place, kind: str) -> bool:
    """Whether it leads to a thing of that type; a collection of which the products are listed is no way to it."""
    return any(type_key(slot.type, slot.role) == kind for slot in place.rooms.get(kind, ()))


LEAST_ABOUT = 0.3
"""A card that points at a collection beside a picture, texts and a link of its own is no card of a collection."""


def is_about(kind: str, types: Sequence[str]) -> bool:
    """Whether an entry with items of these types is about the thing of that type that it points at."""
    return WEIGHTS[kind] > LEAST_ABOUT * sum(WEIGHTS[each] for each in types)


def pointed_at(place: Place) -> frozenset[str]:
    """What every kind of entry that a file names has room to point at, beside whatever else it shows."""
    kinds = [kind for kind in place.kinds if not (kind.is_part or kind.is_container or kind.is_open)]
    shown = [kind.place for kind in kinds if _shows(kind.place)]
    return frozenset(
        name for kind, name in LISTED.items() if shown and all(kind in each.rooms for each in shown)
    )


def _types(place: Place) -> list[str]:
    return [s.type for s in place.slots if s.seen and s.role not in (*ATTACHED, "mobile")]


def _plays(place: Place, role: str) -> bool:
    if any(slot.role == role and slot.seen for slot in place.slots):
        return True
    inner = [kind.place for kind in place.kinds if not kind.wrapper and _shows(kind.place)]
    return bool(inner) and all(any(s.role == role and s.seen for s in each.slots) for each in inner)


def _shows(place: Place) -> bool:
    return any(slot.seen for slot in place.all_slots)


def characters(place: Place) -> frozenset[str]:
    """Everything of that sort that a file has room for."""
    plays = {CHARACTERS[slot.role] for slot in place.all_slots if slot.role in CHARACTERS and slot.seen}
    lists = {LISTED[kind] for each in place.kinds for kind in each.place.rooms if kind in LISTED}
    return frozenset(plays | lists)


def content_functions(slots: list[Slot]) -> list[str]:
    """Functions that what a section shows brings with it: a list of products, a list of posts."""
    found = []
    if any(s.type == "collection" and s.role in ("products", "both") and s.seen for s in slots):
        found.append("product-list")
    if any(s.type == "blog" and s.seen for s in slots):
        found.append("posts")
    return found
