"""The letter to the staff about what runs low, as a scheduled task."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.inventory.commands import take_low_news
from engine.inventory.models import InventoryItem, LowNotice
from engine.inventory.queries import Low, is_low, was_told
from engine.mail import ports
from engine.mail.commands import write_mail
from engine.mail.letters import PREVIEW_LENGTH, TEXTS, rendered
from engine.stores.queries import StoreInfo, all_staff, load_store
from engine.stores.rules import may

WHY = "what runs low is looked for in every store, by the clock"
MOST_LISTED = 50
"""Items that a letter names; the list in the admin has all."""


def tell_low_stock(database: Database) -> int:
    """Write to the staff of every store where something fell below its mark since the last time. Returns how many letters.

    Found in one statement; then one transaction for each store that has news.
    """
    with database.read(None, cross_store=WHY) as session:
        fresh = select(InventoryItem.store_id).where(is_low(), ~was_told())
        recovered = (
            select(InventoryItem.store_id)
            .join(
                LowNotice,
                (LowNotice.store_id == InventoryItem.store_id) & (LowNotice.item_id == InventoryItem.id),
            )
            .where(~is_low())
        )
        stores = session.scalars(fresh.union(recovered)).all()
    written = 0
    for store_id in stores:
        with database.write(store_id) as session:
            news = take_low_news(session)
            written += _write(session, news) if news else 0
    return written


def _write(session: StoreSession, news: list[Low]) -> int:
    store = load_store(session, session.store)
    readers = [one for one in all_staff(session) if one.disabled_at is None and may(one.role, "work")]
    subject, text, markup = _letter(store, news)
    moment = clock.now().strftime("%Y%m%dT%H%M%S%f")
    for reader in readers:
        write_mail(
            session,
            unique_key=f"low_stock:{moment}:{reader.id}",
            kind="low_stock",
            recipient=reader.email,
            subject=subject,
            text=text,
            markup=markup,
        )
    return len(readers)


def _letter(store: StoreInfo, news: list[Low]) -> tuple[str, str, str]:
    """Subject, plain text and markup, the same for everybody."""
    locale, addresses = store.locale, ports.addresses()(store.host)
    values = {"store": store.name, "count": len(news)}

    def say(name: str, **more: object) -> str:
        return TEXTS.get(f"low_stock.{name}", locale, **values, **more)

    lead = say("lead")
    left_out = len(news) - MOST_LISTED
    context = {
        "locale": locale,
        "store": store.name,
        "title": say("title"),
        "lead": lead,
        "preview": lead[:PREVIEW_LENGTH],
        "lines": [
            say("line", title=low.title or f"#{low.item_id}", free=low.free, mark=low.low_at)
            for low in news[:MOST_LISTED]
        ],
        "note": say("more", left_out=left_out) if left_out > 0 else say("note"),
        "button": say("button"),
        "url": addresses.url("/stock", "admin"),
        "footer": say("footer"),
        "shop_url": addresses.base(),
        "contact": "",
        "contact_words": "",
    }
    subject = " ".join(say("subject").split())
    return subject, rendered("account.txt", context), rendered("account.html", context)
