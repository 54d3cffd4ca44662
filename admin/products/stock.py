"""The stock table of a product, turned into counts."""

from __future__ import annotations

from admin.products.reading import read_shown
from admin.shell.forms import Reader
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.inventory import commands


def count_stock(session: StoreSession, product_id: int, read: Reader, actor: Actor) -> None:
    """Count what differs from what is known. Fields: ``level.ITEM.LOCATION``. Items are taken in order of their ids."""
    shown = read_shown(session, product_id)
    for item_id in sorted(shown.stock):
        for place in shown.places:
            name = f"level.{item_id}.{place.id}"
            known = shown.stock[item_id].get(place.id)
            wanted = read.whole(name, known.on_hand if known else 0, least=-1_000_000, most=1_000_000)
            if wanted is None or wanted == (known.on_hand if known else 0) or name not in read.form:
                continue
            try:
                commands.set_on_hand(session, item_id, place.id, wanted, actor=actor)
            except Refused as refusal:
                raise Invalid({name: refusal}) from None
    read.check()
