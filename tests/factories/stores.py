"""Stores for tests."""

from __future__ import annotations

import itertools
from typing import Any

from engine.base.db import Database
from engine.stores import commands
from engine.stores.commands import NewStore

_numbers = itertools.count(1)


def make_store(db: Database, name: str | None = None, **details: Any) -> NewStore:
    """A store as `stores create` makes it: closed behind its password page, its checklist open."""
    name = name or f"Shop {next(_numbers)}"
    with db.write(None, cross_store="a new store has no session of its own yet") as session:
        return commands.create_store(session, name=name, base_domain="localhost", **details)
