"""From the shop to the checkout's own origin: a signed token that works once and not for long.

The shop answers its form with 307, so the browser posts on to the checkout; entering is a write, and a GET never writes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, redirect

from engine.base.db import StoreSession
from engine.base.records import claim_key
from engine.base.signing import new_token
from engine.ordering import commands
from engine.ordering.models import Checkout
from engine.stores.queries import signed_in_customer
from storefront.account.cookie import customer_token

PURPOSE = "checkout.handover"
LASTS = timedelta(minutes=2)


def lead_to_checkout(session: StoreSession, cart_token: str | None) -> Any:
    """Begin (or find) the checkout of a cart and send the browser there. Raises Refused for an empty cart.

    What is known of a signed-in customer is written into the checkout here, on the server: the token carries nothing of
    it, and no script of the shop's pages can read what the checkout shows.
    """
    customer = signed_in_customer(session, customer_token())
    checkout = commands.begin(session, cart_token, locale=g.store.locale, customer=customer)
    token = g.services.signer.sign(PURPOSE, [g.store.id, checkout.id, new_token()], lasts=LASTS)
    return redirect(g.addresses.url(f"/enter?token={token}", "checkout"), 307)


def take_over(session: StoreSession, token: str) -> Checkout | None:
    """The checkout of a token; None when it is forged, too old, used before, or of another store."""
    value = g.services.signer.read(PURPOSE, token)
    if not isinstance(value, list) or len(value) != 3 or value[0] != session.store:
        return None
    if claim_key(session, f"handover:{value[2]}", value) is not None:
        return None
    return session.find(Checkout, int(value[1]))
