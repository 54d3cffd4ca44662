"""Reads about content."""

from engine.content.queries.blogs import (
    ArticleRow,
    article_by_handle,
    article_for_editing,
    article_tags,
    articles_by_ids,
    blog_by_handle,
    blog_by_id,
    blogs,
    blogs_by_ids,
    count_articles,
    list_articles,
    neighbours,
    public_articles,
)
from engine.content.queries.menus import Link, MenuTree, all_menus, menu_by_id, menus_by_handles
from engine.content.queries.pages import (
    Choice,
    list_pages,
    page_by_handle,
    page_for_editing,
    pages_by_ids,
    pick,
)

__all__ = [
    "ArticleRow",
    "Choice",
    "Link",
    "MenuTree",
    "all_menus",
    "article_by_handle",
    "article_for_editing",
    "article_tags",
    "articles_by_ids",
    "blog_by_handle",
    "blog_by_id",
    "blogs",
    "blogs_by_ids",
    "count_articles",
    "list_articles",
    "list_pages",
    "menu_by_id",
    "menus_by_handles",
    "neighbours",
    "page_by_handle",
    "page_for_editing",
    "pages_by_ids",
    "pick",
    "public_articles",
]
