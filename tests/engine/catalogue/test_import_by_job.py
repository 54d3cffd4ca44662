"""An import asked for in the admin: the file is kept, a job brings it in, the row that waited gets the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.catalogue import commands, queries
from engine.catalogue.importing.requested import on_import_given_up
from engine.stores.commands import NewStore

CSV = b"Handle,Title,Vendor,Variant Price,Variant SKU\nbowl,Bowl,Corner,12.00,B-1\ncup,Cup,Corner,-3,C-1\n"


pytestmark = pytest.mark.usefixtures("app")  # every port bound, as in a worker


def ask(db: Database, store: NewStore, data: bytes, name: str = "products.csv") -> int:
    key = commands.keep_import_file(store.id, data)
    with db.write(store.id) as session:
        return commands.request_import(session, key, name, actor=SYSTEM).id


def test_the_waiting_row_gets_the_report(
    db: Database, store: NewStore, do_due_work: Callable[[], int], tmp_path: Path
) -> None:
    import_id = ask(db, store, CSV)
    with db.read(store.id) as session:
        assert queries.import_by_id(session, import_id).state == "waiting"
    do_due_work()
    with db.read(store.id) as session:
        row = queries.import_by_id(session, import_id)
        assert (row.state, row.added, row.skipped) == ("finished", 1, 1)
        assert row.problems[0]["line"] == 3
        assert [one.id for one in queries.list_imports(session).items] == [import_id]
    assert not list((tmp_path / "instance" / "media").rglob("*.csv")), "the file is gone when it is done"


def test_a_second_import_changes_nothing(
    db: Database, store: NewStore, do_due_work: Callable[[], int]
) -> None:
    ask(db, store, CSV)
    do_due_work()
    again = ask(db, store, CSV)
    do_due_work()
    with db.read(store.id) as session:
        row = queries.import_by_id(session, again)
        assert (row.added, row.changed, row.unchanged) == (0, 0, 1)


def test_what_cannot_be_read_says_why_and_is_not_tried_again(
    db: Database, store: NewStore, do_due_work: Callable[[], int]
) -> None:
    import_id = ask(db, store, b"\x00\x01\x02nonsense", "../../evil.exe")
    do_due_work()
    with db.read(store.id) as session:
        row = queries.import_by_id(session, import_id)
        assert row.state == "failed" and row.problems[0]["reason"]


def test_one_that_is_given_up_says_so_and_one_that_ended_keeps_what_it_said(
    db: Database, store: NewStore, do_due_work: Callable[[], int]
) -> None:
    import_id = ask(db, store, CSV)
    for state in ("failed", "finished"):
        with db.write(store.id) as session:
            event = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "import.requested")).one()
            on_import_given_up(session, event)
        with db.read(store.id) as session:
            row = queries.import_by_id(session, import_id)
            assert (row.state, queries.was_given_up(row)) == (state, state == "failed")
            assert row.finished_at is not None
        do_due_work()  # a person had it tried again
    with db.read(store.id) as session:
        row = queries.import_by_id(session, import_id)
        assert (row.state, row.added, len(row.problems)) == ("finished", 1, 1)


def test_an_empty_file_is_refused_at_once(store: NewStore) -> None:
    with pytest.raises(Refused, match="empty"):
        commands.keep_import_file(store.id, b"")
