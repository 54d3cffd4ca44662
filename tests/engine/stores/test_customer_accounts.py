"""Accounts open only by mail, links work once, sessions rotate, orders are seen by their own customer alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Invalid, Refused
from engine.base.outbox import OutboxEvent
from engine.stores.commands import TooManyTries, begin_sign_in, customers
from engine.stores.models import Customer, CustomerLink, CustomerSession
from engine.stores.passwords import matches
from engine.stores.queries import account_by_email, customer_link_state, signed_in_customer

PASSWORD = "four words in a row"


def _registered(db: Database, store_id: int, email: str = "Ada@Example.com") -> tuple[int, str]:
    """A customer who asked for an account; with the token of the link."""
    with db.write(store_id) as session:
        customers.register(session, email=email, first_name="Ada", last_name="Lovelace")
        customer = session.scalars(select(Customer).where(Customer.email == email.lower())).one()
        return customer.id, customers.make_customer_link(session, customer, customers.ACTIVATION)


def _enabled(db: Database, store_id: int, email: str = "ada@example.com") -> int:
    customer_id, token = _registered(db, store_id, email)
    with db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, customer_id, token, password=PASSWORD, again=PASSWORD
        )
    return customer_id


def _events(db: Database, store_id: int) -> list[tuple[str, dict[str, Any]]]:
    with db.read(store_id) as session:
        rows = session.scalars(select(OutboxEvent).where(OutboxEvent.name.startswith("customer.")))
        return [(row.name, row.payload) for row in sorted(rows, key=lambda row: row.id)]


def test_registering_makes_no_account_until_the_link_is_used(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    customer_id, token = _registered(db, store_id)
    with db.read(store_id) as session:
        customer = session.need(Customer, customer_id)
        assert (customer.email, customer.name, customer.state) == (
            "ada@example.com",
            "Ada Lovelace",
            "invited",
        )
        assert customer.password_hash is None and account_by_email(session, "ada@example.com") is None
        stored = session.scalars(select(CustomerLink.token_hash)).one()
        assert token not in stored and len(stored) == 64
    with db.write(store_id) as session:
        done = customers.choose_password(
            session, customers.ACTIVATION, customer_id, token, password=PASSWORD, again=PASSWORD
        )
        assert (done.state, done.confirmed_at) == ("enabled", clock.now())
        assert matches(done.password_hash, PASSWORD)
    with db.read(store_id) as session:
        found = account_by_email(session, " ADA@example.com ")
        assert found is not None and found.id == customer_id


def test_a_link_works_once_for_its_own_customer_and_purpose(
    db: Database, store_id: int, other_store_id: int, clock: FixedClock
) -> None:
    customer_id, token = _registered(db, store_id)
    other_id, other_token = _registered(db, store_id, "ben@example.com")
    foreign_id, foreign_token = _registered(db, other_store_id, "cleo@example.com")
    wrong = [
        (customers.RECOVERY, customer_id, token),
        (customers.ACTIVATION, other_id, token),
        (customers.ACTIVATION, customer_id, other_token),
        (customers.ACTIVATION, customer_id, foreign_token),
        (customers.ACTIVATION, foreign_id, foreign_token),
        (customers.ACTIVATION, customer_id, ""),
    ]
    for purpose, whose, what in wrong:
        with pytest.raises(Refused, match="link_unknown"), db.write(store_id) as session:
            customers.choose_password(session, purpose, whose, what, password=PASSWORD, again=PASSWORD)
    for password, again, code in (
        ("short", "short", "stores.password_short"),
        (PASSWORD, PASSWORD + "x", "customers.passwords_differ"),
        ("ada@example.com", "ada@example.com", "stores.password_guessable"),
    ):
        with pytest.raises(Refused, match=code), db.write(store_id) as session:
            customers.choose_password(
                session, customers.ACTIVATION, customer_id, token, password=password, again=again
            )
    with db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, customer_id, token, password=PASSWORD, again=PASSWORD
        )
    with pytest.raises(Refused, match="link_used"), db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, customer_id, token, password=PASSWORD, again=PASSWORD
        )
    with db.read(store_id) as session:
        assert customer_link_state(session, "activation", customer_id, token)[0] == "used"
        assert customer_link_state(session, "activation", other_id, other_token)[0] == "good"
    clock.advance(days=8)
    with pytest.raises(Refused, match="link_expired"), db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, other_id, other_token, password=PASSWORD, again=PASSWORD
        )


def test_a_new_link_ends_the_one_before(db: Database, store_id: int, clock: FixedClock) -> None:
    customer_id, first = _registered(db, store_id)
    with db.write(store_id) as session:
        second = customers.make_customer_link(
            session, session.need(Customer, customer_id), customers.ACTIVATION
        )
    with db.read(store_id) as session:
        assert customer_link_state(session, "activation", customer_id, first)[0] == "expired"
        assert customer_link_state(session, "activation", customer_id, second)[0] == "good"


def test_registering_with_a_known_address_changes_nothing_of_the_account(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    customer_id = _enabled(db, store_id)
    with db.write(store_id) as session:
        customers.register(session, email="ada@example.com", first_name="Mallory", accepts_marketing=True)
    with db.read(store_id) as session:
        customer = session.need(Customer, customer_id)
        assert (customer.first_name, customer.state, customer.accepts_marketing) == ("Ada", "enabled", False)
        assert session.scalar(select(func.count(Customer.id))) == 1
    assert _events(db, store_id)[-1] == ("customer.activation_wanted", {"customer_id": customer_id})


def test_a_name_that_a_stranger_types_does_not_replace_that_of_a_buyer(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    with db.write(store_id) as session:
        buyer, _ = customers.record_of(session, "ada@example.com")
        buyer.name = "Ada Lovelace"
    with db.write(store_id) as session:
        customers.register(session, email="ada@example.com", first_name="Mallory")
    with db.read(store_id) as session:
        customer = session.scalars(select(Customer)).one()
        assert (customer.name, customer.first_name) == ("Ada Lovelace", None)


def test_recovering_leaves_the_same_behind_for_known_and_unknown(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    customer_id = _enabled(db, store_id)
    before = len(_events(db, store_id))
    for email in ("ada@example.com", "nobody@example.com"):
        with db.write(store_id) as session:
            customers.recover(session, email=email)
    assert _events(db, store_id)[before:] == [
        ("customer.recovery_wanted", {"customer_id": customer_id}),
        ("customer.recovery_wanted", {"customer_id": 0}),
    ]
    assert "example.com" not in str(_events(db, store_id)), "events carry no personal data"


def test_a_new_password_signs_every_browser_out(db: Database, store_id: int, clock: FixedClock) -> None:
    customer_id = _enabled(db, store_id)
    with db.write(store_id) as session:
        one = customers.start_customer_session(session, customer_id, "Firefox")
        two = customers.start_customer_session(session, customer_id, None)
    with db.read(store_id) as session:
        assert signed_in_customer(session, one) and signed_in_customer(session, two)
    with db.write(store_id) as session:
        token = customers.make_customer_link(session, session.need(Customer, customer_id), customers.RECOVERY)
    with db.write(store_id) as session:
        customers.choose_password(
            session, customers.RECOVERY, customer_id, token, password="another row of words",
            again="another row of words",
        )  # fmt: skip
    with db.read(store_id) as session:
        assert signed_in_customer(session, one) is None and signed_in_customer(session, two) is None


def test_sessions_end_by_time_by_hand_and_with_the_account(
    db: Database, store_id: int, other_store_id: int, clock: FixedClock
) -> None:
    customer_id = _enabled(db, store_id)
    with db.write(store_id) as session:
        tokens = [customers.start_customer_session(session, customer_id, None) for _ in range(3)]
        assert not any(
            token in str(session.scalars(select(CustomerSession.token_hash)).all()) for token in tokens
        )
    with db.read(other_store_id) as session:
        assert signed_in_customer(session, tokens[0]) is None
    with db.write(store_id) as session:
        customers.end_customer_session(session, tokens[0])
    with db.read(store_id) as session:
        assert [bool(signed_in_customer(session, token)) for token in tokens] == [False, True, True]
        assert signed_in_customer(session, None) is None and signed_in_customer(session, "x" * 500) is None
    with db.write(store_id) as session:
        session.execute(update(Customer).where(Customer.store_id == store_id).values(state="disabled"))
    with db.read(store_id) as session:
        assert signed_in_customer(session, tokens[1]) is None
    clock.advance(days=31)
    with db.read(store_id) as session:
        assert signed_in_customer(session, tokens[2]) is None


def test_five_wrong_passwords_make_the_account_wait(db: Database, store_id: int, clock: FixedClock) -> None:
    customer_id = _enabled(db, store_id)
    for _ in range(5):
        with db.write(store_id) as session:
            begin_sign_in(session, "account", "address")
    with pytest.raises(TooManyTries), db.write(store_id) as session:
        begin_sign_in(session, "account", "elsewhere")
    clock.advance(minutes=16)
    with db.write(store_id) as session:
        attempt = begin_sign_in(session, "account", "address")
        token = customers.finish_customer_sign_in(session, attempt, customer_id, PASSWORD, "Firefox")
    with db.read(store_id) as session:
        assert signed_in_customer(session, token) is not None


def test_consent_is_kept_with_its_time_and_asked_for_once(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    given = clock.now()
    with db.write(store_id) as session:
        customers.subscribe(session, email=" Ben@Example.com ")
    clock.advance(days=1)
    with db.write(store_id) as session:
        customers.subscribe(session, email="ben@example.com")
    with db.read(store_id) as session:
        row = session.scalars(select(Customer)).one()
        assert (row.accepts_marketing, row.marketing_at, row.marketing_source) == (True, given, "newsletter")
        assert row.state == "disabled"
    assert [name for name, _ in _events(db, store_id)] == ["customer.subscribed"]
    with pytest.raises(Refused, match="email_odd"), db.write(store_id) as session:
        customers.subscribe(session, email="nobody")


def test_what_cannot_be_used_is_named_all_at_once(db: Database, store_id: int) -> None:
    with pytest.raises(Invalid) as caught, db.write(store_id) as session:
        customers.register(session, email="x", first_name="a" * 81, last_name="ok")
    assert {name: error.code for name, error in caught.value.errors.items()} == {
        "email": "customers.email_odd",
        "first_name": "customers.too_long",
    }


def test_declining_is_done_by_the_link_too(db: Database, store_id: int, clock: FixedClock) -> None:
    customer_id, token = _registered(db, store_id)
    with db.write(store_id) as session:
        customers.decline(session, customer_id, token)
    with db.read(store_id) as session:
        assert session.need(Customer, customer_id).state == "declined"
    with pytest.raises(Refused, match="link_used"), db.write(store_id) as session:
        customers.decline(session, customer_id, token)
