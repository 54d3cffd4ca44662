"""Pages, blogs and articles of one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.model import UTCDateTime
from engine.base.prepared import STORE, Prepared, many, one
from engine.catalogue.models import Media
from engine.content.models import Article, Blog, Page

from .noting import Notebook

ARTICLES_AT_ONCE = 12


NOW: Any = one("now", UTCDateTime())
"""The time of a prepared read."""


def is_public_article(now: Any = None) -> ColumnElement[bool]:
    """Articles that readers may see now; *now* stands in where a read is prepared."""
    return and_(
        Article.published_at.is_not(None), Article.published_at <= (clock.now() if now is None else now)
    )


def is_public_page(now: Any = None) -> ColumnElement[bool]:
    """Pages that readers may see now, likewise."""
    return and_(Page.published_at.is_not(None), Page.published_at <= (clock.now() if now is None else now))


@dataclass(frozen=True)
class ArticleRecord:
    """An article with its blog and picture."""

    row: Article
    blog: Blog
    media: Media | None


_PAGES = Prepared(
    Page,
    build=lambda read: read.select_from(Page).where(
        Page.store_id == STORE, Page.handle.in_(many("handles")), is_public_page(NOW)
    ),
)


def _blogs(condition: ColumnElement[bool]) -> Prepared:
    """Blogs with their newest articles, and how many articles there are."""
    ranked = (
        select(
            Article.id.label("article"),
            Article.blog_id.label("blog"),
            func.row_number()
            .over(partition_by=Article.blog_id, order_by=[Article.published_at.desc(), Article.id.desc()])
            .label("place"),
            func.count().over(partition_by=Article.blog_id).label("total"),
        )
        .where(Article.store_id == STORE, is_public_article(NOW))
        .subquery()
    )
    return Prepared(
        Blog,
        Article,
        Media,
        ranked.c.total,
        build=lambda read: (
            read.select_from(Blog)
            .outerjoin(ranked, and_(ranked.c.blog == Blog.id, ranked.c.place <= ARTICLES_AT_ONCE))
            .outerjoin(Article, and_(Article.store_id == Blog.store_id, Article.id == ranked.c.article))
            .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
            .where(Blog.store_id == STORE, condition)
            .order_by(Blog.id, ranked.c.place)
        ),
    )


_BLOG_BY_HANDLE, _BLOG_BY_ID = _blogs(Blog.handle == one("handle")), _blogs(Blog.id == one("id"))


def _article(condition: ColumnElement[bool]) -> Prepared:
    """Public articles with blog and picture."""
    return Prepared(
        Article,
        Blog,
        Media,
        build=lambda read: (
            read.select_from(Article)
            .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
            .outerjoin(Media, and_(Media.store_id == Article.store_id, Media.id == Article.media_id))
            .where(Article.store_id == STORE, is_public_article(NOW), condition)
        ),
    )


_ARTICLE_BY_HANDLE = _article(and_(Blog.handle == one("blog_handle"), Article.handle == one("handle")))
_ARTICLES_BY_IDS = _article(Article.id.in_(many("ids")))


class Reading:
    """Pages, blogs and articles."""

    def __init__(self, session: StoreSession, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self._pages: dict[str, Page | None] = {}
        self._pages_by_id: dict[int, Page | None] = {}
        self._blogs: dict[str, Blog | None] = {}
        self._newest: dict[int, tuple[list[ArticleRecord], int]] = {}
        self._tags: dict[int, list[str]] = {}
        self._named: dict[tuple[str, str], ArticleRecord | None] = {}
        self._articles_by_id: dict[int, ArticleRecord | None] = {}
        self._beside: dict[int, tuple[ArticleRecord | None, ArticleRecord | None]] = {}

    # -- pages -----------------------------------------------------------------------------------------

    def page(self, handle: str) -> Page | None:
        """The public page of that handle."""
        return self.pages_by_handles([handle]).get(handle)

    def pages_by_handles(self, handles: Iterable[str]) -> dict[str, Page]:
        """Public pages by handle. One query for all that are missing."""
        wanted = list(handles)
        missing = [handle for handle in wanted if handle not in self._pages]
        if missing:
            self._pages.update(dict.fromkeys(missing))
            for (page,) in _PAGES.all(self.session, handles=missing, now=clock.now()):
                self._pages[page.handle] = page
        known = {handle: self._pages[handle] for handle in wanted}
        found = {handle: page for handle, page in known.items() if page is not None}
        if len(found) < len(known):
            self.notes.add("pages")
        self.notes.each("page", (page.id for page in found.values()))
        return found

    def page_by_id(self, page_id: int) -> Page | None:
        """The public page of that id."""
        self.notes.add("page", page_id)
        if page_id not in self._pages_by_id:
            statement = select(Page).where(Page.id == page_id, is_public_page())
            self._pages_by_id[page_id] = self.session.scalars(statement).first()
        return self._pages_by_id[page_id]

    # -- blogs and articles ----------------------------------------------------------------------------

    def blog(self, handle: str) -> Blog | None:
        """The blog of that handle, with its newest articles in the same query."""
        if handle not in self._blogs:
            self._blogs[handle] = None
            self._keep_blogs(_BLOG_BY_HANDLE.all(self.session, handle=handle, now=clock.now()))
        self._note(self._blogs[handle])
        return self._blogs[handle]

    def _note(self, blog: Blog | None) -> None:
        """A blog, or that there is none."""
        if blog is None:
            self.notes.add("blogs")
        else:
            self.notes.add("blog", blog.id)

    def _note_articles(self, blog: Blog, records: Iterable[ArticleRecord]) -> None:
        """A list of a blog's articles: those in it, and that it has no others."""
        self.notes.add("articles", blog.id)
        self._note_records(records)

    def _note_records(self, records: Iterable[ArticleRecord]) -> None:
        for record in records:
            self.notes.add("article", record.row.id)
            self.notes.add("blog", record.blog.id)
            if record.row.media_id is not None:
                self.notes.add("media", record.row.media_id)

    def blog_by_id(self, blog_id: int) -> Blog | None:
        """The blog of that id."""
        known = next((b for b in self._blogs.values() if b is not None and b.id == blog_id), None)
        if known is None:
            self._keep_blogs(_BLOG_BY_ID.all(self.session, id=blog_id, now=clock.now()))
            known = next((b for b in self._blogs.values() if b is not None and b.id == blog_id), None)
        self.notes.add("blog", blog_id)
        return known

    def _keep_blogs(self, rows: list[Any]) -> None:
        for blog, article, media, total in rows:
            self._blogs[blog.handle] = blog
            records, _ = self._newest.setdefault(blog.id, ([], 0))
            if article is not None:
                records.append(ArticleRecord(article, blog, media))
            self._newest[blog.id] = (records, int(total or 0))

    def articles_count(self, blog: Blog) -> int:
        """How many articles of the blog are public."""
        self.blog(blog.handle)
        self._note_articles(blog, ())
        return self._newest.get(blog.id, ([], 0))[1]

    def articles(
        self, blog: Blog, tag: str | None, start: int, stop: int | None
    ) -> tuple[list[ArticleRecord], int]:
        """Articles newest first from `start` up to `stop`, and how many there are. `tag` narrows them."""
        records, total = self._articles(blog, tag, start, stop)
        self._note_articles(blog, records)
        return records, total

    def _articles(
        self, blog: Blog, tag: str | None, start: int, stop: int | None
    ) -> tuple[list[ArticleRecord], int]:
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
        self.notes.add("articles", blog.id)
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
        name = (blog_handle, handle)
        if name not in self._named:
            row = _ARTICLE_BY_HANDLE.first(
                self.session, blog_handle=blog_handle, handle=handle, now=clock.now()
            )
            self._named[name] = ArticleRecord(*row) if row else None
        record = self._named[name]
        if record is None:
            self.notes.add("articles")
            self.notes.add("blogs")
        else:
            self._note_records([record])
        return record

    def article_by_id(self, article_id: int) -> ArticleRecord | None:
        """One public article by id."""
        found = self.articles_by_ids([article_id])
        return found[0] if found else None

    def articles_by_ids(self, ids: Iterable[int]) -> list[ArticleRecord]:
        """Public articles in the order of the ids."""
        wanted = list(ids)
        missing = [i for i in wanted if i not in self._articles_by_id]
        if missing:
            self._articles_by_id.update(dict.fromkeys(missing))
            for row in _ARTICLES_BY_IDS.all(self.session, ids=missing, now=clock.now()):
                self._articles_by_id[row[0].id] = ArticleRecord(*row)
        self.notes.each("article", wanted)
        found = [record for i in wanted if (record := self._articles_by_id[i]) is not None]
        self._note_records(found)
        return found

    def pages_by_ids(self, ids: Iterable[int]) -> list[Page]:
        """Public pages in the order of the ids."""
        wanted = list(ids)
        if not wanted:
            return []
        self.notes.each("page", wanted)
        rows = self.session.scalars(select(Page).where(Page.id.in_(wanted), is_public_page()))
        found = {page.id: page for page in rows}
        return [found[i] for i in wanted if i in found]

    def neighbours(self, record: ArticleRecord) -> tuple[ArticleRecord | None, ArticleRecord | None]:
        """The articles before (older) and after (newer) one, in one query."""
        if record.row.id not in self._beside:
            self._beside[record.row.id] = self._read_beside(record)
        beside = self._beside[record.row.id]
        self._note_articles(record.blog, [one for one in beside if one is not None])
        return beside

    def _read_beside(self, record: ArticleRecord) -> tuple[ArticleRecord | None, ArticleRecord | None]:
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
