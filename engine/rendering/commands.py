"""Writes that forms of themed pages ask for."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.stores.models import Customer


def wish_for_letters(session: StoreSession, email: str) -> None:
    """Note that a person wants the shop's letters. Asking twice changes nothing. `email` has been checked."""
    address = email.strip().lower()
    known = session.scalars(select(Customer).where(Customer.email == address)).first()
    if known is None:
        session.add(Customer(email=address, accepts_marketing=True, created_at=clock.now()))
    else:
        known.accepts_marketing = True
