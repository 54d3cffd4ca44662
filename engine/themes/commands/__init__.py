"""Writes of themes and section data. Each is one transaction of its caller, and leaves an event behind."""

from __future__ import annotations

from .arrange import add_block_inside, duplicate_block, order_blocks_inside, set_block_hidden
from .copies import duplicate_section
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
from .install import install_pack, set_template, set_theme_settings, wear_pack
from .publishing import publish, rollback
from .uploads import (
    accept_upload,
    begin_check,
    keep_upload_file,
    refuse_upload,
    remove_upload,
    remove_upload_files,
    request_upload,
)

__all__ = [
    "accept_upload",
    "add_block",
    "add_block_inside",
    "add_section",
    "begin_check",
    "duplicate_block",
    "duplicate_section",
    "install_pack",
    "keep_upload_file",
    "move_section",
    "order_blocks",
    "order_blocks_inside",
    "order_sections",
    "publish",
    "refuse_upload",
    "remove_block",
    "remove_section",
    "remove_upload",
    "remove_upload_files",
    "request_upload",
    "restore_section",
    "rollback",
    "set_block_hidden",
    "set_hidden",
    "set_template",
    "set_theme_settings",
    "update_section",
    "wear_pack",
]
