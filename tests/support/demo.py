"""The demo store, loaded once per run and database and copied per test, with all that lies in its folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.catalogue.handlers import make_common_sizes
from engine.catalogue.models import Media
from engine.wiring import migrate
from tests.support import background, databases, serving
from tests.support.paths import run_folder

HOST = "demo.localhost"
FIRST_PART = "pictures"
"""The part of a load that takes longest; only brands come before it."""


class Stopped(Exception):
    """Ends a load in the middle."""


def copy(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """The store some minutes after one uninterrupted load: its events are worked off, so that pictures have their
    common sizes and the search its index. A database, and ``folder/instance``; its address and how to remove it."""
    return _copy("demo", kind, folder, _load_and_work)


def copy_of_begun(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """The store as a load left it that was stopped after its pictures; nothing is worked off."""
    return _copy("demo-begun", kind, folder, lambda database, _home: load_until(database, FIRST_PART))


def figures(kind: str) -> dict[str, Any]:
    """Of the load behind ``copy``: ``host``, ``store_id``, ``made`` (records by kind), and the ``jobs`` done then."""
    return dict(json.loads((run_folder() / f"demo-{kind}.json").read_text()))


def load_until(database: Database, last: str) -> None:
    """Load the store and stop after the part named."""
    from engine.demo.load import load

    def stop(name: str, _made: int, _there: int) -> None:
        if name == last:
            raise Stopped

    try:
        load(database, base_domain="localhost", say=stop)
    except Stopped:
        return
    raise AssertionError(f"the load has no part {last!r}")


def _load_and_work(database: Database, home: Path) -> None:
    from engine.demo.load import load

    loaded = load(database, base_domain="localhost")
    _make_sizes(database, home)
    jobs = background.do_due_work(database)
    told = {"host": loaded.host, "store_id": loaded.store_id, "made": loaded.made, "jobs": jobs}
    home.with_suffix(".json").write_text(json.dumps(told))


def _make_sizes(database: Database, home: Path) -> None:
    """Sizes of pictures take most of the time, and are the same for both databases, whose numbers of pictures differ. Each is
    made by whoever comes to it first: two loads at a time begin at either end."""
    with database.read(None, cross_store="whatever was loaded") as session:
        found = session.execute(
            select(Media.store_id, Media.id, Media.sha256, OutboxEvent)
            .join(OutboxEvent, OutboxEvent.payload["media_id"].as_integer() == Media.id)
            .where(OutboxEvent.name == "media.added", Media.kind == "image")
            .order_by(Media.id)
        ).all()
    kept = run_folder() / "sizes"
    kept.mkdir(exist_ok=True)
    for store_id, number, digest, event in reversed(found) if database.is_sqlite else found:
        sizes = home / "cache" / "media" / str(store_id) / str(number)
        if not (kept / digest).exists():
            make_common_sizes(database, event)
            draft = kept / f".{digest}-{os.getpid()}"
            shutil.copytree(sizes, draft)
            with suppress(OSError):  # the other load came to it meanwhile
                draft.rename(kept / digest)
        else:
            shutil.copytree(kept / digest, sizes, dirs_exist_ok=True)


def _copy(
    name: str, kind: str, folder: Path, fill: Callable[[Database, Path], None]
) -> tuple[str, Callable[[], None]]:
    home = run_folder() / f"{name}-{kind}"

    def make(database: Database) -> None:
        from engine.wiring.services import build

        migrate.upgrade(database)
        services = build(serving.settings_for(database.url, "unix:///nowhere", home))
        try:
            fill(services.db, home)
        finally:
            services.db.close()
        with database.engine.begin() as connection:
            # as the database does by itself in a shop that runs for a while
            connection.exec_driver_sql("ANALYZE")

    url, remove = databases.copy_of(kind, name, make, folder)
    shutil.copytree(home, folder / "instance", dirs_exist_ok=True)
    return url, remove
