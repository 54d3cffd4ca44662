"""What can be done at tills.

A function that takes a session is one step of the caller's transaction. One that takes the database is a named sequence:
several transactions with the terminal called between them, never inside.
"""

from engine.tills.commands.cards import cancel_card, refresh_card, take_card
from engine.tills.commands.days import close_day
from engine.tills.commands.devices import (
    NotPaired,
    add_device,
    change_device,
    end_shifts,
    make_code,
    note_seen,
    pair,
    revoke,
)
from engine.tills.commands.orders import (
    OrderSent,
    Quoted,
    drop_order,
    hold_for_card,
    prepare_order,
    read_order,
)
from engine.tills.commands.owed import give_back_owed, place_again
from engine.tills.commands.people import remove_pin, set_pin, start_shift
from engine.tills.commands.reading import SaleSent, read_sale, read_time
from engine.tills.commands.refunds import card_refund, refund_in_cash, refund_to_card
from engine.tills.commands.settling import Settled, mark_seen, settle

__all__ = [
    "NotPaired",
    "OrderSent",
    "Quoted",
    "SaleSent",
    "Settled",
    "add_device",
    "cancel_card",
    "card_refund",
    "change_device",
    "close_day",
    "drop_order",
    "end_shifts",
    "give_back_owed",
    "hold_for_card",
    "make_code",
    "mark_seen",
    "note_seen",
    "pair",
    "place_again",
    "prepare_order",
    "read_order",
    "read_sale",
    "read_time",
    "refresh_card",
    "refund_in_cash",
    "refund_to_card",
    "remove_pin",
    "revoke",
    "set_pin",
    "settle",
    "start_shift",
    "take_card",
]
