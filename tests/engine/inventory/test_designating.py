"""Rules of designations: what is derived, floors, plans, large acts and undoing them, two people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.catalogue.models import Product, Variant
from engine.inventory import commands, handlers, queries
from engine.inventory.absence import Offer, Seller, absence
from engine.inventory.commands import selecting
from engine.inventory.commands.selecting import Deed, Selection
from engine.inventory.models import Designation, DesignationChange, InventoryItem
from engine.inventory.queries import ONLINE
from engine.inventory.queries.acts import acts, history
from engine.inventory.queries.filters import GridFilters
from engine.inventory.queries.grid import grid_row, places
from tests.engine.inventory.shop import add_item
from tests.factories.catalogue import add_product

NORA = Actor("staff", "Nora", None)


def add_shop(session: StoreSession, name: str = "Harbour") -> tuple[int, int]:
    """(location, channel) of a shop; the channel has nothing yet."""
    place = commands.create_location(session, commands.LocationInput(name, "shop"), SYSTEM)
    return place.id, next(one.id for one in places(session) if one.location_id == place.id)


def item_of(session: StoreSession, product: Product) -> int:
    return session.scalars(select(Variant.inventory_item_id).where(Variant.product_id == product.id)).one()


def states(db: Database, store_id: int, *items: int, channel: int = ONLINE) -> list[str]:
    with db.read(store_id) as session:
        found = {
            row.item_id: row.state
            for row in session.scalars(select(Designation).where(Designation.channel_id == channel))
        }
        return [found.get(item, "none") for item in items]


@pytest.fixture(autouse=True)
def _all_is_derived(db: Database, store_id: int) -> Iterator[None]:
    """Whatever a test of this file does, what follows from designations follows."""
    yield
    with db.read(store_id) as session:
        assert queries.recount(session) == []


def run_jobs(db: Database, store_id: int) -> int:
    """Every long act that waits, as the worker does it; how many."""
    with db.read(store_id) as session:
        waiting = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "designation.wanted")).all()
    for event in waiting:
        handlers.designate_selection(db, event)
    return len(waiting)


def test_an_item_is_what_its_channels_say_and_a_product_the_most_of_its_items(
    db: Database, store_id: int
) -> None:
    with db.write(store_id) as session:
        _, north = add_shop(session, "North")
        _, south = add_shop(session, "South")
        product = add_product(session, "Cup", options={"Colour": ("Sand", "Ink")}, on_hand=3)
        sand, ink = session.scalars(
            select(Variant.inventory_item_id)
            .where(Variant.product_id == product.id)
            .order_by(Variant.position)
        )
        twin = add_product(session, "Cup, again")
        other = session.scalars(select(Variant).where(Variant.product_id == twin.id)).one()
        other.inventory_item_id = sand  # two products sell one item
    steps: list[tuple[int, dict[int, str], tuple[str, str], str, str]] = [
        (sand, {ONLINE: "view_only"}, ("view_only", "for_sale"), "for_sale", "view_only"),
        (ink, {ONLINE: "not_listed"}, ("not_listed", "for_sale"), "view_only", "view_only"),
        (
            sand,
            {ONLINE: "not_listed", north: "not_listed"},
            ("not_listed", "for_sale"),
            "not_listed",
            "not_listed",
        ),
        (sand, {south: "not_listed"}, ("not_listed", "not_listed"), "not_listed", "not_listed"),
        (ink, {ONLINE: "for_sale"}, ("for_sale", "for_sale"), "for_sale", "not_listed"),
        (sand, {south: "view_only"}, ("not_listed", "view_only"), "for_sale", "not_listed"),
    ]
    for item, wanted, derived, of_product, of_twin in steps:
        with db.write(store_id) as session:
            assert commands.designate(session, [item], wanted, SYSTEM).items == (item,)
        with db.read(store_id) as session:
            row = session.need(InventoryItem, item)
            assert (row.online, row.in_shop) == derived
            assert session.need(Product, product.id).online == of_product
            assert session.need(Product, twin.id).online == of_twin
            assert queries.recount(session) == []
        with db.write(store_id) as session:
            assert commands.designate(session, [item], wanted, SYSTEM).change_id is None, "twice is once"


def test_a_floor_keeps_the_last_ones_for_the_shop_and_is_undone_too(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        shop, _ = add_shop(session)
        item = item_of(session, add_product(session, "Bell"))
        commands.receive(session, shop, {item: 3}, actor=SYSTEM)
    with db.write(store_id) as session:
        act = selecting.designate_selection(session, Selection((item,)), Deed(floors={ONLINE: 3}), NORA)
        assert act is not None and act.total == 1
    assert states(db, store_id, item) == ["for_sale"]
    with db.write(store_id) as session:
        commands.adjust(session, item, shop, -1, actor=SYSTEM)
        assert commands.settle_floors(session, [item]) == [item]
    assert states(db, store_id, item) == ["view_only"]
    with db.read(store_id) as session:
        row, known = grid_row(session, item), places(session)
        now = row.names[0].published_at
        assert now is not None
        said = row.absence(known[0], known, now)
        assert [(one.code, one.left, one.floor, one.is_absent) for one in said] == [("floor", 2, 3, False)]
    with db.write(store_id) as session:
        selecting.take_back(session, act.id, NORA)
    assert states(db, store_id, item) == ["for_sale"], "the limit is gone with the act that set it"
    for wrong in (0, -5, 1_000_001):
        with pytest.raises(Refused), db.write(store_id) as session:
            selecting.designate_selection(session, Selection((item,)), Deed(floors={ONLINE: wrong}), NORA)


def test_a_plan_is_made_when_its_time_comes(db: Database, store_id: int, clock: FixedClock) -> None:
    with db.write(store_id) as session:
        item = item_of(session, add_product(session, "Candle"))
        for days, to in ((1, "not_listed"), (2, "view_only")):
            commands.plan_designation(session, [item], ONLINE, to, clock.now() + timedelta(days=days), NORA)
        with pytest.raises(Refused):
            commands.plan_designation(session, [item], ONLINE, "for_sale", clock.now(), NORA)
    assert handlers.make_planned_everywhere(db) == 0
    clock.advance(days=1)
    assert handlers.make_planned_everywhere(db) == 1 and handlers.make_planned_everywhere(db) == 0
    assert states(db, store_id, item) == ["not_listed"]
    clock.advance(days=5)
    assert handlers.make_planned_everywhere(db) == 1
    assert states(db, store_id, item) == ["view_only"]
    with db.read(store_id) as session:
        told = [(one.before, one.after, one.words, one.actor_name) for one in history(session, item)]
    assert told == [
        ("not_listed", "view_only", "scheduled", "Nora"),
        ("for_sale", "not_listed", "scheduled", "Nora"),
    ]


def test_undoing_passes_over_what_was_changed_since(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        first, second = (item_of(session, add_product(session)) for _ in range(2))
        act = selecting.designate_selection(
            session, Selection((first, second)), Deed({ONLINE: "not_listed"}), NORA
        )
        assert act is not None
        commands.designate(session, [second], {ONLINE: "view_only"}, SYSTEM)
    with db.write(store_id) as session:
        undone = selecting.take_back(session, act.id, NORA)
        assert undone is not None and (undone.total, undone.undoes_id) == (1, act.id)
    assert states(db, store_id, first, second) == ["for_sale", "view_only"]
    with db.write(store_id) as session:
        assert selecting.take_back(session, act.id, NORA) is None, "done twice it changes nothing"
        again = selecting.take_back(session, undone.id, NORA)
        assert again is not None
    assert states(db, store_id, first, second) == ["not_listed", "view_only"], "undoing can be undone"


@pytest.fixture
def seven_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of seven, so that twenty items are many."""
    monkeypatch.setattr(selecting, "AT_ONCE", 7)


