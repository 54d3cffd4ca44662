"""A store that wears a small pack, edited by two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.themes import commands, queries
from engine.themes.packs import Pack

ANNA = Actor("staff", "Anna", 7)
BEN = Actor("staff", "Ben", 8)


@dataclass
class Shop:
    """A store and its pack. `shown` is what shoppers see of a template, `draft` what is being edited."""

    db: Database
    id: int
    pack: Pack

    def shown(self, template: str = "index") -> list[tuple[str, Any]]:
        with self.db.read(self.id) as session:
            found = queries.theme_with_sections(session, [template])
        assert found is not None
        return [(each.key, each.values) for each in found.sections.get(template, ())]

    def draft(self, template: str = "index", **options: Any) -> tuple[queries.ShownSection, ...]:
        with self.db.read(self.id) as session:
            found = queries.draft_with_sections(session, [template], **options)
        assert found is not None
        return found.sections.get(template, ())

    def headings(self) -> list[str]:
        """Of the home page as it is being edited."""
        return [each.values["settings"].get("heading", "") for each in self.draft()]

    def seen(self) -> list[str]:
        """Headings of the home page as shoppers see it."""
        return [values["settings"].get("heading", "") for _, values in self.shown()]

    def write(self, action: Callable[[StoreSession], Any]) -> Any:
        with self.db.write(self.id) as session:
            return action(session)

    def edit(self, actor: Actor = ANNA, at: int = 0, **settings: Any) -> None:
        """Set values of a section of the home page."""
        section = self.draft()[at]
        self.write(
            lambda session: commands.update_section(
                session, self.pack, section.id, settings=settings, actor=actor
            )
        )

    def add(self, actor: Actor = ANNA) -> int:
        """Another section of the home page; returns its id."""
        made = self.write(lambda s: commands.add_section(s, self.pack, "index", "hello", actor=actor))
        return int(made.id)

    def publish(self, actor: Actor = ANNA, **options: Any) -> int:
        """Publish; returns the id of the version."""
        return int(self.write(lambda s: commands.publish(s, actor=actor, **options)).id)

    def undo(self, actor: Actor = ANNA, template: str | None = None) -> Any:
        return self.write(lambda s: commands.undo(s, actor=actor, template=template))

    def redo(self, actor: Actor = ANNA, template: str | None = None) -> Any:
        return self.write(lambda s: commands.redo(s, actor=actor, template=template))


@pytest.fixture
def pack(tmp_path: Path, make_pack: Callable[..., Path]) -> Pack:
    return Pack(make_pack(tmp_path / "small"))


@pytest.fixture
def shop(db: Database, store_id: int, pack: Pack) -> Shop:
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
    return Shop(db, store_id, pack)
