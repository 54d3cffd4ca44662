"""Another look for the shop: trying a theme on, comparing, publishing, going back, and looks for kinds of pages."""

from __future__ import annotations

from admin.switching import kinds, links, pieces, publication, report, rows, schedules, versions
from admin.switching.room import room

__all__ = ["kinds", "links", "pieces", "publication", "report", "room", "rows", "schedules", "versions"]
