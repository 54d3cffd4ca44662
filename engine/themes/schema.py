"""What a section or block file declares: its settings, blocks, limits and presets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from engine.liquid import Problem, TemplateError

SIDEBAR = frozenset({"header", "paragraph", "line_break"})
"""Setting types that hold no value."""

REFERENCES = frozenset(
    {
        "article",
        "article_list",
        "blog",
        "collection",
        "collection_list",
        "link_list",
        "metaobject",
        "metaobject_list",
        "page",
        "product",
        "product_list",
    }
)
TEXTS = frozenset({"text", "textarea", "richtext", "inline_richtext", "html", "liquid"})
MEDIA = frozenset({"image_picker", "video", "video_url"})
CONTENT = REFERENCES | TEXTS | MEDIA | {"url"}
"""Setting types whose values are a merchant's content."""

PRESENTATION = frozenset(
    {
        "checkbox",
        "color",
        "color_background",
        "color_palette",
        "color_scheme",
        "color_scheme_group",
        "font_picker",
        "number",
        "radio",
        "range",
        "select",
        "style.layout_panel",
        "style.size_panel",
        "style.spacing_panel",
        "text_alignment",
    }
)
"""Setting types whose values only say how something looks."""

KNOWN = CONTENT | PRESENTATION | SIDEBAR


