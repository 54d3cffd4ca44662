"""Theme packs as folders: what is in them, read once per version, with every fault named by file and line."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

from liquid.exceptions import LiquidError

from engine.liquid import Problem, TemplateError
from engine.liquid.errors import position, problem_of
from engine.liquid.lexer import TemplateLexer

from . import jsonc
from .renames import Renames
from .schema import BlockType, SchemaReader, SectionSchema, Setting, declared

FOLDERS = ("layout", "templates", "sections", "blocks", "snippets", "config", "locales", "assets")
MAX_FILES = 2_000
MAX_NAME = 200
MAX_FILE_BYTES = 20_000_000
SETTINGS_FILE = "settings_schema"


@dataclass(frozen=True)
class SectionUse:
    """One section of a JSON template or group: its key, the file it uses, and its starting values."""

    key: str
    file: str
    data: dict[str, Any]
    hidden: bool = False


@dataclass(frozen=True)
class TemplateFile:
    """A JSON template or section group: its sections in order, and the layout and wrapper around them."""

    name: str
    path: str
    sections: tuple[SectionUse, ...]
    layout: str | None = "theme"
    wrapper: str = ""


class Pack:
    """One version of a theme pack. Immutable once read; holds no data of any store."""

    is_torn = False
    """Whether a file was changed under it since: what is made of it now is of no version, and nobody may keep it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.files: dict[str, Path] = {address: path for address, path, _ in _files(folder)}
        self._digests = {address: _digest(path.read_bytes()) for address, path in self.files.items()}
        self.version = _fingerprint(self._digests)
        self.problems: list[Problem] = []

    # -- files ---------------------------------------------------------------------------------------

    def text(self, path: str) -> str | None:
        """The text of a file of the pack, or None if there is none."""
        file = self.files.get(path)
        if file is None:
            return None
        raw = file.read_bytes()
        self.is_torn |= _digest(raw) != self._digests[path]
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
        local = next((b for b in accepted if b.type == name), None)
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
        """JSON templates by name: `index`, `product`, `product.suffix`, `customers/login`."""
        return self._template_files("templates")

    @cached_property
    def groups(self) -> dict[str, TemplateFile]:
        """Section groups by name: `header-group`."""
        return self._template_files("sections")

    @cached_property
    def liquid_templates(self) -> frozenset[str]:
        """Names of the templates that are Liquid files."""
        return frozenset(self.names("templates", ".liquid"))

    def _template_files(self, folder: str) -> dict[str, TemplateFile]:
        found: dict[str, TemplateFile] = {}
        for name in self.names(folder, ".json"):
            path = f"{folder}/{name}.json"
            try:
                found[name] = _template_file(name, path, self.json(path))
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
        data = self.json("config/settings_data.json") or {}
        presets = data.get("presets")
        return presets if isinstance(presets, dict) else {}

    def starting_settings(self) -> dict[str, Any]:
        """The theme settings that a store begins with; `current` may be a preset's name."""
        data = self.json("config/settings_data.json") or {}
        current = data.get("current")
        chosen = self.presets.get(current, {}) if isinstance(current, str) else current
        known = {s.id for s in self.settings_schema.settings}
        return {key: value for key, value in (chosen or {}).items() if key in known}

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
        for path in ("config/settings_schema.json", "config/settings_data.json"):
            try:
                self.json(path)
            except TemplateError as error:
                self.problems.append(error.problem)
        self.texts(self.default_locale)
        return list(dict.fromkeys(self.problems))


def _template_file(name: str, path: str, data: Any) -> TemplateFile:
    if not isinstance(data, dict) or not isinstance(data.get("sections"), dict):
        raise TemplateError(Problem(path, 1, 1, "a template needs an object 'sections'"))
    sections = data["sections"]
    wanted = data.get("order") or list(sections)
    if not isinstance(wanted, list) or not all(isinstance(key, str) for key in wanted):
        raise TemplateError(Problem(path, 1, 1, "'order' must be a list of names"))
    order = [key for key in wanted if key in sections]
    uses = []
    for key in order:
        entry = sections[key]
        if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
            raise TemplateError(Problem(path, 1, 1, f"section '{key}' has no 'type'"))
        _check_values(path, f"section '{key}'", entry)
        uses.append(SectionUse(key, entry["type"], entry, bool(entry.get("disabled"))))
    layout = data.get("layout", "theme")
    return TemplateFile(name, path, tuple(uses), layout or None, str(data.get("wrapper") or ""))


def _check_values(path: str, what: str, entry: dict[str, Any]) -> None:
    """Settings and blocks have the shape that every reader counts on. Raises `TemplateError`."""
    for name, shape, words in (
        ("settings", dict, "an object"), ("blocks", dict, "an object"), ("block_order", list, "a list"),
    ):  # fmt: skip
        if entry.get(name) is not None and not isinstance(entry[name], shape):
            raise TemplateError(Problem(path, 1, 1, f"'{name}' of {what} must be {words}"))
    if not all(isinstance(key, str) for key in entry.get("block_order") or ()):
        raise TemplateError(Problem(path, 1, 1, f"'block_order' of {what} must hold names"))
    for key, block in (entry.get("blocks") or {}).items():
        if isinstance(block, dict):
            _check_values(path, f"block '{key}'", block)


_LONGEST_KEY = 400
"""Characters of a text's dotted key. Longer ones are left out: one long name above many would be written many times."""


