"""What the pages of this room show, read in one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from admin.inventory.asking import read_filters
from engine.base.db import StoreSession
from engine.base.paging import Page
from engine.catalogue.queries import pick_collections
from engine.inventory import queries
from engine.inventory.queries.filters import items_with_code
from engine.inventory.queries.grid import GridRow, Head, Place, grid_page, head, places
from engine.stores.queries import all_partners


@dataclass
class Shown:
    """The grid with all around it. ``code_of``: how many items bear the code that was searched for."""

    page: Page[GridRow]
    head: Head
    places: list[Place]
    brands: Sequence[Any] = ()
    collections: Sequence[Any] = ()
    locations: Sequence[Any] = ()
    code_of: int = 0
    args: dict[str, str] = field(default_factory=dict)

    @property
    def shops(self) -> list[Place]:
        """The channels of tills."""
        return [place for place in self.places if place.kind == "pos"]

    @property
    def others(self) -> list[Place]:
        """Other places on the web."""
        return [place for place in self.places if place.kind not in ("online", "pos")]


def read_grid(session: StoreSession, args: dict[str, str], cursor: str | None) -> Shown:
    """A page of the grid with its filters' choices."""
    coded = items_with_code(session, args["q"].strip())
    return Shown(
        page=grid_page(session, read_filters(args), cursor=cursor, coded=coded),
        head=head(session),
        places=places(session),
        brands=all_partners(session),
        collections=pick_collections(session, limit=200),
        locations=queries.locations(session),
        code_of=len(coded),
        args=args,
    )
