"""Keys with which programs read a channel's list: who holds one, and when it was used last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.signing import token_hash
from engine.inventory.models import ChannelKey

NOTED_EVERY = timedelta(minutes=1)
_LONGEST = 200


@dataclass(frozen=True)
class KeyHolder:
    """A key that was shown."""

    id: int
    channel_id: int
    is_revoked: bool
    last_used_at: datetime | None

    @property
    def is_due(self) -> bool:
        """Whether its use should be noted: once a minute is enough for people who wonder whether a key is still needed."""
        return self.last_used_at is None or clock.now() - self.last_used_at >= NOTED_EVERY


def holder_of(session: StoreSession, key: str) -> KeyHolder | None:
    """Who shows this key; None if it is no key of this store. One query."""
    if not key.startswith("vck_") or len(key) > _LONGEST:
        return None
    row = session.execute(
        select(ChannelKey.id, ChannelKey.channel_id, ChannelKey.revoked_at, ChannelKey.last_used_at).where(
            ChannelKey.store_id == session.store, ChannelKey.key_hash == token_hash(key)
        )
    ).first()
    return None if row is None else KeyHolder(row.id, row.channel_id, row.revoked_at is not None, row[3])


def note_use(database: Database, store_id: int, holder: KeyHolder) -> None:
    """Note that a key was used, in a transaction of its own, unless somebody did a moment ago. Called after the answer was
    sent: reading a list writes nothing, and nobody waits for this."""
    now = clock.now()
    with database.write(store_id) as session:
        session.execute(
            update(ChannelKey)
            .where(
                ChannelKey.store_id == store_id,
                ChannelKey.id == holder.id,
                (ChannelKey.last_used_at.is_(None)) | (ChannelKey.last_used_at <= now - NOTED_EVERY),
            )
            .values(last_used_at=now)
            .execution_options(synchronize_session=False)
        )
