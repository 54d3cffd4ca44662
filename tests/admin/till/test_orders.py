"""Orders taken at the till, over HTTP: who may, what is told, and what is refused with the field it is about."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.inventory import commands as inventory
from engine.inventory.commands.holds import reserve
from engine.mail.models import OutgoingMail
from engine.stores.commands import NewStore
from engine.tills import commands
from engine.tills.models import TillCard, TillOrder, TillSale
from tests.admin.conftest import Desk
from tests.admin.till.counter import Counter, counter_at
from tests.engine.tills.ordered import SHIP, Taken, open_taken
from tests.support.serving import HostClient


@pytest.fixture
def taken(db: Database, app: object, store: NewStore) -> Taken:
    """Bowls are not for sale in the shop."""
    found = open_taken(db, store.id, cup=5, bowl=3)
    with db.write(store.id) as session:
        inventory.designate(
            session, [found.shop.items["bowl"]], {found.shop.channel_id: "not_listed"}, SYSTEM
        )
    return found


@pytest.fixture
def counter(taken: Taken, store: NewStore, client_at: Callable[[str], HostClient]) -> Counter:
    """Paired, and Ida has entered her PIN."""
    found = counter_at(client_at, store.host, taken.shop).pair()
    assert found.enter().status_code == 200
    return found


def made() -> str:
    return str(uuid.uuid4())


def prepared(counter: Counter, taken: Taken, made_id: str, **changes: Any) -> dict[str, Any]:
    answer = counter.send(f"/orders/{made_id}", taken.body(("bowl", 1), **changes))
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def test_an_order_is_quoted_filled_in_and_paid_with_the_sale(
    counter: Counter, taken: Taken, desk: Desk
) -> None:
    made_id = made()
    quote = prepared(counter, taken, made_id, quote=True, countries=True, email="")
    assert quote["seen"] is None and quote["total"] == 1550 + SHIP
    assert quote["countries"] == [{"code": "DE", "name": "Germany"}] and quote["country"] == "DE"
    assert quote["postcodes"] == ["DE"]
    assert quote["ways"] == [{"id": taken.ship, "name": "Standard", "price": SHIP, "promise": ""}]
    told = prepared(counter, taken, made_id)
    assert told["seen"] and told["where"] == ["Ada Lovelace", "Torstraße 1", "10115 Berlin", "Germany"]
    assert (told["goods"], told["delivery"], told["total"]) == (1550, SHIP, 1550 + SHIP)
    sale = taken.shop.body(("cup", 1))
    sale |= {"order": {"id": made_id, "seen": told["seen"], "total": told["total"]}}
    sale |= {"total": 1200 + told["total"], "payments": [{"kind": "cash", "amount": 1200 + told["total"]}]}
    answer = counter.sell(sale)
    assert answer.status_code == 200, answer.json
    order = answer.json["order"]
    assert (order["email"], order["total"], order["delivery"]) == ("ada@example.com", 1550 + SHIP, SHIP)
    assert order["where"][0] == "Ada Lovelace" and counter.sell(sale).json["order"] == order
    assert counter.get(f"/sales?number={answer.json['number']}").json["order"] == order["number"]
    assert counter.send("/letters", {"sale": sale["id"], "email": "ada@example.com"}).status_code == 200
    with taken.shop.db.read(taken.shop.store_id) as session:
        letters = {mail.unique_key.partition(":")[0]: mail for mail in session.scalars(select(OutgoingMail))}
    assert f"#{order['number']}" in letters["till_receipt"].body_text
    assert len(letters) == 2 and {mail.recipient for mail in letters.values()} == {"ada@example.com"}

    listed, shown = desk.get("/orders").text, taken.orders()[0]
    assert f"#{order['number']}" in listed and "1 · Counter · Ida Quinn" in listed
    page = desk.get(f"/orders/{shown.id}").text
    assert "Taken at till 1 · Counter by Ida Quinn" in page and answer.json["number"] in page
    sale_page = desk.get(f"/tills/sales/{answer.json['sale']}").text
    assert f'href="/orders/{shown.id}"' in sale_page and f"#{order['number']}" in sale_page


def test_to_this_shop_by_name(counter: Counter, taken: Taken) -> None:
    told = prepared(counter, taken, made(), to="shop")
    assert (told["where"], told["way_name"], told["total"]) == (["Harbour Street"], "Collect", 1550)


def test_each_fault_is_told_at_its_field(counter: Counter, taken: Taken) -> None:
    def refused(**changes: Any) -> tuple[int, dict[str, Any]]:
        answer = counter.send(f"/orders/{made()}", taken.body(("bowl", 1), **changes))
        return answer.status_code, answer.json

    status, told = refused(email="ada", postcode="", name="")
    assert status == 422 and set(told["values"]["errors"]) == {"email", "postcode", "name"}
    assert "name@example.com" in told["message"]
    status, told = refused(country="US", postcode="10001")
    assert status == 422 and set(told["values"]["errors"]) == {"country"}
    status, told = refused(lines=[{"variant": taken.shop.variants["bowl"], "quantity": 9}])
    assert status == 422 and "Only 3 left of bowl" in told["message"]
    status, told = refused(lines=[{"variant": 7, "quantity": 1}])
    assert (status, told["values"]["field"]) == (404, "lines[1]")
    status, told = refused(to="moon")
    assert (status, told["values"]["field"]) == (422, "to")
    assert counter.send("/orders/x", taken.body(("bowl", 1))).status_code == 422
    assert taken.shop.count(TillOrder) == 0


def test_goods_are_held_and_let_go(counter: Counter, taken: Taken) -> None:
    made_id = made()
    told = prepared(counter, taken, made_id)
    seen = {"seen": told["seen"], "total": told["total"]}
    assert counter.send(f"/orders/{made_id}/hold", seen).json == {"held": True}
    assert counter.send(f"/orders/{made_id}/hold", seen | {"total": 1}).status_code == 409
    assert counter.send(f"/orders/{made()}/hold", seen).status_code == 404
    assert counter.send(f"/orders/{made_id}/ending", {"forget": True}).json == {"held": False}
    assert counter.send(f"/orders/{made_id}/hold", seen).status_code == 422
    assert counter.send(f"/orders/{made()}/ending").status_code == 200


def test_what_stands_against_a_sale_has_words_and_books_nothing(counter: Counter, taken: Taken) -> None:
    made_id = made()
    told = prepared(counter, taken, made_id)
    sale = taken.shop.body()
    sale |= {"order": {"id": made_id, "seen": told["seen"], "total": told["total"]}, "total": told["total"]}
    sale["payments"] = [{"kind": "cash", "amount": told["total"]}]
    queued = counter.sell(sale, queued=True)
    assert (queued.status_code, queued.json["code"]) == (422, "tills.order_needs_network")
    assert "give it back" in queued.json["message"]
    prepared(counter, taken, made_id, lines=[{"variant": taken.shop.variants["bowl"], "quantity": 2}])
    changed = counter.sell(sale)
    assert (changed.status_code, changed.json["code"]) == (409, "checkout.changed")
    for wrong in ({"id": "x"}, {"id": made_id, "seen": ""}, {"id": made_id, "seen": "x", "total": -1}, 7):
        answer = counter.sell(sale | {"order": wrong})
        assert answer.status_code == 422 and "order" in answer.json["values"]["field"], wrong
    assert taken.shop.count(TillSale) == 0 and not taken.orders()


def test_what_is_owed_is_told_and_settled_in_the_admin(taken: Taken, desk: Desk) -> None:
    made_id, shop = made(), taken.shop
    quoted = taken.prepare(made_id, taken.body(("bowl", 3)))
    total = quoted.priced.total_minor
    with shop.db.write(shop.store_id) as session:
        card = TillCard(
            made_id=made(), device_id=shop.device_id, kind="payment", state="approved", amount_minor=total,
            currency="EUR", terminal="t", reference="T1", staff_name="Ida", created_at=clock.now(),
        )  # fmt: skip
        session.add(card)
        reserve(session, "checkout", 7, {shop.items["bowl"]: 1}, timedelta(minutes=15))
    sale = shop.settle(taken.sale(made_id, quoted, card=card.made_id), queued=True).sale
    path = f"/tills/sales/{sale.id}"
    page = desk.get(path).text
    assert "the order could not be placed" in page and "€51.40 was paid by card for an order" in page
    assert "needs_person" in desk.get("/tills/sales?state=needs_person").text
    assert "I have looked at it" not in page
    refused = desk.post(f"{path}/inspection")
    assert refused.status_code == 409 and "Money is owed" in refused.text
    assert f"/tills/sales/{sale.id}" in desk.get("/tills/sales?state=needs_person").text
    refused = desk.post(f"{path}/order")
    assert refused.status_code == 422 and "Only 2 left of bowl" in refused.text
    refused = desk.post(f"{path}/repayment", {"way": "card"})
    assert refused.status_code == 422 and "No card terminal" in refused.text
    assert desk.post(f"{path}/repayment", {"way": "hand"}).status_code in (302, 303)
    assert "and was given back" in desk.get(path).text and "till_owed" not in shop.ledger()
    assert desk.post(f"{path}/order").status_code == 409


def test_it_takes_a_paired_till_and_a_pin(counter: Counter, taken: Taken) -> None:
    body, paths = taken.body(("bowl", 1)), ("", "/hold", "/ending")
    made_id = made()
    assert counter.client.post(f"/till/orders/{made_id}", json=body).status_code == 422
    counter.send("/shift/ending")
    assert [counter.send(f"/orders/{made_id}{path}", body).status_code for path in paths] == [403] * 3
    with taken.shop.db.write(taken.shop.store_id) as session:
        commands.revoke(session, taken.shop.device_id, SYSTEM)
    assert [counter.send(f"/orders/{made_id}{path}", body).status_code for path in paths] == [401] * 3
    assert taken.shop.count(TillOrder) == 0


def test_quoting_costs_as_much_for_many_lines_as_for_one(
    db: Database,
    app: object,
    store: NewStore,
    client_at: Callable[[str], HostClient],
    count_queries: Callable[[], Any],
) -> None:
    taken = open_taken(db, store.id, **{f"thing{number}": 2 for number in range(50)})
    counter = counter_at(client_at, store.host, taken.shop).pair()
    counter.enter()
    titles, spent = list(taken.shop.variants), []
    for many in (1, 50):
        body = taken.body(*((title, 1) for title in titles[:many]), quote=True)
        with count_queries() as statements:
            assert counter.send(f"/orders/{made()}", body).status_code == 200
        spent.append(statements.count)
    assert spent[0] == spent[1]
