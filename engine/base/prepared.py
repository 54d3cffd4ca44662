"""Reads that are built and compiled once per process and give light records: for what pages do on every request.

Building a statement anew costs more than the database needs to answer it, and loading entities costs more than a page
that only reads gets from them. A prepared read is a statement with named values; its text is kept per dialect, and its
rows come back as records: immutable, with the attributes of the model, dates and JSON turned only when they are asked for.

    BY_HANDLE = Prepared(
        Product, Partner.name,
        build=lambda read: read.join(Partner, and_(Partner.store_id == STORE, Partner.id == Product.partner_id))
        .where(Product.store_id == STORE, Product.handle.in_(many("handles"))),
    )
    for product, brand in BY_HANDLE.all(session, handles=["bowl", "mug"]):

Isolation: session criteria do not reach these statements, so each says ``store_id = STORE`` itself. A text that leaves a
table of a store open, or compares a store_id with anything but STORE, is refused when it is compiled; STORE is the
session's store and cannot be given; and the guard of engine/base/isolation.py reads the text and the values at every
execution, as it does for all others.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import BigInteger, Dialect, Select, bindparam, inspect, select
from sqlalchemy.types import NullType

from engine.base.db import StoreSession
from engine.base.isolation import IsolationError
from engine.base.model import Base
from engine.base.statements import fault, given, touches_stores

STORE: Any = bindparam("store_id", type_=BigInteger())
"""The session's store, in every condition on a store_id."""

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
KNOWN: WeakSet[Prepared] = WeakSet()
"""Every prepared read of this process, for the test that compiles them all."""


def one(name: str, kind: Any = None) -> Any:
    """A value given at each execution; *kind* is a column type where what it is compared with has none.

    Its name must not be that of a table: the guard would take it for one, and refuse the read.
    """
    return bindparam(name, type_=kind if kind is not None else NullType())


def many(name: str) -> Any:
    """A list of values for ``column.in_(many("ids"))``. An empty one matches nothing; ``not_in`` must not be used."""
    return bindparam(name, expanding=True)


class Prepared:
    """A read with named values. *parts*: models, aliases of models, columns; a row has one item for each.

    A model's item is None where an outer join found nothing. *build* gets the SELECT of the parts and adds the rest.
    *installation*: it reads tables of the installation only, and may run in a session without a store.
    """

    def __init__(self, *parts: Any, build: Callable[[Select[Any]], Any], installation: bool = False) -> None:
        self._parts = parts
        self._build = build
        self._installation = installation
        self._compiled: dict[str, tuple[Any, _Shape]] = {}
        self._texts: dict[tuple[str, tuple[int, ...]], _Text] = {}
        KNOWN.add(self)

    def all(self, session: StoreSession, **values: Any) -> list[Row]:
        """Every row. Raises IsolationError where the store is given, RuntimeError in a session without one."""
        if "store_id" in values:
            raise IsolationError("a prepared read was given a store; it takes the session's")
        if not self._installation:
            values["store_id"] = session.store
        sizes = []
        for name, value in values.items():
            if isinstance(value, (list, tuple, set, frozenset)):
                values[name] = padded = _padded(value)
                sizes.append(len(padded))
        dialect = session.database.engine.dialect
        text = self._texts.get((dialect.name, tuple(sizes)))
        if text is None:
            text = self._texts[dialect.name, tuple(sizes)] = self._text(dialect, values)
        if session.autoflush:
            session.flush()
        result: Any = session.connection().exec_driver_sql(text.sql, text.parameters(values))
        try:
            return text.shape.records(result.cursor.fetchall())
        finally:
            result.close()

    def first(self, session: StoreSession, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self.all(session, **values)
        return rows[0] if rows else None

    def check(self, dialect: Dialect) -> None:
        """Compile for *dialect*. Raises IsolationError where the text could reach another store."""
        bound = self._form(dialect)[0].binds.items()
        self._text(dialect, {name: [1] if value.expanding else 1 for name, value in bound if value.required})

    def _text(self, dialect: Dialect, values: Mapping[str, Any]) -> _Text:
        compiled, shape = self._form(dialect)
        text = _Text.of(compiled, values, shape)
        text.check(self._installation)
        return text

    def _form(self, dialect: Dialect) -> tuple[Any, _Shape]:
        if dialect.name not in self._compiled:
            columns, shape = _shape_of(self._parts, dialect)
            self._compiled[dialect.name] = (self._build(select(*columns)).compile(dialect=dialect), shape)
        return self._compiled[dialect.name]


def _padded(values: Iterable[Any]) -> list[Any]:
    """Brought to a length that is a power of two, so that few texts come of lists of every length."""
    found = list(values) or [None]
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))


