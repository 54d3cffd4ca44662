"""The cart as pages and checkout read it: a constant number of queries, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.signing import token_hash
from engine.ordering.models import Cart, CartLine
from engine.ordering.queries.offers import Offer, offers


@dataclass(frozen=True)
class CartLineView:
    """A line as it stands now. ``offer`` is None when the variant no longer exists; amounts in minor units."""

    id: int
    key: str
    position: int
    variant_id: int
    title: str
    quantity: int
    properties: dict[str, Any]
    offer: Offer | None
    seen_minor: int
    """Unit price as the shopper last acknowledged it."""
    problem: Refused | None
    """Why it cannot be bought as it is; its ``code`` is a locale key."""
    notice: Refused | None
    """What changed since the shopper last looked, such as the price."""

    @property
    def is_buyable(self) -> bool:
        """Whether it can be bought, perhaps in a smaller quantity."""
        return self.offer is not None and self.offer.is_sold

    @property
    def unit_minor(self) -> int:
        """The unit price now; of a vanished variant, the last one known."""
        return self.offer.unit_minor if self.offer else self.seen_minor

    @property
    def total_minor(self) -> int:
        """What the line adds to the subtotal: nothing when it cannot be bought."""
        return self.unit_minor * self.quantity if self.is_buyable else 0


@dataclass(frozen=True)
class PartnerShare:
    """The part of a cart that one brand will send."""

    partner_id: int
    name: str
    lines: tuple[CartLineView, ...]
    subtotal_minor: int


@dataclass(frozen=True)
class CartView:
    """A cart read for showing. An unknown or completed cart reads as an empty one."""

    id: int | None
    currency: str
    lines: tuple[CartLineView, ...] = ()
    note: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def item_count(self) -> int:
        """Units in the cart, those that cannot be bought left out."""
        return sum(line.quantity for line in self.lines if line.is_buyable)

    @property
    def subtotal_minor(self) -> int:
        """The sum of the lines before delivery."""
        return sum(line.total_minor for line in self.lines)

    @property
    def needs_shipping(self) -> bool:
        """Whether anything in it has to be carried."""
        return any(line.offer.requires_shipping for line in self.lines if line.offer and line.is_buyable)

    @property
    def buyable(self) -> tuple[CartLineView, ...]:
        """The lines that can be bought."""
        return tuple(line for line in self.lines if line.is_buyable)

    @property
    def problems(self) -> tuple[CartLineView, ...]:
        """The lines that stand in the way of paying."""
        return tuple(line for line in self.lines if line.problem)

    def by_partner(self) -> list[PartnerShare]:
        """The buyable lines by brand, in the order in which the brands entered the cart."""
        return by_partner(self.buyable)


def by_partner(lines: Iterable[CartLineView]) -> list[PartnerShare]:
    """Lines grouped by the brand that sends them (order-management seed, FIG. 7)."""
    grouped: dict[int, list[CartLineView]] = {}
    names: dict[int, str] = {}
    for line in lines:
        if line.offer:
            grouped.setdefault(line.offer.partner_id, []).append(line)
            names[line.offer.partner_id] = line.offer.brand_name
    return [
        PartnerShare(partner_id, names[partner_id], tuple(group), sum(line.total_minor for line in group))
        for partner_id, group in grouped.items()
    ]


def live_cart(session: StoreSession, token: str | None) -> Cart | None:
    """The cart of a cookie's token, unless its order was made."""
    if not token or len(token) > 100:
        return None
    return session.scalars(
        select(Cart).where(Cart.token_hash == token_hash(token), Cart.completed_at.is_(None))
    ).first()


def cart_view(session: StoreSession, token: str | None, currency: str) -> CartView:
    """The cart of a cookie's token, read for showing in at most three queries. *currency* is the store's."""
    cart = live_cart(session, token)
    return view_of(session, cart, currency) if cart else CartView(None, currency)


def cart_view_by_id(session: StoreSession, cart_id: int, currency: str) -> CartView:
    """The same by the cart's id, for the checkout."""
    cart = session.find(Cart, cart_id)
    return (
        view_of(session, cart, currency) if cart and cart.completed_at is None else CartView(None, currency)
    )


def cart_count(session: StoreSession, token: str | None) -> int:
    """Units in the cart; one query, for headers."""
    if not token or len(token) > 100:
        return 0
    return int(
        session.scalar(
            select(func.coalesce(func.sum(CartLine.quantity), 0))
            .join(Cart, (Cart.store_id == CartLine.store_id) & (Cart.id == CartLine.cart_id))
            .where(Cart.token_hash == token_hash(token), Cart.completed_at.is_(None))
        )
        or 0
    )


def view_of(session: StoreSession, cart: Cart, currency: str) -> CartView:
    """A cart with what its lines cost and have in stock now."""
    lines = session.scalars(
        select(CartLine).where(CartLine.cart_id == cart.id).order_by(CartLine.position, CartLine.id)
    ).all()
    known = offers(session, (line.variant_id for line in lines))
    wanted = units_by_item(lines, known)
    views = tuple(_line(line, known.get(line.variant_id), wanted) for line in lines)
    return CartView(cart.id, currency, views, cart.note, dict(cart.attributes or {}))


def units_by_item(lines: Sequence[CartLine], known: dict[int, Offer]) -> dict[int, int]:
    """Units wanted per inventory item: several lines and variants may sell the same one."""
    wanted: dict[int, int] = {}
    for line in lines:
        offer = known.get(line.variant_id)
        if offer:
            wanted[offer.item_id] = wanted.get(offer.item_id, 0) + line.quantity
    return wanted


def _line(line: CartLine, offer: Offer | None, wanted: dict[int, int]) -> CartLineView:
    problem = _problem(line, offer, wanted)
    notice = None
    if offer and offer.is_sold and offer.unit_minor != line.unit_minor:
        notice = Refused(
            "cart.price_changed",
            title=offer.name,
            before_minor=line.unit_minor,
            after_minor=offer.unit_minor,
        )
    return CartLineView(
        line.id,
        line.line_key,
        line.position,
        line.variant_id,
        offer.title if offer else line.title,
        line.quantity,
        dict(line.properties or {}),
        offer,
        line.unit_minor,
        problem,
        notice,
    )


def _problem(line: CartLine, offer: Offer | None, wanted: dict[int, int]) -> Refused | None:
    if offer is None:
        return Refused("cart.line_gone", title=line.title)
    if offer.is_shown:
        return Refused("cart.line_in_shop_only", title=offer.name)
    if not offer.is_sold:
        return Refused("cart.line_not_sold", title=offer.name)
    if offer.available is None or wanted[offer.item_id] <= offer.available:
        return None
    if offer.available == 0:
        return Refused("cart.sold_out", title=offer.name)
    return Refused("cart.not_enough", title=offer.name, count=offer.available)
