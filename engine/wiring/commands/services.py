"""Services for a command: built from the environment."""

from __future__ import annotations

from engine.base.settings import load
from engine.wiring.services import Services, build


def services() -> Services:
    """Settings from the environment, database opened lazily, ports bound."""
    return build(load())
