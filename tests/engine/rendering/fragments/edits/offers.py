"""One stock, and what is offered where."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.catalogue.models import Variant
from engine.inventory import commands as inventory
from engine.inventory.commands import selecting
from engine.inventory.commands.pickups import Wish
from engine.inventory.models import Channel, DesignationChange, InventoryItem, Location, OversellCase
from engine.inventory.queries import ONLINE, STATES
from tests.engine.rendering.fragments.edits.registry import edit, maybe, word
from tests.engine.rendering.fragments.world import World


def _item(world: World, session: StoreSession) -> InventoryItem:
    """One that something sells."""
    sold = session.scalars(select(Variant.inventory_item_id).order_by(Variant.id)).all()
    return session.need(InventoryItem, world.random.choice(sold))


@edit(
    "inventory.designate",
    "inventory.designate_each",
    "inventory.publish",
    "inventory.undo",
    "inventory.designate_selection",
    "inventory.take_back",
    "inventory.go_on",
)
def designate(world: World, session: StoreSession) -> None:
    """Sell it online, show it, or take it away; now and then the last act is taken back."""
    item = _item(world, session)
    floor = world.random.choice([None, 3])
    wanted = {ONLINE: world.random.choice(STATES)}
    if maybe(world):
        selecting.designate_selection(
            session, selecting.Selection((item.id,)), selecting.Deed(wanted), SYSTEM
        )
    else:
        inventory.designate(session, [item.id], wanted, SYSTEM, floor=floor)
    last = session.scalars(select(DesignationChange.id).order_by(DesignationChange.at.desc())).first()
    if last is not None and maybe(world, 0.3):
        (selecting.take_back if maybe(world) else inventory.undo)(session, last, SYSTEM)


@edit("inventory.plan_designation", "inventory.make_planned", "inventory.cancel_plans")
def plan(world: World, session: StoreSession) -> None:
    """What was planned is done; some of it is cancelled first."""
    item = _item(world, session)
    due = clock.now() + timedelta(milliseconds=1)
    inventory.plan_designation(session, [item.id], ONLINE, world.random.choice(STATES), due, SYSTEM)
    if maybe(world, 0.3):
        inventory.cancel_plans(session, [item.id], ONLINE)
    inventory.make_planned(session)


@edit("inventory.settle_floors", "inventory.fill_channel", "inventory.keep_shop_channel")
def settle(world: World, session: StoreSession) -> None:
    """What jobs do after stock moved, or a shop was opened."""
    for channel in session.scalars(select(Channel.id).where(Channel.kind == "pos")):
        inventory.fill_channel(session, channel)
    inventory.settle_floors(session, session.scalars(select(InventoryItem.id)).all()[:500])


@edit("inventory.sell_here", "inventory.move_level", "inventory.lock_item", "inventory.solve_oversell")
def sell_over_the_counter(world: World, session: StoreSession) -> None:
    item, place = _item(world, session), world.some(session, Location)
    inventory.sell_here(
        session,
        place.id,
        {item.id: world.random.choice([1, 3])},
        actor=SYSTEM,
        reference=("till_sale", world.random.randrange(10**9)),
        forced=maybe(world),
    )
    case = session.scalars(select(OversellCase).where(OversellCase.state == "open")).first()
    if case is not None and maybe(world):
        inventory.receive(session, case.location_id, {case.item_id: case.quantity}, actor=SYSTEM)
        inventory.solve_oversell(session, case.id, "received", actor=SYSTEM)


@edit("inventory.set_safety", "inventory.keep_withheld")
def keep_some(world: World, session: StoreSession) -> None:
    place = world.some(session, Location)
    inventory.set_safety(session, [_item(world, session).id], place.id, world.random.choice([0, 1, 99]))


@edit("inventory.set_bundle", "inventory.settle_bundles")
def bundle(world: World, session: StoreSession) -> None:
    """An item without stock becomes two of another, or is itself again."""
    made, part = _item(world, session), _item(world, session)
    if made.is_bundle:
        inventory.set_bundle(session, made.id, {})
    elif made.id != part.id:
        inventory.set_bundle(session, made.id, {part.id: 2})


@edit("inventory.sell_as")
def share_a_stock(world: World, session: StoreSession) -> None:
    variant = world.some(session, Variant)
    inventory.sell_as(session, variant.id, _item(world, session).id, actor=SYSTEM)


@edit(
    "inventory.draft_transfer",
    "inventory.set_lines",
    "inventory.send_transfer",
    "inventory.receive_transfer",
    "inventory.cancel_transfer",
)
def carry(world: World, session: StoreSession) -> None:
    """Goods leave for another location, and arrive or come back."""
    places = session.scalars(select(Location.id).order_by(Location.id)).all()
    item = _item(world, session)
    source = None if maybe(world, 0.3) else places[0]
    made = inventory.draft_transfer(
        session, from_id=source, to_id=places[-1], quantities={item.id: 1}, actor=SYSTEM
    )
    inventory.send_transfer(session, made.id, actor=SYSTEM)
    if maybe(world, 0.7):
        inventory.receive_transfer(session, made.id, {item.id: 1}, key=word(world), actor=SYSTEM)
    elif maybe(world):
        inventory.cancel_transfer(session, made.id, actor=SYSTEM)


@edit("inventory.open_count", "inventory.count_item", "inventory.apply_count", "inventory.drop_count")
def count(world: World, session: StoreSession) -> None:
    opened = inventory.open_count(session, world.some(session, Location).id, actor=SYSTEM)
    inventory.count_item(
        session, opened.id, _item(world, session).id, world.random.choice([0, 4]), actor=SYSTEM
    )
    inventory.apply_count(session, opened.id, actor=SYSTEM)
    inventory.drop_count(session, opened.id, actor=SYSTEM)


@edit("inventory.hold_for_pickup", "inventory.hand_over_hold", "inventory.let_go_hold", "inventory.let_go")
def keep_for_somebody(world: World, session: StoreSession) -> None:
    """Somebody comes for it, or does not."""
    variant, place = world.some(session, Variant), world.some(session, Location)
    wish = Wish(
        variant_id=variant.id,
        location_id=place.id,
        quantity=1,
        name="Ada",
        email=f"{world.random.randrange(10**6)}@example.com",
    )
    made = inventory.hold_for_pickup(session, wish)
    if maybe(world):
        done = inventory.hand_over_hold if maybe(world) else inventory.let_go_hold
        done(session, made.id, SYSTEM)
