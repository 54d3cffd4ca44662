"""Names of fields and of what has them."""

from __future__ import annotations

import re

from engine.base.errors import Refused

OWNERS = ("product", "variant", "collection", "page", "blog", "article", "customer", "order", "shop")
MOST_KEY = 64
MOST_NAMESPACE = 255

_WORD = re.compile(r"[A-Za-z0-9_-]+")


def check_owner(owner_type: str) -> None:
    """Raises Refused for what cannot have fields."""
    if owner_type not in OWNERS:
        raise Refused("metafield.owner", field="owner_type", value=owner_type[:40], allowed=", ".join(OWNERS))


def check_namespace(namespace: str) -> str:
    """The namespace, if it is one. Raises Refused."""
    return _checked("namespace", namespace, MOST_NAMESPACE)


def check_key(key: str) -> str:
    """The key, if it is one. Raises Refused."""
    return _checked("key", key, MOST_KEY)


def _checked(field: str, text: str, most: int) -> str:
    if len(text) > most or not _WORD.fullmatch(text):
        raise Refused("metafield.name", field=field, value=text[:40], most=most)
    return text
