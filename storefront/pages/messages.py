"""What shoppers send with a theme's contact and newsletter forms."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from engine.base import clock
from engine.base.db import StoreSession
from engine.mail.commands import write_mail
from engine.stores.commands import customers
from engine.stores.queries import StoreInfo
from engine.stores.rules import clean_email

LONGEST = {"email": 254, "name": 120, "phone": 40, "body": 8_000}
_FIELD = re.compile(r"contact\[([\w -]{1,40})\]\Z")


def values_of(form: Mapping[str, str]) -> dict[str, str]:
    """The fields `contact[…]` by name, in lower case, at most twenty."""
    found: dict[str, str] = {}
    for key, value in list(form.items())[:60]:
        match = _FIELD.match(key)
        if match and len(found) < 20:
            found[match.group(1).lower()] = value.strip()
    return found


def faults_of(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field; values are keys below `storefront.form.`."""
    faults: dict[str, str] = {}
    for field, value in values.items():
        if len(value) > LONGEST.get(field, 2_000) or "\0" in value:
            faults[field] = "too_long"
    email = values.get("email", "")
    if not email:
        faults["email"] = "required"
    elif clean_email(email) is None or "." not in email.rpartition("@")[2]:
        faults["email"] = "email_invalid"
    if kind == "contact" and not values.get("body") and not values.get("message"):
        faults["body"] = "required"
    return faults


def keep(session: StoreSession, kind: str, values: Mapping[str, str], store: StoreInfo) -> None:
    """Send a message to the shop's address, or note that a customer wants its letters. Sending it twice is harmless."""
    if kind == "customer":
        customers.subscribe(session, email=values["email"])
        return
    lines = [f"{field}: {value}" for field, value in values.items() if field not in ("body", "message")]
    body = values.get("body") or values.get("message") or ""
    day = clock.now().date().isoformat()
    digest = hashlib.sha256("\0".join([day, *lines, body]).encode()).hexdigest()[:24]
    write_mail(
        session,
        unique_key=f"contact:{digest}",
        kind="contact",
        recipient=store.row.email or f"shop@{store.primary_host}",
        subject=f"{store.name}: {' '.join((values.get('name') or values['email']).split())[:100]}",
        text="\n".join([*lines, "", body]),
    )
