"""Pages, blogs, articles and menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound
from engine.base.outbox import OutboxEvent
from engine.catalogue import commands as catalogue
from engine.catalogue import queries as catalogue_queries
from engine.content import commands, queries
from engine.content.commands import ArticleInput, BlogInput, MenuItemInput, PageInput
from tests.factories.catalogue import make_product


def test_a_page_is_made_changed_moved_and_removed(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        page = commands.create_page(session, PageInput("About us", "<p>Hi</p><script>x</script>"), SYSTEM)
        assert (page.handle, page.body_html) == ("about-us", "<p>Hi</p>")
        commands.update_page(session, page.id, PageInput("About", "x", handle="about"), SYSTEM)
        assert catalogue_queries.redirect_for(session, "/pages/about-us") == "/pages/about"
        assert commands.create_page(session, PageInput("About us"), SYSTEM).handle == "about-us"
        assert catalogue_queries.redirect_for(session, "/pages/about-us") is None
    with db.read(store_id) as session:
        assert [page.title for page in queries.list_pages(session, search="about").items] == [
            "About us",
            "About",
        ]
        assert queries.pick(session, "page", "US")[0].title == "About us"
    with db.write(store_id) as session:
        commands.delete_page(session, page.id, SYSTEM)
        assert queries.page_by_handle(session, "about") is None
        names = session.scalars(select(OutboxEvent.name).where(OutboxEvent.store_id == store_id)).all()
        assert names.count("page.changed") == 4


def test_pages_show_from_their_time_on(db: Database, store_id: int, clock: FixedClock) -> None:
    later = clock.at.replace(hour=12)
    with db.write(store_id) as session:
        commands.create_page(session, PageInput("Later", published_at=later), SYSTEM)
        commands.create_page(session, PageInput("Hidden", is_published=False), SYSTEM)
    with db.read(store_id) as session:
        assert queries.page_by_handle(session, "later") is None
        assert queries.page_by_handle(session, "later", public_only=False)
        assert [page.handle for page in queries.list_pages(session, published=True).items] == []
    clock.advance(hours=3)
    with db.read(store_id) as session:
        assert queries.page_by_handle(session, "later")
        assert queries.page_by_handle(session, "hidden") is None


def test_what_is_wrong_with_a_page_or_article_is_named(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        blog = commands.create_blog(session, BlogInput("Journal"), SYSTEM)
        with pytest.raises(Invalid) as invalid:
            commands.create_page(session, PageInput(" ", "x" * 200_001, template_suffix="A/B"), SYSTEM)
        assert set(invalid.value.errors) == {"title", "body_html", "template_suffix"}
        with pytest.raises(Invalid) as invalid:
            given = ArticleInput("x" * 256, media_id=5, tags=["t"] * 3 + ["x" * 121], author="y" * 121)
            commands.create_article(session, blog.id, given, SYSTEM)
        assert set(invalid.value.errors) == {"title", "media_id", "tags", "author"}


def test_articles_of_a_blog(db: Database, store_id: int, clock: FixedClock) -> None:
    with db.write(store_id) as session:
        blog = commands.create_blog(session, BlogInput("Journal"), SYSTEM)
        other = commands.create_blog(session, BlogInput("Journal"), SYSTEM)
        made = []
        for title, tags in (("First", ["a"]), ("Second", ["a", "b"]), ("Third", [])):
            clock.advance(days=1)
            made.append(commands.create_article(session, blog.id, ArticleInput(title, tags=tags), SYSTEM).id)
        commands.create_article(session, blog.id, ArticleInput("Draft", is_published=False), SYSTEM)
        assert commands.create_article(session, other.id, ArticleInput("First"), SYSTEM).handle == "first"
        assert commands.create_article(session, blog.id, ArticleInput("First"), SYSTEM).handle == "first-2"
        commands.update_article(session, made[0], ArticleInput("First", handle="start"), SYSTEM)
        assert catalogue_queries.redirect_for(session, "/blogs/journal/first") == "/blogs/journal/start"
    with db.read(store_id) as session:
        assert [a.title for a in queries.public_articles(session, blog.id)] == [
            "First",
            "Third",
            "Second",
            "First",
        ]
        assert [a.title for a in queries.public_articles(session, blog.id, page=2, per_page=3)] == ["First"]
        assert [a.title for a in queries.public_articles(session, blog.id, tag="b")] == ["Second"]
        assert (
            queries.count_articles(session, blog.id),
            queries.count_articles(session, blog.id, tag="b"),
        ) == (4, 1)
        assert queries.article_tags(session, blog.id) == ["a", "b"]
        found = queries.article_by_handle(session, "journal", "second")
        assert found and found.blog.id == blog.id
        newer, older = queries.neighbours(session, found.article)
        assert newer and older and (newer.title, older.title) == ("Third", "First")
        assert queries.article_by_handle(session, "journal", "draft") is None
        assert len(queries.list_articles(session, blog_id=blog.id).items) == 5
    with db.write(store_id) as session:
        commands.delete_blog(session, blog.id, SYSTEM)
        assert len(queries.list_articles(session).items) == 1


def test_a_menu_is_saved_as_a_tree_with_addresses(
    db: Database, store_id: int, count_queries: Callable[[], Any]
) -> None:
    product_id = make_product(db, store_id, "Mug")
    with db.write(store_id) as session:
        page = commands.create_page(session, PageInput("About"), SYSTEM)
        blog = commands.create_blog(session, BlogInput("Journal"), SYSTEM)
        article = commands.create_article(session, blog.id, ArticleInput("First"), SYSTEM)
        mugs = catalogue.create_collection(session, catalogue.CollectionInput("Mugs"), SYSTEM)
        items = [
            MenuItemInput("Home", "frontpage"),
            MenuItemInput("Shop", "catalog", children=[
                MenuItemInput("Mugs", "collection", mugs.id, children=[MenuItemInput("Our mug", "product", product_id)]),
            ]),
            MenuItemInput("Read", "blog", blog.id, children=[MenuItemInput("First", "article", article.id)]),
            MenuItemInput("About", "page", page.id),
            MenuItemInput("Elsewhere", "http", url=" https://elsewhere.example/ "),
        ]  # fmt: skip
        menu = commands.save_menu(session, title="Main menu", items=items, actor=SYSTEM)
    with db.read(store_id) as session, count_queries() as statements:
        tree = queries.menus_by_handles(session, ["main-menu", "nothing"])["main-menu"]
    assert statements.count == 7, statements
    assert [(link.label, link.url) for link in tree.links] == [
        ("Home", "/"),
        ("Shop", "/collections/all"),
        ("Read", "/blogs/journal"),
        ("About", "/pages/about"),
        ("Elsewhere", "https://elsewhere.example/"),
    ]
    mug = tree.links[1].children[0].children[0]
    assert (mug.url, mug.target_title, tree.links[1].levels) == ("/products/mug", "Mug", 2)
    assert tree.links[2].children[0].url == "/blogs/journal/first"
    with db.write(store_id) as session:
        commands.delete_page(session, page.id, SYSTEM)
        catalogue.delete_product(session, product_id, SYSTEM)
        tree = queries.menu_by_id(session, menu.id)
        assert (tree.links[3].url, tree.links[3].is_broken) == ("/", True)
        assert tree.links[1].children[0].children[0].url == "/collections/all"


def test_saving_a_menu_replaces_it_whole(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        menu = commands.save_menu(
            session,
            title="Main menu",
            items=[MenuItemInput("A", "search"), MenuItemInput("B", "search")],
            actor=SYSTEM,
        )
    with db.write(store_id) as session:
        commands.save_menu(
            session, title="Top", items=[MenuItemInput("C", "search", children=[MenuItemInput("D", "search")])],
            actor=SYSTEM, menu_id=menu.id,
        )  # fmt: skip
        with pytest.raises(Conflict):
            commands.save_menu(session, title="Other", handle="main-menu", items=[], actor=SYSTEM)
    with db.read(store_id) as session:
        tree = queries.menu_by_id(session, menu.id)
        assert (tree.row.title, tree.row.handle, [link.label for link in tree.links]) == (
            "Top",
            "main-menu",
            ["C"],
        )
        assert [menu.title for menu in queries.all_menus(session)] == ["Top"]


def test_everything_wrong_in_a_menu_is_named_by_its_place(db: Database, store_id: int) -> None:
    deep = MenuItemInput("4", "search")
    for label in "321":
        deep = MenuItemInput(label, "search", children=[deep])
    items = [
        MenuItemInput("", "http", url="javascript:x"),
        MenuItemInput("Gone", "page", 5, children=[MenuItemInput("x", "nowhere")]),
        MenuItemInput("None", "product"),
        deep,
    ]
    with db.write(store_id) as session:
        with pytest.raises(Invalid) as invalid:
            commands.save_menu(session, title="", items=items, actor=SYSTEM)
        many = [MenuItemInput(str(n), "search") for n in range(201)]
        with pytest.raises(Invalid) as too_many:
            commands.save_menu(session, title="x", items=many, actor=SYSTEM)
    assert {name: refusal.code for name, refusal in invalid.value.errors.items()} == {
        "title": "content.text_missing",
        "items.0.label": "content.text_missing",
        "items.0.url": "content.link_url",
        "items.1.target_id": "content.link_target",
        "items.1.children.0.link_kind": "content.link_kind",
        "items.2.target_id": "content.link_target",
        "items.3.children.0.children.0.children.0.label": "content.menu_deep",
    }
    assert set(too_many.value.errors) == {"items"}


def test_another_stores_content_is_not_there(db: Database, store_id: int, other_store_id: int) -> None:
    with db.write(store_id) as session:
        page = commands.create_page(session, PageInput("About"), SYSTEM)
        blog = commands.create_blog(session, BlogInput("Journal"), SYSTEM)
        article = commands.create_article(session, blog.id, ArticleInput("First"), SYSTEM)
        menu = commands.save_menu(session, title="Main", items=[], actor=SYSTEM)
    with db.write(other_store_id) as session:
        for step in (
            lambda: commands.update_page(session, page.id, PageInput("x"), SYSTEM),
            lambda: commands.delete_page(session, page.id, SYSTEM),
            lambda: commands.update_blog(session, blog.id, BlogInput("x"), SYSTEM),
            lambda: commands.create_article(session, blog.id, ArticleInput("x"), SYSTEM),
            lambda: commands.update_article(session, article.id, ArticleInput("x"), SYSTEM),
            lambda: commands.delete_article(session, article.id, SYSTEM),
            lambda: commands.save_menu(session, title="x", items=[], actor=SYSTEM, menu_id=menu.id),
            lambda: commands.delete_menu(session, menu.id, SYSTEM),
            lambda: queries.menu_by_id(session, menu.id),
            lambda: queries.page_for_editing(session, page.id),
            lambda: queries.article_for_editing(session, article.id),
        ):
            with pytest.raises(NotFound):
                step()
        with pytest.raises(Invalid):
            item = MenuItemInput("x", "page", page.id)
            commands.save_menu(session, title="x", items=[item], actor=SYSTEM)
        assert queries.pages_by_ids(session, [page.id]) == {}
        assert queries.articles_by_ids(session, [article.id]) == {}
