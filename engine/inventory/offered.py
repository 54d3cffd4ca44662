"""Pure decisions about what is offered where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

FOR_SALE, VIEW_ONLY, NOT_LISTED = "for_sale", "view_only", "not_listed"
State = Literal["for_sale", "view_only", "not_listed"]
STATES: tuple[State, ...] = ("for_sale", "view_only", "not_listed")
"""From most to least: a product is what its most offered variant is."""
ONLINE = 1
"""The id that the online store's channel has in every store, so that nothing has to look it up."""
CHANNEL_KINDS = ("online", "pos", "api", "buy_button")
OTHERS = ("exclude", "include")
"""What a list does with items that are not designated for it: leave them out, or have them marked (figure: first claim)."""
SOURCES = ("admin", "import", "api", "partner", "demo")
"""Where items come from; a format of imports (``shopify`` …) is a source of its own, and falls back to ``import``."""


def most(states: Iterable[str]) -> State:
    """The state that offers most; not listed when there is none."""
    found = set(states)
    return next((state for state in STATES if state in found), "not_listed")


def effective(chosen: str, floor: int | None, left_in_shops: int) -> State:
    """What holds now: selling stops, and becomes showing, while fewer than *floor* are left in the shops."""
    if chosen == FOR_SALE and floor is not None and left_in_shops < floor:
        return "view_only"
    return cast("State", chosen)


def default_state(source: str, by_source: dict[str, str], of_channel: str) -> State:
    """What a new item from *source* is in a channel: the source's own word, a format's that of all imports, the channel's."""
    found = by_source.get(source)
    if found is None and source not in SOURCES:
        found = by_source.get("import")
    return cast("State", found or of_channel)
