"""Transfers: plan, send, receive in parts, cancel."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.signing import new_token
from engine.inventory import commands, queries
from engine.inventory.models import Transfer

room = make_room("transfers", __name__, "catalogue")
VIEWS = ("", "draft", "sent", "received", "cancelled")


@room.get("/transfers")
def index() -> Any:
    """Transfers, newest first."""
    view = request.args.get("view", "")
    states = [view] if view in VIEWS and view else []
    with reading() as session:
        listed = queries.transfers(session, states=states, cursor=request.args.get("after"))
        places = _names(session)
    return page(
        "stock/transfers.html",
        listed=listed,
        places=places,
        views=VIEWS,
        args={"view": view},
        started="after" in request.args,
    )


@room.get("/transfers/new")
def new() -> Any:
    """Where from and where to."""
    return _new(Form())


@room.post("/transfers")
def create() -> Any:
    """A draft without lines."""

    def action(session: StoreSession) -> int:
        read = Reader()
        source = read.text("from_id")
        return commands.draft_transfer(
            session,
            from_id=None if source in ("", "supplier") else read.record_id("from_id") or 0,
            to_id=read.record_id("to_id") or 0,
            quantities={},
            supplier=read.text("supplier"),
            note=read.text("note"),
            actor=g.actor,
        ).id

    made, refused = attempt(action)
    return _new(refused) if refused else go(f"/transfers/{made}", "transfers.created")


@room.get("/transfers/<int:transfer_id>")
def show(transfer_id: int) -> Any:
    """One transfer with its lines."""
    return _page(transfer_id, Form())


@room.post("/transfers/<int:transfer_id>/lines")
def save_lines(transfer_id: int) -> Any:
    """Quantities as typed, and one more item by its code."""

    def action(session: StoreSession) -> None:
        read = Reader()
        kept = {line.item_id: line.quantity for line in queries.transfer_lines(session, transfer_id)}
        for item_id in list(kept):
            typed = read.whole(f"line-{item_id}", kept[item_id])
            kept[item_id] = typed if typed is not None else kept[item_id]
        code = read.text("code")
        more = read.whole("quantity", 1, least=1)
        read.check()
        if code:
            item_id = queries.item_of_code(session, code)
            kept[item_id] = kept.get(item_id, 0) + (more or 1)
        commands.set_lines(session, transfer_id, {item: units for item, units in kept.items() if units})

    _, refused = attempt(action)
    return _page(transfer_id, refused) if refused else go(f"/transfers/{transfer_id}#f-code", "form.saved")


@room.post("/transfers/<int:transfer_id>/send")
def send(transfer_id: int) -> Any:
    """The goods leave."""
    _, refused = attempt(lambda session: commands.send_transfer(session, transfer_id, actor=g.actor))
    return _page(transfer_id, refused) if refused else go(f"/transfers/{transfer_id}", "transfers.sent_now")


@room.post("/transfers/<int:transfer_id>/receive")
def receive(transfer_id: int) -> Any:
    """What came in. ``close``: the rest never will."""

    def action(session: StoreSession) -> None:
        read = Reader()
        came = {}
        for line in queries.transfer_lines(session, transfer_id):
            units = read.whole(f"line-{line.item_id}", 0)
            if units:
                came[line.item_id] = units
        read.check()
        close = read.text("then") == "close"
        if not came and not close:
            raise Refused("inventory.nothing_received")
        commands.receive_transfer(
            session, transfer_id, came, key=read.text("key") or new_token(), actor=g.actor, close=close
        )

    _, refused = attempt(action)
    return (
        _page(transfer_id, refused) if refused else go(f"/transfers/{transfer_id}", "transfers.received_now")
    )


@room.post("/transfers/<int:transfer_id>/cancel")
def cancel(transfer_id: int) -> Any:
    """Back to where it came from."""
    _, refused = attempt(lambda session: commands.cancel_transfer(session, transfer_id, actor=g.actor))
    return (
        _page(transfer_id, refused) if refused else go(f"/transfers/{transfer_id}", "transfers.cancelled_now")
    )


def _names(session: StoreSession) -> dict[int, str]:
    return {place.id: place.name for place in queries.locations(session, with_closed=True)}


def _new(form: Form) -> Any:
    with reading() as session:
        places = [(place.id, place.name) for place in queries.locations(session)]
    return page("stock/transfer_new.html", status=form.status, form=form, places=places)


def _page(transfer_id: int, form: Form) -> Any:
    with reading() as session:
        transfer = session.find(Transfer, transfer_id)
        if transfer is None:
            raise NotFound("record.not_found")
        lines = queries.transfer_lines(session, transfer_id)
        items = queries.named(session, [line.item_id for line in lines])
        places = _names(session)
    return page(
        "stock/transfer.html",
        status=form.status,
        form=form,
        transfer=transfer,
        lines=lines,
        items=items,
        places=places,
        key=new_token(),
    )