def make_items(db: Database, store_id: int, count: int) -> list[int]:
    with db.write(store_id) as session:
        made = [add_item(session, 0, 0) for _ in range(count)]
        add_product(session)
    return made


@pytest.mark.usefixtures("seven_at_once")
def test_a_large_selection_is_a_job_that_goes_on_where_it_was_killed(db: Database, store_id: int) -> None:
    items = make_items(db, store_id, 20)
    with db.write(store_id) as session:
        everything = Selection(filters=GridFilters(view="online"))
        act = selecting.designate_selection(session, everything, Deed({ONLINE: "not_listed"}), NORA, key="k")
        assert act is not None and (act.state, act.total, act.finished) == ("running", 21, 0)
        same = selecting.designate_selection(session, everything, Deed({ONLINE: "not_listed"}), NORA, key="k")
        assert same is not None and same.id == act.id, "a second click is the same act"
    with db.write(store_id) as session:
        assert selecting.go_on(session, act.id) is True
    with (
        pytest.raises(RuntimeError),
        db.write(store_id) as session,
    ):  # killed in the middle of the second batch
        selecting.go_on(session, act.id)
        raise RuntimeError
    assert states(db, store_id, *items).count("not_listed") == 7
    with pytest.raises(Conflict), db.write(store_id) as session:
        selecting.take_back(session, act.id, NORA)
    later = make_items(db, store_id, 1)[0]  # made after the act began, though its job still runs
    with db.write(store_id) as session:
        session.need(InventoryItem, later).created_at = act.at + timedelta(seconds=1)
    for _ in range(2):
        assert run_jobs(db, store_id) == 1
    assert states(db, store_id, *items).count("not_listed") == 20
    assert states(db, store_id, later) == ["for_sale"]
    with db.read(store_id) as session:
        done = session.need(DesignationChange, act.id)
        assert (done.state, done.finished) == ("done", done.total)
        assert len([one for one in acts(session).items if one.words == "rule"]) == 1


