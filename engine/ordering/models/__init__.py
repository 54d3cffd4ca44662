"""Tables of orders and money, by stage of life."""

from engine.ordering.models.cart import Cart, CartLine
from engine.ordering.models.checkout import Checkout, CheckoutLine
from engine.ordering.models.ledger import LedgerEntry, LedgerTransaction
from engine.ordering.models.order import (
    BrandOrder,
    CustomerOrder,
    Fulfilment,
    FulfilmentLine,
    OrderEvent,
    OrderLine,
)
from engine.ordering.models.payment import Payment, PaymentEvent, Refund, RefundLine

__all__ = [
    "BrandOrder",
    "Cart",
    "CartLine",
    "Checkout",
    "CheckoutLine",
    "CustomerOrder",
    "Fulfilment",
    "FulfilmentLine",
    "LedgerEntry",
    "LedgerTransaction",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentEvent",
    "Refund",
    "RefundLine",
]
