"""Contact → delivery → payment → review: each an address of its own, so back and forward are safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request

from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.ordering import commands, ports, queries
from engine.ordering.models import Checkout, Payment
from engine.ordering.queries import CheckoutView, Step
from engine.ordering.rules.contact import address_of, countries
from storefront.checkout.doors import elsewhere
from storefront.checkout.pictures import logo_of, pictures_of
from storefront.checkout.visit import current_checkout
from storefront.platform import locale, page
from storefront.same_origin import check_same_origin
from storefront.wording import TEXTS

room = Blueprint("checkout_steps", __name__)

FIRST_COUNTRIES = ("DE", "AT", "CH", "FR", "NL", "GB", "US")
CARD_FIELDS = ("card_name", "card_expiry")
"""What is shown again after a mistake; number and code are typed anew."""


@room.get("/contact")
def contact() -> Any:
    """Who buys."""
    return show("contact")


@room.post("/contact")
def give_contact() -> Any:
    """Keep who buys."""
    return _take(
        "contact",
        lambda session, checkout: commands.set_contact(
            session,
            checkout.id,
            email=request.form.get("email"),
            phone=request.form.get("phone"),
            marketing=bool(request.form.get("marketing")),
        ),
    )


@room.get("/delivery")
def delivery() -> Any:
    """Where to, and how."""
    return show("delivery")


@room.get("/delivery/methods")
def delivery_methods() -> Any:
    """The ways to deliver to another country, as a fragment for the form."""
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None or elsewhere(session, checkout) is not None:
            return Response("", 204)
        view = queries.checkout_view(session, checkout, country=request.args.get("country", "")[:2].upper())
        return page("checkout/_methods.html", view=view, errors={}, chosen=_chosen(view), kind="ship")


@room.post("/delivery")
def give_delivery() -> Any:
    """Keep where to, and how."""
    kind = "pickup" if request.form.get("kind") == "pickup" else "ship"
    method = request.form.get(f"{kind}_method", "")
    return _take(
        "delivery",
        lambda session, checkout: commands.set_delivery(
            session,
            checkout.id,
            request.form,
            int(method) if method.isdigit() and len(method) < 17 else None,
            kind=kind,
        ),
    )


@room.get("/payment")
def payment() -> Any:
    """How to pay."""
    return show("payment")


@room.post("/payment")
def give_payment() -> Any:
    """Keep how to pay. The card goes to its gateway, and a token comes back; only that is kept."""
    return _take("payment", _choose_payment)


@room.get("/review")
def review() -> Any:
    """Everything at a glance, before it is paid for."""
    return show("review")


@room.post("/adjustments")
def adjust() -> Any:
    """Take what is left: quantities come down to the stock, what is no longer sold goes."""
    check_same_origin(request, strict=True)
    with g.services.db.write(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None:
            return page("gone.html", 404, reason="nothing")
        gone = elsewhere(session, checkout)
        if gone is not None:
            return gone
        left = commands.take_what_is_left(session, checkout.cart_id)
    return redirect("/review" if left else g.addresses.url("/cart"), 303)


def show(
    step: Step,
    *,
    status: int = 200,
    errors: dict[str, Refused] | None = None,
    refusal: Refused | None = None,
) -> Any:
    """The page of a step; a step that cannot be entered yet leads to the one that is missing."""
    with g.services.db.read(g.store.id) as session:
        checkout = current_checkout(session)
        if checkout is None:
            return page("gone.html", 404 if request.method == "POST" else 200, reason="nothing")
        gone = elsewhere(session, checkout)
        if gone is not None:
            return gone
        view = queries.checkout_view(session, checkout)
        if not view.cart.lines:
            return page("gone.html", reason="empty")
        if not view.may_enter(step):
            return redirect(f"/{view.open_step}", 303)
        return page(
            f"checkout/{step}.html",
            status,
            **_values(session, view, step),
            errors=errors or {},
            refusal=refusal,
        )


def _take(step: Step, keep: Callable[[StoreSession, Checkout], CheckoutView]) -> Any:
    check_same_origin(request, strict=True)
    try:
        with g.services.db.write(g.store.id) as session:
            checkout = current_checkout(session)
            if checkout is None:
                return page("gone.html", 404, reason="nothing")
            gone = elsewhere(session, checkout)
            if gone is not None:
                return gone
            after = keep(session, checkout).open_step
    except Invalid as invalid:
        return show(step, status=422, errors=invalid.errors)
    except Refused as refusal:
        return show(
            step,
            status=refusal.status,
            errors={refusal.field: refusal} if refusal.field else {},
            refusal=refusal,
        )
    # someone who came back to change one thing goes straight on to what is still open
    return redirect(f"/{after}", 303)


def _choose_payment(session: StoreSession, checkout: Checkout) -> CheckoutView:
    view = queries.checkout_view(session, checkout)
    kind = view.delivery.kind if view.delivery else None
    chosen = request.form.get("payment", "")
    options = queries.payment_options(session, kind)
    option = next((one for one in options if one.key == chosen), options[0] if len(options) == 1 else None)
    gateway = ports.gateways().get(option.gateway) if option else None
    if option is None or gateway is None:
        raise Refused("checkout.payment_missing", field="payment")
    errors: dict[str, Refused] = {}
    billing, prepared = None, None
    if request.form.get("billing") == "other":
        try:
            billing = address_of(request.form, prefix="billing_")
        except Invalid as invalid:
            errors |= invalid.errors
    try:
        prepared = gateway.prepare(option.option, request.form.to_dict())
    except Invalid as invalid:
        errors |= invalid.errors
    if errors or prepared is None:
        raise Invalid(errors)
    return commands.set_payment(
        session, checkout.id, option, prepared, billing=billing, note=request.form.get("note", "")
    )


def _values(session: StoreSession, view: CheckoutView, step: Step) -> dict[str, Any]:
    checkout = view.checkout
    values: dict[str, Any] = {
        "view": view,
        "checkout": checkout,
        "step": step,
        "steps": queries.STEPS,
        "form": _form(view, step),
        "logo": logo_of(session),
        "pictures": pictures_of(session, (line.offer.media_id for line in view.cart.lines if line.offer)),
        "resume_url": g.addresses.url(f"/c/{checkout.token}", "checkout"),
        "decline": _decline(queries.last_payment(session, checkout.id)),
    }
    if step in ("delivery", "payment"):
        values["countries"] = _countries(session if step == "delivery" else None)
    if step == "delivery":
        values["chosen"] = _chosen(view)
    if step == "payment":
        kind = view.delivery.kind if view.delivery else None
        values["options"] = queries.payment_options(session, kind)
    return values


def _decline(payment: Payment | None) -> str | None:
    """Why the last attempt came to nothing, as a locale key; None when it did not."""
    if payment is None or payment.state not in ("declined", "voided"):
        return None
    code = (payment.decline_code or "generic").rpartition(".")[2]
    key = f"payment.declined.{code}"
    return key if TEXTS.has(key) else "payment.declined.generic"


def _form(view: CheckoutView, step: Step) -> dict[str, str]:
    """What the fields show: what was just typed, else what is kept."""
    if request.method == "POST":
        typed = {name: value for name, value in request.form.items() if not name.startswith("card_")}
        return typed | {name: request.form.get(name, "") for name in CARD_FIELDS}
    checkout = view.checkout
    if step == "contact":
        kept: dict[str, Any] = {"email": checkout.email, "phone": checkout.phone}
        kept["marketing"] = "1" if checkout.accepts_marketing else ""
    elif step == "delivery":
        kept = dict(checkout.shipping_address or {})
        kept["kind"] = _kind(view)
        kept["collector"] = kept.get("name")
        kept["phone"] = kept.get("phone") or checkout.phone
    else:
        kept = {f"billing_{name}": value for name, value in (checkout.billing_address or {}).items()}
        billed_apart = bool(checkout.billing_address) and "line1" in (checkout.billing_address or {})
        kept["billing"] = "other" if billed_apart else "same"
        kept["note"] = checkout.note
        method = (checkout.payment_method or {}).get("option")
        kept["payment"] = f"{checkout.gateway}:{method}" if method else ""
    return {name: str(value) for name, value in kept.items() if value}


def _chosen(view: CheckoutView) -> set[str]:
    """Ids of the methods that are ticked: what was chosen, else the first of each kind."""
    typed = {request.form.get(f"{kind}_method", "") for kind in ("ship", "pickup")} - {""}
    if typed:
        return typed
    kept = view.delivery
    first = {
        kind: next((str(one.id) for one in view.options if one.kind == kind), "")
        for kind in ("ship", "pickup")
    }
    return set((first | ({kept.kind: str(kept.id)} if kept else {})).values())


def _kind(view: CheckoutView) -> str:
    wanted = request.args.get("kind")
    if wanted in ("ship", "pickup"):
        return wanted
    if view.delivery:
        return view.delivery.kind
    return view.options[0].kind if view.options and all(o.kind == "pickup" for o in view.options) else "ship"


def _countries(session: StoreSession | None) -> list[tuple[str, str]]:
    """(code, name) for the list: those nearest first, then all by name; only those shipped to, if it is about shipping."""
    named = countries(locale())
    served = ports.rates().countries(session) if session is not None else None
    codes = [code for code in named if served is None or code in served]
    first = [code for code in FIRST_COUNTRIES if code in codes] if served is None else []
    return [(code, named[code]) for code in first] + [
        (code, named[code]) for code in codes if code not in first
    ]
