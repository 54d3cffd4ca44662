"""Files to import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

OLD = [
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags"),
    *("Published", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"),
    *("Option3 Name", "Option3 Value", "Variant SKU", "Variant Grams"),
    *("Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Price", "Variant Compare At Price", "Variant Requires Shipping"),
    *("Variant Taxable", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text"),
    *("Variant Image", "Gift Card", "SEO Title", "SEO Description", "Status"),
]
"""Columns of the older exports."""
NEW = [
    *("Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags"),
    *("Published on online store", "Status", "SKU", "Barcode", "Option1 name"),
    *("Option1 value", "Option2 name", "Option2 value", "Price", "Compare-at price"),
    *("Cost per item", "Charge tax", "Inventory tracker", "Inventory quantity"),
    *("Continue selling when out of stock", "Weight value (grams)", "Requires shipping"),
    *("Product image URL", "Image position", "Image alt text", "Variant image URL"),
    *("Gift card", "SEO title", "SEO description"),
]
"""Columns of the newer ones."""


def shopify_row(number: int, **cells: Any) -> dict[str, Any]:
    """A product without options, in the older columns."""
    return {
        "Handle": f"thing-{number}",
        "Title": f"Thing {number}",
        "Vendor": "Acme",
        "Variant SKU": f"SKU-{number}",
        "Variant Price": "12.50",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "3",
        "Variant Inventory Policy": "deny",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Status": "active",
    } | cells


def csv_text(
    rows: Iterable[dict[str, Any]], columns: list[str] = OLD, delimiter: str = ",", end: str = "\n"
) -> str:
    """CSV with a header."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(folder: Path, content: str | bytes, name: str = "products.csv", encoding: str = "utf-8") -> Path:
    """A file in *folder*."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
