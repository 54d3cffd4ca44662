"""Alternatives of templates, and sections at fixed places, in the admin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import NotFound
from engine.base.origins import Addresses
from engine.catalogue.models import Product
from engine.rendering import subjects
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.commands import NewStore
from engine.stores.queries import load_store
from engine.themes import commands, queries
from engine.themes.packs import Pack
from tests.admin.conftest import Desk
from tests.factories.shopfront import make_shopfront
from tests.factories.uploads import small_theme, write_theme
from tests.support.serving import HostClient
from tests.support.shipped import shipped


@pytest.fixture(autouse=True)
def shop(db: Database, store: NewStore) -> None:
    make_shopfront(db, store.id)


def test_an_alternative_begins_as_the_plain_template_and_is_chosen_by_its_name(
    desk: Desk, db: Database, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    made = desk.post("/theme/templates", {"base": "product", "suffix": "gift"})
    assert made.headers["Location"] == "/theme/templates/product.gift"
    assert desk.get(made.headers["Location"]).status_code == 200
    with db.read(store.id) as session:
        shown = queries.draft_with_sections(session, ["product"])
        assert shown is not None
        plain, gift = shown.sections["product"], shown.sections["product.gift"]
        assert [(s.key, s.file, s.values) for s in plain] == [(s.key, s.file, s.values) for s in gift]
        assert {s.id for s in plain}.isdisjoint(s.id for s in gift)
    shopper = client_at(store.host)
    with db.write(store.id) as session:
        theme = queries.main_theme(session)
        assert theme is not None
        folio = shipped("folio")
        related = next(s for s in gift if s.file == "related-products")
        commands.set_hidden(session, folio, related.id, True, actor=SYSTEM)
        commands.publish(session, actor=SYSTEM)
        plainly = session.scalars(select(Product).where(Product.handle == "bowl-0")).one()
        plainly.template_suffix = "gift"
    element = f'id="shopify-section-{related.key}"'
    assert element not in shopper.get("/products/bowl-0").text
    assert element in shopper.get("/products/bowl-1").text


@pytest.mark.parametrize(
    ("base", "suffix", "said"),
    [
        ("product", "Gift Box", "small letters"),
        ("product", "", "small letters"),
        ("cart", "gift", "can have other templates"),
        ("page", "contact", "already"),
    ],
)
def test_a_name_that_cannot_be_is_told_at_its_field(desk: Desk, base: str, suffix: str, said: str) -> None:
    answer = desk.post("/theme/templates", {"base": base, "suffix": suffix})
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{suffix}"' in answer.text or not suffix


BAR = (
    "<p>{{ section.settings.words }}</p>{% schema %}"
    '{"name": "Bar", "settings": [{"type": "text", "id": "words", "label": "Words", "default": "Hello"}]}{% endschema %}'
)


def test_a_section_at_a_fixed_place_is_edited_and_shown_on_every_page(
    db: Database, store: NewStore, tmp_path: Path
) -> None:
    files = small_theme("Small", {"sections/bar.liquid": BAR})
    layout = str(files["layout/theme.liquid"]).replace("<body>", "<body>{% section 'bar' %}")
    pack = Pack(write_theme(tmp_path / "packs" / "small", {**files, "layout/theme.liquid": layout}))
    with db.write(store.id) as session:
        commands.wear_pack(session, pack)
    assert queries.fixed_files(pack) == ["bar"]
    before = home(db, store.id, tmp_path / "packs")
    assert "<p>Hello</p>" in before
    with db.write(store.id) as session:
        made = commands.open_fixed(session, pack, "bar", actor=SYSTEM)
        assert commands.open_fixed(session, pack, "bar", actor=SYSTEM).id == made.id
        commands.publish(session, actor=SYSTEM)
        section_id = made.id
    assert home(db, store.id, tmp_path / "packs") == before
    with pytest.raises(NotFound), db.write(store.id) as session:
        commands.open_fixed(session, pack, "hello", actor=SYSTEM)
    with db.write(store.id) as session:
        commands.update_section(session, pack, section_id, settings={"words": "Free parcels"}, actor=SYSTEM)
    assert home(db, store.id, tmp_path / "packs") == before
    with db.write(store.id) as session:
        commands.publish(session, actor=SYSTEM)
    assert "<p>Free parcels</p>" in home(db, store.id, tmp_path / "packs")


def test_what_stands_at_no_fixed_place_cannot_be_opened_there(desk: Desk) -> None:
    assert desk.post("/theme/fixed", {"file": "cover"}).status_code == 404


def home(db: Database, store_id: int, folder: Path) -> str:
    themes = Themes(folder)
    with db.read(store_id) as session:
        known = load_store(session, store_id)
        opened = themes.open(session, Visit(store=known, addresses=Addresses(known.host)), ("index",))
        return opened.page(subjects.home(opened.front)).render().html
