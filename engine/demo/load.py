"""Loads the demo store through the same commands that people's forms use. Run again, it goes on where it stopped.

Every part is a transaction of its own and looks first whether it is there already, so a second run changes nothing, and
one that was killed is finished by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.demo import load_catalogue, load_fields, load_home, load_orders, load_reading
from engine.demo.content import DemoContent
from engine.demo.content import load as read_content
from engine.demo.loading import OPENED_BEFORE, Loading, Step
from engine.stores.commands import (
    add_staff,
    create_store,
    mark_step,
    open_doors,
    save_partner,
    save_payment,
    save_profile,
    save_tax,
)
from engine.stores.models import Partner, Staff, Store
from engine.stores.queries import checklist, load_store

HANDLE = "demo"
OWNER_EMAIL = "owner@demo.example"
OWNER_PASSWORD = "good things kept in use"  # noqa: S105  (a demo's, printed on purpose)
TAX_BASIS_POINTS = 2_300
"""Ireland's standard rate; prices include it."""
ACTOR = Actor("system", "Demo")

Say = Callable[[str, int, int], None]
"""Told after each step: what was looked at, how many records it made, how many there are."""


@dataclass(frozen=True)
class Loaded:
    """What a run did. ``made`` counts records by kind; empty when everything was there."""

    store_id: int
    host: str
    made: dict[str, int]


def load(
    database: Database, *, base_domain: str, say: Say = lambda *_: None, pack: str | None = None
) -> Loaded:
    """Bring the demo store to where it should be, whatever of it exists, and into the theme ``pack`` if one is named.

    Raises Conflict when its host is another store's, Refused when it wears another theme that somebody has edited.
    """
    content = read_content()
    opened = clock.now() - OPENED_BEFORE
    with clock.using(FixedClock(opened)):
        store_id = _store(database, content, base_domain)
    loading = Loading(database, store_id, content, ACTOR, opened, pack)
    made: dict[str, int] = {}
    for step in _steps(loading):
        if step.made:
            made[step.name] = made.get(step.name, 0) + step.made
        say(step.name, step.made, step.there)
    with database.read(None) as session:
        host = load_store(session, store_id).primary_host
    return Loaded(store_id, host, made)


def _steps(loading: Loading) -> Iterator[Step]:
    """The shop was set up some weeks ago, so that its orders can be younger than its products."""
    parts = (
        _brands,
        *load_catalogue.PARTS,
        *load_reading.PARTS,
        *load_fields.PARTS,
        _profile,
        load_home.theme,
        _owner,
        _doors,
    )
    standing = FixedClock(loading.opened)
    for part in parts:
        with clock.using(standing):
            step = part(loading)
        standing.advance(minutes=40)
        yield step
    yield load_orders.replay(loading)


def _store(database: Database, content: DemoContent, base_domain: str) -> int:
    with database.write(None, cross_store="a new store has no session of its own yet") as session:
        known = session.scalars(select(Store).where(Store.handle == HANDLE)).first()
        if known is not None:
            return known.id
        about = content.store
        made = create_store(
            session,
            name=about["name"],
            handle=HANDLE,
            base_domain=base_domain,
            currency=about["currency"],
            email=about["email"],
        )
        store = session.get_one(Store, made.id)
        store.locale, store.timezone = about["locale"], about["timezone"]
        return made.id


def _brands(loading: Loading) -> Step:
    made = 0
    with loading.write() as session:
        known = {partner.handle: partner for partner in session.scalars(select(Partner))}
        house = next(partner for partner in known.values() if partner.is_house)
        for brand in loading.content.brands:
            own = house if brand.house else known.get(brand.handle)
            if own is not None and own.tagline:
                continue
            save_partner(
                session,
                own.id if own else None,
                name=brand.name,
                handle=brand.handle,
                tagline=brand.tagline,
                story_html=brand.story_html,
                email=brand.email,
                actor=loading.actor,
            )
            made += 1
    return Step("brands", made, len(loading.content.brands))


def _profile(loading: Loading) -> Step:
    about = loading.content.store
    logo = loading.media().get(about["logo"]["picture"])
    with loading.write() as session:
        store = session.get_one(Store, loading.store_id)
        if store.tagline and (store.logo_media_id or logo is None) and store.tax_rate_bp:
            return Step("profile", 0, 1)
        save_profile(
            session,
            name=about["name"],
            tagline=about["tagline"],
            description=about["description"],
            email=about["email"],
            phone=about["phone"],
            address=postal(about["address"]),
            timezone=about["timezone"],
            logo_media_id=logo,
            actor=loading.actor,
        )
        save_tax(session, rate_bp=TAX_BASIS_POINTS, prices_include_tax=True, actor=loading.actor)
        save_payment(session, gateways=["test", "manual"], actor=loading.actor)
    return Step("profile", 1, 1)


def postal(address: dict[str, str]) -> dict[str, str]:
    """An address as the forms name its fields."""
    return {"postcode" if key == "postal_code" else key: value for key, value in address.items()}


def _owner(loading: Loading) -> Step:
    with loading.write() as session:
        if session.scalars(select(Staff).where(Staff.email == OWNER_EMAIL)).first() is not None:
            return Step("staff", 0, 1)
        add_staff(
            session,
            email=OWNER_EMAIL,
            name="Nora Quill",
            password=OWNER_PASSWORD,
            role="owner",
            actor=loading.actor,
        )
    return Step("staff", 1, 1)


def _doors(loading: Loading) -> Step:
    """Open once everything is there: a shopper never sees half a store."""
    with loading.write() as session:
        store = session.get_one(Store, loading.store_id)
        if store.status == "open":
            return Step("doors", 0, 1)
        for name, _done in checklist(store):
            mark_step(session, name)
        open_doors(session, actor=loading.actor)
    return Step("doors", 1, 1)
