"""Channels: where items are offered. Every store has its online store; every shop gets a list for its tills."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.outbox import record
from engine.base.signing import token_hash
from engine.inventory.events import lists_changed
from engine.inventory.models import Channel, ChannelKey, DesignationDefault, Location
from engine.inventory.offered import CHANNEL_KINDS, ONLINE, OTHERS, STATES
from engine.stores.commands import record_activity

KEY_LETTERS = 8
"""Letters of a key that are kept readable."""


def ensure_online(session: StoreSession) -> None:
    """The online store's channel, made if it is missing. One statement where it is not."""
    found = session.scalar(select(Channel.id).where(Channel.store_id == session.store, Channel.id == ONLINE))
    if found is None:
        put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(
            put(Channel)
            .values(
                store_id=session.store,
                id=ONLINE,
                kind="online",
                name="Online store",
                others="exclude",
                default_state="for_sale",
                is_active=True,
                created_at=clock.now(),
            )
            .on_conflict_do_nothing(index_elements=["store_id", "id"])
        )


def keep_shop_channel(session: StoreSession, location: Location) -> None:
    """A location that is a shop has a channel for its tills, active while the shop is; others have none that is active.

    What the items there are in a new channel is filled in by a job (``channel.opened``), however many they are.
    """
    ensure_online(session)
    channel = session.scalars(
        select(Channel).where(Channel.location_id == location.id, Channel.kind == "pos")
    ).first()
    wanted = location.kind == "shop" and location.is_active
    if channel is not None:
        channel.is_active, channel.name = wanted, location.name
    elif wanted:
        channel = Channel(kind="pos", name=location.name, location_id=location.id, created_at=clock.now())
        channel.others, channel.default_state, channel.is_active = "exclude", "for_sale", True
        session.add(channel)
        session.flush()
        record(session, "channel.opened", channel_id=channel.id)
    session.flush()


def open_channel(
    session: StoreSession, *, kind: str, name: str, default_state: str = "not_listed", actor: Actor = SYSTEM
) -> Channel:
    """Another place on the web that sells or shows items: *kind* api or buy_button. Raises Refused."""
    if kind not in CHANNEL_KINDS or kind in ("online", "pos"):
        raise Refused("inventory.channel_kind", field="kind", value=kind[:40])
    if not 0 < len(name.strip()) <= 120:
        raise Refused("inventory.channel_name", field="name")
    channel = Channel(
        kind=kind,
        name=name.strip(),
        default_state=_state(default_state, "default_state"),
        created_at=clock.now(),
    )
    channel.others, channel.is_active = "exclude", True
    session.add(channel)
    session.flush()
    record(session, "channel.opened", channel_id=channel.id)
    record_activity(session, actor, "channel.opened", "channel", channel.id, channel.name)
    return channel


def set_channel(
    session: StoreSession,
    channel_id: int,
    *,
    others: str | None = None,
    default_state: str | None = None,
    actor: Actor,
) -> Channel:
    """Change whether items that are not designated are in the list, marked, and what new items are. Raises NotFound,
    Refused."""
    channel = session.need(Channel, channel_id)
    if others is not None:
        if others not in OTHERS:
            raise Refused("inventory.channel_others", field="others", value=others[:40])
        channel.others = others
        lists_changed(session, ())
    if default_state is not None:
        channel.default_state = _state(default_state, "default_state")
    session.flush()
    record_activity(session, actor, "channel.updated", "channel", channel.id, channel.name)
    return channel


def set_default(session: StoreSession, source: str, channel_id: int, state: str | None, actor: Actor) -> None:
    """What new items from *source* are in a channel; None for what the channel says. Raises NotFound, Refused."""
    channel = session.need(Channel, channel_id)
    found = session.scalars(
        select(DesignationDefault).where(
            DesignationDefault.source == source, DesignationDefault.channel_id == channel_id
        )
    ).first()
    if state is None:
        if found is not None:
            session.delete(found)
    elif found is not None:
        found.state = _state(state, "state")
    else:
        session.add(DesignationDefault(source=source, channel_id=channel_id, state=_state(state, "state")))
    session.flush()
    record_activity(session, actor, "channel.updated", "channel", channel.id, channel.name)


def issue_key(session: StoreSession, channel_id: int, name: str, actor: Actor) -> str:
    """A new key of a channel: shown once, kept as a hash. Raises NotFound, Refused."""
    channel = session.need(Channel, channel_id)
    if not 0 < len(name.strip()) <= 120:
        raise Refused("inventory.key_name", field="name")
    key = f"vck_{secrets.token_urlsafe(32)}"
    session.add(
        ChannelKey(
            channel_id=channel_id,
            name=name.strip(),
            key_hash=token_hash(key),
            start=key[: KEY_LETTERS + 4],
            created_at=clock.now(),
        )
    )
    session.flush()
    record_activity(session, actor, "channel.key_issued", "channel", channel.id, channel.name)
    return key


def revoke_key(session: StoreSession, key_id: int, actor: Actor) -> None:
    """End a key, at once. Done twice it changes nothing. Raises NotFound."""
    key = session.need(ChannelKey, key_id)
    session.execute(
        update(ChannelKey)
        .where(ChannelKey.store_id == session.store, ChannelKey.id == key_id, ChannelKey.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    record_activity(session, actor, "channel.key_revoked", "channel", key.channel_id, key.name)


def _state(value: str, field: str) -> str:
    if value not in STATES:
        raise Refused("inventory.designation", field=field, value=value[:40])
    return value
