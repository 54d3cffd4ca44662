"""What an order cost beside its goods, and how it was paid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop

if TYPE_CHECKING:
    from .order import OrderDrop


class TaxLineDrop(Drop):
    """A tax and its amount."""

    liquid_name = "TaxLineDrop"

    def __init__(self, title: str, minor: int, rate_bp: int) -> None:
        self.words, self.minor, self.rate_bp = title, minor, rate_bp

    @prop
    def title(self) -> str:
        return self.words

    @prop
    def price(self) -> int:
        return self.minor

    @prop
    def rate(self) -> float:
        return self.rate_bp / 10_000

    @prop
    def rate_percentage(self) -> float:
        return self.rate_bp / 100


class ShippingMethodDrop(Drop):
    """How the order is delivered, as it was chosen."""

    liquid_name = "ShippingMethodDrop"

    def __init__(self, order: OrderDrop) -> None:
        self.order = order
        self.row = order.row

    @prop
    def id(self) -> str:
        return str(self.row.delivery_method_id or self.row.id)

    @prop("handle", "title")
    def title(self) -> str:
        return self.row.delivery_name

    @prop("price", "original_price", "price_with_discounts")
    def price(self) -> int:
        return self.row.delivery_minor

    @prop
    def tax_lines(self) -> list[object]:
        return self.order.taxes(sum(line.delivery_tax_minor for line in self.order.rows()))


class TransactionDrop(Drop):
    """A payment or refund. What the gateway calls it stays with the shop."""

    liquid_name = "TransactionDrop"

    def __init__(self, order: OrderDrop, row: Any, kind: str, status: str, gateway: str) -> None:
        self.order, self.row = order, row
        self.words = (kind, status, gateway)

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def amount(self) -> int:
        return self.row.amount_minor

    @prop
    def created_at(self) -> datetime:
        return self.row.created_at

    @prop
    def kind(self) -> str:
        return self.words[0]

    @prop
    def status(self) -> str:
        return self.words[1]

    @prop
    def status_label(self) -> str:
        return self.order.front.platform_text(f"transaction.{self.words[1]}")

    @prop
    def gateway(self) -> str:
        return self.words[2]

    @prop
    def gateway_display_name(self) -> str:
        return self.words[2].replace("_", " ").capitalize()

    @prop
    def name(self) -> str:
        return f"{self.order.row.number}.{self.row.id}"
