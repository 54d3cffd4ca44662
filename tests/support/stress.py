"""Every section of a pack with little, with usual and with far too much content, on few pages, looked at in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering import accounts, subjects
from engine.rendering.authoring.samples import sample_cart, sign_in
from engine.rendering.drops.front import Front
from engine.rendering.loading import Loading
from engine.rendering.page import PageRenderer, PageSubject
from engine.rendering.templates import Templates
from engine.rendering.visit import Visit
from engine.stores.customers.models import Customer
from engine.stores.queries import load_store
from engine.themes.commands.edit import preset_values
from engine.themes.packs import Pack
from engine.themes.queries import ShownSection, starting_theme
from engine.themes.schema import BlockType, SectionSchema, Setting
from tests.factories.extremes import MISSING, RTL, SENTENCE, SMILES, TALL, WIDE, WORD, Extremes
from tests.support.browser import WCAG

KINDS = ("minimal", "default", "overflowing", "missing")
"""``missing`` is as much as ``overflowing``, but what its settings point at is empty, sold out, without pictures or gone."""
PAGES = {
    "index": ("index",),
    "product": ("product",),
    "collection": ("collection", "list-collections", "404"),
    "search": ("search",),
    "cart": ("cart",),
    "article": ("article", "blog", "page"),
    "password": ("password",),
    "customers/account": ("customers/account", "customers/addresses", "customers/order"),
    "customers/login": (
        "customers/login", "customers/register", "customers/activate_account", "customers/reset_password",
    ),
}  # fmt: skip
"""The template that a page is made with: the templates whose sections it shows."""
ASKED_FOR_ALONE: frozenset[str] = frozenset()
TIMES = 12
"""So many times the blocks that a section begins with, up to its limit."""
OF_PARTS = WCAG
"""What can be asked of a page that shows parts of many: not how its landmarks and headings are built."""
TEXTS = (SENTENCE, WORD, RTL, SMILES, f"{RTL} {WORD}")
Values = dict[str, Any]


class Writer:
    """Writes the content of one kind into sections; what it chooses goes round, so that all of it is seen."""

    def __init__(self, pack: Pack, kind: str) -> None:
        self.pack, self.kind, self.turn = pack, kind, 0

    def section(self, schema: SectionSchema) -> Values:
        """The values of a section."""
        if self.kind == "minimal":
            return {"settings": {}, "blocks": {}, "block_order": []}
        if self.kind == "default":
            return self._usual(schema)
        usual = len(preset_values(schema, 0)["block_order"]) or 1
        most = min(schema.max_blocks, TIMES * usual)
        return {"settings": self._settings(schema), **self._blocks(schema.blocks, most)}

    def _usual(self, schema: SectionSchema) -> Values:
        files = (*self.pack.templates.values(), *self.pack.groups.values())
        used = next((use.data for file in files for use in file.sections if use.file == schema.file), None)
        if used is None:
            return preset_values(schema, 0)
        return {"settings": {}, "blocks": {}, "block_order": list(used.get("blocks") or {})} | used

    def _blocks(self, accepted: tuple[BlockType, ...], most: int, depth: int = 1) -> Values:
        kinds = [self.pack.block_type(accepted, b.type) or b for b in accepted if not b.type.startswith("@")]
        if any(b.type == "@theme" for b in accepted):
            kinds += self.pack.blocks.values()
        blocks: Values = {}
        for number in range(most if depth == 1 else len(kinds)):
            kind = kinds[number % len(kinds)] if kinds else None
            if kind is None or sum(b["type"] == kind.type for b in blocks.values()) >= (kind.limit or 99):
                continue
            inner = self._blocks(kind.blocks, most, depth + 1) if depth < 3 else {}
            blocks[f"{kind.type}-{number}"] = {"type": kind.type, "settings": self._settings(kind), **inner}
        return {"blocks": blocks, "block_order": list(blocks)}

    def _settings(self, owner: SectionSchema | BlockType) -> Values:
        chosen = {s.id: self._value(s) for s in owner.settings if s.has_value}
        return {name: value for name, value in chosen.items() if value is not None}

    def _next(self, *choices: Any) -> Any:
        self.turn += 1
        return choices[self.turn % len(choices)]

    def _value(self, setting: Setting) -> Any:
        if setting.type in ("select", "radio", "text_alignment"):
            return self._next(*(value for value, _ in setting.options)) if setting.options else None
        if setting.type in ("range", "number"):
            return setting.max
        make = _VALUES.get(setting.type)
        return make(self) if make is not None else None

    def _one(self, rich: tuple[Any, ...], gone: tuple[Any, ...]) -> Any:
        return self._next(*(rich if self.kind == "overflowing" else gone))


_VALUES: dict[str, Callable[[Writer], Any]] = {
    "text": lambda w: w._next(*TEXTS),
    "inline_richtext": lambda w: f"<em>{w._next(*TEXTS)}</em>",
    "textarea": lambda w: "\n".join(TEXTS),
    "richtext": lambda w: f"<p>{w._next(*TEXTS)}</p><ul><li>{WORD}</li></ul><p><a href='/'>{WORD}</a></p>",
    "html": lambda w: f"<p>{WORD}</p>",
    "liquid": lambda w: f"<p>{WORD}</p>",
    "checkbox": lambda w: True,
    "url": lambda w: "/collections/all",
    "image_picker": lambda w: w._one((WIDE, TALL), (MISSING,)),
    "product": lambda w: w._one(("monster", "smiles", "rtl", "bowl-1"), ("bare", "gone")),
    "product_list": lambda w: w._one((["monster", "rtl", "smiles", "bowl-1", "bowl-2"],), (["bare", "gone"], [])),
    "collection": lambda w: w._one(("vast", "shelf"), ("void", "gone")),
    "collection_list": lambda w: w._one((["vast", "shelf", "vast"],), (["void", "gone"], [])),
    "blog": lambda w: w._one(("journal",), ("gone",)),
    "article": lambda w: w._one(("journal/tale", "journal/first-firing"), ("journal/gone",)),
    "page": lambda w: w._one(("tract",), ("gone",)),
    "link_list": lambda w: w._one(("main-menu", "footer"), ("gone",)),
    "video_url": lambda w: w._one(("https://www.youtube.com/watch?v=_9VUPq3SxOc",), ("",)),
}  # fmt: skip


class Stressed:
    """The pages of one pack, filled by force. ``shown`` is every section that some page showed."""

    def __init__(self, db: Database, extremes: Extremes, pack: Pack) -> None:
        self.db, self.extremes, self.pack = db, extremes, pack
        self.templates = Templates()
        self.shown: set[str] = set()
        self.problems: list[str] = []

    def pages(self, kind: str) -> Iterator[tuple[str, str]]:
        """(template, HTML) of every page with that kind of content."""
        writer = Writer(self.pack, kind)
        with self.db.read(self.extremes.front.store_id) as session:
            store = load_store(session, self.extremes.front.store_id)
            visit = Visit(
                store=store,
                addresses=Addresses(store.host),
                shows_errors=True,
                seconds=60,
                query=(("q", "bowl"),),
            )
            for template, places in PAGES.items():
                front = Front(visit, Loading(session), self.pack)
                if places[0].startswith("customers/account"):
                    customer = session.find(Customer, self.extremes.customer_id)
                    assert customer is not None
                    sign_in(front, customer)
                renderer = self._renderer(front, writer, template, places)
                if template == "cart" and kind != "minimal":
                    cart: Any = renderer.page.globals["cart"]
                    cart.view = sample_cart(session, "EUR")
                page = renderer.render()
                self.problems += [f"{kind} {template}: {problem}" for problem in page.problems]
                yield template, page.html

    def _renderer(self, front: Front, writer: Writer, template: str, places: tuple[str, ...]) -> PageRenderer:
        shown = starting_theme(self.pack)
        files = [f for f in self.pack.sections.values() if self._stands_on(f, places)]
        sections = tuple(self._section(writer, schema, template, at) for at, schema in enumerate(files))
        groups = {
            name: tuple(
                replace(use, values=writer.section(self.pack.sections[use.file]))
                if writer.kind != "default"
                else use
                for use in uses
            )
            for name, uses in shown.sections.items()
            if name.startswith("group:")
        }
        self.shown |= {f.file for f in files} | {use.file for uses in groups.values() for use in uses}
        theme = replace(shown, sections={**shown.sections, **groups, template: sections})
        return PageRenderer(front, theme, self.templates, self._subject(front, writer.kind, template))

    @staticmethod
    def _stands_on(schema: SectionSchema, places: tuple[str, ...]) -> bool:
        """A section that may stand on many pages is shown on the start page; one of a group is shown in its group."""
        named = schema.enabled_on.get("templates") or []
        if named:
            return bool({str(name) for name in named} & set(places))
        return "index" in places and (bool(schema.presets) or not schema.enabled_on)

    @staticmethod
    def _section(writer: Writer, schema: SectionSchema, template: str, at: int) -> ShownSection:
        return ShownSection(-1 - at, f"s{at}", template, schema.file, at, False, 0, writer.section(schema))

    def _subject(self, front: Front, kind: str, template: str) -> PageSubject:
        """About everything at once, so that every section finds what it is about."""
        much, little = kind == "overflowing", kind == "missing"
        known = self.extremes.front
        found = [
            subjects.product(front, "monster" if much else "bare" if little else known.products[1]),
            subjects.collection(front, "vast" if much else "void" if little else known.collection),
            subjects.page(front, "tract" if much else known.page),
            subjects.article(front, known.blog, "tale" if much else known.article),
            accounts.order(front, self.extremes.order_id)
            if template.startswith("customers/account")
            else None,
        ]
        objects: dict[str, object] = {}
        for subject in found:
            objects |= dict(subject.objects) if subject is not None else {}
        return PageSubject(template, objects, title="Everything", path="/")


PAGE_FAULTS = Path(__file__).with_name("page_faults.js").read_text("utf-8")
"""A script that answers with what is wrong with a page: it scrolls sideways, words are cut off, pictures are not ready."""
