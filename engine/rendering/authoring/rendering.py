"""One page of a pack, rendered against a store without writing anything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.liquid import BudgetExceeded, CodeStore, Problem, TemplateError
from engine.rendering.page import NoTheme, PageRenderer
from engine.rendering.visit import Visit
from engine.stores.queries import StoreInfo
from engine.themes.packs import Pack

from .faults import Fault, faults_of
from .opening import whole_pack_problems
from .samples import NoRecord, Sample, sample, sample_cart, sign_in
from .themes import AuthorsThemes

log = logging.getLogger("vitrine.themes")


@dataclass(frozen=True)
class Ground:
    """What a pack is rendered against."""

    database: Database
    store: StoreInfo
    addresses: Addresses
    own_data: bool = False
    """Whether the store's own section data comes before the pack's start."""


@dataclass(frozen=True)
class Wanted:
    """Which page, in which language; of which record if not of the best example."""

    page: str
    handle: str | None = None
    locale: str | None = None
    seconds: float = 10.0
    """Processor time that it may take."""


@dataclass(frozen=True)
class Rendered:
    """What became of it. `html` is None when there is no page at all; `path` is its address in the shop."""

    html: str | None
    faults: list[Fault]
    path: str
    template: str


def render(pack: Pack, ground: Ground, wanted: Wanted, store: CodeStore | None = None) -> Rendered:
    """Render a page of the pack; what is wrong with it or with what it stands on is listed.

    Raises NoRecord when the store has nothing that the page could be about.
    """
    with ground.database.read(ground.store.id) as session:
        chosen = sample(session, wanted.page, wanted.handle)
        themes = AuthorsThemes(lambda: pack, own_data=ground.own_data, store=store)
        rendering = _Rendering(pack, ground, wanted, chosen, themes)
        return rendering.run(session)


class _Rendering:
    def __init__(
        self, pack: Pack, ground: Ground, wanted: Wanted, chosen: Sample, themes: AuthorsThemes
    ) -> None:
        self.pack, self.ground, self.wanted, self.chosen, self.themes = pack, ground, wanted, chosen, themes
        self.renderer: PageRenderer | None = None
        self.problems: list[Problem] = []

    def run(self, session: Any) -> Rendered:
        html = self._guarded(lambda: self._page(session))
        if self.renderer is not None:
            self.problems += self.renderer.problems
        template = self.renderer.template_name if self.renderer is not None else self.chosen.templates[0]
        on_page = [p for p in whole_pack_problems(self.pack) if self._concerns(p, template)]
        faults = faults_of(self.pack, [*on_page, *self.problems])
        return Rendered(html, faults, self.chosen.path, template)

    def _guarded(self, work: Callable[[], str]) -> str | None:
        try:
            return work()
        except (NoTheme, TemplateError) as end:
            self.problems.append(end.problem)
        except BudgetExceeded as end:
            self.problems.append(Problem(self._file(), 0, 0, f"the page asked for {end.what}"))
        except NoRecord:
            raise
        except (
            Exception
        ) as error:  # a fault of the program is told as one of the page: authors get no traceback
            log.debug("rendering failed", exc_info=True)
            self.problems.append(
                Problem(self._file(), 0, 0, f"the page failed with {type(error).__name__}: {error}")
            )
        return None

    def _page(self, session: Any) -> str:
        opened = self.themes.open(session, self._visit(), self.chosen.templates)
        if self.chosen.customer is not None:
            sign_in(opened.front, self.chosen.customer)
        subject = self.chosen.find(opened.front)
        if subject is None:
            if self.chosen.templates[0].startswith("customers/"):
                raise NoTheme(Problem(self._file(), 0, 0, "the pack has no such template"))
            raise NoRecord
        self.renderer = opened.page(subject)
        if self.wanted.page == "cart":
            cart: Any = self.renderer.page.globals["cart"]
            cart.view = sample_cart(session, self.ground.store.currency)
        return self.renderer.render().html

    def _visit(self) -> Visit:
        store = self.ground.store
        return Visit(
            store=store,
            addresses=self.ground.addresses,
            path=self.chosen.path,
            query=self.chosen.query,
            locale=self.wanted.locale or store.locale,
            shows_errors=True,
            seconds=self.wanted.seconds,
        )

    def _file(self) -> str:
        return f"templates/{self.chosen.templates[0]}.json"

    def _concerns(self, problem: Problem, template: str) -> bool:
        """Whether a fault of the pack is one of this page: its template, groups and their sections, and what every
        page stands on."""
        path = problem.path
        if (
            path.startswith(("blocks/", "config/", "layout/", "locales/"))
            or path == f"templates/{template}.json"
        ):
            return True
        if path.startswith("sections/") and path.endswith(".json"):
            return True
        used = {use.file for file in self._files(template) for use in file.sections}
        return path.removeprefix("sections/").removesuffix(".liquid") in used

    def _files(self, template: str) -> list[Any]:
        chosen = self.pack.templates.get(template)
        return [*self.pack.groups.values(), *([chosen] if chosen is not None else [])]
