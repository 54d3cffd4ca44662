"""Product CSV in the public export format of Shopify, in its older and newer column names.

Rows of one product stand together and share a handle: the first has its title, each row may hold one variant and one picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.base.errors import Refused
from engine.base.money import exponent
from engine.base.slugs import slugify
from engine.catalogue.importing import cells
from engine.catalogue.importing.cells import Spellings
from engine.catalogue.importing.fields import Defined, FieldColumns
from engine.catalogue.importing.parsed import (
    ParsedPicture,
    ParsedProduct,
    ParsedVariant,
    Problem,
    Unreadable,
)
from engine.catalogue.importing.reading import BadRow, CsvFile, Row
from engine.catalogue.rules.options import MOST_VARIANTS
from engine.metafields.queries import Name

COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "description"),
    "vendor": ("vendor",),
    "category": ("product category", "standardized product type"),
    "type": ("type", "product type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "option1 name": ("option1 name",),
    "option1 value": ("option1 value",),
    "option2 name": ("option2 name",),
    "option2 value": ("option2 value",),
    "option3 name": ("option3 name",),
    "option3 value": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "grams": ("variant grams", "weight value (grams)"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "compare": ("variant compare at price", "compare-at price", "compare at price"),
    "cost": ("cost per item",),
    "shipping": ("variant requires shipping", "requires shipping"),
    "taxable": ("variant taxable", "charge tax"),
    "gift card": ("gift card",),
    "image": ("image src", "product image url"),
    "image position": ("image position",),
    "image alt": ("image alt text",),
    "variant image": ("variant image", "variant image url"),
    "seo title": ("seo title",),
    "seo description": ("seo description",),
}
NEEDED = ("handle", "title")
MOST_ROWS = 4_000
"""Rows of one product: variants and pictures."""


def check_columns(file: CsvFile) -> None:
    """Raises Unreadable when columns that cannot be done without are missing."""
    known = Spellings(COLUMNS, file.columns)
    missing = [COLUMNS[name][0].title() for name in NEEDED if not known.has(name)]
    if missing:
        found = ", ".join(file.columns[:8]) or "none"
        raise Unreadable(
            f"The column {' and the column '.join(missing)} is missing; the file has: {found[:200]}. "
            "Export the products as CSV from the other shop and do not remove columns."
        )


@dataclass
class _Group:
    handle: str
    rows: list[Row] = field(default_factory=list)
    trouble: tuple[int, Refused] | None = None


def read_products(
    file: CsvFile, currency: str, defined: Mapping[Name, Defined] | None = None
) -> Iterator[ParsedProduct | Problem]:
    """Products in the order of the file, and what could not be read. *defined*: the store's fields of products."""
    reader = _Reader(file, currency, defined or {})
    for group in _groups(file, reader.columns):
        if isinstance(group, Problem):
            yield group
        elif group.trouble is not None:
            line, refusal = group.trouble
            yield Problem(file.path.name, line, group.handle, refusal)
        else:
            yield reader.product(group)


def _groups(file: CsvFile, columns: Spellings) -> Iterator[_Group | Problem]:
    """Rows by handle. A row that cannot be read spoils its own product only; a product split in two is refused."""
    group: _Group | None = None
    seen: set[int] = set()
    spoilt = ""
    for row in file.rows():
        if isinstance(row, BadRow):
            yield Problem(file.path.name, row.line, row.first or None, row.refusal)
            if group is not None and row.first in ("", group.handle):
                group.trouble = group.trouble or (row.line, Refused("import.row_lost", row=row.line))
            else:
                spoilt = row.first
            continue
        handle = columns.get(row.fields, "handle").strip()
        if not handle and group is None:
            yield Problem(file.path.name, row.line, None, Refused("import.no_handle"))
            continue
        if group is None or (handle and handle != group.handle):
            if group is not None:
                yield group
            group = _Group(handle)
            group.trouble = _trouble_from_the_start(group, row, spoilt, seen)
            spoilt = ""
        if len(group.rows) < MOST_ROWS:
            group.rows.append(row)
        else:
            group.trouble = group.trouble or (row.line, Refused("import.rows_many", most=MOST_ROWS))
    if group is not None:
        yield group


def _trouble_from_the_start(
    group: _Group, row: Row, spoilt: str, seen: set[int]
) -> tuple[int, Refused] | None:
    key = hash(group.handle)
    if spoilt == group.handle:
        return row.line, Refused("import.row_lost", row=row.line - 1)
    if key in seen:
        return row.line, Refused("import.handle_again", handle=group.handle[:80])
    seen.add(key)
    return None


