"""What a collection holds, drafts included; and what rules as typed would hold."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.collections.form import read_collection
from admin.shell.forms import Reader
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue import queries

SHOWN = 200


def members_of(session: StoreSession, collection_id: int) -> list[queries.LoadedProduct]:
    """The first members in their order."""
    ids = queries.member_ids(session, collection_id, limit=SHOWN)
    return list(queries.load_products(session, ids, parts=("media",)).values())


def matching(session: StoreSession, read: Reader) -> dict[str, Any]:
    """``count`` products would match, among them ``titles``; None while the rules cannot be read."""
    given = read_collection(read)
    try:
        count, titles = queries.preview_rules(session, given.rules, given.match_mode, g.store.currency)
    except Refused:
        return {"count": None, "titles": []}
    return {"count": count, "titles": titles}
