"""What happens by mail: opening an account, and choosing a password by a link that works once."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request

from engine.base.errors import Refused
from engine.rendering.queries import FormState
from engine.stores.commands import customers
from engine.stores.passwords import LONGEST, hash_password
from engine.stores.queries import customer_link_state
from storefront.account import fields, tries
from storefront.account.access import make_room, open_page, refused_form, say
from storefront.account.sign_in import enter, is_signed_in
from storefront.pages.rendering import locale, not_found
from storefront.same_origin import check_same_origin

room = make_room("letters")

KINDS = {"activate": customers.ACTIVATION, "reset": customers.RECOVERY}
FORMS = {
    "activate": ("activate_account", "activate_customer_password"),
    "reset": ("reset_password", "reset_customer_password"),
}
"""Page and form by the word in the link."""
SPENT = {"used": Refused("customers.link_used"), "expired": Refused("customers.link_expired")}


@room.get("/account/register")
def register_form() -> Any:
    """The form; somebody signed in goes to their account."""
    return redirect("/account", 302) if is_signed_in() else open_page("register")


@room.post("/account")
def register() -> Any:
    """Ask for an account. The answer is the same, and a letter follows, whether or not there is one already.

    A password in the form is not read: whoever typed it has not shown that the address is theirs.
    """
    check_same_origin(request)
    typed = fields.group("customer")
    email = typed.get("email", "")
    try:
        customers.email_of(email)
        tries.begin_letter(email)
        with g.services.db.write(g.store.id) as session:
            customers.register(
                session,
                email=email,
                first_name=typed.get("first_name", ""),
                last_name=typed.get("last_name", ""),
                accepts_marketing=typed.get("accepts_marketing", "") not in ("", "0", "false"),
                locale=locale(),
            )
    except Refused as refusal:
        return open_page(
            "register", form=refused_form("create_customer", typed, refusal), status=refusal.status
        )
    # Themes of the public format show such a message among the errors; ours looks at `posted_successfully?` first.
    said = {"form": say("check_mail", email=email)}
    return open_page("register", form=FormState("create_customer", {}, said, posted=True))


@room.get("/account/<any(activate, reset):kind>/<int:customer_id>/<token>")
def link(kind: str, customer_id: int, token: str) -> Any:
    """A link from a letter: choose a password, or read why it does not work and what helps."""
    name, form_kind = FORMS[kind]
    with g.services.db.read(g.store.id) as session:
        state, _ = customer_link_state(session, KINDS[kind], customer_id, token)
    if state == "unknown":
        return not_found()
    if state in SPENT:
        return open_page(name, form=refused_form(form_kind, {}, SPENT[state]), status=410)
    return open_page(name)


@room.post("/account/<any(activate, reset):kind>/<int:customer_id>/<token>")
def choose_password(kind: str, customer_id: int, token: str) -> Any:
    """Use the link and come in. A password that cannot be used leaves the link good."""
    check_same_origin(request)
    name, form_kind = FORMS[kind]
    password = fields.secret("password")
    hashed = _hashed(kind, customer_id, token, password)
    try:
        with g.services.db.write(g.store.id) as session:
            if kind == "activate" and "decline" in request.form:
                customers.decline(session, customer_id, token)
                return redirect("/", 303)
            customers.choose_password(
                session,
                KINDS[kind],
                customer_id,
                token,
                password=password,
                again=fields.secret("password_confirmation"),
                hashed=hashed,
            )
    except Refused as refusal:
        if refusal.code == "stores.link_unknown":
            return not_found()
        status = 410 if refusal.code.startswith("customers.link_") else refusal.status
        return open_page(name, form=refused_form(form_kind, {}, refusal), status=status)
    return enter(customer_id)


def _hashed(kind: str, customer_id: int, token: str, password: str) -> str | None:
    """The password's hash, made while no transaction is open; None where the link is not good anyway."""
    with g.services.db.read(g.store.id) as session:
        state, _ = customer_link_state(session, KINDS[kind], customer_id, token)
    return hash_password(password[:LONGEST]) if state == "good" else None