def flat_texts(tree: Any) -> dict[str, str]:
    """The texts of a locale by dotted key."""
    flat: dict[str, str] = {}
    open_trees = [("", tree)] if isinstance(tree, dict) else []
    while open_trees:
        prefix, branch = open_trees.pop()
        for key, value in branch.items():
            if len(prefix) + len(key) > _LONGEST_KEY:
                continue
            if isinstance(value, dict):
                open_trees.append((f"{prefix}{key}.", value))
            elif isinstance(value, str):
                flat[f"{prefix}{key}"] = value
    return flat


def _files(folder: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """The pack's files by their address inside it, each with its size and time. Links and what lies elsewhere are not part
    of it."""
    for count, (address, entry) in enumerate(_entries(folder), 1):
        found = entry.stat(follow_symlinks=False)
        if count > MAX_FILES:
            raise TemplateError(Problem(address, 0, 0, f"a pack may have at most {MAX_FILES:,} files"))
        if found.st_size > MAX_FILE_BYTES:
            raise TemplateError(Problem(address, 0, 0, f"a file may have at most {MAX_FILE_BYTES:,} bytes"))
        yield address, Path(entry.path), found


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Looked at every few seconds by processes that serve pages, so by the one call that costs least."""
    waiting = [(name, str(folder / name)) for name in reversed(FOLDERS) if not (folder / name).is_symlink()]
    while waiting:
        address, place = waiting.pop()
        try:
            with os.scandir(place) as found:
                listed = sorted(found, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in listed:
            if not _is_text(entry.name):
                shown = entry.name.encode("utf-8", "backslashreplace").decode()
                raise TemplateError(
                    Problem(f"{address}/{shown}", 0, 0, "the name is not UTF-8; rename the file")
                )
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{address}/{entry.name}", entry.path))
            elif entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
                yield f"{address}/{entry.name}", entry


def _is_text(name: str) -> bool:
    """Whether a name of the file system is UTF-8; bytes that are not arrive as half characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _fingerprint(digests: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for address, content in sorted(digests.items()):
        digest.update(address.encode() + b"\0")
        digest.update(content)
    return digest.hexdigest()[:12]


LONG_AGO = 20.0
"""Seconds after which a pack is looked at on the spot."""


def _no_pack(name: str) -> Problem:
    return Problem(name[:MAX_NAME], 0, 0, "there is no such theme pack")


def _is_pack(folder: Path, name: str) -> bool:
    """Whether a folder is meant as a pack. Names that begin with an underscore are those of packs that stores upload."""
    if not name or folder.name != name or name.startswith((".", "_")) or len(name) > MAX_NAME or "\0" in name:
        return False
    if not _is_text(name):
        return False
    try:
        return folder.is_dir() and not folder.is_symlink()
    except OSError:
        return False


@dataclass
class _Shelf:
    stamp: tuple[Any, ...]
    pack: Pack | None
    problem: Problem | None
    looked: float


@dataclass
class PackLibrary:
    """The packs in a folder; a changed or new one is noticed within `look_every` seconds.

    With `aside` a pack that is in use is looked at by a thread of its own, so that no page waits for it; the page that
    comes then is still made with what was known. One that nobody asked for in a while is looked at on the spot.
    """

    folder: Path
    look_every: float = 2.0
    aside: bool = False
    _shelves: dict[str, _Shelf] = field(default_factory=dict)
    _looking: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def names(self) -> list[str]:
        """Names of all packs, broken ones included."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _is_pack(path, path.name))

    def get(self, name: str) -> Pack:
        """The pack of that name. Raises `TemplateError` if it is missing or cannot be read at all."""
        shelf = self._shelves.get(name)
        age = monotonic() - shelf.looked if shelf is not None else 0.0
        if shelf is None or (age > self.look_every and not (self.aside and age < LONG_AGO)):
            with self._lock:
                shelf = self._look(name)
        elif age > self.look_every and name not in self._looking:
            self._looking.add(name)
            threading.Thread(target=self._look_aside, args=(name,), daemon=True).start()
        if shelf.pack is None:
            raise TemplateError(shelf.problem or _no_pack(name))
        return shelf.pack

    def _look_aside(self, name: str) -> None:
        try:
            self._look(name)
        finally:
            self._looking.discard(name)

    def _look(self, name: str) -> _Shelf:
        known, now = self._shelves.get(name), monotonic()
        folder = self.folder / name
        if not _is_pack(folder, name):
            self._shelves.pop(name, None)
            return _Shelf((), None, _no_pack(name), now)
        try:
            stamp = tuple((address, s.st_mtime_ns, s.st_size, s.st_ino) for address, _, s in _files(folder))
            if known is not None and known.stamp == stamp:
                shelf = replace(known, looked=now)
            else:
                shelf = _Shelf(stamp, Pack(folder), None, now)
        except (TemplateError, OSError) as error:
            problem = error.problem if isinstance(error, TemplateError) else Problem(name, 0, 0, str(error))
            shelf = _Shelf((), None, problem, now)
        self._shelves[name] = shelf
        return shelf

    def all(self) -> list[tuple[str, Pack | None, list[Problem]]]:
        """Every pack with what is wrong with it; the pack is None if it cannot be read at all."""
        found: list[tuple[str, Pack | None, list[Problem]]] = []
        for name in self.names():
            try:
                pack = self.get(name)
                found.append((name, pack, pack.check()))
            except TemplateError as error:
                found.append((name, None, [error.problem]))
        return found
