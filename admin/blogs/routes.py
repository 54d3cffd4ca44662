"""Blogs and their articles."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.blogs.comments import below as comments_below
from admin.files.pictures import picture_url
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.publishing import as_field, read_moment, state_of
from admin.shell.rendering import go, page, part, removal_page
from admin.shell.words import t
from engine.base.db import StoreSession
from engine.content import commands, queries

room = make_room("blogs", __name__, "content")
BLOG_FIELDS = ("title", "handle", "template_suffix", "comments")
FIELDS = (
    "title",
    "handle",
    "body_html",
    "excerpt_html",
    "author",
    "template_suffix",
    "seo_title",
    "seo_description",
)


@room.get("/blogs")
def index() -> Any:
    """Articles of every blog, and the blogs."""
    words, blog = request.args.get("q", "").replace("\x00", "")[:100], request.args.get("blog", "")
    with reading() as session:
        blogs = queries.blogs(session)
        listed = queries.list_articles(
            session,
            blog_id=int(blog) if blog.isascii() and blog.isdigit() and len(blog) < 17 else None,
            search=words,
            cursor=request.args.get("after"),
        )
    return part(
        "blogs/list.html",
        "list",
        "blogs/index.html",
        listed=listed,
        blogs=blogs,
        args={"q": words, "blog": blog},
        started="after" in request.args,
        state_of=state_of,
    )


@room.get("/blogs/new")
def new() -> Any:
    """An empty form."""
    return page("blogs/blog.html", form=Form(), blog=None)


@room.post("/blogs")
def create() -> Any:
    """A new blog."""
    made, refused = attempt(lambda session: commands.create_blog(session, _read_blog(), g.actor))
    if refused or made is None:
        form = refused or sent()
        return page("blogs/blog.html", form=form, blog=None, status=form.status)
    return go(f"/blogs?blog={made.id}", "blogs.created")


@room.get("/blogs/<int:blog_id>")
def edit(blog_id: int) -> Any:
    """One blog."""
    return _blog_page(blog_id, None)


@room.post("/blogs/<int:blog_id>")
def update(blog_id: int) -> Any:
    """Save it."""
    _, refused = attempt(lambda session: commands.update_blog(session, blog_id, _read_blog(), g.actor))
    return _blog_page(blog_id, refused) if refused else go(f"/blogs/{blog_id}", "form.saved")


@room.get("/blogs/<int:blog_id>/removal")
def removal(blog_id: int) -> Any:
    """What deleting would do."""
    with reading() as session:
        blog = queries.blog_by_id(session, blog_id)
    return removal_page(
        t("pages.remove_title", title=blog.title),
        f"/blogs/{blog_id}",
        blog.title,
        t("blogs.remove_do"),
        [("newspaper", t("blogs.will_go")), ("triangle-alert", t("shell.no_undo"))],
    )


@room.post("/blogs/<int:blog_id>/removal")
def remove(blog_id: int) -> Any:
    """Delete it with its articles."""
    _, refused = attempt(lambda session: commands.delete_blog(session, blog_id, g.actor))
    return _blog_page(blog_id, refused) if refused else go("/blogs", "blogs.removed")


@room.get("/blogs/<int:blog_id>/articles/new")
def new_article(blog_id: int) -> Any:
    """An empty article."""
    return _article_page(blog_id, None, Form({"is_published": "1", "author": g.staff.name}))


@room.post("/blogs/<int:blog_id>/articles")
def create_article(blog_id: int) -> Any:
    """A new article."""
    made, refused = attempt(
        lambda session: commands.create_article(session, blog_id, _read_article(None), g.actor),
        uploads=("picture",),
    )
    if refused or made is None:
        return _article_page(blog_id, None, refused or sent())
    return go(f"/articles/{made.id}", "blogs.article_created")


@room.get("/articles/<int:article_id>")
def edit_article(article_id: int) -> Any:
    """One article."""
    return _article_page(None, article_id, None)


@room.post("/articles/<int:article_id>")
def update_article(article_id: int) -> Any:
    """Save it."""

    def action(session: StoreSession) -> None:
        kept = queries.article_for_editing(session, article_id).article
        commands.update_article(session, article_id, _read_article(kept.media_id), g.actor)

    _, refused = attempt(action, uploads=("picture",))
    return (
        _article_page(None, article_id, refused) if refused else go(f"/articles/{article_id}", "form.saved")
    )


@room.get("/articles/<int:article_id>/removal")
def article_removal(article_id: int) -> Any:
    """What deleting would do."""
    with reading() as session:
        shown = queries.article_for_editing(session, article_id).article
    return removal_page(
        t("pages.remove_title", title=shown.title),
        f"/articles/{article_id}",
        shown.title,
        t("blogs.remove_article_do"),
        [("file-text", t("blogs.article_will_go")), ("triangle-alert", t("shell.no_undo"))],
    )


@room.post("/articles/<int:article_id>/removal")
def remove_article(article_id: int) -> Any:
    """Delete it."""
    _, refused = attempt(lambda session: commands.delete_article(session, article_id, g.actor))
    return _article_page(None, article_id, refused) if refused else go("/blogs", "blogs.article_removed")


def _read_blog() -> commands.BlogInput:
    read = Reader()
    return commands.BlogInput(
        read.text("title"),
        read.optional("handle"),
        read.optional("template_suffix"),
        comments=read.optional("comments"),
    )


def _read_article(media_id: int | None) -> commands.ArticleInput:
    read = Reader()
    moment = read_moment(read, "published_at")
    read.check()
    media_id = None if read.flag("picture_remove") else media_id
    return commands.ArticleInput(
        title=read.text("title"),
        body_html=read.text("body_html"),
        handle=read.optional("handle"),
        author=read.optional("author"),
        excerpt_html=read.optional("excerpt_html"),
        media_id=g.uploads.get("picture", media_id),
        tags=[tag.strip() for tag in read.text("tags").split(",") if tag.strip()],
        is_published=read.flag("is_published"),
        published_at=moment,
        template_suffix=read.optional("template_suffix"),
        seo_title=read.optional("seo_title"),
        seo_description=read.optional("seo_description"),
    )


def _blog_page(blog_id: int, form: Form | None) -> Any:
    with reading() as session:
        blog = queries.blog_by_id(session, blog_id)
    form = form or Form({name: getattr(blog, name) for name in BLOG_FIELDS})
    return page("blogs/blog.html", form=form, blog=blog, status=form.status)


def _article_page(blog_id: int | None, article_id: int | None, form: Form | None) -> Any:
    with reading() as session:
        row = queries.article_for_editing(session, article_id) if article_id is not None else None
        blog = row.blog if row else queries.blog_by_id(session, blog_id or 0)
        shown = row.article if row else None
        picture = picture_url(session, shown.media_id, 320) if shown else None
        comments = comments_below(session, shown.id) if shown else None
    if form is None and shown is not None:
        form = Form(
            {name: getattr(shown, name) for name in FIELDS}
            | {
                "tags": ", ".join(map(str, shown.tags)),
                "is_published": "1" if shown.published_at else "",
                "published_at": as_field(shown.published_at),
            }
        )
    form = form or Form()
    return page(
        "blogs/article.html",
        status=form.status,
        form=form,
        blog=blog,
        shown=shown,
        picture=picture,
        comments=comments,
        moved=False,
        with_article=False,
        state_of=state_of,
    )
