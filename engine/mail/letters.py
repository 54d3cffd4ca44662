"""Letters to shoppers about their orders (``ordering.ports.letters``). Words stand in locales/, forms in templates/."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from engine.base.db import StoreSession
from engine.base.money import format_money
from engine.base.origins import Addresses
from engine.base.texts import Texts
from engine.mail.commands import write_mail
from engine.ordering.models import BrandOrder, CustomerOrder, Fulfilment, OrderLine, Refund
from engine.ordering.queries import OrderDetail, order_detail
from engine.ordering.rules.contact import address_lines
from engine.stores.queries import load_store

HERE = Path(__file__).parent
TEXTS = Texts(HERE / "locales")
PREVIEW_LENGTH = 140


class Letters:
    """*addresses* gives the addresses of the store at a host."""

    def __init__(self, addresses: Callable[[str], Addresses]) -> None:
        self._addresses = addresses

    def order_placed(self, session: StoreSession, order_id: int) -> None:
        """The confirmation: everything bought, by brand, and where to follow it."""
        detail = order_detail(session, order_id)
        waiting = [payment.summary for payment in detail.payments if payment.state == "awaiting_transfer"]
        kind = f"confirmation_{waiting[0]}" if waiting and waiting[0] in ("transfer", "at_pickup") else None
        self._write(session, detail, "confirmation", f"order_confirmation:{order_id}", note=kind)

    def fulfilled(self, session: StoreSession, fulfilment_id: int) -> None:
        """A parcel left, or an order can be collected: what is in it and how to follow it."""
        fulfilment = session.need(Fulfilment, fulfilment_id)
        order_id = _order_of_brand_order(session, fulfilment.brand_order_id)
        detail = order_detail(session, order_id)
        for part in detail.brand_orders:
            for one in part.fulfilments:
                if one.fulfilment.id == fulfilment_id:
                    kind = "handed_over" if detail.order.delivery_kind == "pickup" else "shipped"
                    self._write(
                        session,
                        detail,
                        kind,
                        f"fulfilment:{fulfilment_id}",
                        groups=[_group(detail, part.partner.name, one.lines)],
                        tracking=fulfilment,
                        brand=part.partner.name,
                    )

    def refunded(self, session: StoreSession, refund_id: int) -> None:
        """Money is on its way back."""
        refund = session.need(Refund, refund_id)
        detail = order_detail(session, refund.customer_order_id)
        amount = format_money(refund.amount_minor, refund.currency, detail.order.locale)
        self._write(session, detail, "refunded", f"refund:{refund_id}", groups=[], amount=amount)

    def cancelled(self, session: StoreSession, order_id: int, reason: str | None) -> None:
        """Some or all of an order will not come."""
        detail = order_detail(session, order_id)
        gone = sum(line.line.cancelled_quantity for part in detail.brand_orders for line in part.lines)
        whole = detail.order.fulfilment_state == "cancelled"
        groups = [
            _group(
                detail,
                part.partner.name,
                [
                    (line.line, line.line.cancelled_quantity)
                    for line in part.lines
                    if line.line.cancelled_quantity
                ],
            )
            for part in detail.brand_orders
            if any(line.line.cancelled_quantity for line in part.lines)
        ]
        kind = "cancelled" if whole else "part_cancelled"
        note = "cancelled_refund" if detail.captured_minor else None
        self._write(
            session, detail, kind, f"cancellation:{order_id}:{gone}", groups=groups, note=note, reason=reason
        )

    def payment_received(self, session: StoreSession, order_id: int) -> None:
        """The transfer arrived."""
        detail = order_detail(session, order_id)
        self._write(session, detail, "payment_received", f"payment_received:{order_id}", groups=[])

    def _write(
        self,
        session: StoreSession,
        detail: OrderDetail,
        kind: str,
        unique_key: str,
        *,
        groups: list[dict[str, Any]] | None = None,
        note: str | None = None,
        tracking: Fulfilment | None = None,
        brand: str = "",
        amount: str = "",
        reason: str | None = None,
    ) -> None:
        order, store = detail.order, load_store(session, session.store)
        locale = order.locale
        details = store.row.transfer_details
        values = {
            "store": store.name,
            "number": order.number,
            "brand": brand,
            "amount": amount,
            "total": _money(order, order.total_minor),
            "name": order.customer_name.split(" ")[0],
        }

        def say(key: str, **more: Any) -> str:
            return TEXTS.get(key, locale, **values, **more)

        has_own = kind == "confirmation" and order.delivery_kind == "pickup"
        lead = say(f"{kind}.lead_pickup" if has_own else f"{kind}.lead", count=len(detail.brand_orders))
        if note == "confirmation_transfer":
            closing = say("note.transfer" if details else "note.transfer_later")
        else:
            closing = say(f"note.{note.removeprefix('confirmation_')}") if note else ""
        context = {
            "locale": locale,
            "store": store.name,
            "title": say(f"{kind}.title"),
            "lead": lead,
            "preview": lead[:PREVIEW_LENGTH],
            "note": closing,
            "transfer_details": (details or "").splitlines() if note == "confirmation_transfer" else [],
            "reason": say("reason", reason=reason) if reason else "",
            "groups": _groups(detail) if groups is None else groups,
            "totals": _totals(order, say) if groups is None else [],
            "delivery": _delivery(order, say) if groups is None else None,
            "tracking": _tracking(tracking, say) if tracking else None,
            "button": say("button"),
            "url": self._addresses(store.host).url(f"/orders/{order.status_token}", "checkout"),
            "footer": say("footer"),
            "shop_url": self._addresses(store.host).base(),
            "contact": store.row.email or "",
            "contact_words": say("contact") if store.row.email else "",
            "quantity_word": say("quantity"),
        }
        write_mail(
            session,
            unique_key=unique_key,
            kind=kind,
            recipient=order.email,
            subject=" ".join(say(f"{kind}.subject").split()),
            text=rendered("order.txt", context),
            markup=rendered("order.html", context),
            order_id=order.id,
        )


def rendered(name: str, context: dict[str, Any]) -> str:
    """A letter's text or markup from its form in ``templates/``."""
    text: str = (
        _environment(autoescape=name.endswith(".html")).get_template(f"{name}.liquid").render(**context)
    )
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


