"""Card terminals over HTTP: a service on the shop's network, or a provider's, that drives them.

    PUT    {address}/payments/{reference}   {terminal, kind, amount, currency, of}
    GET    {address}/payments/{reference}
    DELETE {address}/payments/{reference}
    → {"state": "started|approved|declined|cancelled", "reference": …, "card": "Visa ·· 4242", "code": …}

PUT with a reference that is known answers what became of it. The address is the installation's own setting, so it may lie on
a private network; answers are bounded in size and time.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

from engine.tills.ports import UNKNOWN, Answer, Asked

SECONDS = 8.0
MOST_BYTES = 20_000
_STATES = ("started", "approved", "declined", "cancelled")
_CODES = ("insufficient_funds", "wrong_pin", "expired_card", "lost_card", "removed", "busy")
"""Reasons that have words of their own; every other one is ``generic``."""


class HttpTerminal:
    """*address* as ``CARD_TERMINAL_URL`` names it, with the secret that it takes, if any, as its user name."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(address)
        host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        self._base = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
        self._secret, self._seconds = parts.username, seconds

    is_there = True

    def start(self, asked: Asked) -> Answer:
        """Ask for the payment of a reference, once however often it is sent."""
        body = {
            "terminal": asked.terminal,
            "kind": asked.kind,
            "amount": asked.amount_minor,
            "currency": asked.currency,
            "of": asked.of,
        }
        return self._call("PUT", asked.reference, body)

    def ask(self, terminal: str, reference: str) -> Answer:
        """What became of it."""
        return self._call("GET", reference)

    def cancel(self, terminal: str, reference: str) -> Answer:
        """Stop waiting for a card."""
        return self._call("DELETE", reference)

    def _call(self, method: str, reference: str, body: Any = None) -> Answer:
        import requests

        headers = {"Authorization": f"Bearer {self._secret}"} if self._secret else {}
        try:
            with requests.Session() as link:
                link.trust_env = False  # no proxy stands between a till and its terminal
                response = link.request(
                    method,
                    f"{self._base}/payments/{quote(reference, safe='')}",
                    json=body,
                    headers=headers,
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,
                )
                if response.status_code == 404:
                    return Answer("missing")
                raw = response.raw.read(MOST_BYTES + 1, decode_content=True)
                if response.status_code >= 400 or len(raw) > MOST_BYTES:
                    return UNKNOWN
                return _answer(raw)
        except (requests.RequestException, OSError, ValueError):
            return UNKNOWN


class NoTerminal:
    """An installation without card terminals: nothing can be begun."""

    is_there = False

    def start(self, asked: Asked) -> Answer:
        """Nothing."""
        return UNKNOWN

    def ask(self, terminal: str, reference: str) -> Answer:
        """Nothing."""
        return UNKNOWN

    def cancel(self, terminal: str, reference: str) -> Answer:
        """Nothing."""
        return UNKNOWN


def _answer(raw: bytes) -> Answer:
    import json

    told = json.loads(raw)
    if not isinstance(told, dict) or told.get("state") not in _STATES:
        return UNKNOWN
    code = told.get("code")
    return Answer(
        cast("Any", told["state"]),
        _text(told.get("reference")),
        _text(told.get("card")),
        (code if code in _CODES else "generic") if told["state"] == "declined" else None,
    )


def _text(value: object) -> str | None:
    return value[:120] if isinstance(value, str) and value else None
