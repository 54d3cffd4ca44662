"""The live editor: a page of the shop beside the tree of its sections and the form of the one that is chosen."""

from __future__ import annotations

from admin.editor import arranging, company, fonts, history, pickers, publishing, routes, schemes, showing
from admin.editor.room import room

__all__ = [
    "arranging",
    "company",
    "fonts",
    "history",
    "pickers",
    "publishing",
    "room",
    "routes",
    "schemes",
    "showing",
]
