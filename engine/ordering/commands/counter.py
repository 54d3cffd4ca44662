"""Orders that staff take at a shop's counter: an ordinary checkout, filled in for the customer and paid there and then.

Nothing here asks a gateway: the money has been handed over, and the caller's transaction books it and the order together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict
from engine.inventory import commands as inventory
from engine.inventory.commands.bundles import parts_of
from engine.inventory.commands.holds import held
from engine.inventory.commands.levels import lock_item
from engine.ordering.commands import cart as carts
from engine.ordering.commands.cart import NewLine
from engine.ordering.commands.checkout import begin, locked_checkout, open_checkout, reprice
from engine.ordering.commands.forgetting import forget as forget_all
from engine.ordering.commands.paying import check_ready, freeze, record_outcome, start
from engine.ordering.commands.placing import HOLD, Unplaceable, hold_stock
from engine.ordering.commands.timeline import note_event
from engine.ordering.models import Checkout, CustomerOrder, Payment
from engine.ordering.ports import Outcome
from engine.ordering.queries.checkouts import CheckoutView, checkout_view, order_of_checkout

GATEWAY = "till"
"""The gateway of what was paid at a counter. No shopper is offered it."""


def take_lines(
    session: StoreSession,
    cart_token: str | None,
    wanted: Mapping[int, int],
    *,
    checkout_id: int | None = None,
    locale: str = "en",
) -> tuple[Checkout, str]:
    """A checkout of {variant id: units} and nothing else; with what was typed into it before, where *cart_token* has one.

    What *checkout_id* held is let go. Returns the checkout and the cart's token. Raises Refused for what is not for sale
    online, or not in that quantity; NotFound for an unknown variant.
    """
    if checkout_id is not None:
        locked_checkout(session, checkout_id)
        inventory.release(session, HOLD, checkout_id)
    token = carts.clear(session, cart_token).token
    carts.add(session, token, [NewLine(variant_id, quantity) for variant_id, quantity in wanted.items()])
    session.flush()
    checkout = begin(session, token, locale=locale)
    reprice(session, checkout)
    return checkout, token


def pay_at_counter(session: StoreSession, checkout_id: int) -> CheckoutView:
    """The checkout is paid at a counter: the last step before its review. Raises Conflict unless it is open."""
    checkout = open_checkout(session, checkout_id)
    checkout.gateway = GATEWAY
    checkout.payment_method = {"option": GATEWAY, "token": "", "summary": ""}
    session.flush()
    return reprice(session, checkout)


def hold_order(session: StoreSession, checkout_id: int, *, seen: str, total_minor: int) -> CheckoutView:
    """Hold what the checkout needs while a card is asked for, as long as a payment on the web. Done again it starts the time
    anew. Raises Refused (sold out, something missing) and Conflict ``checkout.changed``; then nothing is held."""
    checkout = open_checkout(session, checkout_id)
    inventory.release(session, HOLD, checkout.id)
    view = checkout_view(session, checkout)
    check_ready(view, seen)
    if view.priced.total_minor != total_minor:
        raise Conflict("checkout.changed")
    hold_stock(session, checkout, freeze(session, checkout, view))
    checkout.updated_at = clock.now()
    session.flush()
    return view


def let_go_order(session: StoreSession, checkout_id: int, *, forget: bool = False) -> None:
    """Nobody pays now: what was held can be sold. With *forget* the checkout no longer knows who it was for. A checkout that
    became an order stays as it is."""
    checkout = locked_checkout(session, checkout_id)
    if checkout.state not in ("open", "expired"):
        return
    inventory.release(session, HOLD, checkout.id)
    if forget:
        forget_all(checkout)
    session.flush()


def lock_for_order(session: StoreSession, checkout_id: int) -> None:
    """Lock the checkout and what is held for it, for a transaction that books other things before the order."""
    locked_checkout(session, checkout_id)
    held(session, HOLD, checkout_id)


def lock_its_items(session: StoreSession, checkout_id: int, besides: Mapping[int, int]) -> None:
    """Lock the items of the order and those that are sold *besides* ({item id: units}), bundles as their parts, in the order
    of all locks."""
    checkout = session.need(Checkout, checkout_id)
    wanted = dict(besides)
    for line in checkout_view(session, checkout).cart.buyable:
        if line.offer is not None:
            wanted[line.offer.item_id] = wanted.get(line.offer.item_id, 0) + line.quantity
    for item_id in sorted(parts_of(session, wanted)):
        lock_item(session, item_id)


def place_paid(
    session: StoreSession,
    checkout_id: int,
    *,
    seen: str,
    total_minor: int,
    reference: str,
    summary: str,
    at_till: Mapping[str, Any],
    actor: Actor,
) -> CustomerOrder:
    """Make the order of a checkout whose *total_minor* was handed over at a counter.

    *reference* is what a refund goes back by, *summary* how the customer paid, *at_till* {till, staff, receipt, sale_id}
    what the order keeps of where it was taken. Raises Refused and Conflict as paying on the web does; the caller takes
    everything back then.
    """
    checkout = open_checkout(session, checkout_id)
    inventory.release(session, HOLD, checkout.id)
    started = start(session, checkout.id, seen=seen)
    if session.need(Payment, started.payment_id).amount_minor != total_minor:
        raise Conflict("checkout.changed")
    try:
        record_outcome(session, started.payment_id, Outcome("captured", reference, summary=summary), actor)
    except Unplaceable as too_late:
        raise too_late.refusal from None
    order = order_of_checkout(session, checkout.id)
    assert order is not None
    order.at_till = dict(at_till)
    note_event(session, order.id, "taken_at_till", actor, detail=dict(at_till))
    session.flush()
    return order
