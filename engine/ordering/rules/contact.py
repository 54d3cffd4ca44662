"""What a person may type as contact and address. Light checks: better a strange address than a lost order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from engine.base.errors import Invalid, Refused

ADDRESS_FIELDS = ("name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone")
REQUIRED = ("name", "line1", "city", "country")
MOST = 120

_MAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.UNICODE)
_PHONE = re.compile(r"\+?[\d\s()/.-]{5,30}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")

POSTCODES: dict[str, str] = {
    "AT": r"\d{4}",
    "AU": r"\d{4}",
    "BE": r"\d{4}",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    "CH": r"\d{4}",
    "CZ": r"\d{3} ?\d{2}",
    "DE": r"\d{5}",
    "DK": r"\d{4}",
    "ES": r"\d{5}",
    "FI": r"\d{5}",
    "FR": r"\d{5}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "IT": r"\d{5}",
    "LU": r"\d{4}",
    "NL": r"\d{4} ?[A-Z]{2}",
    "NO": r"\d{4}",
    "PL": r"\d{2}-?\d{3}",
    "PT": r"\d{4}-?\d{3}",
    "SE": r"\d{3} ?\d{2}",
    "US": r"\d{5}(-\d{4})?",
}
"""Countries where a postcode is needed, and what it looks like; elsewhere anything goes."""

EXAMPLES = {
    "AT": "1010",
    "CH": "8001",
    "DE": "10115",
    "FR": "75001",
    "GB": "SW1A 1AA",
    "NL": "1012 AB",
    "US": "10001",
}


def email_of(value: Any) -> str:
    """An e-mail address, lower case. Raises Refused."""
    text = str(value or "").strip().lower()
    if not text:
        raise Refused("contact.email_missing", field="email")
    if len(text) > 254 or not _MAIL.fullmatch(text) or ".." in text:
        raise Refused("contact.email_odd", field="email")
    return text


def phone_of(value: Any, *, field: str = "phone") -> str | None:
    """A telephone number as typed, or None. Raises Refused."""
    text = str(value or "").strip()
    if not text:
        return None
    if not _PHONE.fullmatch(text):
        raise Refused("contact.phone_odd", field=field)
    return text


def address_of(form: Mapping[str, Any], *, prefix: str = "") -> dict[str, str]:
    """An address from the fields ADDRESS_FIELDS of a form (each after *prefix*). Raises Invalid with every field at fault."""
    given = {name: _CONTROL.sub(" ", str(form.get(prefix + name) or "")).strip() for name in ADDRESS_FIELDS}
    errors: dict[str, Refused] = {}
    for name in REQUIRED:
        if not given[name]:
            errors[prefix + name] = Refused(f"contact.{name}_missing", field=prefix + name)
    for name, value in given.items():
        if len(value) > MOST:
            errors[prefix + name] = Refused("contact.too_long", field=prefix + name, most=MOST)
    country = given["country"] = given["country"].upper()
    if country and country not in countries("en"):
        errors[prefix + "country"] = Refused("contact.country_unknown", field=prefix + "country")
    pattern = POSTCODES.get(country)
    if pattern:
        given["postcode"] = given["postcode"].upper()
        if not given["postcode"]:
            errors[prefix + "postcode"] = Refused("contact.postcode_missing", field=prefix + "postcode")
        elif not re.fullmatch(pattern, given["postcode"]):
            example = EXAMPLES.get(country)
            code = "contact.postcode_odd_example" if example else "contact.postcode_odd"
            errors[prefix + "postcode"] = Refused(code, field=prefix + "postcode", example=example)
    try:
        phone_of(given["phone"], field=prefix + "phone")
    except Refused as refusal:
        errors[prefix + "phone"] = refusal
    if errors:
        raise Invalid(errors)
    return {name: value for name, value in given.items() if value}


def address_lines(address: Mapping[str, Any] | None, locale: str = "en") -> list[str]:
    """An address as it is written on a parcel, one string a line."""
    if not address:
        return []
    country = str(address.get("country") or "")
    town = " ".join(str(address[name]) for name in ("postcode", "city") if address.get(name))
    lines = [address.get("name"), address.get("company"), address.get("line1"), address.get("line2"), town]
    lines += [address.get("region"), countries(locale).get(country, country)]
    return [str(line) for line in lines if line]


@cache
def countries(locale: str) -> dict[str, str]:
    """{ISO 3166 code: name in *locale*}, by name."""
    from babel import Locale

    found = Locale.parse(locale.replace("-", "_")).territories
    named = {code: name for code, name in found.items() if len(code) == 2 and code.isalpha()}
    for odd in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"):
        named.pop(odd, None)
    return dict(sorted(named.items(), key=lambda pair: pair[1]))
