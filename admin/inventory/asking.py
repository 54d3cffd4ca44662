"""The grid's address as filters, and its forms as what is to be done with which items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from admin.shell.access import local_path
from admin.shell.forms import Reader
from engine.base.errors import Invalid, Refused
from engine.inventory.commands.selecting import Deed, Selection
from engine.inventory.queries import ONLINE
from engine.inventory.queries.filters import STOCKS, VIEWS, GridFilters

NAMES = ("q", "view", "stock", "brand", "collection", "location")
"""The filters that the address keeps."""
ALL = "all"


def shown_args(args: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address, each as text."""
    return {name: args.get(name, "").replace("\x00", "")[:100] for name in NAMES}


def read_filters(args: Mapping[str, str]) -> GridFilters:
    """Filters of an address; what cannot be read filters nothing."""
    view, stock = args.get("view", ""), args.get("stock", "")
    return GridFilters(
        search=args.get("q", "").strip(),
        view=view if view in VIEWS else "",
        stock=stock if stock in STOCKS else "",
        partner_id=_id(args.get("brand", "")),
        collection_id=_id(args.get("collection", "")),
        location_id=_id(args.get("location", "")),
    )


def back(read: Reader) -> str:
    """The page of this room that a form was sent from."""
    path = local_path(read.text("back"))
    return path if path == "/inventory" or path.startswith(("/inventory?", "/inventory/")) else "/inventory"


def args_of(path: str) -> dict[str, str]:
    """The arguments in an address."""
    return dict(parse_qsl(urlsplit(path).query))


def read_selection(read: Reader) -> Selection:
    """What is ticked, or all that the filters of the page find. Raises Refused when it is nothing."""
    if read.flag("all"):
        return Selection(filters=read_filters(shown_args(args_of(back(read)))))
    ids = [int(text) for text in read.many("item") if text.isascii() and text.isdigit() and len(text) < 17]
    if not ids:
        raise Refused("inventory.nothing_picked")
    return Selection(items=tuple(ids))


def read_one(read: Reader) -> dict[int, str]:
    """A control of one row: ``set`` is channel:state."""
    channel, _, state = read.text("set").partition(":")
    channel_id = _id(channel)
    if channel_id is None:
        raise Refused("inventory.designation", value=read.text("set")[:40])
    return {channel_id: state}


@dataclass(frozen=True)
class Asked:
    """What the bar over the selection is to do. ``plan``: (channel, state), for a moment to come."""

    deed: Deed
    plan: tuple[int, str] | None = None


def read_deed(read: Reader, shops: Mapping[int, Any]) -> Asked:
    """The pressed button of the bar, with its fields. *shops*: channels of tills by id. Raises Invalid, Refused."""
    what, _, state = read.text("do").partition(":")
    if what == "online":
        return Asked(Deed({ONLINE: state}))
    if what == "shop":
        chosen = _id(read.text("shop"))
        if chosen is not None and chosen not in shops:
            raise Invalid({"shop": Refused("inventory.channel_gone")})
        return Asked(Deed(dict.fromkeys([chosen] if chosen is not None else sorted(shops), state)))
    channel = _id(read.text("channel")) or ONLINE
    if what == "plan":
        return Asked(Deed(), (channel, read.text("to")))
    if what == "floor":
        floor = read.whole("floor", None, least=1, most=1_000_000)
        read.check()
        return Asked(Deed(floors={channel: floor}))
    raise Refused("inventory.nothing_asked")


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None
