"""The address book: one default, never two, each customer's own; what is typed is checked lightly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound
from engine.stores.commands import customers
from engine.stores.commands.customers import AddressInput
from engine.stores.customers.rules import ACCOUNT, checked_address, country_code
from engine.stores.queries import addresses_of, default_address

HOME = AddressInput(
    first_name="Ada", last_name="Lovelace", line1="Torstraße 1", postcode="10115", city="Berlin", country="DE"
)


def _customer(db: Database, store_id: int, email: str = "ada@example.com") -> int:
    with db.write(store_id) as session:
        return customers.record_of(session, email)[0].id


def _cities(db: Database, store_id: int, customer_id: int) -> list[tuple[str | None, bool]]:
    with db.read(store_id) as session:
        return [(row.city, row.is_default) for row in addresses_of(session, customer_id)]


def test_there_is_always_one_default(db: Database, store_id: int, clock: FixedClock) -> None:
    customer_id = _customer(db, store_id)
    made = []
    for city, as_default in (("Berlin", False), ("Paris", False), ("Rome", True)):
        clock.advance(minutes=1)
        with db.write(store_id) as session:
            given_address = AddressInput(last_name="L", line1="1", city=city, country="DE")
            made.append(customers.add_address(session, customer_id, given_address, as_default=as_default).id)
    assert _cities(db, store_id, customer_id) == [("Rome", True), ("Berlin", False), ("Paris", False)]
    with db.write(store_id) as session:
        customers.remove_address(session, customer_id, made[2])
    assert _cities(db, store_id, customer_id) == [("Berlin", True), ("Paris", False)]
    with db.write(store_id) as session:
        changed = AddressInput(last_name="L", line1="1", city="Lyon", country="France")
        customers.change_address(session, customer_id, made[1], changed, as_default=True)
    assert _cities(db, store_id, customer_id) == [("Lyon", True), ("Berlin", False)]
    with db.read(store_id) as session:
        kept = default_address(session, customer_id)
        assert kept is not None and kept.country == "FR"


def test_nobody_reaches_the_address_of_another(
    db: Database, store_id: int, other_store_id: int, clock: FixedClock
) -> None:
    ada, ben = _customer(db, store_id), _customer(db, store_id, "ben@example.com")
    cleo = _customer(db, other_store_id, "cleo@example.com")
    with db.write(store_id) as session:
        of_ben = customers.add_address(session, ben, HOME).id
    with db.write(other_store_id) as session:
        of_cleo = customers.add_address(session, cleo, HOME).id
    for address_id in (of_ben, of_cleo, 10**15):
        with pytest.raises(NotFound), db.write(store_id) as session:
            customers.change_address(session, ada, address_id, HOME)
        with pytest.raises(NotFound), db.write(store_id) as session:
            customers.remove_address(session, ada, address_id)
    assert len(_cities(db, store_id, ben)) == len(_cities(db, other_store_id, cleo)) == 1


def test_a_book_has_an_end(
    db: Database, store_id: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.stores.customers.addresses.MOST_ADDRESSES", 2)
    customer_id = _customer(db, store_id)
    for _ in range(2):
        with db.write(store_id) as session:
            customers.add_address(session, customer_id, HOME)
    with pytest.raises(Conflict, match="addresses_many"), db.write(store_id) as session:
        customers.add_address(session, customer_id, HOME)


def test_every_field_at_fault_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        checked_address(AddressInput(country="Atlantis", phone="call me", company="c" * 121))
    assert sorted(caught.value.errors) == ["city", "company", "country", "last_name", "line1", "phone"]


@pytest.mark.parametrize(
    ("text", "locale", "code"),
    [
        ("DE", "en", "DE"), ("de", "en", "DE"), ("Germany", "en", "DE"), ("deutschland", "de", "DE"),
        ("Germany", "de", "DE"), ("Deutschland", "en", None), ("EU", "en", None), ("", "en", None),
        ("Ireland", "xx-nowhere", "IE"),
    ],
)  # fmt: skip
def test_countries_by_code_and_name(text: str, locale: str, code: str | None) -> None:
    assert country_code(text, locale) == code


_TYPED = {name: st.text(max_size=130) for name in AddressInput.__dataclass_fields__} | {
    "country": st.sampled_from(["DE", "france", "Atlantis", ""]),
    "phone": st.sampled_from(["", "+49 30 1234", "ring twice"]),
}


@given(st.fixed_dictionaries(_TYPED))
@settings(max_examples=150)
def test_what_passes_is_clean_and_short(typed: dict[str, str]) -> None:
    try:
        kept = checked_address(AddressInput(**typed))
    except Invalid as invalid:
        assert invalid.errors and set(invalid.errors) <= set(typed)
        return
    assert kept["country"] in ("DE", "FR")
    for value in kept.values():
        assert value is None or (0 < len(value) <= 120 and value == value.strip())
        assert value is None or not any(ord(letter) < 32 or letter in "\x7f\u2028\u2029" for letter in value)


@given(st.lists(st.sampled_from(sorted(ACCOUNT.steps)), max_size=8))
def test_an_enabled_account_is_only_left_by_closing_it(steps: list[str]) -> None:
    state = "disabled"
    for step in steps:
        if ACCOUNT.allows(state, step):
            before, state = state, ACCOUNT.after(state, step)
            assert state in ("disabled", "invited", "enabled", "declined")
            if before == "enabled":
                assert (step, state) in (("enable", "enabled"), ("disable", "disabled"))
