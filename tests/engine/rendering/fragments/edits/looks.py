"""What is shown of the draft: publishing, going back, plans."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM, Actor
from engine.base.db import StoreSession
from engine.themes import commands as themes
from engine.themes.commands import publishing
from engine.themes.commands.edit import section_of
from engine.themes.models import LookVersion, Theme
from tests.engine.rendering.fragments.edits.registry import edit, maybe, word
from tests.engine.rendering.fragments.world import World


@edit("themes.publish", "themes.publish_added", "themes.store_version", "themes.show_version")
def publish(world: World, session: StoreSession) -> None:
    made = themes.add_section(session, world.pack, "index", "footer", actor=SYSTEM)
    if maybe(world):
        publishing.publish_added(session, [made.id])


def _version(world: World, session: StoreSession) -> int:
    """Of the pack that the world is about; the store began with another."""
    shown = session.scalars(select(Theme.id).where(Theme.role == "main")).one()
    return int(world.some(session, LookVersion, LookVersion.theme_id == shown).id)


@edit("themes.rollback")
def rollback(world: World, session: StoreSession) -> None:
    themes.rollback(session, to=_version(world, session), actor=SYSTEM)


ANNA = Actor("staff", "Anna", 7)


@edit("themes.undo", "themes.redo", "themes.apply_state", "themes.use_match", "themes.begin_action")
def undo(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.update_section(session, world.pack, footer.id, settings={"words": word(world)}, actor=ANNA)
    themes.undo(session, actor=ANNA)
    if maybe(world):
        themes.redo(session, actor=ANNA)


@edit("themes.restore_version", "themes.restore_revision")
def restore_earlier(world: World, session: StoreSession) -> None:
    themes.restore_version(session, _version(world, session), actor=ANNA)
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.restore_revision(session, world.pack, footer.id, 1, actor=ANNA)


@edit("themes.schedule_publish", "themes.cancel_schedule")
def schedule(world: World, session: StoreSession) -> None:
    starts_at = clock.now() + timedelta(hours=world.random.randrange(1, 100))
    made = themes.schedule_publish(session, starts_at=starts_at, actor=ANNA)
    if maybe(world):
        themes.cancel_schedule(session, made.id, actor=ANNA)


@edit("themes.install_pack", "themes.wear_pack")
def install_again(world: World, session: StoreSession) -> None:
    themes.install_pack(session, world.pack)
