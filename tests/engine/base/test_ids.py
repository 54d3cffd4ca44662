"""Ids are unique in the installation and below 2^53, whoever takes them and whatever becomes of the transaction."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database
from engine.base.ids import BLOCK
from engine.content.models import Page
from tests.support import forked

THREADS, ROUNDS = 8, 12


class TakenBack(Exception):
    """Ends a transaction without committing it."""


def _write_pages(db: Database, store: int, name: str, *, fail: bool = False, bulk: int = 0) -> list[int]:
    """Two pages and *bulk* ids, in one transaction that commits or, with *fail*, does not."""
    taken: list[int] = []
    now = clock.now()
    try:
        with db.write(store) as session:
            for number in range(2):
                page = Page(handle=f"{name}-{number}", title=name, created_at=now, updated_at=now)
                session.add(page)
                taken.append(page.id)
            taken += session.new_ids(bulk)
            if fail:
                raise TakenBack
    except TakenBack:
        return []
    return taken


def test_threads_never_share_an_id_even_when_every_third_rolls_back(db: Database, store_id: int) -> None:
    def work(thread: int) -> list[int]:
        taken: list[int] = []
        for turn in range(ROUNDS):
            taken += _write_pages(db, store_id, f"t{thread}-{turn}", fail=turn % 3 == 2, bulk=turn * 20)
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        taken = [number for part in pool.map(work, range(THREADS)) for number in part]
    assert len(taken) > THREADS * ROUNDS
    assert len(set(taken)) == len(taken)
    assert 0 < min(taken) <= max(taken) < 2**53
    with db.read(store_id) as session:
        kept = set(session.scalars(select(Page.id)))
    assert kept <= set(taken)


PROCESS = """
import sys
from engine.base.db import Database
from tests.engine.base.test_ids import _write_pages
import engine.wiring.tables
db, store, name = Database(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
for turn in range(10):
    for number in _write_pages(db, store, f"{name}-{turn}", fail=turn % 4 == 3, bulk=turn * 30):
        print(number)
"""


def test_processes_never_share_an_id(db: Database, database_url: str, store_id: int) -> None:
    running = [
        forked.spawn(
            [sys.executable, "-c", PROCESS, database_url, str(store_id), f"p{number}"],
            stdout=subprocess.PIPE,
        )
        for number in range(4)
    ]
    taken = []
    for process in running:
        assert process.stdout is not None
        with process.stdout as lines:
            printed = lines.read()
        assert process.wait(timeout=60) == 0
        taken += [int(line) for line in printed.split()]
    assert len(taken) > 100
    assert len(set(taken)) == len(taken)


def test_a_forked_child_does_not_use_what_its_parent_reserved(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    before = _write_pages(db, store_id, "before")  # leaves most of a block with the parent
    db.engine.dispose()
    answer = tmp_path / "taken"
    child = os.fork()
    if child == 0:
        try:
            db.after_fork()
            answer.write_text(" ".join(map(str, _write_pages(db, store_id, "child", bulk=BLOCK))))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    after = _write_pages(db, store_id, "after", bulk=BLOCK)
    in_child = [int(number) for number in answer.read_text().split()]
    everything = before + in_child + after
    assert len(in_child) == BLOCK + 2
    assert len(set(everything)) == len(everything)


def test_ids_of_a_rolled_back_transaction_do_no_harm(db: Database, store_id: int) -> None:
    """SQLite takes the step of the counter back with the transaction: what it had reserved must be forgotten."""
    for turn in range(4):
        _write_pages(db, store_id, f"gone-{turn}", fail=True, bulk=3 * BLOCK)
        kept = _write_pages(db, store_id, f"kept-{turn}", bulk=3 * BLOCK)
        assert len(set(kept)) == len(kept)
    with db.read(store_id) as session:
        assert len(session.scalars(select(Page.id)).all()) == 8


def test_a_rolled_back_savepoint_keeps_the_ids_of_its_transaction(db: Database, store_id: int) -> None:
    now = clock.now()
    with db.write(store_id) as session:
        for turn in range(3 * BLOCK):
            nested = session.begin_nested()
            session.add(Page(handle=f"h{turn}", title="x", created_at=now, updated_at=now))
            session.flush()
            nested.rollback() if turn % 2 else nested.commit()
    others = _write_pages(db, store_id, "later", bulk=BLOCK)
    with db.read(store_id) as session:
        kept = session.scalars(select(Page.id)).all()
    assert len(kept) == len(set(kept)) == 3 * BLOCK // 2 + 2
    assert not set(others[2:]) & set(kept)


@pytest.mark.parametrize("count", [0, 1, BLOCK, BLOCK + 1, 5 * BLOCK])
def test_many_at_once(db: Database, store_id: int, count: int) -> None:
    with db.write(store_id) as session:
        ids = session.new_ids(count)
        more = session.new_ids(count)
    assert len({*ids, *more}) == 2 * count


def test_one_transaction_in_many_needs_a_round_trip_for_ids(db: Database, store_id: int) -> None:
    from tests.support.counting import counted

    with counted(db) as statements:
        for turn in range(20):
            _write_pages(db, store_id, f"r{turn}")
    steps = [text for text in statements.seen if "vitrine_ids" in text or "id_block" in text]
    assert len(steps) <= 2, statements
