"""Which page of a shop stands at a path: what it is about, and the template that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import unquote

from . import accounts, subjects
from .drops.front import Front
from .page import Find, PageSubject

_PLAIN: dict[tuple[str, ...], tuple[Callable[[Front], PageSubject], str]] = {
    (): (subjects.home, "index"),
    ("cart",): (subjects.cart, "cart"),
    ("collections",): (subjects.list_collections, "list-collections"),
    ("password",): (subjects.password, "password"),
    ("search",): (subjects.search, "search"),
}


def page_at(path: str, *, with_accounts: bool = False) -> tuple[Find, str]:
    """How to find what the page at *path* is about, and its template without suffix; for a path that leads nowhere that of
    the 404 page. `with_accounts`: also the pages of a customer's account, for whoever makes sure who that is."""
    parts = tuple(unquote(part) for part in path.split("/")[1:])
    parts = () if parts == ("",) else parts
    if parts in _PLAIN:
        return _PLAIN[parts]
    if parts[0] == "account":
        return _account(parts[1:]) if with_accounts else (subjects.not_found, "404")
    return _record(parts) if all(parts) else (subjects.not_found, "404")


def _record(parts: Sequence[str]) -> tuple[Find, str]:
    match parts:
        case ["collections", "vendors" | "types"]:
            return subjects.not_found, "404"  # those lead on to another address
        case ["collections", handle]:
            return lambda front: subjects.collection(front, handle), "collection"
        case ["products", handle]:
            return lambda front: subjects.product(front, handle), "product"
        case ["collections", shelf, "products", handle]:
            return lambda front: subjects.product(front, handle, collection=shelf), "product"
        case ["pages", handle]:
            return lambda front: subjects.page(front, handle), "page"
        case ["blogs", handle]:
            return lambda front: subjects.blog(front, handle), "blog"
        case ["blogs", handle, "tagged", tag]:
            return lambda front: subjects.blog(front, handle, tag), "blog"
        case ["blogs", blog, handle]:
            return lambda front: subjects.article(front, blog, handle), "article"
    return subjects.not_found, "404"


def _account(parts: Sequence[str]) -> tuple[Find, str]:
    match parts:
        case []:
            name = "account"
        case ["login" | "register" | "addresses" as name]:
            pass
        case ["activate", _, _]:
            name = "activate_account"
        case ["reset", _, _]:
            name = "reset_password"
        case ["orders", number] if number.isdecimal() and len(number) < 19:
            return partial(accounts.order, order_id=int(number)), accounts.template("order")
        case _:
            return subjects.not_found, "404"
    return partial(accounts.page, name=name), accounts.template(name)
