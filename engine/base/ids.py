"""Ids: integers below 2^53, from one sequence of the installation, taken in blocks (docs/decisions/ids.md).

PostgreSQL: a sequence that steps by a block; it never waits and never rolls back.
SQLite: a one-row table, stepped inside the writing transaction that needs ids. What is left of a block is kept for the
process only once that transaction has committed, because a rollback takes the step back too.
"""

from __future__ import annotations

import threading
from collections import deque

from sqlalchemy import text
from sqlalchemy.orm import Session

BLOCK = 128
"""The PostgreSQL sequence steps by this much."""

_LEFT = "vitrine_ids_of_transaction"


class IdPool:
    """The ids that this process has reserved and not used."""

    def __init__(self) -> None:
        self._free: deque[int] = deque()
        self._lock = threading.Lock()

    def take(self, session: Session) -> int:
        """One new id, unique in the installation."""
        own: deque[int] = session.info.setdefault(_LEFT, deque())
        if own:
            return own.popleft()
        with self._lock:
            if self._free:
                return self._free.popleft()
        own.extend(self._reserve(session))
        return own.popleft()

    def take_many(self, session: Session, count: int) -> list[int]:
        """*count* new ids, with as few round trips as the database allows."""
        own: deque[int] = session.info.setdefault(_LEFT, deque())
        if len(own) < count:
            own.extend(self._reserve(session, count - len(own)))
        return [own.popleft() for _ in range(count)]

    def _reserve(self, session: Session, count: int = 1) -> range | list[int]:
        blocks = -(-count // BLOCK)
        if session.get_bind().dialect.name == "postgresql":
            starts = session.execute(
                text("SELECT nextval('vitrine_ids') FROM generate_series(1, :blocks)"), {"blocks": blocks}
            ).scalars()
            return [start + offset for start in starts for offset in range(BLOCK)]
        end = session.execute(
            text("UPDATE id_block SET next_id = next_id + :step RETURNING next_id"), {"step": blocks * BLOCK}
        ).scalar_one()
        return range(end - blocks * BLOCK, end)

    def settle(self, session: Session, *, committed: bool) -> None:
        """Called when a transaction ends: a committed one leaves its unused ids to the process."""
        own: deque[int] | None = session.info.pop(_LEFT, None)
        if own and committed:
            with self._lock:
                self._free.extend(own)

    def forget(self) -> None:
        """After a fork: the parent goes on using what it reserved, so the child must not."""
        self._free.clear()
        self._lock = threading.Lock()
