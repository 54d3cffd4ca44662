"""Passwords: argon2id, with the same work done for an account that does not exist."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.base.errors import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 200
SHOP_SHORTEST = 4
"""The shop's password page keeps the curious out, not thieves."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of *password*."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether *password* is the one hashed. Without a hash a dummy is checked, so that the answer takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        return False
    try:
        _hasher().verify(password_hash or _dummy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(password_hash)


def check_new_password(password: str, *, email: str = "", field: str = "password") -> None:
    """Raises Refused for a password too short, too long, of one character, or equal to the mail address."""
    if len(password) < SHORTEST:
        raise Refused("stores.password_short", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("stores.password_long", field=field, most=LONGEST)
    if len(set(password)) < 4 or password.lower() in {email.lower(), email.lower().partition("@")[0]}:
        raise Refused("stores.password_guessable", field=field)