@dataclass(frozen=True)
class _Text:
    """A compiled text, for lists of certain lengths, and where its parameters come from."""

    sql: str
    slots: tuple[tuple[str, str, int | None, Convert | None], ...]
    """Parameter in the text, name of the value, place in the value if that is a list, conversion for the driver."""
    fixed: Mapping[str, Any]
    positional: bool
    shape: _Shape

    @classmethod
    def of(cls, compiled: Any, values: Mapping[str, Any], shape: _Shape) -> _Text:
        state = compiled.construct_expanded_state(dict(values))
        lists = {
            key: (name, at) for name, keys in state.parameter_expansion.items() for at, key in enumerate(keys)
        }
        slots, fixed = [], {}
        for key in state.positiontup if compiled.positional else state.parameters:
            name, at = lists.get(key, (key, None))
            # The state has those of lists only. Without its own, SQLite would compare a time as its driver writes it.
            convert = state.processors.get(key) or compiled._bind_processors.get(key)
            if name not in values:
                value = state.parameters[key]
                fixed[key] = convert(value) if convert else value
            slots.append((key, name, at, convert))
        return cls(state.statement, tuple(slots), fixed, bool(compiled.positional), shape)

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """What the driver gets."""
        found: list[Any] = []
        for key, name, at, convert in self.slots:
            if key in self.fixed:
                found.append(self.fixed[key])
                continue
            value = values[name] if at is None else values[name][at]
            found.append(convert(value) if convert else value)
        if self.positional:
            return tuple(found)
        return {slot[0]: value for slot, value in zip(self.slots, found, strict=True)}

    def check(self, installation: bool) -> None:
        """Raises IsolationError."""
        if installation:
            if touches_stores(self.sql):
                raise IsolationError(f"a read of the installation touches a store: {self.sql[:300]}")
            return
        where = given(self.sql)
        named = {self.slots[at][0] for at in where.positions} | set(where.names)
        wrong = fault(self.sql)
        if wrong or where.literals or named != {"store_id"}:
            raise IsolationError(f"a prepared read must tie its tables to STORE ({wrong}): {self.sql[:300]}")


# -- records ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shape:
    """How a row is cut into items: start, stop, record class, place of the key; a column has no class."""

    cuts: tuple[tuple[int, int, Any, int], ...]
    converts: tuple[tuple[int, Convert], ...]

    def records(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        cuts = self.cuts
        found = [
            tuple(
                [
                    row[start] if make is None else (make(row[start:stop]) if row[key] is not None else None)
                    for start, stop, make, key in cuts
                ]
            )
            for row in rows
        ]
        return [self._converted(row) for row in found] if self.converts else found

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for at, convert in self.converts:
            if values[at] is not None:
                values[at] = convert(values[at])
        return tuple(values)


def _shape_of(parts: Iterable[Any], dialect: Dialect) -> tuple[list[Any], _Shape]:
    columns: list[Any] = []
    cuts, converts = [], []
    for at, part in enumerate(parts):
        start, model = len(columns), _model_of(part)
        if model is None:
            columns.append(part)
            cuts.append((start, start + 1, None, start))
            convert = part.type._cached_result_processor(dialect, None)
            if convert is not None:
                converts.append((at, convert))
            continue
        from_ = inspect(part).selectable.c
        own = [from_[column.key] for column in model.__table__.c]
        key = max(i for i, column in enumerate(model.__table__.c) if column.primary_key)
        columns += own
        cuts.append((start, start + len(own), record_class(model, dialect)._make, start + key))
    return columns, _Shape(tuple(cuts), tuple(converts))


def _model_of(part: Any) -> Any:
    found = inspect(part, raiseerr=False)
    mapper = getattr(found, "mapper", None)
    whole = isinstance(part, type) or getattr(found, "is_aliased_class", False)
    return mapper.class_ if mapper is not None and whole and issubclass(mapper.class_, Base) else None


@lru_cache(maxsize=512)
def record_class(model: type[Base], dialect: Dialect) -> Any:
    """A named tuple with the columns of *model*; values that the driver gives in another form turn when asked for."""
    columns = list(model.__table__.c)
    names = [inspect(model).get_property_by_column(column).key for column in columns]
    turned: dict[str, Any] = {"__slots__": ()}
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        convert = column.type._cached_result_processor(dialect, None)
        if convert is not None:
            turned[name] = property(_turn(at, convert))
    plain: Any = namedtuple(f"{model.__name__}Record", names)  # type: ignore[misc]
    return type(f"{model.__name__}Record", (plain,), turned)


def _turn(at: int, convert: Convert) -> Convert:
    def read(record: Any) -> Any:
        value = record[at]
        return None if value is None else convert(value)

    return read
