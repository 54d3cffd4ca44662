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
from engine.content.commands.comments import (
    CommentInput,
    mark_comment_as_spam,
    post_comment,
    publish_comment,
    remove_comment,
)
from engine.content.commands.menus import MenuItemInput, delete_menu, save_menu
from engine.content.commands.metaobjects import (
    EntryInput,
    FieldInput,
    KindInput,
    create_metaobject,
    define_metaobject,
    delete_metaobject,
    update_metaobject,
)
from engine.content.commands.pages import PageInput, create_page, delete_page, update_page

__all__ = [
    "ArticleInput",
    "BlogInput",
    "CommentInput",
    "EntryInput",
    "FieldInput",
    "KindInput",
    "MenuItemInput",
    "PageInput",
    "create_article",
    "create_blog",
    "create_metaobject",
    "create_page",
    "define_metaobject",
    "delete_article",
    "delete_blog",
    "delete_menu",
    "delete_metaobject",
    "delete_page",
    "mark_comment_as_spam",
    "post_comment",
    "publish_comment",
    "remove_comment",
    "save_menu",
    "update_article",
    "update_blog",
    "update_metaobject",
    "update_page",
]
