"""What orders need from outside: delivery rates, payment gateways, letters to the shopper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Protocol

from engine.base.db import StoreSession
from engine.base.ports import Port

# -- delivery -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RateRequest:
    """``country`` is an ISO 3166 code, or None while unknown; ``subtotal_minor`` decides about free delivery."""

    country: str | None
    subtotal_minor: int
    currency: str
    needs_shipping: bool = True


@dataclass(frozen=True)
class DeliveryOption:
    """A way to get an order. ``kind``: ship, pickup or none; ``location`` is {name, address, hours} for pick-up."""

    id: int | None
    name: str
    kind: str
    price_minor: int
    promise: str | None = None
    location: dict[str, Any] | None = None
    full_price_minor: int = 0
    """Before it became free by the size of the order."""
    countries: tuple[str, ...] = ()
    """ISO codes served; none means all."""

    def snapshot(self) -> dict[str, Any]:
        """What an order keeps of it."""
        return {"name": self.name, "kind": self.kind, "promise": self.promise, "location": self.location}


class DeliveryRates(Protocol):
    """Filled by engine/shipping."""

    def quote(self, session: StoreSession, request: RateRequest) -> list[DeliveryOption]:
        """The ways to deliver, in the merchant's order; shipping only where the country is served."""
        ...

    def countries(self, session: StoreSession) -> tuple[str, ...] | None:
        """Countries that are shipped to; None for everywhere."""
        ...

    def prepare(self, session: StoreSession) -> None:
        """Make sure that a store which never said how it delivers has one way to do so."""
        ...


rates: Port[DeliveryRates] = Port("ordering.rates")

# -- payment ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaymentOption:
    """Something that the shopper can choose: ``card``, ``transfer``, ``at_pickup``. Its words are locale keys."""

    gateway: str
    option: str
    has_card_fields: bool = False

    @property
    def key(self) -> str:
        """The value of its radio button."""
        return f"{self.gateway}:{self.option}"


@dataclass(frozen=True)
class PreparedMethod:
    """What a gateway made of the shopper's choice. ``token`` stands for the card; ``summary`` names it for people."""

    option: str
    token: str
    summary: str

    def as_dict(self) -> dict[str, str]:
        """For the checkout's column."""
        return {"option": self.option, "token": self.token, "summary": self.summary}


@dataclass(frozen=True)
class PaymentRequest:
    """An attempt. ``key`` is unique and ours: the same key gives the same payment. ``amount_minor`` of ``currency``."""

    store_id: int
    key: str
    amount_minor: int
    currency: str
    method: Mapping[str, str] = field(default_factory=dict)
    return_url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a gateway answers. ``unknown``: it did not, so ask with ``lookup`` before anything else."""

    status: Literal[
        "authorised", "captured", "pending", "requires_action", "declined", "voided", "refunded", "unknown"
    ]
    reference: str | None = None
    url: str | None = None
    """Where the shopper takes the second step."""
    code: str | None = None
    """Why it was declined; a locale key below ``payment.declined.``."""
    summary: str | None = None


UNKNOWN = Outcome("unknown")


class Gateway(Protocol):
    """One way to take money. Calls leave the process: never inside a transaction of ours. They never raise for an answer
    that did not come; they return ``unknown``."""

    name: str

    def options(self, delivery_kind: str | None) -> list[PaymentOption]:
        """What the shopper can choose."""
        ...

    def prepare(self, option: str, form: Mapping[str, str]) -> PreparedMethod:
        """Check what was typed and turn it into a token. Raises Invalid."""
        ...

    def authorise(self, request: PaymentRequest) -> Outcome: ...

    def capture(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome: ...

    def void(self, store_id: int, key: str, reference: str) -> Outcome:
        """Undo the payment of that key altogether, captured or not."""
        ...

    def refund(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome: ...

    def lookup(self, store_id: int, key: str) -> Outcome | None:
        """What became of the payment of that key; None when the gateway never heard of it."""
        ...

    def lookup_refund(self, store_id: int, key: str) -> Outcome | None:
        """What became of the refund of that key; None when the gateway never heard of it."""
        ...


class Gateways(Protocol):
    """Every gateway, by name."""

    def get(self, name: str) -> Gateway | None: ...


gateways: Port[Gateways] = Port("ordering.gateways")

# -- letters ------------------------------------------------------------------------------------------------------


class Letters(Protocol):
    """Mail to the shopper, written as rows in the caller's transaction. Writing one twice is harmless."""

    def order_placed(self, session: StoreSession, order_id: int) -> None: ...

    def fulfilled(self, session: StoreSession, fulfilment_id: int) -> None: ...

    def refunded(self, session: StoreSession, refund_id: int) -> None: ...

    def cancelled(self, session: StoreSession, order_id: int, reason: str | None) -> None: ...

    def payment_received(self, session: StoreSession, order_id: int) -> None: ...


letters: Port[Letters] = Port("ordering.letters")

# -- forgetting ---------------------------------------------------------------------------------------------------


class StillNeeded(Protocol):
    """Filled by engine/tills."""

    def __call__(self, session: StoreSession, checkout_ids: Sequence[int]) -> set[int]:
        """Those of the checkouts whose buyer somebody may still have to know. One query for any number."""
        ...


still_needed: Port[StillNeeded] = Port("ordering.still_needed")
forget_after: Port[timedelta] = Port("ordering.forget_after")
"""How long a checkout that nobody pays knows who it is for."""
