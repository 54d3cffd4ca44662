"""What can be done to carts, checkouts and orders.

A function that takes a session is one step of the caller's transaction. One that takes the database is a named sequence:
several transactions with a gateway called between them, never inside.
"""

from engine.ordering.commands.buyer import forget_buyer
from engine.ordering.commands.cancelling import Cancelled, cancel
from engine.ordering.commands.capturing import mark_as_paid
from engine.ordering.commands.cart import (
    Changed,
    NewLine,
    add,
    change,
    clear,
    take_what_is_left,
    update,
)
from engine.ordering.commands.checkout import begin, begin_again, set_contact, set_delivery, set_payment
from engine.ordering.commands.counter import (
    hold_order,
    let_go_order,
    lock_for_order,
    lock_its_items,
    pay_at_counter,
    place_paid,
    take_lines,
)
from engine.ordering.commands.forgetting import forget_old_checkouts
from engine.ordering.commands.fulfilment import Tracking, mark_fulfilled
from engine.ordering.commands.paying import Paid, pay, resolve, settle
from engine.ordering.commands.reconciling import expire_checkouts_and_reservations, reconcile_payments
from engine.ordering.commands.refunding import RefundAsked, Refunded, refund
from engine.ordering.commands.timeline import add_note

__all__ = [
    "Cancelled",
    "Changed",
    "NewLine",
    "Paid",
    "RefundAsked",
    "Refunded",
    "Tracking",
    "add",
    "add_note",
    "begin",
    "begin_again",
    "cancel",
    "change",
    "clear",
    "expire_checkouts_and_reservations",
    "forget_buyer",
    "forget_old_checkouts",
    "hold_order",
    "let_go_order",
    "lock_for_order",
    "lock_its_items",
    "mark_as_paid",
    "mark_fulfilled",
    "pay",
    "pay_at_counter",
    "place_paid",
    "reconcile_payments",
    "refund",
    "resolve",
    "set_contact",
    "set_delivery",
    "set_payment",
    "settle",
    "take_lines",
    "take_what_is_left",
    "update",
]
