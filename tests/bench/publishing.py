"""What publishing costs a store of 500 sections, and what shoppers' pages pay for reading versions, on both databases."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.stores.models import Store
from engine.themes import commands, queries
from engine.themes.models import FrozenText, SectionData
from engine.themes.packs import Pack
from tests.bench import shop
from tests.bench.ground import Ground, Row
from tests.support.paths import ROOT

TITLE = "Publishing: a store of 500 sections (a quarter and half of them beside it), and a page's read of its sections"
SECTIONS = 500
MOST_MS = 1_000
READS = 300


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds of a publish of everything, of one after a small edit, of a rollback; microseconds of a page's read."""
    for kind in ("sqlite", "postgres"):
        for count in (SECTIONS // 4, SECTIONS // 2, SECTIONS):
            with ground.database(kind, "shop", shop.fill) as url:
                database = Database(url)
                try:
                    store_id = _store(database)
                    figures = _publishing(database, store_id, count)
                    limits = {"publish ms": MOST_MS, "small edit ms": MOST_MS}
                    yield Row(f"{kind}: {count} sections", figures, limits if count == SECTIONS else {})
                    if count == SECTIONS:
                        yield Row(f"{kind}: a page's sections", _reading(database, store_id))
                finally:
                    database.close()


def _store(database: Database) -> int:
    with database.read(None) as session:
        return int(session.scalars(select(Store.id)).one())


def _publishing(database: Database, store_id: int, count: int) -> dict[str, Any]:
    pack = Pack(ROOT / "theme_packs" / "folio")
    key, setting = _fill(database, store_id, pack, count)
    began = _texts(database, store_id)
    whole = _timed(database, store_id, commands.publish)
    written = _texts(database, store_id)
    with database.write(store_id) as session:
        section = session.scalars(select(SectionData.id).where(SectionData.section_key == key)).one()
        commands.update_section(session, pack, section, settings={setting: "Now"}, actor=SYSTEM)
    small = _timed(database, store_id, commands.publish)
    again = _texts(database, store_id)
    back = _timed(database, store_id, lambda session: commands.rollback(session, actor=SYSTEM))
    return {
        "publish ms": whole,
        "small edit ms": small,
        "rollback ms": back,
        "ratio": whole / back,
        "texts": written - began,
        "texts of edit": again - written,
    }


def _fill(database: Database, store_id: int, pack: Pack, count: int) -> tuple[str, str]:
    """Alternates of a page with fifty sections each: a section with words of its own in every setting that takes some.

    Returns the key of a section and the name of one of those settings."""
    chance = random.Random(7)
    known = ("", "")
    names = [name for name, schema in pack.sections.items() if schema.presets][:12]
    for start in range(0, count, 50):
        given = {}
        for number in range(start, min(start + 50, count)):
            schema = pack.sections[names[number % len(names)]]
            words = {
                s.id: f"{number} " + " ".join(f"word{chance.randrange(999)}" for _ in range(40))
                for s in schema.settings
                if s.type in ("text", "textarea")
            }
            known = (f"s{number}", next(iter(words))) if words else known
            given[f"s{number}"] = {"type": schema.file, "settings": words}
        with database.write(store_id) as session:
            commands.set_template(session, pack, f"page.many{start // 50}", given)
    return known


def _texts(database: Database, store_id: int) -> int:
    with database.read(store_id) as session:
        return int(
            session.scalars(
                select(func.count()).select_from(FrozenText).where(FrozenText.store_id == store_id)
            ).one()
        )


def _timed(database: Database, store_id: int, action: Callable[[StoreSession], object]) -> float:
    """With its commit."""
    began = time.perf_counter()
    with database.write(store_id) as session:
        action(session)
    return (time.perf_counter() - began) * 1000


def _reading(database: Database, store_id: int) -> dict[str, Any]:
    """The home page's, the best of five rounds: as it is edited, as it is shown, and after each of many publishes."""
    from engine.themes.queries import published

    def read(session: StoreSession) -> object:
        return queries.theme_with_sections(session, ["index"])

    def read_anew(session: StoreSession) -> object:
        published._PAGES.clear()
        return read(session)

    return {
        "edited µs": _best(database, store_id, lambda s: queries.draft_with_sections(s, ["index"])),
        "shown µs": _best(database, store_id, read),
        "shown anew µs": _best(database, store_id, read_anew),
    }


def _best(database: Database, store_id: int, read: Callable[[StoreSession], object]) -> float:
    rounds = []
    for _ in range(5):
        with database.read(store_id) as session:
            read(session)
            began = time.perf_counter()
            for _ in range(READS):
                read(session)
            rounds.append((time.perf_counter() - began) / READS * 1e6)
    return min(rounds)
