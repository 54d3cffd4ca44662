"""The letter to somebody for whom a shop keeps something."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.inventory.models import Location, PickupHold
from engine.mail import ports
from engine.mail.commands import mail_exists, write_mail
from engine.mail.letters import PREVIEW_LENGTH, TEXTS, rendered
from engine.stores.queries import load_store


def on_pickup_held(database: Database, event: OutboxEvent) -> None:
    """What is kept, where, until when, and the number to say there. Written once."""
    with database.write(event.store_id) as session:
        hold = session.find(PickupHold, int(event.payload["hold_id"]))
        key = f"pickup:{event.payload['hold_id']}"
        if hold is None or mail_exists(session, key):
            return
        store, place = load_store(session, session.store), session.need(Location, hold.location_id)
        locale = hold.locale or store.locale
        until = format_datetime(
            hold.until.astimezone(ZoneInfo(store.timezone)), "EEEE d MMMM, HH:mm", locale=locale.split("-")[0]
        )
        values = {
            "store": store.name,
            "place": place.name,
            "number": hold.number,
            "quantity": hold.quantity,
            "title": hold.title,
            "until": until,
        }

        def say(name: str) -> str:
            return TEXTS.get(f"pickup_held.{name}", locale, **values)

        shop = ports.addresses()(store.host)
        lead = say("lead")
        context = {
            "locale": locale,
            "store": store.name,
            "title": say("title"),
            "lead": lead,
            "preview": lead[:PREVIEW_LENGTH],
            "note": say("note"),
            "button": say("button"),
            "url": shop.url(f"/pickup/{hold.token}"),
            "footer": TEXTS.get("account_footer", locale),
            "shop_url": shop.base(),
            "contact": store.row.email or "",
            "contact_words": TEXTS.get("contact", locale) if store.row.email else "",
        }
        write_mail(
            session,
            unique_key=key,
            kind="pickup_held",
            recipient=hold.email,
            subject=" ".join(say("subject").split()),
            text=rendered("account.txt", context),
            markup=rendered("account.html", context),
        )