@dataclass(frozen=True)
class Setting:
    """One setting of a schema."""

    id: str
    type: str
    label: str = ""
    default: Any = None
    info: str = ""
    placeholder: str = ""
    options: tuple[tuple[str, str], ...] = ()
    min: float | None = None
    max: float | None = None
    step: float | None = None
    unit: str = ""
    limit: int | None = None
    role: str | None = None
    visible_if: str = ""
    definition: tuple[Setting, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def has_value(self) -> bool:
        """False for headings and notes in the editor's side bar."""
        return self.type not in SIDEBAR


@dataclass(frozen=True)
class BlockType:
    """One kind of block that a section or block accepts."""

    type: str
    name: str = ""
    settings: tuple[Setting, ...] = ()
    limit: int | None = None
    blocks: tuple[BlockType, ...] = ()
    tag: str | None = "div"
    css_class: str = ""

    def setting(self, setting_id: str) -> Setting | None:
        """The setting of that id."""
        return next((s for s in self.settings if s.id == setting_id), None)


@dataclass(frozen=True)
class SectionSchema:
    """What one section file declares."""

    file: str
    name: str = ""
    tag: str = "div"
    css_class: str = ""
    settings: tuple[Setting, ...] = ()
    blocks: tuple[BlockType, ...] = ()
    max_blocks: int = 50
    limit: int | None = None
    presets: tuple[dict[str, Any], ...] = ()
    default: dict[str, Any] | None = None
    enabled_on: dict[str, Any] = field(default_factory=dict)
    disabled_on: dict[str, Any] = field(default_factory=dict)
    locales: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def setting(self, setting_id: str) -> Setting | None:
        """The setting of that id."""
        return next((s for s in self.settings if s.id == setting_id), None)

    def block(self, block_type: str) -> BlockType | None:
        """The kind of block of that type, theme blocks included once they are joined in."""
        return next((b for b in self.blocks if b.type == block_type), None)

    @property
    def accepts_theme_blocks(self) -> bool:
        """Whether any block file of the pack may be put in."""
        return any(b.type == "@theme" for b in self.blocks)

    def allows(self, template: str) -> bool:
        """Whether the section may be added to a template (`product`) or group (`group:header`)."""
        kind, _, name = template.partition(":")
        where, what = ("groups", name.removesuffix("-group")) if kind == "group" else ("templates", kind)
        what = what.split(".")[0]

        def listed(rule: dict[str, Any]) -> bool:
            names = rule.get(where)
            return isinstance(names, list) and ("*" in names or what in names)

        if self.enabled_on:
            return listed(self.enabled_on)
        return not listed(self.disabled_on)


_Declares = TypeVar("_Declares", SectionSchema, BlockType)


def declared(what: _Declares, roles: Any) -> _Declares:
    """A section or block with the roles that its author declares beside the schema, where the schema says none."""
    if not isinstance(roles, dict):
        return what

    def told(settings: tuple[Setting, ...], said: Any) -> tuple[Setting, ...]:
        known = said if isinstance(said, dict) else {}
        return tuple(
            replace(s, role=known[s.id]) if s.role is None and isinstance(known.get(s.id), str) else s
            for s in settings
        )

    inner = roles.get("blocks")
    inside = inner if isinstance(inner, dict) else {}
    blocks = tuple(replace(b, settings=told(b.settings, inside.get(b.type))) for b in what.blocks)
    return replace(what, settings=told(what.settings, roles), blocks=blocks)


class SchemaReader:
    """Reads one schema; what is wrong with it is gathered, and what is right still works."""

    def __init__(self, path: str, line: int) -> None:
        self.path = path
        self.line = line
        self.problems: list[Problem] = []

    def section(self, data: Any) -> SectionSchema:
        """Read a section's schema."""
        if not isinstance(data, dict):
            raise TemplateError(Problem(self.path, self.line, 1, "a schema must be an object"))
        name = self.path.rsplit("/", 1)[-1].removesuffix(".liquid")
        return SectionSchema(
            file=name,
            name=str(data.get("name") or name),
            tag=str(data.get("tag") or "div"),
            css_class=str(data.get("class") or ""),
            settings=self.settings(data.get("settings")),
            blocks=self.blocks(data.get("blocks")),
            max_blocks=self._whole(data.get("max_blocks"), 50) or 50,
            limit=self._whole(data.get("limit"), None),
            presets=self._presets(data.get("presets")),
            default=data.get("default") if isinstance(data.get("default"), dict) else None,
            enabled_on=self._rule(data, "enabled_on"),
            disabled_on=self._rule(data, "disabled_on"),
            locales=self._rule(data, "locales"),
            problems=tuple(self.problems),
        )

    def block_file(self, data: Any) -> BlockType:
        """Read the schema of a file in `blocks/`."""
        if not isinstance(data, dict):
            raise TemplateError(Problem(self.path, self.line, 1, "a schema must be an object"))
        name = self.path.rsplit("/", 1)[-1].removesuffix(".liquid")
        tag = data.get("tag", "div")
        return BlockType(
            type=name,
            name=str(data.get("name") or name),
            settings=self.settings(data.get("settings")),
            blocks=self.blocks(data.get("blocks")),
            tag=None if tag is None else str(tag),
            css_class=str(data.get("class") or ""),
        )

    def settings(self, data: Any) -> tuple[Setting, ...]:
        """Read a list of settings; one that cannot be used is left out and reported."""
        found: list[Setting] = []
        seen: set[str] = set()
        for entry in data if isinstance(data, list) else []:
            setting = self._setting(entry)
            if setting is None:
                continue
            if setting.has_value and setting.id in seen:
                self._note(f"two settings are called '{setting.id}'; the second is ignored")
                continue
            seen.add(setting.id)
            found.append(setting)
        return tuple(found)

    def blocks(self, data: Any) -> tuple[BlockType, ...]:
        """Read the kinds of blocks."""
        found: list[BlockType] = []
        for entry in data if isinstance(data, list) else []:
            if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
                self._note("a block without a 'type' is ignored")
                continue
            found.append(
                BlockType(
                    type=entry["type"],
                    name=str(entry.get("name") or entry["type"]),
                    settings=self.settings(entry.get("settings")),
                    limit=self._whole(entry.get("limit"), None),
                    blocks=self.blocks(entry.get("blocks")),
                )
            )
        return tuple(found)

    def _presets(self, data: Any) -> tuple[dict[str, Any], ...]:
        if data is not None and not isinstance(data, list):
            self._note("'presets' must be a list; it is ignored")
        return tuple(p for p in data if isinstance(p, dict)) if isinstance(data, list) else ()

    def _setting(self, entry: Any) -> Setting | None:
        if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
            self._note("a setting without a 'type' is ignored")
            return None
        kind = entry["type"]
        if kind not in KNOWN:
            self._note(f"unknown setting type '{kind}'; its values are kept but not shown")
        if kind not in SIDEBAR and not isinstance(entry.get("id"), str):
            self._note(f"a setting of type '{kind}' without an 'id' is ignored")
            return None
        role = entry.get("role")
        return Setting(
            id=str(entry.get("id") or ""),
            type=kind,
            label=str(entry.get("label") or entry.get("content") or ""),
            default=entry.get("default"),
            info=str(entry.get("info") or ""),
            placeholder=str(entry.get("placeholder") or ""),
            options=tuple(self._options(entry.get("options"))),
            min=self._number(entry.get("min")),
            max=self._number(entry.get("max")),
            step=self._number(entry.get("step")),
            unit=str(entry.get("unit") or ""),
            limit=self._whole(entry.get("limit"), None),
            role=role if isinstance(role, str) else None,
            visible_if=str(entry.get("visible_if") or ""),
            definition=self.settings(entry.get("definition")) if kind == "color_scheme_group" else (),
            raw=entry,
        )

    @staticmethod
    def _options(data: Any) -> Iterator[tuple[str, str]]:
        for option in data if isinstance(data, list) else []:
            if isinstance(option, dict) and "value" in option:
                yield str(option["value"]), str(option.get("label") or option["value"])

    @staticmethod
    def _number(value: Any) -> float | None:
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def _whole(self, value: Any, default: int | None) -> int | None:
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self._note(f"{value!r} is not a whole number")
        return default

    @staticmethod
    def _rule(data: dict[str, Any], key: str) -> dict[str, Any]:
        rule = data.get(key)
        return rule if isinstance(rule, dict) else {}

    def _note(self, message: str) -> None:
        self.problems.append(Problem(self.path, self.line, 0, message))
