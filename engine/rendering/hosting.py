"""What the templates of a page ask of the shop: partials, blocks, forms, lists by the page, texts, settings, files; and whom
they tell what went wrong.
"""

from __future__ import annotations

import datetime as dt
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup, escape

from engine.liquid import (
    Context,
    FormParts,
    Ground,
    Page,
    PagedItems,
    Problem,
    RenderError,
    SequenceDrop,
    Template,
    finish,
)
from engine.liquid.safe import SCRIPT, STYLE, trusted
from engine.themes.packs import SETTINGS_FILE
from engine.themes.queries import ShownTheme
from engine.themes.schema import BlockType

from . import forms
from .drops.front import Front
from .drops.paging import DEEPEST, MOST_PER_PAGE, OnePage, PaginateDrop
from .drops.sections import BlockDrop, SectionDrop, static_block
from .drops.settings import ColorSchemes, Kept, SettingsDrop
from .filters.words import plain_words
from .fragments import Keeper
from .fragments.times import changes_at
from .globals import CLOSEST, TAKEN
from .loading import Notes
from .subject import NoTheme, PageSubject
from .templates import Templates
from .visit import Visit

log = logging.getLogger("vitrine.themes")

MOST_PROBLEMS = 100
"""Of one page that are told and logged; a loop can have a new one in every turn."""
ELEMENTS = frozenset(
    {"article", "aside", "div", "footer", "header", "main", "nav", "section", "li", "ul", "span"}
)
"""Elements that sections and blocks can stand in."""


def _settles(kept: Kept, schemes: bool, name: str) -> bool:
    return kept.settles(name, schemes)


