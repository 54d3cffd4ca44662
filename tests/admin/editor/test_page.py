"""The page of the editor: where it opens, what its tree and forms show, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from engine.themes import commands, queries
from engine.themes.models import SectionMatch
from engine.themes.packs import Pack
from engine.themes.switching import commands as switching
from tests.admin.conftest import PASSWORD, Desk
from tests.admin.editor.conftest import Studio
from tests.factories.shopfront import PACKS, Shopfront
from tests.support.counting import counted
from tests.support.shipped import shipped
from tests.support.texts import first_match


def test_the_page_shows_the_tree_of_groups_and_sections(studio: Studio) -> None:
    page = studio.get()
    assert page.status_code == 200
    heads = re.findall(r'<h2 id="branch-\d+">([^<]+)</h2>', page.text)
    assert heads == ["Head", "Home page", "Foot"]
    for section in studio.sections():
        assert f'data-node="{section.id}"' in page.text
    frame = re.search(r'<iframe [^>]*src="([^"]+)"[^>]*sandbox="([^"]+)"', page.text)
    assert frame and frame.group(1).startswith("http://preview.") and "preview_token=" in frame.group(1)
    assert frame.group(2) == "allow-scripts allow-forms allow-same-origin"
    policy = page.headers["Content-Security-Policy"]
    assert re.search(r"frame-src http://preview\.[\w.-]+", policy) and "'unsafe" not in policy
    host = studio.desk.client.home.removeprefix("http://")
    studio.desk.client.delete_cookie("vitrine_staff", domain=host)
    assert "frame-src 'none'" in studio.desk.get("/sign-in").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/", "index"),
        ("/products/bowl-0", "product"),
        ("/products/bowl-0?variant=3", "product"),
        ("/collections/shelf/products/bowl-0", "product"),
        ("/collections", "list-collections"),
        ("/collections/shelf", "collection"),
        ("/pages/about", "page"),
        ("/pages/contact", "404"),
        ("/blogs/journal", "blog"),
        ("/blogs/journal/first-firing", "article"),
        ("/cart", "cart"),
        ("/search?q=x", "search"),
        ("/account/login", "customers/login"),
        ("/products/nobody", "404"),
        ("/nowhere/at/all", "404"),
    ],
)
def test_any_path_of_the_shop_opens_the_template_that_shows_it(
    studio: Studio, path: str, template: str
) -> None:
    page = studio.desk.client.get("/theme/editor", query_string={"path": path})
    assert page.status_code == 200
    assert first_match(r'data-args="\?template=([^&]+)', page.text) == template.replace("/", "%2F")


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_a_path_never_leads_to_another_place(studio: Studio, path: str) -> None:
    page = studio.desk.client.get("/theme/editor", query_string={"path": path})
    assert page.status_code == 200 and "evil.example" not in page.text and "javascript:" not in page.text


@pytest.mark.parametrize(
    "query", ["?template=nothing", "?theme=999999", "?theme=x", "?template=../../etc", "?template=settings"]
)
def test_what_is_not_there_is_404(studio: Studio, query: str) -> None:
    assert studio.desk.get(f"/theme/editor{query}").status_code == 404


def test_a_form_shows_the_fields_of_a_section_and_of_its_block(studio: Studio) -> None:
    cover = studio.section("cover")
    form = studio.get(f"/sections/{cover.id}/form").text
    assert 'class="live-form"' in form and f'data-revision="{cover.revision}"' in form
    key = cover.values["block_order"][0]
    block = studio.get(f"/sections/{cover.id}/form?block={key}").text
    assert f'name="b.{key}.' in block and 'name="s.' not in block
    assert studio.get(f"/sections/{cover.id}/form?block=nobody").status_code == 404
    assert studio.get("/sections/999999/form").status_code == 404


def test_the_theme_settings_are_a_form_too(studio: Studio, db: Database) -> None:
    page = studio.get().text
    section_id = first_match(r'branch-settings.*?data-node="(\d+)"', page, re.DOTALL)
    form = studio.get(f"/sections/{section_id}/form").text
    assert form.count('class="scheme-edit"') >= 3 and "data-font-sample" in form
    assert "Contrast" in form and 'name="s.color_schemes.' in form


def test_a_section_whose_file_is_gone_can_be_seen_and_removed(studio: Studio, db: Database) -> None:
    section = studio.sections()[0]
    with db.write(studio.store_id) as session:
        match = session.scalars(select(SectionMatch).where(SectionMatch.section_data_id == section.id)).one()
        match.file = "vanished"
    page = studio.get()
    assert page.status_code == 200 and "is-broken" in page.text
    form = studio.get(f"/sections/{section.id}/form")
    assert form.status_code == 200 and "vanished" in form.text and "live-form" not in form.text
    assert studio.save(section.id, {"s.heading": "x"}).status_code == 422
    assert studio.done(f"/sections/{section.id}/removal")["undo"]
    assert section.id not in [one.id for one in studio.sections()]


def test_a_schema_that_cannot_be_read_breaks_its_section_only(
    studio: Studio, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    folder = tmp_path / "folio"
    shutil.copytree(PACKS / "folio", folder)
    (folder / "sections" / "cover.liquid").write_text('<p></p>{% schema %}{"name": ,}{% endschema %}')
    broken = Pack(folder)
    monkeypatch.setattr("admin.editor.places.worn_pack", lambda _session, _theme: broken)
    page = studio.get()
    assert page.status_code == 200 and page.text.count("is-broken") == 1
    other = studio.section("selection")
    assert studio.get(f"/sections/{other.id}/form").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_page(studio: Studio, db: Database) -> None:
    pack = shipped("folio")

    def fill(many: int) -> None:
        uses = {
            f"s{n}": {"type": "selection", "settings": {"heading": f"H {n}", "collection": "shelf"}}
            for n in range(many)
        }
        with db.write(studio.store_id) as session:
            commands.set_template(session, pack, "index", uses, list(uses))

    counts = []
    for many in (1, 50):
        fill(many)
        studio.get()
        section = studio.sections()[0]
        with counted(db) as page:
            assert studio.get().status_code == 200
        with counted(db) as form:
            assert studio.get(f"/sections/{section.id}/form").status_code == 200
        with counted(db) as saved:
            assert studio.save(section.id, {"s.heading": f"now {many}"}).status_code == 200
        counts.append((page.count, form.count, saved.count))
    assert counts[0] == counts[1]


def test_only_those_who_may_change_the_theme_come_in(
    studio: Studio, db: Database, store: NewStore, new_desk: Callable[[], Desk]
) -> None:
    with db.write(store.id) as session:
        stores.add_staff(
            session, email="pat@example.com", name="Pat", password=PASSWORD, role="assistant", actor=SYSTEM
        )
    pat = new_desk()
    assert pat.sign_in("pat@example.com").status_code == 303
    assert pat.get("/theme/editor").status_code == 403
    section: Any = studio.sections()[0]
    assert pat.post(f"/theme/editor/sections/{section.id}/removal").status_code == 403
    assert new_desk().get("/theme/editor").status_code == 303


def test_an_alternate_template_is_edited_by_its_name(studio: Studio, front: Shopfront) -> None:
    page = studio.desk.get("/theme/editor?template=page.contact")
    assert page.status_code == 200 and "view%3Dcontact" in page.text


def test_a_theme_that_shoppers_do_not_see_yet_is_edited_by_its_number(studio: Studio, db: Database) -> None:
    folio, trestle = shipped("folio"), shipped("trestle")
    with db.write(studio.store_id) as session:
        theme = switching.prepare_theme(session, trestle, [folio], actor=SYSTEM)
        theme_id = theme.id
    page = studio.desk.get(f"/theme/editor?theme={theme_id}&template=index")
    assert page.status_code == 200 and "Trestle" in page.text
    assert f'href="/theme/looks/{theme_id}"' in page.text and "Publish now" not in page.text
    with db.read(studio.store_id) as session:
        shown = queries.draft_with_sections(session, ["index"], theme_id=theme_id)
        assert shown is not None
        section = next(one for one in shown.sections["index"] if one.values["settings"].get("heading"))
    form = studio.desk.get(f"/theme/editor/sections/{section.id}/form?theme={theme_id}&template=index")
    assert form.status_code == 200 and 'name="s.heading"' in form.text
    answer = studio.desk.post(
        f"/theme/editor/sections/{section.id}/values?theme={theme_id}&template=index",
        {"revision": str(section.revision), "changed": "s.heading", "s.heading": "Said in Trestle"},
    )
    assert answer.status_code == 200, answer.text
    assert "Said in Trestle" in answer.get_json()["preview"][0]["html"]
    now = next(one for one in studio.sections() if one.id == section.id)
    assert "Said in Trestle" in str(now.values), "the theme that is worn says it too"
