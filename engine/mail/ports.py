"""What mail needs from outside: something that carries it."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Protocol

from engine.base.origins import Addresses
from engine.base.ports import Port


class Transport(Protocol):
    """Hands a message over. Raises OSError or smtplib.SMTPException when it could not."""

    def send(self, message: EmailMessage) -> None: ...


transport: Port[Transport] = Port("mail.transport")
sender: Port[str] = Port("mail.sender")
"""The sender's address of stores that have none."""
addresses: Port[Callable[[str], Addresses]] = Port("mail.addresses")
"""The addresses of the store at a host, for links in letters."""
