"""The job that reads a file of levels (``queries.levels_file`` says how it looks)."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.files import FileMissing
from engine.base.outbox import OutboxEvent
from engine.catalogue import ports
from engine.catalogue.models import CatalogueImport, Variant
from engine.catalogue.queries import Unreadable, open_csv, was_given_up
from engine.inventory import commands
from engine.inventory.models import InventoryItem, Location
from engine.inventory.queries.levels_file import FIXED, levels_by_place
from engine.inventory.rules import MOST

AT_ONCE = 50
"""Lines that one transaction counts: on SQLite nobody else writes meanwhile."""
MOST_PROBLEMS = 200


def on_import_requested(database: Database, event: OutboxEvent) -> None:
    """Reacts to ``levels.import_requested``. Can run twice: a level that is as the file says is left alone."""
    row_id, key = int(event.payload["import_id"]), str(event.payload["key"])
    with database.read(event.store_id) as session:
        row = session.find(CatalogueImport, row_id)
    if row is None or (row.state not in ("waiting", "running") and not was_given_up(row)):
        return
    run = _Run(database, event.store_id, row_id, Actor(**event.payload["actor"]))
    try:
        with tempfile.TemporaryDirectory(prefix="levels-") as folder:
            path = Path(folder) / "levels.csv"
            with ports.media_files().open(key) as source:
                path.write_bytes(source.read())
            run.go(path)
    except (Unreadable, FileMissing) as error:
        missing = "The uploaded file is gone. Upload it again."
        run.problems = [_problem(None, None, str(error) if isinstance(error, Unreadable) else missing)]
        run.write("failed")
    ports.media_files().delete(key)


def _problem(line: int | None, sku: str | None, reason: str) -> dict[str, Any]:
    return {"file": "", "line": line, "key": sku, "reason": reason}


class _Run:
    """One reading of a file. What is right is counted, what is not is listed with its line; nothing else is lost."""

    def __init__(self, database: Database, store_id: int, row_id: int, actor: Actor) -> None:
        self.database, self.store_id, self.row_id, self.actor = database, store_id, row_id, actor
        self.changed = self.unchanged = self.skipped = 0
        self.problems: list[dict[str, Any]] = []

    def go(self, path: Path) -> None:
        """Every line, in small transactions."""
        file = open_csv(path)
        places = self._places(file.columns)
        batch: list[tuple[int, str, dict[int, str]]] = []
        seen: dict[str, int] = {}
        with path.open(encoding=file.encoding, newline="") as source:
            reader = csv.reader(source, delimiter=file.delimiter)
            next(reader, None)
            for cells in reader:
                fields = dict(zip(file.columns, cells, strict=False))
                sku = fields.get("SKU", "").strip().removeprefix("'")
                if not any(cell.strip() for cell in cells):
                    continue
                if not sku:
                    self._refuse(reader.line_num, None, "There is no SKU in this line. Give the item one.")
                elif sku in seen:
                    self._refuse(
                        reader.line_num, sku, f"This SKU stands in line {seen[sku]} too. Keep one of them."
                    )
                else:
                    seen[sku] = reader.line_num
                    wanted = {
                        place: fields[name].strip()
                        for name, place in places.items()
                        if fields.get(name, "").strip()
                    }
                    batch.append((reader.line_num, sku, wanted))
                if len(batch) >= AT_ONCE:
                    self._count(batch)
                    batch = []
        self._count(batch)
        self.write("finished")

    def _places(self, columns: Sequence[str]) -> dict[str, int]:
        if "SKU" not in columns:
            raise Unreadable(
                "The first line names no column SKU. Write the levels out once to see how it looks."
            )
        with self.database.read(self.store_id) as session:
            rows = session.execute(
                select(Location.name, Location.id).where(Location.store_id == session.store)
            ).all()
        known: dict[str, list[int]] = {}
        for name, place in rows:
            known.setdefault(name, []).append(place)
        named = [column for column in columns if column and column not in FIXED]
        unknown = [column for column in named if column not in known]
        if unknown:
            raise Unreadable(
                f"There is no location “{unknown[0][:80]}”. Locations are: {', '.join(sorted(known))}."
            )
        twice = next((column for column in named if len(known[column]) > 1), None)
        if twice is not None:
            raise Unreadable(f"Two locations are called “{twice}”. Rename one of them first.")
        if not named:
            raise Unreadable("No column is named after a location, so there is nothing to count.")
        return {column: known[column][0] for column in named}

    def _count(self, batch: Sequence[tuple[int, str, dict[int, str]]]) -> None:
        if not batch:
            return
        with self.database.write(self.store_id) as session:
            items = {
                sku: (item_id, is_bundle)
                for sku, item_id, is_bundle in session.execute(
                    select(Variant.sku, Variant.inventory_item_id, InventoryItem.is_bundle)
                    .join(
                        InventoryItem,
                        and_(
                            InventoryItem.store_id == Variant.store_id,
                            InventoryItem.id == Variant.inventory_item_id,
                        ),
                    )
                    .where(Variant.store_id == session.store, Variant.sku.in_([sku for _, sku, _ in batch]))
                )
            }
            known = levels_by_place(session, [item_id for item_id, _ in items.values()])
            # items in the order of their ids, as everywhere where several are locked
            for line, sku, wanted in sorted(batch, key=lambda one: items.get(one[1], (0, False))[0]):
                if sku not in items:
                    self._refuse(line, sku, "No product has this SKU.")
                elif items[sku][1]:
                    self._refuse(line, sku, "This is a bundle: its stock is that of its parts. Count those.")
                else:
                    self._one(session, line, sku, items[sku][0], wanted, known)
        self.write("running")

    def _one(
        self,
        session: StoreSession,
        line: int,
        sku: str,
        item_id: int,
        wanted: dict[int, str],
        known: dict[tuple[int, int], int],
    ) -> None:
        moved = refused = False
        for place in sorted(wanted):
            text = wanted[place]
            if not text.isascii() or not text.removeprefix("-").isdigit() or abs(int(text)) > MOST:
                self._refuse(line, sku, f"“{text[:40]}” is not a whole number.")
                refused = True
                continue
            if known.get((item_id, place), 0) == int(text):
                continue
            try:
                with session.begin_nested():
                    commands.set_on_hand(session, item_id, place, int(text), actor=self.actor)
                moved = True
            except Refused as refusal:
                left = refusal.values.get("left", 0)
                self._refuse(
                    line,
                    sku,
                    f"{text} is less than what is promised or held there: only {left} are free. "
                    "Change an order first, then read the file again.",
                )
                refused = True
        self.changed += moved
        self.unchanged += not moved and not refused

    def _refuse(self, line: int, sku: str | None, reason: str) -> None:
        self.skipped += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(_problem(line, sku, reason))

    def write(self, state: str) -> None:
        """The row that people watch."""
        with self.database.write(self.store_id) as session:
            session.execute(
                update(CatalogueImport)
                .where(CatalogueImport.store_id == self.store_id, CatalogueImport.id == self.row_id)
                .values(
                    state=state,
                    changed=self.changed,
                    unchanged=self.unchanged,
                    skipped=self.skipped,
                    problems=self.problems,
                    finished_at=clock.now() if state in ("finished", "failed") else None,
                )
                .execution_options(synchronize_session=False)
            )
