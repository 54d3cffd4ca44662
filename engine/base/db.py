"""Sessions: ``read`` or ``write``, each of one store. The edge opens them; commands never commit.

SQLite: WAL, synchronous=FULL, foreign keys on; a writing transaction begins IMMEDIATE, since a read that upgrades to a
write ignores the busy timeout. PostgreSQL: reads are REPEATABLE READ snapshots and READ ONLY; writes READ COMMITTED, with
conditional statements and row locks where it matters; the store is told to row-level security once per transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.session import SessionTransaction

from engine.base import isolation
from engine.base.errors import NotFound
from engine.base.ids import IdPool
from engine.base.model import StoreModel
from engine.base.turns import Turns

T = TypeVar("T", bound=StoreModel)

SQLITE_BUSY_MS = 30_000


class StoreSession(Session):
    """A session of one store. Objects get their store and id as they are added."""

    database: Database
    store_id: int | None
    read_only: bool
    own_rows: Any = None
    """The criterion that every entity query of this session gets, made at the first one."""

    def add(self, instance: object, *args: Any, **kwargs: Any) -> None:
        if isinstance(instance, StoreModel):
            self._place(instance)
        super().add(instance, *args, **kwargs)

    def _place(self, instance: StoreModel) -> None:
        named: int | None = instance.store_id
        if self.store_id is None and named is None:
            raise isolation.IsolationError(f"{type(instance).__name__} added to a session without a store")
        if self.store_id is not None and named not in (None, self.store_id):
            raise isolation.IsolationError(
                f"{type(instance).__name__} of store {named} added to a session of {self.store_id}"
            )
        if named is None and self.store_id is not None:
            instance.store_id = self.store_id
        known: int | None = instance.id
        if known is None:
            instance.id = self.new_id()

    def new_id(self) -> int:
        """One new id, unique in the installation."""
        return self.database.ids.take(self)

    def new_ids(self, count: int) -> list[int]:
        """Many new ids at once, for bulk inserts."""
        return self.database.ids.take_many(self, count)

    def find(self, model: type[T], record_id: int | None) -> T | None:
        """The record of this session's store, or None."""
        return None if record_id is None else self.get(model, (self.store_id, record_id))

    def need(self, model: type[T], record_id: int | None, code: str = "record.not_found") -> T:
        """The record of this session's store. Raises NotFound."""
        record = self.find(model, record_id)
        if record is None:
            raise NotFound(code, kind=model.__tablename__, id=record_id)
        return record

    @property
    def store(self) -> int:
        """The store id. Raises RuntimeError in a session of the installation."""
        if self.store_id is None:
            raise RuntimeError("this session belongs to no store")
        return self.store_id


@event.listens_for(StoreSession, "do_orm_execute")
def _only_own_store(state: ORMExecuteState) -> None:
    session: Any = state.session
    if state.is_column_load or session.store_id is None or state.execution_options.get(isolation.CROSS_STORE):
        return
    if session.own_rows is None:
        store_id = session.store_id
        session.own_rows = with_loader_criteria(
            StoreModel, lambda cls: cls.store_id == store_id, include_aliases=True
        )
    state.statement = state.statement.options(session.own_rows)


@event.listens_for(StoreSession, "before_flush")
def _no_write_in_read(session: Any, _context: Any, _instances: Any) -> None:
    if session.read_only and (session.new or session.dirty or session.deleted):
        raise isolation.ReadOnlyError("a read session was asked to write")