class _Reader:
    """Turns groups of rows into products."""

    def __init__(self, file: CsvFile, currency: str, defined: Mapping[Name, Defined]) -> None:
        self.file = file
        self.fields = FieldColumns(file.columns, defined, currency)
        if self.fields.left_out:
            named = ", ".join(self.fields.left_out[:5])
            file.notes.append(f"fields of variants are not imported: {named[:300]}")
        self.columns = Spellings(COLUMNS, file.columns)
        self.currency = currency
        self.exponent = exponent(currency)

    def product(self, group: _Group) -> ParsedProduct | Problem:
        """The product of a group of rows, or what is wrong with it, by line."""
        row = group.rows[0]
        try:
            product = self._head(group.handle, row)
            for row in group.rows:
                self._add_row(product, row)
            row = group.rows[0]
            self._finish(product)
        except Refused as refusal:
            return Problem(self.file.path.name, row.line, group.handle, refusal)
        return product

    def _head(self, handle: str, row: Row) -> ParsedProduct:
        get, fields = self.columns.get, row.fields
        title = cells.line(get(fields, "title"), self.columns.shown("title"), 255)
        if not title:
            raise Refused("import.no_title", handle=handle[:80])
        if cells.yes(get(fields, "gift card"), False):
            raise Refused("import.gift_card")
        names = [cells.line(get(fields, f"option{n} name"), f"Option{n} Name", 80) for n in (1, 2, 3)]
        plain = (
            names[0].lower() == "title" and get(fields, "option1 value").strip().lower() == "default title"
        )
        category = get(fields, "category").rpartition(">")[2]
        return ParsedProduct(
            file=self.file.path.name,
            line=row.line,
            key=handle[:255],
            title=title,
            handle=slugify(handle, "product"),
            description_html=get(fields, "body") or None,
            vendor=cells.line(get(fields, "vendor"), self.columns.shown("vendor"), 80) or None,
            product_type=cells.line(get(fields, "type") or category, self.columns.shown("type"), 120) or None,
            tags=[tag for tag in (part.strip() for part in get(fields, "tags").split(",")) if tag][:250],
            status=self._status(fields),
            seo_title=cells.line(get(fields, "seo title"), "SEO Title", 255) or None,
            seo_description=cells.line(get(fields, "seo description"), "SEO Description", 1_000) or None,
            option_names=[] if plain else [name for name in names if name],
            metafields=self.fields.read(fields),
        )

    def _status(self, fields: dict[str, str]) -> str:
        status = self.columns.get(fields, "status").strip().lower()
        if status not in ("active", "draft", "archived"):
            status = "active"
        if status == "active" and not cells.yes(self.columns.get(fields, "published"), True):
            return "draft"
        return status

    def _add_row(self, product: ParsedProduct, row: Row) -> None:
        place = self._add_variant(product, row)
        self._add_picture(product, row, "image", None)
        if place is not None:
            self._add_picture(product, row, "variant image", place)

    def _add_variant(self, product: ParsedProduct, row: Row) -> int | None:
        get, fields = self.columns.get, row.fields
        values = [" ".join(get(fields, f"option{n} value").split()) for n in (1, 2, 3)]
        is_variant = any(values) or any(get(fields, name).strip() for name in ("price", "sku"))
        if not is_variant and row.line != product.line:
            return None  # a row that only brings a picture
        options = tuple(values[: len(product.option_names)])
        if not all(options):
            raise Refused("import.option_value", option=product.option_names[options.index("")])
        if any(len(value) > 120 for value in options):
            raise Refused("import.text_long", column="Option Value", most=120)
        if any(options == variant.options for variant in product.variants):
            raise Refused("import.variant_twice", title=" / ".join(options) or product.title[:80])
        if len(product.variants) >= MOST_VARIANTS:
            raise Refused("import.rows_many", most=MOST_VARIANTS)
        product.variants.append(self._variant(row, options))
        return len(product.variants) - 1

    def _variant(self, row: Row, options: tuple[str, ...]) -> ParsedVariant:
        fields = row.fields
        quantity = cells.whole_number(self._cell(fields, "quantity"), self.columns.shown("quantity"))
        has_tracker = self.columns.has("tracker")
        tracked = bool(self._cell(fields, "tracker").strip()) if has_tracker else quantity is not None
        policy = self._cell(fields, "policy").strip().lower()
        oversold = policy in ("continue", "true")
        if quantity is not None:
            quantity = max(0, quantity)  # sold beyond its stock over there; here nothing is left
        return ParsedVariant(
            line=row.line,
            options=options,
            price_minor=self._amount(fields, "price") or 0,
            compare_at_minor=self._amount(fields, "compare"),
            cost_minor=self._amount(fields, "cost"),
            sku=cells.line(self._cell(fields, "sku").lstrip("'"), self.columns.shown("sku"), 120) or None,
            barcode=cells.line(self._cell(fields, "barcode").lstrip("'"), self.columns.shown("barcode"), 60)
            or None,
            weight_grams=cells.grams(self._cell(fields, "grams"), self.columns.shown("grams")),
            requires_shipping=cells.yes(self._cell(fields, "shipping"), True),
            taxable=cells.yes(self._cell(fields, "taxable"), True),
            tracked=tracked,
            policy="continue" if oversold else "deny",
            quantity=quantity if tracked else None,
        )

    def _add_picture(self, product: ParsedProduct, row: Row, column: str, place: int | None) -> None:
        address = self._cell(row.fields, column).strip()
        if not address:
            return
        if len(address) > 2_000 or not address.isprintable():
            raise Refused("import.picture_address", value=address[:80])
        known = next((picture for picture in product.pictures if picture.address == address), None)
        if known is None:
            position = cells.whole_number(
                self._cell(row.fields, "image position"), "Image Position", most=100_000
            )
            last = max((picture.position for picture in product.pictures), default=0)
            alt = " ".join(self._cell(row.fields, "image alt").split())[:500] or None
            known = ParsedPicture(
                address,
                position if position and column == "image" else last + 1,
                alt if column == "image" else None,
                is_local="://" not in address and not address.startswith("//"),
            )
            product.pictures.append(known)
        if place is not None:
            known.variants.append(place)

    def _finish(self, product: ParsedProduct) -> None:
        product.pictures.sort(key=lambda picture: picture.position)
        skus = [variant.sku for variant in product.variants if variant.sku]
        if len(set(skus)) < len(skus):
            twice = next(sku for place, sku in enumerate(skus) if sku in skus[:place])
            raise Refused("import.sku_twice", sku=twice)

    def _cell(self, fields: dict[str, str], name: str) -> str:
        return self.columns.get(fields, name)

    def _amount(self, fields: dict[str, str], name: str) -> int | None:
        return cells.amount(self._cell(fields, name), self.currency, self.exponent, self.columns.shown(name))
