"""An order's story in words."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.words import money, t, t_or
from engine.ordering.queries import OrderDetail


def told(event: Any, detail: OrderDetail) -> str:
    """One line of the timeline."""
    brand = next((b for b in detail.brand_orders if b.brand_order.id == event.brand_order_id), None)
    said: dict[str, Any] = event.detail or {}
    values = {
        "brand": brand.partner.name if brand else g.store.name,
        "units": said.get("units", ""),
        "amount": money(int(said.get("amount_minor") or 0), detail.order.currency),
        "till": said.get("till", ""),
        "staff": said.get("staff", ""),
    }
    return t_or(f"timeline.{event.verb}", event.verb.replace("_", " ").capitalize(), **values)


def account_name(detail: OrderDetail) -> Any:
    """Names of ledger accounts: ``sales:7`` is the brand's."""
    brands = {str(b.partner.id): b.partner.name for b in detail.brand_orders}

    def name(account: str) -> str:
        kind, _, rest = account.partition(":")
        if kind == "sales":
            return t("ledger.account.sales", name=brands.get(rest, rest))
        if kind == "gateway":
            return t("ledger.account.gateway", name=t_or(f"gateways.{rest}.name", rest))
        return t_or(f"ledger.account.{kind}", account)

    return name


def status_url(order: Any) -> str:
    """The page that the shopper follows the order on."""
    return str(g.addresses.url(f"/orders/{order.status_token}", "checkout"))
