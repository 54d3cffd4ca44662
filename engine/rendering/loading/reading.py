"""Pages, blogs, articles, menus and files of one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Media, Product
from engine.content.models import Article, Blog, Menu, MenuItem, Page

ARTICLES_AT_ONCE = 12


@dataclass
class MenuLink:
    """A link of a menu with the address that it leads to now."""

    id: int
    label: str
    kind: str
    address: str
    target_id: int | None
    links: list[MenuLink] = field(default_factory=list)


@dataclass(frozen=True)
class MenuTree:
    """A menu with its links, nested."""

    handle: str
    title: str
    links: list[MenuLink]


def is_public_article() -> ColumnElement[bool]:
    """Articles that readers may see now."""
    return and_(Article.published_at.is_not(None), Article.published_at <= clock.now())


def is_public_page() -> ColumnElement[bool]:
    """Pages that readers may see now."""
    return and_(Page.published_at.is_not(None), Page.published_at <= clock.now())


class Menus:
    """All menus of the store, read at once when the first is asked for."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self._menus: dict[str, MenuTree] | None = None

    def get(self, handle: str) -> MenuTree | None:
        """The menu of that handle."""
        return self.all().get(handle)

    def all(self) -> dict[str, MenuTree]:
        """Every menu by handle. One query, the addresses of what they lead to included."""
        if self._menus is None:
            self._menus = self._read()
        return self._menus

    def _read(self) -> dict[str, MenuTree]:
        def of(model: Any, kind: str) -> ColumnElement[bool]:
            return and_(
                model.store_id == MenuItem.store_id,
                model.id == MenuItem.target_id,
                MenuItem.link_kind == kind,
            )

        of_article = of(Article, "article")
        in_blog = and_(
            Blog.store_id == MenuItem.store_id,
            or_(
                and_(Blog.id == MenuItem.target_id, MenuItem.link_kind == "blog"), Blog.id == Article.blog_id
            ),
        )
        statement = (
            select(
                Menu, MenuItem, Collection.handle, Product.handle, Page.handle, Blog.handle, Article.handle
            )
            .outerjoin(MenuItem, and_(MenuItem.store_id == Menu.store_id, MenuItem.menu_id == Menu.id))
            .outerjoin(Collection, of(Collection, "collection"))
            .outerjoin(Product, of(Product, "product"))
            .outerjoin(Page, of(Page, "page"))
            .outerjoin(Article, of_article)
            .outerjoin(Blog, in_blog)
            .order_by(Menu.handle, MenuItem.position, MenuItem.id)
        )
        menus: dict[str, MenuTree] = {}
        nodes: dict[int, MenuLink] = {}
        parents: list[tuple[MenuTree, int, int | None]] = []
        for menu, item, *handles in self.session.execute(statement):
            tree = menus.setdefault(menu.handle, MenuTree(menu.handle, menu.title, []))
            if item is not None:
                nodes[item.id] = MenuLink(
                    item.id, item.label, item.link_kind, _address(item, *handles), item.target_id
                )
                parents.append((tree, item.id, item.parent_id))
        for tree, item_id, parent_id in parents:
            siblings = nodes[parent_id].links if parent_id in nodes else tree.links
            siblings.append(nodes[item_id])
        return menus


def _address(
    item: MenuItem,
    collection: str | None,
    product: str | None,
    page: str | None,
    blog: str | None,
    article: str | None,
) -> str:
    """Where a link leads; a record that is gone gives way to the list that it belonged to."""
    kind = item.link_kind
    if kind == "collection":
        return f"/collections/{collection}" if collection else "/collections"
    if kind == "product":
        return f"/products/{product}" if product else "/collections/all"
    if kind == "page":
        return f"/pages/{page}" if page else "/"
    if kind == "article":
        return f"/blogs/{blog}/{article}" if blog and article else "/"
    if kind == "blog":
        return f"/blogs/{blog}" if blog else "/"
    known = {
        "frontpage": "/",
        "search": "/search",
        "catalog": "/collections/all",
        "collections": "/collections",
    }
    return known.get(kind, item.url or "/")


