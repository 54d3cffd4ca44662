"""Mail through an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20
"""Seconds."""


@dataclass(frozen=True)
class Smtp:
    """``tls``: STARTTLS before anything is said; ``is_wrapped``: TLS from the first byte (smtps://)."""

    host: str
    port: int
    user: str | None = None
    secret: str | None = None
    tls: bool = False
    is_wrapped: bool = False

    @classmethod
    def from_url(cls, url: str) -> Smtp:
        """Read ``smtp://user:secret@host:587?tls=1``."""
        parts = urlsplit(url)
        wrapped = parts.scheme == "smtps"
        tls = parse_qs(parts.query).get("tls", ["0"])[0] in ("1", "true", "yes")
        return cls(
            parts.hostname or "localhost",
            parts.port or (465 if wrapped else 587 if tls else 25),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            tls,
            wrapped,
        )

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server. Raises smtplib.SMTPException or OSError."""
        with self._connect() as server:
            if self.tls and not self.is_wrapped:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.secret or "")
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        if self.is_wrapped:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
