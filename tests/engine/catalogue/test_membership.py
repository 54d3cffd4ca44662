"""Rules of collections: the decision for one product and the statement for all agree."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Invalid, Refused
from engine.catalogue import commands, queries
from engine.catalogue.commands import CollectionInput, NewStock, VariantInput
from engine.catalogue.models import Collection
from engine.catalogue.rules.membership import FIELDS, UNLIMITED, Facts, Rule, matches, read_rule
from engine.stores.commands import save_partner
from tests.factories.catalogue import add_product

WORDS = ["mug", "Mug", "blue mug", "100%", "a_b", "lamp", "Lamp shade", "x\\y"]
texts = st.sampled_from(WORDS)


@st.composite
def rule_values(draw: st.DrawFn) -> Rule:
    field = draw(st.sampled_from(sorted(FIELDS)))
    relation = draw(st.sampled_from(FIELDS[field]))
    value = draw(texts) if field in ("title", "type", "brand", "tag") else draw(st.integers(-1, 6))
    return Rule(field, relation, value)


SAMPLES = [
    Facts("Blue mug", "mug", "lamp", ["100%", "mug"], [1, 3], 5),
    Facts("Lamp", "", "lamp", [], [2], 0),
    Facts("a_b", "Lamp shade", "x\\y", ["LAMP"], [0, 6], UNLIMITED),
    Facts("axb", "100 percent", "Mug", ["a_b", "blue mug"], [4], 3),
]


@pytest.fixture
def shop(db: Database, store_id: int) -> dict[int, Facts]:
    with db.write(store_id) as session:
        brands = {name: save_partner(session, name=name, actor=SYSTEM).id for name in ("lamp", "x\\y")}
        # the names of brands differ by more than case in a store, those of this test do not
        brands["Mug"] = save_partner(session, name="Mug", actor=SYSTEM).id
        made = {}
        for facts in SAMPLES:
            product = add_product(
                session,
                facts.title,
                product_type=facts.product_type or None,
                partner_id=brands[facts.brand],
                tags=facts.tags,
            )
            options = [commands.OptionInput("Size", [str(n) for n in range(len(facts.prices))])]
            variants = [
                VariantInput(
                    price_minor=price,
                    options=(str(place),),
                    on_hand=0 if place or facts.stock == UNLIMITED else facts.stock,
                    stock=NewStock(tracked=facts.stock != UNLIMITED or place > 0),
                )
                for place, price in enumerate(facts.prices)
            ]
            commands.set_variants(session, product.id, options, variants, SYSTEM)
            made[product.id] = facts
        return made


def test_one_product_and_all_products_are_decided_alike(
    db: Database, store_id: int, shop: dict[int, Facts]
) -> None:
    @hypothesis.settings(max_examples=120, deadline=None)
    @hypothesis.given(st.lists(rule_values(), min_size=1, max_size=3), st.sampled_from(["all", "any"]))
    def agree(rules: list[Rule], mode: str) -> None:
        with db.read(store_id) as session:
            draft = Collection(kind="rule", match_mode=mode, rules=[rule.stored() for rule in rules])
            found = set(session.scalars(queries.products_matching(session, draft)))
        assert found == {product_id for product_id, facts in shop.items() if matches(rules, mode, facts)}, (
            rules
        )

    agree()


def test_no_rule_lets_nothing_in(db: Database, store_id: int, shop: dict[int, Facts]) -> None:
    with db.read(store_id) as session:
        draft = Collection(kind="rule", match_mode="all", rules=[])
        assert session.scalars(queries.products_matching(session, draft)).all() == []
    assert not matches([], "all", SAMPLES[0])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"field": "colour", "relation": "equals", "value": "x"}, "catalogue.rule_field"),
        ({"field": "type", "relation": "greater_than", "value": "x"}, "catalogue.rule_relation"),
        ({"field": "tag", "relation": "equals", "value": "  "}, "catalogue.rule_value"),
        ({"field": "price", "relation": "less_than", "value": "cheap"}, "money.not_an_amount"),
        ({"field": "price", "relation": "less_than", "value": "-1"}, "money.not_an_amount"),
        ({"field": "stock", "relation": "less_than", "value": "1.5"}, "catalogue.rule_number"),
        ({}, "catalogue.rule_field"),
    ],
)
def test_rules_that_make_no_sense_are_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rule(given, "EUR")
    assert refused.value.code == code


def test_prices_are_read_in_the_stores_currency() -> None:
    typed = {"field": "price", "relation": "less_than", "value": "12.50"}
    assert read_rule(typed, "EUR").value == 1250
    assert read_rule(read_rule(typed, "EUR").stored(), "EUR").value == 1250


def test_members_follow_when_they_are_refreshed(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        cheap = add_product(session, "Cheap", price=500)
        dear = add_product(session, "Dear", price=9_000)
        rules = [{"field": "price", "relation": "less_than", "value": "10"}]
        collection = commands.create_collection(
            session, CollectionInput("Under ten", kind="rule", rules=rules), SYSTEM
        )
        assert queries.collection_members(session, collection).product_ids == [cheap.id]
        assert commands.refresh_members(session, collection.id) == (0, 0)
        variant = queries.load_products(session, [dear.id])[dear.id].variants[0].row
        commands.update_variant(session, variant.id, VariantInput(price_minor=900), SYSTEM)
        commands.set_tags(session, cheap.id, ["x"], SYSTEM)
        first = queries.load_products(session, [cheap.id])[cheap.id].variants[0].row
        commands.update_variant(session, first.id, VariantInput(price_minor=1_000), SYSTEM)
        assert commands.refresh_members(session, collection.id) == (1, 1)
        assert queries.collection_members(session, collection).product_ids == [dear.id]


def test_a_collection_by_rule_is_not_filled_by_hand(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        product = add_product(session)
        rules = [{"field": "title", "relation": "contains", "value": "nothing"}]
        collection = commands.create_collection(
            session, CollectionInput("By rule", kind="rule", rules=rules), SYSTEM
        )
        with pytest.raises(Refused) as refused:
            commands.add_to_collection(session, collection.id, [product.id])
    assert refused.value.code == "catalogue.members_by_rule"


def test_every_wrong_rule_is_named_by_its_place(db: Database, store_id: int) -> None:
    rules = [
        {"field": "tag", "relation": "equals", "value": "fine"},
        {"field": "price", "relation": "equals", "value": "?"},
        {"field": "nothing", "relation": "equals", "value": "?"},
    ]
    with db.write(store_id) as session, pytest.raises(Invalid) as invalid:
        commands.create_collection(session, CollectionInput("", kind="rule", rules=rules), SYSTEM)
    assert set(invalid.value.errors) == {"title", "rules.1.value", "rules.2.field"}
