"""Shoppers see versions: what is edited shows once it is published, and goes back at once, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.themes import commands, queries
from engine.themes.commands import pruning
from engine.themes.models import FrozenSection, FrozenText, KeptSection, LookVersion, Theme
from engine.themes.packs import Pack
from tests.engine.themes.versions.conftest import ANNA, BEN, Shop
from tests.support.counting import counted


def test_an_edit_shows_once_it_is_published(shop: Shop) -> None:
    assert shop.seen() == ["First"]
    shop.edit(heading="Second")
    assert (shop.seen(), shop.headings()) == (["First"], ["Second"])
    shop.publish()
    assert shop.seen() == ["Second"]


def test_hidden_and_removed_sections_are_not_shown(shop: Shop) -> None:
    added = shop.add()
    shop.publish()
    assert [key for key, _ in shop.shown()] == ["one", "hello"]
    shop.write(lambda s: commands.set_hidden(s, shop.pack, added, True, actor=ANNA))
    first = shop.draft()[0].id
    shop.write(lambda s: commands.remove_section(s, shop.pack, first, actor=ANNA))
    assert [key for key, _ in shop.shown()] == ["one", "hello"]
    shop.publish()
    assert shop.shown() == []


def test_publishing_the_same_again_makes_no_version(shop: Shop) -> None:
    before = shop.publish()
    shop.edit(heading="Second")
    shop.edit(heading="First")
    assert shop.publish() == before
    shop.edit(heading="Third")
    assert shop.publish() != before


def test_a_page_reads_one_statement_cold_and_warm(shop: Shop) -> None:
    shop.edit(heading="Cold")
    shop.publish()
    for _ in range(2):
        with shop.db.read(shop.id) as session, counted(shop.db) as statements:
            found = queries.theme_with_sections(session, ["index"])
        assert statements.count == 1, statements
        assert found is not None
        assert found.sections["index"][0].values["settings"]["heading"] == "Cold"
        assert found.settings() == {"dark": True}


def test_what_a_process_keeps_is_of_the_version_that_is_shown(shop: Shop, other_store_id: int) -> None:
    other = Shop(shop.db, other_store_id, shop.pack)
    other.write(lambda s: commands.install_pack(s, shop.pack))
    for word in ("A", "B", "A", "C"):
        shop.edit(heading=word)
        shop.publish()
        assert (shop.seen(), other.seen()) == ([word], ["First"])


def test_what_was_rolled_back_with_its_transaction_is_not_kept(shop: Shop) -> None:
    section = shop.draft()[0]
    with pytest.raises(ZeroDivisionError), shop.db.write(shop.id) as session:
        commands.update_section(session, shop.pack, section.id, settings={"heading": "Lost"}, actor=ANNA)
        commands.publish(session, actor=ANNA)
        found = queries.theme_with_sections(session, ["index"])
        assert found is not None
        assert found.sections["index"][0].values["settings"]["heading"] == "Lost"
        raise ZeroDivisionError
    assert shop.seen() == ["First"]
    shop.edit(heading="Kept")
    shop.publish()
    assert shop.seen() == ["Kept"]


def test_rollback_goes_back_at_once_and_leaves_the_draft(shop: Shop) -> None:
    first = shop.publish()
    pages = shop.shown()
    shop.edit(heading="Second")
    second = shop.publish()
    shop.edit(heading="Third")
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    assert shop.shown() == pages
    assert shop.headings() == ["Third"]
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    assert shop.seen() == ["Second"]
    shop.publish()
    shop.write(lambda s: commands.rollback(s, to=first, actor=ANNA))
    assert shop.shown() == pages
    with shop.db.read(shop.id) as session:
        look = queries.look_of(session)
        assert look is not None
        assert look.current_version_id == first
        assert look.previous_version_id not in (None, first, second)


def test_there_is_nothing_before_the_first_version(shop: Shop) -> None:
    with pytest.raises(Refused, match="no_version_before"):
        shop.write(lambda s: commands.rollback(s, actor=ANNA))
    with pytest.raises(NotFound):
        shop.write(lambda s: commands.rollback(s, to=10**12, actor=ANNA))


def test_who_began_from_an_older_version_is_told(shop: Shop) -> None:
    first = shop.publish()
    shop.edit(heading="Hers")
    shop.publish(BEN)
    shop.edit(heading="His")
    with pytest.raises(Conflict, match="published_meanwhile") as caught:
        shop.publish(expect_version=first)
    assert caught.value.values["by"] == "Ben"
    assert shop.seen() == ["Hers"]


def test_versions_say_who_and_what_they_are(shop: Shop) -> None:
    first = shop.publish()
    shop.edit(heading="Sale")
    second = shop.publish(label="  Sale  ")
    shop.edit(heading="First")
    third = shop.publish(BEN)
    with shop.db.read(shop.id) as session:
        page = queries.versions(session, limit=2)
        rest = queries.versions(session, before=page.next_cursor, limit=2)
    listed = [*page.items, *rest.items]
    assert [(v.id, v.kind, v.label, v.actor_name) for v in listed] == [
        (third, "restored", "", "Ben"),
        (second, "published", "Sale", "Anna"),
        (first, "first", "", "Vitrine"),
    ]


@pytest.fixture
def other(shop: Shop, tmp_path: Path, make_pack: Callable[..., Path]) -> Theme:
    """Another theme of the store, with a product page of its own."""
    pack = Pack(make_pack(tmp_path / "other"))
    theme: Theme = shop.write(lambda s: commands.install_pack(s, pack, role="draft"))
    given = {"main": {"type": "hello", "settings": {"heading": "Product"}}}
    footer = {"foot": {"type": "hello", "settings": {"heading": "Foot"}}}
    shop.write(lambda s: commands.set_template(s, pack, "product", given))
    shop.write(lambda s: commands.set_template(s, pack, "group:footer", footer))
    return theme


def test_pages_of_one_kind_may_wear_another_theme(shop: Shop, other: Theme) -> None:
    """Such a page comes with the groups of its own theme; other pages are as they were."""
    theme = other
    shop.publish(page_themes={"product": theme.id})
    with shop.db.read(shop.id) as session:
        page = queries.theme_with_sections(session, ["product"])
        home = queries.theme_with_sections(session, ["index"])
    assert page is not None and home is not None
    assert (page.theme.pack, home.theme.pack) == ("other", "small")
    assert [each.values["settings"] for each in page.sections["product"]] == [{"heading": "Product"}]
    assert "index" in home.sections and "product" not in home.sections
    assert ("group:footer" in page.sections, "group:footer" in home.sections) == (True, False)
    with shop.db.read(shop.id) as session:
        named = queries.theme_with_sections(session, [], pack="other")
        assert named is not None and named.theme.id == theme.id
        assert "group:footer" in named.sections
        assert queries.theme_with_sections(session, [], pack="nobody's") is None
    with pytest.raises(NotFound):
        shop.publish(page_themes={"product": 10**12})


def test_a_theme_that_is_published_is_the_main_one(shop: Shop, other: Theme) -> None:
    shop.publish(theme_id=other.id)
    with shop.db.read(shop.id) as session:
        assert {t.pack: t.role for t in session.scalars(select(Theme))} == {"small": "draft", "other": "main"}
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    with shop.db.read(shop.id) as session:
        assert {t.pack: t.role for t in session.scalars(select(Theme))} == {"small": "main", "other": "draft"}


def test_installing_again_publishes_what_is_new_and_nothing_that_is_being_edited(shop: Shop) -> None:
    shop.edit(heading="Not yet")
    (shop.pack.folder / "templates" / "page.json").write_text(
        '{"sections": {"main": {"type": "hello", "settings": {"heading": "New"}}}, "order": ["main"]}'
    )
    newer = Pack(shop.pack.folder)
    shop.write(lambda s: commands.install_pack(s, newer))
    assert shop.seen() == ["First"]
    assert [values["settings"] for _, values in shop.shown("page")] == [{"heading": "New"}]
    assert shop.headings() == ["Not yet"]


def _counts(shop: Shop) -> tuple[int, ...]:
    with shop.db.read(shop.id) as session:
        return tuple(
            session.scalars(select(func.count()).select_from(model).where(model.store_id == shop.id)).one()
            for model in (LookVersion, FrozenSection, KeptSection, FrozenText)
        )


def test_a_small_edit_writes_little_and_old_versions_go(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "KEPT", 3)
    first = shop.publish()
    for _ in range(3):
        shop.add()
    shop.publish()
    _, _, _, texts = _counts(shop)
    shop.edit(heading="Small")
    shop.publish()
    assert _counts(shop)[3] == texts + 2  # its values, and its state
    for number in range(6):
        shop.edit(heading=f"More {number}")
        shop.publish()
    versions, shown, kept, texts_now = _counts(shop)
    assert versions == 3
    assert (shown, kept) == (3 * 5, 3 * 6)
    assert texts_now == texts + 2 * 2
    with pytest.raises(NotFound):
        shop.write(lambda s: commands.rollback(s, to=first, actor=ANNA))
    shop.write(lambda s: commands.rollback(s, actor=ANNA))
    assert shop.seen()[0] == "More 4"


def test_unpublished_changes_are_told_in_two_statements(shop: Shop, db: Database) -> None:
    def changes() -> list[tuple[str, str, list[str], str]]:
        with db.read(shop.id) as session, counted(db) as statements:
            found = queries.unpublished_changes(session)
        assert statements.count <= 2
        return [(c.section_key, c.kind, c.verbs, c.actor_name) for c in found]

    assert changes() == []
    shop.edit(heading="Second")
    added = shop.add(BEN)
    assert changes() == [("hello", "added", ["added"], "Ben"), ("one", "changed", ["changed"], "Anna")]
    shop.edit(BEN, heading="First")
    assert [key for key, *_ in changes()] == ["hello"]
    first = shop.draft()[0].id
    shop.write(lambda s: commands.order_sections(s, "index", [added, first, _hidden(shop)], actor=ANNA))
    shop.write(lambda s: commands.remove_section(s, shop.pack, added, actor=ANNA))
    assert sorted((key, kind) for key, kind, *_ in changes()) == [("one", "changed"), ("two", "changed")]
    shop.publish()
    assert changes() == []
    shop.write(lambda s: commands.remove_section(s, shop.pack, first, actor=BEN))
    assert changes() == [("one", "removed", ["removed"], "Ben")]


def _hidden(shop: Shop) -> int:
    return next(each.id for each in shop.draft(with_hidden=True) if each.hidden)
