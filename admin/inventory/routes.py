"""The grid: which items are for sale where, changed in place, one by one or many at once."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.files.pictures import square_of
from admin.inventory.asking import (
    ALL,
    Asked,
    args_of,
    back,
    read_deed,
    read_one,
    read_selection,
    shown_args,
)
from admin.inventory.reading import read_grid
from admin.inventory.tabs import TABS
from admin.inventory.telling import deed_words, done_words, filter_words, why
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.publishing import read_moment
from admin.shell.rendering import go, page, part
from admin.shell.words import t
from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Invalid, NotFound, Refused
from engine.base.signing import new_token
from engine.inventory import commands
from engine.inventory.commands import selecting
from engine.inventory.commands.selecting import Selection
from engine.inventory.queries import STATES
from engine.inventory.queries.filters import STOCKS
from engine.inventory.queries.grid import grid_row, head, places

room = make_room("inventory", __name__, "catalogue")


@room.get("/inventory")
def index() -> Any:
    """The grid; searching and filtering replaces its body and keeps the address."""
    return _grid(request.args.to_dict(), None)


@room.post("/inventory/items/<int:item_id>/designation")
def designate(item_id: int) -> Any:
    """One control of one row. With htmx the row and the head's sentence change in place."""
    read, in_place = Reader(), request.headers.get("HX-Target", "").startswith("item-")
    try:
        done, refused = attempt(
            lambda session: commands.designate(session, [item_id], read_one(read), g.actor)
        )
    except NotFound as gone:
        if not in_place:
            raise
        done, refused = None, sent().refuse(gone)
    if refused or done is None:
        return _instead_of_all(_grid(args_of(back(read)), refused))
    if not in_place:
        return _told(back(read), done.change_id, 1)
    with reading() as session:
        row, known = grid_row(session, item_id), places(session)
        sentence = head(session)
    return page(
        "inventory/changed.html",
        row=row,
        shown={"places": known, "shops": [one for one in known if one.kind == "pos"], "head": sentence},
        act_id=done.change_id,
        said=_said(read, known),
        back=back(read),
        **helpers(),
    )


@room.post("/inventory/designations")
def designate_many() -> Any:
    """The bar over the selection. All that match is asked about first, with their number."""
    read = Reader()
    with reading() as session:
        known = places(session)
    shops = {place.id: place for place in known if place.kind == "pos"}
    try:
        selection, asked = read_selection(read), read_deed(read, shops)
        due_at = read_moment(read, "due_at") if asked.plan else None
        read.check()
        if asked.plan and due_at is None:
            raise Invalid({"due_at": Refused("form.needed")})
    except Refused as refusal:
        return _grid(args_of(back(read)), sent().refuse(refusal))
    if selection.filters is not None and not read.flag("sure"):
        return _ask(read, selection, asked, known)
    return _do_many(read, selection, asked, due_at)


def _instead_of_all(response: Any) -> Any:
    """A row's control cannot be obeyed: the whole page comes in place of the row, with what was refused."""
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#main"
    return response


def _do_many(read: Reader, selection: Selection, asked: Asked, due_at: Any) -> Any:
    def action(session: StoreSession) -> tuple[int | None, int, str]:
        if asked.plan is not None:
            ids = selecting.ids_of(session, selection)
            planned = commands.plan_designation(session, ids, *asked.plan, due_at, g.actor)
            return None, len(planned), "planned"
        key = read.text("key") or None
        change = selecting.designate_selection(session, selection, asked.deed, g.actor, key=key)
        return (change.id, change.total, change.state) if change else (None, 0, "same")

    done, refused = attempt(action)
    if refused or done is None:
        return _grid(args_of(back(read)), refused)
    act_id, count, state = done
    if state == "running":
        return go("/inventory/acts", "inventory.act.begun", count=count)
    if state in ("planned", "same"):
        return go(back(read), f"inventory.act.{state}", count=count)
    return _told(back(read), act_id, count)


def _ask(read: Reader, selection: Selection, asked: Asked, known: Any) -> Any:
    with reading() as session:
        count = selecting.count_of(session, selection)
        filters = filter_words(session, shown_args(args_of(back(read))))
    return page(
        "inventory/rule.html",
        count=count,
        filters=filters,
        deed=deed_words(asked, known),
        back=back(read),
        form=read.form,
        key=new_token(),
        tabs=TABS,
    )


def _told(path: str, act_id: int | None, count: int) -> Any:
    from flask import flash

    if act_id is None:
        return go(path, "inventory.act.same")
    flash(done_words(count), f"undo-{act_id}")
    return go(path)


def _said(read: Reader, known: Any) -> str:
    wanted = read_one(read)
    return deed_words(Asked(selecting.Deed(wanted)), known)


def _grid(args: dict[str, str], form: Form | None) -> Any:
    shown_as = shown_args(args)
    with reading() as session:
        shown = read_grid(session, shown_as, args.get("after"))
    return part(
        "inventory/list.html",
        "list",
        "inventory/index.html",
        status=form.status if form else 200,
        shown=shown,
        args=shown_as,
        form=form or Form(),
        picked=set(form.values.getlist("item")) if form and hasattr(form.values, "getlist") else set(),
        started="after" in args,
        key=new_token(),
        tabs=TABS,
        stocks=STOCKS,
        states=STATES,
        zone=g.store.timezone,
        ever=shown.head.total > 0,
        all_name=ALL,
        **helpers(),
    )


def helpers() -> dict[str, Any]:
    """What templates of this room say rows with."""
    now = clock.now()
    return {
        "square_of": square_of,
        "why": lambda row, place, known: why(row, place, known, now),
        "why_absent": lambda row, place, known: why(row, place, known, now, plainly_shown=False),
        "state_words": lambda state, kind: t(f"inventory.state.{'shop' if kind == 'pos' else 'web'}.{state}"),
    }
