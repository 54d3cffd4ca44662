"""Word to programs that a list changed: signed, collapsed, tried again, and never sent to this network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.base.outgoing import Outgoing
from engine.base.signing import is_signed_body
from engine.catalogue.models import Variant
from engine.inventory import commands
from engine.listing.channels import notices
from engine.listing.channels.notices import HEADER, send_notice, set_notice
from tests.engine.listing.channels.conftest import ADDRESS
from tests.engine.listing.channels.told import ToldReader
from tests.factories.catalogue import make_product
from tests.support.waiting import until


def _designate(db: Database, store_id: int, channel: int, state: str, *products: int) -> None:
    with db.read(store_id) as session:
        items = session.scalars(
            select(Variant.inventory_item_id).where(Variant.product_id.in_(products))
        ).all()
    for item in items:
        with db.write(store_id) as session:
            commands.designate(session, [item], {channel: state}, SYSTEM)


def test_many_changes_make_one_notice_that_is_signed(
    db: Database,
    store_id: int,
    told: tuple[int, str],
    reader: ToldReader,
    pass_on: Callable[[], None],
    clock: FixedClock,
) -> None:
    channel, secret = told
    products = [make_product(db, store_id) for _ in range(3)]
    pass_on()
    reader.told.clear()
    _designate(db, store_id, channel, "for_sale", *products)
    pass_on()
    ((headers, body),) = reader.told
    said = json.loads(body)
    assert (said["channel"], said["kind"], said["count"]) == (channel, "api", 3)
    assert is_signed_body(secret, body, headers[HEADER])
    assert not is_signed_body("another", body, headers[HEADER])
    assert not is_signed_body(secret, body + b" ", headers[HEADER])
    clock.advance(minutes=6)
    assert not is_signed_body(secret, body, headers[HEADER]), "an old one may be somebody else's copy"
    for nonsense in ("", "t=,v1=", "t=x,v1=y", "v1=abc", "t=1"):
        assert not is_signed_body(secret, body, nonsense)


@pytest.mark.parametrize("answer", [500, 302, 0], ids=["fault", "redirect", "silence"])
def test_what_did_not_arrive_is_sent_again(
    db: Database,
    store_id: int,
    told: tuple[int, str],
    reader: ToldReader,
    pass_on: Callable[[], None],
    clock: FixedClock,
    answer: int,
) -> None:
    product = make_product(db, store_id)
    pass_on()
    reader.told.clear()
    reader.answers = [answer]
    _designate(db, store_id, told[0], "for_sale", product)
    with pytest.raises(AssertionError, match="send_notice"):
        pass_on()
    assert len(reader.told) == 1
    clock.advance(hours=1)
    pass_on()
    first, second = (json.loads(body)["notice"] for _, body in reader.told)
    assert first == second, "its number is the same, so that a reader knows it again"


def test_nobody_is_told_who_did_not_ask(
    db: Database, store_id: int, told: tuple[int, str], reader: ToldReader, pass_on: Callable[[], None]
) -> None:
    with db.write(store_id) as session:
        assert set_notice(session, told[0], None, SYSTEM) is None
    _designate(db, store_id, told[0], "for_sale", make_product(db, store_id))
    pass_on()
    assert reader.told == []
    with db.read(store_id) as session:
        names = set(session.scalars(select(OutboxEvent.name)))
    assert "product.changed" in names and "list.changed" not in names, "nothing is written where nobody asks"


def test_addresses_of_this_network_are_refused(db: Database, store_id: int, told: tuple[int, str]) -> None:
    with db.write(store_id) as session:
        for wrong in (
            "ftp://reader.example/",
            "http://reader.example:22/",
            "http://a b/",
            "http://2130706433/",
        ):
            with pytest.raises(Refused, match="outgoing"):
                set_notice(session, told[0], wrong, SYSTEM)
        with pytest.raises(NotFound):
            set_notice(session, 7, ADDRESS, SYSTEM)
        assert set_notice(session, told[0], "http://127.0.0.1:8080/", SYSTEM)
    event = OutboxEvent(name="channel.changed", payload={"channel_id": told[0], "count": 1})
    event.store_id, event.id, event.occurred_at = store_id, 1, engine_clock.now()
    notices.DOOR = Outgoing(seconds=0.5)
    with pytest.raises(Refused, match=r"outgoing\.private"):
        send_notice(db, event)


def test_no_transaction_is_open_while_somebody_is_told(
    db: Database, store_id: int, told: tuple[int, str], reader: ToldReader
) -> None:
    """A slow reader holds nobody up: a write goes through while it thinks."""
    reader.answers = [0]
    event = OutboxEvent(name="channel.changed", payload={"channel_id": told[0], "count": 1})
    event.store_id, event.id, event.occurred_at = store_id, 1, engine_clock.now()
    faults: list[Refused] = []

    def send() -> None:
        try:
            send_notice(db, event)
        except Refused as fault:
            faults.append(fault)

    sending = threading.Thread(target=send)
    sending.start()
    until(lambda: reader.told, what="a reader who is being told")
    with db.write(store_id) as session:
        commands.set_channel(session, told[0], others="include", actor=SYSTEM)
    reader.released.set()
    sending.join(20)
    assert [fault.code for fault in faults] in (["outgoing.failed"], ["outgoing.too_slow"])
