"""Cards: asked once, asked again by our reference while the outcome is unknown, never taken twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Conflict, Refused
from engine.tills import commands, ports
from engine.tills.models import TillCard, TillPayment, TillSale
from engine.tills.terminal import HttpTerminal, NoTerminal
from tests.engine.tills.shop import Shop, open_shop
from tests.engine.tills.terminals import Terminals, running


@pytest.fixture
def terminals() -> Iterator[Terminals]:
    with running() as service:
        ports.terminal.bind(HttpTerminal(service.url, seconds=5))
        yield service
    ports.terminal.bind(NoTerminal())


@pytest.fixture
def shop(db: Database, store_id: int) -> Shop:
    made = open_shop(db, store_id, cup=9)
    with db.write(store_id) as session:
        commands.change_device(session, made.device_id, name="Counter", terminal="counter-1", actor=SYSTEM)
    return made


def take(shop: Shop, made_id: str, amount: int = 1200, **more: int) -> TillCard:
    return commands.take_card(shop.db, shop.store_id, shop.device_id, made_id, amount, "Ida", **more)


def by_card(shop: Shop, made_id: str, amount: int = 1200, **changes: object) -> dict[str, object]:
    return shop.body(("cup", 1), payments=[{"kind": "card", "amount": amount, "card": made_id}], **changes)


def test_a_payment_is_approved_and_pays_one_sale(shop: Shop, terminals: Terminals) -> None:
    made_id = str(uuid.uuid4())
    card = take(shop, made_id)
    assert (card.state, card.reference, card.summary) == ("approved", "T00001", "Visa ·· 4242")
    assert take(shop, made_id).id == card.id and terminals.started == 1
    sale = shop.settle(by_card(shop, made_id)).sale
    assert shop.detail(sale.id).by_card_minor == 1200 and shop.ledger()["gateway:terminal"] == 1200
    with pytest.raises(Refused) as refused:
        shop.settle(by_card(shop, made_id))
    assert refused.value.code == "tills.card_not_approved"
    queued = shop.settle(by_card(shop, made_id), queued=True).sale
    assert {"code": "card_unclear", "amount": 1200} in queued.notes and queued.state == "needs_person"
    assert shop.count(TillPayment) == 2


@pytest.mark.parametrize("trouble", ["before", "after", "odd"])
def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_taken_twice(
    shop: Shop, terminals: Terminals, trouble: str
) -> None:
    terminals.trouble = [trouble]
    made_id = str(uuid.uuid4())
    assert take(shop, made_id).state == "unknown"
    with pytest.raises(Conflict) as refused:
        take(shop, str(uuid.uuid4()))
    assert refused.value.code == "tills.card_waiting"
    assert commands.refresh_card(shop.db, shop.store_id, shop.device_id, made_id).state == "approved"
    assert terminals.started == 1 and shop.count(TillCard) == 1


def test_a_declined_card_sells_nothing_and_another_can_be_tried(shop: Shop, terminals: Terminals) -> None:
    terminals.outcome = "declined"
    made_id = str(uuid.uuid4())
    card = take(shop, made_id)
    assert (card.state, card.code) == ("declined", "insufficient_funds")
    with pytest.raises(Refused):
        shop.settle(by_card(shop, made_id))
    terminals.outcome = "approved"
    assert take(shop, str(uuid.uuid4())).state == "approved"
    assert shop.count(TillSale) == 0


def test_waiting_for_a_card_can_be_cancelled_unless_the_customer_was_quicker(
    shop: Shop, terminals: Terminals
) -> None:
    terminals.outcome = "started"
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    assert take(shop, first).state == "started"
    assert commands.cancel_card(shop.db, shop.store_id, shop.device_id, first).state == "cancelled"
    assert take(shop, second).state == "started"
    terminals.customer("approved")
    assert commands.cancel_card(shop.db, shop.store_id, shop.device_id, second).state == "approved"


def test_money_goes_back_to_the_card_it_came_from_and_never_more(shop: Shop, terminals: Terminals) -> None:
    made_id = str(uuid.uuid4())
    take(shop, made_id)
    sale = shop.settle(by_card(shop, made_id)).sale
    back = take(shop, str(uuid.uuid4()), 500, of_sale=sale.id)
    assert (back.state, back.of_reference) == ("approved", "T00001")
    with pytest.raises(Refused) as refused:
        take(shop, str(uuid.uuid4()), 701, of_sale=sale.id)
    assert refused.value.values == {"left": 700}
    cash = shop.settle(shop.body(("cup", 1))).sale
    with pytest.raises(Refused) as refused:
        take(shop, str(uuid.uuid4()), 100, of_sale=cash.id)
    assert refused.value.code == "tills.not_by_card"


def test_without_a_terminal_nothing_is_begun(shop: Shop) -> None:
    ports.terminal.bind(NoTerminal())
    with pytest.raises(Refused) as refused:
        take(shop, str(uuid.uuid4()))
    assert refused.value.code == "tills.no_terminal" and shop.count(TillCard) == 0


def test_a_service_that_is_not_there_is_an_unknown_outcome(shop: Shop) -> None:
    ports.terminal.bind(HttpTerminal("http://127.0.0.1:9/terminals", seconds=1))
    made_id = str(uuid.uuid4())
    assert take(shop, made_id).state == "unknown"
    assert commands.cancel_card(shop.db, shop.store_id, shop.device_id, made_id).state == "unknown"
    ports.terminal.bind(NoTerminal())
