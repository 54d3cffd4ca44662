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
from engine.tills.commands.people import remove_pin, set_pin, start_shift
from engine.tills.commands.reading import SaleSent, read_sale, read_time
from engine.tills.commands.settling import Settled, mark_seen, settle

__all__ = [
    "NotPaired",
    "SaleSent",
    "Settled",
    "add_device",
    "cancel_card",
    "change_device",
    "close_day",
    "end_shifts",
    "make_code",
    "mark_seen",
    "note_seen",
    "pair",
    "read_sale",
    "read_time",
    "refresh_card",
    "remove_pin",
    "revoke",
    "set_pin",
    "settle",
    "start_shift",
    "take_card",
]
