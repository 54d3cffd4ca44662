"""The demo store loads through the real commands, once, whatever interrupts it.

A load takes seconds, most of them for its pictures. So one uninterrupted load per run and database is looked at by
several tests, each on a copy, and interrupted loads begin with copies of one that was stopped after its pictures.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.base import settings
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.demo import checks
from engine.demo.content import load as read_content
from engine.demo.load import HANDLE, OWNER_EMAIL, OWNER_PASSWORD, Loaded, load
from engine.inventory.queries import recount
from engine.ordering.models import BrandOrder, CustomerOrder, LedgerEntry
from engine.ordering.queries import order_detail
from engine.stores.models import Store
from engine.wiring.services import Services, build
from engine.wiring.tables import metadata
from tests.support import demo, forked, serving
from tests.support.paths import ROOT
from tests.support.waiting import until

Copy = Callable[[str, Path], tuple[str, Callable[[], None]]]


@dataclass(frozen=True)
class Installation:
    """Every port bound to a copy of the store. ``variables`` are the same for a process of its own."""

    services: Services
    variables: dict[str, str]


@pytest.fixture
def installation(database_kind: str, tmp_path: Path) -> Iterator[Callable[[Copy], Installation]]:
    """``installation(demo.copy)``"""
    with ExitStack() as at_the_end:

        def of(copy: Copy) -> Installation:
            url, remove = copy(database_kind, tmp_path)
            at_the_end.callback(remove)
            variables = serving.environment(url, "unix:///nowhere", tmp_path / "instance")
            services = build(settings.load(variables))
            at_the_end.callback(services.db.close)
            return Installation(services, variables)

        yield of


@pytest.fixture
def loaded(installation: Callable[[Copy], Installation]) -> Installation:
    """After one uninterrupted load, worked off."""
    return installation(demo.copy)


@pytest.fixture
def begun(installation: Callable[[Copy], Installation]) -> Installation:
    """After a load that was stopped when its pictures were there."""
    return installation(demo.copy_of_begun)


def _load(services: Services) -> Loaded:
    return load(services.db, base_domain="localhost")


def _counts(db: Database) -> dict[str, int]:
    with db.read(None, cross_store="a test counts every row") as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_everything_is_there_and_a_second_run_changes_nothing(
    loaded: Installation, database_kind: str
) -> None:
    content, services, first = read_content(), loaded.services, demo.figures(database_kind)
    assert first["host"] == f"{HANDLE}.localhost"
    assert first["made"]["products"] == len(content.products)
    assert first["made"]["orders"] == len(content.orders)
    counts = _counts(services.db)
    assert counts["product"] == len(content.products)
    assert counts["customer_order"] == len(content.orders)
    assert counts["section_data"] >= 8
    again = _load(services)
    assert again.made == {}
    assert _counts(services.db) == counts
    _check_books(services.db, first["store_id"])
    _check_states(services.db, first["store_id"])


def _check_books(db: Database, store_id: int) -> None:
    """Stock equals its movements, the ledger sums to zero, brand orders add up to their order."""
    with db.read(store_id) as session:
        assert recount(session) == []
        assert session.scalar(select(func.sum(LedgerEntry.amount_minor))) == 0
        for order in session.scalars(select(CustomerOrder)):
            parts = session.scalars(select(BrandOrder).where(BrandOrder.customer_order_id == order.id)).all()
            assert sum(part.total_minor for part in parts) == order.total_minor
            assert sum(part.delivery_minor for part in parts) == order.delivery_minor


def _check_states(db: Database, store_id: int) -> None:
    content = read_content()
    with db.read(store_id) as session:
        orders = session.scalars(select(CustomerOrder).order_by(CustomerOrder.number)).all()
        placed = [order.placed_at for order in orders]
        fulfilments = {order.fulfilment_state for order in orders}
        payments = {order.payment_state for order in orders}
        assert order_detail(session, orders[0].id) is not None
        store = session.get_one(Store, store_id)
    assert placed == sorted(placed), "numbers rise with time"
    assert (placed[-1] - placed[0]).days >= 30
    assert {"unfulfilled", "part_fulfilled", "fulfilled", "cancelled"} <= fulfilments
    assert {"paid", "refunded", "part_refunded"} <= payments
    assert store.status == "open"
    assert len(orders) == len(content.orders)


def test_the_owner_can_sign_in(loaded: Installation, database_kind: str) -> None:
    from engine.stores.models import Staff
    from engine.stores.passwords import matches

    with loaded.services.db.read(demo.figures(database_kind)["store_id"]) as session:
        owner = session.scalars(select(Staff).where(Staff.email == OWNER_EMAIL)).one()
    assert owner.role == "owner"
    assert matches(owner.password_hash, OWNER_PASSWORD)


@pytest.mark.parametrize("after", [demo.FIRST_PART, "products", "home sections"])
def test_a_load_that_stopped_is_finished_by_the_next(begun: Installation, after: str) -> None:
    services = begun.services
    assert _counts(services.db)["media"] > 0
    assert _counts(services.db)["product"] == 0
    if after != demo.FIRST_PART:
        demo.load_until(services.db, after)
    assert _load(services).made["orders"] == len(read_content().orders)
    assert _load(services).made == {}


def test_a_load_that_is_killed_among_the_orders_leaves_no_half_order(begun: Installation) -> None:
    services = begun.services
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "demo", "load"],
        env={**os.environ, **begun.variables},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )

    def some_orders() -> bool:
        assert process.poll() in (None, -signal.SIGKILL), process.stderr and process.stderr.read()
        with services.db.read(None, cross_store="a test counts orders") as session:
            return session.execute(select(func.count()).select_from(CustomerOrder)).scalar_one() >= 4

    until(some_orders, seconds=90, what="the load to reach its orders")
    process.send_signal(signal.SIGKILL)
    process.wait()
    loaded = _load(services)
    assert _load(services).made == {}
    assert _counts(services.db)["customer_order"] == len(read_content().orders)
    _check_books(services.db, loaded.store_id)


def test_the_events_of_the_load_can_all_be_worked_off(loaded: Installation, database_kind: str) -> None:
    from engine.listing import queries

    told = demo.figures(database_kind)
    assert told["jobs"] > 0
    with loaded.services.db.read(told["store_id"]) as session:
        waiting = session.scalar(select(func.count(OutboxEvent.id)).where(OutboxEvent.relayed_at.is_(None)))
        found = queries.search(session, "vase")
        suggested = queries.suggest(session, "kett")
    assert waiting == 0
    assert found.source == "index"
    assert found.total >= 1
    assert suggested.products


def test_the_command_says_where_to_look(begun: Installation) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "load"]
    env = {**os.environ, **begun.variables}
    done = forked.run([*command, "--json"], env=env, timeout=110)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["shop"].startswith("http://demo.localhost")
    assert told["admin"].startswith("http://admin.demo.localhost")
    assert (told["email"], told["password"]) == (OWNER_EMAIL, OWNER_PASSWORD)
    again = forked.run(command, env=env)
    assert again.returncode == 0, again.stderr
    assert "already there" in again.stdout
    assert OWNER_PASSWORD in again.stdout


def test_the_content_has_no_fault_that_the_loader_would_meet() -> None:
    assert checks.problems(read_content(), pictures=None) == []
