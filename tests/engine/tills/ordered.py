"""What customers order at the till of ``shop.Shop``: the two ways to deliver, the device's words, the sale that pays it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.ordering.models import CustomerOrder
from engine.shipping.commands import MethodInput, create_method
from engine.tills import commands
from engine.tills.commands import Quoted, Settled
from engine.tills.models import TillDevice, TillOrder
from tests.engine.tills.shop import Shop, open_shop
from tests.factories.orders import ADDRESS, bind

WHO = {"email": "ada@example.com", "phone": "+49 30 1234", **ADDRESS}
SHIP = 490


@dataclass
class Taken:
    """A shop where orders are taken. ``ship`` and ``pickup``: ids of the ways to deliver."""

    shop: Shop
    ship: int
    pickup: int

    def body(self, *wanted: tuple[str, int], to: str = "home", **changes: Any) -> dict[str, Any]:
        """An order as the device sends it."""
        lines = [{"variant": self.shop.variants[title], "quantity": quantity} for title, quantity in wanted]
        return {"to": to, "lines": lines, **WHO} | changes

    def prepare(self, made_id: str, body: dict[str, Any], *, device_id: int | None = None) -> Quoted:
        """In a transaction of its own."""
        with self.shop.db.write(self.shop.store_id) as session:
            device = session.need(TillDevice, device_id or self.shop.device_id)
            return commands.prepare_order(session, device, commands.read_order(made_id, body), "Ida Quinn")

    def hold(self, made_id: str, quoted: Quoted) -> None:
        """Before a card is asked for."""
        with self.shop.db.write(self.shop.store_id) as session:
            device = session.need(TillDevice, self.shop.device_id)
            commands.hold_for_card(
                session, device, made_id, seen=quoted.seen or "", total_minor=quoted.priced.total_minor
            )

    def sale(
        self, made_id: str, quoted: Quoted, *along: tuple[str, int], card: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        """The sale that pays it, with what is taken along."""
        total = quoted.priced.total_minor
        body = self.shop.body(*along)
        body["order"] = {"id": made_id, "seen": quoted.seen, "total": total}
        body["total"] += total
        amount = body["total"]
        body["payments"] = [
            {"kind": "card", "amount": amount, "card": card}
            if card
            else {"kind": "cash", "amount": amount, "given": amount}
        ]
        return body | changes

    def take(self, *wanted: tuple[str, int], along: tuple[tuple[str, int], ...] = (), **more: Any) -> Settled:
        """Ordered and paid in cash."""
        made_id = str(uuid.uuid4())
        quoted = self.prepare(made_id, self.body(*wanted, **more))
        return self.shop.settle(self.sale(made_id, quoted, *along))

    def orders(self) -> list[CustomerOrder]:
        """Those that were placed."""
        with self.shop.db.read(self.shop.store_id) as session:
            return list(session.scalars(select(CustomerOrder).order_by(CustomerOrder.number)))

    def row(self, made_id: str) -> TillOrder:
        """The till's own row."""
        with self.shop.db.read(self.shop.store_id) as session:
            return session.scalars(select(TillOrder).where(TillOrder.made_id == made_id)).one()


def open_taken(db: Database, store_id: int, **on_hand: int) -> Taken:
    """``open_shop`` with delivery to Germany for 4.90, and collecting in the shop."""
    bind(db)
    shop = open_shop(db, store_id, **on_hand)
    with db.write(store_id) as session:
        ship = create_method(session, MethodInput("Standard", price_minor=SHIP, countries=["DE"]), SYSTEM)
        pickup = create_method(
            session, MethodInput("Collect", kind="pickup", location_id=shop.location_id), SYSTEM
        )
        return Taken(shop, ship.id, pickup.id)
