"""Menus and their links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.base.slugs import slugify
from engine.liquid import Drop, prop
from engine.rendering.loading.menus import MenuLink, MenuTree
from engine.themes.rules import safe_address

from .named import Named

if TYPE_CHECKING:
    from .front import Front


class MenuDrop(Named):
    """A menu."""

    liquid_name = "LinklistDrop"
    listed_in = "linklists"

    def __init__(self, front: Front, tree: MenuTree) -> None:
        self.front = front
        self.tree = tree

    @prop
    def title(self) -> str:
        return self.tree.title

    @prop
    def handle(self) -> str:
        return self.tree.handle

    @property
    def trace_key(self) -> tuple[object, ...]:
        return self.tree.key

    def follows(self, key: object) -> bool:
        return True

    @prop
    def links(self) -> list[LinkDrop]:
        return [LinkDrop(self.front, link, self) for link in self.tree.links]

    @prop
    def levels(self) -> int:
        return max((_depth(link) for link in self.tree.links), default=0)


def _depth(link: MenuLink) -> int:
    return 1 + max((_depth(child) for child in link.links), default=0)


def _places(menu: Any) -> tuple[object, ...]:
    """What the page's own address makes of a menu's links: those that it is at or below."""
    path = menu.front.visit.path
    return tuple(
        (address, path == address)
        for address in menu.tree.addresses
        if path == address or (address != "/" and path.startswith(f"{address}/"))
    )


def _unsaid(menu: Any) -> object:
    """A record that a link leads to does not follow from its menu."""
    return {}


_OF_PLACE = frozenset({"active", "child_active", "child_current", "current"})
_KINDS = {
    "article": "article_link",
    "blog": "blog_link",
    "catalog": "catalog_link",
    "collection": "collection_link",
    "frontpage": "frontpage_link",
    "http": "http_link",
    "page": "page_link",
    "product": "product_link",
    "search": "search_link",
}


class LinkDrop(Drop):
    """A link of a menu."""

    liquid_name = "LinkDrop"

    def __init__(self, front: Front, link: MenuLink, menu: MenuDrop) -> None:
        self.front = front
        self.link = link
        self.menu = menu

    def asks(self, key: object) -> tuple[Callable[[Any], object], Drop] | None:
        if key in _OF_PLACE:
            return _places, self.menu
        return (_unsaid, self.menu) if key == "object" else None

    @prop
    def title(self) -> str:
        return self.link.label

    @prop
    def handle(self) -> str:
        return slugify(self.link.label)

    @prop
    def url(self) -> str:
        return self.link.address if safe_address(self.link.address) else "/"

    @prop
    def type(self) -> str:
        return _KINDS.get(self.link.kind, "http_link")

    @prop
    def links(self) -> list[LinkDrop]:
        return [LinkDrop(self.front, child, self.menu) for child in self.link.links]

    @prop
    def levels(self) -> int:
        return _depth(self.link) - 1

    @prop
    def current(self) -> bool:
        return self.front.visit.path == self.link.address

    @prop
    def active(self) -> bool:
        path, address = self.front.visit.path, self.link.address
        return path == address or (address != "/" and path.startswith(f"{address}/"))

    @prop
    def child_current(self) -> bool:
        return any(
            child.liquid_get("current") or child.liquid_get("child_current") for child in self._children()
        )

    @prop
    def child_active(self) -> bool:
        return any(
            child.liquid_get("active") or child.liquid_get("child_active") for child in self._children()
        )

    def _children(self) -> list[LinkDrop]:
        found: Any = self.liquid_get("links")
        return list(found)

    @prop
    def object(self) -> object:
        shelves = self.front.loading.shelves
        if self.link.kind == "collection" and self.link.target_id is not None:
            row = shelves.by_ids([self.link.target_id]).get(self.link.target_id)
            return self.front.collection(row) if row is not None else None
        return None
