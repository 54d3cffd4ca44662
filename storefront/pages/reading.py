"""Pages, blogs and articles."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.rendering.queries import subjects
from storefront.pages.comments import posted_form
from storefront.pages.rendering import answer, first

room = Blueprint("reading_pages", __name__)


@room.get("/pages/<handle>")
def page(handle: str) -> Response:
    """A page of its own."""
    return answer(first(subjects.page, handle), "page")


@room.get("/blogs/<handle>")
def blog(handle: str) -> Response:
    """A blog."""
    return answer(first(subjects.blog, handle), "blog")


@room.get("/blogs/<handle>/tagged/<tag>")
def tagged(handle: str, tag: str) -> Response:
    """A blog's articles with one tag."""
    return answer(first(subjects.blog, handle, tag), "blog")


@room.get("/blogs/<blog_handle>/<handle>")
def article(blog_handle: str, handle: str) -> Response:
    """An article."""
    return answer(first(subjects.article, blog_handle, handle), "article", form=posted_form())