@cache
def _environment(*, autoescape: bool) -> Any:
    from liquid import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=autoescape)


def _money(order: CustomerOrder, minor: int) -> str:
    return format_money(minor, order.currency, order.locale)


def _groups(detail: OrderDetail) -> list[dict[str, Any]]:
    return [
        _group(detail, part.partner.name, [(line.line, line.line.quantity) for line in part.lines])
        for part in detail.brand_orders
    ]


def _group(detail: OrderDetail, brand: str, lines: Iterable[tuple[OrderLine, int]]) -> dict[str, Any]:
    order = detail.order
    return {
        "brand": brand,
        "lines": [
            {
                "title": line.title,
                "variant": line.variant_title or "",
                "quantity": units,
                "total": _money(order, line.total_minor * units // line.quantity),
            }
            for line, units in lines
        ],
    }


def _totals(order: CustomerOrder, say: Callable[..., str]) -> list[dict[str, Any]]:
    free = say("totals.free")
    rows = [
        (say("totals.subtotal"), _money(order, order.subtotal_minor), False),
        (order.delivery_name, _money(order, order.delivery_minor) if order.delivery_minor else free, False),
    ]
    if order.discount_minor:
        rows.insert(1, (say("totals.discount"), _money(order, -order.discount_minor), False))
    if order.tax_minor and not order.tax_included:
        rows.append((say("totals.tax"), _money(order, order.tax_minor), False))
    rows.append((say("totals.total"), _money(order, order.total_minor), True))
    if order.tax_minor and order.tax_included:
        rows.append((say("totals.tax_included"), _money(order, order.tax_minor), False))
    return [{"label": label, "amount": amount, "strong": strong} for label, amount, strong in rows if label]


def _delivery(order: CustomerOrder, say: Callable[..., str]) -> dict[str, Any] | None:
    if order.delivery_kind == "none":
        return None
    place = (order.delivery_detail or {}).get("location") or {}
    if order.delivery_kind == "pickup":
        where = [str(place.get("name") or ""), *address_lines(place.get("address"), order.locale)]
        title = say("delivery.pickup")
    else:
        where, title = address_lines(order.shipping_address, order.locale), say("delivery.ship")
    promise = (order.delivery_detail or {}).get("promise") or ""
    return {"title": title, "lines": [line for line in where if line], "promise": promise}


def _tracking(fulfilment: Fulfilment, say: Callable[..., str]) -> dict[str, Any] | None:
    if not (fulfilment.tracking_number or fulfilment.tracking_url):
        return None
    carrier = fulfilment.carrier or say("tracking.carrier")
    return {
        "title": say("tracking.title"),
        "words": f"{carrier} · {fulfilment.tracking_number}" if fulfilment.tracking_number else carrier,
        "url": fulfilment.tracking_url or "",
        "link": say("tracking.link"),
    }


def _order_of_brand_order(session: StoreSession, brand_order_id: int) -> int:
    return session.need(BrandOrder, brand_order_id).customer_order_id
