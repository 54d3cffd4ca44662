"""Letters to customers about their accounts, written as jobs.

The link is made where its letter is: so asking for one costs a request the same whether the address is known or not,
and the token is never in an event. Once such a letter was handed over, its words are not kept (``handlers.SECRET``).
"""

from __future__ import annotations

from engine.base.db import Database, StoreSession
from engine.base.outbox import OutboxEvent
from engine.mail import ports
from engine.mail.commands import mail_exists, write_mail
from engine.mail.letters import PREVIEW_LENGTH, TEXTS, rendered
from engine.stores.commands.customers import ACTIVATION, RECOVERY, make_customer_link
from engine.stores.models import Customer
from engine.stores.queries import load_store

LINKS = {ACTIVATION: "/account/activate/{id}/{token}", RECOVERY: "/account/reset/{id}/{token}"}


def on_activation_wanted(database: Database, event: OutboxEvent) -> None:
    """The link that opens an account; or, where there is one, the way to sign in."""
    with database.write(event.store_id) as session:
        customer = _customer(session, event)
        if customer is None or _is_written(session, event):
            return
        if customer.state == "enabled":
            _write(session, event, customer, "account_known", "/account/login")
        elif customer.state == "invited":
            _write_link(session, event, customer, ACTIVATION, "account_activation")


def on_recovery_wanted(database: Database, event: OutboxEvent) -> None:
    """The link to another password. Somebody without an account who bought here is offered one instead."""
    with database.write(event.store_id) as session:
        customer = _customer(session, event)
        if customer is None or _is_written(session, event):
            return
        if customer.state == "enabled":
            _write_link(session, event, customer, RECOVERY, "account_recovery")
        else:
            _write_link(session, event, customer, ACTIVATION, "account_activation")


def on_customer_enabled(database: Database, event: OutboxEvent) -> None:
    """A welcome, or word that the password was changed, so that nobody does that unnoticed."""
    with database.write(event.store_id) as session:
        customer = _customer(session, event)
        if customer is None or _is_written(session, event):
            return
        kind = "account_welcome" if event.payload.get("first_time") else "account_password_changed"
        _write(session, event, customer, kind, "/account")


def _customer(session: StoreSession, event: OutboxEvent) -> Customer | None:
    return session.find(Customer, int(event.payload["customer_id"]))


def _key(event: OutboxEvent) -> str:
    return f"account:{event.id}"


def _is_written(session: StoreSession, event: OutboxEvent) -> bool:
    """Whether an earlier run of the job wrote it: a second link would end the first."""
    return mail_exists(session, _key(event))


def _write_link(
    session: StoreSession, event: OutboxEvent, customer: Customer, purpose: str, kind: str
) -> None:
    token = make_customer_link(session, customer, purpose)
    _write(session, event, customer, kind, LINKS[purpose].format(id=customer.id, token=token))


def _write(session: StoreSession, event: OutboxEvent, customer: Customer, kind: str, path: str) -> None:
    store = load_store(session, session.store)
    locale = customer.locale or store.locale

    def say(key: str) -> str:
        return TEXTS.get(key, locale, store=store.name)

    shop = ports.addresses()(store.host)
    lead = say(f"{kind}.lead")
    context = {
        "locale": locale,
        "store": store.name,
        "title": say(f"{kind}.title"),
        "lead": lead,
        "preview": lead[:PREVIEW_LENGTH],
        "note": say(f"{kind}.note"),
        "button": say(f"{kind}.button"),
        "url": shop.url(path),
        "footer": say("account_footer"),
        "shop_url": shop.base(),
        "contact": store.row.email or "",
        "contact_words": say("contact") if store.row.email else "",
    }
    write_mail(
        session,
        unique_key=_key(event),
        kind=kind,
        recipient=customer.email,
        subject=" ".join(say(f"{kind}.subject").split()),
        text=rendered("account.txt", context),
        markup=rendered("account.html", context),
    )
