"""Who is editing where."""

from __future__ import annotations

import pytest

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.stores.models import Staff
from engine.themes import commands, queries
from tests.engine.themes.versions.conftest import Shop
from tests.factories.stores import make_store


@pytest.fixture
def people(shop: Shop) -> tuple[Actor, Actor]:
    anna, ben = (shop.write(lambda s, name=name: _staff(s, name)) for name in ("Anna", "Ben"))
    return Actor("staff", "Anna", anna), Actor("staff", "Ben", ben)


def _staff(session: StoreSession, name: str) -> int:
    person = Staff(
        email=f"{name.lower()}@example.com", name=name, password_hash="-", created_at=engine_clock.now()
    )
    session.add(person)
    session.flush()
    return person.id


def here(shop: Shop, template: str | None = None, besides: Actor | None = None) -> list[tuple[str, object]]:
    with shop.db.read(shop.id) as session:
        found = queries.present(session, template, besides=besides.id if besides else None)
    return [(each.name, each.section_id) for each in found]


def test_others_are_seen_for_half_a_minute(
    shop: Shop, people: tuple[Actor, Actor], clock: FixedClock
) -> None:
    anna, ben = people
    shop.write(lambda s: commands.note_presence(s, "index", 5, actor=anna))
    clock.advance(seconds=10)
    shop.write(lambda s: commands.note_presence(s, "index", actor=ben))
    shop.write(lambda s: commands.note_presence(s, "product", actor=ben))
    assert here(shop, "index") == [("Anna", 5), ("Ben", None)]
    assert here(shop, "index", anna) == [("Ben", None)]
    assert here(shop) == [("Anna", 5), ("Ben", None), ("Ben", None)]
    clock.advance(seconds=21)
    assert here(shop, "index") == [("Ben", None)]
    shop.write(lambda s: commands.note_presence(s, "index", 6, actor=anna))
    assert here(shop, "index") == [("Anna", 6), ("Ben", None)]
    shop.write(lambda s: commands.leave(s, "index", actor=anna))
    assert here(shop, "index") == [("Ben", None)]


def test_another_store_sees_nobody(shop: Shop, people: tuple[Actor, Actor], db: Database) -> None:
    shop.write(lambda s: commands.note_presence(s, "index", actor=people[0]))
    with db.read(make_store(db).id) as session:
        assert queries.present(session) == []


def test_only_people_of_the_shop_are_there(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.write(lambda s: commands.note_presence(s, "index", actor=SYSTEM))
