"""Edits by name, and the commands that they drive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.base import clock
from engine.base.db import StoreSession
from engine.themes import commands as themes
from tests.engine.rendering.fragments.world import World

Edit = Callable[[World, StoreSession], object]
EDITS: dict[str, Edit] = {}
DRIVEN: dict[str, str] = {}
"""Command (``package.function``) → the edit that calls it, itself or through another command."""

WORDS = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow"]


def edit(*commands: str) -> Callable[[Edit], Edit]:
    """Register an edit and the commands that it drives. What changes sections is seen once it is published."""

    def register(function: Edit) -> Edit:
        of_theme = any(name.startswith("themes.") for name in commands)
        EDITS[function.__name__] = published(function) if of_theme else function
        DRIVEN.update(dict.fromkeys(commands, function.__name__))
        return function

    return register


def word(world: World) -> str:
    """A word nobody has used."""
    return f"{world.random.choice(WORDS)} {world.random.randrange(10**6)}"


def published(function: Edit) -> Edit:
    """The edit, published more often than not."""

    def and_publish(world: World, session: StoreSession) -> None:
        function(world, session)
        if maybe(world, 0.8):
            themes.publish(session)

    return and_publish


def maybe(world: World, chance: float = 0.5) -> bool:
    return world.random.random() < chance


def sometime(world: World) -> Any:
    """A time at which something is published: never, long ago, or some day."""
    return world.random.choice([None, clock.now() - timedelta(days=3), clock.now() + timedelta(days=3)])


def free_handle(world: World, *names: str) -> str | None:
    """A name that pages look for, or none."""
    return world.random.choice([*names, None, None])
