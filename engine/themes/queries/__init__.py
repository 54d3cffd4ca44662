"""Reads of themes and section data."""

from __future__ import annotations

from .draft import current_match, draft_with_sections, is_untouched, section_templates
from .fixed import fixed_files
from .history import present, section_history
from .installed import (
    has_own_version,
    latest_uploads,
    main_theme,
    own_pack,
    own_packs,
    themes_of,
    upload_by_id,
)
from .published import (
    current_version,
    kind_of,
    look_of,
    shown_versions,
    theme_of_version,
    theme_with_sections,
)
from .shown import (
    GROUP,
    MADE_BY_DEMO,
    SETTINGS,
    STATIC,
    UNTOUCHED_BY_PEOPLE,
    ShownSection,
    ShownTheme,
    digest_of,
    group_role,
    in_language,
    part_key,
    put_together_once,
    starting_theme,
)
from .versions import SectionChange, schedules, unpublished_changes, version_by_id, versions

__all__ = [
    "GROUP",
    "MADE_BY_DEMO",
    "SETTINGS",
    "STATIC",
    "UNTOUCHED_BY_PEOPLE",
    "SectionChange",
    "ShownSection",
    "ShownTheme",
    "current_match",
    "current_version",
    "digest_of",
    "draft_with_sections",
    "fixed_files",
    "group_role",
    "has_own_version",
    "in_language",
    "is_untouched",
    "kind_of",
    "latest_uploads",
    "look_of",
    "main_theme",
    "own_pack",
    "own_packs",
    "part_key",
    "present",
    "put_together_once",
    "schedules",
    "section_history",
    "section_templates",
    "shown_versions",
    "starting_theme",
    "theme_of_version",
    "theme_with_sections",
    "themes_of",
    "unpublished_changes",
    "upload_by_id",
    "version_by_id",
    "versions",
]
