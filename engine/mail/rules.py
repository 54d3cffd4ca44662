"""A stored message as it goes over the wire."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from engine.base.errors import Refused

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def header_safe(text: str, field: str) -> str:
    """The text, if it can stand in a header. Raises Refused for line breaks and other control characters."""
    if _CONTROL.search(text):
        raise Refused("mail.header_injection", field=field)
    return text


def message_id_of(store_id: int, mail_id: int, host: str) -> str:
    """One per row, always the same, so that receivers know a second copy for what it is."""
    return f"<mail-{store_id}-{mail_id}@{host}>"


def message_of(
    *,
    message_id: str,
    sender_name: str,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    markup: str | None,
    at: datetime,
) -> EmailMessage:
    """Text with an HTML alternative. Raises Refused when a header would break out of its line."""
    message = EmailMessage(policy=SMTP)
    user, _, domain = header_safe(sender, "sender").rpartition("@")
    message["From"] = Address(header_safe(sender_name, "sender"), user, domain)
    message["To"] = header_safe(recipient, "recipient")
    message["Subject"] = header_safe(subject, "subject")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if markup:
        message.add_alternative(markup, subtype="html")
    return message
