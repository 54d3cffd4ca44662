"""What a merchant says about the store: profile, currency, tax, payment, and whether its doors are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, Refused
from engine.stores import ports
from engine.stores.commands.stores import check_currency, record_activity
from engine.stores.models import Partner, Store
from engine.stores.passwords import LONGEST, SHOP_SHORTEST, hash_password
from engine.stores.rules import STEPS, clean_email

ADDRESS_PARTS = ("line1", "line2", "postcode", "city", "region", "country")


def save_profile(
    session: StoreSession,
    *,
    name: str,
    tagline: str | None = None,
    description: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    address: Mapping[str, str] | None = None,
    timezone: str | None = None,
    logo_media_id: int | None = None,
    actor: Actor,
) -> Store:
    """Name, words, contact and logo. The house partner keeps the store's name. Raises Invalid naming each wrong field."""
    store, wrong = _own(session), {}
    name, address_mail = " ".join(name.split()), clean_email(email) if email and email.strip() else None
    if not 1 <= len(name) <= 120:
        wrong["name"] = Refused("stores.name_length")
    if email and email.strip() and address_mail is None:
        wrong["email"] = Refused("stores.email_unusable", email=email.strip()[:80])
    if timezone is not None and not _known_zone(timezone):
        wrong["timezone"] = Refused("stores.timezone_unknown", timezone=timezone[:40])
    for field, text, most in (("tagline", tagline, 160), ("description", description, 1_000)):
        if text and len(text.strip()) > most:
            wrong[field] = Refused("stores.text_long", most=most)
    if wrong:
        raise Invalid(wrong)
    house = session.scalars(select(Partner).where(Partner.is_house)).one()
    if house.name == store.name:
        house.name = _free_partner_name(session, house, name)
    store.name, store.email = name, address_mail
    store.tagline, store.description = _text(tagline), _text(description)
    store.phone, store.logo_media_id = _text(phone), logo_media_id
    store.address = _clean_address(address) if address is not None else store.address
    store.timezone = timezone or store.timezone
    return _changed(session, store, actor, "store.updated")


def save_currency(session: StoreSession, *, currency: str, actor: Actor) -> Store:
    """The currency of every price. Raises Conflict once there is an order."""
    store, currency = _own(session), currency.strip().upper()
    check_currency(currency)
    if currency != store.currency and ports.has_sales()(session):
        raise Conflict("stores.currency_fixed", field="currency", currency=store.currency)
    store.currency = currency
    return _changed(session, store, actor, "store.updated")


def save_tax(session: StoreSession, *, rate_bp: int, prices_include_tax: bool, actor: Actor) -> Store:
    """Tax in basis points (1900 = 19 %), inside or on top of prices."""
    if not 0 <= rate_bp <= 10_000:
        raise Refused("stores.tax_rate_range", field="tax_rate")
    store = _own(session)
    store.tax_rate_bp, store.prices_include_tax = rate_bp, prices_include_tax
    return _changed(session, store, actor, "store.updated")


def save_payment(
    session: StoreSession, *, gateways: Sequence[str], transfer_details: str | None = None, actor: Actor
) -> Store:
    """The ways to pay offered at checkout, in order, and where a bank transfer goes (None leaves that as it is).

    Raises Refused for no gateway, for one that is not known, and for details that are too long.
    """
    known = ports.gateway_names()()
    if not gateways:
        raise Refused("stores.gateway_needed", field="gateways")
    for name in gateways:
        if name not in known:
            raise Refused("stores.gateway_unknown", field="gateways", name=name[:40])
    details = (transfer_details or "").strip()
    if len(details) > 600:
        raise Refused("stores.text_long", field="transfer_details", most=600)
    store = _own(session)
    if transfer_details is not None:
        store.transfer_details = details or None
    store.payment_gateways = [name for name in known if name in gateways]
    return _changed(session, store, actor, "store.updated")


def save_shop_password(session: StoreSession, *, password: str, actor: Actor) -> Store:
    """The password that lets people in while the doors are closed; raises Refused when it is too short or too long."""
    password = password.strip()
    if not SHOP_SHORTEST <= len(password) <= LONGEST:
        raise Refused("stores.shop_password_length", field="password", least=SHOP_SHORTEST)
    store = _own(session)
    store.password_hash = hash_password(password)
    return _changed(session, store, actor, "store.password_changed")


def open_doors(session: StoreSession, *, actor: Actor) -> Store:
    """Let everyone in."""
    store = _own(session)
    mark_step(session, "doors")
    if store.status != "open":
        store.status = "open"
        _changed(session, store, actor, "store.opened")
    return store


def close_doors(session: StoreSession, *, actor: Actor) -> Store:
    """Back behind the password page. Raises Conflict while the store is still being set up."""
    store = _own(session)
    if store.status == "setting_up":
        raise Conflict("stores.not_open_yet")
    if store.status == "open":
        store.status = "closed"
        _changed(session, store, actor, "store.closed")
    return store


def end_preview_links(session: StoreSession, *, actor: Actor) -> Store:
    """End every private link to a preview that was given out so far. Editors at work stay."""
    store = _own(session)
    store.preview_series += 1
    return _changed(session, store, actor, "store.preview_links_ended")


def mark_step(session: StoreSession, step: str) -> None:
    """Tick a step of the set-up checklist; ticking it again keeps the first time."""
    if step not in STEPS:
        raise ValueError(f"no step {step}")
    store = _own(session)
    if step not in store.checklist:
        store.checklist = {**store.checklist, step: clock.now().isoformat()}


def _own(session: StoreSession) -> Store:
    return session.scalars(select(Store).where(Store.id == session.store).with_for_update()).one()


def _changed(session: StoreSession, store: Store, actor: Actor, verb: str) -> Store:
    store.updated_at = clock.now()
    record_activity(session, actor, verb, "store", store.id, store.name)
    outbox.record(session, "store.changed")
    return store


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _clean_address(address: Mapping[str, str]) -> dict[str, Any] | None:
    kept = {part: str(address.get(part, "")).strip()[:120] for part in ADDRESS_PARTS}
    return kept if any(kept.values()) else None


def _known_zone(name: str) -> bool:
    from zoneinfo import available_timezones

    return name in available_timezones()


def _free_partner_name(session: StoreSession, house: Partner, name: str) -> str:
    taken = session.scalars(select(Partner.id).where(Partner.name == name, Partner.id != house.id)).first()
    return house.name if taken else name
