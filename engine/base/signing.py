"""Signed values: links, hand-overs, picture addresses. A purpose keeps one kind from passing for another."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from engine.base import clock


class Signer:
    """Signs with the installation's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key

    def sign(self, purpose: str, value: Any, *, lasts: timedelta | None = None) -> str:
        """A URL-safe token holding *value* (JSON), valid for *lasts* by the clock, or for ever."""
        until = int((clock.now() + lasts).timestamp()) if lasts else None
        return str(URLSafeSerializer(self._key, salt=purpose).dumps([value, until]))

    def read(self, purpose: str, token: str) -> Any | None:
        """The value of a token of this purpose; None when forged, of another purpose, or too old."""
        try:
            value, until = URLSafeSerializer(self._key, salt=purpose).loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return None if until is not None and clock.now().timestamp() > until else value

    def short(self, purpose: str, text: str) -> str:
        """A 96-bit signature as 24 hex digits, for addresses that must stay short."""
        return hmac.digest(self._key.encode(), f"{purpose}\0{text}".encode(), "sha256").hex()[:24]

    def short_matches(self, purpose: str, text: str, signature: str) -> bool:
        """Whether *signature* is the short signature of *text*, compared in constant time."""
        return hmac.compare_digest(self.short(purpose, text), signature)


def new_token() -> str:
    """192 random bits, URL-safe: for cookies and unguessable links."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """SHA-256 of a token: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_body(secret: str, body: bytes) -> str:
    """What a notice carries so that its reader knows who sent it, and when: ``t=SECONDS,v1=HMAC-SHA256`` of both."""
    at = int(clock.now().timestamp())
    return f"t={at},v1={_of_body(secret, at, body)}"


def is_signed_body(
    secret: str, body: bytes, signature: str, *, within: timedelta = timedelta(minutes=5)
) -> bool:
    """Whether *signature* is that of *body*, and not older than *within*: what a reader of notices does."""
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    if not (parts.get("t", "").isdigit() and parts.get("v1")):
        return False
    at = int(parts["t"])
    is_new = abs(clock.now().timestamp() - at) <= within.total_seconds()
    return is_new and hmac.compare_digest(_of_body(secret, at, body), parts["v1"])


def _of_body(secret: str, at: int, body: bytes) -> str:
    return hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
