"""Small tables that every domain uses: counters, idempotency keys, the SQLite id row, leases."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Conflict
from engine.base.model import InstallationModel, StoreModel


class IdBlock(InstallationModel):
    """SQLite's id sequence: one row (see engine/base/ids.py)."""

    __tablename__ = "id_block"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_id: Mapped[int]


class Lease(InstallationModel):
    """Who holds a role that only one process may have (the scheduler), until when."""

    __tablename__ = "lease"

    role: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    expires_at: Mapped[datetime]


class Counter(StoreModel):
    """Human numbers without gaps, such as order numbers."""

    __tablename__ = "counter"

    purpose: Mapped[str]
    last_value: Mapped[int]

    __table_args__ = (UniqueConstraint("store_id", "purpose"),)


class IdempotencyKey(StoreModel):
    """One request that must take effect once: its hash and its answer."""

    __tablename__ = "idempotency_key"

    key: Mapped[str]
    request_hash: Mapped[str]
    answer: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "key"),)


def next_number(session: StoreSession, purpose: str, first: int = 1) -> int:
    """The next number of a series of this store; the row is locked until the transaction ends, so there are no gaps."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Counter).values(
        store_id=session.store, id=session.new_id(), purpose=purpose, last_value=first
    )
    statement = statement.on_conflict_do_update(
        index_elements=["store_id", "purpose"], set_={"last_value": Counter.__table__.c.last_value + 1}
    ).returning(Counter.__table__.c.last_value)
    return int(session.execute(statement).scalar_one())


def claim_key(session: StoreSession, key: str, request: Any) -> IdempotencyKey | None:
    """Claim an idempotency key. None means the key is new and now ours (store the answer with ``answer_key``);
    a row means the same request was seen before. Raises Conflict when the key was used for another request."""
    digest = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.execute(
        insert(IdempotencyKey)
        .values(
            store_id=session.store, id=session.new_id(), key=key, request_hash=digest, created_at=clock.now()
        )
        .on_conflict_do_nothing(index_elements=["store_id", "key"])
        .returning(IdempotencyKey.__table__.c.id)
    ).scalar_one_or_none()
    if made is not None:
        return None
    row = session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one()
    if row.request_hash != digest:
        raise Conflict("idempotency.key_used_for_another_request")
    return row


def answer_key(session: StoreSession, key: str, answer: dict[str, Any]) -> None:
    """Keep the answer of a claimed key, for the next time it is asked."""
    session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one().answer = answer
