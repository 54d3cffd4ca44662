"""Staff and the one-time links by which they come in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.base.signing import new_token, token_hash
from engine.stores.commands.sessions import end_sessions
from engine.stores.commands.stores import record_activity
from engine.stores.models import OneTimeLink, Staff
from engine.stores.passwords import check_new_password, hash_password, matches
from engine.stores.rules import INVITATION_LASTS, ROLES, clean_email

UNUSABLE = "!"
"""The password hash of someone who has not chosen a password yet; no password matches it."""


def add_staff(
    session: StoreSession, *, email: str, name: str, password: str, role: str = "manager", actor: Actor
) -> Staff:
    """A person who can sign in at once. Raises Refused for a mail address, name, role or password that cannot be used,
    Conflict when the address works here already."""
    check_new_password(password, email=email)
    return _new_staff(session, email, name, role, hash_password(password), actor)


def invite_staff(
    session: StoreSession, *, email: str, name: str, role: str, actor: Actor
) -> tuple[Staff, str]:
    """A person who chooses a password by a one-time link. Returns the person and the token of the link."""
    staff = _new_staff(session, email, name, role, UNUSABLE, actor)
    return staff, make_link(session, "invitation", staff)


def make_link(
    session: StoreSession, purpose: str, staff: Staff | None = None, lasts: timedelta = INVITATION_LASTS
) -> str:
    """A new one-time link (``set_up``, ``invitation`` or ``reset_password``); older ones of the same kind end. Returns
    its token: the database keeps only a hash."""
    now, token = clock.now(), new_token()
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.store_id == session.store,
            OneTimeLink.purpose == purpose,
            OneTimeLink.staff_id.is_(None) if staff is None else OneTimeLink.staff_id == staff.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(expires_at=now)
    )
    session.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=token_hash(token),
            staff_id=staff.id if staff else None,
            expires_at=now + lasts,
        )
    )
    return token


def accept_link(session: StoreSession, token: str, *, email: str, name: str, password: str) -> Staff:
    """Use a one-time link: the first owner of a store, or an invited person, or one who forgot the password, chooses a
    password. *email* and *name* count for a set-up link only. Raises Refused: link used, expired or unknown, or a field
    that cannot be used (the link then stays good)."""
    now = clock.now()
    link = session.scalars(
        select(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token)).with_for_update()
    ).first()
    if link is None or link.purpose not in ("set_up", "invitation", "reset_password"):
        raise Refused("stores.link_unknown")
    if link.used_at is not None:
        raise Refused("stores.link_used")
    if link.expires_at <= now:
        raise Refused("stores.link_expired")
    if link.purpose == "set_up":
        owner = Actor("system", name.strip() or email)
        staff = add_staff(session, email=email, name=name, password=password, role="owner", actor=owner)
    else:
        staff = session.need(Staff, link.staff_id)
        if staff.disabled_at is not None:
            raise Refused("stores.link_unknown")
        check_new_password(password, email=staff.email)
        staff.password_hash = hash_password(password)
        end_sessions(session, staff)
    link.used_at = now
    return staff


def change_own_password(session: StoreSession, staff: Staff, *, current: str, new: str) -> None:
    """Choose another password. The caller signs this browser in anew; every other one is signed out."""
    staff = session.need(Staff, staff.id)
    if not matches(staff.password_hash, current):
        raise Refused("stores.password_wrong", field="current")
    check_new_password(new, email=staff.email)
    staff.password_hash = hash_password(new)
    end_sessions(session, staff)


def rename_staff(session: StoreSession, staff: Staff, *, name: str) -> None:
    """Change the name that stands beside what someone did from now on."""
    session.need(Staff, staff.id).name = _name(name)


def change_role(session: StoreSession, staff_id: int, *, role: str, actor: Actor) -> Staff:
    """Give another role. Raises Conflict when it would leave the store without an owner."""
    staff = _locked(session, staff_id)
    if role not in ROLES:
        raise Refused("stores.role_unknown", field="role", role=role[:20])
    if role != "owner":
        _keep_an_owner(session, staff)
    if staff.role != role:
        staff.role = role
        record_activity(session, actor, "staff.role_changed", "staff", staff.id, staff.name, {"role": role})
    return staff


def disable_staff(session: StoreSession, staff_id: int, *, actor: Actor) -> Staff:
    """Lock someone out at once, everywhere. What they did stays on record. Raises Conflict for the last owner."""
    staff = _locked(session, staff_id)
    _keep_an_owner(session, staff)
    if staff.disabled_at is None:
        staff.disabled_at = clock.now()
        end_sessions(session, staff)
        record_activity(session, actor, "staff.disabled", "staff", staff.id, staff.name)
    return staff


def enable_staff(session: StoreSession, staff_id: int, *, actor: Actor) -> Staff:
    """Let someone in again."""
    staff = _locked(session, staff_id)
    if staff.disabled_at is not None:
        staff.disabled_at = None
        record_activity(session, actor, "staff.enabled", "staff", staff.id, staff.name)
    return staff


def _new_staff(
    session: StoreSession, email: str, name: str, role: str, password_hash: str, actor: Actor
) -> Staff:
    address = clean_email(email)
    if address is None:
        raise Refused("stores.email_unusable", field="email", email=email.strip()[:80])
    if role not in ROLES:
        raise Refused("stores.role_unknown", field="role", role=role[:20])
    if session.scalars(select(Staff.id).where(Staff.email == address)).first():
        raise Conflict("stores.email_taken", field="email", email=address)
    staff = Staff(
        email=address, name=_name(name), password_hash=password_hash, role=role, created_at=clock.now()
    )
    session.add(staff)
    session.flush()
    by = Actor("staff", staff.name, staff.id) if actor.kind == "system" and role == "owner" else actor
    record_activity(session, by, "staff.added", "staff", staff.id, staff.name, {"role": role})
    return staff


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 80:
        raise Refused("stores.person_name_length", field="name")
    return name


def _locked(session: StoreSession, staff_id: int) -> Staff:
    owners = select(Staff.id).where((Staff.role == "owner") | (Staff.id == staff_id)).order_by(Staff.id)
    session.execute(owners.with_for_update())
    return session.need(Staff, staff_id)


def _keep_an_owner(session: StoreSession, staff: Staff) -> None:
    if staff.role != "owner" or staff.disabled_at is not None:
        return
    others = select(func.count()).where(
        Staff.store_id == session.store,
        Staff.role == "owner",
        Staff.disabled_at.is_(None),
        Staff.password_hash != UNUSABLE,
        Staff.id != staff.id,
    )
    if session.scalars(others).one() == 0:
        raise Conflict("stores.last_owner")
