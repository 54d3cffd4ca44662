"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from engine.base.errors import Refused
from engine.ordering.commands import forget_buyer
from engine.rendering.queries import FormState
from engine.stores.commands import customers
from engine.stores.passwords import matches
from engine.stores.queries import account_by_email, signed_in_customer
from storefront.account import fields, tries
from storefront.account.access import make_room, open_page, refused_form, say
from storefront.account.cookie import customer_token, sign_browser_in, sign_browser_out
from storefront.cart.cookie import cart_token
from storefront.pages.posts import inside
from storefront.pages.rendering import own_content
from storefront.same_origin import check_same_origin

room = make_room("sign_in")


@room.get("/account/login")
def form() -> Any:
    """The form; somebody signed in goes straight on."""
    return redirect(_onward(request.args), 302) if is_signed_in() else open_page("login")


@room.post("/account/login")
def sign_in() -> Any:
    """Attempt → commit → password → commit: no lock is held while the password is checked."""
    check_same_origin(request)
    if request.form.get("form_type") == "guest_login":
        return redirect(inside(request.form.get("checkout_url") or "/cart"), 303)
    typed, password = fields.group("customer"), fields.secret("password")
    email = typed.get("email", "")
    try:
        attempt = tries.begin_sign_in(email)
        with g.services.db.read(g.store.id) as session:
            known = account_by_email(session, email)
        if not matches(known.password_hash if known else None, password) or known is None:
            raise Refused("customers.sign_in_wrong")
    except Refused as refusal:
        kept = {name: request.form[name] for name in ("return_to", "checkout_url") if name in request.form}
        return open_page(
            "login", form=refused_form("customer_login", typed | kept, refusal), status=refusal.status
        )
    with g.services.db.write(g.store.id) as session:
        token = customers.finish_customer_sign_in(
            session, attempt, known.id, password, request.user_agent.string
        )
        customers.end_customer_session(session, customer_token())
    return sign_browser_in(redirect(_onward(request.form), 303), token)


@room.get("/account/logout")
def ask_to_leave() -> Any:
    """Themes link here; leaving ends a session, which is a write, so it takes a press of this page's button."""
    if not is_signed_in():
        return redirect("/", 302)
    words = {name: escape(say(name)) for name in ("leave", "leave_text", "leave_do", "leave_not")}
    # Whatever the pack, the page has some air: the policy of themed pages lets style attributes stand.
    air = Markup("display:grid;gap:1.5rem;justify-items:start;padding-block:3rem")
    return own_content(
        say("leave"),
        Markup(
            '<div class="page-width wrap" style="{air}"><h1 class="listing__title">{leave}</h1><p>{leave_text}</p>'
            '<form method="post" action="/account/logout"><p><button type="submit" class="button">{leave_do}</button></p>'
            '</form><p><a href="/account">{leave_not}</a></p></div>'
        ).format(air=air, **words),
    )


@room.post("/account/logout")
def sign_out() -> Any:
    """Leave this browser. What the checkout knew of the customer is forgotten, for the next person at this browser."""
    check_same_origin(request)
    token = customer_token()
    with g.services.db.write(g.store.id) as session:
        customer = signed_in_customer(session, token)
        if customer is not None:
            forget_buyer(session, cart_token(), customer.id)
        customers.end_customer_session(session, token)
    return sign_browser_out(redirect("/", 303))


@room.post("/account/recover")
def recover() -> Any:
    """Ask for a new password: the answer is the same for an address that nobody has."""
    check_same_origin(request)
    typed = {"email": fields.plain("email") or fields.group("customer").get("email", "")}
    try:
        customers.email_of(typed["email"])
        tries.begin_letter(typed["email"])
        with g.services.db.write(g.store.id) as session:
            customers.recover(session, email=typed["email"])
    except Refused as refusal:
        state = refused_form("recover_customer_password", typed, refusal)
        return open_page("login", form=state, status=refusal.status)
    return open_page("login", form=FormState("recover_customer_password", {}, {}, posted=True))


def is_signed_in() -> bool:
    """Whether this browser's cookie is somebody's."""
    with g.services.db.read(g.store.id) as session:
        return signed_in_customer(session, customer_token()) is not None


def enter(customer_id: int, target: str = "/account") -> Response:
    """Give this browser a new session after its visitor has shown who they are by mail."""
    with g.services.db.write(g.store.id) as session:
        token = customers.start_customer_session(session, customer_id, request.user_agent.string)
        customers.end_customer_session(session, customer_token())
    return sign_browser_in(redirect(target, 303), token)


def _onward(given: Any) -> str:
    return inside(given.get("checkout_url") or given.get("return_to") or "/account")
