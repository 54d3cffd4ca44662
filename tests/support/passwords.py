"""Hashes of passwords that cost next to nothing: most tests that need one only want somebody to be signed in."""

from __future__ import annotations

from engine.stores import passwords

AS_SHIPPED = passwords._hasher
"""Hashes as the program does; `tests/engine/stores/test_people.py` looks at one."""


def cheapen() -> None:
    """From now on, let this process, and those forked from it, hash quickly. What others hashed is still told."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._hasher = lambda: quick  # type: ignore[assignment]
