"""Taking back, earlier states, publishing and showing a section as another one, through the editor's routes."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import Database
from engine.themes import commands, queries
from tests.admin.editor.conftest import Studio, news_of
from tests.factories.catalogue import make_product
from tests.factories.shopfront import make_picture
from tests.support.counting import counted
from tests.support.shipped import shipped
from tests.support.texts import first_match

BOB = Actor("staff", "Bob", 99)


def shown_to_shoppers(studio: Studio, db: Database) -> list[str]:
    with db.read(studio.store_id) as session:
        found = queries.theme_with_sections(session, ["index"])
        assert found is not None
        return [str(one.values["settings"].get("heading")) for one in found.sections["index"]]


def test_undo_and_redo_take_back_what_one_did(studio: Studio) -> None:
    section = studio.section("selection")
    was = section.values["settings"].get("heading")
    studio.save(section.id, {"s.heading": "First words"})
    news = studio.done("/undo")
    assert studio.by_id(section.id).values["settings"].get("heading") == was
    assert news["renewed"] == [section.id] and news["preview"][0]["type"] == "vitrine:section"
    studio.done("/redo")
    assert studio.by_id(section.id).values["settings"]["heading"] == "First words"
    nothing = studio.post("/redo")
    assert nothing.status_code == 422 and news_of(nothing)["is_warning"]


def test_a_removed_block_comes_back_by_undo(studio: Studio) -> None:
    cover = studio.section("cover")
    [key] = cover.values["block_order"]
    studio.done(f"/sections/{cover.id}/blocks/removal", {"block": key})
    assert studio.by_id(cover.id).values["block_order"] == []
    studio.done("/undo")
    assert studio.by_id(cover.id).values == cover.values


def test_the_history_says_who_did_what_and_brings_a_state_back(studio: Studio, db: Database) -> None:
    section = studio.section("selection")
    studio.save(section.id, {"s.heading": "Mine"})
    with db.write(studio.store_id) as session:
        commands.update_section(
            session, shipped("folio"), section.id, settings={"heading": "Bob's"}, actor=BOB
        )
    page = studio.get(f"/sections/{section.id}/history").text
    assert "Bob" in page and "Ada Marsh" in page
    assert "<del>Mine</del>" in page and "<ins>Bob&#39;s</ins>" in page
    now = studio.by_id(section.id)
    news = studio.done(
        f"/sections/{section.id}/revision", {"to": str(now.revision - 1), "revision": str(now.revision)}
    )
    assert studio.by_id(section.id).values["settings"]["heading"] == "Mine" and news["renewed"]
    late = studio.post(f"/sections/{section.id}/revision", {"to": "1", "revision": "1"})
    assert late.status_code == 409
    assert studio.get("/sections/999999/history").status_code == 404
    assert studio.post("/sections/999999/revision", {"to": "1"}).status_code == 404


def test_shoppers_see_the_draft_when_it_is_published_and_the_version_before_on_rollback(
    studio: Studio, db: Database
) -> None:
    section = studio.section("selection")
    before = shown_to_shoppers(studio, db)
    assert "Shoppers see everything" in studio.get("/publication").text
    studio.save(section.id, {"s.heading": "Now in the window"})
    assert shown_to_shoppers(studio, db) == before
    dialog = studio.get("/publication").text
    assert "One change that shoppers do not see yet" in dialog and "Now in the window" in dialog
    version = first_match(r'name="version" value="(\d+)"', dialog)
    answer = studio.post("/publication", {"version": version, "label": "Spring"})
    assert answer.status_code == 200 and "Spring" in answer.text
    assert "Now in the window" in shown_to_shoppers(studio, db)
    again = studio.post("/publication", {"version": version})
    assert again.status_code == 409, "somebody published since that dialog was opened"
    assert studio.post("/rollback", {"to": version}).status_code == 200
    assert shown_to_shoppers(studio, db) == before
    assert studio.by_id(section.id).values["settings"]["heading"] == "Now in the window"
    news = studio.done(f"/versions/{version}/restoration")
    assert section.id in news["renewed"]
    assert studio.by_id(section.id).values == section.values
    assert studio.post("/versions/999999/restoration").status_code == 404
    assert studio.post("/rollback", {"to": "999999"}).status_code == 404


def test_a_draft_is_scheduled_and_cancelled(studio: Studio) -> None:
    studio.save(studio.section("selection").id, {"s.heading": "Sale"})
    start = clock.now() + timedelta(days=2)
    wrong = studio.post("/schedules", {"starts_at": "never"})
    assert wrong.status_code == 422 and "wrong-note" in wrong.text
    assert studio.post("/schedules", {"starts_at": "", "label": "x"}).status_code == 422
    assert studio.post("/schedules", {"starts_at": "2020-01-01T10:00"}).status_code == 422
    made = studio.post(
        "/schedules",
        {
            "starts_at": f"{start:%Y-%m-%dT%H:%M}",
            "ends_at": f"{start + timedelta(days=1):%Y-%m-%dT%H:%M}",
            "label": "Two days",
        },
    )
    assert made.status_code == 200 and "Two days" in made.text
    path = first_match(r"/theme/editor(/schedules/\d+/cancellation)", made.text)
    gone = studio.post(path)
    assert gone.status_code == 200 and path not in gone.text


def test_a_section_is_shown_as_another_one(studio: Studio) -> None:
    section = studio.section("cover")
    dialog = studio.get(f"/sections/{section.id}/choices").text
    files = re.findall(r'data-show-as="([^"]+)"', dialog)
    assert files[0] == "cover" and len(files) > 1
    whole, _, partly = dialog.partition("show-loss")
    assert "Leaves out" not in whole and (not partly or "Leaves out" in partly)
    other = files[1]
    news = studio.done(f"/sections/{section.id}/file", {"file": other, "revision": str(section.revision)})
    assert news["select"] == str(section.id) and studio.by_id(section.id).file == other
    studio.done(f"/sections/{section.id}/file", {"file": "cover"})
    back = studio.by_id(section.id)
    assert back.file == "cover" and back.values == section.values
    assert studio.post(f"/sections/{section.id}/file", {"file": "nothing"}).status_code == 422
    assert studio.post("/sections/999999/file", {"file": "cover"}).status_code == 404


def test_what_a_section_has_no_room_for_is_listed_in_its_form(studio: Studio) -> None:
    section = studio.section("cover")
    files = re.findall(r'data-show-as="([^"]+)"', studio.get(f"/sections/{section.id}/choices").text)
    studio.done(f"/sections/{section.id}/file", {"file": files[-1]})
    form = studio.get(f"/sections/{section.id}/form").text
    assert "Not in view here" in form and f"/sections/{section.id}/pieces/" in form


def test_who_else_is_here_is_told(studio: Studio, db: Database) -> None:
    from engine.stores import commands as stores

    with db.write(studio.store_id) as session:
        bob = stores.add_staff(
            session,
            email="bob@example.com",
            name="Bob Field",
            password="correct horse battery",
            role="manager",
            actor=Actor("system", "Test"),
        )
        commands.note_presence(session, "index", actor=Actor("staff", bob.name, bob.id))
    answer = studio.post("/presence")
    assert answer.status_code == 200 and "Bob Field is editing this page too" in answer.text
    assert "Ada Marsh" not in answer.text
    assert "Bob" not in studio.desk.post("/theme/editor/presence?template=product").text


@pytest.mark.parametrize("path", ["/publication", "/sections/{id}/history", "/sections/{id}/choices"])
def test_dialogs_ask_as_often_whatever_there_is(studio: Studio, db: Database, path: str) -> None:
    section = studio.section("selection")
    address = path.format(id=section.id)
    studio.save(section.id, {"s.heading": "w"})
    studio.get(address)
    with counted(db) as few:
        studio.get(address)
    for number in range(6):
        studio.save(section.id, {"s.heading": f"w {number}", "s.limit": str(2 + number)})
        studio.done(f"/sections/{section.id}/visibility", {"hidden": "1" if number % 2 else ""})
    with counted(db) as many:
        studio.get(address)
    assert many.count == few.count


@pytest.mark.parametrize("kind", ["product", "image", "link"])
def test_pickers_ask_as_often_for_many_things_as_for_few(studio: Studio, db: Database, kind: str) -> None:
    studio.get(f"/choices/{kind}")
    with counted(db) as few:
        first = studio.get(f"/choices/{kind}").text
    for number in range(30):
        make_product(db, studio.store_id, f"Dish {number:02}", price=900)
        with db.write(studio.store_id) as session:
            make_picture(session, f"many-{number}.webp")
    with counted(db) as many:
        page = studio.get(f"/choices/{kind}").text
    assert many.count == few.count and page.count('class="offer"') > first.count('class="offer"')
    if kind == "link":
        return
    more = re.search(r'hx-get="([^"]+after=[^"]+)" hx-target="#picker-more"', page)
    assert more, "a list that is longer than a page leads on"
    rest = studio.desk.get(html.unescape(more.group(1)), **{"HX-Target": "picker-more"}).text
    values = re.findall(r'data-value="([^"]+)"', page + rest)
    assert len(values) == len(set(values)) > 24 and "<h2" not in rest
