"""Handlers for the tests of background work. They note what they did in the activity list, in their own transactions."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.stores.commands import record_activity
from engine.stores.models import Activity

CUSTOMER = "ada@example.test"


def written(db: Database, store_id: int) -> list[str]:
    """What was noted in a store so far, sorted."""
    with db.read(store_id) as session:
        return sorted(session.scalars(select(Activity.subject_label).where(Activity.store_id == store_id)))


def _write(database: Database, store_id: int, text: str) -> None:
    with database.write(store_id) as session:
        record_activity(session, SYSTEM, "test.noted", "test", None, text)


def note(database: Database, event: OutboxEvent) -> None:
    _write(database, event.store_id, f"{event.name} {event.payload['number']}")


def note_again(database: Database, event: OutboxEvent) -> None:
    _write(database, event.store_id, f"again {event.name} {event.payload['number']}")


def note_batch(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    _write(database, store_id, f"batch of {len(events)}")


def fail(database: Database, event: OutboxEvent) -> None:
    _write(database, event.store_id, "tried")
    raise Refused("parcel.gone", name=CUSTOMER)


def fail_again(database: Database, event: OutboxEvent) -> None:
    fail(database, event)


def fail_for_good(database: Database, event: OutboxEvent) -> None:
    fail(database, event)


def note_given_up(session: StoreSession, event: OutboxEvent) -> None:
    record_activity(session, SYSTEM, "test.noted", "test", None, f"gave up {event.name}")


def fail_to_note(session: StoreSession, event: OutboxEvent) -> None:
    note_given_up(session, event)
    session.flush()
    raise Refused("parcel.gone", name=CUSTOMER)


def sleep_long(database: Database, event: OutboxEvent) -> None:
    time.sleep(30)


def sleep_for_a_person(database: Database, event: OutboxEvent) -> None:
    _write(database, event.store_id, "import begun")
    time.sleep(40)


def note_priority(database: Database, event: OutboxEvent) -> None:
    """Begins with the time, since what was noted is read sorted."""
    _write(database, event.store_id, f"{time.monotonic():020.6f} {event.name} nice {os.nice(0)}")


def kill_own_process(database: Database, event: OutboxEvent) -> None:
    _write(database, event.store_id, "about to die")
    os.kill(os.getpid(), signal.SIGKILL)


def kill_again(database: Database, event: OutboxEvent) -> None:
    kill_own_process(database, event)
