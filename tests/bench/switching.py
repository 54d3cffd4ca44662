"""A whole store changes its theme: every section matched, bound and written, the look published, taken back. What the matching
alone costs is told by `matching`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.stores.queries import store_by_host
from engine.themes import commands
from engine.themes.packs import Pack
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from tests.bench.ground import Ground, Row
from tests.bench.matching import FILES, filled, pack_of_many
from tests.support import demo
from tests.support.paths import ROOT

TITLE = f"A store changes its theme for one of {FILES} section files (in the database)"
SIZES = (125, 250, 500)
A_PAGE = 25
MOST_PUBLISHING = 2_000.0


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds, per database and number of section data."""
    for kind, sizes in (("sqlite", SIZES), ("postgres", SIZES[-1:])):
        for count in sizes:
            with tempfile.TemporaryDirectory(dir=ground.folder) as name:
                url, remove = demo.copy(kind, Path(name))
                database = Database(url)
                try:
                    yield _row(kind, database, count, pack_of_many(Path(name) / "packs" / "many"))
                finally:
                    database.close()
                    remove()


def _row(kind: str, database: Database, count: int, folder: Path) -> Row:
    own = Pack(ROOT / "theme_packs" / "folio")
    store = store_by_host(database, demo.HOST)
    assert store is not None
    store_id = store.id
    _fill(database, store_id, own, count)
    (folder / "templates").mkdir()
    (folder / "templates" / "page.json").write_text('{"sections": {}, "order": []}')
    target = Pack(folder)

    def prepare(session: Any) -> int:
        return switching.prepare_theme(session, target, [own], actor=SYSTEM).id

    reading = _timed(lambda: _read(target))[0]
    matching, theme_id = _timed(lambda: _in(database, store_id, prepare))
    again, _ = _timed(lambda: _in(database, store_id, prepare))
    telling, told = _timed(lambda: _in(database, store_id, lambda s: reports.report(s, theme_id, target)))
    publishing, _ = _timed(
        lambda: _in(database, store_id, lambda s: commands.publish(s, theme_id=theme_id, actor=SYSTEM).id)
    )
    back, _ = _timed(lambda: _in(database, store_id, lambda s: commands.rollback(s, actor=SYSTEM).id))
    figures = {
        "read files": reading,
        "match, write": matching,
        "again": again,
        "report": telling,
        "publish": publishing,
        "rollback": back,
        "shown": f"{told.fidelity:.0%}",
    }
    limits = {"publish": MOST_PUBLISHING} if count == max(SIZES) else {}
    return Row(f"{kind}, {count} section data", figures, limits)


def _read(pack: Pack) -> None:
    from engine.themes.sections.readers import all_capacities

    all_capacities(pack)


def _fill(database: Database, store_id: int, pack: Pack, count: int) -> None:
    """Pages of 25 sections, as a merchant might have filled them."""
    data = list(filled(pack, count))
    with database.write(store_id) as session:
        for at in range(0, count, A_PAGE):
            sections = {f"s{n}": each for n, each in enumerate(data[at : at + A_PAGE])}
            commands.set_template(session, pack, f"page.bench-{at}", sections)
        commands.publish(session)


def _in(database: Database, store_id: int, work: Callable[[Any], Any]) -> Any:
    with database.write(store_id) as session:
        return work(session)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1000, found
