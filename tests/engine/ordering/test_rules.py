"""Pricing, splitting and states: every cent has a line, whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import Invalid, Refused
from engine.base.money import exponent, format_money, to_decimal_text
from engine.ordering.commands.ledger import DoesNotBalance, Entry, check_balance
from engine.ordering.rules import (
    LineToPrice,
    TaxTerms,
    fulfilment_state_of,
    payment_state_of,
    price,
    quantity_of,
    share_of_units,
)
from engine.ordering.rules.contact import address_of, countries, email_of, phone_of

lines = st.lists(
    st.builds(
        LineToPrice,
        key=st.integers(1, 9),
        partner_id=st.integers(1, 4),
        unit_minor=st.integers(0, 10**7),
        quantity=st.integers(1, 99),
        taxable=st.booleans(),
        requires_shipping=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
terms = st.builds(TaxTerms, st.integers(0, 3000), st.booleans())
AMOUNTS = ("subtotal_minor", "discount_minor", "delivery_minor", "tax_minor", "total_minor")


@given(lines, st.integers(0, 10**6), terms, st.floats(0, 1))
def test_the_parts_of_the_brands_add_up_to_the_order(
    cart: list[LineToPrice], delivery: int, tax: TaxTerms, share: float
) -> None:
    subtotal = sum(line.unit_minor * line.quantity for line in cart)
    priced = price(cart, delivery, tax, int(subtotal * share))
    parts = [priced.of_partner(partner) for partner in {line.partner_id for line in cart}]
    for name in AMOUNTS:
        assert sum(getattr(part, name) for part in parts) == getattr(priced, name)
    assert priced.delivery_minor == delivery
    assert priced.discount_minor == int(subtotal * share)
    goods = subtotal - priced.discount_minor
    assert priced.total_minor == goods + delivery + (0 if tax.included else priced.tax_minor)
    assert all(min(line.total_minor, line.tax_minor, line.delivery_minor) >= 0 for line in priced.lines)


@given(lines, st.integers(0, 10**6), terms)
def test_tax_is_worked_out_once_for_the_whole_and_only_on_what_is_taxable(
    cart: list[LineToPrice], delivery: int, tax: TaxTerms
) -> None:
    priced = price(cart, delivery, tax)
    taxable = sum(line.unit_minor * line.quantity for line in cart if line.taxable)
    on_delivery = tax.within(delivery) if any(line.taxable for line in cart) else 0
    assert priced.tax_minor == tax.within(taxable) + on_delivery
    assert all(line.tax_minor == 0 for line, one in zip(priced.lines, cart, strict=True) if not one.taxable)


@pytest.mark.parametrize(
    ("rate", "included", "amount", "tax"),
    [
        (1900, True, 11900, 1900),
        (1900, False, 10000, 1900),
        (700, True, 100, 7),
        (0, True, 999, 0),
        (1900, True, 3, 0),
    ],
)
def test_tax_by_hand(rate: int, included: bool, amount: int, tax: int) -> None:
    assert TaxTerms(rate, included).within(amount) == tax


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_pricing_does_not_care_how_many_decimals_a_currency_has(currency: str) -> None:
    priced = price([LineToPrice(1, 1, 10_001, 3), LineToPrice(2, 2, 7, 1)], 100, TaxTerms(1900))
    assert priced.total_minor == 30_110
    whole, _, decimals = to_decimal_text(priced.total_minor, currency).partition(".")
    assert len(decimals) == exponent(currency) and int(whole + decimals) == 30_110
    assert format_money(priced.total_minor, currency)


@given(st.integers(0, 10**9), st.integers(1, 500), st.data())
def test_giving_units_back_one_by_one_comes_to_the_whole_line(
    total: int, quantity: int, data: st.DataObject
) -> None:
    given_back, left = 0, quantity
    while left:
        units = data.draw(st.integers(1, left))
        given_back += share_of_units(total, quantity, quantity - left, units)
        left -= units
    assert given_back == total


@pytest.mark.parametrize(
    "typed", ["-1", "1.5", "1e9", "NaN", "", None, "two", "0x10", "１.5", True, "9" * 13, "+-1"]
)
def test_what_is_no_quantity_is_refused(typed: object) -> None:
    with pytest.raises(Refused):
        quantity_of(typed)


@pytest.mark.parametrize(("typed", "meant"), [("0", 0), (" 2 ", 2), ("+3", 3), (4, 4), ("0007", 7)])
def test_what_is_a_quantity_is_read(typed: object, meant: int) -> None:
    assert quantity_of(typed) == meant


@given(st.lists(st.sampled_from(["new", "part_fulfilled", "fulfilled", "cancelled"]), min_size=1))
def test_the_state_of_an_order_follows_from_its_parts(states: list[str]) -> None:
    state = fulfilment_state_of(states)
    assert (state == "cancelled") == (set(states) == {"cancelled"})
    assert (state == "fulfilled") == (set(states) - {"cancelled"} == {"fulfilled"})
    assert (state == "unfulfilled") == (set(states) - {"cancelled"} == {"new"})


def test_the_payment_state_follows_from_what_was_captured_and_given_back() -> None:
    assert payment_state_of([("captured", 100)], 0) == "paid"
    assert payment_state_of([("captured", 100)], 40) == "part_refunded"
    assert payment_state_of([("captured", 100)], 100) == "refunded"
    assert payment_state_of([("awaiting_transfer", 100)], 0) == "pending"
    assert payment_state_of([("authorised", 100)], 0) == "authorised"
    assert payment_state_of([("voided", 100)], 0) == "voided"


@given(st.lists(st.tuples(st.sampled_from(["EUR", "JPY"]), st.integers(-(10**9), 10**9)), max_size=8))
def test_only_what_sums_to_zero_in_every_currency_is_posted(amounts: list[tuple[str, int]]) -> None:
    entries = [Entry("sales:1", amount, currency) for currency, amount in amounts]
    balanced = all(sum(a for c, a in amounts if c == one) == 0 for one in ("EUR", "JPY"))
    if balanced:
        check_balance(entries)
    else:
        with pytest.raises(DoesNotBalance):
            check_balance(entries)


@pytest.mark.parametrize(
    "typed", ["", "ada", "ada@", "@x.de", "a b@x.de", "a@x", "a@x.de\nBcc: b@y.de", "a..b@x.de", "a@b@c.de"]
)
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        email_of(typed)


def test_a_mail_address_is_kept_in_lower_case() -> None:
    assert email_of(" Ada@Example.COM ") == "ada@example.com"
    assert phone_of(" +49 30 1234 ") == "+49 30 1234"


def test_an_address_names_every_field_at_fault_at_once() -> None:
    with pytest.raises(Invalid) as invalid:
        address_of({"country": "DE", "postcode": "123", "city": "x" * 200})
    assert set(invalid.value.errors) == {"name", "line1", "postcode", "city"}


@pytest.mark.parametrize(
    ("country", "postcode"),
    [("GB", "sw1a 1aa"), ("NL", "1012ab"), ("US", "10001-1234"), ("IE", ""), ("HK", "")],
)
def test_postcodes_are_checked_lightly(country: str, postcode: str) -> None:
    given = {"name": "Ada", "line1": "1 High St", "city": "Town", "country": country, "postcode": postcode}
    assert address_of(given)["country"] == country


def test_countries_are_named_in_the_shoppers_language() -> None:
    assert countries("de")["DE"] == "Deutschland"
    assert countries("en")["DE"] == "Germany"
    assert "EU" not in countries("en")
