"""The signed-in customer and their address book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, SequenceDrop, prop
from engine.stores.models import Customer, CustomerAddress

from .address import PostalDrop
from .metafields import MetafieldsDrop
from .order import OrderDrop

if TYPE_CHECKING:
    from .front import Front


class CustomerAddressDrop(PostalDrop):
    """An entry of the address book; without a row, the empty one that a form for a new address is given."""

    def __init__(self, front: Front, row: CustomerAddress | None) -> None:
        self.row = row
        names = ("first_name", "last_name", "company", "line1", "line2", "postcode", "city", "region")
        values = {name: getattr(row, name) for name in (*names, "country", "phone")} if row else {}
        super().__init__(front, values)

    @prop
    def id(self) -> int | None:
        return self.row.id if self.row else None

    @prop
    def url(self) -> str:
        return f"/account/addresses/{self.row.id}" if self.row else "/account/addresses"

    @prop
    def is_default(self) -> bool:
        """Whether it is the customer's default (an addition of this platform)."""
        return self.row is not None and self.row.is_default


class AddressesDrop(SequenceDrop):
    """`customer.addresses`: the default first; can be paged."""

    liquid_name = "AddressesDrop"

    def __init__(self, front: Front, customer_id: int) -> None:
        self.front = front
        self.customer_id = customer_id

    def _rows(self) -> list[CustomerAddress]:
        return self.front.loading.people.addresses(self.customer_id)

    def __len__(self) -> int:
        return len(self._rows())

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return [CustomerAddressDrop(self.front, row) for row in self._rows()[start:stop]]


class OrdersDrop(SequenceDrop):
    """`customer.orders`: the newest first; can be paged, and only the page is read."""

    liquid_name = "OrdersDrop"

    def __init__(self, front: Front, customer: CustomerDrop) -> None:
        self.front = front
        self.customer = customer

    def __len__(self) -> int:
        return self.front.loading.people.bought(self.customer.row.id).orders

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        rows = self.front.loading.people.orders(self.customer.row.id, start, stop)
        return [self.front.order(row) for row in rows]


class CustomerDrop(Drop):
    """`customer`: who is signed in. Only what is theirs to know: the merchant's note is not here."""

    liquid_name = "CustomerDrop"

    def __init__(self, front: Front, row: Customer) -> None:
        self.front = front
        self.row = row

    @property
    def is_private(self) -> bool:
        return True

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "customer", self.row.id)

    @prop
    def email(self) -> str:
        return self.row.email

    @prop
    def first_name(self) -> str | None:
        return self.row.first_name or (None if self.row.last_name else self.row.name)

    @prop
    def last_name(self) -> str | None:
        return self.row.last_name

    @prop
    def name(self) -> str:
        return self.row.name or self.row.email

    @prop
    def phone(self) -> str | None:
        return self.row.phone

    @prop
    def tags(self) -> list[str]:
        return [str(tag) for tag in self.row.tags]

    @prop
    def accepts_marketing(self) -> bool:
        return self.row.accepts_marketing

    @prop
    def tax_exempt(self) -> bool:
        return self.row.tax_exempt

    @prop
    def has_account(self) -> bool:
        return self.row.state == "enabled"

    @prop
    def addresses(self) -> AddressesDrop:
        return AddressesDrop(self.front, self.row.id)

    @prop
    def addresses_count(self) -> int:
        return len(AddressesDrop(self.front, self.row.id))

    @prop
    def default_address(self) -> CustomerAddressDrop | None:
        rows = self.front.loading.people.addresses(self.row.id)
        return CustomerAddressDrop(self.front, rows[0]) if rows and rows[0].is_default else None

    @prop
    def new_address(self) -> CustomerAddressDrop:
        return CustomerAddressDrop(self.front, None)

    @prop
    def orders(self) -> OrdersDrop:
        return OrdersDrop(self.front, self)

    @prop
    def orders_count(self) -> int:
        return self.front.loading.people.bought(self.row.id).orders

    @prop
    def last_order(self) -> OrderDrop | None:
        found = self.front.loading.people.orders(self.row.id, 0, 1)
        return self.front.order(found[0]) if found else None

    @prop
    def total_spent(self) -> int:
        return self.front.loading.people.bought(self.row.id).spent_minor

    @prop("has_avatar?", "b2b?")
    def has_no_such_thing(self) -> bool:
        return False

    @prop("payment_methods", "company_available_locations")
    def has_none(self) -> list[object]:
        return []

    @prop
    def company_available_locations_count(self) -> int:
        return 0

    @prop("current_company", "current_location", "store_credit_account")
    def nothing(self) -> None:
        return None

    def liquid_json(self) -> object:
        # A script of the pack may ask who is signed in; what is not on this list it has to read off a page.
        return {key: self.liquid_get(key) for key in ("id", "email", "first_name", "last_name")}


def country_options(front: Front, chosen: Any) -> str:
    """Option elements of every country, with one chosen by code or name."""
    from markupsafe import escape

    from engine.rendering.globals import countries_by_name

    wanted = str(chosen or "")
    return "".join(
        f'<option value="{code}"{" selected" if wanted in (code, name) else ""}>{escape(name)}</option>'
        for name, code in countries_by_name(front.visit.locale)
    )
