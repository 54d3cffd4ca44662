"""Pure decisions about orders and money: no session, no clock, no network."""

from engine.ordering.rules.pricing import LineToPrice, Priced, PricedLine, TaxTerms, price
from engine.ordering.rules.quantities import MAX_LINES, MAX_QUANTITY, quantity_of
from engine.ordering.rules.refunds import share_of_units
from engine.ordering.rules.states import (
    BRAND_ORDER,
    CHECKOUT,
    PAYMENT,
    REFUND,
    fulfilment_state_of,
    payment_state_of,
)

__all__ = [
    "BRAND_ORDER",
    "CHECKOUT",
    "MAX_LINES",
    "MAX_QUANTITY",
    "PAYMENT",
    "REFUND",
    "LineToPrice",
    "Priced",
    "PricedLine",
    "TaxTerms",
    "fulfilment_state_of",
    "payment_state_of",
    "price",
    "quantity_of",
    "share_of_units",
]
