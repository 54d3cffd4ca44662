"""What the edge knows about one request, without the web framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.base import clock
from engine.base.origins import Addresses
from engine.stores.queries import StoreInfo


@dataclass(frozen=True)
class FormState:
    """What became of a form that was posted: its values, its faults by field, and whether it went through.

    One that went through may still have a word to say under `form`, as when a letter has to be opened next.
    """

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    posted: bool = False
    record_id: int | None = None
    """Which record's form it was, where a page has several of one kind."""


_OPEN = frozenset({"page", "q", "section_id", "sections", "sort_by", "type", "variant", "view"})
_OPEN_KINDS = ("filter.", "options[", "resources[")
"""Query parameters that say nothing of who asks."""


@dataclass(frozen=True)
class Visit:
    """One request for a themed page.

    `query` keeps every pair in order. `cart_token` and `customer_token` are the cookies' values. `shows_errors` is
    for authors and previews; shoppers never see a fault. `cart_error` is what to tell about the last change of the
    cart.
    """

    store: StoreInfo
    addresses: Addresses
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    locale: str = "en"
    cart_token: str | None = None
    customer_token: str | None = None
    cart_error: str | None = None
    design_mode: bool = False
    shows_errors: bool = False
    form: FormState | None = None
    seconds: float = 2.0

    @cached_property
    def is_nobodys(self) -> bool:
        """Whether nothing of the request is somebody's own: no account, no form that was filled in, no address with a secret."""
        return (
            self.customer_token is None
            and self.form is None
            and not self.path.startswith(("/account", "/checkouts", "/orders"))
            and all(name in _OPEN or name.startswith(_OPEN_KINDS) for name, _ in self.query)
        )

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The last value of each query parameter."""
        return dict(self.query)

    def values(self, name: str) -> list[str]:
        """Every value of a query parameter that is not empty."""
        return [value for key, value in self.query if key == name and value]

    def address(self, changes: Mapping[str, str | None], *, path: str | None = None) -> str:
        """This page's address with other query parameters; None takes one out. Fragments' own are never kept."""
        own = {"section_id", "sections", "preview_token", "comment_posted"}
        kept = [(k, v) for k, v in self.query if k not in changes and k not in own]
        kept += [(k, v) for k, v in changes.items() if v is not None]
        target = path if path is not None else self.path
        return f"{target}?{urlencode(kept)}" if kept else target

    @cached_property
    def now(self) -> dt.datetime:
        """The time of the page in the store's time zone."""
        try:
            zone: dt.tzinfo = ZoneInfo(self.store.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = dt.UTC
        return clock.now().astimezone(zone)

    def whole(self, name: str, default: int = 1, *, least: int = 1, most: int = 10_000) -> int:
        """A whole number from the query, brought into range; anything else is `default`."""
        text: Any = self.parameters.get(name, "")
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            return default
        return min(max(int(text), least), most)
