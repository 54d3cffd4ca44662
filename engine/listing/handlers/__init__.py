"""Reactions to changes, run as jobs: rule collections and the search index follow. Each can run twice, in any order."""

from engine.listing.channels.notices import note_published, send_notice, want_notices
from engine.listing.handlers.index import ask_for_rebuilds, build_index, follow_language, index_changes
from engine.listing.handlers.members import keep_members, refresh_members_due

__all__ = [
    "ask_for_rebuilds",
    "build_index",
    "follow_language",
    "index_changes",
    "keep_members",
    "note_published",
    "refresh_members_due",
    "send_notice",
    "want_notices",
]
