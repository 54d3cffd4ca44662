"""Reading what account forms say. Field names follow the public theme format: ``customer[email]``, ``address[zip]``."""

from __future__ import annotations

import re

from flask import request

from engine.stores.commands.customers import AddressInput

_FIELD = re.compile(r"(\w{1,20})\[(\w{1,40})\]")
SECRETS = {"password", "password_confirmation"}
LONGEST = 2_000


def group(name: str) -> dict[str, str]:
    """``{"email": …}`` of the fields ``customer[email]`` …; what is absurdly long is cut, what is secret left out."""
    found: dict[str, str] = {}
    for field, value in list(request.form.items())[:60]:
        match = _FIELD.fullmatch(field)
        if match and match[1] == name and match[2] not in SECRETS:
            found[match[2]] = value.strip()[:LONGEST].replace("\0", "")
    return found


def secret(name: str) -> str:
    """A password, as it was typed."""
    return request.form.get(f"customer[{name}]", "")


def plain(name: str) -> str:
    """A field without a group, such as the e-mail of the form for a forgotten password."""
    return request.form.get(name, "").strip()[:LONGEST].replace("\0", "")


def address(typed: dict[str, str]) -> AddressInput:
    """An address from the fields of its form."""
    return AddressInput(
        first_name=typed.get("first_name", ""),
        last_name=typed.get("last_name", ""),
        company=typed.get("company", ""),
        line1=typed.get("address1", ""),
        line2=typed.get("address2", ""),
        postcode=typed.get("zip", ""),
        city=typed.get("city", ""),
        region=typed.get("province", ""),
        country=typed.get("country", ""),
        phone=typed.get("phone", ""),
    )
