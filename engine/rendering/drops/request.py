"""What was asked for, and the template and theme that answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.liquid import Drop, prop

from .localization import LanguageDrop

if TYPE_CHECKING:
    from .front import Front


class RequestDrop(Drop):
    """The request that this page answers."""

    liquid_name = "RequestDrop"

    def __init__(self, front: Front, page_type: str) -> None:
        self.front = front
        self._page_type = page_type

    @prop
    def page_type(self) -> str:
        return self._page_type

    @prop
    def path(self) -> str:
        return self.front.visit.path

    @prop
    def host(self) -> str:
        return self.front.visit.store.host

    @prop
    def origin(self) -> str:
        return self.front.origin

    @prop
    def locale(self) -> LanguageDrop:
        return LanguageDrop(self.front.visit.locale, self.front)

    @prop
    def design_mode(self) -> bool:
        return self.front.visit.design_mode

    @prop
    def visual_preview_mode(self) -> bool:
        return False


class TemplateDrop(Drop):
    """The template in use; written, it is its name."""

    liquid_name = "TemplateDrop"

    def __init__(self, name: str) -> None:
        directory, _, rest = name.rpartition("/")
        base, _, suffix = rest.partition(".")
        self.full = name
        self._name = base
        self._suffix = suffix or None
        self._directory = directory or None

    def __str__(self) -> str:
        return self.full

    def __eq__(self, other: object) -> bool:
        return str(other) == self.full

    def __hash__(self) -> int:
        return hash(self.full)

    @prop
    def name(self) -> str:
        return self._name

    @prop
    def suffix(self) -> str | None:
        return self._suffix

    @prop
    def directory(self) -> str | None:
        return self._directory

    def liquid_get(self, key: object) -> object:
        found = super().liquid_get(key)
        return len(self.full) if found is None and key == "size" else found


class ThemeDrop(Drop):
    """The theme in use."""

    liquid_name = "ThemeDrop"

    def __init__(self, theme_id: int, name: str, role: str) -> None:
        self._id = theme_id
        self._name = name
        self._role = role

    @prop
    def id(self) -> int:
        return self._id

    @prop
    def name(self) -> str:
        return self._name

    @prop
    def role(self) -> str:
        return self._role
