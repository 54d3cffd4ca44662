"""Checks of a card as it is typed. Used by the test gateway only: real ones keep the card fields to themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.base import clock
from engine.base.errors import Invalid, Refused


@dataclass(frozen=True)
class Card:
    """A card that could exist. The number itself is not kept."""

    digits: str
    brand: str

    @property
    def last4(self) -> str:
        """What people recognise it by."""
        return self.digits[-4:]


def card_of(form: Mapping[str, str]) -> Card:
    """The card in the fields card_number, card_expiry (MM/YY), card_cvc and card_name. Raises Invalid."""
    errors: dict[str, Refused] = {}
    digits = re.sub(r"[\s-]", "", str(form.get("card_number") or ""))
    if not digits:
        errors["card_number"] = Refused("card.number_missing", field="card_number")
    elif not re.fullmatch(r"\d{12,19}", digits) or not _luhn(digits):
        errors["card_number"] = Refused("card.number_odd", field="card_number")
    _check_expiry(str(form.get("card_expiry") or "").strip(), errors)
    cvc = str(form.get("card_cvc") or "").strip()
    if not re.fullmatch(r"\d{3,4}", cvc):
        errors["card_cvc"] = Refused("card.cvc_odd", field="card_cvc")
    if not str(form.get("card_name") or "").strip():
        errors["card_name"] = Refused("card.name_missing", field="card_name")
    if errors:
        raise Invalid(errors)
    return Card(digits, _brand(digits))


def _check_expiry(text: str, errors: dict[str, Refused]) -> None:
    match = re.fullmatch(r"(\d{1,2})\s*[/.-]?\s*(\d{2}|\d{4})", text)
    month = int(match.group(1)) if match else 0
    if not match or not 1 <= month <= 12:
        errors["card_expiry"] = Refused("card.expiry_odd", field="card_expiry")
        return
    year = int(match.group(2)) + (2000 if len(match.group(2)) == 2 else 0)
    now: datetime = clock.now()
    if (year, month) < (now.year, now.month):
        errors["card_expiry"] = Refused("card.expired", field="card_expiry")


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _brand(digits: str) -> str:
    if digits.startswith("4"):
        return "Visa"
    if digits[:2] in {"51", "52", "53", "54", "55"} or 2221 <= int(digits[:4]) <= 2720:
        return "Mastercard"
    return "American Express" if digits[:2] in {"34", "37"} else "Card"
