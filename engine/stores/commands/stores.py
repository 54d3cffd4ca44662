"""Writes about stores and their people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Refused
from engine.base.origins import RESERVED_HANDLES
from engine.base.signing import new_token, token_hash
from engine.base.slugs import slugify
from engine.stores.models import Activity, OneTimeLink, Partner, Store, StoreHost

SET_UP_LINK_LASTS = timedelta(days=7)
_HOST = re.compile(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"
)


@dataclass(frozen=True)
class NewStore:
    """A store just made, with the token of its one-time set-up link."""

    id: int
    handle: str
    host: str
    set_up_token: str


def create_store(
    session: StoreSession,
    *,
    name: str,
    base_domain: str,
    handle: str | None = None,
    host: str | None = None,
    currency: str = "EUR",
    email: str | None = None,
) -> NewStore:
    """A store with its host, its house partner and a one-time link. Takes a cross-store write session.

    Raises Refused for a name, currency, handle or host that cannot be used, Conflict when one is taken.
    """
    name, handle = name.strip(), slugify(handle or name, "")
    if not name or len(name) > 120:
        raise Refused("stores.name_length", field="name")
    if not handle or handle in RESERVED_HANDLES:
        raise Refused("stores.handle_reserved", field="handle", handle=handle)
    host = (host or f"{handle}.{base_domain}").lower()
    if not _HOST.match(host) or host.split(".")[0] in RESERVED_HANDLES:
        raise Refused("stores.host_unusable", field="host", host=host)
    check_currency(currency)
    if session.scalars(select(Store.id).where(Store.handle == handle)).first():
        raise Conflict("stores.handle_taken", field="handle", handle=handle)
    if session.get(StoreHost, host):
        raise Conflict("stores.host_taken", field="host", host=host)
    now, store_id = clock.now(), session.new_id()
    session.add(
        Store(
            id=store_id,
            handle=handle,
            name=name,
            currency=currency,
            email=email,
            payment_gateways=["test"],
            checklist={},
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    session.add(StoreHost(host=host, store_ref=store_id, is_primary=True))
    session.add(Partner(store_id=store_id, handle=handle, name=name, is_house=True, created_at=now))
    token = new_token()
    session.add(
        OneTimeLink(
            store_id=store_id,
            purpose="set_up",
            token_hash=token_hash(token),
            expires_at=now + SET_UP_LINK_LASTS,
        )
    )
    return NewStore(store_id, handle, host, token)


def check_currency(currency: str) -> None:
    """Raises Refused unless *currency* is a current ISO 4217 code."""
    from babel import Locale

    if not re.fullmatch(r"[A-Z]{3}", currency) or currency not in Locale("en").currencies:
        raise Refused("stores.currency_unknown", field="currency", currency=currency[:10])


def record_activity(
    session: StoreSession,
    actor: Actor,
    verb: str,
    subject_kind: str,
    subject_id: int | None,
    subject_label: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a line of the activity feed in the caller's transaction. *verb* is a locale key below ``activity.``."""
    session.add(
        Activity(
            at=clock.now(),
            actor_kind=actor.kind,
            actor_name=actor.name,
            actor_id=actor.id,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=subject_id,
            subject_label=subject_label[:200],
            detail=detail,
        )
    )
