"""Pure decisions about people and set-up: who may do what, when to wait before signing in, which step comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

ROLES = ("owner", "manager", "assistant")

RIGHTS: dict[str, frozenset[str]] = {
    "assistant": frozenset({"orders", "customers", "catalogue"}),
    "manager": frozenset(
        {"orders", "customers", "catalogue", "content", "theme", "imports", "work", "refunds", "delivery"}
    ),
    "owner": frozenset(
        {
            "orders",
            "customers",
            "catalogue",
            "content",
            "theme",
            "imports",
            "work",
            "refunds",
            "delivery",
            "settings",
            "staff",
        }
    ),
}
"""What a role may use. Everyone signed in sees the home page."""

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 30
SESSION_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=7)

STEPS = ("identity", "currency", "product", "location", "delivery", "payment", "theme", "doors")
"""The set-up checklist, in the order in which it is offered."""

_EMAIL = re.compile(r"^[^@\s<>\",;:\\]{1,64}@[^@\s<>\"',;:\\.]+(\.[^@\s<>\"',;:\\.]+)*$")


def may(role: str, right: str) -> bool:
    """Whether someone of *role* has *right*."""
    return right in RIGHTS.get(role, frozenset())


def wait_after(
    tried: Sequence[datetime], tries: int, now: datetime, window: timedelta = WINDOW
) -> timedelta | None:
    """How long to wait when *tries* tries lie inside the window before *now*; None when one more is fine."""
    recent = sorted(at for at in tried if at > now - window)
    if len(recent) < tries:
        return None
    return recent[-tries] + window - now


def clean_email(text: str) -> str | None:
    """The address in lower case, or None when it cannot be one."""
    email = text.strip().lower()
    return email if len(email) <= 254 and _EMAIL.match(email) else None


def next_step(done: Sequence[str]) -> str | None:
    """The first step of the checklist that is not done."""
    return next((step for step in STEPS if step not in done), None)
