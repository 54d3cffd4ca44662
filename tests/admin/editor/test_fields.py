"""A control for every type of setting that public themes use, and what each sends back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.db import Database
from engine.base.settings import Settings
from engine.catalogue.models import Collection, Media, Product
from engine.content.models import Article, Blog, Menu, Page
from engine.stores.commands import NewStore
from engine.themes import commands, schema
from engine.themes.packs import Pack
from tests.admin.conftest import Desk
from tests.admin.editor.conftest import Studio
from tests.factories.shopfront import make_picture, make_shopfront
from tests.factories.uploads import small_theme, write_theme
from tests.support.texts import first_match

FACTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "section-schema-facts.json"
OPTIONS = [{"value": "a", "label": "Letter A"}, {"value": "b", "label": "Letter B"}]
MORE: dict[str, dict[str, Any]] = {
    "select": {"options": OPTIONS, "default": "a"},
    "radio": {"options": OPTIONS, "default": "a"},
    "range": {"min": 0, "max": 10, "step": 1, "unit": "px", "default": 4},
    "header": {"content": "A heading"},
    "paragraph": {"content": "A note"},
    "metaobject": {"metaobject_type": "maker"},
    "metaobject_list": {"metaobject_type": "maker"},
    "product_list": {"limit": 3},
}
TYPES = sorted(schema.KNOWN - {"color_scheme_group"})
SCHEMES = {
    "type": "color_scheme_group",
    "id": "schemes",
    "label": "Schemes",
    "definition": [
        {"type": "color", "id": "background", "label": "Background", "default": "#ffffff"},
        {"type": "color", "id": "text", "label": "Text", "default": "#111111"},
    ],
    "role": {"background": "background", "text": "text"},
}


def setting_of(kind: str) -> dict[str, Any]:
    if kind in schema.SIDEBAR:
        return {"type": kind, **MORE.get(kind, {})}
    return {
        "type": kind,
        "id": f"a_{kind.replace('.', '_')}",
        "label": f"Label of {kind}",
        **MORE.get(kind, {}),
    }


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    every = {
        "name": "Every",
        "settings": [
            *(setting_of(kind) for kind in TYPES),
            {
                "type": "text",
                "id": "dependent",
                "label": "Dependent",
                "visible_if": "{{ section.settings.a_checkbox == true and section.settings.a_select != 'b' }}",
            },
        ],
    }
    settings = [
        {"name": "theme_info", "theme_name": "Every"},
        {
            "name": "Colours",
            "settings": [
                SCHEMES,
                {"type": "font_picker", "id": "font", "label": "Font", "default": "assistant_n4"},
            ],
        },
    ]
    schemes = {"one": {"settings": {"background": "#ffffff", "text": "#111111"}}, "two": {"settings": {}}}
    files = {
        "sections/every.liquid": "<p>{{ section.settings.a_text }}</p>{% schema %}"
        + json.dumps(every)
        + "{% endschema %}",
        "templates/index.json": json.dumps(
            {"sections": {"e": {"type": "every", "settings": {}}}, "order": ["e"]}
        ),
        "config/settings_schema.json": json.dumps(settings),
        "config/settings_data.json": json.dumps({"current": {"schemes": schemes}}),
    }
    write_theme(folder / "every", small_theme("Every", files))
    return folder


@pytest.fixture
def settings(settings: Settings, packs: Path) -> Settings:
    return replace(settings, theme_packs=packs)


@pytest.fixture
def things(db: Database, store: NewStore) -> dict[str, str]:
    """Something of every kind to choose, as its picker sends it."""
    make_shopfront(db, store.id)
    with db.write(store.id) as session:
        picture = make_picture(session, "a.webp")
        film = make_picture(session, "b.mp4")
        session.need(Media, film).kind = "video"
        found = {
            "image_picker": str(picture),
            "video": str(film),
        }
        models: tuple[tuple[str, Any], ...] = (
            ("product", Product),
            ("collection", Collection),
            ("page", Page),
            ("blog", Blog),
            ("link_list", Menu),
        )
        for kind, model in models:
            row = session.scalars(select(model).order_by(model.id).limit(1)).one()
            found[kind] = f"{row.id}:{row.handle}"
        article = session.scalars(select(Article).order_by(Article.id)).first()
        assert article is not None
        found["article"] = f"{article.id}:journal/{article.handle}"
    return found


@pytest.fixture
def studio(desk: Desk, db: Database, store: NewStore, things: dict[str, str], packs: Path) -> Studio:
    with db.write(store.id) as session:
        commands.wear_pack(session, Pack(packs / "every"))
    return Studio(desk, db, store.id)


def test_every_type_that_public_themes_use_is_known() -> None:
    if not FACTS.exists():
        pytest.skip("the facts about public themes are not part of the project")
    used = {one["type"] for one in json.loads(FACTS.read_text())["setting_types"]}
    assert used <= schema.KNOWN, used - schema.KNOWN


VALUES: dict[str, tuple[list[str], Any]] = {
    "text": (["Words"], "Words"),
    "textarea": (["Two\nlines"], "Two\nlines"),
    "richtext": (["<p>Rich <b>words</b></p>"], "<p>Rich <b>words</b></p>"),
    "inline_richtext": (["In <em>line</em>"], "In <em>line</em>"),
    "html": (["<div>any</div>"], "<div>any</div>"),
    "liquid": (["{{ shop.name }}"], "{{ shop.name }}"),
    "url": (["/collections/all"], "/collections/all"),
    "video_url": (["https://youtu.be/abc"], "https://youtu.be/abc"),
    "checkbox": (["1"], True),
    "number": (["12.5"], 12.5),
    "range": (["7"], 7),
    "select": (["b"], "b"),
    "radio": (["b"], "b"),
    "text_alignment": (["right"], "right"),
    "color": (["#1b3a2d"], "#1b3a2d"),
    "color_background": (["linear-gradient(90deg, #fff, #eee)"], "linear-gradient(90deg, #fff, #eee)"),
    "color_scheme": (["two"], "two"),
    "font_picker": (["fraunces_n6"], "fraunces_n6"),
}
PICKED = ("article", "blog", "collection", "image_picker", "link_list", "page", "product", "video")
LISTS = ("article_list", "collection_list", "product_list")


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_value_is_shown_sent_and_kept(studio: Studio, kind: str) -> None:
    section = studio.section("every")
    name = f"s.a_{kind}"
    sent, kept = VALUES[kind]
    form = studio.get(f"/sections/{section.id}/form").text
    assert f'name="{name}"' in form and f"Label of {kind}" in form
    answer = studio.save(section.id, {name: sent})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["stored"] == {name: sent}
    assert studio.by_id(section.id).values["settings"][name[2:]] == kept
    again = studio.get(f"/sections/{section.id}/form").text
    assert re.search(rf'data-field="{re.escape(name)}"', again)


@pytest.mark.parametrize("kind", PICKED)
def test_a_thing_of_the_shop_is_chosen_and_taken_out(
    studio: Studio, things: dict[str, str], kind: str
) -> None:
    section = studio.section("every")
    name, value = f"s.a_{kind}", things[kind]
    answer = studio.save(section.id, {name: value})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["stored"] == {name: [value]}
    form = studio.get(f"/sections/{section.id}/form").text
    assert f'name="{name}" value="{value}"' in form and "is-missing" not in form.replace("<template>", "")
    offered = {"link_list": "menu", "image_picker": "image"}.get(kind, kind)
    assert f"/theme/editor/choices/{offered}?field={name}" in form
    assert studio.save(section.id, {name: []}).get_json()["stored"] == {name: []}


@pytest.mark.parametrize("kind", LISTS)
def test_several_things_keep_their_order(studio: Studio, things: dict[str, str], kind: str) -> None:
    section = studio.section("every")
    name, one = f"s.a_{kind}", things[kind.removesuffix("_list")]
    answer = studio.save(section.id, {name: [one]})
    assert answer.status_code == 200 and answer.get_json()["stored"] == {name: [one]}
    assert f'name="{name}" value="{one}"' in studio.get(f"/sections/{section.id}/form").text
    many = studio.save(section.id, {name: [f"{n}:x" for n in range(60)]})
    assert many.status_code == 422 and name in many.get_json()["errors"]


def test_headings_notes_and_what_cannot_be_edited_have_their_place(studio: Studio) -> None:
    form = studio.get(f"/sections/{studio.section('every').id}/form").text
    assert "A heading" in form and "A note" in form and "<hr>" in form
    for kind in TYPES:
        if kind not in schema.SIDEBAR:
            assert f"Label of {kind}" in form, kind
    assert form.count("cannot be edited here") >= 1


def test_a_condition_hides_and_shows_as_its_values_change(studio: Studio) -> None:
    section = studio.section("every")
    form = studio.get(f"/sections/{section.id}/form").text
    assert re.search(r'data-field="s\.dependent" hidden', form)
    said = studio.save(section.id, {"s.a_checkbox": "1"}).get_json()
    assert said["hidden"] == []
    said = studio.save(section.id, {"s.a_select": "b"}).get_json()
    assert said["hidden"] == ["s.dependent"]


def test_colours_say_how_well_they_read(studio: Studio) -> None:
    page = studio.get().text
    section_id = first_match(r'branch-settings.*?data-node="(\d+)"', page, re.DOTALL)
    form = studio.get(f"/sections/{section_id}/form").text
    assert "Contrast 18.88 : 1" in form
    revision = first_match(r'data-revision="(\d+)"', form)
    name = "s.schemes.one.text"
    said = studio.post(
        f"/sections/{section_id}/values", {"revision": revision, "changed": [name], name: "#999999"}
    ).get_json()
    assert said["contrasts"][name] == {"ratio": "2.84", "low": True}
    again = studio.get(f"/sections/{section_id}/form").text
    assert "Text needs 4.5" in again and 'value="#999999"' in again
    assert 'value="#ffffff"' in again, "the other colours stay"
    assert "assistant" in again and 'value="fraunces_n4"' in again


def test_colour_schemes_are_added_and_taken_away(studio: Studio) -> None:
    def names() -> list[str]:
        form = studio.get(f"/sections/{section_id}/form").text
        return list(dict.fromkeys(re.findall(r'name="s\.schemes\.([\w-]+)\.text"', form)))

    section_id = first_match(r'branch-settings.*?data-node="(\d+)"', studio.get().text, re.DOTALL)
    assert names() == ["one", "two"]
    news = studio.done("/schemes", {"setting": "schemes", "scheme": "one"})
    assert names() == ["one", "two", "one-2"] and news["renewed"] == [int(section_id)]
    form = studio.get(f"/sections/{section_id}/form").text
    assert form.count('value="#ffffff"') >= 2, "the copy has the colours of its model"
    studio.done("/schemes", {"setting": "schemes", "scheme": "one-2"})
    assert names() == ["one", "two", "one-2", "one-3"]
    studio.done("/schemes/removal", {"setting": "schemes", "scheme": "one"})
    assert names() == ["two", "one-2", "one-3"]
    studio.done("/undo")
    assert names() == ["one", "two", "one-2", "one-3"]
    for name in ("one", "one-2", "two"):
        studio.done("/schemes/removal", {"setting": "schemes", "scheme": name})
    last = studio.post("/schemes/removal", {"setting": "schemes", "scheme": "one-3"})
    assert last.status_code == 422 and "one colour scheme at least" in last.text and names() == ["one-3"]
    for _ in range(20):
        studio.done("/schemes", {"setting": "schemes", "scheme": "one-3"})
    full = studio.post("/schemes", {"setting": "schemes", "scheme": "one-3"})
    assert full.status_code == 422 and "at most 21" in full.text and len(names()) == 21
    for data in ({"setting": "schemes", "scheme": "none"}, {"setting": "a_color", "scheme": "one-3"}):
        assert studio.post("/schemes", data).status_code == 404


@pytest.mark.usefixtures("studio")
@pytest.mark.parametrize(
    "kind",
    ["product", "collection", "page", "blog", "article", "menu", "metaobject", "image", "video", "link"],
)
def test_every_picker_offers_searches_and_knows_nothing_else(desk: Desk, kind: str) -> None:
    dialog = desk.get(f"/theme/editor/choices/{kind}?field=s.x&of=maker")
    assert dialog.status_code == 200 and 'id="picker-list"' in dialog.text
    if kind != "metaobject":
        assert 'class="offer"' in dialog.text
    none = desk.get(f"/theme/editor/choices/{kind}?q=zzzzz", **{"HX-Target": "picker-list"})
    assert none.status_code == 200 and "offer" not in none.text and "<h2" not in none.text
    assert desk.get("/theme/editor/choices/secrets").status_code == 404
