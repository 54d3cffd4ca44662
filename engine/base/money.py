"""Money as integers of the currency's smallest unit. Never floats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from engine.base.errors import Refused

_AMOUNT = re.compile(r"^\d{1,12}(?:[.,]\d+)?$")


@cache
def exponent(currency: str) -> int:
    """Decimals of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units with its ISO 4217 currency. Adding two currencies raises ValueError."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is counted in whole minor units")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)


def allocate(minor: int, weights: Sequence[int]) -> list[int]:
    """Share *minor* in proportion to *weights*, to the last unit: the parts add up to *minor* exactly.

    Largest remainders get the left-over units, earlier parts first among equals. All-zero weights share evenly.
    Raises ValueError for no weights or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("allocation needs at least one weight and none below zero")
    if sum(weights) == 0:
        weights = [1] * len(weights)
    sign, left, total = (-1 if minor < 0 else 1), abs(minor), sum(weights)
    parts = [left * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(left * weights[i] % total), i))
    for i in by_remainder[: left - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


def parse_minor(text: str, currency: str, *, field: str | None = None) -> int:
    """``"12.5"`` → 1250 for EUR. Raises Refused for signs, words, exponents or more decimals than the currency has."""
    text = text.strip().replace("\u00a0", "")
    if not _AMOUNT.match(text):
        raise Refused("money.not_an_amount", field=field, value=text[:40])
    whole, _, fraction = text.replace(",", ".").partition(".")
    digits = exponent(currency)
    if len(fraction.rstrip("0")) > digits:
        raise Refused("money.too_many_decimals", field=field, value=text[:40], decimals=digits)
    return int(whole + fraction.rstrip("0").ljust(digits, "0"))


def to_decimal_text(minor: int, currency: str) -> str:
    """1250 EUR → ``"12.50"``; plain, for forms, feeds and structured data."""
    digits = exponent(currency)
    sign, value = ("-" if minor < 0 else ""), str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{value[:-digits]}.{value[-digits:]}" if digits else f"{sign}{value}"


def format_money(minor: int, currency: str, locale: str = "en") -> str:
    """1250 EUR → ``"€12.50"`` in English, ``"12,50 €"`` in German."""
    from decimal import Decimal

    from babel.numbers import format_currency

    return str(
        format_currency(Decimal(to_decimal_text(minor, currency)), currency, locale=locale.replace("-", "_"))
    )
