"""What a folder holds, told by the columns of its files: categories, products in several layouts, links, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engine.base.errors import Refused
from engine.base.slugs import slugify
from engine.catalogue.importing.magento import export, sample
from engine.catalogue.importing.parsed import (
    ParsedCategory,
    ParsedLink,
    ParsedProduct,
    Problem,
    Unreadable,
)
from engine.catalogue.importing.reading import BadRow, CsvFile, Row, open_csv

SKIPPED_FOLDERS = {"dev", "test", "tests"}
LINK_KINDS = {"related": "related", "upsell": "upsell", "crosssell": "crosssell"}


@dataclass
class MagentoSource:
    """The files of a catalogue, sorted by what they are."""

    root: Path
    exports: list[CsvFile] = field(default_factory=list)
    simple: list[CsvFile] = field(default_factory=list)
    grouped: list[CsvFile] = field(default_factory=list)
    bundles: list[CsvFile] = field(default_factory=list)
    downloads: list[CsvFile] = field(default_factory=list)
    category_files: list[CsvFile] = field(default_factory=list)
    link_files: list[CsvFile] = field(default_factory=list)
    picture_files: list[CsvFile] = field(default_factory=list)
    list_price_files: list[CsvFile] = field(default_factory=list)

    def categories(self) -> Iterator[ParsedCategory | Problem]:
        """Categories, a parent before its children, each once."""
        seen: set[tuple[str, ...]] = set()
        for file in self.category_files:
            for row in file.rows():
                if isinstance(row, BadRow):
                    yield _problem(file, row)
                    continue
                name = " ".join(row.fields["name"].split())
                above = tuple(part for part in row.fields["path"].strip().split("/") if part)
                if not name:
                    yield Problem(file.path.name, row.line, None, Refused("import.category_name"))
                    continue
                path = (*above, name)
                if path not in seen:
                    seen.add(path)
                    handle = slugify(row.fields.get("url_key") or "-".join(path), "category")
                    yield ParsedCategory(path, handle, row.fields.get("active", "1").strip() != "0")

    def products(self, currency: str) -> Iterator[ParsedProduct | Problem]:
        """Products of every layout. Simple ones that belong to a configurable or a group become its variants."""
        extras = sample.Extras(self._pictures(), self._list_prices(), self.root)
        for file in self.exports:
            yield from export.read_products(file, currency, extras)
        if self.simple or self.grouped:
            yield from sample.read_products(
                self.simple, self.grouped, currency, extras, self.known_categories()
            )
        for file in self.bundles:
            yield from _skipped(file, "import.bundle")
        for file in self.downloads:
            yield from _skipped(file, "import.download")

    def known_categories(self) -> list[tuple[str, ...]]:
        """Paths of all categories."""
        return [found.path for found in self.categories() if isinstance(found, ParsedCategory)]

    def links(self) -> Iterator[ParsedLink | Problem]:
        """Cross-links: one list per product and kind, however many files speak of it."""
        merged: dict[tuple[str, str], tuple[str, int, dict[str, None]]] = {}
        for file in self.link_files:
            kind = LINK_KINDS[file.path.stem]
            for row in file.rows():
                if isinstance(row, BadRow):
                    yield _problem(file, row)
                    continue
                key = row.fields["sku"].strip()
                parts = (part.strip() for part in row.fields["linked_sku"].split("\n"))
                known = merged.setdefault((key, kind), (file.path.name, row.line, {}))
                known[2].update(dict.fromkeys(part for part in parts if part))
        for (key, kind), (name, line, linked) in merged.items():
            yield ParsedLink(name, line, key, kind, tuple(linked))

    def _pictures(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for file in self.picture_files:
            for row in file.rows():
                if isinstance(row, Row) and row.fields["sku"] and row.fields["image"]:
                    found.setdefault(row.fields["sku"].strip(), []).append(row.fields["image"].strip())
        return found

    def _list_prices(self) -> dict[str, str]:
        return {
            row.fields["sku"].strip(): row.fields["msrp"]
            for file in self.list_price_files
            for row in file.rows()
            if isinstance(row, Row)
        }


def open_magento(path: Path) -> MagentoSource:
    """A folder of CSV files, or one product export. Raises Unreadable when there is no product in it."""
    source = MagentoSource(path if path.is_dir() else path.parent)
    files = sorted(path.rglob("*.csv")) if path.is_dir() else [path]
    for found in files:
        if path.is_dir() and SKIPPED_FOLDERS & set(found.relative_to(path).parts[:-1]):
            continue
        try:
            _sort_in(source, open_csv(found))
        except Unreadable:
            if not path.is_dir():
                raise
    if not (source.exports or source.simple):
        raise Unreadable(
            "No products found. Give a product export (columns sku, product_type, name, price), or a folder with "
            "such a file and, beside it, categories.csv with name, url_key and path."
        )
    return source


def _sort_in(source: MagentoSource, file: CsvFile) -> None:
    """What a file is, by its columns."""
    columns = set(file.columns)
    for needed, into in (
        ({"sku", "product_type", "name", "price"}, source.exports),
        ({"sku", "name", "bundle_options"}, source.bundles),
        ({"sku", "name", "associated_sku"}, source.grouped),
        ({"sku", "name", "links_title"}, source.downloads),
        ({"category", "name", "sku", "price", "qty", "attribute_set"}, source.simple),
        ({"name", "path", "url_key"}, source.category_files),
        ({"sku", "image"}, source.picture_files),
        ({"sku", "msrp"}, source.list_price_files),
    ):
        if needed <= columns:
            into.append(file)
            return
    if columns == {"sku", "linked_sku"} and file.path.stem in LINK_KINDS:
        source.link_files.append(file)


def _skipped(file: CsvFile, code: str) -> Iterator[Problem]:
    for row in file.rows():
        if isinstance(row, BadRow):
            yield _problem(file, row)
        else:
            yield Problem(
                file.path.name, row.line, row.fields["sku"], Refused(code, title=row.fields["name"][:80])
            )


def _problem(file: CsvFile, row: BadRow) -> Problem:
    return Problem(file.path.name, row.line, row.first or None, row.refusal)
