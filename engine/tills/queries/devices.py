"""Which tills there are, and who may sell at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.signing import token_hash
from engine.inventory.models import Location
from engine.stores.models import Staff
from engine.tills.models import TillDevice, TillPin, TillSale, TillShift


@dataclass(frozen=True)
class DeviceRow:
    """A till with the name of its shop. ``state``: new (never paired), paired or revoked."""

    device: TillDevice
    location_name: str

    @property
    def state(self) -> str:
        if self.device.key_hash is None:
            return "new"
        return "revoked" if self.device.revoked_at else "paired"


def device_by_key(session: StoreSession, key: str) -> TillDevice | None:
    """The device that holds *key*, revoked ones too; None for a key that nobody has."""
    if not 0 < len(key) <= 80:
        return None
    return session.scalars(select(TillDevice).where(TillDevice.key_hash == token_hash(key))).first()


def device_by_id(session: StoreSession, device_id: int) -> DeviceRow:
    """One till. Raises NotFound."""
    device = session.need(TillDevice, device_id)
    return DeviceRow(device, session.need(Location, device.location_id).name)


def devices(session: StoreSession) -> list[DeviceRow]:
    """Every till by its number. One query."""
    rows = session.execute(
        select(TillDevice, Location.name)
        .join(
            Location,
            (Location.store_id == TillDevice.store_id) & (Location.id == TillDevice.location_id),
        )
        .order_by(TillDevice.number)
    )
    return [DeviceRow(device, name) for device, name in rows]


def last_turn(session: StoreSession, device_id: int) -> int:
    """The device's count of sales as far as we have them: where one that lost its memory goes on."""
    return (
        session.scalar(
            select(func.max(TillSale.turn)).where(
                TillSale.store_id == session.store, TillSale.device_id == device_id
            )
        )
        or 0
    )


def sellers(session: StoreSession) -> Sequence[Staff]:
    """Everyone who has a PIN and is not locked out, by name. One query."""
    return session.scalars(
        select(Staff)
        .join(TillPin, (TillPin.store_id == Staff.store_id) & (TillPin.staff_id == Staff.id))
        .where(Staff.disabled_at.is_(None))
        .order_by(Staff.name, Staff.id)
    ).all()


def pin_hash_of(session: StoreSession, staff_id: int) -> tuple[Staff, str] | None:
    """Somebody who may sell, and the hash of their PIN."""
    row = session.execute(
        select(Staff, TillPin.pin_hash)
        .join(TillPin, (TillPin.store_id == Staff.store_id) & (TillPin.staff_id == Staff.id))
        .where(Staff.id == staff_id, Staff.disabled_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def shift_of(session: StoreSession, device_id: int, token: str) -> tuple[TillShift, Staff] | None:
    """Who stands at the device with that token; None when the shift is over."""
    if not 0 < len(token) <= 80:
        return None
    row = session.execute(
        select(TillShift, Staff)
        .join(Staff, (Staff.store_id == TillShift.store_id) & (Staff.id == TillShift.staff_id))
        .where(
            TillShift.token_hash == token_hash(token),
            TillShift.device_id == device_id,
            TillShift.ended_at.is_(None),
            TillShift.expires_at > clock.now(),
            Staff.disabled_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None