@event.listens_for(StoreSession, "after_begin")
def _tell_the_connection(session: Any, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    connection.execution_options(
        **{
            isolation.STORE: session.store_id,
            isolation.READ_ONLY: session.read_only,
            isolation.CROSS_STORE: session.info.get(isolation.CROSS_STORE),
        }
    )
    if connection.dialect.name == "postgresql":
        seen = "*" if session.info.get(isolation.CROSS_STORE) else str(session.store_id or 0)
        connection.exec_driver_sql("SELECT set_config('vitrine.store', %s, true)", (seen,))


@event.listens_for(StoreSession, "after_commit")
def _keep_ids(session: Any) -> None:
    # A savepoint's commit comes here too, and what it reserved can still go back with the transaction around it.
    if session.in_nested_transaction():
        return
    session.database.ids.settle(session, committed=True)


@event.listens_for(StoreSession, "after_rollback")
def _drop_ids(session: Any) -> None:
    session.database.ids.settle(session, committed=False)


@event.listens_for(StoreSession, "after_soft_rollback")
def _drop_ids_of_savepoint(session: Any, transaction: SessionTransaction) -> None:
    # On SQLite a block reserved since the savepoint went back with it: what is left of it is no longer ours.
    if transaction.nested:
        session.database.ids.settle(session, committed=False)


class Database:
    """One database of the installation; opens sessions."""

    def __init__(self, url: str, *, pool_size: int = 5, echo: bool = False) -> None:
        self.url = url
        self.ids = IdPool()
        parsed = make_url(url)
        options: dict[str, Any] = {"echo": echo, "pool_pre_ping": parsed.get_backend_name() == "postgresql"}
        if parsed.get_backend_name() == "sqlite":
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            options["connect_args"] = {"timeout": SQLITE_BUSY_MS / 1000, "check_same_thread": False}
        else:
            options |= {"pool_size": pool_size, "max_overflow": pool_size * 2}
        self.engine = create_engine(url, **options)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._turns = Turns(Path(parsed.database)) if self.is_sqlite and parsed.database else None
        isolation.guard(self.engine)
        self._writing = self.engine.execution_options(vitrine_begin="IMMEDIATE")
        self._reading = (
            self.engine.execution_options(vitrine_query_only=True)
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )

    @contextmanager
    def read(self, store_id: int | None, *, cross_store: str | None = None) -> Iterator[StoreSession]:
        """A snapshot of one store; writing raises. ``store_id=None`` sees installation tables only."""
        session = self._session(self._reading, store_id, read_only=True, cross_store=cross_store)
        try:
            yield session
            # Not rolled back: PostgreSQL's driver forgets its prepared statements at every ROLLBACK, and each page would
            # have all of its statements planned anew.
            if session.in_transaction() and session.is_active:
                session.expunge_all()  # what was changed by mistake is dropped, as it would be by closing
                session.commit()
        finally:
            session.close()

    @contextmanager
    def write(self, store_id: int | None, *, cross_store: str | None = None) -> Iterator[StoreSession]:
        """One writing transaction: commits at the end of the block, rolls back if it raises."""
        with self._turns.take() if self._turns else nullcontext():
            session = self._session(self._writing, store_id, read_only=False, cross_store=cross_store)
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()

    def _session(
        self, bind: Engine, store_id: int | None, *, read_only: bool, cross_store: str | None
    ) -> StoreSession:
        session = StoreSession(bind=bind, expire_on_commit=False, autoflush=not read_only)
        session.database, session.store_id, session.read_only = self, store_id, read_only
        session.info[isolation.CROSS_STORE] = cross_store
        return session

    def after_fork(self) -> None:
        """In a new process: drop inherited connections without closing them, and the parent's reserved ids."""
        self.engine.dispose(close=False)
        self.ids.forget()

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred and late; ours is below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")  # first: the next one may have to wait
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-8000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        driver: Any = connection.connection.dbapi_connection
        # The database itself refuses writes of a read session, as PostgreSQL's READ ONLY does. Setting the pragma makes
        # SQLite compile every statement of the connection anew, so it is set only where it changes.
        wanted = int(options.get("vitrine_query_only", False))
        if driver.execute("PRAGMA query_only").fetchone()[0] != wanted:
            driver.execute(f"PRAGMA query_only={wanted}")
        if "vitrine_begin" in options:
            connection.exec_driver_sql(f"BEGIN {options['vitrine_begin']}")
        else:
            driver.execute("BEGIN DEFERRED")  # takes no lock, so it cannot fail; every page begins so
