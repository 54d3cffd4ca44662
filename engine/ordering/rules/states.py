"""The life cycles of orders and payments, each one table; and what the whole says of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.base.states import table

CHECKOUT = table(
    "checkout",
    start_paying=("open", "paying"),
    reopen=("paying expired", "open"),
    complete=("paying", "completed"),
    expire=("open", "expired"),
)

PAYMENT = table(
    "payment",
    lose=("started requires_action", "unknown"),
    challenge=("started unknown", "requires_action"),
    authorise=("started requires_action unknown", "authorised"),
    await_transfer=("started unknown", "awaiting_transfer"),
    capture=("started requires_action unknown authorised awaiting_transfer", "captured"),
    decline=("started requires_action unknown", "declined"),
    give_up=("started requires_action unknown authorised", "voiding"),
    void=("started requires_action unknown authorised awaiting_transfer voiding", "voided"),
)
LIVE = frozenset({"started", "requires_action", "unknown"})
"""Nobody knows yet how it ends."""
SETTLED = frozenset({"authorised", "captured", "awaiting_transfer"})
"""It succeeded: an order stands behind it, or is made now."""
UNDONE = frozenset({"declined", "voided"})
"""It came to nothing, and nothing can come of it any more."""

BRAND_ORDER = table(
    "brand_order",
    fulfil_part=("new part_fulfilled", "part_fulfilled"),
    fulfil_rest=("new part_fulfilled", "fulfilled"),
    cancel=("new", "cancelled"),
    cancel_rest=("part_fulfilled", "fulfilled"),
)

REFUND = table("refund", finish=("pending", "done"), fail=("pending", "failed"))


def fulfilment_state_of(brand_states: Iterable[str]) -> str:
    """The state of an order from those of its brand orders: unfulfilled, part_fulfilled, fulfilled or cancelled."""
    alive = [state for state in brand_states if state != "cancelled"]
    if not alive:
        return "cancelled"
    if all(state == "fulfilled" for state in alive):
        return "fulfilled"
    return "unfulfilled" if all(state == "new" for state in alive) else "part_fulfilled"


def payment_state_of(payments: Sequence[tuple[str, int]], refunded_minor: int) -> str:
    """The payment state of an order from its payments [(state, minor units)] and what was given back of them."""
    captured = sum(amount for state, amount in payments if state == "captured")
    if captured or any(state == "captured" for state, _ in payments):
        if refunded_minor <= 0:
            return "paid"
        return "refunded" if refunded_minor >= captured else "part_refunded"
    states = {state for state, _ in payments}
    for state, name in (("authorised", "authorised"), ("awaiting_transfer", "pending")):
        if state in states:
            return name
    return "voided"
