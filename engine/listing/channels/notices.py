"""Signed word to programs that a channel's list changed, so that they ask for the changes at once.

A notice holds no part of the list: whoever gets it asks with its own cursor and key, and one that is lost or comes twice
does no harm. Changes are noted where the feed's are (``engine/inventory/changes.py``). Of each channel at most one notice is
on its way: until it begins to be sent, it takes along what changes meanwhile. A lease says so, held in the name of the
notice's event; it is given back before the sending, because what changes from then on may be too late for the reader.
Nothing is sent inside a transaction; what fails is tried again by the job.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent, record
from engine.base.outgoing import Outgoing, check_url
from engine.base.records import Lease
from engine.base.signing import signed_body
from engine.inventory.events import AT_ONCE, lists_changed
from engine.inventory.models import Channel
from engine.listing.channels.reads import published_between
from engine.stores.commands import record_activity

HEADER = "Vitrine-Signature"
DOOR = Outgoing(most_bytes=64 * 1024, seconds=10.0)
"""How notices are sent; tests put another in its place, which leads to this machine."""
PATIENCE = timedelta(hours=1)
"""A notice that has not arrived for so long gives way to a new one with the next change: its tries are far apart by then."""
_SAID_LATE = timedelta(minutes=1)
_PUBLISHED = "lists.published"
"""The lease that keeps until when dates of publication were looked at."""
WHY = "dates of publication come in every store"


def set_notice(session: StoreSession, channel_id: int, address: str | None, actor: Actor) -> str | None:
    """Tell *address* of changes from now on; None: nobody. The secret that notices are signed with is new each time, and
    shown once. Raises NotFound, and Refused ``outgoing.…`` for an address that cannot be sent to."""
    channel = session.need(Channel, channel_id)
    secret = None
    if address is not None and address.strip():
        check_url(address.strip())
        secret = f"vcs_{secrets.token_urlsafe(32)}"
        channel.notice_address, channel.notice_secret = address.strip(), secret
    else:
        channel.notice_address = channel.notice_secret = None
    session.flush()
    session.execute(delete(Lease).where(Lease.role == _role(session, channel_id)))
    record_activity(session, actor, "channel.updated", "channel", channel.id, channel.name)
    return secret


def unreached_since(session: StoreSession, channel_id: int) -> datetime | None:
    """Since when a channel's notices have not arrived; None while they do. Two queries."""
    late = _on_its_way(session, channel_id)
    if late is None:
        return None
    since = _first_tried(late)
    return since if since < clock.now() - _SAID_LATE else None


