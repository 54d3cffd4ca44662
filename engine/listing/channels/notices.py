"""Signed word to programs that a channel's list changed, so that they ask for the changes at once.

A notice holds no part of the list: whoever gets it asks with its own cursor and key, and one that is lost or comes twice
does no harm. Many changes make one notice. Nothing is sent inside a transaction; what fails is tried again by the job.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent, record
from engine.base.outgoing import Outgoing, check_url
from engine.base.signing import signed_body
from engine.inventory.models import Channel
from engine.stores.commands import record_activity

HEADER = "Vitrine-Signature"
DOOR = Outgoing(most_bytes=64 * 1024, seconds=10.0)
"""How notices are sent; tests put another in its place, which leads to this machine."""


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
    record_activity(session, actor, "channel.updated", "channel", channel.id, channel.name)
    return secret


def want_notices(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    """A job: all designations that are due to be told of become one event for each channel that asked."""
    count = len({item for event in events for item in event.payload.get("item_ids", ())})
    with database.read(store_id) as session:
        wanted = session.scalars(
            select(Channel.id).where(Channel.is_active, Channel.notice_address.is_not(None))
        ).all()
    if wanted:
        with database.write(store_id) as session:
            for channel_id in wanted:
                record(session, "channel.changed", channel_id=channel_id, count=count)


def send_notice(database: Database, event: OutboxEvent) -> None:
    """A job: one notice. Raises Refused where it did not arrive, so that it is tried again."""
    with database.read(event.store_id) as session:
        channel = session.find(Channel, int(event.payload["channel_id"]))
    if channel is None or not channel.is_active or not channel.notice_address or not channel.notice_secret:
        return
    body = json.dumps(
        {
            "channel": channel.id,
            "kind": channel.kind,
            "count": int(event.payload["count"]),
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
