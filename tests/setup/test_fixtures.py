"""The suite's own ground: the databases, the guard, the clock, Redis."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from engine.base import clock as engine_clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from tests.support.network import LeftTheMachine
from tests.support.redis_server import RedisServer


def test_a_test_gets_a_migrated_database_of_its_own(db: Database) -> None:
    with db.read(None) as session:
        assert session.execute(text("SELECT count(*) FROM lease")).scalar_one() == 0


def test_postgres_runs_the_program_as_an_ordinary_role(postgres_db: Database) -> None:
    with postgres_db.read(None) as session:
        rights = session.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = session.execute(
            text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        ).scalar_one()
    assert tuple(rights) == (False, False)
    assert owned == 0


def test_statements_are_counted_without_transaction_control(
    db: Database, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as statements, db.read(None) as session:
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))
    assert statements.seen == ["SELECT 1", "SELECT 2"]


def test_no_test_leaves_the_machine() -> None:
    with pytest.raises(LeftTheMachine), socket.socket() as link:
        link.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.create_connection(("shop.example", 80))


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_the_clock_moves_only_when_told(clock: FixedClock) -> None:
    before = engine_clock.now()
    assert engine_clock.now() == before
    clock.advance(minutes=5)
    assert (engine_clock.now() - before).total_seconds() == 300


def test_redis_is_empty_and_comes_back_after_a_kill(redis_server: RedisServer) -> None:
    assert redis_server.client().dbsize() == 0
    redis_server.client().set("bell", 1)
    redis_server.kill()
    redis_server.start()
    assert redis_server.client().dbsize() == 0


@pytest.mark.browser
def test_the_phone_is_360_pixels_wide(phone_page: Any) -> None:
    phone_page.set_content('<meta name="viewport" content="width=device-width"><title>narrow</title>')
    assert phone_page.evaluate("innerWidth") == 360
