"""A process that publishes, and dies at each of the steps it takes: SIGKILL before a statement, before the commit, after it.

Prints a JSON line per step: what shoppers see afterwards, read by a process that saw nothing of it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.themes import commands, queries
from engine.wiring import tables

TEMPLATES = ("index", "product", "page")


def seen(url: str, store_id: int) -> dict[str, Any]:
    """Everything that decides what shoppers see."""
    database = Database(url)
    with database.read(store_id) as session:
        found: dict[str, Any] = {}
        for name in TEMPLATES:
            shown = queries.theme_with_sections(session, [name])
            assert shown is not None
            found[name] = [shown.theme.pack, [[s.key, s.values] for s in shown.sections.get(name, ())]]
        found["main"] = [t.pack for t in queries.themes_of(session) if t.role == "main"]
    database.close()
    return found


def publish(url: str, store_id: int, theme_id: int, die_at: int) -> int:
    """Publish in the other theme; die at a step, or never with a negative one. Returns the number of steps."""
    database = Database(url)
    steps = 0

    def step(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps - 1 == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with database.write(store_id) as session:
        event.listen(database.engine, "before_cursor_execute", step)
        event.listen(session, "before_commit", step)
        event.listen(session, "after_commit", step)
        commands.publish(session, theme_id=theme_id, actor=SYSTEM)
        if die_at < 0:
            session.flush()
            _count_the_rest(session, step)
            raise _NotNow(steps)
    return steps


def _count_the_rest(session: StoreSession, step: Any) -> None:
    """What a commit adds: counters of what changed, and the commit itself, before and after."""
    for _ in range(len(session.info.get("touched_dependencies", {})) + 2):
        step()


class _NotNow(Exception):
    """Takes the rehearsal back."""


def main() -> None:
    url, store_id, theme_id = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    assert tables.metadata.tables
    try:
        publish(url, store_id, theme_id, -1)
    except _NotNow as end:
        steps = int(end.args[0])
    for number in range(steps):
        child = os.fork()
        if child == 0:
            try:
                publish(url, store_id, theme_id, number)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        print(
            json.dumps({"step": number, "killed": os.WIFSIGNALED(status), **seen(url, store_id)}), flush=True
        )


if __name__ == "__main__":
    main()
