"""Menus: saved whole, with every link."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.menus.form import changed, place_of_error, rows_of_form, rows_of_links, tree_of, values
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.rendering import go, page, removal_page
from admin.shell.words import t
from engine.base.db import StoreSession
from engine.catalogue import queries as catalogue
from engine.content import commands, queries

room = make_room("menus", __name__, "content")
MOST_CHOICES = 200


@room.get("/menus")
def index() -> Any:
    """Every menu."""
    with reading() as session:
        menus = queries.all_menus(session)
    return page("menus/index.html", menus=menus)


@room.get("/menus/new")
def new() -> Any:
    """An empty menu."""
    return _page(None, Form(), [])


@room.post("/menus")
def create() -> Any:
    """A new menu."""
    return _save(None)


@room.get("/menus/<int:menu_id>")
def edit(menu_id: int) -> Any:
    """One menu."""
    return _page(menu_id, None, None)


@room.post("/menus/<int:menu_id>")
def update(menu_id: int) -> Any:
    """Save it whole."""
    with reading() as session:
        queries.menu_by_id(session, menu_id)
    return _save(menu_id)


@room.get("/menus/<int:menu_id>/removal")
def removal(menu_id: int) -> Any:
    """What deleting would do."""
    with reading() as session:
        menu = queries.menu_by_id(session, menu_id).row
    return removal_page(
        t("pages.remove_title", title=menu.title),
        f"/menus/{menu_id}",
        menu.title,
        t("menus.remove_do"),
        [("list-tree", t("menus.will_go", handle=menu.handle)), ("triangle-alert", t("shell.no_undo"))],
    )


@room.post("/menus/<int:menu_id>/removal")
def remove(menu_id: int) -> Any:
    """Delete it."""
    _, refused = attempt(lambda session: commands.delete_menu(session, menu_id, g.actor))
    return _page(menu_id, refused, None) if refused else go("/menus", "menus.removed")


def _save(menu_id: int | None) -> Any:
    read = Reader()
    rows = rows_of_form(read)
    if "do" in request.form:
        return _page(menu_id, sent(), changed(rows, request.form))
    made, refused = attempt(
        lambda session: commands.save_menu(
            session,
            menu_id=menu_id,
            title=read.text("title"),
            handle=read.optional("handle"),
            items=tree_of(rows),
            actor=g.actor,
        )
    )
    if refused or made is None:
        return _page(menu_id, refused or sent(), rows)
    return go(f"/menus/{made.id}", "form.saved" if menu_id else "menus.created")


def _page(menu_id: int | None, form: Form | None, rows: list[Any] | None) -> Any:
    with reading() as session:
        tree = None if menu_id is None else queries.menu_by_id(session, menu_id)
        choices = _choices(session)
    menu = tree.row if tree else None
    if rows is None:
        rows = rows_of_links(tree.links) if tree else []
    form = form or Form(values(menu.title, menu.handle) if menu else {})
    wrong = {
        place_of_error(name, rows): said for name, said in form.errors.items() if name.startswith("items")
    }
    return page(
        "menus/edit.html", status=form.status, form=form, menu=menu, rows=rows, choices=choices, wrong=wrong
    )


def _choices(session: StoreSession) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a link can lead to, by kind; one query each."""
    groups: list[tuple[str, Any]] = [
        ("collection", catalogue.pick_collections(session, limit=MOST_CHOICES)),
        ("page", queries.pick(session, "page", limit=MOST_CHOICES)),
        ("blog", queries.pick(session, "blog", limit=MOST_CHOICES)),
        ("article", queries.pick(session, "article", limit=MOST_CHOICES)),
        ("product", catalogue.pick_products(session, limit=MOST_CHOICES)),
    ]
    return [(kind, [(f"{kind}:{one.id}", one.title) for one in found]) for kind, found in groups if found]
