"""What carries mail out: a folder that can be read like a mailbox, or an SMTP server."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit


class Transport(Protocol):
    """Hands a message over. Raises OSError or smtplib.SMTPException when it could not."""

    def send(self, message: EmailMessage) -> None: ...


def open_transport(url: str) -> Transport:
    """``folder:///path``, or ``smtp://user:secret@host:587?tls=1``. Raises SystemExit for anything else."""
    from engine.providers.mail.folder import Folder
    from engine.providers.mail.smtp import Smtp

    parts = urlsplit(url)
    if parts.scheme == "folder":
        return Folder(url.removeprefix("folder://"))
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return Smtp.from_url(url)
    raise SystemExit(
        f"MAIL_URL={url.split('@')[-1]!r} is neither folder:// nor smtp://; see docs/settings.md"
    )
