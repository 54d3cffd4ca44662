"""Delivery methods."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.choices import countries
from admin.shell.forms import Form, Reader, as_amount, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.inventory.queries import locations
from engine.shipping import commands, queries

room = make_room("delivery", __name__, "delivery")


@room.get("/delivery")
def index() -> Any:
    """Every way to get an order."""
    with reading() as session:
        methods = queries.methods(session)
    return page("delivery/index.html", methods=methods)


@room.get("/delivery/new")
def new() -> Any:
    """An empty form."""
    return _page(None, None)


@room.post("/delivery")
def create() -> Any:
    """A new way."""
    made, refused = attempt(lambda session: commands.create_method(session, read_method(), g.actor))
    if refused or made is None:
        return _page(None, refused)
    return go("/delivery", "delivery.created", name=made.name)


@room.get("/delivery/<int:method_id>")
def edit(method_id: int) -> Any:
    """One way."""
    return _page(method_id, None)


@room.post("/delivery/<int:method_id>")
def update(method_id: int) -> Any:
    """Save it."""

    def action(session: StoreSession) -> None:
        _method(session, method_id)
        commands.update_method(session, method_id, read_method(), g.actor)

    _, refused = attempt(action)
    return _page(method_id, refused) if refused else go(f"/delivery/{method_id}", "form.saved")


def read_method() -> commands.MethodInput:
    """The form as a command takes it; the set-up checklist uses it too."""
    read = Reader()
    price = read.amount("price", g.store.currency, 0)
    free = read.amount("free_from", g.store.currency)
    read.check()
    return commands.MethodInput(
        name=read.text("name"),
        kind=read.text("kind", "ship"),
        price_minor=price or 0,
        free_from_minor=free,
        countries=[code for code in read.text("countries").replace(",", " ").split() if code][:250],
        promise=read.text("promise")[:120],
        location_id=read.record_id("location_id"),
        is_active=not read.flag("is_off"),
    )


def _method(session: StoreSession, method_id: int) -> Any:
    found = next((one for one in queries.methods(session) if one.id == method_id), None)
    if found is None:
        raise NotFound("record.not_found")
    return found


def _page(method_id: int | None, form: Form | None) -> Any:
    with reading() as session:
        method = _method(session, method_id) if method_id is not None else None
        places = locations(session)
    if form is None and method is not None:
        form = Form(
            {
                "name": method.name,
                "kind": method.kind,
                "price": as_amount(method.price_minor, g.store.currency),
                "free_from": as_amount(method.free_from_minor, g.store.currency),
                "countries": " ".join(method.countries),
                "promise": method.promise,
                "location_id": method.location_id,
                "is_off": "" if method.is_active else "1",
            }
        )
    form = form or Form({"kind": "ship"})
    return page(
        "delivery/edit.html",
        status=form.status,
        form=form,
        method=method,
        places=places,
        countries=countries(g.store.locale),
    )
