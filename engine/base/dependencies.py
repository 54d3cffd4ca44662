"""What pages depend on, and that it changed: one counter per store and dependency, raised in the transaction of the change.

A dependency is a kind with a key: ``("product", 7)``, ``("list", 3)``, ``("menus",)``. A page that was kept remembers what
it read and the sum of those counters in the snapshot it was read in. Counters only grow, so the page may be shown again as
long as the sum is the same: whatever changed since raised one of them, and nothing that a snapshot sees can be newer than
its counters. A dependency nobody ever touched has no row and counts as 0; rows are never deleted.

Entities say themselves which dependencies they are (``StoreModel.dependencies``), and are touched as they are flushed. Core
statements pass the flush by: whoever executes one calls ``touch``. Counters are raised last in a transaction and in the
order of their keys, so that they are locked briefly and never crosswise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.session import SessionTransaction

from engine.base.db import StoreSession
from engine.base.model import Base, InstallationModel

Dependency = tuple[Any, ...]
"""(kind,) or (kind, key): plain values."""

Expansion = Callable[[StoreSession, list[Any]], Iterable[Dependency]]
_EXPANSIONS: dict[str, Expansion] = {}
_TOUCHED = "touched_dependencies"


class DependencyVersion(InstallationModel):
    """How often a dependency changed. Holds no data of a store but that something changed, and so is read by the key alone,
    without a session: a kept page costs one statement."""

    __tablename__ = "dependency_version"

    store_ref: Mapped[int] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    version: Mapped[int]


@lru_cache(maxsize=65_536)
def key_of(dependency: Dependency) -> int:
    """The number of a dependency: 63 bits of a hash of its name."""
    name = ":".join(map(str, dependency))
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def expansion(kind: str) -> Callable[[Expansion], Expansion]:
    """Register what else changes when dependencies of *kind* do: gets their keys, gives more dependencies."""

    def register(find: Expansion) -> Expansion:
        _EXPANSIONS[kind] = find
        return find

    return register


Follower = Callable[[StoreSession, set[Dependency]], None]
_FOLLOWERS: list[Follower] = []


def follower(follow: Follower) -> Follower:
    """Register what is written along: called as a transaction of a store ends, with everything that changed in it. It writes
    rows in the order of their keys, since others do the same."""
    _FOLLOWERS.append(follow)
    return follow


def touch(session: StoreSession, *dependencies: Dependency, store_id: int | None = None) -> None:
    """Say that something changed. Costs nothing until the transaction ends; saying it twice is saying it once."""
    owner = store_id if store_id is not None else session.store
    waiting: dict[int, set[Dependency]] = session.info.setdefault(_TOUCHED, {})
    waiting.setdefault(owner, set()).update(dependencies)


def touch_all(session: StoreSession, kind: str, keys: Iterable[object]) -> None:
    """The same for many records of a kind."""
    touch(session, *((kind, key) for key in keys))


def touch_at_once(session: StoreSession, *dependencies: Dependency) -> None:
    """The same for what is about to go: what changes along is looked up now, while it can still be found."""
    touch(session, *_expanded(session, set(dependencies)))


@event.listens_for(StoreSession, "before_flush")
def _touch_entities(session: Any, _context: Any, _instances: Any) -> None:
    for instance in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(instance, Base):
            continue
        found = tuple(instance.dependencies())
        if found and (instance not in session.dirty or session.is_modified(instance)):
            touch(session, *found, store_id=instance.store_of_dependencies())


@event.listens_for(StoreSession, "before_commit")
def _write_touched(session: Any) -> None:
    if session.in_nested_transaction() or session.read_only:
        return
    session.flush()
    waiting: dict[int, set[Dependency]] = session.info.pop(_TOUCHED, {})
    for store_id in sorted(waiting):
        found = waiting[store_id]
        if session.store_id == store_id:
            found = _expanded(session, found)
            for follow in _FOLLOWERS:
                follow(session, found)
        _raise(session.connection(), store_id, sorted({key_of(dependency) for dependency in found}))


@event.listens_for(StoreSession, "after_soft_rollback")
def _forget_touched(session: Any, transaction: SessionTransaction) -> None:
    # A savepoint that goes back takes nothing along: what was touched before it still stands, and what was touched inside
    # still counts, which errs on the safe side.
    if transaction.parent is None:
        session.info.pop(_TOUCHED, None)


def _expanded(session: StoreSession, touched: set[Dependency]) -> set[Dependency]:
    """With everything that changes along. A kind that comes up again in a later round is looked up again for the new keys."""
    found, new = set(touched), set(touched)
    while new:
        by_kind: dict[str, list[Any]] = {}
        for kind, *key in new:
            if kind in _EXPANSIONS and key:
                by_kind.setdefault(kind, []).append(key[0])
        more = {one for kind, keys in by_kind.items() for one in _EXPANSIONS[kind](session, sorted(keys))}
        new = more - found
        found |= new
    return found


_RAISE_SQLITE = (
    "INSERT INTO dependency_version (store_ref, key, version) VALUES (?, ?, 1)"
    " ON CONFLICT (store_ref, key) DO UPDATE SET version = dependency_version.version + 1"
)
_RAISE_POSTGRESQL = (
    "INSERT INTO dependency_version (store_ref, key, version)"
    " SELECT %(store)s, touched, 1 FROM unnest(%(keys)s::bigint[]) AS touched ORDER BY touched"
    " ON CONFLICT (store_ref, key) DO UPDATE SET version = dependency_version.version + 1"
)


def _raise(connection: Connection, store_id: int, keys: list[int]) -> None:
    if not keys:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_RAISE_SQLITE, [(store_id, key) for key in keys])
    else:
        connection.exec_driver_sql(_RAISE_POSTGRESQL, {"store": store_id, "keys": keys})


def versions(connection: Connection, store_id: int, keys: Iterable[int]) -> dict[int, int]:
    """{key: how often it changed} of those that ever did, as the connection's snapshot has it. One statement."""
    wanted = list(keys)
    if not wanted:
        return {}
    if connection.dialect.name == "postgresql":
        return _pairs(
            connection,
            "SELECT key, version FROM dependency_version WHERE store_ref = %(store)s AND key = ANY(%(keys)s)",
            {"store": store_id, "keys": wanted},
        )
    found: dict[int, int] = {}
    for start in range(0, len(wanted), 30_000):
        part = wanted[start : start + 30_000]
        marks = ",".join("?" * len(part))
        found |= _pairs(
            connection,
            f"SELECT key, version FROM dependency_version WHERE store_ref = ? AND key IN ({marks})",  # noqa: S608 - marks
            (store_id, *part),
        )
    return found


def _pairs(connection: Connection, statement: str, values: Any) -> dict[int, int]:
    """Two whole numbers a row, as the driver gives them: every page asks this."""
    result: Any = connection.exec_driver_sql(statement, values)
    try:
        return dict(result.cursor.fetchall())
    finally:
        result.close()


__all__ = [
    "Dependency",
    "DependencyVersion",
    "expansion",
    "follower",
    "key_of",
    "touch",
    "touch_all",
    "touch_at_once",
    "versions",
]
