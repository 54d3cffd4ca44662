"""Letters from the shop's till (``tills.ports.letters``): a receipt, or where to order online what is not sold there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.base.money import format_money
from engine.base.origins import Addresses
from engine.base.signing import new_token
from engine.mail.commands import write_mail
from engine.mail.letters import PREVIEW_LENGTH, TEXTS, rendered
from engine.ordering.queries.offers import offers
from engine.stores.queries import StoreInfo, load_store
from engine.stores.rules import clean_email
from engine.tills.queries import SaleDetail, sale_by_id


class TillLetters:
    """*addresses* gives the addresses of the store at a host."""

    def __init__(self, addresses: Callable[[str], Addresses]) -> None:
        self._addresses = addresses

    def receipt(self, session: StoreSession, sale_id: int, email: str) -> None:
        """What was bought, or given back, and how it was paid. Sent once to an address. Raises Refused, NotFound."""
        detail, store = sale_by_id(session, sale_id), load_store(session, session.store)
        kind = "till_receipt" if detail.sale.kind == "sale" else "till_return"
        address = _address(email)
        values = {"store": store.name, "number": detail.sale.number, "place": detail.location.name}
        shared = {
            "groups": _groups(detail, store),
            "totals": _totals(detail, store),
            "button": TEXTS.get("till.shop", store.locale),
            "url": self._addresses(store.host).base(),
        }
        self._write(session, store, kind, f"{kind}:{sale_id}:{address}", address, values, shared)

    def link(self, session: StoreSession, variant_id: int, email: str) -> None:
        """Where to order online what is not sold here. Raises Refused, NotFound."""
        store, address = load_store(session, session.store), _address(email)
        one = offers(session, [variant_id]).get(variant_id)
        if one is None or not (one.is_sold or one.is_shown):
            raise NotFound("record.not_found", kind="variant", id=variant_id)
        line = {
            "title": one.title,
            "variant": one.variant_title or "",
            "quantity": 1,
            "total": format_money(one.unit_minor, store.currency, store.locale),
        }
        shared = {
            "groups": [{"brand": one.brand_name, "lines": [line]}],
            "totals": [],
            "button": TEXTS.get("till.order", store.locale),
            "url": self._addresses(store.host).url(f"/products/{one.handle}?variant={variant_id}"),
        }
        self._write(
            session, store, "till_link", f"till_link:{new_token()}", address, {"store": store.name}, shared
        )

    def _write(
        self,
        session: StoreSession,
        store: StoreInfo,
        kind: str,
        unique_key: str,
        address: str,
        values: dict[str, Any],
        shared: dict[str, Any],
    ) -> None:
        def say(key: str) -> str:
            return TEXTS.get(key, store.locale, **values)

        lead = say(f"{kind}.lead")
        context = {
            "locale": store.locale,
            "store": store.name,
            "title": say(f"{kind}.title"),
            "lead": lead,
            "preview": lead[:PREVIEW_LENGTH],
            "note": "",
            "reason": "",
            "transfer_details": [],
            "delivery": None,
            "tracking": None,
            "footer": say("footer"),
            "shop_url": self._addresses(store.host).base(),
            "contact": store.row.email or "",
            "contact_words": say("contact") if store.row.email else "",
            "quantity_word": say("quantity"),
            **shared,
        }
        write_mail(
            session,
            unique_key=unique_key,
            kind=kind,
            recipient=address,
            subject=" ".join(say(f"{kind}.subject").split()),
            text=rendered("order.txt", context),
            markup=rendered("order.html", context),
        )


def _address(email: str) -> str:
    address = clean_email(email)
    if address is None:
        raise Refused("tills.email", field="email")
    return address


def _groups(detail: SaleDetail, store: StoreInfo) -> list[dict[str, Any]]:
    """What was taken along, and the order that was paid with it; the order has a letter of its own."""
    groups = [{"brand": detail.location.name, "lines": _lines(detail, store)}] if detail.lines else []
    if detail.order is not None:
        line = {
            "title": TEXTS.get("till.ordered", store.locale, number=detail.order.number),
            "variant": detail.order.delivery_name,
            "quantity": 1,
            "total": format_money(detail.order.total_minor, detail.sale.currency, store.locale),
        }
        groups.append({"brand": store.name, "lines": [line]})
    return groups


def _lines(detail: SaleDetail, store: StoreInfo) -> list[dict[str, Any]]:
    return [
        {
            "title": line.title,
            "variant": line.variant_title or "",
            "quantity": abs(line.quantity),
            "total": format_money(line.total_minor, detail.sale.currency, store.locale),
        }
        for line in detail.lines
    ]


def _totals(detail: SaleDetail, store: StoreInfo) -> list[dict[str, Any]]:
    sale, locale = detail.sale, store.locale

    def row(label: str, minor: int, *, strong: bool = False) -> dict[str, Any]:
        return {"label": label, "amount": format_money(minor, sale.currency, locale), "strong": strong}

    rows = []
    if sale.discount_minor:
        rows.append(row(TEXTS.get("totals.discount", locale), -sale.discount_minor))
    ordered = detail.ordered.total_minor if detail.ordered else 0
    rows.append(row(TEXTS.get("totals.total", locale), sale.total_minor + ordered, strong=True))
    if sale.tax_minor:
        key = "totals.tax_included" if sale.tax_included else "totals.tax"
        rows.append(row(TEXTS.get(key, locale), sale.tax_minor))
    for payment, card in detail.payments:
        back = "back_" if payment.amount_minor < 0 else ""
        label = TEXTS.get(f"till.{back}{payment.kind}", locale)
        if card is not None and card.summary:
            label = f"{label}, {card.summary}"
        rows.append(row(label, abs(payment.amount_minor)))
        change = payment.given_minor - payment.amount_minor
        if payment.kind == "cash" and payment.amount_minor > 0 and change > 0:
            rows.append(row(TEXTS.get("till.change", locale), change))
    return rows
