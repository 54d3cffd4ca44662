"""The audit knows every documented and every counted name, explains what is missing, and its pages are fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.rendering.reference import PUBLIC, Status, audit, code, tables
from engine.rendering.reference.differences import ALWAYS, DIFFERENT, NOT_HERE, RAW_TAGS, UNDOCUMENTED
from engine.rendering.reference.words import FILTERS, TAGS

ROOT = Path(__file__).resolve().parents[4]
COUNTED = ROOT.parent / "shared" / "data" / "liquid-usage.json"


@pytest.fixture(scope="module")
def counted() -> dict[str, Any]:
    if not COUNTED.is_file():
        pytest.skip("the counts of public themes are not here")
    found: dict[str, Any] = json.loads(COUNTED.read_text())
    return found


def test_what_is_missing_or_always_the_same_is_explained() -> None:
    assert audit.unexplained() == []


def test_notes_are_about_documented_names() -> None:
    known = {f"{name}.{key}" for name, entry in PUBLIC.items() for key in entry.properties} | set(PUBLIC)
    known |= {f"tag:{name}" for name in TAGS} | {f"filter:{name}" for name in FILTERS} | {"*.metafields"}
    strange = {*DIFFERENT, *NOT_HERE, *ALWAYS} - known
    # A property of an object that the platform gave more of than the reference has is a note as well.
    assert {path for path in strange if not code.offers(*path.split("."))} == set()


def test_every_filter_and_tag_of_ours_is_described() -> None:
    assert audit.filter_names() - set(FILTERS) == set()
    assert {tag.name for tag in audit.STANDARD_TAGS} - set(TAGS) == {"output"}
    assert set(TAGS) >= RAW_TAGS


def test_types_name_documented_objects() -> None:
    kinds = {kind.name for entry in PUBLIC.values() for kind in entry.properties.values()}
    assert kinds - set(PUBLIC) == {"any", "boolean", "number", "string"}


def test_status_is_read_off_the_code() -> None:
    assert audit.property_entry("product", "title").status is Status.FULL
    assert audit.property_entry("product", "category").note.startswith("Always nil")
    assert audit.property_entry("forloop", "parentloop").status is Status.FULL
    assert audit.property_entry("video", "duration").status is Status.NOT_HERE
    assert audit.object_entry("checkout").status is Status.NOT_HERE
    assert code.public_name("ProductOptionValueDrop") == "product_option_value"


def test_the_pages_are_fresh() -> None:
    for name, text in tables.pages().items():
        written = (ROOT / "docs" / "theme-authors" / name).read_text(encoding="utf-8")
        assert written == text, f"docs/theme-authors/{name} is stale; run `flask --app app themes reference`"


def test_counted_tags_and_filters_are_known(counted: dict[str, Any]) -> None:
    names = {"#" if name.startswith("#") else name for name in counted["tags"]}
    assert names - set(TAGS) == set()
    assert set(counted["filters"]) - set(FILTERS) == set()
    missing = {e.name for e in audit.filters() if e.status is Status.NOT_HERE}
    assert missing & set(counted["filters"]) == set()


def test_counted_objects_and_properties_are_known(counted: dict[str, Any]) -> None:
    assert set(counted["objects"]) - set(PUBLIC) == set()
    unknown = []
    for path in counted["object_properties"]:
        name, _, key = path.replace("[...]", "").partition(".")
        if key in ("", "*", "size", "first") or path in UNDOCUMENTED or code.is_open(name):
            continue
        owner = "image" if name == "page_image" else name
        if key not in PUBLIC[owner].properties:
            unknown.append(path)
    assert unknown == []
