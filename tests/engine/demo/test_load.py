"""The demo store loads through the real commands, once, whatever interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

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
from tests.support import serving
from tests.support.paths import ROOT
from tests.support.waiting import until


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    """Every port bound to this test's database and folder."""
    made = build(serving.settings_for(database_url, "unix:///nowhere", tmp_path / "instance"))
    yield made
    made.db.close()


def _load(services: Services) -> Loaded:
    return load(services.db, base_domain="localhost")


def _counts(db: Database) -> dict[str, int]:
    with db.read(None, cross_store="a test counts every row") as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_everything_is_there_and_a_second_run_changes_nothing(services: Services) -> None:
    content = read_content()
    first = _load(services)
    assert first.host == f"{HANDLE}.localhost"
    assert first.made["products"] == len(content.products)
    assert first.made["orders"] == len(content.orders)
    counts = _counts(services.db)
    assert counts["product"] == len(content.products)
    assert counts["customer_order"] == len(content.orders)
    assert counts["section_data"] >= 8
    again = _load(services)
    assert again.made == {}
    assert _counts(services.db) == counts
    _check_books(services.db, first.store_id)
    _check_states(services.db, first.store_id)


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


def test_the_owner_can_sign_in(services: Services) -> None:
    from engine.stores.models import Staff
    from engine.stores.passwords import matches

    loaded = _load(services)
    with services.db.read(loaded.store_id) as session:
        owner = session.scalars(select(Staff).where(Staff.email == OWNER_EMAIL)).one()
    assert owner.role == "owner"
    assert matches(owner.password_hash, OWNER_PASSWORD)


class Stopped(Exception):
    """Ends a load in the middle."""


@pytest.mark.parametrize("after", ["pictures", "products", "home sections"])
def test_a_load_that_stopped_is_finished_by_the_next(services: Services, after: str) -> None:
    def stop(name: str, _made: int, _there: int) -> None:
        if name == after:
            raise Stopped

    with pytest.raises(Stopped):
        load(services.db, base_domain="localhost", say=stop)
    _load(services)
    assert _load(services).made == {}


def test_a_load_that_is_killed_among_the_orders_leaves_no_half_order(
    services: Services, database_url: str, tmp_path: Path
) -> None:
    variables = serving.environment(database_url, "unix:///nowhere", tmp_path / "instance")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "demo", "load"],
        env={**os.environ, **variables},
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


def test_the_events_of_the_load_can_all_be_worked_off(
    services: Services, do_due_work: Callable[[], int]
) -> None:
    from engine.listing import queries

    loaded = _load(services)
    assert do_due_work() > 0
    with services.db.read(loaded.store_id) as session:
        waiting = session.scalar(select(func.count(OutboxEvent.id)).where(OutboxEvent.relayed_at.is_(None)))
        found = queries.search(session, "vase")
        suggested = queries.suggest(session, "kett")
    assert waiting == 0
    assert found.source == "index"
    assert found.total >= 1
    assert suggested.products


def test_the_command_says_where_to_look(services: Services, database_url: str, tmp_path: Path) -> None:
    import json

    variables = serving.environment(database_url, "unix:///nowhere", tmp_path / "instance")
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "load"]
    env = {**os.environ, **variables}
    done: Any = subprocess.run(
        [*command, "--json"], env=env, cwd=ROOT, capture_output=True, check=True, timeout=110
    )
    told = json.loads(done.stdout)
    assert told["shop"].startswith("http://demo.localhost")
    assert told["admin"].startswith("http://admin.demo.localhost")
    assert (told["email"], told["password"]) == (OWNER_EMAIL, OWNER_PASSWORD)
    again = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=True, text=True, timeout=60)
    assert "already there" in again.stdout
    assert OWNER_PASSWORD in again.stdout


def test_the_content_has_no_fault_that_the_loader_would_meet() -> None:
    assert checks.problems(read_content(), pictures=None) == []
