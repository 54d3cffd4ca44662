"""Files that settings name are looked up, not searched for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, text

from engine.base import clock
from engine.base.bulk import insert_rows
from engine.base.db import Database
from engine.catalogue.models import Media
from engine.rendering.loading.files import Files
from engine.rendering.loading.noting import Notebook


def test_a_name_and_an_id_are_each_found_in_an_index(
    db: Database, store_id: int, other_store_id: int
) -> None:
    """Two thousand files, without the statistics that SQLite is not given before its first night."""
    ids: dict[int, list[int]] = {}
    for owner in (store_id, other_store_id):
        with db.write(owner) as session:
            ids[owner] = session.new_ids(2_000)
            insert_rows(session, Media, [_file(owner, number) for number in ids[owner]])
    if not db.is_sqlite:
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE media"))
    sent: list[tuple[str, Any]] = []

    def look(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM media" in statement:
            sent.append((statement, parameters))

    first, last = ids[store_id][0], ids[store_id][-1]
    with db.read(store_id) as session:
        files = Files(session, Notebook())
        files.want([first], [f"picture-{last}.png", "nothing.png"])
        event.listen(db.engine, "before_cursor_execute", look)
        try:
            found = [files.by_name(f"picture-{last}.png"), files.by_id(first), files.by_name("nothing.png")]
        finally:
            event.remove(db.engine, "before_cursor_execute", look)
        assert [media and media.id for media in found] == [last, first, None]
        [(statement, parameters)] = sent
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        plan = str(session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all())
    assert "ix_media_file_name" in plan and "SCAN media" not in plan and "Seq Scan" not in plan, plan


def _file(store_id: int, number: int) -> dict[str, Any]:
    picture = {
        "store_id": store_id,
        "id": number,
        "kind": "image",
        "storage_key": f"{number}.png",
        "file_name": f"picture-{number}.png",
        "content_type": "image/png",
        "byte_size": 1,
        "sha256": f"{number:064d}",
        "created_at": clock.now(),
    }
    return dict.fromkeys(Media.__table__.columns.keys()) | picture
