"""What a pack's author has renamed since earlier versions, so that what merchants wrote follows.

`config/renamed.json`: {"sections": {old file: new file}, "settings": {file: {old id: new id}}}; `settings_schema` stands for the
theme settings, `blocks/NAME` for a block's own settings in every section.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
MOST_STEPS = 20
"""Renamings of one thing after the other; a circle ends there."""


@dataclass(frozen=True)
class Renames:
    """Old names and new ones."""

    sections: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Any) -> Renames:
        """What a file says; what has the wrong shape is left out."""
        if not isinstance(data, dict):
            return cls()
        settings = data.get("settings")
        return cls(
            _names(data.get("sections")),
            {str(file): _names(names) for file, names in settings.items()}
            if isinstance(settings, dict)
            else {},
        )

    def file(self, name: str) -> str:
        """The name that a section file has now."""
        return _followed(self.sections, name)

    def setting(self, file: str, name: str) -> str:
        """The name that a setting of a section file, `blocks/NAME` or `settings_schema` has now."""
        return _followed(self.settings.get(file, {}), name)

    def values(self, file: str, values: Json) -> Json:
        """A section's JSON with the names that its settings have now."""
        if not self.settings:
            return values
        made = dict(values)
        made["settings"] = self._named(file, values.get("settings") or {})
        if values.get("blocks"):
            made["blocks"] = {
                key: self.values(f"blocks/{block.get('type')}", block)
                for key, block in values["blocks"].items()
            }
        return made

    def _named(self, file: str, settings: Json) -> Json:
        known = self.settings.get(file)
        return {_followed(known, n): v for n, v in settings.items()} if known else settings


def _names(data: Any) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    return {str(old): new for old, new in data.items() if isinstance(new, str) and new != old}


def _followed(names: Mapping[str, str], name: str) -> str:
    for _ in range(MOST_STEPS):
        if name not in names:
            return name
        name = names[name]
    return name
