"""Products for scripts: one as `/products/HANDLE.js`, lists as `/products.json`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, request

from engine.base.errors import NotFound, Refused
from engine.liquid import BudgetExceeded
from engine.rendering.queries import Front, NoTheme
from engine.rendering.scripts import MOST_LISTED, product_data, product_list_data, product_record
from storefront.scripts.answers import json_answer, json_fault, json_refusal

room = Blueprint("product_scripts", __name__)
log = logging.getLogger("vitrine.themes")

USUAL = 30
"""Products of one page, unless the script says otherwise."""
DEEPEST = 100
"""The last page: a shop's whole list is what feeds are for."""


def told(find: Callable[[Front], Any]) -> Response:
    """What *find* gives as JSON, with the store's theme opened; a refusal as one."""
    from storefront.pages import rendering

    try:
        with g.services.db.read(g.store.id) as session:
            return json_answer(find(rendering.themes().open(session, rendering.visit(), ()).front))
    except Refused as refusal:
        return json_refusal(refusal)
    except (BudgetExceeded, NoTheme) as end:
        log.error("store %s: %s: %s", g.store.id, request.path, end)
        return json_fault("script.not_shown", 503)


@room.get("/products/<handle>.js")
def product(handle: str) -> Response:
    """A product with its variants; amounts in minor units."""
    return told(lambda front: product_data(front, _product(front, handle)))


@room.get("/products/<handle>.json")
def record(handle: str) -> Response:
    """A product as a record; amounts as decimal text."""
    return told(lambda front: {"product": product_record(front, _product(front, handle))})


@room.get("/products.json")
def products() -> Response:
    """A page of the shop's products, the newest first."""
    return told(lambda front: _page(front, None))


@room.get("/collections/<handle>/products.json")
def collection(handle: str) -> Response:
    """A page of a collection's products in its own order."""
    return told(lambda front: _page(front, handle))


def _product(front: Front, handle: str) -> Any:
    found = front.loading.products.by_handle(handle)
    if found is None:
        raise NotFound("search.product_unknown", field="handle", id=handle)
    return front.product(found)


def _page(front: Front, collection: str | None) -> dict[str, Any]:
    size = front.visit.whole("limit", USUAL, most=MOST_LISTED)
    found = product_list_data(front, collection, front.visit.whole("page", most=DEEPEST), size)
    if found is None:
        raise NotFound("search.collection_unknown", field="handle", id=collection)
    return {"products": found}
