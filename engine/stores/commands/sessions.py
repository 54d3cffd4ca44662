"""Signing in and out. The order is attempt → commit → password → commit, so that guesses at the same moment all count
and no lock is held while a password is checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.signing import new_token, token_hash
from engine.stores.commands.tries import check_tries
from engine.stores.models import SignInAttempt, Staff, StaffSession, Store
from engine.stores.passwords import hash_password, needs_rehash
from engine.stores.rules import ACCOUNT_TRIES, ADDRESS_TRIES, SESSION_LASTS, WINDOW

ATTEMPTS_KEPT = timedelta(days=1)


def begin_sign_in(session: StoreSession, account_hash: str, address_hash: str) -> int:
    """Write down a try before its password is looked at. Returns its id. Raises TooManyTries, and writes nothing then,
    so that trying again does not make the wait longer."""
    limits = (
        (SignInAttempt.account_hash == account_hash, ACCOUNT_TRIES, "stores.sign_in_wait_account"),
        (SignInAttempt.address_hash == address_hash, ADDRESS_TRIES, "stores.sign_in_wait_address"),
    )
    return _begin(session, account_hash, address_hash, limits)


def _begin(
    session: StoreSession,
    account_hash: str,
    address_hash: str,
    limits: Iterable[tuple[ColumnElement[bool], int, str]],
) -> int:
    session.execute(select(Store.id).where(Store.id == session.store).with_for_update())
    for criterion, tries, code in limits:
        failed = (criterion, ~SignInAttempt.succeeded)
        check_tries(session, SignInAttempt.tried_at, *failed, tries=tries, window=WINDOW, code=code)
    attempt = SignInAttempt(
        account_hash=account_hash, address_hash=address_hash, tried_at=clock.now(), succeeded=False
    )
    session.add(attempt)
    session.flush()
    return attempt.id


def begin_door_try(session: StoreSession, address_hash: str) -> int:
    """Write down a try of the closed shop's password, as ``begin_sign_in`` does. The password is one for all, so only the
    address counts: nobody can lock others out. Returns the try's id. Raises TooManyTries."""
    limits = ((SignInAttempt.address_hash == address_hash, ADDRESS_TRIES, "stores.sign_in_wait_address"),)
    return _begin(session, "door", address_hash, limits)


def begin_letter(session: StoreSession, account_hash: str, address_hash: str) -> None:
    """Write down that a letter was asked for: as many as tries to sign in, whether the address is known or not. Raises
    TooManyTries."""
    limits = (
        (SignInAttempt.account_hash == account_hash, ACCOUNT_TRIES, "customers.wait"),
        (SignInAttempt.address_hash == address_hash, ADDRESS_TRIES, "customers.wait"),
    )
    _begin(session, account_hash, address_hash, limits)


def finish_door_try(session: StoreSession, attempt_id: int) -> None:
    """The password was right: this try does not count."""
    session.need(SignInAttempt, attempt_id).succeeded = True


def finish_sign_in(
    session: StoreSession, attempt_id: int, staff: Staff, password: str, browser: str | None
) -> str:
    """The password was right: forgive the account's earlier tries, and give this browser a new session. Returns its
    token."""
    forgive_tries(session, attempt_id)
    staff = session.need(Staff, staff.id)
    if needs_rehash(staff.password_hash):
        staff.password_hash = hash_password(password)
    return start_session(session, staff, browser)


def forgive_tries(session: StoreSession, attempt_id: int) -> None:
    """The password was right: this account's tries from this address do not count; old ones are swept up."""
    attempt = session.need(SignInAttempt, attempt_id)
    session.execute(
        update(SignInAttempt)
        .where(
            SignInAttempt.store_id == session.store,
            SignInAttempt.account_hash == attempt.account_hash,
            SignInAttempt.address_hash == attempt.address_hash,
        )
        .values(succeeded=True)
    )
    session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.store_id == session.store,
            SignInAttempt.tried_at < clock.now() - ATTEMPTS_KEPT,
        )
    )


def start_session(session: StoreSession, staff: Staff, browser: str | None) -> str:
    """A new session for one browser; expired ones are swept up. Returns the token for its cookie."""
    now, token = clock.now(), new_token()
    session.execute(
        delete(StaffSession).where(StaffSession.store_id == session.store, StaffSession.expires_at <= now)
    )
    session.add(
        StaffSession(
            staff_id=staff.id,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
            browser=(browser or "")[:200] or None,
        )
    )
    return token


def end_session(session: StoreSession, token: str) -> None:
    """Sign one browser out. An unknown token is fine."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.store_id == session.store, StaffSession.token_hash == token_hash(token)
        )
    )


def end_sessions(session: StoreSession, staff: Staff) -> None:
    """Sign someone out everywhere."""
    session.execute(
        delete(StaffSession).where(StaffSession.store_id == session.store, StaffSession.staff_id == staff.id)
    )


def end_other_sessions(session: StoreSession, staff: Staff, token: str) -> None:
    """Sign someone out everywhere but in the browser that holds *token*."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.store_id == session.store,
            StaffSession.staff_id == staff.id,
            StaffSession.token_hash != token_hash(token),
        )
    )
