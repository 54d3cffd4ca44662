"""One version of a pack: what its files say, read once."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from liquid.exceptions import LiquidError

from engine.base.bounded import Bounded
from engine.liquid import Problem, TemplateError
from engine.liquid.errors import position, problem_of
from engine.liquid.lexer import TemplateLexer
from engine.themes import jsonc
from engine.themes.renames import Renames
from engine.themes.schema import BlockType, SchemaReader, SectionSchema, Setting, declared

from .files import digest_of, files_of, fingerprint
from .home import HOME_LIQUID, HOME_SECTIONS, SETTINGS_DATA, chosen_values, fixed_start, home_template
from .templates import TemplateFile, template_file
from .texts import flat_texts

SETTINGS_FILE = "settings_schema"


_NAMED: Bounded[int, tuple[tuple[BlockType, ...], dict[str, BlockType]]] = Bounded(4_096)


def _by_name(accepted: tuple[BlockType, ...]) -> dict[str, BlockType]:
    """The first of each name. Kept with the tuple, so that no other takes its identity."""
    known = _NAMED.get(id(accepted))
    if known is None:
        named = {block.type: block for block in reversed(accepted)}
        known = _NAMED.keep(id(accepted), (accepted, named))
    return known[1]


class Pack:
    """One version of a theme pack. Immutable once read; holds no data of any store."""

    is_torn = False
    """Whether a file was changed under it since: what is made of it now is of no version, and nobody may keep it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.files: dict[str, Path] = {address: path for address, path, _ in files_of(folder)}
        self._digests = {address: digest_of(path.read_bytes()) for address, path in self.files.items()}
        self.version = fingerprint(self._digests)
        self.identity = f"{folder}\0{self.version}"
        """Tells it apart from every other: stores may have packs of one name."""
        self.problems: list[Problem] = []

    # -- files ---------------------------------------------------------------------------------------

    def text(self, path: str) -> str | None:
        """The text of a file of the pack, or None if there is none."""
        file = self.files.get(path)
        if file is None:
            return None
        raw = file.read_bytes()
        self.is_torn |= digest_of(raw) != self._digests[path]
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise TemplateError(Problem(path, line, 0, "not UTF-8; save the file as UTF-8")) from error

    def names(self, folder: str, suffix: str) -> list[str]:
        """Names of the files of a folder without the suffix, sorted."""
        start = f"{folder}/"
        return sorted(
            path[len(start) : -len(suffix)]
            for path in self.files
            if path.startswith(start) and path.endswith(suffix)
        )

    def json(self, path: str) -> Any:
        """A JSON file of the pack, or None if there is none. Raises `TemplateError`."""
        text = self.text(path)
        return None if text is None else jsonc.read(text, path)

    def asset(self, name: str) -> Path | None:
        """A file in `assets/`, by its exact name."""
        return self.files.get(f"assets/{name}")

    # -- sections and blocks ---------------------------------------------------------------------------

    @cached_property
    def sections(self) -> dict[str, SectionSchema]:
        """Every section file by name. One with a broken schema is left out and reported."""
        found: dict[str, SectionSchema] = {}
        for name in self.names("sections", ".liquid"):
            path = f"sections/{name}.liquid"
            try:
                schema = self._schema_of(path)
            except TemplateError as error:
                self.problems.append(error.problem)
                continue
            schema = declared(schema, self.roles.get(name))
            found[name] = replace(schema, blocks=self._joined(schema.blocks))
            self.problems.extend(schema.problems)
        return found

    @cached_property
    def blocks(self) -> dict[str, BlockType]:
        """Every theme block file by name."""
        found: dict[str, BlockType] = {}
        for name in self.names("blocks", ".liquid"):
            path = f"blocks/{name}.liquid"
            try:
                data, line = self._schema_data(path)
                block = SchemaReader(path, line).block_file(data if data is not None else {})
                found[name] = declared(block, self.roles.get(f"blocks/{name}"))
            except TemplateError as error:
                self.problems.append(error.problem)
        return found

    def block_type(self, accepted: tuple[BlockType, ...], name: str) -> BlockType | None:
        """The kind of block `name` among what a section or block accepts, or a theme block of that name."""
        local = _by_name(accepted).get(name)
        if local is not None and (local.settings or name not in self.blocks):
            return local
        return self.blocks.get(name, local)

    def _joined(self, accepted: tuple[BlockType, ...]) -> tuple[BlockType, ...]:
        """Give targeted theme blocks (`{"type": "text"}` without settings) what their files declare."""
        return tuple(
            replace(self.blocks[b.type], limit=b.limit) if not b.settings and b.type in self.blocks else b
            for b in accepted
        )

    def _schema_of(self, path: str) -> SectionSchema:
        data, line = self._schema_data(path)
        return SchemaReader(path, line).section(data if data is not None else {})

    def _schema_data(self, path: str) -> tuple[Any, int]:
        text, index = self.schema_text(path)
        if text is None:
            return None, 1
        line = position(self.text(path) or "", index)[0]
        return jsonc.read(text, path, line), line

    def schema_text(self, path: str) -> tuple[str | None, int]:
        """The schema in a file and where it begins; None if it has none. Raises `TemplateError`.

        It is found without parsing the file's Liquid, so that a fault there does not hide it.
        """
        source = self.text(path) or ""
        found: tuple[str | None, int] = (None, 0)
        if "schema" not in source:
            return found
        previous = ""
        try:
            for token in TemplateLexer(source).tokens():
                if token.kind == "body" and previous == "schema":
                    found = (token.value, token.start_index)
                previous = token.value if token.kind == "tag" else previous
        except LiquidError as error:
            raise TemplateError(problem_of(error, path)) from error
        return found

    # -- templates -------------------------------------------------------------------------------------

    @cached_property
    def templates(self) -> dict[str, TemplateFile]:
        """JSON templates by name: `index`, `product`, `product.suffix`, `customers/login`; and an older home page."""
        found = self._template_files("templates")
        if "index" not in found and HOME_LIQUID in self.files:
            try:
                if HOME_SECTIONS in (self.text(HOME_LIQUID) or ""):
                    found["index"] = home_template(self.json(SETTINGS_DATA), self.files)
            except TemplateError as error:
                self.problems.append(error.problem)
        return found

    @cached_property
    def groups(self) -> dict[str, TemplateFile]:
        """Section groups by name: `header-group`."""
        return self._template_files("sections")

    @cached_property
    def fixed_starts(self) -> dict[str, dict[str, Any]]:
        """What each section file starts with where it stands at a fixed place. Shared: not to be changed."""
        try:
            data = self.json(SETTINGS_DATA)
        except TemplateError:
            data = None  # told by `check`
        return {name: fixed_start(data, schema) for name, schema in self.sections.items()}

    @cached_property
    def liquid_templates(self) -> frozenset[str]:
        """Names of the templates that are Liquid files."""
        return frozenset(self.names("templates", ".liquid"))

    def _template_files(self, folder: str) -> dict[str, TemplateFile]:
        found: dict[str, TemplateFile] = {}
        for name in self.names(folder, ".json"):
            path = f"{folder}/{name}.json"
            try:
                found[name] = template_file(name, path, self.json(path))
            except TemplateError as error:
                self.problems.append(error.problem)
        return found

    # -- settings --------------------------------------------------------------------------------------

    @cached_property
    def settings_groups(self) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
        """The theme settings as (group name, settings), in order."""
        path = "config/settings_schema.json"
        data = self.json(path)
        groups: list[tuple[str, tuple[Setting, ...]]] = []
        for group in data if isinstance(data, list) else []:
            if isinstance(group, dict) and group.get("name") != "theme_info":
                reader = SchemaReader(path, 1)
                groups.append((str(group.get("name") or ""), reader.settings(group.get("settings"))))
                self.problems.extend(reader.problems)
        return tuple(groups)

    @cached_property
    def settings_schema(self) -> SectionSchema:
        """The theme settings seen as one section's schema."""
        settings = tuple(s for _, group in self.settings_groups for s in group)
        return SectionSchema(file=SETTINGS_FILE, name="settings", settings=settings)

    @cached_property
    def info(self) -> dict[str, Any]:
        """Name, version and author as the pack gives them."""
        data = self.json("config/settings_schema.json")
        for group in data if isinstance(data, list) else []:
            if isinstance(group, dict) and group.get("name") == "theme_info":
                return group
        return {}

    @property
    def title(self) -> str:
        """The pack's name for people."""
        return str(self.info.get("theme_name") or self.name)

    @cached_property
    def presets(self) -> dict[str, dict[str, Any]]:
        """Style presets: complete theme settings by name."""
        data = self.json(SETTINGS_DATA) or {}
        presets = data.get("presets")
        return presets if isinstance(presets, dict) else {}

    def starting_settings(self) -> dict[str, Any]:
        """The theme settings that a store begins with; `current` may be a preset's name."""
        chosen = chosen_values(self.json(SETTINGS_DATA))
        known = {s.id for s in self.settings_schema.settings}
        return {key: value for key, value in chosen.items() if key in known}

    @cached_property
    def _order_of_schemes(self) -> dict[str, dict[str, int]]:
        """The places of the schemes that the pack brings, by their group."""
        groups = {s.id for s in self.settings_schema.settings if s.type == "color_scheme_group"}
        given = self.starting_settings()
        named = {group: given.get(group) for group in groups}
        return {
            group: {name: at for at, name in enumerate(schemes)}
            for group, schemes in named.items()
            if isinstance(schemes, dict)
        }

    def schemes_in_order(self, group: str, schemes: Any) -> dict[str, Any]:
        """A group's colour schemes: the pack's own in the pack's order, then those that were added.

        The first one counts for all that names none, and what PostgreSQL keeps as JSON has no order of its own.
        """
        own = self._order_of_schemes.get(group, {})
        names = list(schemes) if isinstance(schemes, dict) else []
        ordered = sorted(names, key=lambda name: (own.get(name, len(own)), len(name), name))
        return {name: schemes[name] for name in ordered}

    # -- versions ----------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> dict[str, Any]:
        """What settings carry, as the author declares it (`config/roles.json`): {section file or `blocks/NAME`: {setting: role,
        "blocks": {type: {setting: role}}}}."""
        try:
            data = self.json("config/roles.json")
        except TemplateError as error:
            self.problems.append(error.problem)
            return {}
        return data if isinstance(data, dict) else {}

    @cached_property
    def renames(self) -> Renames:
        """What the author has renamed since earlier versions (`config/renamed.json`)."""
        path = "config/renamed.json"
        try:
            return Renames.read(self.json(path))
        except TemplateError as error:
            self.problems.append(error.problem)
            return Renames()

    def section_now(self, file: str) -> SectionSchema | None:
        """A section file by the name that it has now or had once."""
        return self.sections.get(file) or self.sections.get(self.renames.file(file))

    # -- texts -----------------------------------------------------------------------------------------

    @cached_property
    def default_locale(self) -> str:
        """The locale of `locales/XX.default.json`."""
        for name in self.names("locales", ".default.json"):
            return name
        return "en"

    @cached_property
    def locales(self) -> list[str]:
        """Every locale that the pack speaks."""
        names = {name.removesuffix(".default") for name in self.names("locales", ".json")}
        return sorted(name for name in names if not name.endswith((".schema", ".default.schema")))

    def texts(self, locale: str) -> dict[str, str]:
        """Translations of a locale over the default ones, by dotted key."""
        return self._texts(locale, "")

    def schema_texts(self, locale: str) -> dict[str, str]:
        """Translations of schemas, for the admin's forms."""
        return self._texts(locale, ".schema")

    def _texts(self, locale: str, kind: str) -> dict[str, str]:
        cache: dict[tuple[str, str], dict[str, str]] = self.__dict__.setdefault("_texts_cache", {})
        if (locale, kind) not in cache:
            merged = flat_texts(self._locale_file(f"{self.default_locale}.default{kind}"))
            for name in dict.fromkeys((locale.split("-")[0], locale)):
                merged.update(flat_texts(self._locale_file(f"{name}{kind}")))
            cache[locale, kind] = merged
        return cache[locale, kind]

    def _locale_file(self, name: str) -> Any:
        try:
            return self.json(f"locales/{name}.json") or {}
        except TemplateError as error:
            self.problems.append(error.problem)
            return {}

    def check(self) -> list[Problem]:
        """Read everything that has a schema or is JSON; returns the faults found."""
        _ = (self.sections, self.blocks, self.templates, self.groups)
        for path in ("config/settings_schema.json", SETTINGS_DATA):
            try:
                self.json(path)
            except TemplateError as error:
                self.problems.append(error.problem)
        self.texts(self.default_locale)
        return list(dict.fromkeys(self.problems))
