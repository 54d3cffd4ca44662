"""PINs, and who stands at a device. The order is attempt → commit → PIN → commit, as where staff sign in."""

from __future__ import annotations

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.signing import new_token, token_hash
from engine.stores.commands import record_activity
from engine.stores.commands.sessions import forgive_tries
from engine.stores.models import Staff
from engine.stores.passwords import hash_password
from engine.tills.commands.devices import end_shifts
from engine.tills.models import TillDevice, TillPin, TillShift
from engine.tills.rules import SHIFT_LASTS, is_pin


def set_pin(session: StoreSession, staff_id: int, pin: str, actor: Actor) -> None:
    """Give somebody a PIN, or another one. Raises NotFound, Refused for one that cannot be used."""
    staff = session.need(Staff, staff_id)
    if not is_pin(pin):
        raise Refused("tills.pin", field="pin")
    found = session.scalars(select(TillPin).where(TillPin.staff_id == staff_id)).first()
    if found is None:
        found = TillPin(staff_id=staff_id, pin_hash="", changed_at=clock.now())
        session.add(found)
    found.pin_hash, found.changed_at = hash_password(pin), clock.now()
    session.flush()
    record_activity(session, actor, "till.pin_set", "staff", staff.id, staff.name)


def remove_pin(session: StoreSession, staff_id: int, actor: Actor) -> None:
    """Somebody no longer sells over the counter. Done twice it changes nothing. Raises NotFound."""
    staff = session.need(Staff, staff_id)
    found = session.scalars(select(TillPin).where(TillPin.staff_id == staff_id)).first()
    if found is None:
        return
    session.delete(found)
    session.execute(
        delete(TillShift).where(TillShift.store_id == session.store, TillShift.staff_id == staff_id)
    )
    session.flush()
    record_activity(session, actor, "till.pin_removed", "staff", staff.id, staff.name)


def start_shift(
    session: StoreSession, device: TillDevice, staff: Staff, attempt_id: int
) -> tuple[TillShift, str]:
    """The PIN was right: whoever stood there before is gone, earlier wrong tries are forgiven. Returns the shift and the token
    of its cookie."""
    forgive_tries(session, attempt_id)
    end_shifts(session, device.id)
    now, token = clock.now(), new_token()
    shift = TillShift(
        device_id=device.id,
        staff_id=staff.id,
        token_hash=token_hash(token),
        started_at=now,
        expires_at=now + SHIFT_LASTS,
    )
    session.add(shift)
    session.flush()
    return shift, token
