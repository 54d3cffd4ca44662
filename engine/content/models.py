"""Tables of what is read: pages, blogs, articles and their comments, menus, metaobjects. Files are media (engine/catalogue)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import StoreModel, belongs_to


class Page(StoreModel):
    """A page of its own, such as About."""

    __tablename__ = "page"

    handle: Mapped[str]
    title: Mapped[str]
    body_html: Mapped[str] = mapped_column(default="")
    template_suffix: Mapped[str | None] = mapped_column(default=None)
    seo_title: Mapped[str | None] = mapped_column(default=None)
    seo_description: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("store_id", "handle"),
        Index("ix_page_published", "store_id", "published_at"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "page", self.id
        yield ("pages",)
        yield from _in_menus(self)


class Blog(StoreModel):
    """A series of articles. ``comments``: off, moderated (each waits for the shop) or open (shown at once)."""

    __tablename__ = "blog"

    handle: Mapped[str]
    title: Mapped[str]
    template_suffix: Mapped[str | None] = mapped_column(default=None)
    comments: Mapped[str] = mapped_column(default="off")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "handle"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield "blog", self.id
        yield ("blogs",)
        yield from _in_menus(self)


class Article(StoreModel):
    """An article of a blog; ``tags`` is a list of text."""

    __tablename__ = "article"

    blog_id: Mapped[int]
    handle: Mapped[str]
    title: Mapped[str]
    author: Mapped[str | None] = mapped_column(default=None)
    excerpt_html: Mapped[str | None] = mapped_column(default=None)
    body_html: Mapped[str] = mapped_column(default="")
    media_id: Mapped[int | None] = mapped_column(default=None)
    tags: Mapped[list[Any]] = mapped_column(default=list)
    template_suffix: Mapped[str | None] = mapped_column(default=None)
    seo_title: Mapped[str | None] = mapped_column(default=None)
    seo_description: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("blog_id", "blog", ondelete="CASCADE"),
        belongs_to("media_id", "media"),
        UniqueConstraint("store_id", "blog_id", "handle"),
        Index("ix_article_recent", "store_id", "blog_id", "published_at"),
        Index("ix_article_published", "store_id", "published_at"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "article", self.id
        yield "articles", self.blog_id
        yield ("articles",)
        yield from _in_menus(self)


class ArticleComment(StoreModel):
    """What a reader wrote below an article, as plain text. ``state`` follows rules.COMMENT; who moved it and when is in
    the activity feed."""

    __tablename__ = "article_comment"

    article_id: Mapped[int]
    author: Mapped[str]
    email: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending")
    address_hash: Mapped[str | None] = mapped_column(default=None)
    """Keyed hash of the network address it came from, for the limit per address."""
    digest: Mapped[str]
    """SHA-256 of who wrote what: the same once more is a form that was sent twice."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("article_id", "article", ondelete="CASCADE"),
        UniqueConstraint("store_id", "article_id", "digest"),
        Index("ix_article_comment_shown", "store_id", "article_id", "state", "created_at", "id"),
        Index("ix_article_comment_waiting", "store_id", "state", "created_at", "id"),
        Index("ix_article_comment_address", "store_id", "address_hash", "created_at"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "comments", self.article_id


class Menu(StoreModel):
    """A list of links; themes ask for it by handle."""

    __tablename__ = "menu"

    handle: Mapped[str]
    title: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "handle"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("menus",)


class MenuItem(StoreModel):
    """A link. ``link_kind``: frontpage, collection, product, page, blog, article, search, catalog or http.

    ``target_id`` points at the record of that kind (not a foreign key: the record may go, and the link then falls back to
    the list it belonged to); ``url`` serves http.
    """

    __tablename__ = "menu_item"

    menu_id: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int]
    label: Mapped[str]
    link_kind: Mapped[str]
    target_id: Mapped[int | None] = mapped_column(default=None)
    url: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("menu_id", "menu", ondelete="CASCADE"),
        belongs_to("parent_id", "menu_item", ondelete="CASCADE"),
        Index("ix_menu_item_order", "store_id", "menu_id", "position"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield ("menus",)


class MetaobjectDefinition(StoreModel):
    """A kind of thing that a shop describes for itself, such as a maker. ``fields``: [{key, name, type, required,
    validations}] in order, of the types in engine/metafields."""

    __tablename__ = "metaobject_definition"

    type: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None] = mapped_column(default=None)
    display_field: Mapped[str | None] = mapped_column(default=None)
    """The field whose text stands for an entry in lists."""
    publishable: Mapped[bool] = mapped_column(default=False)
    """Whether its entries can be drafts; if not, all of them show."""
    fields: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "type"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("metaobjects",)


class Metaobject(StoreModel):
    """An entry. ``fields``: {key: value as its type's rules keep it}. ``status``: active or draft."""

    __tablename__ = "metaobject"

    definition_id: Mapped[int]
    handle: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("definition_id", "metaobject_definition", ondelete="CASCADE"),
        UniqueConstraint("store_id", "definition_id", "handle"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield ("metaobjects",)


def _in_menus(record: Any) -> Iterator[Dependency]:
    """Menus hold addresses; what is published later is seen at its time."""
    if record.is_renamed_or_gone():
        yield ("menus",)
    if hasattr(record, "published_at") and record.is_changing("published_at"):
        yield ("schedule",)