@pytest.mark.usefixtures("seven_at_once")
def test_a_large_act_is_undone_as_one(db: Database, store_id: int) -> None:
    items = make_items(db, store_id, 20)
    with db.write(store_id) as session:
        act = selecting.designate_selection(
            session, Selection(tuple(items)), Deed({ONLINE: "view_only"}), NORA
        )
        assert act is not None and act.state == "running"
    run_jobs(db, store_id)
    with db.write(store_id) as session:
        commands.designate(
            session, items[:8], {ONLINE: "not_listed"}, SYSTEM
        )  # a whole batch of it, changed since
        back = selecting.take_back(session, act.id, NORA)
        assert back is not None and back.state == "running"
        assert selecting.take_back(session, act.id, NORA) is None
    run_jobs(db, store_id)
    assert states(db, store_id, *items) == ["not_listed"] * 8 + ["for_sale"] * 12
    with db.read(store_id) as session:
        assert session.need(DesignationChange, back.id).state == "done"
        assert session.need(DesignationChange, act.id).state == "undone"


def test_what_cannot_be_is_refused_and_nothing_changes(
    db: Database, store_id: int, other_store_id: int
) -> None:
    with db.write(store_id) as session:
        item = item_of(session, add_product(session))
    with db.write(other_store_id) as session:
        theirs = item_of(session, add_product(session))
    wrong: list[tuple[Any, Callable[[StoreSession], Any]]] = [
        (Refused, lambda s: commands.designate(s, [item], {ONLINE: "sold"}, SYSTEM)),
        (NotFound, lambda s: commands.designate(s, [item], {987: "for_sale"}, SYSTEM)),
        (NotFound, lambda s: commands.designate(s, [item, theirs], {ONLINE: "not_listed"}, SYSTEM)),
        (Refused, lambda s: commands.designate(s, range(501), {ONLINE: "for_sale"}, SYSTEM)),
        (
            Refused,
            lambda s: selecting.designate_selection(s, Selection((item,)), Deed({ONLINE: "sold"}), NORA),
        ),
        (
            NotFound,
            lambda s: selecting.designate_selection(s, Selection((item,)), Deed({987: "for_sale"}), NORA),
        ),
        (NotFound, lambda s: selecting.take_back(s, 987, NORA)),
    ]
    for kind, work in wrong:
        with pytest.raises(kind), db.write(store_id) as session:
            work(session)
    with db.write(store_id) as session:
        selecting.designate_selection(session, Selection((item, theirs)), Deed({ONLINE: "not_listed"}), NORA)
    assert states(db, store_id, item) == ["not_listed"] and states(db, other_store_id, theirs) == ["for_sale"]


