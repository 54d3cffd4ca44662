"""Writes of themes and section data. Each is one transaction of its caller, and leaves an event behind."""

from __future__ import annotations

from .arrange import add_block, add_block_inside, duplicate_block, order_blocks_inside, set_block_hidden
from .copies import duplicate_section
from .edit import (
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
from .history import begin_action
from .install import install_pack, set_template, set_theme_settings, wear_pack
from .presence import leave, note_presence
from .publishing import publish, rollback
from .restoring import restore_revision, restore_version
from .scheduling import cancel_schedule, flip_scheduled_looks, schedule_publish
from .templates import KINDS, add_template, open_fixed
from .undoing import redo, undo
from .uploads import (
    accept_upload,
    begin_check,
    give_up_check,
    keep_upload_file,
    refuse_upload,
    remove_upload,
    remove_upload_files,
    request_upload,
)

__all__ = [
    "KINDS",
    "accept_upload",
    "add_block",
    "add_block_inside",
    "add_section",
    "add_template",
    "begin_action",
    "begin_check",
    "cancel_schedule",
    "duplicate_block",
    "duplicate_section",
    "flip_scheduled_looks",
    "give_up_check",
    "install_pack",
    "keep_upload_file",
    "leave",
    "move_section",
    "note_presence",
    "open_fixed",
    "order_blocks",
    "order_blocks_inside",
    "order_sections",
    "publish",
    "redo",
    "refuse_upload",
    "remove_block",
    "remove_section",
    "remove_upload",
    "remove_upload_files",
    "request_upload",
    "restore_revision",
    "restore_section",
    "restore_version",
    "rollback",
    "schedule_publish",
    "set_block_hidden",
    "set_hidden",
    "set_template",
    "set_theme_settings",
    "undo",
    "update_section",
    "wear_pack",
]
