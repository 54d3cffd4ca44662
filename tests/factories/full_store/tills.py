"""Tills, and what was sold at one."""

from __future__ import annotations

from typing import Any

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.stores import commands as stores
from engine.stores.models import Staff
from engine.tills import commands as tills
from engine.tills.models import TillCard
from tests.factories.full_store.store import FullStore


def make_tills(session: Any, store: FullStore) -> None:
    """Tills, somebody at one of them, a sale and a card payment."""
    place, helper = int(store["location_id"]), session.need(Staff, int(store["helper_id"]))
    codes, devices = {}, {}
    for name in ("till", "spare_till", "other_till"):
        devices[name], codes[name] = tills.add_device(session, place, f"{store.word} {name}", SYSTEM)
        store.things[f"{name}_id"] = str(devices[name].id)
    device, store.things["till_key"] = tills.pair(session, codes["till"])
    store.things["till_code"] = codes["other_till"]
    tills.set_pin(session, helper.id, "2580", SYSTEM)
    shift, token = tills.start_shift(session, device, helper, stores.begin_sign_in(session, "walk", "walk"))
    made_id = f"00000000-0000-4000-b000-{device.id:012d}"
    line = {
        "variant": int(store["mug_variant_id"]),
        "title": f"{store.word} mug",
        "quantity": 1,
        "unit": 1900,
    }
    body = {
        "id": made_id,
        "kind": "sale",
        "turn": 1,
        "at": "2026-01-15T09:00:00Z",
        "shift": shift.id,
        "currency": "EUR",
        "lines": [line],
        "total": 1900,
        "payments": [{"kind": "cash", "amount": 1900}],
    }
    sale = tills.settle(session, device, tills.read_sale(body), queued=True).sale
    card = TillCard(
        made_id=made_id.replace("b000", "9000"),
        device_id=device.id,
        kind="payment",
        state="approved",
        amount_minor=100,
        currency="EUR",
        terminal=store.word,
        staff_name=helper.name,
        created_at=clock.now(),
    )
    session.add(card)
    orders = {name: made_id.replace("b000", block) for name, block in (("", "9100"), ("spare_", "9200"))}
    for order_id in orders.values():
        lines = [{"variant": int(store["mug_variant_id"]), "quantity": 1}]
        asked = tills.read_order(order_id, {"to": "home", "lines": lines, "quote": True})
        tills.prepare_order(session, device, asked, helper.name)
    store.things |= {
        "till_shift_id": str(shift.id),
        "till_shift": token,
        "till_sale_id": str(sale.id),
        "till_sale_made_id": made_id,
        "till_card": card.made_id,
        "till_order": orders[""],
        "spare_till_order": orders["spare_"],
    }