def test_two_people_designate_two_variants_of_one_product_at_once(db: Database, store_id: int) -> None:
    """Whoever ends last sees what the other did: the product is what the most of its variants is."""
    with db.write(store_id) as session:
        product = add_product(session, options={"Colour": ("Sand", "Ink")}).id
        items = session.scalars(select(Variant.inventory_item_id).where(Variant.product_id == product)).all()
    for to in ("not_listed", "for_sale", "not_listed"):
        ready = threading.Barrier(2)

        def work(item: int, to: str = to, ready: threading.Barrier = ready) -> None:
            ready.wait(10)
            with db.write(store_id) as session:
                commands.designate(session, [item], {ONLINE: to}, SYSTEM)

        people = [threading.Thread(target=work, args=(item,)) for item in items]
        for person in people:
            person.start()
        for person in people:
            person.join(30)
        with db.read(store_id) as session:
            assert session.need(Product, product).online == to


def test_new_items_are_what_their_source_says(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        _, shop = add_shop(session)
        add_product(session)
        commands.set_default(session, "import", ONLINE, "not_listed", SYSTEM)
        commands.set_default(session, "shopify", ONLINE, "view_only", SYSTEM)
        commands.set_channel(session, shop, default_state="not_listed", actor=SYSTEM)
        made = {
            source: commands.create_items(session, [commands.NewItem()], source=source)[0]
            for source in ("admin", "import", "shopify", "shopify:a-brand", "magento", "partner")
        }
    expected = {
        "admin": "for_sale",
        "import": "not_listed",
        "shopify": "view_only",
        "shopify:a-brand": "view_only",
    }
    expected |= {"magento": "not_listed", "partner": "for_sale"}
    assert dict(zip(made, states(db, store_id, *made.values()), strict=True)) == expected
    assert set(states(db, store_id, *made.values(), channel=shop)) == {"not_listed"}


def test_why_an_item_is_absent(clock: FixedClock) -> None:
    now = clock.now()
    active, draft = Seller("active", now), Seller("draft", None)
    later = Seller("active", now + timedelta(days=2))
    on, shown, off = Offer("for_sale", "for_sale"), Offer("view_only", "view_only"), Offer()
    for offer, sellers, is_active, codes in (
        (on, [active], True, []),
        (shown, [active], True, ["view_only"]),
        (off, [active], True, ["not_designated"]),
        (off, [], False, ["channel_closed", "no_variant", "not_designated"]),
        (on, [draft, Seller("archived", now)], True, ["draft"]),
        (on, [Seller("archived", now)], True, ["archived"]),
        (on, [draft, active], True, []),
        (on, [later], True, ["scheduled"]),
        (on, [later, active], True, []),
        (on, [Seller("active", None)], True, ["unpublished"]),
        (shown, [later], True, ["scheduled"]),
    ):
        found = absence(offer, sellers, now, is_active=is_active)
        assert [one.code for one in found] == codes, (offer, sellers)
    assert absence(on, [later], now)[0].at == later.published_at
