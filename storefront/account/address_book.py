"""The address book. One address each for a new entry and for each that there is, as the public format has it."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request

from engine.base.errors import NotFound, Refused
from engine.rendering.queries import FormState, accounts
from engine.stores.commands import customers
from storefront.account import fields
from storefront.account.access import customer_of, make_room, own_page, refused_form
from storefront.pages.posts import inside
from storefront.pages.rendering import first, locale, not_found
from storefront.same_origin import check_same_origin

room = make_room("addresses")


@room.get("/account/addresses")
def show() -> Any:
    """The address book."""
    return _page()


@room.post("/account/addresses")
def add() -> Any:
    """A new entry."""
    return _keep(None)


@room.post("/account/addresses/<int:address_id>")
def change(address_id: int) -> Any:
    """Other words for an entry, or, with ``_method=delete``, away with it."""
    return _keep(address_id)


def _keep(address_id: int | None) -> Any:
    check_same_origin(request)
    typed = fields.group("address")
    as_default = typed.get("default", "") not in ("", "0")
    try:
        with g.services.db.write(g.store.id) as session:
            owner = customer_of(session).id
            given = fields.address(typed)
            if address_id is None:
                customers.add_address(session, owner, given, as_default=as_default, locale=locale())
            elif request.form.get("_method", "").lower() == "delete":
                customers.remove_address(session, owner, address_id)
            else:
                customers.change_address(
                    session, owner, address_id, given, as_default=as_default, locale=locale()
                )
    except NotFound:
        return not_found()
    except Refused as refusal:
        return _page(refused_form("customer_address", typed, refusal, record_id=address_id), refusal.status)
    return redirect(inside(request.form.get("return_to") or "/account/addresses"), 303)


def _page(form: FormState | None = None, status: int | None = None) -> Any:
    return own_page(first(accounts.page, "addresses"), "addresses", form=form, status=status)
