"""What was once kept too long: one test each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database, StoreSession
from engine.catalogue.commands import ProductInput, delete_product, set_status, update_product
from engine.catalogue.models import Collection, Product
from engine.liquid import Problem
from engine.rendering.fragments import FragmentStore
from engine.rendering.fragments.times import changes_at
from engine.rendering.service import Themes
from engine.stores import commands as stores
from tests.engine.rendering.fragments.world import SUBJECTS, World, make_world
from tests.factories.stores import make_store


def product(session: StoreSession, handle: str) -> Product:
    return session.scalars(select(Product).where(Product.handle == handle)).one()


def test_a_product_that_was_looked_for_by_name_is_found_once_it_is_active(world: World) -> None:
    world.compare("home", "nowhere")
    with world.db.write(world.id) as session:
        set_status(session, [product(session, "hidden").id], "active", SYSTEM)
    world.compare("home", "nowhere", "hidden product")
    with world.db.read(world.id) as session:
        assert "Hidden bowl" in (world.render(world.keeping, session, "home") or "")


def test_a_record_that_another_part_had_read_is_a_dependency_of_both(world: World) -> None:
    """The fields of three sections point at the same product and collection; the first that asks has them read."""
    world.compare("product")
    with world.db.write(world.id) as session:
        mate = product(session, "bowl-1")
        update_product(session, mate.id, ProductInput("Renamed", status="active"), SYSTEM)
    world.compare("product")
    with world.db.write(world.id) as session:
        shelf = session.scalars(select(Collection).where(Collection.handle == "shelf")).one()
        shelf.title = "Another shelf"
    world.compare("product")
    with world.db.write(world.id) as session:
        delete_product(session, product(session, "bowl-1").id, SYSTEM)
    world.compare("product")


def test_a_store_that_changed_since_it_was_looked_up_is_kept_nowhere(world: World) -> None:
    """The store is found by its host before the page's snapshot begins."""
    with world.db.read(world.id) as session:
        before = world.visit(session, "home")
    with world.db.write(world.id) as session:
        stores.save_profile(session, name="Renamed House", actor=SYSTEM)
    with world.db.read(world.id) as session:
        template, find, _ = SUBJECTS["home"]
        renderer = world.keeping.open(session, before, (template,)).page_of(find)
        assert renderer is not None
        assert "Renamed House" not in renderer.render().html
        assert renderer.kept_page() is None
    world.compare("home")
    with world.db.read(world.id) as session:
        assert "Renamed House" in (world.render(world.keeping, session, "home") or "")


def test_what_was_written_before_a_savepoint_went_back_is_seen(world: World) -> None:
    world.compare("product", "collection")
    with world.db.write(world.id) as session:
        update_product(session, product(session, "bowl-0").id, ProductInput("Saved", status="active"), SYSTEM)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            product(session, "bowl-1").title = "Never"
            session.flush()
            raise ZeroDivisionError
    world.compare("product", "collection")


def test_a_part_with_a_fault_is_not_kept_though_the_fault_is_known(world: World) -> None:
    """Two parts fail alike: the second one's fault is none that is told again, yet it must not be kept without one."""
    (world.packs / "probe" / "snippets" / "menu.liquid").write_text("{{ 1 | divided_by: 0 }}")
    themes = Themes(world.packs, fragments=FragmentStore(10**7))
    for _ in range(2):
        with world.db.read(world.id) as session:
            template, find, _ = SUBJECTS["home"]
            renderer = themes.open(session, world.visit(session, "home"), (template,)).page_of(find)
            assert renderer is not None
            done = renderer.render()
        assert done.problems == [Problem("snippets/menu.liquid", 1, 8, "divided by 0")]
        assert renderer.kept_page() is None
        with world.db.read(world.id) as session:
            opened = themes.open(session, world.visit(session, "home"), (template,)).page_of(find)
            assert opened is not None and opened.keeper is not None
            kept = [name for name in opened._expected() if opened.keeper.holds(name)]
        assert kept and not {"header", "footer", "picked-link_list"} & {name[2] for name in kept}  # type: ignore[index]


DATES = ("-5", "10:30", "Friday 9:00", "5 March", "٢٠٢٤", "now", "today", "2026-03-01", "1767225600")


def test_a_date_of_words_is_one_of_its_day(sqlite_db: Database, tmp_path: Path) -> None:
    """Whatever a template makes of a day without a year: it is made again when the day has passed."""
    world = make_world(sqlite_db, make_store(sqlite_db).id, tmp_path)
    for text in DATES:
        section = f"{{{{ '{text}' | date: '%F %j' }}}}"
        (world.packs / "probe" / "sections" / "times.liquid").write_text(section)
        fresh, keeping = Themes(world.packs), Themes(world.packs, fragments=FragmentStore(10**7))
        with clock.using(FixedClock(clock.now())) as fixed:
            for _ in range(4):
                with world.db.read(world.id) as session:
                    kept = world.render(keeping, session, "cart")
                    assert kept == world.render(fresh, session, "cart"), text
                fixed.advance(days=20)


PATTERNS = [
    "%Y", "%F", "%A %d %B", "%y%C", "%-d.%-m.", "%3:z %Y", "%Z", "%H", "%s", "", "x", "%%Y", "%^a", "%5Y", "%U",
    "%G", "%D", "%c", "%E",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Pacific/Kiritimati"]
)
def test_a_time_reads_the_same_until_it_says_it_changes(pattern: str, zone: str) -> None:
    from engine.liquid.filters.dates import strftime

    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for days in range(0, 366, 7):
        now = (start + dt.timedelta(days=days, hours=days % 24, minutes=7)).astimezone(ZoneInfo(zone))
        end = changes_at(now, pattern)
        if end is None:
            continue
        assert end > now
        said = strftime(now, pattern)
        last = end - dt.timedelta(seconds=1)
        for moment in (now + (last - now) / 2, last):
            assert strftime(moment.astimezone(now.tzinfo), pattern) == said, (moment, pattern)


def test_a_sum_of_counters_is_no_older_than_what_was_read(db: Database, world: World) -> None:
    """A reader whose snapshot is older than another's does not make that one's parts look fresh."""
    with db.read(world.id) as old:
        world.render(world.keeping, old, "home")
        with db.write(world.id) as session:
            product(session, "bowl-0").title = "Newer"
        with db.read(world.id) as new:
            newer = world.render(world.keeping, new, "product")
        again = world.render(world.keeping, old, "product")
        assert newer and again and "Newer" in newer and "Newer" not in again
    world.compare("product", "home")


def test_a_pack_that_is_saved_while_it_is_read_and_undone_again_is_as_before(world: World) -> None:
    """What was made between of the old version's name and the new one's text is kept nowhere, compiled or rendered."""
    file = world.packs / "probe" / "sections" / "cart.liquid"
    first = file.read_text()
    themes = Themes(world.packs, fragments=FragmentStore(10**7))

    def shown() -> str:
        with world.db.read(world.id) as session:
            return world.render(themes, session, "cart") or ""

    def look_again() -> None:
        for shelf in themes.library._shelves.values():
            object.__setattr__(shelf, "looked", shelf.looked - 60)

    with world.db.read(world.id) as session:
        world.render(themes, session, "home")
    file.write_text("saved {{ cart.item_count }}")
    assert "saved 0" in shown()
    file.write_text(first)
    look_again()
    assert "saved" not in shown()
    file.write_text("saved {{ cart.item_count }}")
    look_again()
    assert "saved 0" in shown()
