"""The activity feed in words."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from admin.shell.words import TEXTS, t, t_or

PATHS = {
    "product": "/products/{}",
    "order": "/orders/{}",
    "collection": "/collections/{}",
    "page": "/pages/{}",
    "article": "/articles/{}",
    "blog": "/blogs/{}",
    "menu": "/menus/{}",
    "partner": "/brands/{}",
    "location": "/locations/{}",
    "delivery_method": "/delivery/{}",
    "customer": "/customers/{}",
    "staff": "/staff",
    "store": "/settings",
    "theme": "/theme",
    "section": "/theme",
    "media": "/files",
    "import": "/imports/{}",
    "transfer": "/transfers/{}",
    "stock_count": "/counts/{}",
    "inventory_item": "/stock/items/{}",
    "channel": "/inventory/channels/{}",
}


def told_activity(one: Any) -> Markup:
    """``Ada changed the product *Blue vase*``: who, what, and a way there while it exists."""
    who = one.actor_name if one.actor_kind == "staff" else t(f"actors.{one.actor_kind}")
    path = None if one.verb.endswith(".deleted") else PATHS.get(one.subject_kind)
    label = escape(one.subject_label)
    if path and one.subject_id is not None:
        label = Markup('<a href="{}">{}</a>').format(path.format(one.subject_id), one.subject_label)
    key = f"activity.{one.verb}"
    did = t(key) if TEXTS.has(key) else t_or("activity.other", "{verb}", verb=one.verb.replace(".", " "))
    return Markup("<strong>{}</strong> {} {}").format(who, did, label)
