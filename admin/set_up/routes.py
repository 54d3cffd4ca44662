"""The set-up checklist. Each step is done in place and ticked by the command that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, request

from admin.delivery.routes import read_method
from admin.files.pictures import picture_url
from admin.locations.routes import read_location
from admin.settings import actions
from admin.shell.access import room as make_room
from admin.shell.choices import countries, currencies
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from admin.theme.packs import cards, pack_named
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue import commands as catalogue
from engine.catalogue import queries as catalogue_queries
from engine.inventory import commands as inventory
from engine.inventory import queries as inventory_queries
from engine.shipping import commands as shipping
from engine.shipping import queries as shipping_queries
from engine.stores import commands, ports, queries
from engine.stores.rules import STEPS, next_step
from engine.themes import commands as themes
from engine.themes import queries as theme_queries

room = make_room("set_up", __name__, "settings")


@room.get("/set-up")
def show() -> Any:
    """The list; the next step stands open."""
    return _page({}, request.args.get("step"))


@room.post("/set-up/steps/<step>")
def do(step: str) -> Any:
    """Do one step."""
    deed = DEEDS.get(step) or abort(404)

    def action(session: StoreSession) -> None:
        deed(session)
        commands.mark_step(session, step)

    _, refused = attempt(action, uploads=("logo", "picture"))
    if refused:
        return _page({step: refused}, step)
    return go("/set-up", f"set_up.step.{step}.done")


@room.post("/set-up/password")
def password() -> Any:
    """The password that lets friends in before the doors open."""
    _, refused = attempt(actions.save_password)
    return (
        _page({"password": refused}, "doors")
        if refused
        else go("/set-up?step=doors", "settings.password.saved")
    )


def _first_product(session: StoreSession) -> None:
    read = Reader()
    price = read.amount("price", g.store.currency)
    stock = read.whole("stock", 0, most=1_000_000)
    if price is None and "price" not in read.wrong:
        read.refuse("price", "form.needed")
    read.check()
    product = catalogue.create_product(
        session,
        catalogue.ProductInput(
            title=read.text("title"), description_html=read.text("description_html"), status="active"
        ),
        g.actor,
        variants=[catalogue.VariantInput(price_minor=price or 0, on_hand=stock)],
    )
    if "picture" in g.uploads:
        catalogue.attach_media(session, product.id, [g.uploads["picture"]])


def _location(session: StoreSession) -> None:
    places = inventory_queries.locations(session)
    if places:
        inventory.update_location(session, places[0].id, read_location(list(places[0].hours)), g.actor)
    else:
        inventory.create_location(session, read_location(), g.actor)


def _delivery(session: StoreSession) -> None:
    known = shipping_queries.methods(session)
    if known:
        shipping.update_method(session, known[0].id, read_method(), g.actor)
    else:
        shipping.create_method(session, read_method(), g.actor)


def _theme(session: StoreSession) -> None:
    pack = pack_named(session, Reader().text("pack"))
    if pack is None:
        raise Refused("form.needed", field="pack")
    themes.wear_pack(session, pack, actor=g.actor)


DEEDS: dict[str, Callable[[StoreSession], None]] = {
    "identity": actions.save_profile,
    "currency": actions.save_currency,
    "product": _first_product,
    "location": _location,
    "delivery": _delivery,
    "payment": actions.save_payment,
    "theme": _theme,
    "doors": actions.open_doors,
}


def _page(forms: dict[str, Form], opened: str | None) -> Any:
    with reading() as session:
        row = queries.store_row(session)
        logo = picture_url(session, row.logo_media_id, 160)
        places = inventory_queries.locations(session)
        methods = shipping_queries.methods(session)
        products = catalogue_queries.pick_products(session, limit=3)
        theme = theme_queries.main_theme(session)
        fixed = ports.has_sales()(session)
        packs = [card for card in cards(session, g.store.locale) if card.can_be_worn]
    shown = {
        "identity": Form({"name": row.name, "tagline": row.tagline, "email": row.email}),
        "currency": Form(
            {
                "currency": row.currency,
                "tax_rate": f"{row.tax_rate_bp / 100:g}",
                "prices_include_tax": "1" if row.prices_include_tax else "0",
            }
        ),
        "product": Form({"stock": "10"}),
        "location": Form(_location_values(places[0]) if places else {"kind": "warehouse"}),
        "delivery": Form(_method_values(methods[0]) if methods else {}),
        "payment": Form({"gateways": row.payment_gateways}),
        "theme": Form({"pack": theme.pack if theme else packs[0].name if packs else ""}),
        "doors": Form(),
        "password": Form(),
    } | forms
    for step, form in shown.items():
        form.prefix = f"{step}-"
    done = [step for step in STEPS if step in row.checklist]
    following = next_step(done)
    return page(
        "set_up/checklist.html",
        status=max((form.status for form in forms.values()), default=200),
        forms=shown,
        steps=STEPS,
        done=done,
        following=following,
        opened=opened if opened in STEPS else following,
        row=row,
        logo=logo,
        products=products,
        packs=packs,
        currency_fixed=fixed,
        currencies=currencies(g.store.locale),
        countries=[("", ""), *countries(g.store.locale)],
        gateways=ports.gateway_names()(),
    )


def _location_values(place: Any) -> dict[str, Any]:
    address = {f"address.{part}": value for part, value in (place.address or {}).items()}
    return {
        "name": place.name,
        "kind": place.kind,
        "offers_pickup": "1" if place.offers_pickup else "",
        **address,
    }


def _method_values(method: Any) -> dict[str, Any]:
    from admin.shell.forms import as_amount

    return {
        "name": method.name,
        "promise": method.promise,
        "price": as_amount(method.price_minor, g.store.currency),
        "free_from": as_amount(method.free_from_minor, g.store.currency),
        "countries": " ".join(method.countries),
    }
