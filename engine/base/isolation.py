"""Isolation of stores, enforced where statements meet the driver.

ORM criteria do not reach everything (Core statements, ``text()``, bulk updates by key), so the text of every statement is
checked too (engine/base/statements.py): a table of a store may only be touched with ``store_id = <the session's store>``.
Verdicts are remembered per statement text, so a repeated statement costs one dictionary look-up. The values given for a
store_id are compared with the session's store at every execution. PostgreSQL's row-level security stands behind this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from engine.base.statements import Given, fault, given, touches_stores

STORE = "vitrine_store"
"""Connection option: the store id of the session, or None for a session of the installation."""
CROSS_STORE = "cross_store"
"""Execution option of a statement (or session) that may see several stores; its value says why."""
READ_ONLY = "vitrine_read_only"

_WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE)\b", re.I | re.S)


class IsolationError(RuntimeError):
    """A statement that could reach another store. A defect of the program, never a user's doing."""


class ReadOnlyError(RuntimeError):
    """A write in a read session."""


class Verdict(NamedTuple):
    """What a statement's text says: what is wrong, and whether and where it names a store."""

    fault: str | None
    touches: bool
    given: Given


@lru_cache(maxsize=4096)
def verdict(statement: str) -> Verdict:
    """The verdict on a text; one look-up where it was seen before."""
    return Verdict(fault(statement), touches_stores(statement), given(statement))


@lru_cache(maxsize=4096)
def _writes(statement: str) -> bool:
    return _WRITES.match(statement) is not None


def _stores_named(where: Given, context: ExecutionContext | None, parameters: Any) -> Iterator[Any]:
    """Every value that an execution compares with a store_id, or writes to one."""
    yield from where.literals
    compiled = getattr(context, "compiled_parameters", None) or ()
    for values in compiled:
        yield from (value for name, value in values.items() if name.startswith("store_id"))
    for values in parameters if isinstance(parameters, list) else [parameters]:
        if isinstance(values, dict):
            yield from (values.get(name) for name in where.names)
        elif values:
            yield from (values[position] for position in where.positions if position < len(values))


def _check(
    conn: Connection,
    cursor: DBAPICursor,
    statement: str,
    parameters: Any,
    context: ExecutionContext,
    executemany: bool,
) -> None:
    options = conn.get_execution_options()
    if options.get(READ_ONLY) and _writes(statement):
        raise ReadOnlyError(f"a read session was asked to write: {statement[:120]}")
    own = getattr(context, "execution_options", None) or options
    if own.get(CROSS_STORE) or options.get(CROSS_STORE) or STORE not in options:
        return
    store_id, said = options[STORE], verdict(statement)
    if said.fault:
        raise IsolationError(f"{said.fault}: {statement[:300]}")
    if said.touches:
        for other in _stores_named(said.given, context, parameters):
            if other not in (store_id, None) and not (
                isinstance(other, (list, tuple)) and set(other) <= {store_id}
            ):
                raise IsolationError(
                    f"store {other} named in a session of store {store_id}: {statement[:300]}"
                )


def guard(engine: Engine) -> None:
    """Check every statement that *engine* executes in a session of this program."""
    event.listen(engine, "before_cursor_execute", _check)
