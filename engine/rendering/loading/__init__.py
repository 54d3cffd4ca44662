"""What pages read, in batches: the number of queries does not grow with what a page shows."""

from __future__ import annotations

from engine.base.db import StoreSession

from .carts import Carts
from .comments import Comments
from .fields import Fields
from .files import Files
from .menus import Menus
from .noting import Notebook, Notes
from .people import People
from .products import Products
from .reading import Reading
from .shelves import Shelves


class Loading:
    """The reads of one page, in one session."""

    def __init__(self, session: StoreSession) -> None:
        self.session = session
        self.notes = notes = Notebook()
        self.files = Files(session, notes)
        self.products = Products(session, self.files, notes)
        self.shelves = Shelves(session, self.products, notes)
        self.reading = Reading(session, notes)
        self.comments = Comments(session, notes)
        self.menus = Menus(session, notes)
        self.fields = Fields(session, notes)
        self.fields.empty_products = self.products.without_fields
        self.people = People(session)
        self.carts = Carts(session)


__all__ = ["Loading", "Notebook", "Notes"]
