"""An import from start to report: parse ahead outside transactions, write in batches short enough for shoppers not to notice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.errors import Refused
from engine.base.markup import clean_html
from engine.base.texts import Texts
from engine.catalogue.importing import links, local_pictures, shopify
from engine.catalogue.importing.batching import batched
from engine.catalogue.importing.categories import Categories
from engine.catalogue.importing.fields import defined_by
from engine.catalogue.importing.magento import MagentoSource, open_magento
from engine.catalogue.importing.parsed import ParsedCategory, ParsedProduct, Problem, Unreadable
from engine.catalogue.importing.reading import CsvFile, open_csv
from engine.catalogue.importing.report import ImportReport
from engine.catalogue.importing.rows import Prepared
from engine.catalogue.importing.vendors import Vendors
from engine.catalogue.importing.writing import Writer
from engine.catalogue.models import CatalogueImport
from engine.metafields.queries import definitions
from engine.stores.models import Store

ACTOR = Actor("system", "Catalogue import")
LEAST_BATCH, FIRST_BATCH, MOST_BATCH = 8, 16, 60
HOLD_SECONDS = 0.03
"""What a transaction aims at on SQLite, where it keeps every other writer waiting (the limit is 0.05)."""


@dataclass
class Watch:
    """How the caller follows: ``progress(report, fraction)`` after each batch, ``problem`` as each is found."""

    progress: Callable[[ImportReport, float], None] = lambda report, fraction: None
    problem: Callable[[dict[str, Any]], None] = lambda problem: None


def detect_format(path: Path) -> str:
    """``shopify`` or ``magento``, by what the file says of itself. Raises Unreadable."""
    if not path.exists():
        raise Unreadable(f"There is no file {path}.")
    if path.is_dir():
        return "magento"
    columns = {name.lower() for name in open_csv(path).columns}
    return "magento" if {"sku", "product_type", "name"} <= columns else "shopify"


def import_catalogue(
    database: Database,
    store_id: int,
    path: Path,
    *,
    source_format: str | None = None,
    partner: str | None = None,
    watch: Watch | None = None,
    import_id: int | None = None,
) -> ImportReport:
    """Bring a file (or a folder) into a store. Opens its own transactions; what is written stays when it is interrupted,
    and running it again goes on. Raises Unreadable when it cannot start; nothing is written then.

    *partner*: handle or name of the brand that gets everything; without it vendors become brands. *import_id*: the row
    that waits for this import; without it one is made.
    """
    source_format = source_format or detect_format(path)
    source = open_source(path, source_format)
    vendors = Vendors(database, store_id, ACTOR, partner)
    report = ImportReport(path.name, source_format)
    run = _Run(database, store_id, source, vendors, report, watch or Watch(), import_id)
    return run.go()


def open_source(path: Path, source_format: str) -> MagentoSource | CsvFile:
    """The file looked at, but not yet read. Raises Unreadable."""
    if not path.exists():
        raise Unreadable(f"There is no file {path}.")
    if source_format == "magento":
        return open_magento(path)
    if path.is_dir():
        raise Unreadable(
            "This is a folder. Give the CSV file in it, or --format magento for a catalogue in a folder."
        )
    file = open_csv(path)
    shopify.check_columns(file)
    return file


class _Run:
    def __init__(
        self,
        database: Database,
        store_id: int,
        source: MagentoSource | CsvFile,
        vendors: Vendors,
        report: ImportReport,
        watch: Watch,
        import_id: int | None,
    ) -> None:
        self.database, self.store_id, self.source, self.vendors = database, store_id, source, vendors
        self.report, self.watch, self.texts, self.import_id = report, watch, Texts(), import_id
        self.categories = Categories(database, store_id, ACTOR)
        self.root = source.root if isinstance(source, MagentoSource) else source.path.parent
        self.batch_size = (
            FIRST_BATCH if database.is_sqlite else MOST_BATCH
        )  # elsewhere rows are locked, not the file
        self.longest_hold = 0.0
        self.each: float | None = None
        self.missing_pictures: list[str] = []
        self.missing_count = 0
        with database.read(store_id) as session:
            store = session.get(Store, store_id)
            assert store is not None
            self.currency = store.currency
            self.defined = defined_by(definitions(session, "product"))
        name = report.source_format + (f":{vendors.only_handle}" if vendors.only_handle else "")
        self.source_name = name

    def go(self) -> ImportReport:
        """Everything, with the import's own row from beginning to end."""
        began = time.perf_counter()
        with self.database.write(self.store_id) as session:
            row = session.find(CatalogueImport, self.import_id) or CatalogueImport(
                file_name=self.report.file, started_at=clock.now(), problems=[]
            )
            row.source_format, row.state = self.report.source_format, "running"
            session.add(row)
        self.report.import_id = row.id
        self.writer = Writer(self.source_name, row.id, ACTOR, self.categories)
        state = "failed"
        try:
            self._all()
            state = "finished"
        finally:
            self.report.seconds = time.perf_counter() - began
            self.report.longest_hold_ms = round(1000 * self.longest_hold, 1)
            self._keep_report(state)
        return self.report

    def _all(self) -> None:
        if isinstance(self.source, CsvFile):
            self._products(shopify.read_products(self.source, self.currency, self.defined))
            self.report.notes += self.source.notes
        else:
            self._expect_categories(self.source)
            self._products(self.source.products(self.currency))
            self._links(self.source)
        with self.database.write(self.store_id) as session:
            self.categories.tell(session)
        self.report.collections_added = self.categories.added
        if self.categories.unused:
            self.report.notes.append(
                f"categories without products are left out: {', '.join(self.categories.unused)}"
            )
        if self.missing_count:
            named = ", ".join(self.missing_pictures)
            self.report.notes.append(
                f"{self.missing_count} pictures are not beside the file, such as {named}; "
                "put them there and import again"
            )

    def _expect_categories(self, source: MagentoSource) -> None:
        for found in source.categories():
            if isinstance(found, ParsedCategory):
                self.categories.expect(found)
            else:
                self._problem(found)

    def _products(self, found: Iterator[ParsedProduct | Problem]) -> None:
        batch: list[Prepared] = []
        for item in found:
            prepared = self._prepare(item)
            if prepared is not None:
                batch.append(prepared)
            if len(batch) >= self.batch_size:
                self._write(batch)
                batch = []
        self._write(batch)

    def _prepare(self, item: ParsedProduct | Problem) -> Prepared | None:
        """All work that needs no transaction: pictures looked for, text cleaned, brand found, hash taken."""
        if isinstance(item, Problem):
            self._problem(item)
            self.report.skipped += 1
            return None
        try:
            lost = local_pictures.keep_found(self.root, item)
            self.missing_count += len(lost)
            self.missing_pictures += lost[: max(0, 3 - len(self.missing_pictures))]
            item.description_html = clean_html(item.description_html) or None
            self.categories.use(item.categories)
            partner_id = self.vendors.partner_id(item.vendor)
            return Prepared(item, partner_id, item.digest(partner_id))
        except Refused as refusal:
            self._problem(Problem(item.file, item.line, item.key, refusal))
            self.report.skipped += 1
            return None

    def _write(self, batch: list[Prepared]) -> None:
        if not batch:
            return
        with self.database.read(self.store_id) as session:
            known = self.writer.known(session, [one.product.key for one in batch])
        for one in batch:
            one.known = known.get(one.product.key)
        new = [one for one in batch if one.known is None]
        changed = [one for one in batch if one.known is not None and one.known[1] != one.digest]
        self.report.unchanged += len(batch) - len(new) - len(changed)
        self.categories.make(path for one in (*new, *changed) for path in one.product.categories)
        if new:
            self._transaction(new, lambda session: self.writer.add(session, new))
        for start in range(0, len(changed), 4):
            few = changed[start : start + 4]
            self._transaction(few, lambda session, few=few: self.writer.change_all(session, few))
        self.watch.progress(self.report, self._fraction())

    def _transaction(self, batch: list[Prepared], write: Callable[..., object]) -> None:
        with self.database.write(self.store_id) as session:
            began = time.perf_counter()  # not before: waiting for a turn keeps nobody waiting
            write(session)
            offered = self.writer.offered(session, batch)
        held = time.perf_counter() - began
        self.longest_hold = max(self.longest_hold, held)
        self.report.count_offered(offered)
        for one in batch:
            self._count(one)
        if self.database.is_sqlite:
            self._adjust(held, batch)
        self._take_pictures(batch)

    def _adjust(self, held: float, batch: list[Prepared]) -> None:
        """Batches as large as fit into the time a transaction may take, by a running mean: one slow disk write is no trend."""
        if batch[0].known is not None:
            return
        each = held / len(batch)
        self.each = each if self.each is None else 0.8 * self.each + 0.2 * min(each, 4 * self.each)
        self.batch_size = max(LEAST_BATCH, min(MOST_BATCH, int(HOLD_SECONDS / self.each)))

    def _count(self, one: Prepared) -> None:
        product = one.product
        if one.refusal is not None:
            line = one.refusal.values.pop("at_line", product.line)
            self._problem(Problem(product.file, line, product.key, one.refusal))
            self.report.skipped += 1
        elif one.known is None:
            self.report.added += 1
            self.report.variants_added += len(product.variants)
            self.report.pictures_to_fetch += sum(not picture.is_local for picture in product.pictures)
        else:
            self.report.changed += 1

    def _take_pictures(self, batch: Iterable[Prepared]) -> None:
        for one in batch:
            if one.written_id is None or not any(picture.is_local for picture in one.product.pictures):
                continue
            if (
                one.known is not None
                and (one.known[1] or "").rpartition(".")[2] == one.digest.rpartition(".")[2]
            ):
                continue
            taken, problems = local_pictures.take(
                self.database, self.store_id, self.root, one.product, one.written_id
            )
            self.report.pictures_added += taken
            for problem in problems:
                self._problem(problem)

    def _links(self, source: MagentoSource) -> None:
        found = []
        for item in source.links():
            if isinstance(item, Problem):
                self._problem(item)
            else:
                found.append(item)
        with self.database.read(self.store_id) as session:
            wanted, unknown = links.resolve(session, self.source_name, found)
        for keys in batched(wanted, MOST_BATCH):
            few = {key: wanted[key] for key in keys}
            self.report.links_changed += links.write(self.database, self.store_id, few)
        if unknown:
            named = sorted(unknown)
            more = f" and {len(named) - 8} more" if len(named) > 8 else ""
            self.report.notes.append(
                f"links to what was not imported are left out: {', '.join(named[:8])}{more}"
            )

    def _problem(self, problem: Problem) -> None:
        self.watch.problem(self.report.note_problem(problem, self.texts))

    def _fraction(self) -> float:
        """How much of the products is read, 0 to 1."""
        files = (
            [self.source] if isinstance(self.source, CsvFile) else [*self.source.exports, *self.source.simple]
        )
        size = sum(file.size for file in files) or 1
        return min(1.0, sum(file.read_bytes for file in files) / size)

    def _keep_report(self, state: str) -> None:
        report = self.report
        more = report.problem_count - len(report.problems)
        tail = (
            [{"file": report.file, "line": None, "key": None, "reason": f"and {more} more"}] if more else []
        )
        with self.database.write(self.store_id) as session:
            session.execute(
                update(CatalogueImport)
                .where(CatalogueImport.store_id == self.store_id, CatalogueImport.id == report.import_id)
                .values(
                    state=state,
                    added=report.added,
                    changed=report.changed,
                    unchanged=report.unchanged,
                    skipped=report.skipped,
                    problems=report.problems + tail,
                    offered=report.offered,
                    finished_at=clock.now(),
                )
                .execution_options(synchronize_session=False)
            )
