"""What a merchant chooses by hand: the file of a section, several files for one, whose arrangement a page shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.themes import commands
from engine.themes.matching import MATCH, NO_MATCH, PARTIAL, fill
from engine.themes.queries import ShownSection, draft_with_sections
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports

from .conftest import ANNA, Wardrobe
from .test_every_type import Change, pack_at

TEXT = {"type": "text", "label": "Heading"}
PICTURE = {"type": "image_picker", "label": "Picture"}
FILM = {"type": "video", "label": "Film"}


def sections(store: Wardrobe, pack: str, template: str = "index") -> tuple[ShownSection, ...]:
    with store.db.read(store.shop.store_id) as session:
        found = draft_with_sections(session, [template], theme_id=store.themes[pack])
        assert found is not None
        return found.sections.get(template, ())


def test_choices_begin_with_those_that_lose_nothing_and_stay_chosen(
    wardrobe: Callable[[str], Wardrobe],
) -> None:
    store = wardrobe("folio")
    store.prepare("trestle")
    pack, others = store.packs["trestle"], list(store.packs.values())
    section = next(s for s in sections(store, "folio") if s.file == "questions")
    with store.db.read(store.shop.store_id) as session:
        found = reports.choices(session, pack, others, section.id)
    outcomes = [choice.outcome for choice in found]
    assert outcomes == sorted(outcomes, key=[MATCH, PARTIAL, NO_MATCH].index)
    assert all(choice.share == 1 for choice in found if choice.outcome == MATCH)
    assert all(choice.loses or choice.features for choice in found if choice.outcome == PARTIAL)
    assert sum(choice.is_current for choice in found) == 1
    other = next(choice for choice in found if not choice.is_current and choice.outcome != NO_MATCH)
    with store.db.write(store.shop.store_id) as session:
        match = switching.show_as(session, pack, others, section.id, other.file, actor=ANNA)
        assert match.pinned and match.file == other.file
    assert next(s for s in sections(store, "trestle") if s.id == section.id).file == other.file
    with store.db.write(store.shop.store_id) as session:
        folio = store.packs["folio"]
        commands.update_section(session, folio, section.id, settings={"heading": "Asked again"}, actor=ANNA)
    store.prepare("trestle")
    shown = next(s for s in sections(store, "trestle") if s.id == section.id)
    assert shown.file == other.file and "Asked again" in str(shown.values)
    with store.db.write(store.shop.store_id) as session:
        assert switching.unpin(session, pack, others, section.id, actor=ANNA).file != ""
    assert next(s for s in sections(store, "trestle") if s.id == section.id).file != other.file


def test_a_gallery_of_one_theme_is_shown_as_another_file_of_it(wardrobe: Callable[[str], Wardrobe]) -> None:
    store = wardrobe("folio")
    pack = store.packs["folio"]
    section = next(s for s in sections(store, "folio") if s.file == "plates")
    before = store.pages("home")["home"]
    with store.db.read(store.shop.store_id) as session:
        found = [c for c in reports.choices(session, pack, [pack], section.id) if not c.is_current]
    other = next(c for c in found if c.outcome != NO_MATCH)
    with store.db.write(store.shop.store_id) as session:
        switching.show_as(
            session, pack, [pack], section.id, other.file, revision=section.revision, actor=ANNA
        )
    with pytest.raises(Conflict), store.db.write(store.shop.store_id) as session:
        switching.show_as(session, pack, [pack], section.id, "plates", revision=section.revision, actor=ANNA)
    with pytest.raises(Refused), store.db.write(store.shop.store_id) as session:
        switching.show_as(session, pack, [pack], section.id, "no-such-file", actor=ANNA)
    with pytest.raises(NotFound), store.db.write(store.shop.store_id) as session:
        switching.show_as(session, pack, [pack], 999_999, "plates", actor=ANNA)
    assert store.pages("home")["home"] == before
    with store.db.write(store.shop.store_id) as session:
        commands.publish(session, actor=ANNA)
    assert store.pages("home")["home"] != before
    with store.db.write(store.shop.store_id) as session:
        switching.show_as(session, pack, [pack], section.id, "plates", actor=ANNA)
        commands.publish(session, actor=ANNA)
    assert store.pages("home")["home"] == before


def test_a_split_shows_all_of_a_section_by_several_files(db: Database, store_id: int, tmp_path: Path) -> None:
    """The second example of the source: a picture, a text and a film, and no file for all three."""
    source = pack_at(
        tmp_path / "source",
        [{"id": "heading", **TEXT}, {"id": "image", **PICTURE}, {"id": "film", **FILM}],
    )
    target = pack_at(tmp_path / "picture", [{"id": "title", **TEXT}, {"id": "photo", **PICTURE}])
    film = pack_at(tmp_path / "film", [{"id": "video", **FILM}])
    moved = tmp_path / "picture" / "sections" / "film.liquid"
    moved.write_text((tmp_path / "film" / "sections" / "film.liquid").read_text())
    target = type(target)(tmp_path / "picture")
    assert set(target.sections) == {"picture", "film"} and film.sections
    given = {
        "heading": "All three",
        "image": "shopify://shop_images/a.jpg",
        "film": "shopify://files/videos/b.mp4",
    }
    change = Change(db, store_id, source, target, {"settings": given})
    with db.read(store_id) as session:
        told = reports.report(session, change.theme, target, "source").pages[0].sections[0]
    assert told.outcome == PARTIAL and told.withheld
    assert set(map(frozenset, told.splits)) == {frozenset({"picture", "film"})}
    with pytest.raises(Refused), db.write(store_id) as session:
        switching.split(session, target, [source], change.section, ["picture", "picture"], actor=ANNA)
    with db.write(store_id) as session:
        switching.split(session, target, [source], change.section, list(told.splits[0]), actor=ANNA)
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=change.theme)
        assert shown is not None
        parts = shown.sections["index"]
        assert [p.file for p in parts] == list(told.splits[0]) and len({p.key for p in parts}) == 2
        everything = str([p.values for p in parts])
        assert all(everything.count(value) == 1 for value in given.values())
        again = reports.report(session, change.theme, target, "source").pages[0]
        assert again.fidelity == 1 and again.sections[0].is_split
    with db.write(store_id) as session:
        commands.update_section(
            session, source, change.section, settings={"heading": "Edited since"}, actor=ANNA
        )
        switching.prepare_theme(session, target, [source, target], actor=ANNA)
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=change.theme)
        assert shown is not None
        everything = str([p.values for p in shown.sections["index"]])
        assert "Edited since" in everything and given["film"] in everything
        assert reports.report(session, change.theme, target, "source").fidelity == 1
    with db.write(store_id) as session:
        match = switching.show_as(session, target, [source], change.section, "picture", actor=ANNA)
        assert match.part == 0
    with db.read(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=change.theme)
        assert shown is not None and [p.file for p in shown.sections["index"]] == ["picture"]


def test_whose_arrangement_a_page_shows_is_chosen_per_template(wardrobe: Callable[[str], Wardrobe]) -> None:
    store = wardrobe("folio")
    theme_id = store.prepare("trestle")
    pack = store.packs["trestle"]
    mine = [s.key for s in sections(store, "trestle")]
    published = store.pages("home", "product")

    def choose(template: str, choice: str) -> None:
        with store.db.write(store.shop.store_id) as session:
            switching.choose_layout(session, pack, theme_id, template, choice, actor=ANNA)

    choose("index", "theme")
    files = [use.file for use in pack.templates["index"].sections]
    shown = [s.file for s in sections(store, "trestle")]
    known = [files.index(f) for f in shown if f in files]
    assert known == sorted(known) and shown != [s.file for s in sections(store, "folio")]
    assert set(mine) <= {s.key for s in sections(store, "trestle")}
    choose("index", "mix")
    mixed = [s.key for s in sections(store, "trestle")]
    assert [k for k in mixed if k in mine] == mine
    choose("index", "mine")
    assert [s.key for s in sections(store, "trestle")] == mine
    assert store.pages("home", "product") == published
    with pytest.raises(Refused), store.db.write(store.shop.store_id) as session:
        switching.choose_layout(session, pack, theme_id, "index", "yours", actor=ANNA)


def test_what_a_page_cannot_do_without_comes_along_without_samples(
    wardrobe: Callable[[str], Wardrobe],
) -> None:
    store = wardrobe("folio")
    folio = store.packs["folio"]
    with store.db.write(store.shop.store_id) as session:
        for section in sections(store, "folio", "product"):
            commands.remove_section(session, folio, section.id, actor=ANNA)
        commands.publish(session, actor=ANNA)
    theme_id = store.prepare("trestle")
    with store.db.read(store.shop.store_id) as session:
        page = next(
            p
            for p in reports.report(session, theme_id, store.packs["trestle"]).pages
            if p.template == "product"
        )
    assert "product-desk" in page.brought and not page.sections
    html = store.pages("product", draft=theme_id)["product"]
    assert "/cart/add" in html
    before = store.pages("product")["product"]
    store.wear("trestle")
    store.wear("folio")
    assert store.pages("product")["product"] == before


def test_an_alternative_template_is_kept_through_a_switch(wardrobe: Callable[[str], Wardrobe]) -> None:
    store = wardrobe("folio")
    folio = store.packs["folio"]
    note: dict[str, Any] = {"type": "questions", **fill.full(folio, folio.sections["questions"])}
    note["settings"]["heading"] = "A gift for them"
    given = {"note": note}
    with store.db.write(store.shop.store_id) as session:
        commands.set_template(session, folio, "product.gift", given)
        commands.publish(session, actor=ANNA)
    theme_id = store.prepare("trestle")
    with store.db.read(store.shop.store_id) as session:
        shown = draft_with_sections(session, ["product"], theme_id=theme_id)
        assert shown is not None
        gift = shown.sections["product.gift"]
    assert "A gift for them" in str([s.values for s in gift])
    assert any(s.file == "product-desk" for s in gift)


def test_a_theme_that_is_tried_on_is_ranked_anew_as_content_changes(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    """The first example of the source: pictures alone go to the slider; with captions, to the gallery."""
    photo, caption = {"id": "image", **PICTURE}, {"id": "caption", "type": "text", "label": "Caption"}
    both = [{"type": "slide", "name": "Slide", "settings": [photo, caption]}]
    alone = [{"type": "picture", "name": "Picture", "settings": [photo]}]
    source = pack_at(tmp_path / "slideshow", [], blocks=both, loop=True)
    target = pack_at(tmp_path / "gallery", [], blocks=both, loop=True)
    pack_at(tmp_path / "slider", [], blocks=alone, loop=True)
    slider = (tmp_path / "slider" / "sections" / "slider.liquid").read_text()
    (tmp_path / "gallery" / "sections" / "slider.liquid").write_text(slider)
    target = type(target)(tmp_path / "gallery")
    slides = {
        f"s{n}": {"type": "slide", "settings": {"image": f"shopify://shop_images/{n}.jpg"}} for n in range(3)
    }
    change = Change(db, store_id, source, target, {"blocks": slides, "block_order": list(slides)})

    def file() -> str:
        with db.write(store_id) as session:
            switching.refresh(session, target, [source], change.section)
        with db.read(store_id) as session:
            shown = draft_with_sections(session, ["index"], theme_id=change.theme)
            assert shown is not None
            return shown.sections["index"][0].file

    assert file() == "slider"
    with db.write(store_id) as session:
        captions = {key: {"caption": f"About {key}"} for key in slides}
        commands.update_section(session, source, change.section, blocks=captions, actor=ANNA)
    assert file() == "gallery"
    with db.write(store_id) as session:
        shown = draft_with_sections(session, ["index"], theme_id=change.theme)
        assert shown is not None
        blocks = {key: {"caption": ""} for key in shown.sections["index"][0].values["block_order"]}
        commands.update_section(session, target, change.section, blocks=blocks, actor=ANNA)
    assert file() == "slider"
    with db.write(store_id) as session:
        commands.publish(session, theme_id=change.theme, actor=ANNA)
        commands.update_section(
            session, source, change.section, blocks={"s0": {"caption": "One"}}, actor=ANNA
        )
    assert file() == "gallery"
    with db.write(store_id) as session:
        commands.update_section(session, source, change.section, blocks={"s0": {"caption": ""}}, actor=ANNA)
    assert file() == "gallery"


def test_sections_are_put_in_order_in_a_theme_that_shows_others_too(
    wardrobe: Callable[[str], Wardrobe],
) -> None:
    """Of a page to which the theme brought sections along, and some of whose sections it does not show."""
    store = wardrobe("folio")
    main = next(s for s in sections(store, "folio", "product") if s.file == "main-product")
    with store.db.write(store.shop.store_id) as session:
        commands.remove_section(session, store.packs["folio"], main.id, actor=ANNA)
    store.prepare("trestle")
    seen = sections(store, "trestle", "product")
    ids = [section.id for section in seen]
    assert len(ids) == 2 and seen[0].key.startswith("trestle--")
    wanted = [ids[-1], *ids[:-1]]
    with store.db.write(store.shop.store_id) as session:
        commands.order_sections(session, "product", wanted, actor=ANNA)
    assert [section.id for section in sections(store, "trestle", "product")] == wanted
    store.prepare("trestle")
    assert [section.id for section in sections(store, "trestle", "product")] == wanted
    with pytest.raises(Refused), store.db.write(store.shop.store_id) as session:
        commands.order_sections(session, "product", [*wanted, wanted[0]], actor=ANNA)
    with pytest.raises(Refused), store.db.write(store.shop.store_id) as session:
        commands.order_sections(session, "index", wanted, actor=ANNA)
