"""Money in whole minor units: sharing loses nothing, reading amounts guesses nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.base.errors import Refused
from engine.base.money import Money, allocate, exponent, format_money, parse_minor, to_decimal_text

amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)
CURRENCIES = ("EUR", "JPY", "KWD")


@given(amounts, weights)
def test_parts_add_up_to_the_whole(minor: int, shares: list[int]) -> None:
    assert sum(allocate(minor, shares)) == minor


@given(amounts, weights)
def test_each_part_is_within_one_unit_of_its_exact_share(minor: int, shares: list[int]) -> None:
    assume(sum(shares) > 0)
    for part, weight in zip(allocate(minor, shares), shares, strict=True):
        exact = Decimal(minor) * weight / sum(shares)
        assert abs(part - exact) < 1


@given(amounts, weights)
def test_no_part_has_the_other_sign(minor: int, shares: list[int]) -> None:
    for part in allocate(minor, shares):
        assert part * minor >= 0


@given(amounts, weights)
def test_what_weighs_nothing_gets_nothing(minor: int, shares: list[int]) -> None:
    assume(sum(shares) > 0)
    assert all(part == 0 for part, weight in zip(allocate(minor, shares), shares, strict=True) if weight == 0)


@given(amounts, weights)
def test_a_heavier_part_is_never_smaller(minor: int, shares: list[int]) -> None:
    ranked = sorted(zip(shares, allocate(abs(minor), shares), strict=True))
    for (light, small), (heavy, large) in pairwise(ranked):
        assert light == heavy or small <= large


@given(amounts, weights)
def test_a_refund_is_shared_as_the_payment_was(minor: int, shares: list[int]) -> None:
    assert allocate(-minor, shares) == [-part for part in allocate(minor, shares)]


@given(st.integers(0, 10**9), st.integers(1, 40))
def test_equal_weights_differ_by_one_unit_at_most_and_the_first_get_it(minor: int, count: int) -> None:
    parts = allocate(minor, [0] * count)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_thirds_of_a_euro() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize("shares", [[], [1, -1]])
def test_impossible_weights_are_refused(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="allocation"):
        allocate(100, shares)


@given(st.integers(0, 10**14), st.sampled_from(CURRENCIES))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    assume(len(to_decimal_text(minor, currency).split(".")[0]) <= 12)
    assert parse_minor(to_decimal_text(minor, currency), currency) == minor


@given(amounts, st.sampled_from(CURRENCIES))
def test_decimal_text_is_exact(minor: int, currency: str) -> None:
    assert Decimal(to_decimal_text(minor, currency)).scaleb(exponent(currency)) == minor


READ = {
    ("12.5", "EUR"): 1250,
    ("12,50", "EUR"): 1250,
    (" 12 ", "EUR"): 1200,
    ("0.05", "EUR"): 5,
    ("12.500", "EUR"): 1250,
    ("١٢", "EUR"): 1200,
    ("12", "JPY"): 12,
    ("12.0", "JPY"): 12,
    ("1.234", "KWD"): 1234,
}
REFUSED = (
    "", "-1", "+1", "1e3", "NaN", "inf", "1.2.3", "1,234.50", "0x10", "12.", ".5", "½", "12 34", "1_000", "9" * 13,
)  # fmt: skip


@pytest.mark.parametrize(("text", "currency"), READ)
def test_amounts_are_read(text: str, currency: str) -> None:
    assert parse_minor(text, currency) == READ[text, currency]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_minor(text, "EUR", field="price")
    assert (refusal.value.code, refusal.value.field) == ("money.not_an_amount", "price")


@pytest.mark.parametrize(("text", "currency"), [("1.005", "EUR"), ("1.5", "JPY"), ("1.0001", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused(text: str, currency: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_minor(text, currency)
    assert refusal.value.code == "money.too_many_decimals"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_minor(text, "EUR") >= 0
    except Refused:
        pass


def test_currencies_do_not_add_up() -> None:
    assert Money(5, "EUR") + Money(7, "EUR") - Money(2, "EUR") == Money(10, "EUR")
    with pytest.raises(ValueError, match="do not add up"):
        Money(5, "EUR") + Money(5, "USD")
    with pytest.raises(TypeError):
        Money(1.5, "EUR")  # type: ignore[arg-type]


def test_money_is_shown_as_the_locale_writes_it() -> None:
    assert format_money(1250, "EUR") == "€12.50"
    assert format_money(1250, "EUR", "de").replace("\u00a0", " ") == "12,50 €"
    assert format_money(1250, "JPY") == "¥1,250"
