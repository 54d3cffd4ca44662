"""Brands."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.base.slugs import slugify
from engine.stores.commands.stores import record_activity
from engine.stores.models import Partner
from engine.stores.rules import clean_email


def save_partner(
    session: StoreSession,
    partner_id: int | None = None,
    *,
    name: str,
    handle: str | None = None,
    tagline: str | None = None,
    story_html: str | None = None,
    email: str | None = None,
    actor: Actor,
) -> Partner:
    """Make a brand, or change one. *story_html* must be clean already. Raises Refused or Conflict naming the field."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Refused("stores.partner_name_length", field="name")
    address = clean_email(email) if email and email.strip() else None
    if email and email.strip() and address is None:
        raise Refused("stores.email_unusable", field="email", email=email.strip()[:80])
    partner = session.need(Partner, partner_id) if partner_id is not None else None
    handle = slugify(handle or (partner.handle if partner else name), "brand")
    own = partner.id if partner else 0
    clash = session.execute(
        select(Partner.name, Partner.handle).where(
            (Partner.name == name) | (Partner.handle == handle), Partner.id != own
        )
    ).first()
    if clash is not None:
        field = "name" if clash.name == name else "handle"
        raise Conflict("stores.partner_taken", field=field, name=clash.name)
    verb = "partner.updated" if partner else "partner.added"
    if partner is None:
        partner = Partner(handle=handle, name=name, created_at=clock.now())
        session.add(partner)
    partner.name, partner.handle, partner.email = name, handle, address
    partner.tagline, partner.story_html = (tagline or "").strip() or None, story_html or None
    session.flush()
    record_activity(session, actor, verb, "partner", partner.id, partner.name)
    outbox.record(session, "partner.changed", partner_id=partner.id)
    return partner
