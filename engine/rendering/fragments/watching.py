"""The visit as a part of a page sees it: reading where it stands, or who looks, is noted."""

from __future__ import annotations

from typing import Any

from engine.rendering.loading import Notebook
from engine.rendering.visit import Visit

_PLACE = ("path", "query")
_VISITOR = ("cart_token", "customer_token")


def watched(visit: Visit, notes: Notebook) -> Visit:
    """The same visit, noting what of it is read."""
    if isinstance(visit, _Watched):
        return visit
    visit.is_nobodys  # noqa: B018 - found before, for finding it reads the rest
    seen = object.__new__(_Watched)
    values = dict(visit.__dict__)
    for name in (*_PLACE, *_VISITOR):
        values[f"_{name}"] = values.pop(name)
    values.pop("parameters", None)
    seen.__dict__.update(values, _notes=notes)
    return seen


def _noting(name: str, what: str) -> Any:
    kept = f"_{name}"

    def read(self: Any) -> Any:
        setattr(self.__dict__["_notes"].now, what, True)
        return self.__dict__[kept]

    return property(read)


class _Watched(Visit):
    path = _noting("path", "place")
    query = _noting("query", "place")
    cart_token = _noting("cart_token", "visitor")
    customer_token = _noting("customer_token", "visitor")

    @property
    def parameters(self) -> dict[str, str]:
        """Not kept: each part that reads them says so."""
        return dict(self.query)