def want_notices(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    """A job: what changed becomes one notice for each channel that asked, or goes along with the one on its way."""
    named = {item for event in events for item in event.payload.get("item_ids", ())}
    count = len(named) + sum(event.payload.get("more", 0) for event in events)
    with database.read(store_id) as session:
        wanted = session.scalars(
            select(Channel.id).where(Channel.is_active, Channel.notice_address.is_not(None))
        ).all()
    for channel_id in wanted:
        with database.write(store_id) as session:
            _want(session, channel_id, count)


def _want(session: StoreSession, channel_id: int, count: int) -> None:
    role, now = _role(session, channel_id), clock.now()
    before = _on_its_way(session, channel_id)
    new_id = session.new_id()
    if _take(session, role, new_id, now + PATIENCE, over=now):
        since = {} if before is None else {"since": _first_tried(before).isoformat()}
        record(session, "channel.changed", channel_id=channel_id, count=count, **since).id = new_id
        return
    # Locked, so that the notice cannot begin to be sent before this is said with it.
    same = update(Lease).where(Lease.role == role).values(role=Lease.role).returning(Lease.holder)
    holder = session.execute(same).scalar_one_or_none()
    key = (session.store, int(holder or 0))
    event = session.get(OutboxEvent, key, with_for_update=True, populate_existing=True)
    if event is None:
        session.execute(delete(Lease).where(Lease.role == role))
        record(session, "channel.changed", channel_id=channel_id, count=count)
        return
    event.payload = {**event.payload, "count": int(event.payload["count"]) + count}


def send_notice(database: Database, event: OutboxEvent) -> None:
    """A job: one notice. Raises Refused where it did not arrive, so that it is tried again; unless a newer one took over."""
    with database.write(event.store_id) as session:
        begun = _begin(session, event)
    if begun is None:
        return
    channel, count = begun
    try:
        _post(channel, event, count)
    except Exception:
        with database.write(event.store_id) as session:
            role = _role(session, channel.id)
            if not _take(session, role, event.id, event.occurred_at + PATIENCE, over=None):
                return
        raise


def _begin(session: StoreSession, event: OutboxEvent) -> tuple[Channel, int] | None:
    """The channel to tell, and of how many items; None where there is nothing to tell, or a newer notice tells it."""
    channel_id = int(event.payload["channel_id"])
    role = _role(session, channel_id)
    session.execute(delete(Lease).where(Lease.role == role, Lease.holder == str(event.id)))
    if session.scalar(select(Lease.holder).where(Lease.role == role)) is not None:
        return None
    channel = session.find(Channel, channel_id)
    if channel is None or not channel.is_active or not channel.notice_address or not channel.notice_secret:
        return None
    latest = session.find(OutboxEvent, event.id) or event
    session.expunge(channel)
    return channel, int(latest.payload["count"])


def _post(channel: Channel, event: OutboxEvent, count: int) -> None:
    assert channel.notice_address is not None and channel.notice_secret is not None
    body = json.dumps(
        {
            "channel": channel.id,
            "kind": channel.kind,
            "count": count,
            "notice": event.id,
            "at": clock.now().isoformat(timespec="seconds"),
        }
    ).encode()
    status = DOOR.post(
        channel.notice_address,
        body,
        {"Content-Type": "application/json", HEADER: signed_body(channel.notice_secret, body)},
    )
    if not 200 <= status < 300:
        raise Refused("outgoing.status", url=channel.notice_address[:200], status=status)


def note_published(database: Database) -> None:
    """The scheduled task: products whose date has come change lists without anything being written of them. Those who are
    told of changes are told of these; run twice, or with a clock that went back, it tells something twice."""
    now = clock.now()
    with database.read(None, cross_store=WHY) as session:
        until = session.scalar(select(Lease.expires_at).where(Lease.role == _PUBLISHED))
        told = select(Channel.store_id).where(Channel.is_active, Channel.notice_address.is_not(None))
        stores = session.scalars(told.distinct()).all()
    for store_id in stores:
        _note_published(database, store_id, until or now, now)
    with database.write(None) as session:
        _take(session, _PUBLISHED, 0, now, over=now)


def _note_published(database: Database, store_id: int, since: datetime, until: datetime) -> None:
    with database.read(store_id) as session:
        found = published_between(session, since, until, 0, AT_ONCE)
    if found:
        with database.write(store_id) as session:
            lists_changed(session, found)


def _role(session: StoreSession, channel_id: int) -> str:
    return f"notice.{session.store}.{channel_id}"


def _on_its_way(session: StoreSession, channel_id: int) -> OutboxEvent | None:
    """The notice that has not arrived yet."""
    holder = session.scalar(select(Lease.holder).where(Lease.role == _role(session, channel_id)))
    return session.find(OutboxEvent, int(holder)) if holder else None


def _first_tried(event: OutboxEvent) -> datetime:
    since = event.payload.get("since")
    return datetime.fromisoformat(since) if since else event.occurred_at


def _take(session: StoreSession, role: str, holder: int, until: datetime, *, over: datetime | None) -> bool:
    """Take a lease that nobody holds, or that ended by *over*. Says whether it is ours now."""
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = put(Lease).values(role=role, holder=str(holder), expires_at=until)
    if over is None:
        statement = statement.on_conflict_do_nothing(index_elements=["role"])
    else:
        statement = statement.on_conflict_do_update(
            index_elements=["role"],
            set_={"holder": statement.excluded.holder, "expires_at": statement.excluded.expires_at},
            where=Lease.expires_at <= over,
        )
    return session.execute(statement.returning(Lease.role)).first() is not None
