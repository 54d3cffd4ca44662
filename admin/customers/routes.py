"""Customers: the list, and one with their orders."""

from __future__ import annotations

from typing import Any

from flask import request

from admin.shell.access import room as make_room
from admin.shell.forms import reading
from admin.shell.rendering import page, part
from engine.ordering.queries import orders_of_customer
from engine.stores import queries

room = make_room("customers", __name__, "customers")


@room.get("/customers")
def index() -> Any:
    """The list."""
    words = request.args.get("q", "").replace("\x00", "")[:100]
    after = request.args.get("after")
    with reading() as session:
        listed = queries.customers(session, search=words, after=after)
    args = {"q": words}
    return part(
        "customers/list.html", "list", "customers/index.html", listed=listed, args=args, started=bool(after)
    )


@room.get("/customers/<int:customer_id>")
def show(customer_id: int) -> Any:
    """One customer and what they bought."""
    with reading() as session:
        customer = queries.customer_by_id(session, customer_id)
        orders = orders_of_customer(session, customer_id, limit=50)
    return page("customers/customer.html", customer=customer, orders=orders)
