"""Which handlers react to which events, and on which queue. One line per pair.

A handler is ``handler(database, event) -> None``: it opens its own transactions with ``database.write(event.store_id)``,
calls the network only between them, and can run twice (a worker may die after its work and before that is noted).
A handler with ``batch=True`` is ``handler(database, store_id, events) -> None`` and gets all that is due at once.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

DEFAULT_QUEUE = "default"
INDEX_QUEUE = "index"
PICTURES_QUEUE = "pictures"
"""Slow and never urgent: a shopper's mail must not wait behind the sizes of a hundred pictures."""
IMPORTS_QUEUE = "imports"
"""As slow, with a person who watches: nobody's mail waits behind it, and it does not wait behind pictures."""
QUEUES = (DEFAULT_QUEUE, INDEX_QUEUE, IMPORTS_QUEUE, PICTURES_QUEUE)
WORKERS = ((DEFAULT_QUEUE,), (INDEX_QUEUE,), (IMPORTS_QUEUE, PICTURES_QUEUE))
"""The worker processes of one machine, each with its queues, the more urgent first. A worker that dies as it takes a bell
from one of several queues loses it, and the relay needs some seconds to see that: so only what can wait shares one."""


@dataclass(frozen=True)
class Subscription:
    """``limit_seconds``: an attempt is stopped after this long, and counts as lost if its worker died.
    ``tries``: attempts before the job is dead and waits for a person. ``wait_seconds``: it begins no sooner than this
    long after the event is passed on, so that what happens meanwhile goes along.

    ``given_up`` is ``function(session, event) -> None`` and is called in the transaction in which the job becomes dead: rows
    that told people how far the work is then say that it ended. It may find anything, also that the work was done."""

    event: str
    handler: str
    queue: str = DEFAULT_QUEUE
    batch: bool = False
    tries: int = 8
    limit_seconds: int = 60
    wait_seconds: int = 0
    given_up: str = ""


_INDEX = "engine.listing.handlers.index_changes"
_IMPORT_GIVEN_UP = "engine.catalogue.importing.requested.on_import_given_up"

TABLE: tuple[Subscription, ...] = (
    *(
        Subscription(name, _INDEX, queue=INDEX_QUEUE, batch=True, limit_seconds=600)
        for name in (
            "product.changed",
            "product.removed",
            "products.changed",
            "stock.changed",
            "collection.changed",
            "collection.removed",
            "page.changed",
            "article.changed",
            "partner.changed",
            "blog.changed",
        )
    ),
    *(
        Subscription(name, "engine.listing.handlers.keep_members", batch=True, limit_seconds=300)
        for name in (
            "product.changed",
            "products.changed",
            "stock.changed",
            "collection.changed",
            "partner.changed",
        )
    ),
    Subscription(
        "search.rebuild_wanted", "engine.listing.handlers.build_index", queue=INDEX_QUEUE, limit_seconds=1800
    ),
    Subscription(
        "store.changed", "engine.listing.handlers.follow_language", queue=INDEX_QUEUE, limit_seconds=1800
    ),
    Subscription(
        "media.added", "engine.catalogue.handlers.make_common_sizes", queue=PICTURES_QUEUE, limit_seconds=300
    ),
    Subscription(
        "pictures.wanted",
        "engine.catalogue.handlers.fetch_pictures",
        queue=PICTURES_QUEUE,
        limit_seconds=600,
        tries=4,
    ),
    Subscription(
        "import.requested",
        "engine.catalogue.importing.requested.on_import_requested",
        queue=IMPORTS_QUEUE,
        limit_seconds=3600,
        tries=3,
        given_up=_IMPORT_GIVEN_UP,
    ),
    Subscription(
        "theme.uploaded",
        "engine.rendering.uploads.handlers.on_theme_uploaded",
        limit_seconds=180,
        tries=3,
        given_up="engine.themes.handlers.on_check_given_up",
    ),
    Subscription(
        "levels.import_requested",
        "engine.inventory.importing.on_import_requested",
        queue=IMPORTS_QUEUE,
        limit_seconds=3600,
        tries=3,
        given_up=_IMPORT_GIVEN_UP,
    ),
    Subscription("channel.opened", "engine.inventory.handlers.fill_channel", limit_seconds=600),
    Subscription("designation.wanted", "engine.inventory.handlers.designate_selection", limit_seconds=600),
    Subscription("stock.changed", "engine.inventory.handlers.keep_floors", batch=True),
    Subscription("mail.written", "engine.mail.handlers.on_mail_written"),
    Subscription("list.changed", "engine.listing.handlers.want_notices", batch=True),
    Subscription("channel.changed", "engine.listing.handlers.send_notice", wait_seconds=5),
    Subscription("pickup.held", "engine.mail.pickups.on_pickup_held"),
    Subscription("customer.activation_wanted", "engine.mail.accounts.on_activation_wanted"),
    Subscription("customer.recovery_wanted", "engine.mail.accounts.on_recovery_wanted"),
    Subscription("customer.enabled", "engine.mail.accounts.on_customer_enabled"),
    Subscription("customer.enabled", "engine.ordering.handlers.on_customer_enabled"),
)


class Subscriptions:
    """The table, looked up by event and by handler."""

    def __init__(self, table: Iterable[Subscription] = TABLE) -> None:
        self.table = tuple(table)
        self._of_event: dict[str, list[Subscription]] = {}
        for entry in self.table:
            self._of_event.setdefault(entry.event, []).append(entry)
        self._of_handler = {entry.handler: entry for entry in self.table}

    def of_event(self, name: str) -> list[Subscription]:
        """Everything that reacts to the event *name*."""
        return self._of_event.get(name, [])

    def of_handler(self, handler: str) -> Subscription | None:
        """The settings of a handler; None if this version of the program does not know it."""
        return self._of_handler.get(handler)

    def preload(self, queue: str) -> None:
        """Import the handlers of a queue once, before work is forked."""
        for entry in self.table:
            if entry.queue == queue:
                load(entry.handler)


@lru_cache(maxsize=512)
def load(dotted: str) -> Callable[..., Any]:
    """The function at ``package.module.name``. Raises ImportError or AttributeError."""
    module, _, name = dotted.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
