"""Money that was taken at a shop's till, for an order that was placed there. No shopper is offered it.

Payments are captured in the till's own transaction (``tills.commands.settle``), so nothing is asked of this gateway until
money goes back: to the card that paid, through the terminal beside its till; what was paid in cash a person hands out.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.base.db import Database
from engine.base.errors import Refused
from engine.ordering.ports import UNKNOWN, Outcome, PaymentOption, PaymentRequest, PreparedMethod
from engine.tills import commands
from engine.tills.models import TillCard

BY_CARD = "card:"
"""How references of payments begin whose money goes back by itself; what follows is the device's id of the payment."""


class TillGateway:
    """*db* is where the terminals' payments are kept."""

    name = "till"

    def __init__(self, db: Database) -> None:
        self.db = db

    def options(self, delivery_kind: str | None) -> list[PaymentOption]:
        """Nothing: staff take it at a till."""
        return []

    def prepare(self, option: str, form: Mapping[str, str]) -> PreparedMethod:
        """Nothing is typed."""
        return PreparedMethod(option, "", option)

    def authorise(self, request: PaymentRequest) -> Outcome:
        """No money comes this way."""
        return Outcome("declined", code="generic")

    def capture(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """It was taken before."""
        return Outcome("captured", reference)

    def void(self, store_id: int, key: str, reference: str) -> Outcome:
        """What was taken at a till is given back, never undone."""
        return UNKNOWN

    def refund(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """To the card that paid, or, of cash, noted for the person who hands it out."""
        if not reference.startswith(BY_CARD):
            commands.refund_in_cash(self.db, store_id, key, amount_minor)
            return Outcome("refunded", reference=key)
        paid_with = reference.removeprefix(BY_CARD)
        try:
            card = commands.refund_to_card(self.db, store_id, key, paid_with, amount_minor, self.name)
        except Refused as refusal:
            return Outcome("declined", code=refusal.code)
        return _outcome(card)

    def lookup(self, store_id: int, key: str) -> Outcome | None:
        """Payments are never asked for here."""
        return None

    def lookup_refund(self, store_id: int, key: str) -> Outcome | None:
        """What the terminal says of a refund to a card."""
        card = commands.card_refund(self.db, store_id, key)
        return _outcome(card) if card else None


def _outcome(card: TillCard) -> Outcome:
    if card.state == "approved":
        return Outcome("refunded", reference=card.reference, summary=card.summary)
    if card.state in ("declined", "cancelled"):
        return Outcome("declined", reference=card.reference, code=card.code)
    return UNKNOWN
