"""Keeping an index: changed records are written in batches, a rebuild makes a whole new one beside the old.

The lock is taken before the database is read, so what is written is never older than what was written before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from whoosh.index import FileIndex, create_in, open_dir

from engine.base.db import Database
from engine.listing import listed
from engine.listing.index.documents import availability, documents, key_of
from engine.listing.index.folder import IndexFolder, NoIndex
from engine.listing.index.opened import Opened
from engine.listing.index.schema import schema
from engine.listing.rules import KINDS, Kind
from engine.stores.queries import load_store

BATCH = 250
"""Records read from the database at once."""
MEMORY_MB = 32

log = logging.getLogger("vitrine.search")

Changed = dict[Kind, set[int]]
"""Ids of records that may have changed, been added or gone, by kind."""
Progress = Callable[[int], None]


def update(database: Database, folder: IndexFolder, store_id: int, changed: Changed) -> int:
    """Write what changed; returns the number of records looked at. An index that cannot be used is built anew.

    Raises Busy while another process writes.
    """
    with folder.writing():
        try:
            index = open_dir(str(folder.path / folder.current()))
            return _write(database, index, store_id, changed)
        except NoIndex as trouble:
            log.info("store %s: %s; building its index", store_id, trouble)
        except Exception as error:  # a damaged index is replaced, whatever Whoosh makes of its files
            log.warning(
                "store %s: its index is damaged (%s); building it anew", store_id, type(error).__name__
            )
        return _rebuild(database, folder, store_id, lambda _count: None)


def rebuild(
    database: Database,
    folder: IndexFolder,
    store_id: int,
    progress: Progress = lambda _count: None,
    wait: float = 30,
) -> int:
    """Build a store's index anew and swap it in; returns the number of records in it. Raises Busy."""
    with folder.writing(wait):
        return _rebuild(database, folder, store_id, progress)


def whose_stock_turned(
    database: Database, folder: IndexFolder, store_id: int, product_ids: Iterable[int]
) -> set[int]:
    """Those of the products whose place among "in stock" is not what the index says: most sales change nothing there."""
    wanted = sorted(product_ids)
    turned: set[int] = set()
    try:
        opened = Opened(open_dir(str(folder.path / folder.current())), {})
    except Exception:  # no usable index: let the update find out and build it
        return set(wanted)
    try:
        for ids in _batches(wanted, BATCH):
            with database.read(store_id) as session:
                now = availability(session, ids)
            for product_id in ids:
                number = opened.searcher.document_number(key=key_of("product", product_id))
                if number is not None and opened.facts(number).available != now.get(product_id, False):
                    turned.add(product_id)
    finally:
        opened.close()
    return turned


def _write(database: Database, index: FileIndex, store_id: int, changed: Changed) -> int:
    writer = index.writer(limitmb=MEMORY_MB)
    count = 0
    try:
        for kind, record_ids in changed.items():
            for ids in _batches(sorted(record_ids), BATCH):
                with database.read(store_id) as session:
                    found = documents(session, kind, ids)
                for record_id in ids:
                    writer.delete_by_term("key", key_of(kind, record_id))
                    if record_id in found:
                        writer.add_document(**found[record_id])
                count += len(ids)
        writer.commit()
    except BaseException:
        writer.cancel()
        raise
    return count


def _rebuild(database: Database, folder: IndexFolder, store_id: int, progress: Progress) -> int:
    folder.forget_wish()
    with database.read(store_id) as session:
        locale = load_store(session, store_id).locale
    place = folder.new()
    count = 0
    writer = create_in(str(place), schema(locale)).writer(limitmb=MEMORY_MB)
    try:
        for kind in KINDS:
            for ids in _all_ids(database, store_id, kind):
                with database.read(store_id) as session:
                    for document in documents(session, kind, ids).values():
                        writer.add_document(**document)
                        count += 1
                progress(count)
        writer.commit(optimize=True)
    except BaseException:
        writer.cancel()
        _remove(place)
        raise
    folder.use(place)
    return count


def _all_ids(database: Database, store_id: int, kind: Kind) -> Iterator[list[int]]:
    model: Any = listed.model_of(kind)
    last = 0
    while True:
        with database.read(store_id) as session:
            ids = list(
                session.scalars(
                    select(model.id)
                    .where(model.id > last, listed.criterion(kind))
                    .order_by(model.id)
                    .limit(BATCH)
                )
            )
        if not ids:
            return
        last = ids[-1]
        yield ids


def _batches(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])


def _remove(place: Path) -> None:
    import shutil

    shutil.rmtree(place, ignore_errors=True)


def language_differs(database: Database, folder: IndexFolder, store_id: int) -> bool:
    """Whether the store's language is another than the one its index was stemmed by. False when there is no index."""
    with database.read(store_id) as session:
        locale = load_store(session, store_id).locale
    try:
        used = open_dir(str(folder.path / folder.current())).schema["title"].analyzer
    except NoIndex:
        return False
    return bool(used != schema(locale)["title"].analyzer)
