"""Devices are paired by a code that works once, and end at once; people have PINs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM, Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.inventory import commands as inventory
from engine.stores.passwords import matches
from engine.tills import commands, queries
from engine.tills.models import TillDevice, TillPin, TillShift
from engine.tills.rules import is_pin
from tests.engine.tills.shop import PIN, open_shop

IDA = Actor("staff", "Ida Quinn")


def test_a_code_pairs_once_within_ten_minutes(db: Database, store_id: int, clock: FixedClock) -> None:
    shop = open_shop(db, store_id)
    with db.write(store_id) as session:
        device, code = commands.add_device(session, shop.location_id, "Window", SYSTEM)
        assert device.number == 2
        paired, key = commands.pair(session, f" {code.lower().replace('-', ' ')} ")
        assert paired.id == device.id
        with pytest.raises(Refused):
            commands.pair(session, code)
        _, late = commands.make_code(session, device.id, SYSTEM)
        clock.advance(minutes=10)
        with pytest.raises(Refused):
            commands.pair(session, late)
    with db.read(store_id) as session:
        found = queries.device_by_key(session, key)
        assert found is not None and found.id == device.id and key not in str(vars(found))
        assert queries.device_by_key(session, code) is None
        assert [row.state for row in queries.devices(session)] == ["paired", "paired"]


def test_a_revoked_key_ends_and_a_device_paired_anew_sends_its_queue(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=3)
    before = shop.body(("cup", 1))
    with db.write(store_id) as session:
        commands.revoke(session, shop.device_id, SYSTEM)
        commands.revoke(session, shop.device_id, SYSTEM)
        device = queries.device_by_key(session, shop.key)
        assert device is not None and device.revoked_at is not None
        _, code = commands.make_code(session, shop.device_id, SYSTEM)
        device, key = commands.pair(session, code)
        assert (device.revoked_at, device.number) == (None, 1)
        assert queries.device_by_key(session, shop.key) is None
    assert shop.settle(before, queued=True).sale.number == "1-0001"
    with db.read(store_id) as session:
        assert queries.last_turn(session, shop.device_id) == 1
        assert queries.device_by_key(session, key) is not None


def test_a_till_stands_in_a_shop(db: Database, store_id: int, other_store_id: int) -> None:
    elsewhere = open_shop(db, other_store_id)
    with db.write(store_id) as session:
        house = inventory.create_location(session, inventory.LocationInput("Warehouse"), SYSTEM)
        for location_id in (house.id, elsewhere.location_id, 99):
            with pytest.raises(Refused):
                commands.add_device(session, location_id, "Till", SYSTEM)
        with pytest.raises(NotFound):
            commands.revoke(session, elsewhere.device_id, SYSTEM)


def test_pins(db: Database, store_id: int) -> None:
    assert [is_pin(pin) for pin in ("2580", "19283746", "111", "1111", "1234", "9876", "12a4", "123456789")] == [
        True, True, False, False, False, False, False, False,
    ]  # fmt: skip
    shop = open_shop(db, store_id)
    with db.write(store_id) as session:
        with pytest.raises(Refused):
            commands.set_pin(session, shop.staff_id, "4321", SYSTEM)
        commands.set_pin(session, shop.staff_id, "2468", SYSTEM)
    with db.read(store_id) as session:
        found = queries.pin_hash_of(session, shop.staff_id)
        assert found is not None
        assert matches(found[1], "2468") and not matches(found[1], PIN) and "2468" not in found[1]
        assert [staff.name for staff in queries.sellers(session)] == ["Ida Quinn"]
    with db.write(store_id) as session:
        commands.remove_pin(session, shop.staff_id, SYSTEM)
        commands.remove_pin(session, shop.staff_id, SYSTEM)
        assert queries.pin_hash_of(session, shop.staff_id) is None
    assert shop.count(TillPin) == 0 and shop.count(TillShift) == 0


def test_a_right_pin_begins_a_shift_and_ends_the_one_before(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    from engine.stores.commands import begin_sign_in

    shop = open_shop(db, store_id)
    tokens = []
    for _ in range(2):
        with db.write(store_id) as session:
            attempt = begin_sign_in(session, "account", "till")
            device, found = (
                session.need(TillDevice, shop.device_id),
                queries.pin_hash_of(session, shop.staff_id),
            )
            assert found is not None
            tokens.append(commands.start_shift(session, device, found[0], attempt)[1])
    with db.read(store_id) as session:
        assert queries.shift_of(session, shop.device_id, tokens[0]) is None
        shift = queries.shift_of(session, shop.device_id, tokens[1])
        assert shift is not None and shift[1].name == "Ida Quinn"
        assert queries.shift_of(session, shop.device_id + 1, tokens[1]) is None
    clock.advance(hours=15)
    with db.read(store_id) as session:
        assert queries.shift_of(session, shop.device_id, tokens[1]) is None


def test_lists_cost_the_same_at_any_length(
    db: Database, store_id: int, count_queries: Callable[[], Any]
) -> None:
    shop = open_shop(db, store_id, cup=90)
    spent = []
    for more in (1, 30):
        for _ in range(more):
            shop.settle(shop.body(("cup", 1)))
        with count_queries() as statements, db.read(store_id) as session:
            page = queries.sales(session, limit=20)
            queries.devices(session)
        spent.append(statements.count)
    assert spent[0] == spent[1] and len(page.items) == 20
    with db.read(store_id) as session:
        rest = queries.sales(session, after=page.next_cursor, limit=20)
        assert len(rest.items) == 11 and rest.next_cursor is None
        numbers = [row.sale.number for row in (*page.items, *rest.items)]
        assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 31
        assert queries.find_sale(session, " 1-0007 ").sale.turn == 7
        with pytest.raises(NotFound):
            queries.find_sale(session, "1-9999")
