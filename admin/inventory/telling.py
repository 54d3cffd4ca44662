"""Designations, reasons and acts in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from admin.inventory.asking import Asked
from admin.shell.words import exact, t, t_or
from engine.base.db import StoreSession
from engine.catalogue.queries import collections_by_ids
from engine.inventory import queries
from engine.inventory.queries.grid import GridRow, Place, Reason
from engine.stores.queries import all_partners


def reason_words(reason: Reason) -> str:
    """One reason why an item is not in a list, or only shown there."""
    at = exact(reason.at) if reason.at else ""
    return t(f"inventory.absent.{reason.code}", at=at, left=reason.left or 0, floor=reason.floor or 0)


def why(
    row: GridRow, place: Place, known: Iterable[Place], now: datetime, *, plainly_shown: bool = True
) -> list[str]:
    """Every reason for one channel, in words. *plainly_shown*: also that somebody chose to only show it there."""
    reasons = row.absence(place, known, now)
    return [reason_words(reason) for reason in reasons if plainly_shown or reason.code != "view_only"]


def deed_words(asked: Asked, known: Sequence[Place]) -> str:
    """What is done, or is about to be."""
    names = {place.id: place for place in known}
    if asked.plan is not None:
        return _state(names, *asked.plan)
    said = [_state(names, channel, state) for channel, state in asked.deed.wanted.items()]
    for channel, floor in asked.deed.floors.items():
        name = names[channel].name if channel in names else ""
        said.append(t("inventory.deed.floor" if floor else "inventory.deed.no_floor", floor=floor, name=name))
    return " · ".join(said)


def _state(names: dict[int, Place], channel: int, state: str) -> str:
    place = names.get(channel)
    kind = place.kind if place else "online"
    group = kind if kind in ("online", "pos") else "other"
    return t_or(f"inventory.deed.{group}.{state}", state, name=place.name if place else "")


def done_words(count: int) -> str:
    """What a finished act says."""
    return t("inventory.act.done", count=count)


def act_words(change: Any) -> str:
    """Why an act happened."""
    return t_or(f"inventory.act.words.{change.words}", change.words)


def filter_words(session: StoreSession, args: dict[str, str]) -> list[str]:
    """The filters of a rule as people chose them."""
    said = []
    if args["q"]:
        said.append(t("inventory.filter.q", text=args["q"]))
    said += [t(f"inventory.{name}.{args[name]}") for name in ("view", "stock") if args[name]]
    if args["brand"]:
        said += [partner.name for partner in all_partners(session) if str(partner.id) == args["brand"]]
    if args["collection"].isdigit():
        found = collections_by_ids(session, [int(args["collection"])])
        said += [one.title for one in found.values()]
    if args["location"]:
        places = queries.locations(session, with_closed=True)
        said += [t("inventory.filter.at", name=one.name) for one in places if str(one.id) == args["location"]]
    return said
