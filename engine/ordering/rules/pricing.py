"""What a cart costs, and whose part is what: every cent of discount, delivery and tax has a line.

A customer order is the sum of its brand orders, and a brand order the sum of its lines (order-management seed, FIG. 7), so
amounts are first worked out once for the whole order, then shared over the lines by largest remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.base.money import allocate


@dataclass(frozen=True)
class TaxTerms:
    """``rate_bp``: basis points (1900 is 19 %). ``included``: prices contain the tax; otherwise it is added to them."""

    rate_bp: int = 0
    included: bool = True

    def within(self, minor: int) -> int:
        """The tax in (or on) an amount, rounded half up to the minor unit."""
        base = 10_000 + self.rate_bp if self.included else 10_000
        return (2 * minor * self.rate_bp + base) // (2 * base)


@dataclass(frozen=True)
class LineToPrice:
    """``key`` is the caller's own; ``unit_minor`` in minor units."""

    key: int
    partner_id: int
    unit_minor: int
    quantity: int
    taxable: bool = True
    requires_shipping: bool = True


@dataclass(frozen=True)
class PricedLine:
    """Amounts of the whole line in minor units. ``total`` = subtotal - discount (+ tax where prices exclude it);
    delivery and its tax are shares that stand beside it."""

    key: int
    partner_id: int
    unit_minor: int
    quantity: int
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    delivery_minor: int
    delivery_tax_minor: int


@dataclass(frozen=True)
class Priced:
    """A cart or order, priced. ``tax_minor`` covers goods and delivery; ``total_minor`` is what the shopper pays."""

    lines: tuple[PricedLine, ...]
    tax: TaxTerms
    subtotal_minor: int
    discount_minor: int
    delivery_minor: int
    tax_minor: int
    total_minor: int

    def of_partner(self, partner_id: int) -> Priced:
        """The part of one partner: its lines and the sums over them."""
        return add_up(tuple(line for line in self.lines if line.partner_id == partner_id), self.tax)


def price(
    lines: Sequence[LineToPrice], delivery_minor: int, tax: TaxTerms, discount_minor: int = 0
) -> Priced:
    """Price *lines*. All amounts in minor units of one currency; nothing depends on its number of decimals.

    Raises ValueError for a discount above the subtotal, or delivery to pay with nothing to deliver.
    """
    if not lines:
        if delivery_minor or discount_minor:
            raise ValueError("nothing to share a discount or delivery over")
        return add_up((), tax)
    subtotals = [line.unit_minor * line.quantity for line in lines]
    if not 0 <= discount_minor <= sum(subtotals):
        raise ValueError("a discount lies between nothing and the subtotal")
    discounts = allocate(discount_minor, subtotals)
    nets = [subtotal - discount for subtotal, discount in zip(subtotals, discounts, strict=True)]
    taxed = [net if line.taxable else 0 for net, line in zip(nets, lines, strict=True)]
    taxes = _shared(tax.within(sum(taxed)), taxed)
    deliveries = _shared(
        delivery_minor, [net if line.requires_shipping else 0 for net, line in zip(nets, lines, strict=True)]
    )
    delivery_tax = tax.within(delivery_minor) if any(line.taxable for line in lines) else 0
    delivery_taxes = _shared(delivery_tax, deliveries)
    priced = tuple(
        PricedLine(
            line.key,
            line.partner_id,
            line.unit_minor,
            line.quantity,
            subtotals[i],
            discounts[i],
            taxes[i],
            nets[i] if tax.included else nets[i] + taxes[i],
            deliveries[i],
            delivery_taxes[i],
        )
        for i, line in enumerate(lines)
    )
    return add_up(priced, tax)


def add_up(lines: tuple[PricedLine, ...], tax: TaxTerms) -> Priced:
    """The sums over priced lines."""
    delivery = sum(line.delivery_minor for line in lines)
    delivery_tax = sum(line.delivery_tax_minor for line in lines)
    return Priced(
        lines,
        tax,
        sum(line.subtotal_minor for line in lines),
        sum(line.discount_minor for line in lines),
        delivery,
        sum(line.tax_minor for line in lines) + delivery_tax,
        sum(line.total_minor for line in lines) + delivery + (0 if tax.included else delivery_tax),
    )


def _shared(minor: int, weights: list[int]) -> list[int]:
    return allocate(minor, weights) if minor else [0] * len(weights)