class PageHost(ABC):
    """The part of a page's renderer that its templates talk to (engine/liquid/host.py), but for sections inside them."""

    page: Page
    """What all templates of the page share."""
    keeper: Keeper | None

    def __init__(self, front: Front, shown: ShownTheme, templates: Templates) -> None:
        self.front: Front = front
        self.visit: Visit = front.visit
        self.pack = front.pack
        self.shown = shown
        self.templates = templates
        self.problems: list[Problem] = []
        self.preloads: list[tuple[str, object, object]] = []

    @property
    @abstractmethod
    def subject(self) -> PageSubject:
        """What the page is about."""

    @property
    def notes(self) -> Notes:
        """What is noted of the part that is being made."""
        return self.front.loading.notes.now

    # -- partials and blocks ---------------------------------------------------------------------------

    def snippet(self, name: str) -> Template | None:
        return self.templates.get_or_error(self.pack, f"snippets/{name}.liquid")

    def blocks(self, context: Context, arguments: Mapping[str, object]) -> str:
        owner = (
            context.variable("block")
            if context.variable("block") is not None
            else context.variable("section")
        )
        found = owner.liquid_get("blocks") if isinstance(owner, (SectionDrop, BlockDrop)) else None
        if found is None:
            raise RenderError("content_for 'blocks' stands outside a section")
        items: Any = found
        return "".join(self._block(context, block, arguments) for block in items)

    def block(self, context: Context, arguments: Mapping[str, object]) -> str:
        section = context.variable("section")
        owner = context.variable("block") or section
        name, key = str(arguments.get("type") or ""), str(arguments.get("id") or "")
        if not isinstance(section, SectionDrop) or not name or not key:
            raise RenderError("content_for 'block' needs a type and an id, inside a section")
        kind = self.pack.blocks.get(name)
        if kind is None:
            raise RenderError(f"there is no blocks/{name}.liquid")
        drop = static_block(section, owner, kind, key)
        if drop.values.get("disabled"):
            return ""
        return self._block(context, drop, {k: v for k, v in arguments.items() if k not in ("type", "id")})

    def _block(self, context: Context, block: BlockDrop, arguments: Mapping[str, object]) -> str:
        kind: BlockType = block.kind
        path = f"blocks/{kind.type}.liquid"
        template = self.templates.get_or_error(self.pack, path)
        if template is None:
            return self.report(Problem(path, 0, 0, "the theme has no such block"))
        outer = context.variable("closest")
        closest: dict[str, object] = dict(outer) if isinstance(outer, dict) else {}
        variables: dict[str, object] = {"section": block.section, "block": block}
        for name, value in arguments.items():
            if name.startswith("closest."):
                closest[name.removeprefix("closest.")] = value
            else:
                variables[name] = value
        if closest:
            variables["closest"] = {**self.closest(), **closest}
        html = template.render_page(self.page, variables)
        if kind.tag is None:
            return html
        tag = kind.tag if kind.tag in ELEMENTS else "div"
        name = f"shopify-block {kind.css_class}".strip()
        editor = f" {block.liquid_get('shopify_attributes')}" if self.visit.design_mode else ""
        return f'<{tag} id="shopify-block-{escape(block.key)}" class="{escape(name)}"{editor}>{html}</{tag}>'

    def closest(self) -> dict[str, object]:
        """The records that the page is about, as theme blocks find them."""
        return {k: v for k, v in self.subject.objects.items() if k in CLOSEST}

    def render_object(self, context: Context, value: object) -> str | None:
        if isinstance(value, BlockDrop):
            return self._block(context, value, {})
        return None

    # -- forms, lists, time ----------------------------------------------------------------------------

    def form(
        self, context: Context, kind: str, positional: list[object], attributes: Mapping[str, object]
    ) -> FormParts:
        return forms.open_form(self.front, kind, positional, attributes)

    def paginate(self, context: Context, value: object, size: int, window: int) -> PagedItems:
        size = min(size, MOST_PER_PAGE)
        page = self.visit.whole("page", most=max(DEEPEST // size, 1))
        start = (page - 1) * size
        if isinstance(value, SequenceDrop):
            items = value.liquid_slice(start, start + size)
            total = len(value)
        elif isinstance(value, (list, tuple)):
            items, total = list(value[start : start + size]), len(value)
        elif value is None:
            items, total = [], 0
        else:
            raise RenderError("only a list can be paged")
        paginate = PaginateDrop(self.front, total, size, page, window)
        return PagedItems(paginate, OnePage(list(items), total))

    def now(self) -> dt.datetime:
        return self.visit.now

    def time_shown(self, pattern: str) -> None:
        changes = changes_at(self.visit.now, pattern)
        if changes is None:
            self.notes.kept = False
        else:
            self.notes.expire(changes)

    def preload(self, address: str, srcset: object, sizes: object) -> None:
        """A picture wants to be loaded early: the page's head says so."""
        asked = self.preloads if self.keeper is None else self.notes.preloads
        asked.append((address, srcset, sizes))

    def site(self) -> str:
        return self.front.origin.partition("://")[2]

    # -- texts, and what went wrong --------------------------------------------------------------------

    def words(self) -> Mapping[str, str]:
        return plain_words(self.pack, self.visit.locale)

    def ground(self) -> Ground | None:
        if self.visit.design_mode or self.visit.shows_errors or not self.visit.is_nobodys:
            return None
        settings = self.theme_settings
        kept, schemes = settings.kept, settings.schemes is None or settings.schemes.is_settled
        key = (self.pack, self.visit.locale, self.visit.store.currency, self.site(), schemes)
        # Shared by pages: it holds nothing of this one.
        return kept.grounds.get(key) or kept.grounds.keep(
            key, Ground((kept, *key), partial(_settles, kept, schemes), TAKEN)
        )

    def report(self, problem: Problem) -> str:
        """Note a fault; authors see it in its place, shoppers nothing. A part with one is not kept, known fault or not."""
        self.notes.kept = False
        self.page.reported()
        if len(self.problems) < MOST_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)
            # Half a surrogate pair, which a template can make, is no text that a log or a file could hold.
            said = str(problem).encode("utf-8", "backslashreplace").decode()
            log.warning(
                "store %s, theme %s %s: %s", self.visit.store.id, self.pack.name, self.pack.version, said
            )
        return str(escape(f"Liquid error ({problem})")) if self.visit.shows_errors else ""

    def report_block(self, problem: Problem) -> str:
        """The same for a whole section."""
        text = self.report(problem)
        return f'<div class="theme-error" role="alert">{text}</div>' if text else ""

    # -- assets ----------------------------------------------------------------------------------------

    def render_asset(self, name: str) -> str:
        """A Liquid file in `assets/`: styles and scripts that hold theme settings."""
        template = self.templates.get(self.pack, f"assets/{name}")
        if template is None:
            raise NoTheme(Problem(f"assets/{name}", 0, 0, "the theme has no such file"))
        place = STYLE if ".css" in name or ".scss" in name else SCRIPT
        return finish(template.render(Context(self.page, template, {}, place=place)))[0]

    def asset_address(self, name: str) -> str:
        """The address of a file in `assets/`; a `.liquid` ending is not part of it."""
        return f"/assets/{self.pack.name}-{self.pack.version}/{name}"

    def asset_text(self, name: str) -> Markup:
        """The text of a file in `assets/`, to stand in the page. Raises `RenderError`."""
        text = (
            self.pack.text(f"assets/{name}")
            if name.endswith((".svg", ".css", ".js", ".txt", ".json"))
            else None
        )
        if text is None or len(text) > 100_000:
            raise RenderError(f"there is no assets/{name} that can stand in a page")
        self.page.budget.make(len(text))
        return trusted(text)

    # -- settings --------------------------------------------------------------------------------------

    def _settings(self) -> dict[str, Any]:
        """The theme settings by the names that they have now."""
        given = self.shown.settings()
        renames = self.pack.renames
        return renames.values(SETTINGS_FILE, {"settings": given})["settings"] if renames.settings else given

    @cached_property
    def color_schemes(self) -> ColorSchemes | None:
        """The theme's colour schemes."""
        values = self._settings()
        for setting in self.pack.settings_schema.settings:
            if setting.type == "color_scheme_group":
                role = setting.raw.get("role")
                roles = role if isinstance(role, dict) else {}
                chosen = self.pack.schemes_in_order(setting.id, values.get(setting.id, setting.default))
                return ColorSchemes(self.front, setting.definition, chosen, roles)
        return None

    @cached_property
    def theme_settings(self) -> SettingsDrop:
        """`settings`."""
        schema = self.pack.settings_schema.settings
        return SettingsDrop(self.front, schema, self._settings(), self.color_schemes)
