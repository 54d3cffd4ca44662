"""Menus as trees of links with their addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from engine.base.db import StoreSession
from engine.content import ports
from engine.content.models import Article, Blog, Menu, MenuItem, Page
from engine.content.rules import TARGETED, address


@dataclass
class Link:
    """A link of a menu. ``is_broken``: its record is gone, and it leads to the list that it belonged to."""

    id: int
    label: str
    kind: str
    target_id: int | None
    url: str
    target_title: str | None = None
    is_broken: bool = False
    children: list[Link] = field(default_factory=list)

    @property
    def levels(self) -> int:
        """How many levels lie below it."""
        return max((1 + child.levels for child in self.children), default=0)


@dataclass
class MenuTree:
    """A menu with its links."""

    row: Menu
    links: list[Link]


def all_menus(session: StoreSession) -> Sequence[Menu]:
    """Every menu, by title."""
    return session.scalars(select(Menu).order_by(func.lower(Menu.title), Menu.id)).all()


def menu_by_id(session: StoreSession, menu_id: int) -> MenuTree:
    """One menu with its links. Raises NotFound."""
    menu = session.need(Menu, menu_id)
    return _trees(session, [menu])[0]


def menus_by_handles(session: StoreSession, handles: Iterable[str]) -> dict[str, MenuTree]:
    """Menus with their links by handle: two queries, and one per kind of record that they link to. Unknown ones are left out."""
    menus = session.scalars(select(Menu).where(Menu.handle.in_(list(handles)))).all()
    return {tree.row.handle: tree for tree in _trees(session, menus)}


def _trees(session: StoreSession, menus: Sequence[Menu]) -> list[MenuTree]:
    items = session.scalars(
        select(MenuItem)
        .where(MenuItem.menu_id.in_([menu.id for menu in menus]))
        .order_by(MenuItem.position, MenuItem.id)
    ).all()
    targets = {kind: _targets(session, kind, items) for kind in TARGETED}
    links = {item.id: _link(item, targets.get(item.link_kind, {})) for item in items}
    roots: dict[int, list[Link]] = {menu.id: [] for menu in menus}
    for item in items:
        parent = links.get(item.parent_id) if item.parent_id is not None else None
        (parent.children if parent else roots[item.menu_id]).append(links[item.id])
    return [MenuTree(menu, roots[menu.id]) for menu in menus]


def _link(item: MenuItem, targets: dict[int, tuple[str, str]]) -> Link:
    handle, title = targets.get(item.target_id or 0, (None, None))
    broken = item.link_kind in TARGETED and handle is None
    url = address(item.link_kind, handle, item.url)
    return Link(item.id, item.label, item.link_kind, item.target_id, url, title, broken)


def _targets(session: StoreSession, kind: str, items: Sequence[MenuItem]) -> dict[int, tuple[str, str]]:
    wanted = {item.target_id for item in items if item.link_kind == kind and item.target_id is not None}
    if not wanted:
        return {}
    if kind in ("product", "collection"):
        return dict(ports.catalogue().targets(session, kind, wanted))
    if kind == "article":
        rows = session.execute(
            select(Article.id, Blog.handle + "/" + Article.handle, Article.title)
            .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
            .where(Article.store_id == session.store, Article.id.in_(wanted))
        )
    else:
        model: type[Page] | type[Blog] = Page if kind == "page" else Blog
        rows = session.execute(
            select(model.id, model.handle, model.title).where(
                model.store_id == session.store, model.id.in_(wanted)
            )
        )
    return {record_id: (handle, title) for record_id, handle, title in rows}
