"""What the lines of a sale come to by our own reckoning, and what about them somebody should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.inventory.models import Channel, Designation
from engine.inventory.queries import FOR_SALE
from engine.ordering.queries.checkouts import tax_terms
from engine.ordering.queries.offers import Offer, offers
from engine.ordering.rules import LineToPrice, Priced, TaxTerms, price
from engine.ordering.rules.refunds import share_of_units
from engine.stores.queries import house_partner
from engine.tills.commands.reading import LineSent, SaleSent
from engine.tills.models import TillLine, TillSale

Note = dict[str, Any]


@dataclass(frozen=True)
class Reckoned:
    """A line with its amounts, minor units; below zero for a return."""

    variant_id: int | None
    item_id: int | None
    partner_id: int
    title: str
    variant_title: str | None
    sku: str | None
    quantity: int
    unit_minor: int
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    of_line_id: int | None = None


@dataclass
class Reckoning:
    """``items``: {item id: units} that leave the shelf, or come back to it."""

    tax: TaxTerms
    lines: list[Reckoned] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def total(self, name: str = "total_minor") -> int:
        """The sum over the lines."""
        return sum(getattr(line, name) for line in self.lines)

    def items(self) -> dict[int, int]:
        """Units by item, lines of one item summed."""
        found: dict[int, int] = {}
        for line in self.lines:
            if line.item_id is not None:
                found[line.item_id] = found.get(line.item_id, 0) + abs(line.quantity)
        return found


def reckon_sale(session: StoreSession, sent: SaleSent, location_id: int, *, queued: bool) -> Reckoning:
    """Prices as the device knew them are kept. On line, Conflict ``tills.price_changed`` or Refused
    ``tills.not_for_sale_here`` where they no longer hold; of a queued sale it is noted."""
    found = _offers(session, sent)
    made = _priced(session, sent, found)
    changed = [
        {"line": number, "variant": line.variant_id, "device": line.unit_minor, "server": offer.unit_minor}
        for number, line in enumerate(sent.lines, 1)
        if (offer := found.get(line.variant_id or 0)) is not None and offer.unit_minor != line.unit_minor
    ]
    absent = _not_for_sale(session, location_id, [line.item_id for line in made.lines if line.item_id])
    gone = [line.title for line in made.lines if line.item_id is None]
    if not queued and changed:
        raise Conflict("tills.price_changed", items=changed)
    if not queued and (absent or gone):
        raise Refused("tills.not_for_sale_here", items=sorted(absent), titles=gone)
    made.notes += [{"code": "price_differs", **change} for change in changed]
    made.notes += [{"code": "not_for_sale", "item": item_id} for item_id in sorted(absent)]
    made.notes += [{"code": "item_gone", "title": title} for title in gone]
    return made


def reckon_return(session: StoreSession, sent: SaleSent, *, queued: bool) -> Reckoning:
    """Without a receipt: at the price that the device says, marked. Of a sale: what was paid for these very units, never more
    of them than were sold. Raises NotFound, Conflict ``tills.returned_already``, Refused."""
    if sent.of_sale is None:
        made = _priced(session, sent, _offers(session, sent), sign=-1)
        made.notes.append({"code": "no_receipt"})
        return made
    sale = session.find(TillSale, sent.of_sale)
    if sale is None or sale.kind != "sale":
        raise NotFound("tills.no_such_sale")
    made = Reckoning(TaxTerms(sale.tax_rate_bp, sale.tax_included))
    for line in sorted(sent.lines, key=lambda one: one.of or 0):
        was = session.find(TillLine, line.of)
        if was is None or was.sale_id != sale.id:
            raise Refused("tills.sale_field", field="lines", place="lines.of")
        before = _take_back(session, was, line.quantity)
        if before is None and not queued:
            raise Conflict("tills.returned_already", left=was.quantity - was.returned, title=was.title)
        if before is None:
            made.notes.append({"code": "returned_before", "title": was.title, "quantity": line.quantity})
            before = max(0, was.quantity - line.quantity)
        made.lines.append(_given_back(was, before, min(line.quantity, was.quantity)))
    return made


def _take_back(session: StoreSession, line: TillLine, units: int) -> int | None:
    """Note units of a line as given back, in one conditional statement; how many were before, None when there are too few."""
    done = session.execute(
        update(TillLine)
        .where(
            TillLine.store_id == session.store,
            TillLine.id == line.id,
            TillLine.returned + units <= TillLine.quantity,
        )
        .values(returned=TillLine.returned + units)
        .returning(TillLine.returned)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(line)
    return None if done is None else int(done[0]) - units


def _given_back(was: TillLine, before: int, units: int) -> Reckoned:
    def share(minor: int) -> int:
        return -share_of_units(minor, was.quantity, before, units)

    return Reckoned(
        was.variant_id,
        was.item_id,
        was.partner_id,
        was.title,
        was.variant_title,
        was.sku,
        -units,
        was.unit_minor,
        share(was.subtotal_minor),
        share(was.discount_minor),
        share(was.tax_minor),
        share(was.total_minor),
        was.id,
    )


def _offers(session: StoreSession, sent: SaleSent) -> dict[int, Offer]:
    return offers(session, [line.variant_id for line in sent.lines if line.variant_id is not None])


def _priced(session: StoreSession, sent: SaleSent, found: Mapping[int, Offer], sign: int = 1) -> Reckoning:
    terms = tax_terms(session)
    house = house_partner(session).id if len(found) < len({line.variant_id for line in sent.lines}) else 0
    priced = _price(sent, found, terms, house)
    made = Reckoning(terms)
    for line, worth in zip(sent.lines, priced.lines, strict=True):
        offer = found.get(line.variant_id or 0)
        made.lines.append(
            Reckoned(
                variant_id=line.variant_id,
                item_id=offer.item_id if offer else None,
                partner_id=worth.partner_id,
                title=offer.title if offer else line.title,
                variant_title=offer.variant_title if offer else line.variant_title,
                sku=offer.sku if offer else line.sku,
                quantity=sign * line.quantity,
                unit_minor=line.unit_minor,
                subtotal_minor=sign * worth.subtotal_minor,
                discount_minor=sign * worth.discount_minor,
                tax_minor=sign * worth.tax_minor,
                total_minor=sign * worth.total_minor,
            )
        )
    return made


def _price(sent: SaleSent, found: Mapping[int, Offer], terms: TaxTerms, house: int) -> Priced:
    lines = [
        _to_price(number, line, found.get(line.variant_id or 0), house)
        for number, line in enumerate(sent.lines)
    ]
    try:
        return price(lines, 0, terms, sent.discount_minor)
    except ValueError:
        raise Refused("tills.sale_field", field="discount", place="discount") from None


def _to_price(number: int, line: LineSent, offer: Offer | None, house: int) -> LineToPrice:
    return LineToPrice(
        key=number,
        partner_id=offer.partner_id if offer else house,
        unit_minor=line.unit_minor,
        quantity=line.quantity,
        taxable=offer.taxable if offer else True,
    )


def _not_for_sale(session: StoreSession, location_id: int, item_ids: Sequence[int]) -> set[int]:
    """Those of the items that are not for sale at a shop. One query."""
    here = set(
        session.scalars(
            select(Designation.item_id)
            .join(
                Channel,
                (Channel.store_id == Designation.store_id) & (Channel.id == Designation.channel_id),
            )
            .where(
                Designation.store_id == session.store,
                Designation.item_id.in_(sorted(set(item_ids))),
                Designation.state == FOR_SALE,
                Channel.kind == "pos",
                Channel.location_id == location_id,
            )
        )
    )
    return set(item_ids) - here
