"""A cart or an account is seen by its owner alone, in whatever order people come by."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from engine.catalogue.models import Variant
from engine.liquid.traces.traced import of_process
from engine.ordering import commands as ordering
from engine.ordering.commands import NewLine
from engine.stores.commands import customers
from tests.engine.rendering.fragments.world import SUBJECTS, World, difference
from tests.support.traces import all_kept


def test_what_is_one_visitors_own_is_shown_to_nobody_else(world: World) -> None:
    with world.db.write(world.id) as session:
        variant = session.scalars(select(Variant.id).order_by(Variant.id)).first()
        carts = [ordering.add(session, None, [NewLine(str(variant), units)]).token for units in (1, 2)]
        person, _ = customers.record_of(session, "yrsa@a.example", state="enabled")
        person.first_name = "Yrsa"
        session.flush()
        token = customers.start_customer_session(session, person.id, "a test")
    visitors = [
        {},
        {"cart_token": carts[0]},
        {"cart_token": carts[1]},
        {"customer_token": token},
        {"customer_token": token, "cart_token": carts[1]},
        {"cart_token": "nobody's"},
        {"customer_token": "nobody's"},
    ]
    pages = ["home", "product", "cart", "collection", "nowhere"]
    random = Random(5)
    for _ in range(60):
        name, visitor = random.choice(pages), random.choice(visitors)
        with world.db.read(world.id) as session:
            kept = world.render(world.keeping, session, name, **visitor)
            fresh = world.render(world.fresh, session, name, **visitor)
            traced = world.render(world.traced, session, name, **visitor)
        assert kept == fresh, difference(f"{name} {visitor}", kept, fresh)
        assert traced == fresh, difference(f"{name} {visitor}, traced", traced, fresh)
        assert ("Yrsa" in (kept or "")) is (visitor.get("customer_token") == token)
        template, find, _ = SUBJECTS[name]
        with world.db.read(world.id) as session:
            opened = world.keeping.open(session, world.visit(session, name, **visitor), (template,))
            renderer = opened.page_of(find)
            assert renderer is not None
            renderer.render()
            assert (renderer.kept_page() is not None) is (not visitor), (name, visitor)
    kept_texts = all_kept(of_process())
    assert "Yrsa" not in kept_texts and "yrsa@" not in kept_texts and len(kept_texts) > 10_000
