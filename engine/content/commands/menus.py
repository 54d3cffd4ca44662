"""Menus: the whole tree is saved at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.dependencies import touch
from engine.base.errors import Conflict, Refused
from engine.base.slugs import slugify
from engine.content import ports
from engine.content.commands import checks
from engine.content.events import menu_changed
from engine.content.models import Article, Blog, Menu, MenuItem, Page
from engine.content.rules import LINK_KINDS, MOST_DEPTH, MOST_ITEMS, TARGETED, safe_link
from engine.stores.commands import record_activity


@dataclass(frozen=True)
class MenuItemInput:
    """A link with those below it. ``target_id`` for records, ``url`` for ``http`` (a path of this shop works too)."""

    label: str
    link_kind: str = "http"
    target_id: int | None = None
    url: str | None = None
    children: Sequence[MenuItemInput] = ()


def save_menu(
    session: StoreSession,
    *,
    title: str,
    items: Sequence[MenuItemInput],
    actor: Actor,
    menu_id: int | None = None,
    handle: str | None = None,
) -> Menu:
    """Make a menu, or replace one with all its items. Themes ask for menus by *handle*, so it stays unless given.

    Raises Invalid: ``title``, and for items their place in the tree, such as ``items.0.children.2.label``; Conflict when
    another menu has the handle.
    """
    menu = session.need(Menu, menu_id) if menu_id is not None else None
    errors: checks.Errors = {}
    name = checks.line(errors, "title", title, 120, needed=True)
    _check(session, errors, items)
    checks.finish(errors)
    assert name is not None
    wanted = slugify(handle or (menu.handle if menu else name), "menu")
    other = session.scalars(select(Menu.id).where(Menu.handle == wanted)).first()
    if other is not None and other != menu_id:
        raise Conflict("content.menu_handle", field="handle", handle=wanted)
    verb = "menu.updated" if menu else "menu.created"
    if menu is None:
        menu = Menu(handle=wanted, title=name, created_at=clock.now(), updated_at=clock.now())
        session.add(menu)
    menu.title, menu.handle, menu.updated_at = name, wanted, clock.now()
    session.flush()
    _replace_items(session, menu.id, items)
    record_activity(session, actor, verb, "menu", menu.id, menu.title)
    menu_changed(session, menu.id)
    return menu


def delete_menu(session: StoreSession, menu_id: int, actor: Actor) -> None:
    """Remove a menu; themes show an empty one in its place. Raises NotFound."""
    menu = session.need(Menu, menu_id)
    record_activity(session, actor, "menu.deleted", "menu", menu.id, menu.title)
    session.delete(menu)
    session.flush()
    menu_changed(session, menu_id)


def _replace_items(session: StoreSession, menu_id: int, items: Sequence[MenuItemInput]) -> None:
    touch(session, ("menus",))
    session.execute(
        delete(MenuItem)
        .where(MenuItem.store_id == session.store, MenuItem.menu_id == menu_id)
        .execution_options(synchronize_session="fetch")
    )
    _add_items(session, menu_id, None, items)
    session.flush()


def _add_items(
    session: StoreSession, menu_id: int, parent_id: int | None, items: Sequence[MenuItemInput]
) -> None:
    rows = []
    for position, item in enumerate(items):
        row = MenuItem(
            menu_id=menu_id,
            parent_id=parent_id,
            position=position + 1,
            label=" ".join(item.label.split()),
            link_kind=item.link_kind,
            target_id=item.target_id if item.link_kind in TARGETED else None,
            url=item.url.strip() if item.link_kind == "http" and item.url else None,
        )
        session.add(row)
        rows.append(row)
    session.flush()  # a parent before its children: they point at it
    for row, item in zip(rows, items, strict=True):
        _add_items(session, menu_id, row.id, item.children)


def _walk(
    items: Sequence[MenuItemInput], prefix: str = "items", depth: int = 1
) -> Iterator[tuple[str, int, MenuItemInput]]:
    for place, item in enumerate(items):
        yield f"{prefix}.{place}", depth, item
        if depth <= MOST_DEPTH:
            yield from _walk(item.children, f"{prefix}.{place}.children", depth + 1)


def _check(session: StoreSession, errors: checks.Errors, items: Sequence[MenuItemInput]) -> None:
    found = list(_walk(items))
    if len(found) > MOST_ITEMS:
        errors["items"] = Refused("content.menu_long", field="items", most=MOST_ITEMS)
        return
    known = {
        kind: _known(session, kind, [i.target_id for _, _, i in found if i.link_kind == kind])
        for kind in TARGETED
    }
    for place, depth, item in found:
        checks.line(errors, f"{place}.label", item.label, 120, needed=True)
        if depth > MOST_DEPTH:
            errors[f"{place}.label"] = Refused("content.menu_deep", field=f"{place}.label", most=MOST_DEPTH)
        if item.link_kind not in LINK_KINDS:
            errors[f"{place}.link_kind"] = Refused(
                "content.link_kind", field=f"{place}.link_kind", value=item.link_kind[:40]
            )
        elif item.link_kind in TARGETED and item.target_id not in known[item.link_kind]:
            errors[f"{place}.target_id"] = Refused("content.link_target", field=f"{place}.target_id")
        elif item.link_kind == "http" and not safe_link(item.url or ""):
            errors[f"{place}.url"] = Refused(
                "content.link_url", field=f"{place}.url", value=(item.url or "")[:80]
            )


def _known(session: StoreSession, kind: str, ids: Sequence[int | None]) -> set[int]:
    wanted = [target for target in ids if target is not None]
    if not wanted:
        return set()
    models: dict[str, type[Page] | type[Blog] | type[Article]] = {
        "page": Page,
        "blog": Blog,
        "article": Article,
    }
    if kind in models:
        model = models[kind]
        return set(
            session.scalars(select(model.id).where(model.store_id == session.store, model.id.in_(wanted)))
        )
    return set(ports.catalogue().targets(session, kind, wanted))
