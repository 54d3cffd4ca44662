"""A channel's list: whole, or what changed since a cursor. Both read the same rows as the shop's own pages.

    page = full_list(session, channel_id)                    # then page.after, until it is None
    told = changes(session, channel_id, page.cursor)         # again while told.more, and later with told.cursor

Whoever puts the entries of the whole list into a dictionary by item, and then of every answer the entries in and the gone
out, has the list as it is. Some changes are told twice; none is left out, in whatever order transactions end.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.inventory.models import Channel
from engine.inventory.queries import ONLINE
from engine.listing.channels import cursors, reads
from engine.listing.channels.cursors import Listing, Mark, ReadAgain, Reading, Unreadable
from engine.listing.channels.records import (
    BUY_IN_SHOP,
    NOT_FOR_SALE_HERE,
    Changes,
    Entry,
    Gone,
    ListedProduct,
    ListedVariant,
    ListPage,
    Picture,
    Place,
    Shop,
    plain_entry,
    plain_gone,
    plain_place,
)
from engine.stores.models import Store

__all__ = [
    "BUY_IN_SHOP",
    "MOST",
    "NOT_FOR_SALE_HERE",
    "Changes",
    "Entry",
    "Gone",
    "ListPage",
    "ListedProduct",
    "ListedVariant",
    "Picture",
    "Place",
    "ReadAgain",
    "Shop",
    "Unreadable",
    "about_how_many",
    "changes",
    "channel_of",
    "entries_of",
    "full_list",
    "plain_entry",
    "plain_gone",
    "plain_place",
]

MOST = 1_000
"""Entries of one answer."""
MARGIN = timedelta(minutes=15)
"""Clocks of servers differ; what was published by date this long before a cursor is told again."""


def full_list(
    session: StoreSession, channel_id: int, after: str | None = None, limit: int = MOST
) -> ListPage:
    """A stretch of the list, by item: at most *limit*, fewer where some are drafts. *after* is what the
    stretch before gave. Seven queries, in a read session.

    Raises NotFound, ``Unreadable`` (400), ``ReadAgain`` (410: begin again), Refused for a limit out of bounds."""
    _check_limit(limit)
    channel, currency = _channel(session, channel_id)
    places = reads.places(session)
    now, _ = cursors.present(session, channel.id, _form(channel, currency, places))
    at = cursors.listing(after, now) if after is not None else Listing(now, 0)
    found = reads.after_item(session, channel, at.item_id, limit + 1)
    more = Listing(at.start, found[limit - 1]).text() if len(found) > limit else None
    rows = reads.these_items(session, channel, found[:limit])
    return ListPage(
        entries=reads.entries(session, channel, rows),
        places=places,
        currency=currency,
        after=more,
        cursor=None if more else Reading(at.start).text(),
    )


def changes(session: StoreSession, channel_id: int, cursor: str, limit: int = MOST) -> Changes:
    """What happened since *cursor*: at most *limit* items. At most ten queries, in a read session.

    Raises NotFound, ``Unreadable`` (400), ``ReadAgain`` (410: read the full list again), Refused for a limit out of bounds."""
    _check_limit(limit)
    channel, currency = _channel(session, channel_id)
    places = reads.places(session)
    now, below = cursors.present(session, channel.id, _form(channel, currency, places))
    at = cursors.reading(session, cursor, now)
    if at.start is None:
        at = Reading(at.since, now)
    item_ids, following = _following(session, at, below, limit)
    rows = reads.these_items(session, channel, item_ids)
    listed = {row.id for row in rows}
    return Changes(
        entries=reads.entries(session, channel, rows),
        gone=reads.absent(session, channel, [item for item in item_ids if item not in listed]),
        places=places,
        currency=currency,
        cursor=(following or Reading(_start(at))).text(),
        more=following is not None,
    )


def entries_of(session: StoreSession, channel_id: int, item_ids: list[int]) -> tuple[Entry, ...]:
    """Those of these items that are in the list, by item; at most MOST. Raises NotFound, Refused."""
    _check_limit(max(1, len(item_ids)))
    channel, _ = _channel(session, channel_id)
    return reads.entries(session, channel, reads.these_items(session, channel, item_ids))


def about_how_many(session: StoreSession, channel_id: int) -> int:
    """How many entries the full list comes to, drafts among them counted too: to show how far a reading of it is.

    Raises NotFound. Two queries."""
    channel, _ = _channel(session, channel_id)
    return reads.count_items(session, channel)


def channel_of(session: StoreSession, kind: str, number: int | None = None) -> Channel | None:
    """The channel *online*, that of the shop at a location (*pos*), or an api or buy_button channel by its id; None where
    there is none that is open."""
    found: Channel | None
    if kind == "pos":
        statement = select(Channel).where(Channel.location_id == number, Channel.kind == "pos")
        found = session.scalars(statement).first()
    else:
        found = session.find(Channel, ONLINE if kind == "online" else number)
        if found is not None and (kind == "online") != (found.kind == "online"):
            return None
        if found is not None and found.kind == "pos":
            return None
    return found if found is not None and found.is_active else None


def _following(
    session: StoreSession, at: Reading, below: int | None, limit: int
) -> tuple[list[int], Reading | None]:
    """The next items to tell of, and the place after them (None: all are told)."""
    item_ids: list[int] = []
    if not at.is_noted:
        since, until = at.since.at - MARGIN, _start(at).at
        item_ids = reads.published_between(session, since, until, at.item_id, limit + 1)
        if len(item_ids) > limit:
            return item_ids[:limit], at.published_until(item_ids[limit - 1])
        at = at.noted_until(0, 0)
    left = limit - len(item_ids)
    noted = reads.noted(session, at.since.horizon, below, (at.turn, at.item_id), left + 1)
    told = noted[:left]
    all_ids = list(dict.fromkeys([*item_ids, *(item_id for _, item_id in told)]))
    if len(noted) > left:
        return all_ids, at.noted_until(*(told[-1] if told else (0, 0)))
    return all_ids, None


def _start(at: Reading) -> Mark:
    assert at.start is not None
    return at.start


def _form(channel: Channel, currency: str, places: tuple[Place, ...]) -> str:
    return cursors.form_of(channel.others, currency, sorted(place.id for place in places))


def _channel(session: StoreSession, channel_id: int) -> tuple[Channel, str]:
    """The channel, and the store's currency. A store in which nothing was ever listed has an online store nevertheless."""
    found = session.execute(
        select(Channel, Store.currency)
        .select_from(Store)
        .outerjoin(Channel, (Channel.store_id == Store.id) & (Channel.id == channel_id) & Channel.is_active)
        .where(Store.id == session.store)
    ).one()
    channel: Channel | None = found[0]
    if channel is None and channel_id == ONLINE:
        channel = Channel(id=ONLINE, kind="online", others="exclude")
    if channel is None:
        raise NotFound("record.not_found", kind="channel", id=channel_id)
    return channel, found[1]


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise Refused("channels.limit", field="limit", most=MOST)
