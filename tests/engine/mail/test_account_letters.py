"""Letters about accounts: a link that works once, made by the job, sent once, and not kept after that."""

from __future__ import annotations

import email
import re
from email import policy
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.base.outbox import OutboxEvent
from engine.jobs.subscriptions import load
from engine.mail import accounts, ports
from engine.mail.handlers import on_mail_written
from engine.mail.letters import TEXTS
from engine.mail.models import OutgoingMail
from engine.providers.mail import open_transport
from engine.stores.commands import customers
from engine.stores.models import Customer, CustomerLink
from engine.stores.queries import customer_link_state

PASSWORD = "four words in a row"
HANDLERS = {
    "customer.activation_wanted": accounts.on_activation_wanted,
    "customer.recovery_wanted": accounts.on_recovery_wanted,
    "customer.enabled": accounts.on_customer_enabled,
    "mail.written": on_mail_written,
}


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, clock: FixedClock) -> Path:
    folder = tmp_path / "mailbox"
    ports.transport.bind(open_transport(f"folder://{folder}"))
    ports.sender.bind("shop@localhost.example")
    ports.addresses.bind(lambda host: Addresses(host, "http", ":8000"))
    return folder


def _do_all(db: Database, store_id: int) -> None:
    """Every handler of every event, twice over, as after a worker that died."""
    for _ in range(2):
        for name, handler in HANDLERS.items():
            with db.read(store_id) as session:
                events = list(session.scalars(select(OutboxEvent).where(OutboxEvent.name == name)))
            for event in events:
                handler(db, event)


def _mails(db: Database, store_id: int) -> list[OutgoingMail]:
    with db.read(store_id) as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def _sent(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append(f"{message['To']}\n{message['Subject']}\n{message.get_body(('plain',)).get_content()}")  # type: ignore[union-attr]
    return found


def test_the_whole_way_from_registering_to_another_password(
    db: Database, store_id: int, mailbox: Path
) -> None:
    with db.write(store_id) as session:
        customers.register(session, email="ada@example.com", first_name="Ada")
    _do_all(db, store_id)
    (letter,) = _sent(mailbox)
    found = re.search(r"http://[^/]+/account/activate/(\d+)/(\S+)", letter)
    assert found, letter
    (kept,) = _mails(db, store_id)
    assert (kept.state, kept.body_text, kept.body_markup) == ("sent", "", None), "the link is not kept"
    customer_id, token = int(found[1]), found[2]
    with db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, customer_id, token, password=PASSWORD, again=PASSWORD
        )
    with db.write(store_id) as session:
        customers.recover(session, email="ada@example.com")
        customers.recover(session, email="nobody@example.com")
        customers.register(session, email="ada@example.com")
    _do_all(db, store_id)
    kinds = sorted(mail.message_kind for mail in _mails(db, store_id))
    assert kinds == ["account_activation", "account_known", "account_recovery", "account_welcome"]
    assert len(_sent(mailbox)) == 4 and not any("nobody@" in letter for letter in _sent(mailbox))
    found = re.search(r"/account/reset/(\d+)/(\S+)", "\n".join(_sent(mailbox)))
    assert found
    with db.read(store_id) as session:
        assert customer_link_state(session, "recovery", int(found[1]), found[2])[0] == "good"


def test_a_letter_speaks_the_language_of_who_asked(db: Database, store_id: int, mailbox: Path) -> None:
    with db.write(store_id) as session:
        customers.register(session, email="ada@example.com", locale="de")
    _do_all(db, store_id)
    (letter,) = _sent(mailbox)
    assert "Noch ein Schritt" in letter and "http://" in letter


def test_a_buyer_who_forgot_that_there_is_no_account_gets_one(
    db: Database, store_id: int, mailbox: Path
) -> None:
    with db.write(store_id) as session:
        customers.record_of(session, "buyer@example.com")
        customers.recover(session, email="buyer@example.com")
    _do_all(db, store_id)
    (letter,) = _sent(mailbox)
    found = re.search(r"/account/activate/(\d+)/(\S+)", letter)
    assert found
    with db.write(store_id) as session:
        customers.choose_password(
            session, customers.ACTIVATION, int(found[1]), found[2], password=PASSWORD, again=PASSWORD
        )
        assert session.need(Customer, int(found[1])).state == "enabled"


def test_a_job_that_runs_twice_makes_one_link(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        customers.register(session, email="ada@example.com")
    _do_all(db, store_id)
    with db.read(store_id) as session:
        assert len(session.scalars(select(CustomerLink)).all()) == 1


def test_every_letter_has_its_words_in_both_languages() -> None:
    for kind in ("activation", "known", "recovery", "welcome", "password_changed"):
        for part in ("subject", "title", "lead", "button", "note"):
            english, german = (TEXTS.get(f"account_{kind}.{part}", loc, store="S") for loc in ("en", "de"))
            assert english and german and english != german


def test_the_table_of_subscriptions_names_these_handlers() -> None:
    from engine.jobs.subscriptions import TABLE

    for name, handler in HANDLERS.items():
        assert handler in [load(entry.handler) for entry in TABLE if entry.event == name]
