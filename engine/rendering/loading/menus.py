"""The store's menus, with the addresses that their links lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared
from engine.catalogue.models import Collection, Product
from engine.content.models import Article, Blog, Menu, MenuItem, Page

from .noting import Notebook


@dataclass
class MenuLink:
    """A link of a menu with the address that it leads to now."""

    id: int
    label: str
    kind: str
    address: str
    target_id: int | None
    links: list[MenuLink] = field(default_factory=list)


@dataclass(frozen=True)
class MenuTree:
    """A menu with its links, nested."""

    handle: str
    title: str
    links: list[MenuLink]

    @cached_property
    def key(self) -> tuple[object, ...]:
        """All that it says, as one value."""
        return (self.handle, self.title, *_said(self.links))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Where its links lead, each address once."""
        return tuple(dict.fromkeys(_addresses(self.links)))


def _said(links: list[MenuLink]) -> list[object]:
    return [(link.label, link.kind, link.address, *_said(link.links)) for link in links]


def _addresses(links: list[MenuLink]) -> Iterator[str]:
    for link in links:
        yield link.address
        yield from _addresses(link.links)


def _of(model: Any, kind: str) -> ColumnElement[bool]:
    return and_(
        model.store_id == MenuItem.store_id, model.id == MenuItem.target_id, MenuItem.link_kind == kind
    )


_IN_BLOG = and_(
    Blog.store_id == MenuItem.store_id,
    or_(and_(Blog.id == MenuItem.target_id, MenuItem.link_kind == "blog"), Blog.id == Article.blog_id),
)
_MENUS = Prepared(
    Menu.handle,
    Menu.title,
    MenuItem,
    Collection.handle,
    Product.handle,
    Page.handle,
    Blog.handle,
    Article.handle,
    build=lambda read: (
        read.select_from(Menu)
        .outerjoin(MenuItem, and_(MenuItem.store_id == Menu.store_id, MenuItem.menu_id == Menu.id))
        .outerjoin(Collection, _of(Collection, "collection"))
        .outerjoin(Product, _of(Product, "product"))
        .outerjoin(Page, _of(Page, "page"))
        .outerjoin(Article, _of(Article, "article"))
        .outerjoin(Blog, _IN_BLOG)
        .where(Menu.store_id == STORE)
        .order_by(Menu.handle, MenuItem.position, MenuItem.id)
    ),
)


class Menus:
    """All menus of the store, read at once when the first is asked for."""

    def __init__(self, session: StoreSession, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self._menus: dict[str, MenuTree] | None = None

    def get(self, handle: str) -> MenuTree | None:
        """The menu of that handle."""
        return self.all().get(handle)

    def all(self) -> dict[str, MenuTree]:
        """Every menu by handle. One query, the addresses of what they lead to included."""
        self.notes.add("menus")
        if self._menus is None:
            self._menus = self._read()
        return self._menus

    def _read(self) -> dict[str, MenuTree]:
        menus: dict[str, MenuTree] = {}
        nodes: dict[int, MenuLink] = {}
        parents: list[tuple[MenuTree, int, int | None]] = []
        for handle, title, item, *handles in _MENUS.all(self.session):
            tree = menus.get(handle) or menus.setdefault(handle, MenuTree(handle, title, []))
            if item is not None:
                nodes[item.id] = MenuLink(
                    item.id, item.label, item.link_kind, _address(item, *handles), item.target_id
                )
                parents.append((tree, item.id, item.parent_id))
        for tree, item_id, parent_id in parents:
            siblings = nodes[parent_id].links if parent_id in nodes else tree.links
            siblings.append(nodes[item_id])
        return menus


def _address(
    item: MenuItem,
    collection: str | None,
    product: str | None,
    page: str | None,
    blog: str | None,
    article: str | None,
) -> str:
    """Where a link leads; a record that is gone gives way to the list that it belonged to."""
    kind = item.link_kind
    if kind == "collection":
        return f"/collections/{collection}" if collection else "/collections"
    if kind == "product":
        return f"/products/{product}" if product else "/collections/all"
    if kind == "page":
        return f"/pages/{page}" if page else "/"
    if kind == "article":
        return f"/blogs/{blog}/{article}" if blog and article else "/"
    if kind == "blog":
        return f"/blogs/{blog}" if blog else "/"
    known = {
        "frontpage": "/",
        "search": "/search",
        "catalog": "/collections/all",
        "collections": "/collections",
    }
    return known.get(kind, item.url or "/")
