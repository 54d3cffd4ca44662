"""Transfers, counts, what was sold and was not there; channels with their keys and plans."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.catalogue.models import Variant
from engine.inventory import commands as inventory
from engine.inventory.commands import LocationInput, create_location
from engine.inventory.models import Channel, ChannelKey
from engine.inventory.queries import ONLINE
from tests.factories.full_store.store import FullStore


def make_stock_work(session: Any, store: FullStore) -> None:
    """A draft and a transfer on its way, a count, and something sold that was not there."""
    place, code = int(store["location_id"]), f"{store.word}-spare-1"
    item = session.scalars(select(Variant.inventory_item_id).where(Variant.sku == code)).one()
    store.things |= {"stocked_item_id": str(item), "code": code}
    room = create_location(session, LocationInput(f"{store.word} store room"), SYSTEM).id
    inventory.receive(session, room, {item: 4}, actor=SYSTEM)
    for name in ("draft", "sent"):
        transfer = inventory.draft_transfer(
            session, from_id=room, to_id=place, quantities={item: 1}, actor=SYSTEM
        )
        store.things[f"{name}_transfer_id"] = str(transfer.id)
    inventory.send_transfer(session, transfer.id, actor=SYSTEM)
    for name in ("", "spare_"):
        count = inventory.open_count(session, place, actor=SYSTEM)
        store.things[f"{name}count_id"] = str(count.id)
    other = session.scalars(
        select(Variant.inventory_item_id).where(Variant.sku == f"{store.word}-spare-2")
    ).one()
    [short] = inventory.sell_here(
        session, place, {other: 100}, actor=SYSTEM, reference=("till_sale", 1), forced=True
    )
    store.things["case_id"] = str(short.case_id)


def make_channels(session: Any, store: FullStore) -> None:
    """Keys of the online store, of the shop and of a channel elsewhere; something kept for a shopper."""
    wish = inventory.Wish(
        int(store["variant_id"]),
        int(store["location_id"]),
        1,
        f"{store.word} Walker",
        f"keep@{store.word.lower()}.example",
    )
    hold = inventory.hold_for_pickup(session, wish)
    store.things |= {"pickup_token": hold.token, "pickup_id": str(hold.id)}
    till = select(Channel.id).where(Channel.location_id == int(store["location_id"]), Channel.kind == "pos")
    elsewhere = inventory.open_channel(session, kind="api", name=f"{store.word} magazine")
    opened = {"channel": ONLINE, "shop": session.scalars(till).one(), "api": elsewhere.id}
    store.things["api_channel_id"] = str(elsewhere.id)
    for name, channel_id in opened.items():
        store.things[f"{name}_key"] = inventory.issue_key(session, channel_id, f"{store.word} reader", SYSTEM)
    spare = select(ChannelKey).where(ChannelKey.channel_id == elsewhere.id).order_by(ChannelKey.id.desc())
    inventory.issue_key(session, elsewhere.id, f"{store.word} spare", SYSTEM)
    store.things["spare_key_id"] = str(session.scalars(spare).first().id)
    item = int(store["item_id"])
    later = inventory.plan_designation(
        session, [item], ONLINE, "for_sale", datetime(2095, 1, 1, tzinfo=UTC), SYSTEM
    )
    inventory.designate(session, [item], {elsewhere.id: "not_listed"}, SYSTEM)
    done = inventory.designate(session, [item], {elsewhere.id: "view_only"}, SYSTEM)
    store.things |= {"plan_id": str(later[0]), "act_id": str(done.change_id)}