@dataclass(frozen=True)
class ArticleRecord:
    """An article with its blog and picture."""

    row: Article
    blog: Blog
    media: Media | None


class Reading:
    """Pages, blogs and articles."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self._pages: dict[str, Page | None] = {}
        self._pages_by_id: dict[int, Page | None] = {}
        self._blogs: dict[str, Blog | None] = {}
        self._newest: dict[int, tuple[list[ArticleRecord], int]] = {}
        self._tags: dict[int, list[str]] = {}

    # -- pages -----------------------------------------------------------------------------------------

    def page(self, handle: str) -> Page | None:
        """The public page of that handle."""
        if handle not in self._pages:
            statement = select(Page).where(Page.handle == handle, is_public_page())
            self._pages[handle] = self.session.scalars(statement).first()
        return self._pages[handle]

    def pages_by_handles(self, handles: Iterable[str]) -> dict[str, Page]:
        """Public pages by handle. One query for all that are missing."""
        wanted = list(handles)
        missing = [handle for handle in wanted if handle not in self._pages]
        if missing:
            self._pages.update(dict.fromkeys(missing))
            for page in self.session.scalars(select(Page).where(Page.handle.in_(missing), is_public_page())):
                self._pages[page.handle] = page
        found = {handle: self._pages[handle] for handle in wanted}
        return {handle: page for handle, page in found.items() if page is not None}

    def page_by_id(self, page_id: int) -> Page | None:
        """The public page of that id."""
        if page_id not in self._pages_by_id:
            statement = select(Page).where(Page.id == page_id, is_public_page())
            self._pages_by_id[page_id] = self.session.scalars(statement).first()
        return self._pages_by_id[page_id]

    # -- blogs and articles ----------------------------------------------------------------------------

    def blog(self, handle: str) -> Blog | None:
        """The blog of that handle, with its newest articles in the same query."""
        if handle not in self._blogs:
            self._blogs[handle] = None
            self._read_blogs(Blog.handle == handle)
        return self._blogs[handle]

    def blog_by_id(self, blog_id: int) -> Blog | None:
        """The blog of that id."""
        known = next((b for b in self._blogs.values() if b is not None and b.id == blog_id), None)
        if known is None:
            self._read_blogs(Blog.id == blog_id)
            known = next((b for b in self._blogs.values() if b is not None and b.id == blog_id), None)
        return known

    def _read_blogs(self, condition: ColumnElement[bool]) -> None:
        ranked = (
            select(
                Article.id.label("article"),
                Article.blog_id.label("blog"),
                func.row_number()
                .over(partition_by=Article.blog_id, order_by=[Article.published_at.desc(), Article.id.desc()])
                .label("place"),
                func.count().over(partition_by=Article.blog_id).label("total"),
            )
            .where(Article.store_id == self.session.store, is_public_article())
            .subquery()
        )
        statement = (
            select(Blog, Article, Media, ranked.c.total)
            .outerjoin(ranked, and_(ranked.c.blog == Blog.id, ranked.c.place <= ARTICLES_AT_ONCE))
            .outerjoin(Article, and_(Article.store_id == Blog.store_id, Article.id == ranked.c.article))
            .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
            .where(condition)
            .order_by(Blog.id, ranked.c.place)
        )
        for blog, article, media, total in self.session.execute(statement):
            self._blogs[blog.handle] = blog
            records, _ = self._newest.setdefault(blog.id, ([], 0))
            if article is not None:
                records.append(ArticleRecord(article, blog, media))
            self._newest[blog.id] = (records, int(total or 0))

    def articles_count(self, blog: Blog) -> int:
        """How many articles of the blog are public."""
        self.blog(blog.handle)
        return self._newest.get(blog.id, ([], 0))[1]

    def articles(
        self, blog: Blog, tag: str | None, start: int, stop: int | None
    ) -> tuple[list[ArticleRecord], int]:
        """Articles newest first from `start` up to `stop`, and how many there are. `tag` narrows them."""
        self.blog(blog.handle)
        newest, total = self._newest.get(blog.id, ([], 0))
        end = total if stop is None else min(stop, total)
        if tag is None and end <= len(newest):
            return newest[start:end], total
        if tag is None:
            statement = _select_articles(blog).offset(start).limit(max(end - start, 0))
            return [ArticleRecord(a, blog, m) for a, m in self.session.execute(statement)], total
        tagged = [
            ArticleRecord(a, blog, m)
            for a, m in self.session.execute(_select_articles(blog))
            if any(str(t).lower() == tag.lower() for t in a.tags or [])
        ]
        return tagged[start : len(tagged) if stop is None else stop], len(tagged)

    def tags(self, blog: Blog) -> list[str]:
        """Every tag of the blog's articles, sorted."""
        if blog.id not in self._tags:
            lists = self.session.scalars(
                select(Article.tags).where(
                    Article.store_id == self.session.store, Article.blog_id == blog.id, is_public_article()
                )
            )
            self._tags[blog.id] = sorted({str(tag) for tags in lists for tag in tags or []})
        return self._tags[blog.id]

    def article(self, blog_handle: str, handle: str) -> ArticleRecord | None:
        """One public article."""
        return self._one(Blog.handle == blog_handle, Article.handle == handle)

    def article_by_id(self, article_id: int) -> ArticleRecord | None:
        """One public article by id."""
        return self._one(Article.id == article_id)

    def _one(self, *conditions: ColumnElement[bool]) -> ArticleRecord | None:
        row = self.session.execute(
            select(Article, Blog, Media)
            .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
            .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
            .where(is_public_article(), *conditions)
        ).first()
        return ArticleRecord(*row) if row else None

    def articles_by_ids(self, ids: Iterable[int]) -> list[ArticleRecord]:
        """Public articles in the order of the ids."""
        wanted = list(ids)
        if not wanted:
            return []
        rows = self.session.execute(
            select(Article, Blog, Media)
            .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
            .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
            .where(is_public_article(), Article.id.in_(wanted))
        )
        found = {row[0].id: ArticleRecord(*row) for row in rows}
        return [found[i] for i in wanted if i in found]

    def pages_by_ids(self, ids: Iterable[int]) -> list[Page]:
        """Public pages in the order of the ids."""
        wanted = list(ids)
        if not wanted:
            return []
        rows = self.session.scalars(select(Page).where(Page.id.in_(wanted), is_public_page()))
        found = {page.id: page for page in rows}
        return [found[i] for i in wanted if i in found]

    def neighbours(self, record: ArticleRecord) -> tuple[ArticleRecord | None, ArticleRecord | None]:
        """The articles before (older) and after (newer) one, in one query."""
        at = record.row.published_at
        older = _select_articles(record.blog).where(
            or_(Article.published_at < at, and_(Article.published_at == at, Article.id < record.row.id))
        )
        newer = _select_articles(record.blog).where(
            or_(Article.published_at > at, and_(Article.published_at == at, Article.id > record.row.id))
        )
        before = self.session.execute(older.limit(1)).first()
        after = self.session.execute(
            newer.order_by(None).order_by(Article.published_at, Article.id).limit(1)
        ).first()
        return (
            ArticleRecord(before[0], record.blog, before[1]) if before else None,
            ArticleRecord(after[0], record.blog, after[1]) if after else None,
        )


def _select_articles(blog: Blog) -> Any:
    return (
        select(Article, Media)
        .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
        .where(Article.blog_id == blog.id, is_public_article())
        .order_by(Article.published_at.desc(), Article.id.desc())
    )
