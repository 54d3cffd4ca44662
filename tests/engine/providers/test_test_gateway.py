"""The test gateway behaves as a gateway does: one key, one payment; never more back than came; cards that fail as they should."""

from __future__ import annotations

import pytest

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Invalid
from engine.ordering.ports import PaymentRequest
from engine.providers.payments.manual import ManualGateway
from engine.providers.payments.test import DECLINES, TestGateway
from tests.factories.orders import CARD


@pytest.fixture
def gateway(db: Database, store_id: int, clock: FixedClock) -> TestGateway:
    return TestGateway(db)


def _request(
    gateway: TestGateway, store_id: int, number: str = CARD["card_number"], key: str = "k1"
) -> PaymentRequest:
    method = gateway.prepare("card", CARD | {"card_number": number}).as_dict()
    return PaymentRequest(store_id, key, 5000, "EUR", method)


def test_one_key_is_one_payment(gateway: TestGateway, store_id: int) -> None:
    first = gateway.authorise(_request(gateway, store_id))
    again = gateway.authorise(_request(gateway, store_id))
    assert first.status == "authorised" and again.reference == first.reference
    assert gateway.lookup(store_id, "k1") == again
    assert gateway.lookup(store_id, "never") is None


@pytest.mark.parametrize(("number", "why"), DECLINES.items())
def test_cards_are_declined_for_their_reason(
    gateway: TestGateway, store_id: int, number: str, why: str
) -> None:
    outcome = gateway.authorise(_request(gateway, store_id, number))
    assert (outcome.status, outcome.code) == ("declined", why)


def test_never_more_goes_back_than_came(gateway: TestGateway, store_id: int) -> None:
    reference = gateway.authorise(_request(gateway, store_id)).reference or ""
    assert gateway.refund(store_id, "r0", reference, 1).status == "declined"
    assert gateway.capture(store_id, "k1", reference, 5001).status == "declined"
    assert gateway.capture(store_id, "k1", reference, 5000).status == "captured"
    assert gateway.refund(store_id, "r1", reference, 3000) == gateway.refund(store_id, "r1", reference, 3000)
    assert gateway.refund(store_id, "r2", reference, 2001).status == "declined"
    assert gateway.refund(store_id, "r3", reference, 2000).status == "refunded"
    assert gateway.lookup_refund(store_id, "r2") is None


def test_the_second_step_is_answered_once(gateway: TestGateway, store_id: int) -> None:
    outcome = gateway.authorise(_request(gateway, store_id, "4000002500003155"))
    reference = outcome.reference or ""
    assert outcome.url == f"/test-bank/{reference}"
    assert gateway.answer_second_step(store_id, reference, approve=False) == "k1"
    gateway.answer_second_step(store_id, reference, approve=True)
    assert (found := gateway.lookup(store_id, "k1")) and found.status == "declined"
    assert gateway.answer_second_step(store_id, "unknown", approve=True) is None


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"card_number": ""}, {"card_number"}),
        ({"card_number": "4242 4242 4242 4241"}, {"card_number"}),
        ({"card_number": "<script>"}, {"card_number"}),
        ({"card_expiry": "13/39"}, {"card_expiry"}),
        ({"card_expiry": "12/25"}, {"card_expiry"}),
        ({"card_expiry": "soon"}, {"card_expiry"}),
        ({"card_cvc": "12"}, {"card_cvc"}),
        ({"card_name": " "}, {"card_name"}),
        ({"card_number": "1", "card_cvc": "x"}, {"card_number", "card_cvc"}),
    ],
)
def test_what_cannot_be_a_card_is_refused_before_anything_is_asked(
    gateway: TestGateway, typed: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as invalid:
        gateway.prepare("card", CARD | typed)
    assert set(invalid.value.errors) == fields


def test_the_token_holds_no_card_number(gateway: TestGateway) -> None:
    prepared = gateway.prepare("card", CARD)
    assert "42424242" not in str(prepared.as_dict())
    assert prepared.summary == "Visa ·· 4242"


def test_paying_at_pickup_is_offered_for_pickup_only() -> None:
    manual = ManualGateway()
    assert [one.option for one in manual.options("ship")] == ["transfer"]
    assert [one.option for one in manual.options("pickup")] == ["at_pickup", "transfer"]
