"""The product form: from a product to fields, and from fields to what the commands take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from admin.shell.forms import Reader, as_amount
from engine.catalogue.commands import NewStock, OptionInput, ProductInput, VariantInput, generate_variants
from engine.catalogue.queries import LoadedProduct

MOST_OPTIONS, MOST_VARIANTS = 3, 500
PRODUCT_FIELDS = (
    "title",
    "handle",
    "description_html",
    "product_type",
    "partner_id",
    "status",
    "seo_title",
    "seo_description",
    "template_suffix",
)


@dataclass(frozen=True)
class VariantRow:
    """A row of the table: its place, its option values, and whether it is saved already."""

    place: int
    values: tuple[str, ...]
    variant_id: int | None

    @property
    def title(self) -> str:
        """``Blue / M``, or nothing for the only variant."""
        return " / ".join(self.values)

    def field(self, name: str) -> str:
        """The name of a field of this row."""
        return f"variants.{self.place}.{name}"


def values_of(product: LoadedProduct, costs: Mapping[int, int | None]) -> dict[str, Any]:
    """Every field of the form as the product has it. *costs* by inventory item."""
    values: dict[str, Any] = {name: getattr(product.row, name) for name in PRODUCT_FIELDS}
    values["tags"] = ", ".join(product.tags)
    for place, option in enumerate(product.options):
        values[f"options.{place}.name"] = option.name
        values[f"options.{place}.choices"] = ", ".join(map(str, option.choices))
    currency = g.store.currency
    for place, variant in enumerate(product.variants):
        row, available = variant.row, variant.availability
        fields = {
            "id": row.id,
            "price_minor": as_amount(row.price_minor, currency),
            "compare_at_minor": as_amount(row.compare_at_minor, currency),
            "sku": row.sku,
            "barcode": row.barcode,
            "weight_grams": row.weight_grams or "",
            "cost_minor": as_amount(costs.get(row.inventory_item_id), currency),
            "tracked": "1" if available.tracked else "",
            "policy": "continue" if available.policy == "continue" else "",
            "requires_shipping": "1" if row.requires_shipping else "",
            "taxable": "1" if row.taxable else "",
            "media_id": row.media_id,
            **{f"option.{n}": value for n, value in enumerate(variant.options)},
        }
        values |= {f"variants.{place}.{name}": value for name, value in fields.items()}
    return values


def rows_of(values: Mapping[str, Any]) -> list[VariantRow]:
    """The rows that a form holds, in order of their places."""
    rows = []
    for place in _places(values):
        chosen = [
            str(values[key]) for n in range(MOST_OPTIONS) if (key := f"variants.{place}.option.{n}") in values
        ]
        given = str(values.get(f"variants.{place}.id") or "")
        rows.append(
            VariantRow(place, tuple(chosen), int(given) if given.isascii() and given.isdigit() else None)
        )
    return rows


def read_product(read: Reader) -> ProductInput:
    """What is said about the product itself."""
    return ProductInput(
        title=read.text("title"),
        handle=read.optional("handle"),
        description_html=read.text("description_html"),
        product_type=read.optional("product_type"),
        partner_id=read.record_id("partner_id"),
        status=read.text("status", "draft"),
        tags=[tag.strip() for tag in read.text("tags").split(",") if tag.strip()],
        seo_title=read.optional("seo_title"),
        seo_description=read.optional("seo_description"),
        template_suffix=read.optional("template_suffix"),
    )


def read_options(read: Reader) -> list[OptionInput]:
    """Options with a name, and their choices separated by commas."""
    found = []
    for place in range(MOST_OPTIONS):
        name = read.text(f"options.{place}.name")
        if name:
            choices = [text.strip() for text in read.text(f"options.{place}.choices").split(",")]
            found.append(OptionInput(name, list(dict.fromkeys(choice for choice in choices if choice))))
    return found


def read_variants(read: Reader) -> list[VariantInput]:
    """The table; amounts that cannot be read are noted at their fields."""
    return [_read_variant(read, row) for row in rows_of(read.form)]


def _read_variant(read: Reader, row: VariantRow) -> VariantInput:
    currency, name = g.store.currency, row.field
    price = read.amount(name("price_minor"), currency)
    if price is None and name("price_minor") not in read.wrong:
        read.refuse(name("price_minor"), "form.needed")
    return VariantInput(
        price_minor=price or 0,
        options=row.values,
        id=row.variant_id,
        sku=read.optional(name("sku")),
        barcode=read.optional(name("barcode")),
        compare_at_minor=read.amount(name("compare_at_minor"), currency),
        weight_grams=read.whole(name("weight_grams"), 0, most=100_000_000) or 0,
        requires_shipping=read.flag(name("requires_shipping")),
        taxable=read.flag(name("taxable")),
        media_id=read.record_id(name("media_id")),
        stock=NewStock(
            tracked=read.flag(name("tracked")),
            policy=read.text(name("policy")) or "deny",
            cost_minor=read.amount(name("cost_minor"), currency),
        ),
        on_hand=None if row.variant_id else read.whole(name("on_hand"), 0, most=1_000_000_000),
    )


def regenerated(values: Mapping[str, Any], read: Reader) -> dict[str, Any]:
    """The form's values with a row for every combination of the options; rows that still fit keep what was typed."""
    options = read_options(read)
    blank = VariantInput(price_minor=0)
    made = generate_variants(options, blank) if all(option.choices for option in options) else []
    before = {row.values: row for row in rows_of(values)}
    pattern = next(iter(before.values()), None)
    kept = {key: value for key, value in values.items() if not key.startswith("variants.")}
    for place, variant in enumerate(made[:MOST_VARIANTS]):
        wanted = tuple(variant.options)
        source = before.get(wanted) or _grown_from(before, wanted)
        fields = _fields(values, source) if source else _fields(values, pattern, like_new=True)
        kept |= {
            f"variants.{place}.{name}": value
            for name, value in fields.items()
            if not name.startswith("option.")
        }
        kept |= {f"variants.{place}.option.{n}": value for n, value in enumerate(wanted)}
    return kept


def _grown_from(before: dict[tuple[str, ...], VariantRow], wanted: tuple[str, ...]) -> VariantRow | None:
    """When an option was added, the first of the new rows goes on with the old one's id, and so with its stock."""
    for length in range(len(wanted) - 1, -1, -1):
        row = before.pop(wanted[:length], None)
        if row is not None:
            return row
    return None


def _fields(values: Mapping[str, Any], row: VariantRow | None, *, like_new: bool = False) -> dict[str, Any]:
    if row is None:
        return {"tracked": "1", "requires_shipping": "1", "taxable": "1"}
    start = f"variants.{row.place}."
    found = {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}
    for name in ("id", "sku", "barcode", "media_id") if like_new else ():
        found.pop(name, None)
    return found


def _places(values: Mapping[str, Any]) -> list[int]:
    places = {key.split(".")[1] for key in values if key.startswith("variants.") and key.count(".") >= 2}
    known = sorted(int(place) for place in places if place.isascii() and place.isdigit() and len(place) < 5)
    return known[: MOST_VARIANTS + 1]
