"""Devices: made by staff, paired by a code that works once, revoked at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.signing import new_token, token_hash
from engine.inventory.models import Location
from engine.stores.commands import record_activity
from engine.stores.models import Store
from engine.tills.models import TillDevice, TillShift
from engine.tills.rules import CODE_LASTS, drift_of, new_code, plain_code

SEEN_EVERY = 60
"""Seconds after which it is noted again that a device was seen."""


class NotPaired(Refused):
    """The device has no key, or one that was revoked."""

    status = 401


def add_device(session: StoreSession, location_id: int, name: str, actor: Actor) -> tuple[TillDevice, str]:
    """A new till at a shop, and the code that pairs it. Raises NotFound, Refused."""
    place = session.find(Location, location_id)
    if place is None or place.kind != "shop" or not place.is_active:
        raise Refused("tills.location", field="location_id")
    session.execute(select(Store.id).where(Store.id == session.store).with_for_update())
    last = session.scalar(select(func.max(TillDevice.number)).where(TillDevice.store_id == session.store))
    device = TillDevice(
        location_id=location_id, number=(last or 0) + 1, name=_name(name), created_at=clock.now()
    )
    session.add(device)
    session.flush()
    record_activity(session, actor, "till.added", "till_device", device.id, device.name)
    return device, _give_code(session, device)


def make_code(session: StoreSession, device_id: int, actor: Actor) -> tuple[TillDevice, str]:
    """A new code for a device: for one that lost its key, too. Its old key works until the code is used. Raises NotFound."""
    device = session.need(TillDevice, device_id)
    record_activity(session, actor, "till.code_made", "till_device", device.id, device.name)
    return device, _give_code(session, device)


def _give_code(session: StoreSession, device: TillDevice) -> str:
    code = new_code()
    device.code_hash, device.code_ends_at = token_hash(code), clock.now() + CODE_LASTS
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def pair(session: StoreSession, typed: str) -> tuple[TillDevice, str]:
    """Use a code: the device and its new key, which is kept as a hash. What it was paired with before ends.

    Raises Refused ``tills.code`` for a code that is wrong, used or too old. The caller counts tries.
    """
    now = clock.now()
    device = session.scalars(
        select(TillDevice).where(TillDevice.code_hash == token_hash(plain_code(typed))).with_for_update()
    ).first()
    if device is None or device.code_ends_at is None or device.code_ends_at <= now:
        raise Refused("tills.code", field="code")
    key = new_token()
    device.key_hash, device.paired_at, device.revoked_at = token_hash(key), now, None
    device.code_hash = device.code_ends_at = None
    end_shifts(session, device.id)
    session.flush()
    return device, key


def revoke(session: StoreSession, device_id: int, actor: Actor) -> None:
    """End a device's key at once. What it sold and has not sent stays on it, and is taken once it is paired anew. Done twice
    it changes nothing. Raises NotFound."""
    device = session.need(TillDevice, device_id)
    device.code_hash = device.code_ends_at = None
    if device.revoked_at is None and device.key_hash is not None:
        device.revoked_at = clock.now()
        end_shifts(session, device.id)
        record_activity(session, actor, "till.revoked", "till_device", device.id, device.name)
    session.flush()


def change_device(
    session: StoreSession, device_id: int, *, name: str, terminal: str | None, actor: Actor
) -> TillDevice:
    """Rename a device, and say which card terminal stands beside it. Raises NotFound, Refused."""
    device = session.need(TillDevice, device_id)
    device.name = _name(name)
    device.terminal = (terminal or "").strip()[:80] or None
    session.flush()
    record_activity(session, actor, "till.changed", "till_device", device.id, device.name)
    return device


def note_seen(session: StoreSession, device_id: int, device_now: datetime | None, waiting: int) -> None:
    """A device asked for something: when, how wrong its clock is, and how many sales wait on it."""
    now = clock.now()
    session.execute(
        update(TillDevice)
        .where(TillDevice.store_id == session.store, TillDevice.id == device_id)
        .values(
            last_seen_at=now,
            drift_seconds=drift_of(device_now, now),
            waiting=max(0, min(waiting, 1_000_000)),
        )
        .execution_options(synchronize_session=False)
    )


def end_shifts(session: StoreSession, device_id: int) -> None:
    """Nobody stands at the device any more."""
    session.execute(
        update(TillShift)
        .where(
            TillShift.store_id == session.store,
            TillShift.device_id == device_id,
            TillShift.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _name(text: str) -> str:
    name = text.strip()
    if not 0 < len(name) <= 80:
        raise Refused("tills.name", field="name")
    return name
