"""Sections and templates of the draft, and the theme's settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.themes import commands as themes
from engine.themes.commands.edit import section_by_id, section_of
from engine.themes.models import SectionData
from tests.engine.rendering.fragments.edits.registry import edit, maybe, word
from tests.engine.rendering.fragments.world import World

# -- the theme ---------------------------------------------------------------------------------------------


def _section(world: World, session: StoreSession, *conditions: Any) -> Any:
    return world.some(
        session,
        SectionData,
        SectionData.removed_at.is_(None),
        SectionData.template != "settings",
        *conditions,
    )


@edit("themes.update_section", "themes.change_values")
def update_section(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.update_section(session, world.pack, footer.id, settings={"words": word(world)}, actor=SYSTEM)


@edit("themes.add_block")
def add_block(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    themes.add_block(session, world.pack, footer.id, "line", settings={"line": word(world)}, actor=SYSTEM)


@edit("themes.remove_block", "themes.order_blocks")
def order_blocks(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    keys = [
        themes.add_block(session, world.pack, footer.id, "line", settings={"line": line}, actor=SYSTEM)
        for line in ("b", "c")
    ]
    known = [block["key"] for block in section_by_id(session, world.pack, footer.id)[1].binding["blocks"]]
    themes.order_blocks(session, world.pack, footer.id, known[::-1], actor=SYSTEM)
    themes.remove_block(session, world.pack, footer.id, keys[0], actor=SYSTEM)


@edit("themes.duplicate_block", "themes.set_block_hidden")
def arrange_blocks(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    first = themes.add_block(session, world.pack, footer.id, "line", settings={"line": "d"}, actor=SYSTEM)
    copied = themes.duplicate_block(session, world.pack, footer.id, first, actor=SYSTEM)
    themes.set_block_hidden(session, world.pack, footer.id, copied, maybe(world), actor=SYSTEM)
    if maybe(world):
        themes.remove_block(session, world.pack, footer.id, first, actor=SYSTEM)


@edit("themes.add_block_inside", "themes.order_blocks_inside")
def arrange_inside(world: World, session: StoreSession) -> None:
    footer, _ = section_of(session, world.pack, "group:footer-group", "footer")
    outer = themes.add_block(session, world.pack, footer.id, "line", settings={"line": "e"}, actor=SYSTEM)
    themes.order_blocks_inside(session, world.pack, footer.id, outer, [], actor=SYSTEM)
    themes.add_block_inside(session, world.pack, footer.id, outer, "line", actor=SYSTEM)


@edit("themes.duplicate_section")
def duplicate_section(world: World, session: StoreSession) -> None:
    themes.duplicate_section(session, world.pack, _section(world, session).id, actor=SYSTEM)


@edit("themes.add_section", "themes.remove_section", "themes.restore_section", "themes.make_section")
def sections(world: World, session: StoreSession) -> None:
    made = themes.add_section(
        session, world.pack, world.random.choice(["index", "product"]), "footer", actor=SYSTEM
    )
    themes.remove_section(session, world.pack, made.id, actor=SYSTEM)
    if maybe(world):
        themes.restore_section(session, made.id, actor=SYSTEM)


@edit("themes.set_hidden")
def set_hidden(world: World, session: StoreSession) -> None:
    themes.set_hidden(session, world.pack, _section(world, session).id, maybe(world, 0.3), actor=SYSTEM)


@edit("themes.order_sections")
def order_sections(world: World, session: StoreSession) -> None:
    shown = session.scalars(
        select(SectionData.id).where(SectionData.template == "index", SectionData.removed_at.is_(None))
    ).all()
    mixed = world.random.sample(list(shown), len(shown))
    themes.order_sections(session, "index", mixed, actor=SYSTEM)


@edit("themes.move_section")
def move_section(world: World, session: StoreSession) -> None:
    themes.move_section(session, _section(world, session).id, world.random.choice([-1, 1]), actor=SYSTEM)


@edit("themes.set_template")
def set_template(world: World, session: StoreSession) -> None:
    given = {"missing": {"type": "missing"}, "named": {"type": "named"}, "more": {"type": "shop"}}
    order = world.random.sample(list(given), 2)
    themes.set_template(session, world.pack, "404", given, order)


@edit("themes.set_theme_settings")
def set_theme_settings(world: World, session: StoreSession) -> None:
    themes.set_theme_settings(session, world.pack, {"shade": f"#{world.random.randrange(16**6):06x}"})
