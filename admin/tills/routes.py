"""Tills: devices, their codes, and who may sell at them."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.inventory.queries import locations, open_oversells
from engine.stores.queries import all_staff, staff_by_id
from engine.tills import commands, ports, queries

room = make_room("tills", __name__, "delivery")


@room.get("/tills")
def index() -> Any:
    """Every till, and who has a PIN."""
    return _index(None)


@room.get("/tills/new")
def new() -> Any:
    """An empty form."""
    return _new(None)


@room.post("/tills")
def create() -> Any:
    """A new till: the page with its code."""
    read = Reader()
    made, refused = attempt(
        lambda session: commands.add_device(
            session, read.record_id("location_id") or 0, read.text("name"), g.actor
        )
    )
    if refused or made is None:
        return _new(refused)
    return page("tills/code.html", device=made[0], code=made[1], address=_address())


@room.get("/tills/<int:device_id>")
def edit(device_id: int) -> Any:
    """One till."""
    return _device(device_id, None)


@room.post("/tills/<int:device_id>")
def update(device_id: int) -> Any:
    """Save it."""
    read = Reader()
    _, refused = attempt(
        lambda session: commands.change_device(
            session, device_id, name=read.text("name"), terminal=read.optional("terminal"), actor=g.actor
        )
    )
    return _device(device_id, refused) if refused else go(f"/tills/{device_id}", "form.saved")


@room.post("/tills/<int:device_id>/code")
def code(device_id: int) -> Any:
    """A new code: shown on this page, and never again."""
    made, refused = attempt(lambda session: commands.make_code(session, device_id, g.actor))
    if made is None:
        return _device(device_id, refused)
    return page("tills/code.html", device=made[0], code=made[1], address=_address())


@room.post("/tills/<int:device_id>/revocation")
def revoke(device_id: int) -> Any:
    """End its key."""
    attempt(lambda session: commands.revoke(session, device_id, g.actor))
    with reading() as session:
        name = queries.device_by_id(session, device_id).device.name
    return go(f"/tills/{device_id}", "till_room.revoked", name=name)


@room.post("/tills/pins/<int:staff_id>")
def set_pin(staff_id: int) -> Any:
    """Give somebody a PIN."""
    _, refused = attempt(lambda session: commands.set_pin(session, staff_id, Reader().text("pin"), g.actor))
    if refused:
        refused.prefix = f"pin-{staff_id}-"
        return _index(refused, staff_id)
    return go("/tills", "till_room.pin_saved", name=_name(staff_id))


@room.post("/tills/pins/<int:staff_id>/removal")
def remove_pin(staff_id: int) -> Any:
    """Take it away."""
    attempt(lambda session: commands.remove_pin(session, staff_id, g.actor))
    return go("/tills", "till_room.pin_removed", name=_name(staff_id))


def _name(staff_id: int) -> str:
    with reading() as session:
        return staff_by_id(session, staff_id).name


def _address() -> str:
    return str(g.addresses.url("/till/", "admin"))


def _index(form: Form | None, staff_id: int | None = None) -> Any:
    with reading() as session:
        devices = queries.devices(session)
        people = [staff for staff in all_staff(session) if staff.disabled_at is None]
        sellers = {staff.id for staff in queries.sellers(session)}
        shops = [place for place in locations(session) if place.kind == "shop"]
        waiting, oversold = queries.need_a_person(session), open_oversells(session)
    return page(
        "tills/index.html",
        status=form.status if form else 200,
        devices=devices,
        people=people,
        sellers=sellers,
        has_shop=bool(shops),
        waiting=waiting,
        oversold=oversold,
        address=_address(),
        form_of=lambda one: form if form and one == staff_id else _pin_form(one),
    )


def _pin_form(staff_id: int) -> Form:
    made = Form()
    made.prefix = f"pin-{staff_id}-"
    return made


def _new(form: Form | None) -> Any:
    with reading() as session:
        shops = [place for place in locations(session) if place.kind == "shop"]
    form = form or Form()
    return page("tills/new.html", status=form.status, form=form, shops=shops)


def _device(device_id: int, form: Form | None) -> Any:
    with reading() as session:
        row = queries.device_by_id(session, device_id)
    form = form or Form({"name": row.device.name, "terminal": row.device.terminal})
    return page(
        "tills/edit.html",
        status=form.status,
        form=form,
        row=row,
        address=_address(),
        drift=round(abs(row.device.drift_seconds) / 60),
        has_terminals=ports.terminal().is_there,
    )
