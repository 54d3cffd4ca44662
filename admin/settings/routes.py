"""Settings: one page, one form per matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g

from admin.files.pictures import picture_url
from admin.settings import actions
from admin.shell.access import room as make_room
from admin.shell.choices import countries, currencies, zones
from admin.shell.forms import Form, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.stores import ports, queries

room = make_room("settings", __name__, "settings")

MATTERS: dict[str, Callable[[StoreSession], None]] = {
    "profile": actions.save_profile,
    "currency": actions.save_currency,
    "payment": actions.save_payment,
    "password": actions.save_password,
}


@room.get("/settings")
def show() -> Any:
    """Everything there is to set."""
    return _page({})


@room.post("/settings/<matter>")
def save(matter: str) -> Any:
    """Save one matter."""
    action = MATTERS.get(matter) or abort(404)
    _, refused = attempt(action, uploads=("logo",))
    return _page({matter: refused}) if refused else go(f"/settings#{matter}", f"settings.{matter}.saved")


@room.post("/settings/doors")
def open_doors() -> Any:
    """Open the shop."""
    _, refused = attempt(actions.open_doors)
    return _page({"doors": refused}) if refused else go("/settings#doors", "settings.doors.opened")


@room.post("/settings/doors/closing")
def close_doors() -> Any:
    """Close the shop."""
    _, refused = attempt(actions.close_doors)
    return _page({"doors": refused}) if refused else go("/settings#doors", "settings.doors.closed")


def _page(forms: dict[str, Form]) -> Any:
    with reading() as session:
        row = queries.store_row(session)
        fixed = ports.has_sales()(session)
        logo = picture_url(session, row.logo_media_id, 160)
    status = max((form.status for form in forms.values()), default=200)
    address = {f"address.{part}": value for part, value in (row.address or {}).items()}
    shown = {
        "profile": Form(
            {
                "name": row.name,
                "tagline": row.tagline,
                "description": row.description,
                "email": row.email,
                "phone": row.phone,
                "timezone": row.timezone,
                **address,
            }
        ),
        "currency": Form(
            {
                "currency": row.currency,
                "tax_rate": f"{row.tax_rate_bp / 100:g}",
                "prices_include_tax": "1" if row.prices_include_tax else "0",
            }
        ),
        "payment": Form({"gateways": row.payment_gateways, "transfer_details": row.transfer_details}),
        "password": Form(),
        "doors": Form(),
    } | forms
    for matter, form in shown.items():
        form.prefix = f"{matter}-"
    return page(
        "settings/settings.html",
        status=status,
        forms=shown,
        row=row,
        logo=logo,
        currency_fixed=fixed,
        gateways=ports.gateway_names()(),
        currencies=currencies(g.store.locale),
        countries=[("", ""), *countries(g.store.locale)],
        zones=zones(),
    )
