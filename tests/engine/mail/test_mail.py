"""Letters: written with what they tell about, sent once, readable as text and as HTML, and unable to break a header."""

from __future__ import annotations

import email
import smtplib
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.base.texts import Texts
from engine.mail import ports
from engine.mail.commands import write_mail
from engine.mail.handlers import StillSending, on_mail_written, send_mail
from engine.mail.letters import TEXTS
from engine.mail.models import OutgoingMail
from engine.ordering import commands, queries
from engine.ordering.commands import RefundAsked, Tracking
from engine.ordering.models import Checkout
from engine.providers.mail import open_transport
from engine.providers.mail.smtp import Smtp
from tests.factories.orders import Shop, make_shop

STAFF = Actor("staff", "Grace", 7)


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db, name="Fern & Fable <Ltd>")


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "mailbox"
    ports.transport.bind(open_transport(f"folder://{folder}"))
    return folder


def _events(shop: Shop) -> list[OutboxEvent]:
    with shop.db.read(shop.id) as session:
        return list(session.scalars(select(OutboxEvent).where(OutboxEvent.name == "mail.written")))


def _read(folder: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[misc]
        for path in sorted(folder.glob("*.eml"))
    ]


def test_the_confirmation_is_a_readable_letter(shop: Shop, mailbox: Path) -> None:
    shop.buy(mug=1, vase=2)
    for event in _events(shop) * 2:
        on_mail_written(shop.db, event)
    (letter,) = _read(mailbox)
    assert letter["Subject"].startswith("Your order 1001 at Fern & Fable")
    assert letter["From"].addresses[0].addr_spec == "hello@shop.example"
    assert letter["Message-ID"] and letter["To"]
    text = letter.get_body(("plain",)).get_content()
    assert "2 × Vase, Sand  €77.80" in text and "Total: €97.20" in text and "Torstraße 1" in text
    markup = letter.get_body(("html",)).get_content()
    assert "Fern &amp; Fable &lt;Ltd&gt;" in markup and "<Ltd>" not in markup
    assert "/orders/" in markup


def test_every_letter_has_its_words(shop: Shop) -> None:
    order_id = shop.buy(mug=2, vase=1)
    with shop.db.read(shop.id) as session:
        house, ostara = queries.order_detail(session, order_id).brand_orders
    with shop.db.write(shop.id) as session:
        tracking = Tracking("DHL", "JD0123", "https://track.example/JD0123")
        commands.mark_fulfilled(session, house.brand_order.id, key="f", actor=STAFF, tracking=tracking)
    commands.cancel(
        shop.db,
        shop.id,
        order_id,
        brand_order_id=ostara.brand_order.id,
        key="c",
        actor=STAFF,
        reason="Kiln <broke>",
    )
    line = house.lines[0].line.id
    commands.refund(shop.db, shop.id, order_id, RefundAsked({line: 1}), key="r", actor=STAFF)
    transfer = shop.buy(bowl=1, pay_by="transfer")
    with shop.db.write(shop.id) as session:
        commands.mark_as_paid(session, transfer, STAFF)
    with shop.db.read(shop.id) as session:
        mails = {
            mail.message_kind: mail
            for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        }
    assert set(mails) == {"confirmation", "shipped", "part_cancelled", "refunded", "payment_received"}
    assert (
        "JD0123" in mails["shipped"].body_text
        and "https://track.example/JD0123" in mails["shipped"].body_text
    )
    assert "Kiln &lt;broke&gt;" in (mails["part_cancelled"].body_markup or "")
    assert "€14.50" in mails["refunded"].subject
    assert "1002" in mails["confirmation"].body_text  # the transfer's, written last
    assert "bank details" in mails["confirmation"].body_text


def test_a_letter_speaks_the_checkouts_language(shop: Shop) -> None:
    checkout_id = shop.checkout(shop.cart(mug=1))
    with shop.db.write(shop.id) as session:
        session.execute(
            update(Checkout)
            .where(Checkout.store_id == shop.id, Checkout.id == checkout_id)
            .values(locale="de")
        )
    shop.pay(checkout_id)
    with shop.db.read(shop.id) as session:
        mail = session.scalars(select(OutgoingMail)).one()
    assert mail.subject.startswith("Ihre Bestellung 1001") and "14,50" in mail.body_text


def test_both_languages_say_the_same_things() -> None:
    assert TEXTS.keys("de") >= {key for key in TEXTS.keys("en") if not _is_shared(key)}


def _is_shared(key: str) -> bool:
    return key in Texts().keys("en")


@pytest.mark.parametrize("bad", ["a@x.de\r\nBcc: b@y.de", "a@x.de\nSubject: hi", "a@x.de\x00"])
def test_a_line_break_cannot_enter_a_header(shop: Shop, bad: str) -> None:
    with pytest.raises(Refused), shop.db.write(shop.id) as session:
        write_mail(session, unique_key="k", kind="x", recipient=bad, subject="s", text="t")
    with pytest.raises(Refused), shop.db.write(shop.id) as session:
        write_mail(session, unique_key="k", kind="x", recipient="a@x.de", subject=bad, text="t")


def test_a_letter_that_could_not_go_waits_for_the_next_try(shop: Shop, mailbox: Path) -> None:
    shop.buy(mug=1)
    (event,) = _events(shop)
    mail_id = int(event.payload["mail_id"])
    ports.transport.bind(Smtp("127.0.0.1", 9))
    with pytest.raises((OSError, smtplib.SMTPException)):
        send_mail(shop.db, shop.id, mail_id)
    ports.transport.bind(open_transport(f"folder://{mailbox}"))
    assert send_mail(shop.db, shop.id, mail_id)
    assert not send_mail(shop.db, shop.id, mail_id)
    assert len(_read(mailbox)) == 1


def test_a_worker_that_died_while_sending_is_taken_over_from(
    shop: Shop, mailbox: Path, clock: FixedClock
) -> None:
    shop.buy(mug=1)
    (event,) = _events(shop)
    mail_id = int(event.payload["mail_id"])
    with shop.db.write(shop.id) as session:
        mail = session.need(OutgoingMail, mail_id)
        mail.state, mail.sent_at = "sending", clock.now()
    with pytest.raises(StillSending):
        send_mail(shop.db, shop.id, mail_id)
    clock.advance(minutes=6)
    assert send_mail(shop.db, shop.id, mail_id)


def test_smtp_speaks_to_a_real_server(shop: Shop) -> None:
    from tests.support.smtp_server import SmtpServer

    with SmtpServer() as server:
        ports.transport.bind(open_transport(f"smtp://127.0.0.1:{server.port}"))
        shop.buy(mug=1)
        for event in _events(shop):
            on_mail_written(shop.db, event)
        received = email.message_from_bytes(server.messages[0], policy=policy.default)
    assert str(received["Subject"]).startswith("Your order 1001")


@pytest.mark.parametrize(
    ("url", "port", "tls", "wrapped"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://u%40x:s%3A@mail.example:587?tls=1", 587, True, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_mail_addresses_are_read(url: str, port: int, tls: bool, wrapped: bool) -> None:
    transport = Smtp.from_url(url)
    assert (transport.port, transport.tls, transport.is_wrapped) == (port, tls, wrapped)
    with pytest.raises(SystemExit):
        open_transport("carrier-pigeon://loft")
