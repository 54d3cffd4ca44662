"""`/pickup`: the form of a product that is bought in a shop, and the page that says what is kept."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Blueprint, Response, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from engine.base.errors import Invalid, Refused
from engine.inventory import commands, queries
from engine.inventory.commands import Wish
from storefront.pages.rendering import locale, not_found, own_content
from storefront.pickup.page import Typed, form, shown_again
from storefront.same_origin import check_same_origin
from storefront.wording import TEXTS, supported

room = Blueprint("pickup", __name__)


@room.post("/pickup")
def ask() -> AnyResponse:
    """Have it kept; then on to the page that says so."""
    check_same_origin(request)
    typed = Typed.of(request.form)
    try:
        with g.services.db.write(g.store.id) as session:
            wish = Wish(typed.variant_id, typed.location_id, typed.count, typed.name, typed.email)
            hold = commands.hold_for_pickup(session, wish, locale=locale(), address_hash=_visitor())
    except Invalid as faults:
        return shown_again(typed, faults.errors, faults.status)
    except Refused as refusal:
        return shown_again(typed, {refusal.field or "form": refusal}, refusal.status)
    return redirect(f"/pickup/{hold.token}", 303)


@room.get("/pickup")
def empty() -> AnyResponse:
    """The form by itself, for links: `?id=VARIANT`."""
    return form(Typed.of(request.args))


@room.get("/pickup/<token>")
def kept(token: str) -> AnyResponse:
    """What is kept, where and until when; with the number to say there."""
    with g.services.db.read(g.store.id) as session:
        hold = queries.pickup_by_token(session, token)
    if hold is None:
        return not_found()
    return _private(own_content(_say("title"), _story(hold)))


def _story(hold: queries.PickupView) -> Markup:
    line = Markup("<p>{} × {}<br><strong>{}</strong></p>").format(
        hold.quantity, hold.title, hold.location_name
    )
    if hold.state != "waiting":
        return Markup('<div class="buy-in-shop"><h1>{}</h1>{}</div>').format(_say(f"over_{hold.state}"), line)
    until = format_datetime(
        hold.until.astimezone(ZoneInfo(g.store.timezone)), "EEEE d MMMM, HH:mm", locale=supported(locale())
    )
    return Markup(
        '<div class="buy-in-shop"><h1>{}</h1>{}<p>{}: <strong class="buy-in-shop__number">{}</strong></p><p>{}</p><p>{}</p></div>'
    ).format(
        _say("thanks"),
        line,
        _say("number"),
        hold.number,
        _say("until", until=until),
        _say("say", email=hold.email),
    )


def _private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"  # the address is the key to the page
    return response


def _say(key: str, **values: Any) -> str:
    return TEXTS.get(f"pickup.{key}", supported(locale()), **values)


def _visitor() -> str:
    """The network address as a keyed hash: enough for a limit, and no address."""
    return str(g.services.signer.short("pickup address", f"{g.store.id} {request.remote_addr or 'unknown'}"))
