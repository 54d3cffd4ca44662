"""The test gateway: an offline twin of a card gateway. It takes no money and needs no account.

What it remembers stands in tables of its own, written in transactions of its own, as an outside service would. The card
number says how it behaves; for tests of failures it can be told to misbehave (``Misbehaviour``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.signing import new_token
from engine.ordering.ports import UNKNOWN, Outcome, PaymentOption, PaymentRequest, PreparedMethod
from engine.providers.models import TestGatewayPayment, TestGatewayRefund
from engine.providers.payments.cards import card_of

DECLINES = {
    "4000000000000002": "generic",
    "4000000000009995": "insufficient_funds",
    "4000000000009987": "lost_card",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
    "4000000000000119": "processing_error",
}
"""Card numbers that are refused, and why."""
SECOND_STEP = frozenset({"4000002500003155", "4000002760003184"})
"""Card numbers whose bank asks again."""
APPROVED = "4242424242424242"


class Misbehaviour:
    """What goes wrong next, for tests: ``after_accepting``: the payment is taken, the answer lost. ``before_accepting``:
    nothing arrives. Each call uses one of them up; ``calls`` counts what did arrive."""

    def __init__(self) -> None:
        self.queue: list[str] = []
        self.calls = 0

    def next(self) -> str | None:
        """What this call suffers, if anything."""
        return self.queue.pop(0) if self.queue else None


class TestGateway:
    """Cards, offline."""

    __test__ = False  # not a test class, in spite of its name
    name = "test"

    def __init__(self, db: Database) -> None:
        self.db = db
        self.misbehave = Misbehaviour()

    def options(self, delivery_kind: str | None) -> list[PaymentOption]:
        """A card, always."""
        return [PaymentOption(self.name, "card", has_card_fields=True)]

    def prepare(self, option: str, form: Mapping[str, str]) -> PreparedMethod:
        """Check the card and turn it into a token that says how it will behave. Raises Invalid."""
        card = card_of(form)
        if card.digits in DECLINES:
            behaviour = f"decline.{DECLINES[card.digits]}"
        else:
            behaviour = "second_step" if card.digits in SECOND_STEP else "approve"
        return PreparedMethod("card", f"tok.{card.last4}.{behaviour}", f"{card.brand} ·· {card.last4}")

    def authorise(self, request: PaymentRequest) -> Outcome:
        """Take the payment of a key once; asked again, it answers as before."""
        trouble = self.misbehave.next()
        if trouble == "before_accepting":
            return UNKNOWN
        self.misbehave.calls += 1
        with self.db.write(request.store_id) as session:
            row = _payment(session, request.key) or self._take(session, request)
            outcome = _outcome(row, request.return_url)
        return UNKNOWN if trouble == "after_accepting" else outcome

    def capture(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """Take the money of an authorised payment, at most what was authorised."""
        if self.misbehave.next() == "before_accepting":
            return UNKNOWN
        with self.db.write(store_id) as session:
            row = _locked(session, key)
            if row is None or row.state not in ("authorised", "captured") or amount_minor > row.amount_minor:
                return Outcome("declined", reference, code="not_capturable")
            row.state, row.captured_minor = "captured", amount_minor
        return Outcome("captured", reference)

    def void(self, store_id: int, key: str, reference: str) -> Outcome:
        """Undo a payment altogether."""
        if self.misbehave.next() == "before_accepting":
            return UNKNOWN
        with self.db.write(store_id) as session:
            row = _locked(session, key)
            if row is not None and row.state != "declined":
                row.state, row.refunded_minor = "voided", row.captured_minor
        return Outcome("voided", reference)

    def refund(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """Give back part of what was captured, once per key; never more than that."""
        trouble = self.misbehave.next()
        if trouble == "before_accepting":
            return UNKNOWN
        with self.db.write(store_id) as session:
            outcome = self._give_back(session, key, reference, amount_minor)
        return UNKNOWN if trouble == "after_accepting" else outcome

    def lookup(self, store_id: int, key: str) -> Outcome | None:
        """What became of a key."""
        with self.db.read(store_id) as session:
            row = _payment(session, key)
            return _outcome(row, "") if row else None

    def lookup_refund(self, store_id: int, key: str) -> Outcome | None:
        """What became of a refund's key."""
        with self.db.read(store_id) as session:
            row = session.scalars(
                select(TestGatewayRefund).where(TestGatewayRefund.request_key == key)
            ).first()
            return Outcome("refunded", row.reference) if row else None

    def answer_second_step(self, store_id: int, reference: str, *, approve: bool) -> str | None:
        """The shopper's answer on the bank's page. Returns our key of the payment; None for an unknown reference."""
        with self.db.write(store_id) as session:
            row = session.scalars(
                select(TestGatewayPayment).where(TestGatewayPayment.reference == reference).with_for_update()
            ).first()
            if row is None:
                return None
            if row.state == "requires_action":
                row.state = "authorised" if approve else "declined"
                row.decline_code = None if approve else "second_step_failed"
            return row.request_key

    def waiting_payment(self, store_id: int, reference: str) -> TestGatewayPayment | None:
        """The payment that the bank's page is about."""
        with self.db.read(store_id) as session:
            return session.scalars(
                select(TestGatewayPayment).where(TestGatewayPayment.reference == reference)
            ).first()

    def _take(self, session: StoreSession, request: PaymentRequest) -> TestGatewayPayment:
        _, last4, behaviour, *why = [*str(request.method.get("token", "")).split("."), "", "", ""][:4]
        state = {"approve": "authorised", "second_step": "requires_action"}.get(behaviour, "declined")
        row = TestGatewayPayment(
            request_key=request.key,
            reference=f"test_{new_token()}",
            amount_minor=request.amount_minor,
            currency=request.currency,
            state=state,
            decline_code=(why[0] or "generic") if state == "declined" else None,
            last4=last4 or None,
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        return row

    def _give_back(self, session: StoreSession, key: str, reference: str, amount_minor: int) -> Outcome:
        payment = session.scalars(
            select(TestGatewayPayment).where(TestGatewayPayment.reference == reference).with_for_update()
        ).first()
        before = session.scalars(
            select(TestGatewayRefund).where(TestGatewayRefund.request_key == key)
        ).first()
        if before is not None:
            return Outcome("refunded", before.reference)
        if payment is None or payment.refunded_minor + amount_minor > payment.captured_minor:
            return Outcome("declined", reference, code="refund_above_captured")
        row = TestGatewayRefund(
            request_key=key,
            payment_reference=reference,
            reference=f"test_re_{new_token()}",
            amount_minor=amount_minor,
            created_at=clock.now(),
        )
        session.add(row)
        session.execute(
            update(TestGatewayPayment)
            .where(TestGatewayPayment.store_id == session.store, TestGatewayPayment.id == payment.id)
            .values(refunded_minor=TestGatewayPayment.refunded_minor + amount_minor)
        )
        return Outcome("refunded", row.reference)


def _payment(session: StoreSession, key: str) -> TestGatewayPayment | None:
    return session.scalars(select(TestGatewayPayment).where(TestGatewayPayment.request_key == key)).first()


def _locked(session: StoreSession, key: str) -> TestGatewayPayment | None:
    return session.scalars(
        select(TestGatewayPayment).where(TestGatewayPayment.request_key == key).with_for_update()
    ).first()


def _outcome(row: TestGatewayPayment, _return_url: str) -> Outcome:
    status: Any = row.state
    url = f"/test-bank/{row.reference}" if row.state == "requires_action" else None
    return Outcome(status, row.reference, url, row.decline_code)
