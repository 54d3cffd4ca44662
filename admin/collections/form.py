"""The collection form: fields to what the commands take, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from admin.shell.forms import Reader, as_amount
from engine.catalogue.commands import CollectionInput

NEW: dict[str, Any] = {
    "kind": "manual",
    "match_mode": "all",
    "sort_order": "manual",
    "is_published": "1",
    "rules.0.field": "type",
    "rules.0.relation": "equals",
    "rules.0.value": "",
}
FIELDS = ("type", "brand", "tag", "title", "price", "stock")
RELATIONS = ("equals", "not_equals", "contains", "starts_with", "greater_than", "less_than")
MOST_RULES = 30


@dataclass(frozen=True)
class RuleRow:
    """A rule as the form shows it."""

    place: int

    def field(self, name: str) -> str:
        """The name of a field of this row."""
        return f"rules.{self.place}.{name}"


def values_of(collection: Any) -> dict[str, Any]:
    """Every field as the collection has it. Prices of rules are shown as amounts."""
    names = ("title", "handle", "description_html", "kind", "match_mode", "sort_order", "parent_id")
    values: dict[str, Any] = {name: getattr(collection, name) for name in names}
    values |= {
        name: getattr(collection, name) for name in ("seo_title", "seo_description", "template_suffix")
    }
    values["is_published"] = "1" if collection.published_at else ""
    rules = collection.rules or [{"field": "type", "relation": "equals", "value": ""}]
    for place, rule in enumerate(rules):
        value = rule["value"]
        if rule["field"] == "price" and isinstance(value, int):
            value = as_amount(value, g.store.currency)
        values |= {
            f"rules.{place}.field": rule["field"],
            f"rules.{place}.relation": rule["relation"],
            f"rules.{place}.value": value,
        }
    return values


def rules_of(values: Mapping[str, Any]) -> list[RuleRow]:
    """The rows that a form holds."""
    places = {key.split(".")[1] for key in values if key.startswith("rules.") and key.count(".") == 2}
    return [
        RuleRow(place) for place in sorted(int(p) for p in places if p.isascii() and p.isdigit())[:MOST_RULES]
    ]


def empty_rule(values: dict[str, Any]) -> dict[str, Any]:
    """The form with one rule more."""
    rows = rules_of(values)
    place = rows[-1].place + 1 if rows else 0
    return values | {
        f"rules.{place}.field": "tag",
        f"rules.{place}.relation": "equals",
        f"rules.{place}.value": "",
    }


def read_collection(read: Reader, media_id: int | None = None) -> CollectionInput:
    """What the form says. Rules left empty are dropped; the places of the others stay, for errors to point at."""
    rules = [
        {name: read.text(row.field(name)) for name in ("field", "relation", "value")}
        for row in rules_of(read.form)
    ]
    media_id = None if read.flag("picture_remove") else media_id
    return CollectionInput(
        title=read.text("title"),
        handle=read.optional("handle"),
        description_html=read.text("description_html"),
        kind=read.text("kind", "manual"),
        rules=[rule for rule in rules if rule["value"]],
        match_mode=read.text("match_mode", "all"),
        sort_order=read.text("sort_order", "manual"),
        media_id=g.get("uploads", {}).get("picture", media_id),
        parent_id=read.record_id("parent_id"),
        template_suffix=read.optional("template_suffix"),
        seo_title=read.optional("seo_title"),
        seo_description=read.optional("seo_description"),
        is_published=read.flag("is_published"),
    )
