"""Who may see what: account pages need somebody signed in, and are kept by no cache."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, request

from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.rendering.queries import TEXTS, FormState, Front, PageSubject, accounts
from engine.stores.models import Customer
from engine.stores.queries import signed_in_customer
from storefront.account.cookie import customer_token
from storefront.pages.rendering import Find, answer, locale
from storefront.wording import supported, words

FRAGMENTS = {
    "email_odd": "email_invalid",
    "too_long": "too_many_letters",
}
"""Where the words for a field are not named like the refusal; those that end in ``_missing`` are all ``required``."""
PUBLIC_NAMES = {"line1": "address1", "line2": "address2", "postcode": "zip", "region": "province"}


class SignInFirst(Exception):
    """Nobody is signed in."""


def make_room(name: str) -> Blueprint:
    """A set of account pages: strangers are led to the sign-in, caches and search engines keep nothing."""
    room = Blueprint(f"account_{name}", __name__)
    room.register_error_handler(SignInFirst, _to_sign_in)
    room.after_request(_keep_private)
    return room


def _to_sign_in(_error: SignInFirst) -> Any:
    onward = request.full_path.rstrip("?") if request.method == "GET" else "/account"
    query = f"?{urlencode({'return_to': onward})}" if onward != "/account" else ""
    return redirect(f"/account/login{query}", 302 if request.method == "GET" else 303)


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    # The links in letters carry a token: no other site learns the address that a reader came from.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def customer_of(session: StoreSession) -> Customer:
    """The signed-in customer. Raises SignInFirst."""
    customer = signed_in_customer(session, customer_token())
    if customer is None:
        raise SignInFirst
    return customer


def own_page(find: Find, name: str, *, form: FormState | None = None, status: int | None = None) -> Response:
    """A page for the signed-in customer alone. Raises SignInFirst."""

    def checked(front: Front) -> PageSubject | None:
        if front.customer is None:
            raise SignInFirst
        return find(front)

    return answer(checked, accounts.template(name), form=form, status=status)


def open_page(name: str, *, form: FormState | None = None, status: int | None = None) -> Response:
    """A page that anybody may see."""
    return answer(lambda front: accounts.page(front, name), accounts.template(name), form=form, status=status)


def refused_form(
    kind: str, values: dict[str, str], refusal: Refused, *, record_id: int | None = None
) -> FormState:
    """The form as it comes back: what was typed, and what is wrong, by the public format's names."""
    errors = refusal.errors if isinstance(refusal, Invalid) else {refusal.field or "form": refusal}
    said = {PUBLIC_NAMES.get(field, field): _said(field, error) for field, error in errors.items()}
    return FormState(kind, values, said, record_id=record_id)


def _said(field: str, refusal: Refused) -> str:
    """A fault in words: of a field, words that go on from its name; of the whole form, a sentence."""
    if field != "form":
        code = refusal.code.rpartition(".")[2]
        code = "required" if code.endswith("_missing") else FRAGMENTS.get(code, code)
        try:
            return TEXTS.get(f"storefront.form.{code}", locale(), **refusal.values)
        except KeyError:
            pass
    return words(refusal, supported(locale()), g.store.currency)


def say(key: str, **values: Any) -> str:
    """The platform's own words on account pages."""
    return TEXTS.get(f"storefront.account.{key}", locale(), **values)
