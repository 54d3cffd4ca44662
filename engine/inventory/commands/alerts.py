"""Items that run low are told of once, until they have recovered."""

from __future__ import annotations

from sqlalchemy import delete, not_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.inventory.models import InventoryItem, LowNotice
from engine.inventory.queries.valuation import Low, is_low, low_stock

MOST_TOLD = 200
"""Items of one telling; the others are told the next time."""


def take_low_news(session: StoreSession) -> list[Low]:
    """Items that fell below their mark and were not told of yet, the emptiest first; they count as told from then on.

    Of what is not low any more, the telling is forgotten.
    """
    recovered = select(InventoryItem.id).where(InventoryItem.store_id == session.store, not_(is_low()))
    session.execute(
        delete(LowNotice).where(LowNotice.store_id == session.store, LowNotice.item_id.in_(recovered)),
        execution_options={"synchronize_session": False},
    )
    news = low_stock(session, limit=MOST_TOLD, untold=True)
    now = clock.now()
    session.add_all([LowNotice(item_id=low.item_id, told_at=now) for low in news])
    session.flush()
    return news
