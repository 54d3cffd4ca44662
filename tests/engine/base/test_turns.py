"""Writers of a SQLite file queue in order of arrival, across threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.base.db import Database
from engine.base.turns import Turns
from tests.support.paths import ROOT
from tests.support.waiting import until

HOLDER = """
import sys
from pathlib import Path
from engine.base.turns import Turns
with Turns(Path(sys.argv[1])).take():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_one_at_a_time_and_in_order_of_arrival(tmp_path: Path) -> None:
    turns, order, waiting = Turns(tmp_path / "db"), [], []

    def wait(number: int) -> None:
        waiting.append(number)
        with Turns(tmp_path / "db").take():
            order.append(number)

    threads = [threading.Thread(target=wait, args=(n,)) for n in range(6)]
    with turns.take():
        for number, thread in enumerate(threads):
            thread.start()
            until(
                lambda n=number: len(waiting) == n + 1 and blocked(n + 1),
                seconds=5,
                what="a writer in the queue",
            )
        assert order == []
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def blocked(writers: int) -> bool:
    """Whether so many file locks of this process wait in the kernel."""
    import os

    rows = Path("/proc/locks").read_text().splitlines()
    return sum(" -> FLOCK" in row and f" {os.getpid()} " in row for row in rows) >= writers


def test_a_process_that_is_killed_gives_its_turn_back(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "db")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    got_in = threading.Event()

    def wait() -> None:
        with Turns(tmp_path / "db").take():
            got_in.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not got_in.is_set()
    holder.kill()
    holder.communicate()
    assert got_in.wait(5)
    thread.join()


def test_a_transaction_inside_another_is_a_defect_and_says_so(sqlite_db: Database) -> None:
    with sqlite_db.write(None), pytest.raises(RuntimeError, match="inside another"), sqlite_db.write(None):
        pass
    with sqlite_db.write(None) as session:
        assert session.new_id() > 0
