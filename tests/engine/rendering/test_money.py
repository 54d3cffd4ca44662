"""What scripts of packs make of `shop.money_format` is what the `money` filter writes."""

from __future__ import annotations

import re

import pytest

from engine.base.money import exponent
from engine.rendering import money

SEPARATORS = {
    "amount": (",", "."),
    "amount_no_decimals": (",", ""),
    "amount_with_comma_separator": (".", ","),
    "amount_no_decimals_with_comma_separator": (".", ""),
    "amount_with_apostrophe_separator": ("'", "."),
    "amount_with_space_separator": (" ", ","),
    "amount_no_decimals_with_space_separator": (" ", ""),
    "amount_with_period_and_space_separator": (" ", "."),
}
"""The public names of formats, with what stands between thousands and before decimals."""

USUAL = {"\u202f": " ", "\xa0": " ", "’": "'"}


def as_a_script_does(minor: int, pattern: str, currency: str) -> str:
    """Fill a money format, as themes' scripts do."""
    name = re.search(r"\{\{\s*(\w+)\s*\}\}", pattern)
    assert name is not None
    group, point = SEPARATORS[name.group(1)]
    digits = exponent(currency)
    whole, fraction = divmod(minor, 10**digits)
    number = f"{whole:,}".replace(",", group) + (f"{point}{fraction:0{digits}d}" if point else "")
    return pattern.replace(name.group(), number)


@pytest.mark.parametrize(
    ("currency", "locale", "name"),
    [
        ("EUR", "en", "amount"),
        ("EUR", "de", "amount_with_comma_separator"),
        ("EUR", "fr", "amount_with_space_separator"),
        ("CHF", "de-CH", "amount_with_apostrophe_separator"),
        ("JPY", "en", "amount_no_decimals"),
        ("JPY", "de", "amount_no_decimals_with_comma_separator"),
        ("JPY", "fr", "amount_no_decimals_with_space_separator"),
    ],
)
def test_the_public_format_says_what_the_filter_writes(currency: str, locale: str, name: str) -> None:
    pattern = money.public_format(currency, locale)
    assert f"{{{{{name}}}}}" in pattern
    for minor in (0, 5, 99, 123_456, 1_234_567_890):
        written = money.amount(minor, currency, locale)
        plain = "".join(USUAL.get(c, c) for c in written)
        script = "".join(USUAL.get(c, c) for c in as_a_script_does(minor, pattern, currency))
        assert script == plain
