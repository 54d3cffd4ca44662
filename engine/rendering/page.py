"""One page: the sections of its template, then the layout around them; or some sections alone.

A section that fails is left out for shoppers, shown as an error to authors, and logged; the page stands.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from engine.base.errors import NotFound
from engine.liquid import (
    Budget,
    Context,
    Limits,
    Page,
    Problem,
    RenderError,
    TemplateError,
    finish,
)
from engine.liquid.safe import trusted
from engine.themes.packs import TemplateFile
from engine.themes.queries import GROUP, ShownSection, ShownTheme
from engine.themes.schema import SectionSchema

from .ahead import dom_id_of, read_ahead
from .drops.front import Front
from .drops.sections import SectionDrop
from .filters.base import attributes
from .fragments import Keeper, Kept
from .fragments.holes import Holes, has_holes
from .fragments.watching import watched
from .globals import Lazy
from .head import content_for_header, preload_links
from .hosting import ELEMENTS, PageHost
from .subject import Find, NoTheme, PageHead, PageSubject, RenderedPage
from .templates import Templates

_STATIC = f"{GROUP}static"
"""Where sections lie that a layout or template names itself."""


class PageRenderer(PageHost):
    """Renders one request's page. It is the `Host` of every template on it."""

    def __init__(
        self,
        front: Front,
        shown: ShownTheme,
        templates: Templates,
        subject: PageSubject | None,
        *,
        head: PageHead | None = None,
        find: Find | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        """Either the page's `subject` is given, and the page is made as one; or its `head`, how to `find` the subject,
        and the `keeper` of its parts. Then each part is made by itself, finds the subject if it needs it, and notes what
        it reads."""
        super().__init__(front, shown, templates)
        self._subject = subject
        self._find = find
        self.keeper = keeper
        self.head = head or PageHead.of(self.subject)
        self.template_name: str = self._chosen_template()
        self.holes: Holes | None = None
        self._prefetched = False
        self._own_page(Budget(Limits(seconds=self.visit.seconds)))

    def _own_page(self, budget: Budget) -> None:
        self.front.find_about = lambda: self.subject.objects
        self.page = Page(self, budget=budget)
        self.page.globals = Lazy(self)

    @property
    def subject(self) -> PageSubject:
        """What the page is about."""
        if self._subject is None:
            assert self._find is not None
            self.notes.place = True
            self._subject = self._find(self.front)
            assert self._subject is not None
        return self._subject

    def _chosen_template(self) -> str:
        """The template with the record's suffix if there is one, else the plain one."""
        if self.head.suffix:
            name = f"{self.head.template}.{self.head.suffix}"
            if (
                name in self.shown.sections
                or name in self.pack.templates
                or name in self.pack.liquid_templates
            ):
                return name
        return self.head.template

    # -- parts -----------------------------------------------------------------------------------------

    def _inner(self) -> PageRenderer:
        """A renderer for one part alone: its own objects, so that what it reads is noted as its own."""
        inner = copy.copy(self)
        for name in ("color_schemes", "theme_settings"):
            inner.__dict__.pop(name, None)
        inner.visit = watched(self.visit, self.front.loading.notes)
        inner.front = Front(inner.visit, self.front.loading, self.pack)
        inner._subject, inner.holes, inner.preloads = None, None, []
        inner._own_page(self.page.budget)
        inner.page.partials = self.page.partials
        return inner

    def _part(self, name: Hashable, make: Callable[[PageRenderer], str], *, holes: bool = False) -> str:
        """A part of the page as it is kept, else as *make* makes it; without a keeper it is made as part of the whole."""
        if self.keeper is None:
            return make(self)
        before = len(self.problems)

        def made() -> tuple[str, None, bool]:
            self._prefetch_missing()
            inner = self._inner()
            inner.holes = Holes() if holes else None
            text = make(inner)
            return text, None, len(self.problems) == before

        kept: Kept = self.keeper.part(self.front.loading.notes, name, made)
        self.preloads += kept.preloads
        return kept.text

    def _name_of(self, section: ShownSection, index: int, location: str) -> Hashable:
        own = (section.file, dom_id_of(section), index, location, section.digest)
        return ("section", self.template_name, *own)

    def _expected(self) -> dict[Hashable, ShownSection]:
        """The parts that this page will most likely show."""
        found: dict[Hashable, ShownSection] = {}
        for template, sections in self.shown.sections.items():
            if template == self.template_name or template.startswith(GROUP):
                location = "template" if template == self.template_name else self._group_location(template)
                for at, section in enumerate(sections, 1):
                    found[self._name_of(section, at, location)] = section
        return found

    def _prefetch_missing(self) -> None:
        """Before the first part is made: read at once what all parts that have to be made point at."""
        if self._prefetched or self.keeper is None:
            return
        self._prefetched = True
        expected = self._expected()
        self.keeper.expect(expected)
        missing = {s.key for name, s in expected.items() if not self.keeper.holds(name)}
        with self.front.loading.notes.ahead():
            read_ahead(self, frozenset(missing))

    def kept_page(self) -> Kept | None:
        """After rendering: what the page depends on, if everybody without a cart or account may be shown the same."""
        return self.keeper.page(self.notes) if self.keeper is not None and not self.problems else None

    # -- whole pages -----------------------------------------------------------------------------------

    def render(self) -> RenderedPage:
        """The page with its layout."""
        if self.keeper is None:
            read_ahead(self)
        else:
            self.keeper.expect([*self._expected(), ("layout", self.template_name, "theme")])
        content, layout = self._content()
        if layout is not None:
            content = self._whole(layout, content)
        if self.keeper is not None:
            self.keeper.save()
        html, hashes = finish(content)
        return RenderedPage(html, hashes, self.problems, self.head.status)

    def _whole(self, layout: str, content: str) -> str:
        """The layout around the content: made with holes where sections stand, if its text allows that, so that what it says
        itself can be kept."""
        if not has_holes(self.pack, layout):
            return self._layout(layout, content)
        if self.keeper is None:
            self.holes = Holes()
            try:
                text = self._layout(layout, "")
            finally:
                self.holes = None
        else:
            text = self._part(
                ("layout", self.template_name, layout), lambda part: part._layout(layout, ""), holes=True
            )
        return Holes.filled(
            text,
            {"content": lambda _: content, "group": self._group, "section": self._static_section},
            {"preloads": lambda _: preload_links(self.preloads)},
        )

    def render_own(self, content: Markup) -> RenderedPage:
        """Content of the platform's own inside the theme's layout, for pages that no template of the format is for."""
        html, hashes = finish(self._layout("theme", content))
        return RenderedPage(html, hashes, self.problems, self.head.status)

    def _content(self) -> tuple[str, str | None]:
        sections = self.shown.sections.get(self.template_name)
        json_template = self.pack.templates.get(self.template_name)
        if json_template is None and self.template_name not in self.pack.liquid_templates:
            # An alternative that the merchant has and the theme has not: its page is like the others of its kind.
            json_template = self.pack.templates.get(self.head.template)
        if sections is None and json_template is None and self.template_name in self.pack.liquid_templates:
            return self._liquid_template(f"templates/{self.template_name}.liquid")
        shown = list(sections or ())
        written = [self._shown_section(s, at, "template") for at, s in enumerate(shown, 1)]
        if json_template is not None and json_template.liquid:
            return self._liquid_template(json_template.liquid, "".join(written))
        if json_template is None and not shown:
            raise NoTheme(
                Problem(f"templates/{self.template_name}.json", 0, 0, "the theme has no such template")
            )
        wrapper = json_template.wrapper if json_template is not None else ""
        return _wrapped(wrapper, "".join(written)), _layout_of(json_template)

    def _liquid_template(self, path: str, sections: str = "") -> tuple[str, str | None]:
        # Made anew each time: it also says which layout it wants.
        part = self if self.keeper is None else self._inner()
        content = part._file(path, {"content_for_index": trusted(sections)}, whole=bool(sections))
        asked = part.page.layout
        if asked is False:
            return content, None
        return content, str(asked) if isinstance(asked, str) else "theme"

    def _layout(self, name: str, content: str) -> str:
        path = f"layout/{name}.liquid"
        template = self.templates.get(self.pack, path)
        if template is None:
            raise NoTheme(Problem(path, 0, 0, "the theme has no such layout"))
        header = content_for_header(self)
        variables: dict[str, object] = {
            "content_for_layout": trusted(content) if self.holes is None else self.holes.hole("content"),
            "content_for_header": header,
            "content_for_index": "",
        }
        if self.holes is not None:
            return template.render_page(self.page, variables)
        # The text of a whole page is never kept.
        return template.render(Context(self.page, template, variables))

    def _file(self, path: str, variables: Mapping[str, object], *, whole: bool = False) -> str:
        """A file's text; `whole`: with that of others in it, which is never kept."""
        template = self.templates.get(self.pack, path)
        if template is None:
            raise NoTheme(Problem(path, 0, 0, "the theme has no such file"))
        if whole:
            return template.render(Context(self.page, template, variables))
        return template.render_page(self.page, variables)

    # -- fragments -------------------------------------------------------------------------------------

    def render_section(self, section_id: str) -> RenderedPage:
        """One section with its wrapper, by id or file name. Raises NotFound."""
        if self.keeper is None:
            read_ahead(self, frozenset({section_id}))
        html = self._section_by_id(section_id)
        if html is None:
            raise NotFound("record.not_found")
        if self.keeper is not None:
            self.keeper.save()
        done, hashes = finish(html)
        return RenderedPage(done, hashes, self.problems)

    def render_sections(self, section_ids: Sequence[str], *, most: int | None = 5) -> dict[str, str | None]:
        """Several sections, the first `most`; one that does not exist or fails is None, but authors see why it failed."""
        if self.keeper is None:
            read_ahead(self, frozenset(section_ids))
        found: dict[str, str | None] = {}
        for section_id in section_ids[:most]:
            before = len(self.problems)
            html = self._section_by_id(section_id)
            failed = html is not None and len(self.problems) > before and "shopify-section" not in html
            found[section_id] = None if html is None or failed else finish(html)[0]
        if self.keeper is not None:
            self.keeper.save()
        return found

    def _section_by_id(self, section_id: str) -> str | None:
        found = self._found(section_id)
        if found is not None:
            return self._shown_section(*found)
        return self._static_section(section_id) if section_id in self.pack.sections else None

    def values_of(self, section_id: str) -> tuple[SectionSchema, Mapping[str, Any]] | None:
        """A section of this page by its id: what its file declares, and its values in the public format."""
        found = self._found(section_id)
        schema = self.pack.sections.get(found[0].file if found else section_id)
        if schema is None:
            return None
        return schema, found[0].values if found else self._static_values(section_id)[0]

    def _found(self, section_id: str) -> tuple[ShownSection, int, str] | None:
        """A section of the template or a group, its number there, and where it stands."""
        name = section_id.rsplit("__", 1)[-1]
        for template, sections in self.shown.sections.items():
            if (template != self.template_name and not template.startswith(GROUP)) or template == _STATIC:
                continue
            for at, section in enumerate(sections, 1):
                if section.key == name or dom_id_of(section) == section_id:
                    location = (
                        "template" if template == self.template_name else self._group_location(template)
                    )
                    return section, at, location
        return None

    # -- sections --------------------------------------------------------------------------------------

    def _shown_section(self, section: ShownSection, index: int, location: str) -> str:
        schema = self.pack.section_now(section.file)
        dom_id = section.key if location == "template" else dom_id_of(section)
        if schema is None:
            problem = Problem(
                f"sections/{section.file}.liquid", 0, 0, "the theme has no usable section of this name"
            )
            return self._failed(SectionSchema(section.file), dom_id, location, problem)
        values = self.pack.renames.values(schema.file, section.values)

        def make(part: PageRenderer) -> str:
            drop = SectionDrop(
                part.front, schema, dom_id, values, part.color_schemes, index=index, location=location
            )
            return part._section(schema, drop)

        return self._part(self._name_of(section, index, location), make)

    def _static_section(self, name: str) -> str:
        schema = self.pack.sections[name]
        values, digest = self._static_values(name)

        def make(part: PageRenderer) -> str:
            drop = SectionDrop(part.front, schema, name, values, part.color_schemes, location="static")
            return part._section(schema, drop)

        return self._part(("static", self.template_name, name, digest), make)

    def _static_values(self, name: str) -> tuple[dict[str, Any], Hashable]:
        """What a merchant set for a section at a fixed place, else what it starts with; and a digest of it."""
        for shown in self.shown.sections.get(_STATIC, ()):
            if shown.file == name:
                return shown.values, shown.digest
        return self.pack.fixed_starts[name], None

    def _section(self, schema: SectionSchema, drop: SectionDrop) -> str:
        try:
            inner = self._file(f"sections/{schema.file}.liquid", {"section": drop})
        except (TemplateError, NoTheme) as error:
            return self._failed(schema, drop.section_id, drop._location, error.problem)
        return self._in_its_element(schema, drop.section_id, drop._location, inner)

    def _failed(self, schema: SectionSchema, dom_id: str, location: str, problem: Problem) -> str:
        """What stands in a section's place; in the editor in its element, so that it can be chosen and mended."""
        said = self.report_block(problem)
        return self._in_its_element(schema, dom_id, location, said) if self.visit.design_mode else said

    def _in_its_element(self, schema: SectionSchema, dom_id: str, location: str, inner: str) -> str:
        tag = schema.tag if schema.tag in ELEMENTS else "div"
        extra = ""
        if self.visit.design_mode:
            described = escape(json.dumps({"id": dom_id, "type": schema.file}))
            extra = f' data-shopify-editor-section="{described}"'
        return f"{_opening(tag, dom_id, schema.css_class, location)}{extra}>{inner}</{tag}>"

    # -- what templates ask for, and is made of sections ---------------------------------------------------

    def section(self, context: Context, name: str) -> str:
        if name not in self.pack.sections:
            raise RenderError(f"there is no sections/{name}.liquid")
        if self.page.budget.depth > 8:
            raise RenderError("a section inside itself")
        return self._static_section(name) if self.holes is None else self.holes.hole("section", name)

    def _group_location(self, template: str) -> str:
        return template.removeprefix(GROUP).removesuffix("-group")

    def section_group(self, context: Context, name: str) -> str:
        sections = self.shown.group(name)
        if sections is None and name not in self.pack.groups:
            raise RenderError(f"there is no sections/{name}.json")
        return self._group(name) if self.holes is None else self.holes.hole("group", name)

    def _group(self, name: str) -> str:
        sections = self.shown.group(name) or ()
        location = self._group_location(f"{GROUP}{name}")
        return "".join(self._shown_section(s, at, location) for at, s in enumerate(sections, 1))


@lru_cache(maxsize=4096)
def _opening(tag: str, dom_id: str, css_class: str, location: str) -> str:
    """The element of a section as far as its attributes are the same on every page."""
    name = f"shopify-section {css_class}".strip()
    if location not in ("template", "static"):
        name += f" shopify-section-group-{location}-group"
    return f'<{tag} id="shopify-section-{escape(dom_id)}" class="{escape(name)}"'


def _layout_of(template: TemplateFile | None) -> str | None:
    return template.layout if template is not None else "theme"


def _wrapped(wrapper: str, html: str) -> str:
    """Put the wrapper of a JSON template (`div#id.class[attr=value]`) around its sections."""
    import re

    match = re.fullmatch(
        r"(div|main|section)((?:#[\w-]+)?)((?:\.[\w-]+)*)((?:\[[\w-]+=[^\]\[]*\])*)", wrapper
    )
    if match is None:
        return html
    tag, ident, classes, rest = match.groups()
    values = {"id": ident[1:] or None, "class": classes.replace(".", " ").strip() or None}
    values.update(re.findall(r"\[([\w-]+)=([^\]]*)\]", rest))
    return f"<{tag}{attributes(dict(values))}>{html}</{tag}>"
