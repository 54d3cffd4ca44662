"""Products, their options, variants, tags, handles and redirects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Invalid, NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.catalogue import commands, queries
from engine.catalogue.commands import NewStock, OptionInput, ProductInput, VariantInput
from engine.catalogue.queries import LoadedProduct
from engine.stores.models import Activity
from tests.factories.catalogue import add_product, make_product

MUG = ProductInput("Speckled Mug", status="active", tags=("Gift", "gift ", "Kitchen"))


def load(db: Database, store_id: int, product_id: int) -> LoadedProduct:
    with db.read(store_id) as session:
        return queries.product_for_editing(session, product_id)


def wrong(given: ProductInput, db: Database, store_id: int, **parts: object) -> dict[str, str]:
    with db.write(store_id) as session, pytest.raises(Invalid) as invalid:
        commands.create_product(session, given, SYSTEM, **parts)  # type: ignore[arg-type]
    return {name: refusal.code for name, refusal in invalid.value.errors.items()}


def test_variants_come_of_the_options(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        product = commands.create_product(
            session,
            MUG,
            SYSTEM,
            options=[OptionInput("Size", ("S", "M")), OptionInput("Colour", ("Red", "Blue"))],
            variants=[VariantInput(price_minor=1_200, on_hand=3)],
        )
    made = load(db, store_id, product.id)
    assert [variant.row.title for variant in made.variants] == ["S / Red", "S / Blue", "M / Red", "M / Blue"]
    assert [variant.availability.quantity for variant in made.variants] == [3, 3, 3, 3]
    assert [(option.name, option.choices) for option in made.options] == [
        ("Size", ["S", "M"]),
        ("Colour", ["Red", "Blue"]),
    ]
    assert made.tags == ["Gift", "Kitchen"]
    assert made.partner.is_house and made.is_public
    assert (made.row.handle, made.row.price_min, made.row.price_max) == ("speckled-mug", 1_200, 1_200)


def test_price_bounds_follow_the_variants(db: Database, store_id: int) -> None:
    product_id = make_product(db, store_id, options={"Size": ("S", "M")}, price=1_000)
    small, _ = load(db, store_id, product_id).variants
    with db.write(store_id) as session:
        commands.update_variant(session, small.row.id, VariantInput(price_minor=700), SYSTEM)
    now = load(db, store_id, product_id).row
    assert (now.price_min, now.price_max) == (700, 1_000)


def test_replacing_variants_keeps_named_ones_and_their_stock(db: Database, store_id: int) -> None:
    product_id = make_product(db, store_id, options={"Size": ("S", "M")}, price=1_000, on_hand=4)
    small, medium = load(db, store_id, product_id).variants
    with db.write(store_id) as session:
        commands.set_variants(
            session,
            product_id,
            [OptionInput("Size", ("L", "S"))],
            [
                VariantInput(price_minor=1_500, options=("L",), sku="NEW", on_hand=2),
                VariantInput(id=small.row.id, price_minor=1_100, options=("S",)),
            ],
            SYSTEM,
        )
    now = load(db, store_id, product_id)
    assert [(v.row.title, v.row.price_minor, v.availability.quantity) for v in now.variants] == [
        ("L", 1_500, 2),
        ("S", 1_100, 4),
    ]
    assert now.variants[1].row.id == small.row.id
    assert medium.row.id not in {variant.row.id for variant in now.variants}
    assert now.options[0].choices == ["L", "S"]


def test_two_variants_may_swap_their_skus(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        options = [OptionInput("Size")]
        variants = [
            VariantInput(price_minor=1, options=("S",), sku="A"),
            VariantInput(price_minor=1, options=("M",), sku="B"),
        ]
        product = commands.create_product(session, MUG, SYSTEM, options=options, variants=variants)
        rows = commands.set_variants(session, product.id, options, variants, SYSTEM)
        swapped = [
            replace(variants[0], id=rows[0].id, sku="B"),
            replace(variants[1], id=rows[1].id, sku="A"),
        ]
        commands.set_variants(session, product.id, options, swapped, SYSTEM)
    assert [variant.row.sku for variant in load(db, store_id, product.id).variants] == ["B", "A"]


def test_everything_wrong_is_named_by_its_field(db: Database, store_id: int) -> None:
    make_product(db, store_id, sku="TAKEN")
    found = wrong(
        ProductInput("", status="sold", template_suffix="../x", partner_id=5, tags=["x" * 121]),
        db,
        store_id,
        options=[OptionInput("Size"), OptionInput("size ")],
        variants=[
            VariantInput(price_minor=-1, options=("S", "1"), sku="A", media_id=77),
            VariantInput(price_minor=1, options=("S", "1"), sku="A", weight_grams=-1),
            VariantInput(price_minor=1, options=("M", ""), sku="TAKEN", stock=NewStock(True, "maybe")),
            VariantInput(price_minor=1, options=("M",), id=99, on_hand=-3, compare_at_minor=-2),
        ],
    )
    assert found == {
        "title": "catalogue.text_missing",
        "status": "catalogue.choice",
        "template_suffix": "catalogue.template_suffix",
        "partner_id": "catalogue.no_brand",
        "tags": "catalogue.tag_long",
        "options.1.name": "catalogue.option_twice",
        "variants.0.price_minor": "catalogue.amount",
        "variants.0.media_id": "catalogue.no_picture",
        "variants.1.sku": "catalogue.sku_twice",
        "variants.1.weight_grams": "catalogue.weight",
        "variants.1.options": "catalogue.variant_twice",
        "variants.2.options": "catalogue.option_value_missing",
        "variants.2.policy": "catalogue.choice",
        "variants.2.sku": "catalogue.sku_taken",
        "variants.3.id": "record.not_found",
        "variants.3.on_hand": "catalogue.on_hand",
        "variants.3.compare_at_minor": "catalogue.amount",
        "variants.3.options": "catalogue.option_value_missing",
    }
    with db.read(store_id) as session:
        assert len(queries.list_products(session).items) == 1


def test_more_than_three_options_are_too_many(db: Database, store_id: int) -> None:
    options = [OptionInput(name, ("1",)) for name in "abcd"]
    assert wrong(MUG, db, store_id, options=options)["options"] == "catalogue.options_many"
    many = [OptionInput("a", [str(n) for n in range(30)]), OptionInput("b", [str(n) for n in range(30)])]
    assert wrong(MUG, db, store_id, options=many) == {"variants": "catalogue.variants_many"}


def test_handles_are_made_free(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        handles = [add_product(session, "Speckled Mug").handle for _ in range(3)]
        other = add_product(session, "Speckled Mug 2").handle
        free = add_product(session, "Größe & Ärger 100 %").handle
        none = add_product(session, "茶碗").handle
    assert handles == ["speckled-mug", "speckled-mug-2", "speckled-mug-3"]
    assert other == "speckled-mug-2-2"
    assert free == "grosse-arger-100"
    assert none == "茶碗"


def test_a_new_handle_leaves_a_redirect_that_never_loops(db: Database, store_id: int) -> None:
    product_id = make_product(db, store_id, "Mug")
    for handle in ("cup", "beaker", "mug"):
        with db.write(store_id) as session:
            commands.update_product(session, product_id, ProductInput("Mug", handle=handle), SYSTEM)
    with db.read(store_id) as session:
        assert queries.redirect_for(session, "/products/mug") is None
        assert queries.redirect_for(session, "/products/cup") == "/products/mug"
        assert queries.redirect_for(session, "/products/beaker") == "/products/mug"
    make_product(db, store_id, "Cup")
    with db.read(store_id) as session:
        assert queries.redirect_for(session, "/products/cup") is None


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "pages/x", ""])
def test_redirects_stay_in_the_shop(db: Database, store_id: int, path: str) -> None:
    with db.write(store_id) as session:
        with pytest.raises(Refused):
            commands.add_redirect(session, "/old", path)
        with pytest.raises(Refused):
            commands.add_redirect(session, path, "/new")
        commands.add_redirect(session, "/old", "/new")
        assert queries.redirect_for(session, "/old") == "/new"


def test_descriptions_are_cleaned(db: Database, store_id: int) -> None:
    dirty = '<p onclick="x()">Hi <a href="javascript:x">a</a><script>x()</script><img src=x onerror=x></p>'
    product_id = make_product(db, store_id, description_html=dirty)
    clean = load(db, store_id, product_id).row.description_html or ""
    assert clean.startswith("<p>Hi <a")
    for word in ("onclick", "javascript", "script", "onerror"):
        assert word not in clean
    found = wrong(replace(MUG, description_html="x" * 200_001), db, store_id)
    assert found == {"description_html": "markup.too_long"}


def test_status_and_time_decide_who_sees_a_product(db: Database, store_id: int, clock: FixedClock) -> None:
    product_id = make_product(db, store_id, status="draft")
    assert not load(db, store_id, product_id).is_public
    with db.write(store_id) as session:
        assert commands.set_status(session, [product_id], "active", SYSTEM) == 1
        assert commands.set_status(session, [product_id], "active", SYSTEM) == 0
    assert load(db, store_id, product_id).is_public
    later = clock.at.replace(year=2027)
    with db.write(store_id) as session:
        given = ProductInput("Later", status="active", published_at=later)
        commands.update_product(session, product_id, given, SYSTEM)
    assert not load(db, store_id, product_id).is_public
    with db.read(store_id) as session:
        assert queries.collection_members(session, None).total == 0


def test_a_deleted_product_takes_its_parts_with_it(db: Database, store_id: int) -> None:
    product_id = make_product(db, store_id, options={"Size": ("S", "M")}, on_hand=2, tags=["x"])
    with db.write(store_id) as session:
        commands.delete_product(session, product_id, SYSTEM)
    with db.read(store_id) as session:
        assert queries.load_products(session, [product_id]) == {}
        assert session.scalars(select(OutboxEvent).where(OutboxEvent.name == "product.removed")).one()
        verbs = session.scalars(select(Activity.verb).where(Activity.store_id == store_id)).all()
        assert {"product.created", "product.deleted"} <= set(verbs)
    with db.write(store_id) as session, pytest.raises(NotFound):
        commands.delete_product(session, product_id, SYSTEM)


def test_another_stores_product_is_not_there(db: Database, store_id: int, other_store_id: int) -> None:
    product_id = make_product(db, store_id)
    variant_id = load(db, store_id, product_id).variants[0].row.id
    with db.write(other_store_id) as session:
        for step in (
            lambda: commands.update_product(session, product_id, MUG, SYSTEM),
            lambda: commands.set_variants(session, product_id, [], [], SYSTEM),
            lambda: commands.update_variant(session, variant_id, VariantInput(1), SYSTEM),
            lambda: commands.set_status(session, [product_id], "draft", SYSTEM),
            lambda: commands.set_tags(session, product_id, [], SYSTEM),
            lambda: commands.set_links(session, product_id, "related", []),
            lambda: commands.delete_product(session, product_id, SYSTEM),
            lambda: queries.product_for_editing(session, product_id),
        ):
            with pytest.raises(NotFound):
                step()
        assert queries.load_products(session, [product_id]) == {}
        assert queries.load_variants(session, [variant_id]) == {}


def test_links_keep_their_order_and_leave_out_what_is_not_for_sale(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        own, one, two, draft = (
            add_product(session, status=status) for status in ("active", "active", "active", "draft")
        )
        commands.set_links(session, own.id, "related", [two.id, draft.id, own.id, one.id, two.id])
        with pytest.raises(NotFound):
            commands.set_links(session, own.id, "upsell", [1])
        with pytest.raises(Refused):
            commands.set_links(session, own.id, "friends", [])
    with db.read(store_id) as session:
        assert queries.linked_products(session, own.id) == [two.id, one.id]
        assert queries.linked_products(session, own.id, public_only=False) == [two.id, draft.id, one.id]
