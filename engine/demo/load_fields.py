"""The demo's metafields: what a thing is made of, how to care for it, and its maker as a metaobject."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.markup import plain_text
from engine.catalogue.models import Product
from engine.content.commands import EntryInput, FieldInput, KindInput, create_metaobject, define_metaobject
from engine.content.queries import metaobject_definitions, metaobject_entries
from engine.demo.content import CONTENT
from engine.demo.loading import Loading, Step
from engine.metafields.commands import DefinitionInput, define, set_values
from engine.metafields.queries import definitions, values_of

FIELDS = (
    ("material", "single_line_text_field", "What it is made of"),
    ("care", "rich_text_field", "How to care for it"),
    ("maker", "metaobject_reference", "Who makes it"),
)
MAKER = KindInput(
    "maker",
    (
        FieldInput("name", "single_line_text_field", required=True),
        FieldInput("line", "single_line_text_field"),
        FieldInput("story", "multi_line_text_field"),
    ),
    publishable=True,
)
PER_TRANSACTION = 12


def _makers(loading: Loading) -> Step:
    made, brands = 0, loading.content.brands
    with loading.write() as session:
        if not metaobject_definitions(session):
            define_metaobject(session, MAKER, loading.actor)
        known = {entry.row.handle for entry in metaobject_entries(session, "maker", public_only=False)}
        for brand in brands:
            if brand.handle not in known:
                given = {"name": brand.name, "line": brand.tagline, "story": plain_text(brand.story_html)}
                create_metaobject(session, "maker", EntryInput(given, handle=brand.handle), loading.actor)
                made += 1
    return Step("makers", made, len(brands))


def _fields(loading: Loading) -> Step:
    products = loading.content.products
    texts = json.loads((CONTENT / "fields.json").read_text(encoding="utf-8"))["by_type"]
    with loading.write() as session:
        known = {row.key for row in definitions(session, "product")}
        for key, kind, name in FIELDS:
            if key not in known:
                define(session, DefinitionInput("product", "custom", key, kind, name), loading.actor)
        missing = _without_fields(session)
    wanted = [(missing[p.handle], p) for p in products if p.handle in missing and p.type in texts]
    for start in range(0, len(wanted), PER_TRANSACTION):
        with loading.write() as session:
            for number, product in wanted[start : start + PER_TRANSACTION]:
                said = texts[product.type]
                given = {
                    ("custom", "material"): said["material"],
                    ("custom", "care"): _care(said["care"]),
                    ("custom", "maker"): f"maker/{product.brand}",
                }
                set_values(session, "product", number, given, loading.actor)
    return Step("fields of products", len(wanted), len(products))


def _without_fields(session: StoreSession) -> dict[str, int]:
    rows = session.execute(select(Product.handle, Product.id).where(Product.store_id == session.store))
    numbers = {str(row.handle): int(row.id) for row in rows}
    filled = values_of(session, "product", numbers.values())
    return {handle: number for handle, number in numbers.items() if not filled[number]}


def _care(lines: list[str]) -> dict[str, Any]:
    """Sentences as a list of rich text."""
    items = [{"type": "list-item", "children": [{"type": "text", "value": line}]} for line in lines]
    return {"type": "root", "children": [{"type": "list", "listType": "unordered", "children": items}]}


PARTS = (_makers, _fields)
