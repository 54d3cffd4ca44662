"""A shop with a till, somebody who sells and a few things to sell, for the tests of this folder and of the admin's pages."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.model import StoreModel
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import ProductInput, VariantInput
from engine.catalogue.models import Variant
from engine.inventory import commands as inventory
from engine.inventory import queries as stock
from engine.inventory.models import Channel
from engine.ordering.queries.ledger import balances
from engine.stores import commands as stores
from engine.stores.queries import house_partner
from engine.tills import commands, queries
from engine.tills.models import TillDevice, TillShift

PIN = "2580"


@dataclass
class Shop:
    """``variants`` and ``items`` by title. The first location is the shop."""

    db: Database
    store_id: int
    location_id: int
    channel_id: int
    staff_id: int
    device_id: int
    key: str
    shift_id: int
    variants: dict[str, int]
    items: dict[str, int]
    prices: dict[str, int]
    turn: int = 0

    def body(self, *wanted: tuple[str, int], **changes: Any) -> dict[str, Any]:
        """A sale as the device makes it: pairs of title and quantity, paid in cash."""
        self.turn += 1
        lines = [
            {
                "variant": self.variants[title],
                "item": self.items[title],
                "title": title,
                "quantity": quantity,
                "unit": self.prices[title],
            }
            for title, quantity in wanted
        ]
        total = sum(self.prices[title] * quantity for title, quantity in wanted) - changes.get("discount", 0)
        return {
            "id": str(uuid.uuid4()),
            "kind": "sale",
            "turn": self.turn,
            "at": clock.now().isoformat(),
            "shift": self.shift_id,
            "currency": "EUR",
            "lines": lines,
            "discount": 0,
            "total": total,
            "payments": [{"kind": "cash", "amount": total, "given": total}],
        } | changes

    def settle(
        self, body: dict[str, Any], *, queued: bool = False, device_now: datetime | None = None
    ) -> commands.Settled:
        """In a transaction of its own."""
        with self.db.write(self.store_id) as session:
            device = session.need(TillDevice, self.device_id)
            return commands.settle(
                session, device, commands.read_sale(body), queued=queued, device_now=device_now
            )

    def here(self, title: str) -> int:
        """What lies in the shop."""
        with self.db.read(self.store_id) as session:
            levels = stock.levels(session, [self.items[title]])[self.items[title]]
            return next((level.on_hand for level in levels if level.location_id == self.location_id), 0)

    def ledger(self) -> dict[str, int]:
        """Balances by account; nothing but what is not zero."""
        with self.db.read(self.store_id) as session:
            return {account: minor for (account, _), minor in balances(session).items() if minor}

    def count(self, model: type[StoreModel]) -> int:
        """Rows of the store."""
        with self.db.read(self.store_id) as session:
            return session.scalar(select(func.count(model.id))) or 0

    def detail(self, sale_id: int) -> queries.SaleDetail:
        """A sale with its parts."""
        with self.db.read(self.store_id) as session:
            return queries.sale_by_id(session, sale_id)


def open_shop(db: Database, store_id: int, **on_hand: int) -> Shop:
    """``open_shop(db, store_id, cup=3, bowl=2)``: cups at 12.00 and so on, all in the shop, a paired till, Ida with a PIN."""
    with db.write(store_id) as session:
        place = inventory.create_location(
            session, inventory.LocationInput("Harbour Street", kind="shop", offers_pickup=True), SYSTEM
        )
        channel = session.scalars(select(Channel).where(Channel.location_id == place.id)).one()
        house = house_partner(session).id
        variants, items, prices = {}, {}, {}
        for number, (title, units) in enumerate(on_hand.items()):
            price = 1200 + 350 * number
            product = catalogue.create_product(
                session,
                ProductInput(title=title, handle=title, partner_id=house, status="active"),
                SYSTEM,
                variants=[VariantInput(price, sku=f"SKU-{title}", barcode=f"40000000000{number:02d}")],
            )
            variant = session.scalars(select(Variant).where(Variant.product_id == product.id)).one()
            variants[title], items[title], prices[title] = variant.id, variant.inventory_item_id, price
            if units:
                inventory.receive(session, place.id, {variant.inventory_item_id: units}, actor=SYSTEM)
        staff = stores.add_staff(
            session,
            email="ida@example.com",
            name="Ida Quinn",
            password="a long enough password",
            role="assistant",
            actor=SYSTEM,
        )
        commands.set_pin(session, staff.id, PIN, SYSTEM)
        device, code = commands.add_device(session, place.id, "Counter", SYSTEM)
        _, key = commands.pair(session, code)
        now = clock.now()
        shift = TillShift(
            device_id=device.id, staff_id=staff.id, token_hash="t", started_at=now, expires_at=now
        )
        session.add(shift)
        session.flush()
        return Shop(
            db, store_id, place.id, channel.id, staff.id, device.id, key, shift.id, variants, items, prices
        )
