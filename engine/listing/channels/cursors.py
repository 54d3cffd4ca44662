"""Where a reader of a list has got to. A cursor is made for one channel, and only as good as the database it came from.

It names an *epoch* (which database), a *form* (how the list was made: options, shops, currency), the *horizon* (no transaction
below it was open: everything from there on is told again) and the time, because publishing by date changes a list without
anything being written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select, text

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.paging import decode, encode
from engine.inventory.models import ItemChange

FORMAT = 1
"""Raised when entries hold more or other things, so that every reader reads the whole list again."""
_LIST, _CHANGES = "list", "changes"
_PUBLISHED, _NOTED = 0, 1
"""Stages of reading changes: products whose date has come, then items that were noted."""


class Unreadable(Refused):
    """A cursor that was never ours, or is another channel's."""

    status = 400


class ReadAgain(Refused):
    """A cursor from which changes cannot be told."""

    status = 410


@dataclass(frozen=True)
class Mark:
    """A moment of a channel's list."""

    channel_id: int
    epoch: str
    form: str
    horizon: int
    witness: int
    """On SQLite the item with the last turn; 0 elsewhere."""
    at: datetime


@dataclass(frozen=True)
class Listing:
    """In the full list, after *item_id*; *start* is the moment of its first page."""

    start: Mark
    item_id: int

    def text(self) -> str:
        return encode([_LIST, *_values(self.start), self.item_id])


@dataclass(frozen=True)
class Reading:
    """In the changes since *since*. *start* is the moment of their first page, from where the next reading begins."""

    since: Mark
    start: Mark | None = None
    stage: int = _PUBLISHED
    turn: int = 0
    item_id: int = 0

    def text(self) -> str:
        start = self.start or self.since
        began = int(self.start is not None)
        place = (self.stage, self.turn, self.item_id, began)
        return encode([_CHANGES, *_values(self.since), start.horizon, start.witness, start.at, *place])

    @property
    def is_noted(self) -> bool:
        """Whether products whose date has come are told already."""
        return self.stage == _NOTED

    def published_until(self, item_id: int) -> Reading:
        return replace(self, stage=_PUBLISHED, item_id=item_id)

    def noted_until(self, turn: int, item_id: int) -> Reading:
        return replace(self, stage=_NOTED, turn=turn, item_id=item_id)


def present(session: StoreSession, channel_id: int, form: str) -> tuple[Mark, int | None]:
    """This very moment of a read session, and the turn below which all of its own lie (None: no bound). One query."""
    if session.get_bind().dialect.name == "postgresql":
        row = session.execute(_POSTGRESQL).one()
        return Mark(channel_id, row.epoch, form, int(row.xmin), 0, clock.now()), int(row.xmax)
    last = session.execute(
        select(ItemChange.turn, ItemChange.id)
        .where(ItemChange.store_id == session.store)
        .order_by(ItemChange.turn.desc(), ItemChange.id.desc())
        .limit(1)
    ).first()
    turn, item_id = last or (0, 0)
    return Mark(channel_id, "sqlite", form, turn + 1, item_id, clock.now()), None


_POSTGRESQL = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin,"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax,"
    # another machine, a restored or promoted one, a database or a table filled anew: each changes one of these
    " concat_ws('.', (SELECT system_identifier FROM pg_control_system()),"
    " (SELECT timeline_id FROM pg_control_checkpoint()),"
    " (SELECT oid FROM pg_database WHERE datname = current_database()),"
    " 'item_change'::regclass::oid, pg_relation_filenode('item_change'::regclass)) AS epoch"
)


def form_of(*parts: Any) -> str:
    """A short name of how a list is made."""
    return blake2b(repr((FORMAT, *parts)).encode(), digest_size=6).hexdigest()


def listing(token: str, now: Mark) -> Listing:
    """The place in the full list that *token* names. Raises Unreadable, ReadAgain."""
    values = decode(token, 8)
    if values is None or values[0] != _LIST or not isinstance(values[7], int):
        raise Unreadable("channels.cursor_unreadable", field="after")
    start = _mark(values[1:7], now, "after")
    return Listing(start, values[7])


def reading(session: StoreSession, token: str, now: Mark) -> Reading:
    """The place in the changes that *token* names. Raises Unreadable, ReadAgain."""
    values = decode(token, 14)
    if values is None or values[0] != _CHANGES:
        raise Unreadable("channels.cursor_unreadable", field="since")
    since = _mark(values[1:7], now, "since")
    horizon, witness, at, *place = values[7:]
    if not isinstance(at, datetime) or not all(isinstance(each, int) for each in (horizon, witness, *place)):
        raise Unreadable("channels.cursor_unreadable", field="since")
    start = replace(since, horizon=horizon, witness=witness, at=at)
    _check_witness(session, start)
    stage, turn, item_id, began = place
    return Reading(since, start if began else None, stage, turn, item_id)


def _values(mark: Mark) -> list[Any]:
    return [mark.channel_id, mark.epoch, mark.form, mark.horizon, mark.witness, mark.at]


def _mark(values: tuple[Any, ...], now: Mark, field: str) -> Mark:
    kinds = (int, str, str, int, int, datetime)
    if not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise Unreadable("channels.cursor_unreadable", field=field)
    mark = Mark(*values)
    if mark.channel_id != now.channel_id:
        raise Unreadable("channels.cursor_foreign", field=field)
    if (mark.epoch, mark.form) != (now.epoch, now.form) or mark.horizon > now.horizon:
        raise ReadAgain("channels.read_again", field=field)
    return mark


def _check_witness(session: StoreSession, mark: Mark) -> None:
    """SQLite says nothing about where a database file comes from. But the item that had the last turn when the cursor was
    made has it still, or a later one: unless the file is an older one."""
    if not mark.witness:
        return
    turn = session.scalar(
        select(func.max(ItemChange.turn)).where(
            ItemChange.store_id == session.store, ItemChange.id == mark.witness
        )
    )
    if turn is None or turn < mark.horizon - 1:
        raise ReadAgain("channels.read_again", field="since")
