"""Facts about customers, as the outbox carries them: ids only. Every letter to a customer begins here."""

from __future__ import annotations

from engine.base.db import StoreSession
from engine.base.outbox import record

NOBODY = 0
"""Stands for a customer who is not there, so that asking about an unknown address leaves as much behind as about a
known one."""


def activation_wanted(session: StoreSession, customer_id: int) -> None:
    """Somebody asked for an account under the customer's address."""
    record(session, "customer.activation_wanted", customer_id=customer_id)


def recovery_wanted(session: StoreSession, customer_id: int) -> None:
    """Somebody asked for a new password."""
    record(session, "customer.recovery_wanted", customer_id=customer_id)


def enabled(session: StoreSession, customer_id: int, *, first_time: bool) -> None:
    """The address was confirmed and a password chosen."""
    record(session, "customer.enabled", customer_id=customer_id, first_time=first_time)


def subscribed(session: StoreSession, customer_id: int) -> None:
    """A customer wants the shop's letters."""
    record(session, "customer.subscribed", customer_id=customer_id)
