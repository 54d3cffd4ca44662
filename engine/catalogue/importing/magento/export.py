"""The product export: one row per product. Configurable ones name their simple ones in ``configurable_variations``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from engine.base.errors import Refused
from engine.base.money import exponent
from engine.base.slugs import slugify
from engine.catalogue.importing import cells
from engine.catalogue.importing.magento.sample import Extras
from engine.catalogue.importing.parsed import ParsedPicture, ParsedProduct, ParsedVariant, Problem
from engine.catalogue.importing.reading import BadRow, CsvFile, Row

HIDDEN = "not visible individually"
NOT_TAGS = {"has_options", "required_options", "size", "color"}
KEPT_OF_PART = (
    *("sku", "name", "url_key", "product_type", "price", "special_price", "weight", "qty", "categories"),
    *("base_image", "additional_images", "additional_attributes", "description", "short_description"),
    *("allow_backorders", "manage_stock", "use_config_manage_stock"),
)
"""What is kept of a simple product that waits."""
_ATTRIBUTE = re.compile(r",(?=[a-z][a-z0-9_]*=)")
_ROOT = "default category"


def read_products(file: CsvFile, currency: str, extras: Extras) -> Iterator[ParsedProduct | Problem]:
    """Products in the order of the file. Simple ones that are not visible by themselves wait (a few hundred bytes each)
    for the configurable one that names them; what nothing named comes last, as drafts."""
    reader = _Reader(file, currency, extras)
    for row in file.rows():
        if isinstance(row, BadRow):
            yield Problem(file.path.name, row.line, row.first or None, row.refusal)
            continue
        found = reader.read(row)
        if found is not None:
            yield found
    yield from reader.left_over()


class _Reader:
    def __init__(self, file: CsvFile, currency: str, extras: Extras) -> None:
        self.file, self.currency, self.extras = file, currency, extras
        self.exponent = exponent(currency)
        self.parts: dict[str, Row] = {}
        self.whole: list[Row] = []
        self.seen: set[int] = set()

    def read(self, row: Row) -> ParsedProduct | Problem | None:
        """A product, a problem, or nothing yet."""
        sku, kind = row.fields["sku"].strip(), row.fields["product_type"].strip()
        if row.fields.get("store_view_code", "").strip():
            return None  # the same product in another language of that shop
        if not sku:
            return self._problem(row, Refused("import.no_sku"))
        if hash(sku) in self.seen:
            return self._problem(row, Refused("import.sku_again", sku=sku[:80]))
        self.seen.add(hash(sku))
        if kind in ("simple", "virtual"):
            if row.fields.get("visibility", "").strip().lower() == HIDDEN:
                self.parts[sku] = Row(row.line, {name: row.fields.get(name, "") for name in KEPT_OF_PART})
                return None
            return self._guarded(row, self._simple)
        if kind == "configurable":
            missing = [name for name in self._named(row) if name not in self.parts]
            if missing:
                self.whole.append(row)  # its parts may stand further down
                return None
            return self._guarded(row, self._configurable)
        code = {"bundle": "import.bundle", "downloadable": "import.download"}.get(kind, "import.kind")
        return self._problem(row, Refused(code, title=row.fields["name"][:80], kind=kind[:40]))

    def left_over(self) -> Iterator[ParsedProduct | Problem]:
        """Configurable products whose parts came later or not at all, then parts that nothing named."""
        for row in self.whole:
            yield self._guarded(row, self._configurable)
        for row in self.parts.values():
            found = self._guarded(row, self._simple)
            if isinstance(found, ParsedProduct):
                found.status = "draft"
            yield found

    def _guarded(self, row: Row, read: Callable[[Row], ParsedProduct]) -> ParsedProduct | Problem:
        try:
            return read(row)
        except Refused as refusal:
            return self._problem(row, refusal)

    def _problem(self, row: Row, refusal: Refused) -> Problem:
        line = refusal.values.pop("at_line", row.line)
        return Problem(self.file.path.name, line, row.fields["sku"][:120] or None, refusal)

    def _head(self, row: Row) -> ParsedProduct:
        fields = row.fields
        sku = cells.line(fields["sku"], "sku", 120)
        title = cells.line(unescape(fields["name"]), "name", 255)
        if not title:
            raise Refused("import.no_title", handle=sku)
        categories = [tuple(path) for path in _category_paths(fields.get("categories", ""))]
        online = fields.get("product_online", "1").strip() in ("1", "")
        return ParsedProduct(
            file=self.file.path.name,
            line=row.line,
            key=sku,
            title=title,
            handle=slugify(fields.get("url_key") or title, "product"),
            description_html=fields.get("description") or fields.get("short_description") or None,
            product_type=(categories[0][-1] if categories else fields.get("attribute_set_code", ""))[:120]
            or None,
            tags=_tags(fields.get("additional_attributes", "")),
            status="active" if online else "draft",
            seo_title=cells.line(fields.get("meta_title", ""), "meta_title", 255) or None,
            seo_description=cells.line(fields.get("meta_description", ""), "meta_description", 1_000) or None,
            categories=categories,
        )

    def _simple(self, row: Row) -> ParsedProduct:
        product = self._head(row)
        product.variants = [self._variant(row, (), product)]
        self._add_pictures(product, row, 0)
        return product

    def _configurable(self, row: Row) -> ParsedProduct:
        product = self._head(row)
        self._add_pictures(product, row, None)
        variations = self._variations(row)
        if not variations:
            raise Refused("import.no_variations")
        product.option_names = [_label(code) for code in variations[0][1]]
        missing = [sku for sku, _ in variations if sku not in self.parts]
        if missing:
            raise Refused("import.part_missing", sku=missing[0][:80])
        for sku, values in variations:
            part = self.parts[sku]
            product.variants.append(self._variant(part, tuple(values.values()), product))
            self._add_pictures(product, part, len(product.variants) - 1)
        for sku, _ in variations:
            del self.parts[sku]
        return product

    def _named(self, row: Row) -> list[str]:
        return re.findall(r"(?:^|\|)\s*sku=([^,|]+)", row.fields.get("configurable_variations", ""))

    def _variations(self, row: Row) -> list[tuple[str, dict[str, str]]]:
        """``sku=A,size=S,color=Red|…`` → [("A", {"size": "S", "color": "Red"})]."""
        found = []
        for text in filter(None, row.fields.get("configurable_variations", "").split("|")):
            pairs = dict(part.split("=", 1) for part in _ATTRIBUTE.split(text) if "=" in part)
            sku = pairs.pop("sku", "").strip()
            values = {code: " ".join(unescape(value).split()) for code, value in pairs.items()}
            if not sku or not 1 <= len(values) <= 3 or not all(values.values()):
                raise Refused("import.variation", value=text[:80])
            found.append((sku, values))
        if any(list(values) != list(found[0][1]) for _, values in found):
            raise Refused("import.variation", value=row.fields["configurable_variations"][:80])
        return found

    def _variant(self, row: Row, options: tuple[str, ...], product: ParsedProduct) -> ParsedVariant:
        fields = row.fields
        try:
            price = cells.amount(fields["price"], self.currency, self.exponent, "price") or 0
            special = cells.amount(
                fields.get("special_price", ""), self.currency, self.exponent, "special_price"
            )
            listed = self.extras.list_price(product.key, self.currency, self.exponent)
            quantity = cells.whole_number(fields.get("qty", "").split(".")[0], "qty")
            counted = (
                fields.get("manage_stock", "1").strip() != "0" or fields.get("use_config_manage_stock") == "1"
            )
            backorders = fields.get("allow_backorders", "0").strip() not in ("", "0")
            kilograms = fields.get("weight", "").strip() or "0"
            return ParsedVariant(
                line=row.line,
                options=options,
                price_minor=price if special is None else min(special, price),
                compare_at_minor=_higher(price, price if special is None else special, listed),
                sku=cells.line(fields["sku"], "sku", 120),
                weight_grams=round(1000 * float(kilograms))
                if re.fullmatch(r"\d{1,6}(\.\d+)?", kilograms)
                else 0,
                requires_shipping=fields.get("product_type", "simple").strip() != "virtual",
                tracked=counted,
                policy="continue" if backorders else "deny",
                quantity=max(0, quantity or 0) if counted else None,
            )
        except Refused as refusal:
            refusal.values["at_line"] = row.line
            raise

    def _add_pictures(self, product: ParsedProduct, row: Row, place: int | None) -> None:
        paths = [row.fields.get("base_image", ""), *row.fields.get("additional_images", "").split(",")]
        for number, path in enumerate(path.strip() for path in paths if path.strip()):
            add_picture(product, self.extras.local(path), place if number == 0 else None)


def add_picture(product: ParsedProduct, address: str, place: int | None) -> None:
    """One more picture, each once; *place*: the variant that shows it."""
    known = next((picture for picture in product.pictures if picture.address == address), None)
    if known is None:
        known = ParsedPicture(address, len(product.pictures) + 1, is_local="://" not in address)
        product.pictures.append(known)
    if place is not None and place not in known.variants:
        known.variants.append(place)


def _category_paths(text: str) -> Iterator[list[str]]:
    for path in text.split(","):
        parts = [" ".join(part.split()) for part in path.split("/") if part.strip()]
        if parts and parts[0].lower() == _ROOT:
            parts = parts[1:]
        if parts:
            yield parts


def _tags(attributes: str) -> list[str]:
    """``material=Wool|Fleece,eco_collection=Yes`` → ["Material: Wool", "Material: Fleece", "Eco collection"]."""
    found: list[str] = []
    for part in _ATTRIBUTE.split(attributes):
        code, _, values = part.partition("=")
        if not values or code in NOT_TAGS or values == "No":
            continue
        if values == "Yes":
            found.append(_label(code))
        else:
            found += [
                f"{_label(code)}: {' '.join(unescape(value).split())}"[:120]
                for value in values.split("|")
                if value.strip()
            ]
    return found[:100]


def _label(code: str) -> str:
    return code.replace("_", " ").strip().capitalize()


def _higher(price: int, asked: int, listed: int | None) -> int | None:
    """What was asked before, if that was more."""
    before = max(price, listed or 0)
    return before if before > asked else None
