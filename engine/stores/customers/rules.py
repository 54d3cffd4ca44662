"""Pure decisions about customers: the states of an account, what may be typed, how long links and sessions last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache

from engine.base.errors import Invalid, Refused
from engine.base.states import table

ACCOUNT = table(
    "account",
    invite=("disabled invited declined", "invited"),
    enable=("disabled invited declined enabled", "enabled"),
    decline=("invited", "declined"),
    disable=("invited enabled", "disabled"),
)
"""The states are the public format's. Enabling an enabled account is choosing another password by mail."""

ACTIVATION, RECOVERY = "activation", "recovery"
LINK_LASTS = {ACTIVATION: timedelta(days=7), RECOVERY: timedelta(hours=2)}
SPENT_LINKS_KEPT = timedelta(days=30)
"""So long a link that is over can say why it does not work."""
SESSION_LASTS = timedelta(days=30)
MOST_ADDRESSES = 50
LONGEST_NAME = 80
LONGEST_FIELD = 120

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_PHONE = re.compile(r"\+?[\d\s()/.-]{5,30}")
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@dataclass(frozen=True)
class AddressInput:
    """An address as it was typed. ``country`` may be an ISO 3166 code or a country's name."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""


REQUIRED = ("last_name", "line1", "city", "country")


def one_line(text: str) -> str:
    """The text without control characters and doubled spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


def full_name(first: str | None, last: str | None) -> str | None:
    """``Ada Lovelace``; None where there is neither."""
    return " ".join(part for part in (first, last) if part) or None


def name_of(text: str, field: str) -> str | None:
    """A first or last name, or None. Raises Refused."""
    name = one_line(text)
    if len(name) > LONGEST_NAME:
        raise Refused("customers.too_long", field=field, most=LONGEST_NAME)
    return name or None


def checked_address(given: AddressInput, locale: str = "en") -> dict[str, str | None]:
    """The columns of an address. Raises Invalid with every field at fault.

    Light checks: the checkout asks for more when it knows what is delivered where.
    """
    values: dict[str, str | None] = {name: one_line(text) or None for name, text in asdict(given).items()}
    errors: dict[str, Refused] = {}
    for name in REQUIRED:
        if values[name] is None:
            errors[name] = Refused(f"customers.{name}_missing", field=name)
    for name, value in values.items():
        if value is not None and len(value) > LONGEST_FIELD:
            errors[name] = Refused("customers.too_long", field=name, most=LONGEST_FIELD)
    if values["country"] is not None:
        code = country_code(values["country"], locale)
        if code is None:
            errors["country"] = Refused("customers.country_unknown", field="country")
        values["country"] = code
    if values["phone"] is not None and not _PHONE.fullmatch(values["phone"]):
        errors["phone"] = Refused("customers.phone_odd", field="phone")
    if errors:
        raise Invalid(errors)
    return values


def country_code(text: str, locale: str = "en") -> str | None:
    """The code of a country named by code or by name, in the language given or in English. None for no country."""
    wanted = text.strip()
    if wanted.upper() in _codes("en").values():
        return wanted.upper()
    return _codes(locale).get(wanted.casefold()) or _codes("en").get(wanted.casefold())


@cache
def _codes(locale: str) -> Mapping[str, str]:
    """{name in lower case: code}."""
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(locale.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").territories
    return {
        name.casefold(): code
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
