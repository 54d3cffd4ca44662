"""Why an item is not in a channel's list, or only shown there. One pure decision, so that every list says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.inventory.offered import FOR_SALE, NOT_LISTED, VIEW_ONLY


@dataclass(frozen=True)
class Offer:
    """An item's designation in a channel. ``state`` holds now; it is less than ``chosen`` where fewer than ``floor`` are
    left in the shops."""

    chosen: str = NOT_LISTED
    state: str = NOT_LISTED
    floor: int | None = None


@dataclass(frozen=True)
class Seller:
    """What there is to know of a product that sells the item. ``status``: active, draft or archived."""

    status: str
    published_at: datetime | None


@dataclass(frozen=True)
class Reason:
    """``code``: channel_closed, no_variant, not_designated, draft, archived, unpublished or scheduled (absent from the list);
    view_only or floor (in it, but not for sale). ``at``: when it appears. ``left``: units left in the shops."""

    code: str
    at: datetime | None = None
    left: int | None = None
    floor: int | None = None

    @property
    def is_absent(self) -> bool:
        """Whether the item is missing; else it is listed, and cannot be bought."""
        return self.code not in ("floor", "view_only")


def absence(
    offer: Offer,
    sellers: Iterable[Seller],
    now: datetime,
    *,
    is_active: bool = True,
    left: int = 0,
) -> list[Reason]:
    """Every reason that keeps an item from being sold in a channel; none when it is for sale there.

    *left*: units left in the shops. An item that several products sell is there as soon as one of them is.
    """
    found = [] if is_active else [Reason("channel_closed")]
    known = list(sellers)
    if not known:
        found.append(Reason("no_variant"))
    if offer.state == NOT_LISTED:
        found.append(Reason("not_designated"))
    if known:
        found += _of_products(known, now)
    if not found and offer.state == VIEW_ONLY:
        ruled = offer.chosen == FOR_SALE
        found.append(Reason("floor", left=left, floor=offer.floor) if ruled else Reason("view_only"))
    return found


def _of_products(known: list[Seller], now: datetime) -> list[Reason]:
    active = [seller for seller in known if seller.status == "active"]
    if not active:
        drafts = any(seller.status == "draft" for seller in known)
        return [Reason("draft" if drafts else "archived")]
    dates = [seller.published_at for seller in active if seller.published_at]
    if not dates:
        return [Reason("unpublished")]
    return [] if min(dates) <= now else [Reason("scheduled", at=min(dates))]
