"""What was sold over the counter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import Product, Variant
from engine.inventory.models import InventoryItem, Level, Location
from engine.ordering.models import CustomerOrder
from engine.ordering.rules.refunds import share_of_units
from engine.tills.models import TillCard, TillDevice, TillLine, TillOrder, TillPayment, TillSale

SHOWN_UNITS = 99
"""Units of a line for which amounts to give back are told one by one."""


@dataclass(frozen=True)
class SaleRow:
    """A sale in a list."""

    sale: TillSale
    device_name: str
    location_name: str


@dataclass(frozen=True)
class SaleDetail:
    """A sale with all that belongs to it. ``returns``: what was given back from it since."""

    sale: TillSale
    device: TillDevice
    location: Location
    lines: tuple[TillLine, ...]
    payments: tuple[tuple[TillPayment, TillCard | None], ...]
    returns: tuple[TillSale, ...]
    of: TillSale | None
    ordered: TillOrder | None
    """The order that was paid with it; ``order`` once it is placed."""
    order: CustomerOrder | None

    @property
    def by_card_minor(self) -> int:
        """What was paid by card."""
        return sum(payment.amount_minor for payment, _ in self.payments if payment.kind == "card")


def sales(
    session: StoreSession,
    *,
    device_id: int | None = None,
    state: str | None = None,
    number: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[SaleRow]:
    """Sales and returns, those settled last first. One query."""
    wanted = (
        select(TillSale, TillDevice.name, Location.name)
        .join(TillDevice, (TillDevice.store_id == TillSale.store_id) & (TillDevice.id == TillSale.device_id))
        .join(Location, (Location.store_id == TillSale.store_id) & (Location.id == TillSale.location_id))
        .order_by(TillSale.settled_at.desc(), TillSale.id.desc())
        .limit(limit + 1)
    )
    if device_id is not None:
        wanted = wanted.where(TillSale.device_id == device_id)
    if state:
        wanted = wanted.where(TillSale.state == state)
    if number:
        wanted = wanted.where(TillSale.number.startswith(number[:20], autoescape=True))
    position = decode(after, 2)
    if position:
        wanted = wanted.where(tuple_(TillSale.settled_at, TillSale.id) < position)
    rows = [SaleRow(*row) for row in session.execute(wanted)]
    return page_of(rows, limit, lambda row: (row.sale.settled_at, row.sale.id))


def need_a_person(session: StoreSession) -> int:
    """How many sales wait for somebody to look at them."""
    return session.scalar(select(func.count(TillSale.id)).where(TillSale.state == "needs_person")) or 0


def sale_by_id(session: StoreSession, sale_id: int) -> SaleDetail:
    """One sale. Raises NotFound."""
    return _detail(session, session.need(TillSale, sale_id))


def sale_by_made_id(session: StoreSession, made_id: str) -> TillSale:
    """The sale that a device made under that id. Raises NotFound."""
    found = session.scalars(select(TillSale).where(TillSale.made_id == made_id)).first()
    if found is None:
        raise NotFound("tills.no_such_sale")
    return found


def find_sale(session: StoreSession, typed: str) -> SaleDetail:
    """The sale of a receipt: by its number, or the id that its code holds. Of several with one number the last. Raises
    NotFound ``tills.no_such_sale``."""
    text = typed.strip().lower()[:60]
    found = session.scalars(
        select(TillSale)
        .where((TillSale.number == text) | (TillSale.made_id == text), TillSale.kind == "sale")
        .order_by(TillSale.settled_at.desc(), TillSale.id.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("tills.no_such_sale")
    return _detail(session, found)


def _detail(session: StoreSession, sale: TillSale) -> SaleDetail:
    lines = session.scalars(
        select(TillLine).where(TillLine.sale_id == sale.id).order_by(TillLine.position)
    ).all()
    payments = session.execute(
        select(TillPayment, TillCard)
        .outerjoin(
            TillCard, (TillCard.store_id == TillPayment.store_id) & (TillCard.id == TillPayment.card_id)
        )
        .where(TillPayment.sale_id == sale.id)
        .order_by(TillPayment.id)
    ).all()
    ordered = session.execute(
        select(TillOrder, CustomerOrder)
        .outerjoin(
            CustomerOrder,
            (CustomerOrder.store_id == TillOrder.store_id)
            & (CustomerOrder.id == TillOrder.customer_order_id),
        )
        .where(TillOrder.sale_id == sale.id)
    ).first()
    return SaleDetail(
        sale,
        session.need(TillDevice, sale.device_id),
        session.need(Location, sale.location_id),
        tuple(lines),
        tuple((payment, card) for payment, card in payments),
        tuple(session.scalars(select(TillSale).where(TillSale.of_sale_id == sale.id).order_by(TillSale.id))),
        session.find(TillSale, sale.of_sale_id),
        ordered[0] if ordered else None,
        ordered[1] if ordered else None,
    )


def worth_back(line: TillLine) -> list[int]:
    """What giving back one, two … of the units that are left comes to, in minor units."""
    left = min(max(0, line.quantity - line.returned), SHOWN_UNITS)
    return [
        share_of_units(line.total_minor, line.quantity, line.returned, units) for units in range(1, left + 1)
    ]


@dataclass(frozen=True)
class Shelf:
    """What is at a location of an item, and why not all of it can be sold: ``promised`` to orders, ``held`` for pick-up or
    for payments that run."""

    item_id: int
    title: str
    here: int
    promised: int
    held: int
    left: int


def shelves(session: StoreSession, location_id: int, item_ids: Iterable[int]) -> list[Shelf]:
    """Why there is too little of these items. One query."""
    wanted = sorted(set(item_ids))
    rows = session.execute(
        select(
            InventoryItem.id,
            func.min(Product.title),
            func.coalesce(func.min(Level.on_hand), 0),
            func.coalesce(func.min(Level.committed), 0),
            func.min(InventoryItem.reserved),
            func.min(InventoryItem.on_hand - InventoryItem.reserved - InventoryItem.committed),
        )
        .join(
            Variant,
            (Variant.store_id == InventoryItem.store_id) & (Variant.inventory_item_id == InventoryItem.id),
        )
        .join(Product, (Product.store_id == Variant.store_id) & (Product.id == Variant.product_id))
        .outerjoin(
            Level,
            (Level.store_id == InventoryItem.store_id)
            & (Level.item_id == InventoryItem.id)
            & (Level.location_id == location_id),
        )
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(wanted))
        .group_by(InventoryItem.id)
        .order_by(InventoryItem.id)
    )
    found = []
    for item_id, title, here, promised, held, free in rows:
        left = max(0, min(int(here) - int(promised), int(free)))
        found.append(Shelf(item_id, title, max(0, int(here)), int(promised), int(held), left))
    return found


def untaxed(session: StoreSession, variant_ids: Iterable[int]) -> Sequence[int]:
    """Those of the variants on which there is no tax. One query."""
    return session.scalars(
        select(Variant.id)
        .where(Variant.store_id == session.store, Variant.id.in_(sorted(set(variant_ids))), ~Variant.taxable)
        .order_by(Variant.id)
    ).all()
