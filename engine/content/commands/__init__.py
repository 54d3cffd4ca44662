"""Writes about content."""

from engine.content.commands.blogs import (
    ArticleInput,
    BlogInput,
    create_article,
    create_blog,
    delete_article,
    delete_blog,
    update_article,
    update_blog,
)
from engine.content.commands.menus import MenuItemInput, delete_menu, save_menu
from engine.content.commands.pages import PageInput, create_page, delete_page, update_page

__all__ = [
    "ArticleInput",
    "BlogInput",
    "MenuItemInput",
    "PageInput",
    "create_article",
    "create_blog",
    "create_page",
    "delete_article",
    "delete_blog",
    "delete_menu",
    "delete_page",
    "save_menu",
    "update_article",
    "update_blog",
    "update_page",
]
