"""Staff, sessions and settings on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, Refused
from engine.stores import commands, passwords, ports, queries
from engine.stores.commands import NewStore, TooManyTries
from engine.stores.passwords import hash_password, matches, needs_rehash
from tests.support.passwords import AS_SHIPPED

PASSWORD = "correct horse battery"


def hire(db: Database, store: NewStore, email: str, role: str = "manager") -> int:
    with db.write(store.id) as session:
        return commands.add_staff(
            session, email=email, name=email.split("@")[0], password=PASSWORD, role=role, actor=SYSTEM
        ).id


def test_passwords_are_argon2_and_checked_without_an_account_too(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = hash_password(PASSWORD)
    monkeypatch.setattr(passwords, "_hasher", AS_SHIPPED)
    assert needs_rehash(quick)
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(kept)
    assert matches(kept, PASSWORD)
    assert not matches(kept, PASSWORD + "x")
    assert not matches(None, PASSWORD)
    assert not matches("!", PASSWORD)
    assert not matches(kept, "x" * 10_000)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "ada@example.com", "x" * 201])
def test_poor_passwords_are_refused(db: Database, store: NewStore, password: str) -> None:
    with pytest.raises(Refused) as refusal, db.write(store.id) as session:
        commands.add_staff(session, email="ada@example.com", name="Ada", password=password, actor=SYSTEM)
    assert refusal.value.field == "password"


def test_an_address_works_once_per_store(db: Database, store: NewStore, other_store_id: int) -> None:
    hire(db, store, "ada@example.com")
    with pytest.raises(Conflict):
        hire(db, store, "ADA@example.com")
    with db.write(other_store_id) as session:
        commands.add_staff(session, email="ada@example.com", name="Ada", password=PASSWORD, actor=SYSTEM)


def test_a_store_is_never_without_an_owner(db: Database, store: NewStore) -> None:
    first = hire(db, store, "one@example.com", "owner")
    for deed in (
        lambda s: commands.disable_staff(s, first, actor=SYSTEM),
        lambda s: commands.change_role(s, first, role="manager", actor=SYSTEM),
    ):
        with pytest.raises(Conflict, match="last_owner"), db.write(store.id) as session:
            deed(session)
    second = hire(db, store, "two@example.com", "owner")
    with db.write(store.id) as session:
        commands.disable_staff(session, first, actor=SYSTEM)
    with pytest.raises(Conflict, match="last_owner"), db.write(store.id) as session:
        commands.disable_staff(session, second, actor=SYSTEM)


def test_two_owners_who_lock_each_other_out_leave_one(db: Database, store: NewStore) -> None:
    owners = [hire(db, store, "one@example.com", "owner"), hire(db, store, "two@example.com", "owner")]

    def lock_out(staff_id: int) -> str:
        try:
            with db.write(store.id) as session:
                commands.disable_staff(session, staff_id, actor=SYSTEM)
        except Conflict:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lock_out, owners)) == ["done", "refused"]


def test_locking_out_ends_sessions_at_once(db: Database, store: NewStore) -> None:
    hire(db, store, "owner@example.com", "owner")
    ada = hire(db, store, "ada@example.com")
    with db.write(store.id) as session:
        token = commands.start_session(session, queries.staff_by_id(session, ada), "Browser")
    with db.read(store.id) as session:
        assert queries.signed_in(session, token) is not None
    with db.write(store.id) as session:
        commands.disable_staff(session, ada, actor=SYSTEM)
    with db.read(store.id) as session:
        assert queries.signed_in(session, token) is None
        assert queries.staff_by_email(session, "ada@example.com") is None


def test_a_session_of_one_store_opens_no_other(db: Database, store: NewStore, other_store_id: int) -> None:
    ada = hire(db, store, "ada@example.com")
    with db.write(store.id) as session:
        token = commands.start_session(session, queries.staff_by_id(session, ada), None)
    with db.read(other_store_id) as session:
        assert queries.signed_in(session, token) is None


def test_guesses_at_the_same_moment_all_count(db: Database, store: NewStore, clock: FixedClock) -> None:
    def guess(_: int) -> str:
        try:
            with db.write(store.id) as session:
                commands.begin_sign_in(session, "account", "address")
        except TooManyTries:
            return "wait"
        return "try"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(guess, range(12)))
    assert answers.count("try") == 5


def test_a_link_is_used_once_even_by_two_at_once(db: Database, store: NewStore) -> None:
    def use(number: int) -> str:
        try:
            with db.write(store.id) as session:
                commands.accept_link(
                    session,
                    store.set_up_token,
                    email=f"o{number}@example.com",
                    name="Owner",
                    password=PASSWORD,
                )
        except Refused as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == ["in", "stores.link_used"]
    with db.read(store.id) as session:
        assert len(queries.all_staff(session)) == 1


def test_a_new_link_ends_the_one_before(db: Database, store: NewStore) -> None:
    with db.write(store.id) as session:
        token = commands.make_link(session, "set_up")
    with db.read(store.id) as session:
        assert queries.link_state(session, store.set_up_token)[0] == "expired"
        assert queries.link_state(session, token)[0] == "good"


def test_the_profile_names_every_wrong_field(db: Database, store: NewStore) -> None:
    with pytest.raises(Invalid) as refusal, db.write(store.id) as session:
        commands.save_profile(
            session, name=" ", email="nonsense", timezone="Mars/Olympus", tagline="x" * 161, actor=SYSTEM
        )
    assert set(refusal.value.errors) == {"name", "email", "timezone", "tagline"}


def test_the_house_follows_the_stores_name(db: Database, store: NewStore) -> None:
    with db.write(store.id) as session:
        commands.save_profile(session, name="Corner & Sons", email="hi@example.com", actor=SYSTEM)
    with db.read(store.id) as session:
        assert queries.house_partner(session).name == "Corner & Sons"
        assert queries.store_row(session).email == "hi@example.com"


def test_the_currency_is_fixed_by_the_first_order(db: Database, store: NewStore) -> None:
    ports.has_sales.bind(lambda session: False)
    with db.write(store.id) as session:
        commands.save_currency(session, currency="gbp", actor=SYSTEM)
    ports.has_sales.bind(lambda session: True)
    with pytest.raises(Conflict), db.write(store.id) as session:
        commands.save_currency(session, currency="USD", actor=SYSTEM)
    with db.write(store.id) as session:
        commands.save_currency(session, currency="GBP", actor=SYSTEM)
    with pytest.raises(Refused), db.write(store.id) as session:
        commands.save_currency(session, currency="XXY", actor=SYSTEM)


def test_doors_open_close_and_let_friends_in_by_password(db: Database, store: NewStore) -> None:
    with pytest.raises(Conflict), db.write(store.id) as session:
        commands.close_doors(session, actor=SYSTEM)
    with db.write(store.id) as session:
        commands.save_shop_password(session, password="sesame", actor=SYSTEM)
        commands.open_doors(session, actor=Actor("staff", "Ada"))
    with db.read(store.id) as session:
        row = queries.store_row(session)
        assert (row.status, "doors" in row.checklist) == ("open", True)
        assert queries.shop_password_matches(row, " sesame ")
        assert not queries.shop_password_matches(row, "")
        assert queries.recent_activity(session).items[0].actor_name == "Ada"
    with db.write(store.id) as session:
        commands.close_doors(session, actor=SYSTEM)
    with db.read(store.id) as session:
        assert queries.store_row(session).status == "closed"


def test_ways_to_pay_are_known_ones_in_their_order(db: Database, store: NewStore) -> None:
    ports.gateway_names.bind(lambda: ["test", "manual"])
    for wrong in ([], ["gold"]):
        with pytest.raises(Refused), db.write(store.id) as session:
            commands.save_payment(session, gateways=wrong, actor=SYSTEM)
    with db.write(store.id) as session:
        assert commands.save_payment(session, gateways=["manual", "test"], actor=SYSTEM).payment_gateways == [
            "test",
            "manual",
        ]
        how = "IBAN DE00 1234, named: the order's number"
        row = commands.save_payment(session, gateways=["manual"], transfer_details=f" {how}\n", actor=SYSTEM)
        assert row.transfer_details == how
        with pytest.raises(Refused) as refused:
            commands.save_payment(session, gateways=["manual"], transfer_details="x" * 601, actor=SYSTEM)
        assert (refused.value.code, row.transfer_details) == ("stores.text_long", how)
