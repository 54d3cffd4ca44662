"""Every kind of change that a page can show, made by the command that the admin, a job or the shop makes it by: a module a
noun, each of which registers its own.

An edit gets the world and a write session, and changes something at random. One that the domain refuses changed nothing,
which is a case as good as any.
"""

from tests.engine.rendering.fragments.edits import (
    fields,
    looks,
    offers,
    pictures,
    products,
    reading,
    sections,
    shelves,
    shop,
    stock,
)
from tests.engine.rendering.fragments.edits.registry import DRIVEN, EDITS

NOUNS = (products, pictures, shelves, stock, offers, fields, reading, shop, sections, looks)

__all__ = ["DRIVEN", "EDITS", "NOUNS"]
