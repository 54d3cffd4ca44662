"""Published comments of the articles of one page: read for every article known so far, so that fifty cost what one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import and_, func, select

from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared, many
from engine.content.models import ArticleComment

from .noting import Notebook

COMMENTS_AT_ONCE = 50


def _first() -> Prepared:
    """The oldest comments of several articles, and how many each article has."""
    ranked = (
        select(
            ArticleComment.id.label("comment"),
            func.row_number()
            .over(
                partition_by=ArticleComment.article_id,
                order_by=[ArticleComment.created_at, ArticleComment.id],
            )
            .label("place"),
            func.count().over(partition_by=ArticleComment.article_id).label("total"),
        )
        .where(
            ArticleComment.store_id == STORE,
            ArticleComment.article_id.in_(many("articles")),
            ArticleComment.state == "published",
        )
        .subquery()
    )
    return Prepared(
        ArticleComment,
        ranked.c.total,
        build=lambda read: (
            read.select_from(ArticleComment)
            .join(ranked, ranked.c.comment == ArticleComment.id)
            .where(ArticleComment.store_id == STORE, ranked.c.place <= COMMENTS_AT_ONCE)
            .order_by(ArticleComment.article_id, ranked.c.place)
        ),
    )


_FIRST = _first()
_COUNTS = Prepared(
    ArticleComment.article_id,
    func.count(),
    build=lambda read: (
        read.select_from(ArticleComment)
        .where(
            and_(
                ArticleComment.store_id == STORE,
                ArticleComment.article_id.in_(many("articles")),
                ArticleComment.state == "published",
            )
        )
        .group_by(ArticleComment.article_id)
    ),
)


class Comments:
    """Comments by article. *known* gives the ids of the articles that the page has come by."""

    def __init__(self, session: StoreSession, notes: Notebook) -> None:
        self.session = session
        self.notes = notes
        self._first: dict[int, list[ArticleComment]] = {}
        self._totals: dict[int, int] = {}

    def count(self, article_id: int, known: Callable[[], Iterable[int]]) -> int:
        """How many comments of the article are published."""
        self.notes.add("comments", article_id)
        if article_id not in self._totals:
            wanted = {article_id, *known()} - self._totals.keys()
            self._totals |= dict.fromkeys(wanted, 0)
            self._totals |= dict(_COUNTS.all(self.session, articles=sorted(wanted)))
        return self._totals[article_id]

    def slice(
        self, article_id: int, start: int, stop: int, known: Callable[[], Iterable[int]]
    ) -> list[ArticleComment]:
        """The article's published comments, the oldest first, from *start* up to, without, *stop*."""
        self.notes.add("comments", article_id)
        if stop <= COMMENTS_AT_ONCE:
            return self._beginning(article_id, known)[start:stop]
        if start >= self.count(article_id, known):
            return []
        statement: Any = (
            select(ArticleComment)
            .where(ArticleComment.article_id == article_id, ArticleComment.state == "published")
            .order_by(ArticleComment.created_at, ArticleComment.id)
        )
        return list(self.session.scalars(statement.offset(start).limit(max(stop - start, 0))))

    def _beginning(self, article_id: int, known: Callable[[], Iterable[int]]) -> list[ArticleComment]:
        if article_id not in self._first:
            wanted = {article_id, *known()} - self._first.keys()
            self._first |= {each: [] for each in wanted}
            self._totals |= dict.fromkeys(wanted, 0)
            for comment, total in _FIRST.all(self.session, articles=sorted(wanted)):
                self._first[comment.article_id].append(comment)
                self._totals[comment.article_id] = total
        return self._first[article_id]
