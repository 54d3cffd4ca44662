"""Lists cut into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.liquid import Drop, SequenceDrop, prop

from .details import PartDrop

if TYPE_CHECKING:
    from .front import Front

MOST_PER_PAGE = 250
DEEPEST = 25_000
"""The last item that a page may begin with."""


class PaginateDrop(Drop):
    """`paginate`: which page this is, and the way to the others."""

    liquid_name = "PaginateDrop"

    def __init__(self, front: Front, items: int, size: int, page: int, window: int) -> None:
        self.front = front
        self._items = items
        self.size = size
        self.page = page
        self.window = window
        self.last = max(-(-items // size), 1)

    def address(self, page: int) -> str:
        """This list's address at another page."""
        return self.front.visit.address({"page": str(page) if page > 1 else None})

    @prop
    def current_page(self) -> int:
        return self.page

    @prop
    def current_offset(self) -> int:
        return (self.page - 1) * self.size

    @prop
    def items(self) -> int:
        return self._items

    @prop
    def page_size(self) -> int:
        return self.size

    @prop
    def pages(self) -> int:
        return self.last

    @prop
    def page_param(self) -> str:
        return "page"

    @prop
    def previous(self) -> object:
        return self._part("« Previous", self.page - 1) if self.page > 1 else None

    @prop
    def next(self) -> object:
        return self._part("Next »", self.page + 1) if self.page < self.last else None

    def _part(self, title: str, page: int | None) -> PartDrop:
        return PartDrop(title, self.address(page) if page is not None else None)

    @prop
    def parts(self) -> list[PartDrop]:
        shown = {1, self.last, *range(self.page - self.window + 1, self.page + self.window)}
        parts: list[PartDrop] = []
        before = 0
        for page in sorted(p for p in shown if 1 <= p <= self.last):
            if page - before > 1:
                parts.append(self._part("…", None))
            parts.append(self._part(str(page), None if page == self.page else page))
            before = page
        return parts


class OnePage(SequenceDrop):
    """The items of the current page. Its size is the page's; `count` is the whole list's."""

    liquid_name = "PageOfItemsDrop"

    def __init__(self, items: list[object], total: int) -> None:
        self.items = items
        self.total = total

    def __len__(self) -> int:
        return len(self.items)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return self.items[start:stop]

    @prop("count")
    def count(self) -> int:
        return self.total
