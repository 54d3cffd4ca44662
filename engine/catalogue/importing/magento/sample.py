"""The layout of sample data: simple products with a cell of category names, and groups that name their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from engine.base.errors import Refused
from engine.base.money import exponent
from engine.base.slugs import slugify
from engine.catalogue.importing import cells
from engine.catalogue.importing.parsed import ParsedPicture, ParsedProduct, ParsedVariant, Problem
from engine.catalogue.importing.reading import BadRow, CsvFile, Row

NOT_ATTRIBUTES = {
    "category", "name", "sku", "price", "qty", "description", "short_description", "meta_description", "size", "color",
    "visibility", "attribute_set", "url_key", "special_price", "associated_sku", "weight",
}  # fmt: skip
MEDIA_FOLDERS = ("", "pub/media/catalog/product", "media/catalog/product", "catalog/product", "images")


@dataclass
class Extras:
    """What stands in other files: pictures and list prices by SKU, and where picture files may lie."""

    pictures: dict[str, list[str]]
    list_prices: dict[str, str]
    root: Path

    def list_price(self, sku: str, currency: str, digits: int) -> int | None:
        """The recommended price in minor units, if there is one."""
        return cells.amount(self.list_prices.get(sku, ""), currency, digits, "msrp")

    def local(self, path: str) -> str:
        """A picture's path below the folder, where one of the usual places has it; else as it was written."""
        if "://" in path:
            return path
        plain = path.lstrip("/")
        for folder in MEDIA_FOLDERS:
            candidate = f"{folder}/{plain}".lstrip("/")
            if (self.root / candidate).is_file():
                return candidate
        return plain


def read_products(
    files: Sequence[CsvFile],
    groups: Sequence[CsvFile],
    currency: str,
    extras: Extras,
    categories: list[tuple[str, ...]],
) -> Iterator[ParsedProduct | Problem]:
    """Simple products, each by itself unless a group names it; then it is a variant of the group."""
    reader = _Reader(currency, extras, categories)
    heads: list[tuple[CsvFile, Row, list[str]]] = []
    for file in groups:
        for row in file.rows():
            if isinstance(row, BadRow):
                yield Problem(file.path.name, row.line, row.first or None, row.refusal)
            else:
                named = re.split(r"[,\n]", row.fields["associated_sku"])
                heads.append((file, row, [sku.strip() for sku in named if sku.strip()]))
    wanted = {sku for _, _, named in heads for sku in named}
    parts: dict[str, tuple[CsvFile, Row]] = {}
    for file in files:
        for row in file.rows():
            if isinstance(row, BadRow):
                yield Problem(file.path.name, row.line, row.first or None, row.refusal)
            elif row.fields["sku"].strip() in wanted:
                parts[row.fields["sku"].strip()] = (file, row)
            else:
                yield reader.guarded(file, row, [])
    for file, row, named in heads:
        yield reader.guarded(file, row, [parts[sku] for sku in named if sku in parts])


class _Reader:
    def __init__(self, currency: str, extras: Extras, categories: list[tuple[str, ...]]) -> None:
        self.currency, self.extras, self.categories = currency, extras, categories
        self.exponent = exponent(currency)

    def guarded(self, file: CsvFile, row: Row, parts: list[tuple[CsvFile, Row]]) -> ParsedProduct | Problem:
        """The product of a row, with its parts if it is a group; or what is wrong with it."""
        try:
            return self._product(file, row, parts)
        except Refused as refusal:
            return Problem(file.path.name, row.line, row.fields["sku"][:120] or None, refusal)

    def _product(self, file: CsvFile, row: Row, parts: list[tuple[CsvFile, Row]]) -> ParsedProduct:
        fields = row.fields
        sku = cells.line(fields["sku"], "sku", 120)
        title = cells.line(unescape(fields["name"]), "name", 255)
        if not sku or not title:
            raise Refused("import.no_sku" if not sku else "import.no_title", handle=sku)
        categories = paths_of(fields["category"], self.categories)
        product = ParsedProduct(
            file=file.path.name,
            line=row.line,
            key=sku,
            title=_with_colour(title, fields),
            handle=slugify(fields.get("url_key") or title, "product"),
            description_html=fields.get("description") or None,
            product_type=(categories[-1][-1] if categories else fields["attribute_set"])[:120] or None,
            tags=_tags(fields),
            seo_description=cells.line(fields.get("meta_description", ""), "meta_description", 1_000) or None,
            categories=categories,
        )
        if "associated_sku" in fields:
            self._add_parts(product, parts)
        else:
            product.variants = [self._variant(row, ())]
        self._add_pictures(product, sku)
        return product

    def _add_parts(self, product: ParsedProduct, parts: list[tuple[CsvFile, Row]]) -> None:
        if not parts:
            raise Refused("import.no_variations")
        product.option_names = ["Size" if all(row.fields.get("size") for _, row in parts) else "Kind"]
        for _, row in parts:
            value = row.fields.get("size") or row.fields["name"]
            product.variants.append(self._variant(row, (cells.line(value, "size", 120),)))
            self._add_pictures(product, row.fields["sku"].strip(), len(product.variants) - 1)

    def _variant(self, row: Row, options: tuple[str, ...]) -> ParsedVariant:
        fields = row.fields
        price = cells.amount(fields["price"], self.currency, self.exponent, "price")
        if price is None:
            raise Refused("import.no_price")
        special = cells.amount(fields.get("special_price", ""), self.currency, self.exponent, "special_price")
        asked = price if special is None else min(special, price)
        before = max(price, self.extras.list_price(fields["sku"].strip(), self.currency, self.exponent) or 0)
        return ParsedVariant(
            line=row.line,
            options=options,
            price_minor=asked,
            compare_at_minor=before if before > asked else None,
            sku=cells.line(fields["sku"], "sku", 120),
            quantity=max(0, cells.whole_number(fields["qty"], "qty") or 0),
        )

    def _add_pictures(self, product: ParsedProduct, sku: str, place: int | None = None) -> None:
        for path in self.extras.pictures.get(sku, []):
            address = self.extras.local(path)
            known = next((p for p in product.pictures if p.address == address), None)
            if known is None:
                known = ParsedPicture(address, len(product.pictures) + 1, is_local="://" not in address)
                product.pictures.append(known)
            if place is not None and place not in known.variants:
                known.variants.append(place)


def paths_of(cell: str, known: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Category names, one a line, as paths: each lies below one named before it, or is a root."""
    found: list[tuple[str, ...]] = []
    for name in (" ".join(line.split()) for line in cell.split("\n")):
        if not name:
            continue
        below = [(*parent, name) for parent in reversed(found)] + [(name,)]
        path = next((path for path in below if path in known), None)
        path = path or next((path for path in known if path[-1] == name), (name,))
        if path not in found:
            found.append(path)
    return found


def _with_colour(title: str, fields: dict[str, str]) -> str:
    """Parts that stand alone share a name over there; the colour tells them apart here."""
    colour = fields.get("color", "").strip()
    if not colour or not fields.get("visibility") or colour.lower() in title.lower():
        return title
    return f"{title}, {colour.lower()}"


def _tags(fields: dict[str, str]) -> list[str]:
    found: list[str] = []
    for code, cell in fields.items():
        if code in NOT_ATTRIBUTES:
            continue
        label = code.replace("_", " ").strip().capitalize()
        values = [" ".join(unescape(value).split()) for value in cell.split("\n") if value.strip()]
        if values == ["1"]:
            found.append(label)
        else:
            found += [f"{label}: {value}"[:120] for value in values]
    return found[:100]
