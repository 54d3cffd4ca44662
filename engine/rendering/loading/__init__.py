"""What pages read, in batches: the number of queries does not grow with what a page shows."""

from __future__ import annotations

from engine.base.db import StoreSession

from .comments import Comments
from .fields import Fields
from .files import Files
from .menus import Menus
from .people import People
from .products import Products
from .reading import Reading
from .shelves import Shelves


class Loading:
    """The reads of one page, in one session."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self.files = Files(session)
        self.products = Products(session, self.files)
        self.shelves = Shelves(session, self.products)
        self.reading = Reading(session)
        self.comments = Comments(session)
        self.menus = Menus(session)
        self.fields = Fields(session)
        self.people = People(session)


__all__ = ["Loading"]
