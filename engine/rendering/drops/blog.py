"""Blogs, articles and their comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.base.markup import paragraphs
from engine.content.models import ArticleComment, Blog
from engine.liquid import Drop, SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.comments import COMMENTS_AT_ONCE
from engine.rendering.loading.reading import ArticleRecord

from .details import UserDrop
from .metafields import MetafieldsDrop
from .named import Named

if TYPE_CHECKING:
    from .front import Front


class BlogDrop(Named):
    """A series of articles."""

    liquid_name = "BlogDrop"
    listed_in = "blogs"

    def __init__(self, front: Front, row: Blog) -> None:
        self.front = front
        self.row = row
        self.tag: str | None = None
        """The tag that this page narrows the blog to."""
        self.shown: ArticleRecord | None = None
        """The article whose page this is."""

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def title(self) -> str:
        return self.row.title

    @prop
    def handle(self) -> str:
        return self.row.handle

    @prop
    def url(self) -> str:
        return f"/blogs/{self.row.handle}"

    @prop
    def articles(self) -> BlogArticles:
        return BlogArticles(self)

    @prop
    def articles_count(self) -> int:
        return self.front.loading.reading.articles_count(self.row)

    @prop("all_tags", "tags")
    def all_tags(self) -> list[str]:
        return self.front.loading.reading.tags(self.row)

    @prop("comments_enabled?")
    def takes_comments(self) -> bool:
        return self.row.comments != "off"

    @prop("moderated?")
    def is_moderated(self) -> bool:
        return self.row.comments == "moderated"

    @prop
    def template_suffix(self) -> str | None:
        return self.row.template_suffix

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "blog", self.row.id)

    @prop
    def neighbours(self) -> list[object]:
        if self.shown is None:
            return [None, None]
        older, newer = self.front.loading.reading.neighbours(self.shown)
        return [self.front.article(r) if r is not None else None for r in (older, newer)]

    @prop
    def previous_article(self) -> object:
        found: Any = self.liquid_get("neighbours")
        return found[0]

    @prop
    def next_article(self) -> object:
        found: Any = self.liquid_get("neighbours")
        return found[1]


class BlogArticles(SequenceDrop):
    """A blog's articles, newest first."""

    liquid_name = "BlogArticlesDrop"

    def __init__(self, owner: BlogDrop) -> None:
        self.owner = owner
        self._total: int | None = None

    def __len__(self) -> int:
        if self._total is None:
            if self.owner.tag is None:
                self._total = self.owner.front.loading.reading.articles_count(self.owner.row)
            else:
                self.liquid_slice(0, 1)
        return self._total or 0

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        front = self.owner.front
        end = stop if stop is not None else start + 50
        if end > 2**31:
            return []  # beyond what the database can count to
        records, self._total = front.loading.reading.articles(self.owner.row, self.owner.tag, start, end)
        return [front.article(record) for record in records]


class ArticleDrop(Named):
    """An article."""

    liquid_name = "ArticleDrop"
    listed_in = "articles"

    def __init__(self, front: Front, record: ArticleRecord) -> None:
        self.front = front
        self.record = record
        self.row = record.row

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def title(self) -> str:
        return self.row.title

    @prop
    def handle(self) -> str:
        return f"{self.record.blog.handle}/{self.row.handle}"

    @prop
    def url(self) -> str:
        return f"/blogs/{self.record.blog.handle}/{self.row.handle}"

    @prop
    def author(self) -> str:
        return self.row.author or ""

    @prop
    def user(self) -> UserDrop:
        return UserDrop(self.row.author or "")

    @prop
    def content(self) -> str:
        return trusted(self.row.body_html)

    @prop
    def excerpt(self) -> str:
        return trusted(self.row.excerpt_html or "")

    @prop
    def excerpt_or_content(self) -> str:
        return trusted(self.row.excerpt_html or self.row.body_html)

    @prop
    def image(self) -> object:
        return self.front.image(self.record.media, self.row.title)

    @prop
    def blog(self) -> BlogDrop:
        return self.front.blog(self.record.blog)

    @prop
    def tags(self) -> list[str]:
        return [str(tag) for tag in self.row.tags or []]

    @prop("published_at", "created_at")
    def published_at(self) -> object:
        return self.row.published_at

    @prop
    def updated_at(self) -> object:
        return self.row.updated_at

    @prop
    def comments(self) -> ArticleComments:
        return ArticleComments(self)

    @prop
    def comments_count(self) -> int:
        return self.front.loading.comments.count(self.row.id, self.known)

    @prop
    def comment_post_url(self) -> str:
        return f"{self.liquid_get('url')}/comments"

    @prop("comments_enabled?")
    def takes_comments(self) -> bool:
        return self.record.blog.comments != "off"

    @prop("moderated?")
    def is_moderated(self) -> bool:
        return self.record.blog.comments == "moderated"

    def known(self) -> Iterable[int]:
        """Numbers of the articles that this page has come by."""
        return self.front.known_ids("article")

    @prop
    def object_type(self) -> str:
        return "article"

    @prop
    def template_suffix(self) -> str | None:
        return self.row.template_suffix

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "article", self.row.id)

    def liquid_json(self) -> object:
        return {
            "id": self.row.id,
            "title": self.row.title,
            "handle": self.liquid_get("handle"),
            "url": self.liquid_get("url"),
        }


class ArticleComments(SequenceDrop):
    """An article's published comments, the oldest first; fifty at a time unless they are paged."""

    liquid_name = "ArticleCommentsDrop"

    def __init__(self, owner: ArticleDrop) -> None:
        self.owner = owner

    def __len__(self) -> int:
        return self.owner.comments_count()

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        owner = self.owner
        end = stop if stop is not None else start + COMMENTS_AT_ONCE
        if end > 2**31:
            return []  # beyond what the database can count to
        rows = owner.front.loading.comments.slice(owner.row.id, start, end, owner.known)
        return [CommentDrop(owner, row) for row in rows]


class CommentDrop(Drop):
    """A reader's comment. Their e-mail address is for the shop alone: pages of the shop are read by everybody."""

    liquid_name = "CommentDrop"

    def __init__(self, article: ArticleDrop, row: ArticleComment) -> None:
        self.article = article
        self.row = row

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def author(self) -> str:
        return self.row.author

    @prop
    def content(self) -> str:
        return trusted(str(paragraphs(self.row.body)))

    @prop
    def created_at(self) -> object:
        return self.row.created_at

    @prop
    def updated_at(self) -> object:
        return self.row.updated_at

    @prop
    def email(self) -> str:
        return ""

    @prop
    def status(self) -> str:
        return self.row.state

    @prop
    def url(self) -> str:
        return f"{self.article.liquid_get('url')}#{self.row.id}"

    def liquid_json(self) -> object:
        return {name: self.liquid_get(name) for name in ("id", "author", "content", "created_at", "url")}
