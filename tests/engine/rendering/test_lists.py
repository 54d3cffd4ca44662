"""Lists as pages show them: filtered, sorted, cut into pages, and counted beside, in one statement each."""

from __future__ import annotations

from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue import commands
from engine.catalogue.commands import CollectionInput
from engine.rendering.loading import Loading
from engine.rendering.loading.facets import FacetCounts, read_facets
from engine.rendering.loading.lists import Chosen
from engine.stores.commands import save_partner
from engine.wiring.bind import bind_catalogue
from tests.factories.catalogue import add_product
from tests.support.counting import counted


@pytest.fixture
def shop(db: Database, store_id: int) -> int:
    """Four public products in a collection, and a draft; the collection's id."""
    bind_catalogue()
    with db.write(store_id) as session:
        brand = save_partner(session, name="Fjord", actor=SYSTEM).id
        made = [
            add_product(session, "Desk Lamp", price=8_000, partner_id=brand, product_type="Lamps", tracked=False),
            add_product(session, "Rug", price=20_000, partner_id=brand, options={"Size": ("M", "L")}, on_hand=1),
            add_product(session, "Blue Mug", price=1_200, options={"Size": ("S", "M")}, on_hand=4,
                        product_type="Mugs", tags=["Gift", "Blue"]),
            add_product(session, "Red Cup", price=900, product_type="Mugs", tags=["Gift"], on_hand=0),
            add_product(session, "Blue Secret", price=100, status="draft", tags=["Gift"]),
        ]  # fmt: skip
        shelf = commands.create_collection(session, CollectionInput("Shelf"), SYSTEM)
        commands.add_to_collection(session, shelf.id, [product.id for product in made])
        return shelf.id


@pytest.mark.parametrize("within", [True, False])
def test_facets_count_with_every_filter_but_their_own(
    db: Database, store_id: int, shop: int, within: bool
) -> None:
    def facets(**chosen: Any) -> FacetCounts:
        with db.read(store_id) as session, counted(db) as statements:
            found = read_facets(session, shop if within else None, Chosen(**chosen))
        assert statements.count == 1
        return found

    everything = facets()
    assert everything.types == {"Mugs": 2, "Lamps": 1}
    assert (everything.in_stock, everything.sold_out, everything.price_max) == (3, 1, 20_000)
    assert everything.tags == {"Gift": 2, "Blue": 1}
    assert everything.options == {"Size": {"M": 2, "S": 1, "L": 1}}
    narrowed = facets(types=("Mugs",))
    assert narrowed.types == everything.types and sum(narrowed.vendors.values()) == 2
    assert narrowed.options == {"Size": {"M": 1, "S": 1}}
    sized = facets(options=(("Size", ("L",)),))
    assert sized.options == everything.options
    assert sized.vendors == {"Fjord": 1} and sized.price_max == 20_000
    assert facets(vendors=("nobody",)).types == {}
    assert facets(available=frozenset({False})).types == {"Mugs": 1}
    assert facets(price_from=5_000, price_to=9_000).types == {"Lamps": 1}


def test_lists_are_filtered_sorted_and_paged(db: Database, store_id: int, shop: int) -> None:
    def shown(sort: str = "manual", start: int = 0, stop: int = 50, **chosen: Any) -> tuple[list[str], int]:
        with db.read(store_id) as session:
            records, total = Loading(session).shelves.page(shop, Chosen(**chosen), sort, start, stop)
        return [record.row.title for record in records], total

    assert shown() == (["Desk Lamp", "Rug", "Blue Mug", "Red Cup"], 4)
    assert shown("title-ascending")[0] == ["Blue Mug", "Desk Lamp", "Red Cup", "Rug"]
    assert shown("price-descending", 1, 3) == (["Desk Lamp", "Blue Mug"], 4)
    assert shown("created-ascending'; --")[0] == shown()[0]
    assert shown(start=9, stop=12) == ([], 4)
    assert shown(tags=("Gift",), types=("Mugs",))[0] == ["Blue Mug", "Red Cup"]
    assert shown(vendors=("Fjord", "nobody"))[0] == ["Desk Lamp", "Rug"]
    assert shown(available=frozenset({True}))[0] == ["Desk Lamp", "Rug", "Blue Mug"]
    assert shown(available=frozenset({True, False}))[1] == 4
    assert shown(options=(("Size", ("L", "S")),))[0] == ["Rug", "Blue Mug"]
    assert shown(options=(("Size", ("M",)), ("Colour", ("Red",)))) == ([], 0)
    assert shown(price_from=901, price_to=1_200)[0] == ["Blue Mug"]
