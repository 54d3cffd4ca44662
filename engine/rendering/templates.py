"""Templates of packs, parsed once per pack and version and kept. Data never comes near them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from functools import cached_property

from sqlalchemy.exc import SQLAlchemyError

from engine.liquid import CodeStore, Environment, RenderError, Template, TemplateError
from engine.themes.packs import Pack

from .filters import SHOP_FILTERS

MOST_TEMPLATES = 4_000


class _NeverRead:
    """Stands for what is not in the cache; a file that is not in the pack is in it as None."""


_NEVER_READ = _NeverRead()


class Templates:
    """A cache of templates by pack and path."""

    def __init__(self, *, compiles: bool = True, traces: bool = True, store: CodeStore | None = None) -> None:
        self._compiles, self._traces = compiles, traces
        self._store = store
        self._kept: OrderedDict[tuple[str, str], Template | TemplateError | None] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def environment(self) -> Environment:
        """The language with the shop's filters. Database errors are not taken for faults of a template."""
        return Environment(
            SHOP_FILTERS, let_pass=(SQLAlchemyError,), compiles=self._compiles, traces=self._traces
        )

    def get(self, pack: Pack, path: str) -> Template | None:
        """The parsed file, or None if the pack has none. Raises `TemplateError` if it cannot be parsed."""
        key = (pack.identity, path)
        found = self._kept.get(key, _NEVER_READ)
        if not isinstance(found, _NeverRead):
            if (
                2 * len(self._kept) > MOST_TEMPLATES
            ):  # before that it does not matter which was asked for last
                with suppress(KeyError):  # another thread may have let go of it just now
                    self._kept.move_to_end(key)
            return self._answer(found)
        found = self._parse(pack, path)
        if pack.is_torn:
            return self._answer(found)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_TEMPLATES:
                self._kept.popitem(last=False)
        return self._answer(found)

    def get_or_error(self, pack: Pack, path: str) -> Template | None:
        """Like `get`, for partials: one that cannot be parsed raises `RenderError` where it is used."""
        try:
            return self.get(pack, path)
        except TemplateError as error:
            raise RenderError(str(error.problem)) from error

    @staticmethod
    def _answer(found: Template | TemplateError | None) -> Template | None:
        if isinstance(found, TemplateError):
            raise TemplateError(found.problem)
        return found

    def _parse(self, pack: Pack, path: str) -> Template | TemplateError | None:
        try:
            source = pack.text(path)
            return None if source is None else self.environment.parse_file(source, path, self._store)
        except TemplateError as error:
            return error

    def text(self, source: str, name: str) -> Template:
        """Parse Liquid that a merchant wrote into a setting. Not kept."""
        return self.environment.parse_file(source, name)
