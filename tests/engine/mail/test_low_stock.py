"""The letter about what runs low: to those who look after the stock, once for each time that something runs low."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.inventory import commands as stock
from engine.inventory.models import LowNotice
from engine.mail import ports
from engine.mail.models import OutgoingMail
from engine.mail.stock import MOST_LISTED, tell_low_stock
from engine.stores import commands as stores
from tests.engine.inventory.shop import add_location
from tests.factories.products import make_product
from tests.support.counting import counted

ANNA = Actor("staff", "Anna", 7)


@pytest.fixture(autouse=True)
def addresses(clock: FixedClock) -> None:
    ports.addresses.bind(lambda host: Addresses(host, "http", ":8000"))


@pytest.fixture
def staff(db: Database, store_id: int) -> None:
    """An owner, a manager, an assistant, and a manager who left."""
    with db.write(store_id) as session:
        for name, role in (("olive", "owner"), ("max", "manager"), ("ada", "assistant"), ("gone", "manager")):
            made = stores.add_staff(
                session,
                email=f"{name}@shop.example",
                name=name,
                password="a long password",
                role=role,
                actor=SYSTEM,
            )
        stores.disable_staff(session, made.id, actor=SYSTEM)


def _letters(db: Database, store_id: int) -> list[OutgoingMail]:
    with db.read(store_id) as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def _marked(
    db: Database, store_id: int, mark: int, *on_hand: int, title: str = "Bowl"
) -> tuple[list[int], int]:
    """Items with so many units each, and the place where they lie."""
    with db.write(store_id) as session:
        place = add_location(session)
        items = [
            make_product(session, f"{title} {number}", stock=0).item_ids[0]
            for number, _ in enumerate(on_hand, 1)
        ]
        stock.receive(session, place, dict(zip(items, on_hand, strict=True)), actor=ANNA)
        for item in items:
            stock.set_low_mark(session, item, mark)
    return items, place


@pytest.mark.usefixtures("staff")
def test_it_is_told_once_until_it_has_recovered(db: Database, store_id: int, clock: FixedClock) -> None:
    [item], place = _marked(db, store_id, 3, 5)
    assert tell_low_stock(db) == 0 and _letters(db, store_id) == []
    with db.write(store_id) as session:
        stock.adjust(session, item, place, -3, actor=ANNA)
    assert tell_low_stock(db) == 2
    first = _letters(db, store_id)
    assert {one.recipient for one in first} == {"max@shop.example", "olive@shop.example"}
    assert "one thing runs low" in first[0].subject
    assert "Bowl 1: 2 left, mark at 3" in first[0].body_text
    assert "<li>Bowl 1: 2 left, mark at 3</li>" in (first[0].body_markup or "")
    assert "http://admin." in first[0].body_text and "/stock" in first[0].body_text
    clock.advance(minutes=15)
    assert tell_low_stock(db) == 0, "told already"
    with db.write(store_id) as session:
        stock.receive(session, place, {item: 9}, actor=ANNA)
    clock.advance(minutes=15)
    assert tell_low_stock(db) == 0
    with db.read(store_id) as session:
        assert session.scalar(select(func.count()).select_from(LowNotice)) == 0
    with db.write(store_id) as session:
        stock.adjust(session, item, place, -10, actor=ANNA)
    clock.advance(minutes=15)
    assert tell_low_stock(db) == 2 and len(_letters(db, store_id)) == 4


@pytest.mark.usefixtures("staff")
def test_every_store_is_told_of_its_own(
    db: Database, store_id: int, other_store_id: int, clock: FixedClock
) -> None:
    _marked(db, store_id, 3, 1, title="A cup & <b>saucer</b>")
    _marked(db, other_store_id, 3, 1, title="Elsewhere")
    assert tell_low_stock(db) == 2, "nobody works in the other store"
    [one, _] = _letters(db, store_id)
    assert "A cup & <b>saucer</b> 1: 1 left" in one.body_text and "Elsewhere" not in one.body_text
    assert "A cup &amp; &lt;b&gt;saucer&lt;/b&gt; 1" in (one.body_markup or "")
    assert _letters(db, other_store_id) == []


@pytest.mark.usefixtures("staff")
def test_many_at_once_are_one_letter(db: Database, store_id: int, clock: FixedClock) -> None:
    _marked(db, store_id, 3, *[1] * (MOST_LISTED + 2), title="Cup")
    with counted(db) as statements:
        assert tell_low_stock(db) == 2
    [one, _] = _letters(db, store_id)
    assert f"{MOST_LISTED + 2} things run low" in one.subject and "And 2 more" in one.body_text
    assert one.body_text.count("left, mark at") == MOST_LISTED
    assert statements.count < 40, "not one for each item"
