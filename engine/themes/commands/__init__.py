"""Writes of themes and section data. Each is one transaction of its caller, and leaves an event behind."""

from __future__ import annotations

from .edit import (
    add_block,
    add_section,
    move_section,
    order_blocks,
    order_sections,
    remove_block,
    remove_section,
    restore_section,
    set_hidden,
    update_section,
)
from .install import install_pack, set_template, set_theme_settings

__all__ = [
    "add_block",
    "add_section",
    "install_pack",
    "move_section",
    "order_blocks",
    "order_sections",
    "remove_block",
    "remove_section",
    "restore_section",
    "set_hidden",
    "set_template",
    "set_theme_settings",
    "update_section",
]
