"""Pages, and records by their handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.content.models import Page
from engine.liquid import Drop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.naming import can_be_name

from .media import MediaDrop
from .menu import MenuDrop
from .metafields import MetafieldsDrop
from .named import Named, key_of

if TYPE_CHECKING:
    from .front import Front


class PageDrop(Named):
    """A page of its own."""

    liquid_name = "PageDrop"
    listed_in = "pages"

    def __init__(self, front: Front, row: Page) -> None:
        self.front = front
        self.row = row

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
    def content(self) -> str:
        return trusted(self.row.body_html)

    @prop
    def url(self) -> str:
        return f"/pages/{self.row.handle}"

    @prop
    def author(self) -> str:
        return self.front.visit.store.name

    @prop
    def object_type(self) -> str:
        return "page"

    @prop
    def published_at(self) -> object:
        return self.row.published_at

    @prop
    def template_suffix(self) -> str | None:
        return self.row.template_suffix

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "page", self.row.id)

    def liquid_json(self) -> object:
        return {
            "id": self.row.id,
            "handle": self.row.handle,
            "title": self.row.title,
            "url": self.liquid_get("url"),
        }


class ByHandle(Drop):
    """`pages`, `blogs`, `articles`, `linklists`, `images`, `all_products`: records by handle or file name."""

    def __init__(self, front: Front, kind: str) -> None:
        self.front = front
        self.kind = kind

    def liquid_missing(self, key: object) -> object:
        if isinstance(key, Named) and key.is_in(self.kind, self.front):
            return key
        if self.kind == "images" and isinstance(key, MediaDrop):
            return key  # as image_picker settings give it
        name = key_of(key)
        if not can_be_name(name):
            return None
        handle, front = str(name), self.front
        reading = front.loading.reading
        if self.kind == "linklists":
            tree = front.loading.menus.get(handle)
            return MenuDrop(front, tree) if tree is not None else None
        if self.kind == "images":
            return front.image(front.loading.files.by_name(handle))
        if self.kind == "pages":
            page = reading.page(handle)
            return front.page(page) if page is not None else None
        if self.kind == "blogs":
            blog = reading.blog(handle)
            return front.blog(blog) if blog is not None else None
        if self.kind == "articles":
            blog_handle, _, name = handle.partition("/")
            article = reading.article(blog_handle, name)
            return front.article(article) if article is not None else None
        record = front.loading.products.by_handles([handle]).get(handle)
        return front.product(record) if record is not None else None
