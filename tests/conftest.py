"""Fixtures of the whole suite. What they stand on is in tests/support/."""

from __future__ import annotations

import gc
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from engine.base import clock as engine_clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from tests.support import (
    compiled,
    databases,
    network,
    passwords,
    paths,
    postgres,
    serving,
    shipped,
    statements,
    touching,
)
from tests.support.counting import counted
from tests.support.redis_server import RedisServer
from tests.support.serving import HostClient, LiveServer

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page

    from engine.base.settings import Settings
    from engine.stores.commands import NewStore
    from tests.support.browser import Chromium

KINDS = [
    kind for kind in databases.KINDS if kind in os.environ.get("TEST_DATABASES", "sqlite,postgres").split(",")
]

FAULTS = paths.ROOT / "tests" / "faults"
TESTS = paths.ROOT / "tests"
SEEN = (
    TESTS / "admin",
    TESTS / "contracts",
    TESTS / "engine" / "demo",
    TESTS / "engine" / "rendering",
    TESTS / "storefront",
)
"""Tests of what people see, above commands and queries that have tests of their own."""
ALWAYS = (TESTS / "engine" / "rendering" / "fragments",)
"""Those among them that run on both databases all the same: what is kept of pages."""

hypothesis.settings.register_profile("ci", derandomize=True, max_examples=60, deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", max_examples=1_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        paths.start_run()
    network.guard()
    statements.share()
    passwords.cheapen()
    if os.environ.get("CHECK_TOUCHES"):
        config.add_cleanup(touching.guard_everything())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop(paths.run_folder())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "_chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if FAULTS in item.path.parents:
            item.add_marker(pytest.mark.fault)
    # What takes long begins first, so that the last minutes of a run are short tests that the processes can share.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if not os.environ.get("EVERY_DATABASE") and len(KINDS) > 1:
        left_out = [item for item in items if _is_told_by_the_other(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for rubbish less often: a test leaves little, and what collecting made stays until the end of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _is_told_by_the_other(item: pytest.Item) -> bool:
    """Whether a story in the browser, or a test of what pages look like, is left to the other database. What people see is the
    same on both, since every rule, command and query below it is tried on both; so each of these runs on one of them, half
    of them on either. `EVERY_DATABASE=1` runs all on both."""
    is_seen = any(folder in item.path.parents for folder in SEEN) and not set(ALWAYS) & set(item.path.parents)
    if not is_seen and item.get_closest_marker("browser") is None:
        return False
    kind = getattr(getattr(item, "callspec", None), "params", {}).get("database_kind")
    if kind not in KINDS:
        return False
    name = f"{item.path.stem} {item.name.replace(kind, '')}"
    return KINDS[zlib.crc32(name.encode()) % len(KINDS)] != kind


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured: ``record_property("sold", 50)``."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if isinstance(report, pytest.TestReport) and report.when == "call" and report.user_properties
    ]
    if reports:
        terminalreporter.section("figures")
    for report in sorted(reports, key=lambda report: report.nodeid):
        said = ", ".join(f"{name} {value}" for name, value in report.user_properties)
        terminalreporter.line(f"{report.nodeid.removeprefix('tests/')}: {said}")


# -- databases ------------------------------------------------------------------------------------------------


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite``, then ``postgres``: a test that uses this, or ``db``, runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of the test's own; on PostgreSQL as an ordinary role."""
    url, remove = databases.migrated(database_kind, tmp_path)
    yield url
    remove()


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The opened database. Row-level security applies to its role on PostgreSQL."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def empty_database(database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, opened by the role that migrates."""
    url, remove = databases.empty(database_kind, tmp_path)
    database = Database(url)
    yield database
    database.close()
    remove()


@pytest.fixture
def sqlite_db(tmp_path: Path) -> Iterator[Database]:
    """For the few tests whose subject is SQLite itself."""
    url, remove = databases.migrated("sqlite", tmp_path)
    database = Database(url)
    yield database
    database.close()
    remove()


@pytest.fixture
def postgres_db(tmp_path: Path) -> Iterator[Database]:
    """For the few tests whose subject is PostgreSQL itself."""
    url, remove = databases.migrated("postgres", tmp_path)
    database = Database(url)
    yield database
    database.close()
    remove()


@pytest.fixture
def count_queries(db: Database) -> Callable[[], Any]:
    """``with count_queries() as statements: …`` then ``statements.count``."""
    return lambda: counted(db)


# -- stores ---------------------------------------------------------------------------------------------------


@pytest.fixture
def store(db: Database) -> NewStore:
    """A store just made."""
    from tests.factories.stores import make_store

    return make_store(db)


@pytest.fixture
def store_id(store: NewStore) -> int:
    """The id of ``store``."""
    return store.id


@pytest.fixture
def other_store_id(db: Database) -> int:
    """The id of a second store, whose records must never be seen from the first."""
    from tests.factories.stores import make_store

    return make_store(db).id


# -- time -----------------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """The program's clock, standing still on a winter morning until the test moves it."""
    fixed = FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
    with engine_clock.using(fixed):
        yield fixed


# -- Redis ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _redis_of_process() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def redis_server(_redis_of_process: RedisServer) -> Iterator[RedisServer]:
    """A real Redis, empty; a test may kill it and start it again."""
    _redis_of_process.client().flushall()
    yield _redis_of_process
    if not _redis_of_process.is_running():
        _redis_of_process.start()


# -- the application ------------------------------------------------------------------------------------------


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """The folder of the test's installation. Templates that an earlier test compiled are found there."""
    with compiled.lent(tmp_path / "instance" / "compiled"):
        yield tmp_path / "instance"


@pytest.fixture
def settings(database_url: str, redis_server: RedisServer, instance: Path) -> Settings:
    """The settings of the test's installation: its database, its Redis, a folder of its own."""
    return serving.settings_for(database_url, redis_server.url, instance)


@pytest.fixture
def app(settings: Settings, db: Database) -> Iterator[Flask]:
    """The application over ``db``."""
    from app import create_app

    made = create_app(settings)
    compiled.share_pages(made.extensions["vitrine_origins"].values())
    shipped.share_packs(made.extensions["vitrine_themes"].library)
    yield made
    made.extensions["vitrine"].db.close()


@pytest.fixture
def client_at(app: Flask) -> Callable[[str], HostClient]:
    """``client_at("shop-1.localhost")`` or ``client_at(f"admin.{store.host}")``: a client with its own cookies."""
    return lambda host: serving.client_at(app, host)


@pytest.fixture
def client(client_at: Callable[[str], HostClient], store: NewStore) -> HostClient:
    """A client at the shop of ``store``."""
    return client_at(store.host)


@pytest.fixture
def do_due_work(db: Database) -> Callable[[], int]:
    """``do_due_work()``: relay every event and do every job that is due, in this process."""
    from tests.support import background

    return lambda: background.do_due_work(db)


@pytest.fixture
def serve(
    database_url: str, redis_server: RedisServer, instance: Path
) -> Iterator[Callable[..., LiveServer]]:
    """``serve(background=True, WEB_WORKERS="4")``: real servers over the test's database; they end with the test."""
    started: list[LiveServer] = []

    def start(background: bool = False, **more: str) -> LiveServer:
        variables = serving.environment(database_url, redis_server.url, instance, **more)
        started.append(LiveServer(variables, background))
        return started[-1].start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def demo(
    database_kind: str, redis_server: RedisServer, instance: Path, tmp_path: Path
) -> Iterator[LiveServer]:
    """The demo store as `make run` serves it, workers included, at ``demo.localhost``; on both databases."""
    from tests.support import demo

    url, remove = demo.copy(database_kind, tmp_path)
    server = LiveServer(serving.environment(url, redis_server.url, instance), background=True)
    try:
        yield server.start()
    finally:
        server.stop()
        remove()


# -- browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chromium]:
    from playwright.sync_api import sync_playwright

    from tests.support import browser as support

    support.executable()
    with sync_playwright() as playwright:
        kept = support.Chromium(playwright)
        yield kept
        kept.close()


@pytest.fixture
def browser(_chromium: Chromium) -> Browser:
    """The Chromium of this process."""
    return _chromium.alive()


@pytest.fixture
def phone(_chromium: Chromium) -> Iterator[BrowserContext]:
    """A phone of 360 × 740 pixels with touch."""
    from tests.support.browser import PHONE

    opened = _chromium.window(PHONE)
    yield opened
    _chromium.shut(opened)


@pytest.fixture
def desktop(_chromium: Chromium) -> Iterator[BrowserContext]:
    """A window of 1280 × 900 pixels."""
    from tests.support.browser import DESKTOP

    opened = _chromium.window(DESKTOP)
    yield opened
    _chromium.shut(opened)


@pytest.fixture
def page(desktop: BrowserContext) -> Page:
    """A page in the desktop window."""
    return desktop.new_page()


@pytest.fixture
def phone_page(phone: BrowserContext) -> Page:
    """A page on the phone."""
    return phone.new_page()
