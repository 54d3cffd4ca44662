"""What tills need from outside: card terminals, and letters to those who want their receipt by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from engine.base.db import StoreSession
from engine.base.ports import Port


@dataclass(frozen=True)
class Asked:
    """A payment or refund asked of a terminal. ``reference`` is ours: the same one gives the same payment. ``amount_minor``
    of ``currency``; ``of`` is the terminal's reference of the payment that a refund gives back from."""

    terminal: str
    reference: str
    kind: Literal["payment", "refund"]
    amount_minor: int
    currency: str
    of: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the terminals' service says. ``unknown``: it did not, so ask by the reference before anything is repeated.
    ``missing``: it never heard of the reference."""

    state: Literal["started", "approved", "declined", "cancelled", "unknown", "missing"]
    reference: str | None = None
    summary: str | None = None
    """The card as the customer knows it: ``Visa ·· 4242``."""
    code: str | None = None


UNKNOWN = Answer("unknown")


class Terminal(Protocol):
    """Card terminals. Calls leave the process, so never inside a transaction. They never raise for an answer that did not
    come; they return ``unknown``."""

    @property
    def is_there(self) -> bool:
        """Whether the installation has terminals at all."""
        ...

    def start(self, asked: Asked) -> Answer: ...

    def ask(self, terminal: str, reference: str) -> Answer:
        """What became of it."""
        ...

    def cancel(self, terminal: str, reference: str) -> Answer:
        """Stop waiting for a card; the answer may still be ``approved``, when the customer was quicker."""
        ...


class Letters(Protocol):
    """Mail to customers, written as rows in the caller's transaction."""

    def receipt(self, session: StoreSession, sale_id: int, email: str) -> None: ...

    def link(self, session: StoreSession, variant_id: int, email: str) -> None:
        """Where to order online what is not sold here."""
        ...


terminal: Port[Terminal] = Port("tills.terminal")
letters: Port[Letters] = Port("tills.letters")
