"""An import, and jobs that wait for a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from engine.base import clock
from engine.base.outbox import record
from engine.catalogue.models import CatalogueImport
from engine.jobs.models import Job
from tests.factories.full_store.store import FullStore


def make_import(session: Any, store: FullStore) -> None:
    """An import that is done."""
    done = CatalogueImport(
        file_name=f"{store.word}.csv",
        source_format="shopify",
        state="finished",
        problems=[],
        started_at=clock.now(),
    )
    session.add(done)
    store.things["import_id"] = str(done.id)


def make_work(session: Any, store: FullStore) -> None:
    """Two dead jobs, for the list of work that waits for a person."""
    now, ids = clock.now(), session.new_ids(2)
    event = record(session, f"{store.word.lower()}.noted")
    event.relayed_at = now
    session.flush()
    for number, job_id in enumerate(ids):
        session.execute(
            insert(Job).values(
                store_id=store.id,
                id=job_id,
                event_id=event.id,
                handler=f"{store.word}.handler_{number}",
                queue="default",
                state="dead",
                attempts=8,
                available_at=now,
                created_at=now,
                finished_at=now,
                last_error=f"{store.word} trouble",
            )
        )
    store.things |= {"job_id": str(ids[0]), "spare_job_id": str(ids[1])}
