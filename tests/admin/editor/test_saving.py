"""Saving while somebody types: revisions, collisions, bad input. Nothing that was typed or that others wrote is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.base.actor import Actor
from engine.base.db import Database
from engine.themes import commands
from tests.admin.editor.conftest import Studio
from tests.support.shipped import shipped
from tests.support.texts import first_match

BOB = Actor("staff", "Bob", 99)


def data(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.get_json()
    assert found is not None, answer.text[:300]
    return found


def test_a_keystroke_is_kept_and_comes_back_as_the_section_alone(studio: Studio) -> None:
    section = studio.section("selection")
    answer = studio.save(section.id, {"s.heading": "Handmade bow"})
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    said = data(answer)
    assert said["revision"] == section.revision + 1
    assert said["stored"] == {"s.heading": ["Handmade bow"]}
    assert said["labels"][str(section.id)] == "Handmade bow"
    [message] = said["preview"]
    assert message["type"] == "vitrine:section" and message["id"] == section.key
    assert "Handmade bow" in message["html"] and message["html"].startswith("<")
    assert message["html"].count("data-shopify-editor-section") == 1, "only what changed is made anew"
    assert studio.by_id(section.id).values["settings"]["heading"] == "Handmade bow"


def test_fields_that_were_not_changed_stay(studio: Studio) -> None:
    section = studio.section("selection")
    before = dict(section.values["settings"])
    answer = studio.post(
        f"/sections/{section.id}/values",
        {"revision": str(section.revision), "changed": ["s.heading"], "s.heading": "New", "s.limit": "3"},
    )
    assert answer.status_code == 200
    assert studio.by_id(section.id).values["settings"] == {**before, "heading": "New"}


def test_the_same_value_again_changes_nothing(studio: Studio) -> None:
    section = studio.section("selection")
    studio.save(section.id, {"s.heading": "Once"})
    revision = studio.by_id(section.id).revision
    assert data(studio.save(section.id, {"s.heading": "Once"}))["revision"] == revision


def test_a_stale_save_is_refused_and_says_what_the_other_one_wrote(studio: Studio, db: Database) -> None:
    section = studio.section("selection")
    with db.write(studio.store_id) as session:
        commands.update_section(
            session, shipped("folio"), section.id, settings={"heading": "Bob's words"}, actor=BOB
        )
    answer = studio.save(section.id, {"s.heading": "My words"}, revision=section.revision)
    assert answer.status_code == 409
    said = data(answer)
    assert said["theirs"] == {"s.heading": ["Bob's words"]} and said["labels"]["s.heading"]
    assert said["revision"] == section.revision + 1 and "changed" in said["error"]
    assert studio.by_id(section.id).values["settings"]["heading"] == "Bob's words"
    assert studio.save(section.id, {"s.heading": "Both"}, revision=said["revision"]).status_code == 200


def test_a_change_of_the_tree_that_comes_too_late_is_refused_with_the_tree_as_it_is(
    studio: Studio, db: Database
) -> None:
    section = studio.section("cover")
    with db.write(studio.store_id) as session:
        commands.set_hidden(session, shipped("folio"), section.id, True, actor=BOB)
    answer = studio.post(
        f"/sections/{section.id}/blocks", {"type": "slide", "revision": str(section.revision)}
    )
    assert answer.status_code == 409 and 'id="tree"' in answer.text and "is-hidden" in answer.text
    assert len(studio.by_id(section.id).values["block_order"]) == len(section.values["block_order"])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("s.limit", "many", "needs a number"),
        ("s.limit", "9999", "from"),
        ("s.heading", "x" * 60_000, "characters"),
    ],
)
def test_what_a_setting_cannot_hold_is_refused_at_its_field(
    studio: Studio, name: str, value: str, words: str
) -> None:
    section = studio.section("selection")
    answer = studio.save(section.id, {name: value})
    assert answer.status_code == 422
    said = data(answer)
    assert words in said["errors"][name], said
    assert studio.by_id(section.id).values == section.values


def test_five_megabytes_of_text_are_refused_in_words(studio: Studio) -> None:
    section = studio.section("letter")
    answer = studio.save(section.id, {"s.text": "<p>" + "long " * 1_000_000 + "</p>"})
    assert answer.status_code in (413, 422), answer.status_code
    if answer.status_code == 422:
        said = data(answer)
        assert "characters" in said["errors"]["s.text"]
    assert studio.by_id(section.id).values == section.values


def test_markup_that_runs_is_taken_out_and_the_words_stay(studio: Studio) -> None:
    section = studio.section("letter")
    typed = '<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:alert(2)">you</a></p>'
    said = data(studio.save(section.id, {"s.text": typed}))
    kept = said["stored"]["s.text"][0]
    assert "Hello" in kept and "you" in kept
    for bad in ("script", "onclick", "javascript"):
        assert bad not in kept and bad not in said["preview"][0]["html"].partition("Hello")[2][:200]


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " \tjava\nscript:x", "data:text/html,x", "\\\\evil"],
)
def test_an_address_that_runs_code_is_refused(studio: Studio, typed: str) -> None:
    cover = studio.section("cover")
    key = cover.values["block_order"][0]
    form = studio.get(f"/sections/{cover.id}/form?block={key}").text
    name = first_match(rf'name="(b\.{re.escape(key)}\.[a-z_]*link[a-z_]*)"', form)
    answer = studio.save(cover.id, {name: typed})
    assert answer.status_code == 422 and "address" in data(answer)["errors"][name]


def test_markup_in_a_plain_text_is_words(studio: Studio) -> None:
    section = studio.section("selection")
    said = data(studio.save(section.id, {"s.heading": "<img src=x onerror=alert(1)>"}))
    assert "<img src=x" not in said["preview"][0]["html"]
    tree = studio.get("/tree").text
    assert "<img src=x" not in tree


def test_a_product_that_was_deleted_is_named_as_missing_and_can_be_taken_out(
    studio: Studio, db: Database
) -> None:
    from sqlalchemy import select

    from engine.catalogue.models import Collection

    with db.read(studio.store_id) as session:
        shelf = session.scalars(select(Collection).where(Collection.handle == "shelf")).one().id
    section = studio.section("selection")
    assert studio.save(section.id, {"s.collection": f"{shelf}:shelf"}).status_code == 200
    form = studio.get(f"/sections/{section.id}/form").text
    assert "The shelf" in form and "is-missing" not in form
    with db.write(studio.store_id) as session:
        session.delete(session.need(Collection, shelf))
    page = studio.get(f"/sections/{section.id}/form")
    assert page.status_code == 200 and "is-missing" in page.text and "No longer there" in page.text
    assert studio.save(section.id, {"s.heading": "Still works"}).status_code == 200
    assert studio.save(section.id, {"s.collection": ""}).status_code == 200
    assert "is-missing" not in studio.get(f"/sections/{section.id}/form").text


def test_a_field_that_the_section_has_not_is_not_read(studio: Studio) -> None:
    section = studio.section("selection")
    answer = studio.save(section.id, {"s.nobody": "x", "b.nobody.text": "y"})
    assert answer.status_code == 200 and data(answer)["revision"] == section.revision
    assert studio.by_id(section.id).values == section.values


def test_a_save_needs_the_token_and_a_section_of_this_page(studio: Studio) -> None:
    section = studio.section("selection")
    path = f"/theme/editor/sections/{section.id}/values?template=index"
    answer = studio.desk.client.post(path, data={"changed": "s.heading", "s.heading": "x"})
    assert answer.status_code == 403
    assert studio.post("/sections/999999/values", {"changed": "s.heading"}).status_code == 404
    other = studio.desk.post(
        f"/theme/editor/sections/{section.id}/values?template=product",
        {"changed": "s.heading", "s.heading": "x"},
    )
    assert other.status_code == 404


def test_theme_settings_show_in_the_styles_or_the_whole_page(studio: Studio) -> None:
    page = studio.get().text
    section_id = int(first_match(r'branch-settings.*?data-node="(\d+)"', page, re.DOTALL))
    form = studio.get(f"/sections/{section_id}/form").text
    revision = first_match(r'data-revision="(\d+)"', form)
    [name] = re.findall(r'name="(s\.color_schemes\.[\w-]+\.text)"', form)[:1]
    answer = studio.post(
        f"/sections/{section_id}/values", {"revision": revision, "changed": [name], name: "#FAFAFA"}
    )
    said = data(answer)
    assert answer.status_code == 200 and said["stored"] == {name: ["#FAFAFA"]}
    assert said["contrasts"][name]["low"] is True
    assert said["preview"] == [{"type": "vitrine:styles", "reload": True}]
    bad = studio.post(
        f"/sections/{section_id}/values",
        {"revision": str(said["revision"]), "changed": [name], name: "no colour"},
    )
    assert bad.status_code == 422 and "not a colour" in data(bad)["error"]
