"""Limits: how often one account, and one network, may try to sign in or ask for letters."""

from __future__ import annotations

from flask import g, request

from engine.stores import commands


def begin_sign_in(email: str) -> int:
    """Write down a try before its password is looked at. Returns its id. Raises TooManyTries."""
    with g.services.db.write(g.store.id) as session:
        return commands.begin_sign_in(session, _hash("sign-in account", email), _hash("sign-in address"))


def begin_letter(email: str) -> None:
    """Write down that a letter to *email* was asked for. Raises TooManyTries."""
    with g.services.db.write(g.store.id) as session:
        commands.begin_letter(session, _hash("letter account", email), _hash("letter address"))


def _hash(purpose: str, whose: str | None = None) -> str:
    whose = (request.remote_addr or "unknown") if whose is None else whose.strip().lower()[:300]
    return str(g.services.signer.short(f"customer {purpose}", f"{g.store.id} {whose}"))
