"""Reads about stores and their people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.dependencies import DependencyVersion, key_of
from engine.base.paging import Page, decode, page_of
from engine.base.prepared import Prepared, one
from engine.base.signing import token_hash
from engine.stores.customers.queries import (
    account_by_email as account_by_email,
)
from engine.stores.customers.queries import (
    addresses_of as addresses_of,
)
from engine.stores.customers.queries import (
    customer_link_state as customer_link_state,
)
from engine.stores.customers.queries import (
    default_address as default_address,
)
from engine.stores.customers.queries import (
    signed_in_customer as signed_in_customer,
)
from engine.stores.models import (
    Activity,
    Customer,
    OneTimeLink,
    Partner,
    Staff,
    StaffSession,
    Store,
    StoreHost,
)
from engine.stores.passwords import matches
from engine.stores.rules import STEPS, clean_email


@dataclass(frozen=True)
class StoreInfo:
    """What every request knows about its store."""

    id: int
    handle: str
    name: str
    status: str
    currency: str
    locale: str
    timezone: str
    host: str
    primary_host: str
    row: Store
    counter: int
    """How often the store had changed when this was read: what is made of it later may be kept if it still has."""

    @property
    def is_open(self) -> bool:
        """Whether shoppers may come in without the password."""
        return self.status == "open"


_CHIEF = aliased(StoreHost)
_COUNTER = (
    select(DependencyVersion.version)
    .where(DependencyVersion.store_ref == Store.id, DependencyVersion.key == key_of(("store",)))
    .correlate(Store)
    .scalar_subquery()
)
_BY_HOST = Prepared(
    Store,
    _COUNTER,
    select(_CHIEF.host)
    .where(_CHIEF.store_ref == Store.id, _CHIEF.is_primary)
    .correlate(Store)
    .limit(1)
    .scalar_subquery(),
    build=lambda read: (
        read.select_from(Store)
        .join(StoreHost, StoreHost.store_ref == Store.id)
        .where(StoreHost.host == one("host"))
    ),
    installation=True,
)


def store_by_host(database: Database, host: str) -> StoreInfo | None:
    """The store whose shop lives at *host* (lower case, no port); one query."""
    with database.read(None) as session:
        row = _BY_HOST.first(session, host=host)
    return _info(row[0], row[1], host, row[2] or host) if row else None


def store_by_handle(session: StoreSession, handle: str) -> Store | None:
    """The store of that handle."""
    return session.scalars(select(Store).where(Store.handle == handle)).first()


def all_stores(session: StoreSession) -> list[tuple[Store, str | None]]:
    """Every store with its primary host, by handle."""
    rows = session.execute(
        select(Store, StoreHost.host)
        .outerjoin(StoreHost, (StoreHost.store_ref == Store.id) & StoreHost.is_primary)
        .order_by(Store.handle)
    )
    return [(store, host) for store, host in rows]


def load_store(session: StoreSession, store_id: int) -> StoreInfo:
    """The store of a session or job. Raises LookupError."""
    row = session.execute(
        select(Store, StoreHost.host, _COUNTER)
        .outerjoin(StoreHost, (StoreHost.store_ref == Store.id) & StoreHost.is_primary)
        .where(Store.id == store_id)
    ).first()
    if row is None:
        raise LookupError(f"no store {store_id}")
    host = row[1] or f"{row[0].handle}.localhost"
    return _info(row[0], row[2], host, host)


def house_partner(session: StoreSession) -> Partner:
    """The house partner of the session's store."""
    return session.scalars(select(Partner).where(Partner.is_house)).one()


def store_row(session: StoreSession) -> Store:
    """The session's own store, read afresh."""
    return session.scalars(select(Store).where(Store.id == session.store)).one()


def shop_password_matches(store: Store, password: str) -> bool:
    """Whether *password* opens the closed shop. A store without one lets nobody in by password."""
    return matches(store.password_hash, password.strip())


