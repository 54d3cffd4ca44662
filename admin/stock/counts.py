"""Counts of a location: scan, correct, apply."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.inventory import commands, queries
from engine.inventory.models import StockCount

room = make_room("counts", __name__, "catalogue")


@room.get("/counts")
def index() -> Any:
    """Counts, newest first, and the form for another."""
    return _index(Form())


@room.post("/counts")
def create() -> Any:
    """Begin to count a location."""

    def action(session: StoreSession) -> int:
        read = Reader()
        return commands.open_count(
            session, read.record_id("location_id") or 0, name=read.text("name"), actor=g.actor
        ).id

    made, refused = attempt(action)
    return _index(refused) if refused else go(f"/counts/{made}", "counts.opened")


@room.get("/counts/<int:count_id>")
def show(count_id: int) -> Any:
    """One count, last counted first."""
    return _page(count_id, Form())


@room.post("/counts/<int:count_id>/items")
def count(count_id: int) -> Any:
    """One item by its code; scanned again, one more is added unless a number is given."""

    def action(session: StoreSession) -> None:
        read = Reader()
        units = read.whole("counted", None)
        read.check()
        item_id = queries.item_of_code(session, read.text("code"))
        commands.count_item(
            session, count_id, item_id, 1 if units is None else units, actor=g.actor, add=units is None
        )

    _, refused = attempt(action)
    return _page(count_id, refused) if refused else go(f"/counts/{count_id}#f-code")


@room.post("/counts/<int:count_id>/apply")
def apply(count_id: int) -> Any:
    """Make the books say what was counted, in small transactions."""
    changed = right = 0
    while True:
        done, refused = attempt(lambda session: commands.apply_count(session, count_id, actor=g.actor))
        if refused or done is None:
            return _page(count_id, refused or Form())
        changed, right = changed + done.changed, right + done.right
        if done.changed + done.right < commands.COUNT_AT_ONCE:
            break
    said = "counts.applied_waiting" if done.waiting else "counts.applied_now"
    return go(f"/counts/{count_id}", said, changed=changed, right=right, waiting=done.waiting)


@room.post("/counts/<int:count_id>/drop")
def drop(count_id: int) -> Any:
    """End it without what was not applied."""
    _, refused = attempt(lambda session: commands.drop_count(session, count_id, actor=g.actor))
    return _page(count_id, refused) if refused else go("/counts", "counts.dropped_now")


def _index(form: Form) -> Any:
    with reading() as session:
        listed = queries.stock_counts(session, cursor=request.args.get("after"))
        places = queries.locations(session, with_closed=True)
    return page(
        "stock/counts.html",
        status=form.status,
        form=form,
        listed=listed,
        names={place.id: place.name for place in places},
        places=[(place.id, place.name) for place in places if place.is_active],
        started="after" in request.args,
    )


def _page(count_id: int, form: Form) -> Any:
    with reading() as session:
        count = session.find(StockCount, count_id)
        if count is None:
            raise NotFound("record.not_found")
        lines = queries.count_lines(session, count_id, limit=200)
        items = queries.named(session, [line.item_id for line in lines])
        place = next(
            (p.name for p in queries.locations(session, with_closed=True) if p.id == count.location_id), ""
        )
        view = queries.count_view(session, count)
    return page(
        "stock/count.html", status=form.status, form=form, view=view, lines=lines, items=items, place=place
    )
