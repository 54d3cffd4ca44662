"""Money that comes by itself: a bank transfer, or paid when the order is collected. A person marks it as paid."""

from __future__ import annotations

from collections.abc import Mapping

from engine.ordering.ports import Outcome, PaymentOption, PaymentRequest, PreparedMethod

TRANSFER, AT_PICKUP = "transfer", "at_pickup"


class ManualGateway:
    """Nothing outside is called: every answer is known."""

    name = "manual"

    def options(self, delivery_kind: str | None) -> list[PaymentOption]:
        """Transfer always; paying at pick-up when the order is collected."""
        found = [PaymentOption(self.name, TRANSFER)]
        return [PaymentOption(self.name, AT_PICKUP), *found] if delivery_kind == "pickup" else found

    def prepare(self, option: str, form: Mapping[str, str]) -> PreparedMethod:
        """Nothing is typed."""
        return PreparedMethod(option, "", option)

    def authorise(self, request: PaymentRequest) -> Outcome:
        """The order is taken, the money awaited."""
        return Outcome("pending", reference=request.key, summary=request.method.get("option"))

    def capture(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """A person saw the money."""
        return Outcome("captured", reference=reference)

    def void(self, store_id: int, key: str, reference: str) -> Outcome:
        """It is no longer awaited."""
        return Outcome("voided", reference=reference)

    def refund(self, store_id: int, key: str, reference: str, amount_minor: int) -> Outcome:
        """A person sends it back."""
        return Outcome("refunded", reference=key)

    def lookup(self, store_id: int, key: str) -> Outcome | None:
        """It was taken the moment it was asked for."""
        return Outcome("pending", reference=key)

    def lookup_refund(self, store_id: int, key: str) -> Outcome | None:
        """A person sends it back."""
        return Outcome("refunded", reference=key)
