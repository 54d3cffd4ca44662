"""Products that go with another one: what the merchant linked, then what the catalogue's rule finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from engine.base.errors import Refused
from engine.catalogue.queries import complementary_products, related_products

from .visit import Visit

if TYPE_CHECKING:
    from .drops.front import Front
    from .drops.product import ProductDrop

Intent = Literal["related", "complementary"]
INTENTS: tuple[Intent, ...] = ("related", "complementary")
MOST = 10


def asked_for(visit: Visit) -> tuple[int, int, Intent]:
    """(product, limit, intent) of an address. Raises Refused for a product or an intent that is none."""
    number = visit.parameters.get("product_id", "").strip()
    if not number.isascii() or not number.isdigit() or len(number) > 16:
        raise Refused("search.product_missing", field="product_id")
    intent = visit.parameters.get("intent", "") or "related"
    if intent not in INTENTS:
        raise Refused("search.unknown_value", field="intent", value=intent[:40], allowed=", ".join(INTENTS))
    return int(number), visit.whole("limit", MOST, most=MOST), intent


def goes_with(front: Front, product_id: int, limit: int, intent: Intent) -> list[ProductDrop] | None:
    """Up to *limit* products that shoppers may see; None when the product itself is none of them. Three queries."""
    products = front.loading.products
    if not products.by_ids([product_id]):
        return None
    session = front.loading.session
    front.loading.notes.cannot_keep()
    find: Any = related_products if intent == "related" else complementary_products
    return [front.product(record) for record in products.by_ids(find(session, product_id, limit))]
