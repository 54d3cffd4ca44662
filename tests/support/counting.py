"""How many statements a block sends to the database, and which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from engine.base.db import Database

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SELECT set_config")


@dataclass
class Statements:
    """The statements seen so far; transaction control and session set-up are not counted."""

    seen: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.seen)

    def __str__(self) -> str:
        return f"{self.count} statements:\n" + "\n".join(f"  {text[:300]}" for text in self.seen)


@contextmanager
def counted(source: Database | Engine) -> Iterator[Statements]:
    """``with counted(db) as statements: …; assert statements.count <= 12, statements``"""
    engine = source.engine if isinstance(source, Database) else source
    statements = Statements()

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.lstrip().startswith(_NOT_COUNTED):
            statements.seen.append(" ".join(text.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
