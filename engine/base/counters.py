"""Sums of dependency counters, asked for without a session: what a kept page costs.

Each thread has a connection of its own outside the pool, in autocommit: one statement, one answer, nothing before or after.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from engine.base.db import Database

log = logging.getLogger("vitrine.fragments")

_POSTGRESQL = (
    "SELECT coalesce(sum(version), 0)::bigint FROM dependency_version"
    " WHERE store_ref = %s AND key = ANY(%s::bigint[])"
)
_SQLITE = "SELECT coalesce(sum(version), 0) FROM dependency_version WHERE store_ref = ? AND key IN ({})"


class Counters:
    """Of one database. Safe for threads and after a fork."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = threading.local()
        driver: Any = database.engine.dialect.dbapi
        self._faults: tuple[type[Exception], ...] = (driver.Error, SQLAlchemyError, OSError)

    def question(self, keys: Sequence[int]) -> str:
        """Keys in the form in which `total` asks for them; numbers of ours, so they may stand in a text."""
        listed = ",".join(str(int(key)) for key in keys)
        return _SQLITE.format(listed) if self._database.is_sqlite else f"{{{listed}}}"

    def total(self, store_id: int, question: str) -> int | None:
        """The sum of the counters as they stand now; None when the database cannot be asked."""
        try:
            return self._ask(self._connection(), store_id, question)
        except self._faults as error:
            log.warning("counters could not be read: %s", type(error).__name__)
            self._own.held = None
            return None

    def _ask(self, connection: Any, store_id: int, question: str) -> int:
        if self._database.is_sqlite:
            row = connection.execute(question, (store_id,)).fetchone()
        else:
            row = connection.execute(_POSTGRESQL, (store_id, question), prepare=True).fetchone()
        return int(row[0])

    def _connection(self) -> Any:
        held = getattr(self._own, "held", None)
        if held is None or held[0] != os.getpid():
            taken = self._database.engine.raw_connection()
            driver: Any = taken.driver_connection
            taken.detach()
            if not self._database.is_sqlite:
                driver.rollback()
                driver.autocommit = True
            held = self._own.held = (os.getpid(), driver)
        return held[1]
