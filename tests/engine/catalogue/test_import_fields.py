"""Metafields of products in a CSV: typed by the store's definitions, text without one, refused with place and cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import Product
from engine.metafields.commands import DefinitionInput, define
from engine.metafields.queries import values_of
from tests.engine.catalogue.files import shopify_row, write

MATERIAL = "Material (product.metafields.custom.material)"
WOODS = "Woods (product.metafields.custom.woods)"
MATES = "Goes with (product.metafields.shop--goes.mates)"
OTHER = "Anything (product.metafields.old.note)"
OF_VARIANT = "Care (variant.metafields.custom.care)"
COLUMNS = (MATERIAL, WOODS, MATES, OTHER, OF_VARIANT)


@pytest.fixture
def _defined(db: Database, store_id: int) -> None:
    kinds = {
        ("custom", "material"): ("single_line_text_field", {"max": 12}),
        ("custom", "woods"): ("list.single_line_text_field", {}),
        ("shop--goes", "mates"): ("list.product_reference", {}),
    }
    with db.write(store_id) as session:
        for (namespace, key), (kind, rules) in kinds.items():
            define(session, DefinitionInput("product", namespace, key, kind, validations=rules), SYSTEM)


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    import csv
    import io

    made = [
        shopify_row(n, Handle=f"p{n}", Title=f"P{n}") | dict.fromkeys(COLUMNS, "") | row
        for n, row in enumerate(rows)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in made for key in row)), restval="")
    writer.writeheader()
    writer.writerows(made)
    return write(folder, text.getvalue())


def _values(db: Database, store_id: int) -> dict[str, dict[str, Any]]:
    with db.read(store_id) as session:
        named = select(Product.id, Product.handle).where(Product.store_id == store_id)
        handles = {int(row.id): str(row.handle) for row in session.execute(named)}
        found = values_of(session, "product", handles)
        return {
            handles[owner]: {".".join(name): field.value for name, field in fields.items()}
            for owner, fields in found.items()
        }


@pytest.mark.usefixtures("_defined")
def test_fields_come_in_and_follow_the_file(db: Database, store_id: int, tmp_path: Path) -> None:
    first = {MATERIAL: "Oak", WOODS: "Oak; Ash", MATES: "p1; gid://shopify/Product/7", OTHER: "two\nlines"}
    report = import_catalogue(db, store_id, _file(tmp_path, first, {}))
    assert (report.added, report.problems) == (2, [])
    assert any("fields of variants" in note and "Care" in note for note in report.notes)
    assert _values(db, store_id) == {
        "p0": {
            "custom.material": "Oak",
            "custom.woods": ["Oak", "Ash"],
            "shop--goes.mates": ["p1", 7],
            "old.note": "two\nlines",
        },
        "p1": {},
    }
    again = import_catalogue(db, store_id, _file(tmp_path, first, {}))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    changed = import_catalogue(
        db, store_id, _file(tmp_path, first | {MATERIAL: "Ash", WOODS: ""}, {MATERIAL: "Elm"})
    )
    assert (changed.changed, changed.problems) == (2, [])
    assert _values(db, store_id) == {
        "p0": {"custom.material": "Ash", "shop--goes.mates": ["p1", 7], "old.note": "two\nlines"},
        "p1": {"custom.material": "Elm"},
    }


@pytest.mark.usefixtures("_defined")
def test_what_does_not_fit_is_reported_with_its_field(db: Database, store_id: int, tmp_path: Path) -> None:
    rows = ({MATERIAL: "Mahogany veneer"}, {MATES: "no good handle!"}, {MATERIAL: "Oak"})
    report = import_catalogue(db, store_id, _file(tmp_path, *rows))
    assert (report.added, report.skipped) == (1, 2)
    said = [problem["reason"] for problem in report.problems]
    assert "custom.material" in said[0] and "12" in said[0]
    assert "shop--goes.mates" in said[1]
    assert _values(db, store_id) == {"p2": {"custom.material": "Oak"}}
