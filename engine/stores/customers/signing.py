"""Signing customers in and out. The order is attempt → commit → password → commit, as for staff."""

from __future__ import annotations

from sqlalchemy import delete

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.signing import new_token, token_hash
from engine.stores.commands.sessions import forgive_tries
from engine.stores.customers.models import Customer, CustomerSession
from engine.stores.customers.rules import SESSION_LASTS
from engine.stores.passwords import hash_password, needs_rehash


def finish_customer_sign_in(
    session: StoreSession, attempt_id: int, customer_id: int, password: str, browser: str | None
) -> str:
    """The password was right: forgive the account's earlier tries, and give this browser a new session. Returns its
    token."""
    forgive_tries(session, attempt_id)
    customer = session.need(Customer, customer_id)
    if customer.password_hash is not None and needs_rehash(customer.password_hash):
        customer.password_hash = hash_password(password)
    return start_customer_session(session, customer_id, browser)


def start_customer_session(session: StoreSession, customer_id: int, browser: str | None) -> str:
    """A new session for one browser; expired ones are swept up. Returns the token for its cookie."""
    now, token = clock.now(), new_token()
    session.execute(
        delete(CustomerSession).where(
            CustomerSession.store_id == session.store, CustomerSession.expires_at <= now
        )
    )
    session.add(
        CustomerSession(
            customer_id=customer_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + SESSION_LASTS,
            browser=(browser or "")[:200] or None,
        )
    )
    session.flush()
    return token


def end_customer_session(session: StoreSession, token: str | None) -> None:
    """Sign one browser out. An unknown token is fine."""
    if token:
        session.execute(
            delete(CustomerSession).where(
                CustomerSession.store_id == session.store, CustomerSession.token_hash == token_hash(token)
            )
        )


def end_customer_sessions(session: StoreSession, customer_id: int) -> None:
    """Sign a customer out everywhere."""
    session.execute(
        delete(CustomerSession).where(
            CustomerSession.store_id == session.store, CustomerSession.customer_id == customer_id
        )
    )
