"""Rules of collections: checked when typed, decided here for one product (and in SQL for all: queries/membership.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.base.errors import Refused
from engine.base.money import parse_minor

TEXT_RELATIONS = ("equals", "not_equals", "contains", "starts_with")
NUMBER_RELATIONS = ("equals", "not_equals", "greater_than", "less_than")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": TEXT_RELATIONS,
    "type": TEXT_RELATIONS,
    "brand": TEXT_RELATIONS,
    "tag": TEXT_RELATIONS,
    "price": NUMBER_RELATIONS,
    "stock": NUMBER_RELATIONS,
}
"""Which relations a field can have. Brand is compared by name; texts without regard to case."""
MATCH_MODES = ("all", "any")
MOST_RULES = 30
UNLIMITED = 1_000_000_000
"""Stock of a product that is not counted, or may be oversold."""


@dataclass(frozen=True)
class Rule:
    """``value`` is text, or a whole number: minor units for price, units for stock."""

    field: str
    relation: str
    value: str | int

    def stored(self) -> dict[str, Any]:
        """As the collection keeps it."""
        return {"field": self.field, "relation": self.relation, "value": self.value}


@dataclass(frozen=True)
class Facts:
    """What rules look at. ``prices`` in minor units, one per variant; ``stock`` summed over variants."""

    title: str
    product_type: str
    brand: str
    tags: Sequence[str]
    prices: Sequence[int]
    stock: int


def read_rule(given: Mapping[str, Any], currency: str) -> Rule:
    """A rule as typed (value is text) or as stored. Raises Refused naming what is wrong."""
    name, relation, value = str(given.get("field")), str(given.get("relation")), given.get("value")
    if name not in FIELDS:
        raise Refused("catalogue.rule_field", field="field", value=name[:40])
    if relation not in FIELDS[name]:
        raise Refused("catalogue.rule_relation", field="relation", value=relation[:40], subject=name)
    if FIELDS[name] is TEXT_RELATIONS:
        text = " ".join(str(value or "").split())
        if not text or len(text) > 200:
            raise Refused("catalogue.rule_value", field="value")
        return Rule(name, relation, text)
    if isinstance(value, int) and not isinstance(value, bool):
        return Rule(name, relation, value)
    if name == "price":
        return Rule(name, relation, parse_minor(str(value or ""), currency, field="value"))
    if not str(value or "").strip().lstrip("-").isdecimal():
        raise Refused("catalogue.rule_number", field="value", value=str(value)[:40])
    return Rule(name, relation, int(str(value)))


def matches(rules: Sequence[Rule], mode: str, facts: Facts) -> bool:
    """Whether a product belongs; no rules, no members."""
    if not rules:
        return False
    decided = (_holds(rule, facts) for rule in rules)
    return any(decided) if mode == "any" else all(decided)


def _holds(rule: Rule, facts: Facts) -> bool:
    if rule.field == "price":
        return _any_or_none(rule, facts.prices)
    if rule.field == "stock":
        return _compare(rule.relation, facts.stock, rule.value)
    if rule.field == "tag":
        return _any_or_none(rule, facts.tags)
    text = {"title": facts.title, "type": facts.product_type, "brand": facts.brand}[rule.field]
    return _compare(rule.relation, text, rule.value)


def _any_or_none(rule: Rule, values: Sequence[Any]) -> bool:
    """Of several values one must fit; ``not_equals`` means that none is equal."""
    if rule.relation == "not_equals":
        return not any(_compare("equals", value, rule.value) for value in values)
    return any(_compare(rule.relation, value, rule.value) for value in values)


def _compare(relation: str, have: Any, wanted: Any) -> bool:
    if isinstance(have, str):
        have, wanted = have.lower(), str(wanted).lower()
    if relation == "contains":
        return bool(wanted in have)
    if relation == "starts_with":
        return bool(have.startswith(wanted))
    if relation == "greater_than":
        return bool(have > wanted)
    if relation == "less_than":
        return bool(have < wanted)
    return bool((have == wanted) is (relation == "equals"))
