"""The processes as they are run: an event recorded by the web is done by a worker, and the operator can see it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.outbox import OutboxEvent, record
from engine.catalogue.commands import keep_import_file, request_import
from engine.jobs.models import Job
from engine.mail.commands import write_mail
from engine.stores.commands import NewStore
from tests.support import forked, serving
from tests.support.redis_server import RedisServer
from tests.support.serving import LiveServer
from tests.support.waiting import until

PRODUCTS = 15_000
"""So many that they take some seconds."""


@pytest.fixture
def variables(database_url: str, redis_server: RedisServer, tmp_path: Path) -> dict[str, str]:
    """The settings of the test's installation."""
    return serving.environment(database_url, redis_server.url, tmp_path / "instance")


def flask(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    env = {**os.environ, **variables}
    return forked.run(command, env=env)


def states(db: Database, store_id: int) -> list[str]:
    with db.read(store_id) as session:
        return list(session.scalars(select(Job.state).where(Job.store_id == store_id)))


def test_work_is_done_by_the_processes_of_the_shop(
    serve: Callable[..., LiveServer], db: Database, store_id: int
) -> None:
    server = serve(background=True)
    with db.write(store_id) as session:
        record(session, "search.rebuild_wanted")
    until(lambda: states(db, store_id) == ["done"], seconds=30)
    told = json.loads(flask(server.variables, "jobs", "status", "--json").stdout)
    assert told["healthy"]
    assert told["workers"] == {"default": 1, "index": 1, "imports": 1, "pictures": 1}
    assert "prune_done_work" in told["schedule"]


@pytest.mark.slow
def test_a_letter_leaves_while_a_catalogue_comes_in(
    app: Flask,
    serve: Callable[..., LiveServer],
    db: Database,
    store_id: int,
    record_property: Callable[[str, object], None],
) -> None:
    rows = "".join(f"cup-{n},Cup {n},Corner,12.00,C-{n}\n" for n in range(PRODUCTS))
    key = keep_import_file(store_id, f"Handle,Title,Vendor,Variant Price,Variant SKU\n{rows}".encode())
    server = serve(background=True)
    with db.write(store_id) as session:
        request_import(session, key, "cups.csv", actor=SYSTEM)
    until(lambda: _state_of(db, store_id, "import.requested") == "running", seconds=30)
    began = time.monotonic()
    with db.write(store_id) as session:
        write_mail(
            session, unique_key="a", kind="test", recipient="ada@example.com", subject="Hello", text="Hello"
        )
    until(lambda: _state_of(db, store_id, "mail.written") == "done", seconds=15, what="a letter that left")
    record_property("seconds", round(time.monotonic() - began, 2))
    assert _state_of(db, store_id, "import.requested") == "running"
    assert len(list((Path(server.variables["INSTANCE_DIR"]) / "mailbox").glob("*.eml"))) == 1


def _state_of(db: Database, store_id: int, event: str) -> str | None:
    with db.read(store_id) as session:
        of_event = (OutboxEvent.store_id == Job.store_id) & (OutboxEvent.id == Job.event_id)
        found = select(Job.state).join(OutboxEvent, of_event).where(OutboxEvent.name == event)
        return session.scalars(found).first()


def test_the_operator_is_told_when_redis_is_away(variables: dict[str, str]) -> None:
    told = flask({**variables, "REDIS_URL": "unix:///nowhere/redis.sock"}, "jobs", "status")
    assert told.returncode == 1, told.stderr
    assert "bells in Redis    away" in told.stdout


def test_a_store_that_is_not_there_is_named(variables: dict[str, str]) -> None:
    told = flask(variables, "jobs", "retry", "--store", "nowhere")
    assert told.returncode == 1
    assert "there is no store called nowhere" in told.stderr


def test_dead_work_is_tried_again(variables: dict[str, str], db: Database, store: NewStore) -> None:
    with db.write(store.id) as session:
        event = record(session, "search.rebuild_wanted")
        session.add(
            Job(
                event_id=event.id,
                handler="engine.listing.handlers.build_index",
                queue="index",
                state="dead",
                available_at=clock.now(),
                created_at=clock.now(),
            )
        )
    told = flask(variables, "jobs", "retry", "--store", store.handle)
    assert told.stdout == "waiting again: 1\n", told.stderr
    assert states(db, store.id) == ["waiting"]
