"""Somebody to show account pages to: of no store, with an address and an order of products that the shop sells today."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from engine.base import clock
from engine.base.db import StoreSession
from engine.ordering.models import CustomerOrder, OrderLine, Payment, Refund
from engine.stores.models import Customer, CustomerAddress
from engine.stores.queries import StoreInfo

from .authoring.samples import sample_cart
from .loading.people import Bought, Parcel, People

NUMBER = 0
"""The id of the customer and of everything of theirs: no record of a store has it."""
_POSTAL = {
    "first_name": "Ada",
    "last_name": "Example",
    "line1": "1 Sample Street",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def _today() -> datetime:
    """The beginning of the day: a section made again a second later reads the same, as the editor relies on."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


class SamplePeople(People):
    """The customer of one page, made up. Nothing of it is in the database, and nobody's records are read."""

    def __init__(self, session: StoreSession, store: StoreInfo, locale: str) -> None:
        super().__init__(session)
        self.store, self.locale = store, locale

    def signed_in(self, token: str | None) -> Customer | None:
        """The customer, whatever the token."""
        return Customer(
            id=NUMBER,
            email="ada@example.com",
            name="Ada Example",
            first_name="Ada",
            last_name="Example",
            locale=self.locale,
            accepts_marketing=False,
            state="enabled",
            tags=[],
            tax_exempt=False,
            created_at=_today(),
        )

    def addresses(self, customer_id: int) -> list[CustomerAddress]:
        """One."""
        today = _today()
        return [
            CustomerAddress(
                id=NUMBER,
                customer_id=NUMBER,
                is_default=True,
                created_at=today,
                updated_at=today,
                **_POSTAL,
            )
        ]

    def bought(self, customer_id: int) -> Bought:
        """One order, if the shop has anything to sell."""
        return Bought(1, self._order.total_minor) if self._lines_sold else Bought(0, 0)

    def orders(self, customer_id: int, start: int, stop: int | None) -> list[CustomerOrder]:
        """That order."""
        return ([self._order] if self._lines_sold else [])[start:stop]

    def order(self, customer_id: int, order_id: int) -> CustomerOrder | None:
        """That order."""
        return self._order if order_id == NUMBER else None

    def lines(self, order_id: int) -> list[OrderLine]:
        """Up to three products."""
        return self._lines_sold

    def parcels(self, order_id: int) -> list[Parcel]:
        """None yet."""
        return []

    def payments(self, order_id: int) -> list[Payment]:
        """None that could be looked up."""
        return []

    def refunds(self, order_id: int) -> list[Refund]:
        """None."""
        return []

    @cached_property
    def _order(self) -> CustomerOrder:
        goods = sum(line.total_minor for line in self._lines_sold)
        order = CustomerOrder(
            id=NUMBER,
            checkout_id=NUMBER,
            customer_id=NUMBER,
            number=1001,
            status_token="sample",  # noqa: S106 - it opens nothing
            email="ada@example.com",
            customer_name="Ada Example",
            shipping_address={"name": "Ada Example", **_POSTAL},
            billing_address={"name": "Ada Example", **_POSTAL},
            delivery_name="",
            delivery_kind="ship",
            locale=self.locale,
            currency=self.store.currency,
            subtotal_minor=goods,
            discount_minor=0,
            delivery_minor=0,
            tax_minor=0,
            total_minor=goods,
            refunded_minor=0,
            tax_included=True,
            tax_rate_bp=0,
            item_count=len(self._lines_sold),
            payment_state="paid",
            fulfilment_state="unfulfilled",
            placed_at=_today() - timedelta(days=2),
        )
        self.known[NUMBER] = order
        return order

    @cached_property
    def _lines_sold(self) -> list[OrderLine]:
        found = []
        for at, line in enumerate(sample_cart(self.session, self.store.currency).lines, 1):
            offer = line.offer
            if offer is None:
                continue
            kept = {name: value for name, value in offer.snapshot().items() if name != "partner_id"}
            found.append(
                OrderLine(
                    id=-at,
                    customer_order_id=NUMBER,
                    brand_order_id=NUMBER,
                    variant_id=offer.variant_id,
                    position=at,
                    properties={},
                    quantity=1,
                    fulfilled_quantity=0,
                    cancelled_quantity=0,
                    refunded_quantity=0,
                    unit_minor=offer.unit_minor,
                    subtotal_minor=offer.unit_minor,
                    discount_minor=0,
                    delivery_minor=0,
                    delivery_tax_minor=0,
                    tax_minor=0,
                    total_minor=offer.unit_minor,
                    **kept,
                )
            )
        return found
