"""The pages of a customer's account, as the public format names them: `templates/customers/NAME`."""

from __future__ import annotations

from .drops.front import Front
from .page import PageSubject

PAGES = ("login", "register", "activate_account", "reset_password", "account", "addresses", "order")
PATHS = {
    "login": "/account/login",
    "register": "/account/register",
    "account": "/account",
    "addresses": "/account/addresses",
}


def template(name: str) -> str:
    """The template of an account page."""
    return f"customers/{name}"


def has(front: Front, name: str) -> bool:
    """Whether the theme has that page."""
    return template(name) in front.pack.templates or template(name) in front.pack.liquid_templates


def page(front: Front, name: str) -> PageSubject | None:
    """A page that is about the customer alone, or about nobody yet; None in a theme without it."""
    if not has(front, name):
        return None
    path = PATHS.get(name, front.visit.path)
    return PageSubject(template(name), title=front.platform_text(f"account.{name}"), path=path)


def order(front: Front, order_id: int) -> PageSubject | None:
    """One of the customer's own orders; None for any other."""
    if front.customer is None or not has(front, "order"):
        return None
    row = front.loading.people.order(front.customer.row.id, order_id)
    if row is None:
        return None
    title = front.platform_text("account.order", number=row.number)
    return PageSubject(
        template("order"), {"order": front.order(row)}, title=title, path=f"/account/orders/{row.id}"
    )
