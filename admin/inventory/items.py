"""One item: where it is offered and why not, what is planned, its rule, and what happened."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.inventory.routes import helpers
from admin.inventory.tabs import TABS
from admin.inventory.telling import act_words
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.publishing import as_field, needed_moment
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.inventory import commands
from engine.inventory.commands import selecting
from engine.inventory.commands.selecting import Deed, Selection
from engine.inventory.queries import ONLINE, STATES
from engine.inventory.queries.acts import history
from engine.inventory.queries.grid import grid_row, places

room = make_room("inventory_items", __name__, "catalogue")


@room.get("/inventory/items/<int:item_id>")
def show(item_id: int) -> Any:
    """The item's page."""
    return _page(item_id, None)


@room.post("/inventory/items/<int:item_id>/plans")
def plan(item_id: int) -> Any:
    """A designation that a job makes at that moment."""

    def action(session: StoreSession) -> None:
        read = Reader()
        due_at = needed_moment(read, "due_at")
        channel = read.record_id("channel") or ONLINE
        commands.plan_designation(session, [item_id], channel, read.text("to"), due_at, g.actor)

    _, refused = attempt(action)
    if refused:
        return _page(item_id, refused)
    return go(f"/inventory/items/{item_id}", "inventory.act.planned", count=1)


@room.post("/inventory/items/<int:item_id>/plans/<int:plan_id>/cancellation")
def cancel_plan(item_id: int, plan_id: int) -> Any:
    """Take a planned designation back."""

    def action(session: StoreSession) -> None:
        row = grid_row(session, item_id)
        found = next((each for each in row.plans if each.id == plan_id), None)
        if found is None:
            raise NotFound("record.not_found")
        commands.cancel_plans(session, [item_id], found.channel_id, due_at=found.due_at)

    _, refused = attempt(action)
    return (
        _page(item_id, refused) if refused else go(f"/inventory/items/{item_id}", "inventory.plan.cancelled")
    )


@room.post("/inventory/items/<int:item_id>/floor")
def set_floor(item_id: int) -> Any:
    """With fewer than this many left in the shops the item is only shown; empty takes the rule away."""

    def action(session: StoreSession) -> None:
        read = Reader()
        floor = read.whole("floor", None, least=1, most=1_000_000)
        read.check()
        channel = read.record_id("channel") or ONLINE
        grid_row(session, item_id)
        selecting.designate_selection(session, Selection((item_id,)), Deed(floors={channel: floor}), g.actor)

    _, refused = attempt(action)
    return _page(item_id, refused) if refused else go(f"/inventory/items/{item_id}", "form.saved")


def _page(item_id: int, form: Form | None) -> Any:
    with reading() as session:
        row = grid_row(session, item_id)
        known = places(session, with_closed=True)
        past = history(session, item_id)
    names = {place.id: place.name for place in known}
    return page(
        "inventory/item.html",
        status=form.status if form else 200,
        form=form or Form({"floor": row.offer(ONLINE).floor, "to": "for_sale", "channel": str(ONLINE)}),
        row=row,
        places=known,
        open_places=[place for place in known if place.is_active],
        names=names,
        past=past,
        states=STATES,
        zone=g.store.timezone,
        tabs=TABS,
        as_field=as_field,
        act_words=act_words,
        **helpers(),
    )