def signed_in(session: StoreSession, token: str) -> Staff | None:
    """The person whose browser holds *token*; None when the session ended or the person is locked out."""
    return session.scalars(
        select(Staff)
        .join(StaffSession, (StaffSession.store_id == Staff.store_id) & (StaffSession.staff_id == Staff.id))
        .where(
            StaffSession.token_hash == token_hash(token),
            StaffSession.expires_at > clock.now(),
            Staff.disabled_at.is_(None),
        )
    ).first()


def staff_by_email(session: StoreSession, email: str) -> Staff | None:
    """The person who may sign in with that address."""
    address = clean_email(email)
    if address is None:
        return None
    return session.scalars(select(Staff).where(Staff.email == address, Staff.disabled_at.is_(None))).first()


def all_staff(session: StoreSession) -> list[Staff]:
    """Everyone who works or worked here, owners first, then by name."""
    rank = {"owner": 0, "manager": 1}
    return sorted(session.scalars(select(Staff)), key=lambda s: (rank.get(s.role, 2), s.name.lower()))


def sessions_of(session: StoreSession, staff: Staff) -> list[StaffSession]:
    """The browsers in which someone is signed in, latest first."""
    return list(
        session.scalars(
            select(StaffSession)
            .where(StaffSession.staff_id == staff.id, StaffSession.expires_at > clock.now())
            .order_by(StaffSession.created_at.desc())
        )
    )


def link_state(session: StoreSession, token: str) -> tuple[str, OneTimeLink | None]:
    """``good``, ``used``, ``expired`` or ``unknown``, and the link."""
    link = session.scalars(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token))).first()
    if link is None:
        return "unknown", None
    if link.used_at is not None:
        return "used", link
    return ("expired" if link.expires_at <= clock.now() else "good"), link


def checklist(store: Store) -> list[tuple[str, bool]]:
    """The steps of the set-up in order, each with whether it is done."""
    return [(step, step in store.checklist) for step in STEPS]


def staff_by_id(session: StoreSession, staff_id: int) -> Staff:
    """One person. Raises NotFound."""
    return session.need(Staff, staff_id)


def partner_by_id(session: StoreSession, partner_id: int) -> Partner:
    """One brand. Raises NotFound."""
    return session.need(Partner, partner_id)


def customer_by_id(session: StoreSession, customer_id: int) -> Customer:
    """One customer. Raises NotFound."""
    return session.need(Customer, customer_id)


def all_partners(session: StoreSession) -> list[Partner]:
    """Every brand, the house first, then by name."""
    return list(session.scalars(select(Partner).order_by(Partner.is_house.desc(), Partner.name)))


def recent_activity(session: StoreSession, *, after: str | None = None, limit: int = 20) -> Page[Activity]:
    """The activity feed, newest first. A cursor that cannot be read starts over."""
    wanted = select(Activity).order_by(Activity.at.desc(), Activity.id.desc()).limit(limit + 1)
    position = decode(after, 2)
    if position:
        wanted = wanted.where(tuple_(Activity.at, Activity.id) < position)
    return page_of(session.scalars(wanted).all(), limit, lambda row: (row.at, row.id))


def customers(
    session: StoreSession, *, search: str = "", after: str | None = None, limit: int = 50
) -> Page[Customer]:
    """Customers whose mail or name begins with or holds *search*, newest first."""
    wanted = select(Customer).order_by(Customer.created_at.desc(), Customer.id.desc()).limit(limit + 1)
    for word in search.lower().split()[:5]:
        wanted = wanted.where(
            or_(
                Customer.email.contains(word, autoescape=True),
                func.lower(Customer.name).contains(word, autoescape=True),
            )
        )
    position = decode(after, 2)
    if position:
        wanted = wanted.where(tuple_(Customer.created_at, Customer.id) < position)
    return page_of(session.scalars(wanted).all(), limit, lambda row: (row.created_at, row.id))


def _info(store: Store, counter: int | None, host: str, primary: Any) -> StoreInfo:
    return StoreInfo(
        store.id,
        store.handle,
        store.name,
        store.status,
        store.currency,
        store.locale,
        store.timezone,
        host,
        primary,
        store,
        counter or 0,
    )
