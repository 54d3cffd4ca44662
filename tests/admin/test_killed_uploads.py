"""Work that merchants watch and that is killed every time it is tried: its page says so, and what to do."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.base import clock
from engine.base.db import Database
from engine.base.settings import Settings
from engine.catalogue.models import CatalogueImport, Product
from engine.jobs.bells import Bells
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.jobs.subscriptions import Subscriptions
from engine.stores.commands import NewStore
from engine.themes.models import ThemeUpload
from engine.wiring.processes import plan
from engine.wiring.processes.children import children_of
from tests.admin.conftest import Desk
from tests.factories.uploads import small_theme, zip_of
from tests.support import forked, serving
from tests.support.redis_server import RedisServer
from tests.support.waiting import until

pytestmark = pytest.mark.fault
TRIES = 3
PRODUCTS = 4_000
CSV = "Handle,Title,Vendor,Variant Price,Variant SKU\n" + "".join(
    f"cup-{n},Cup {n},Corner,12.00,C-{n}\n" for n in range(PRODUCTS)
)


@pytest.fixture
def kill_each_try(
    db: Database, store: NewStore, settings: Settings, redis_server: RedisServer
) -> Iterator[Callable[[str, Callable[[], bool]], None]]:
    """``kill_each_try(handler, has_begun)``: a real worker does the work, and its process is killed in the middle, until the
    job is dead."""
    variables = serving.environment(settings.database_url, redis_server.url, settings.instance_dir)
    worker = forked.spawn(
        plan.worker_command(("default", "imports")),
        env={**os.environ, **variables, "THEME_PACKS": str(settings.theme_packs)},
    )
    relay = Relay(db, Bells(redis_server.client()), Subscriptions())

    def job(handler: str) -> Job | None:
        with db.read(store.id) as session:
            return session.scalars(select(Job).where(Job.handler.endswith(handler))).first()

    def is_running(handler: str, attempt: int) -> bool:
        relay.step()
        found = job(handler)
        return found is not None and (found.state, found.attempts) == ("running", attempt)

    def kill(handler: str, has_begun: Callable[[], bool]) -> None:
        for attempt in range(1, TRIES + 1):
            until(lambda attempt=attempt: is_running(handler, attempt), seconds=40, what=f"try {attempt}")
            until(has_begun, what="work at hand")
            for horse in children_of(worker.pid):
                os.kill(horse, signal.SIGKILL)
            until(lambda: (found := job(handler)) is not None and found.state != "running", seconds=20)
            with db.write(store.id) as session:  # the next try need not be waited for
                waiting = (Job.store_id == store.id, Job.state == "waiting")
                session.execute(update(Job).where(*waiting).values(available_at=clock.now()))
        found = job(handler)
        assert found is not None
        assert (found.state, found.attempts, found.last_error) == ("dead", TRIES, "its worker was killed")

    yield kill
    worker.kill()
    worker.wait()


def state_of(db: Database, store: NewStore, model: Any) -> str:
    with db.read(store.id) as session:
        return str(session.scalars(select(model.state)).one())


def retry(desk: Desk, db: Database, store: NewStore) -> None:
    """The button of the page of failed work."""
    with db.read(store.id) as session:
        dead = session.scalars(select(Job.id).where(Job.state == "dead")).one()
    assert "its worker was killed" in desk.get("/work").text
    assert desk.post(f"/work/{dead}/retry").status_code == 303


def test_the_check_of_a_theme_that_dies_each_time_ends_as_stopped(
    desk: Desk,
    db: Database,
    store: NewStore,
    kill_each_try: Callable[[str, Callable[[], bool]], None],
    do_due_work: Callable[[], int],
) -> None:
    desk.get("/theme/packs")
    zipped = io.BytesIO(zip_of(small_theme("Mine")))
    page = desk.post("/theme/uploads", {"file": (zipped, "mine.zip")}).headers["Location"]
    kill_each_try("on_theme_uploaded", lambda: state_of(db, store, ThemeUpload) == "checking")
    assert state_of(db, store, ThemeUpload) == "failed"
    shown = desk.get(page).text
    assert "Check stopped" in shown and "Upload it again" in shown and "Upload another" in shown
    assert "every 1200ms" not in shown and "<progress" not in shown
    assert "Check stopped" in desk.get("/theme/packs").text
    retry(desk, db, store)
    do_due_work()
    assert state_of(db, store, ThemeUpload) == "ready"
    shown = desk.get(page).text
    assert "Mine is among your themes" in shown and "Check stopped" not in shown


def test_an_import_that_dies_each_time_ends_as_failed_and_goes_on_when_asked(
    desk: Desk,
    db: Database,
    store: NewStore,
    kill_each_try: Callable[[str, Callable[[], bool]], None],
    do_due_work: Callable[[], int],
) -> None:
    desk.get("/imports")
    sent = desk.post("/imports", {"file": (io.BytesIO(CSV.encode()), "cups.csv")})
    page = sent.headers["Location"]
    kill_each_try(
        "requested.on_import_requested",
        lambda: state_of(db, store, CatalogueImport) in ("waiting", "running"),
    )
    assert state_of(db, store, CatalogueImport) == "failed"
    shown = desk.get(page).text
    assert "no reason that is in the file" in shown and "Mend the file" not in shown
    assert "every 1500ms" not in shown and "1 problem" not in shown
    retry(desk, db, store)
    do_due_work()
    assert state_of(db, store, CatalogueImport) == "finished"
    assert "no reason that is in the file" not in desk.get(page).text
    with db.read(store.id) as session:
        assert len(session.scalars(select(Product.id)).all()) == PRODUCTS
