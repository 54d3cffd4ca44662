"""Comments as themes see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.content import commands, queries
from engine.content.commands import BlogInput, CommentInput
from engine.content.models import Article
from engine.rendering import subjects
from engine.rendering.page import PageSubject
from engine.rendering.visit import FormState
from tests.factories.shopfront import Shopfront
from tests.support.counting import counted

Liquid = Callable[..., str]


def on_article(front: Any) -> PageSubject | None:
    return subjects.article(front, "journal", "first-firing")


def on_blog(front: Any) -> PageSubject | None:
    return subjects.blog(front, "journal")


def set_comments(db: Database, shop: Shopfront, setting: str) -> None:
    with db.write(shop.store_id) as session:
        blog = queries.blog_by_handle(session, shop.blog)
        assert blog is not None
        commands.update_blog(session, blog.id, BlogInput("Journal", comments=setting), SYSTEM)


def say(db: Database, shop: Shopfront, count: int, *, publish: bool = True, body: str = "Well") -> None:
    """So many comments below every article."""
    with db.write(shop.store_id) as session:
        for article in session.scalars(select(Article.id)).all():
            for number in range(count):
                given = CommentInput(f"Reader {number}", "r@h.example", f"{body} {number}")
                posted = commands.post_comment(session, article, given)
                if publish:
                    commands.publish_comment(session, posted.id, SYSTEM)


def test_an_article_shows_what_was_published_and_no_more(
    db: Database, shop: Shopfront, liquid: Liquid
) -> None:
    set_comments(db, shop, "moderated")
    say(db, shop, 1, publish=False, body="Waiting")
    say(db, shop, 1, body="One <b>\nline\n\nNext")
    source = (
        "{% for c in article.comments %}{{ c.author }}|{{ c.content }}|{{ c.email }}|{{ c.status }}|"
        "{{ c.created_at | date: '%Y' }}|{% if c.url contains c.id %}{{ c.url | split: '#' | first }}{% endif %};{% endfor %}"
        "{{ article.comments_count }}{{ article.comments.size }}{{ article.comment_post_url }} "
        "{{ article.comments_enabled? }}{{ article.moderated? }}{{ blog.comments_enabled? }}{{ blog.moderated? }}"
    )
    where = f"/blogs/{shop.blog}/{shop.article}"
    assert liquid(source, find=on_article, template="article") == (
        f"Reader 0|<p>One &lt;b&gt;<br>line</p><p>Next 0</p>||published|{clock.now():%Y}|{where};"
        f"11{where}/comments truetruetruetrue"
    )
    set_comments(db, shop, "off")
    assert liquid(
        "{{ article.comments_enabled? }}{{ blog.moderated? }}", find=on_article, template="article"
    ) == ("falsefalse")


def test_comments_are_paged_and_fifty_cost_what_one_does(
    db: Database, shop: Shopfront, liquid: Liquid
) -> None:
    set_comments(db, shop, "moderated")
    say(db, shop, 1)
    page = (
        "{% paginate article.comments by 20 %}{{ paginate.items }}/{{ paginate.pages }}:"
        "{% for c in article.comments %}{{ c.author }},{% endfor %}{% endpaginate %}"
    )
    lists = (
        "{% for a in blog.articles %}{{ a.comments_count }}{% endfor %}"
        "{% for a in blog.articles %}{% for c in a.comments %}{{ c.content }}{% endfor %}{% endfor %}"
    )
    liquid(page, find=on_article, template="article")  # installs the pack
    liquid(lists, find=on_blog, template="blog")
    costs = []
    for count in (0, 54):
        say(db, shop, count, body="More")
        with counted(db.engine) as one_page:
            shown = liquid(page, find=on_article, template="article")
        with counted(db.engine) as whole_list:
            liquid(lists, find=on_blog, template="blog")
        costs.append((one_page.count, whole_list.count))
        assert shown.startswith("55/3:" if count else "1/1:")
    assert costs[0] == costs[1]
    deep = liquid(page, find=on_article, template="article", query=(("page", "3"),))
    assert deep.count(",") == 15
    assert liquid(page, find=on_article, template="article", query=(("page", "9"),)) == "55/3:"
    everything = liquid("{% for c in article.comments %}x{% endfor %}", find=on_article, template="article")
    assert everything == "x" * 50


def test_the_form_posts_to_its_article_and_keeps_what_was_typed(
    db: Database, shop: Shopfront, liquid: Liquid
) -> None:
    form = (
        "{% form 'new_comment', article, class: 'c' %}{{ form.author }}/{{ form.errors | join: ',' }}"
        "/{{ form.posted_successfully? }}{% endform %}"
    )
    state = FormState("new_comment", {"author": "<Greta>"}, {"body": "is missing."})
    html = liquid(form, find=on_article, template="article", form=state)
    assert html.startswith(
        f'<form method="post" action="/blogs/{shop.blog}/{shop.article}/comments#comment_form" id="comment_form"'
    )
    assert '<div hidden><input type="text" name="comment[website]"' in html
    assert "&lt;Greta&gt;/body/false" in html
    assert "/true" in liquid(
        form, find=on_article, template="article", form=FormState("new_comment", posted=True)
    )
    assert "/comments#c1" in liquid(
        "{% form 'new_comment', id: 'c1' %}{% endform %}", find=on_article, template="article"
    )


def test_a_form_without_an_article_says_so(liquid: Liquid) -> None:
    assert "needs an article" in liquid("{% form 'new_comment' %}{% endform %}»")
