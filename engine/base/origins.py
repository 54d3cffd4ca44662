"""The four origins of a store: its shop, and checkout., admin. and preview. before the shop's host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Origin = Literal["shop", "checkout", "admin", "preview"]
PREFIXES: tuple[Origin, ...] = ("checkout", "admin", "preview")
RESERVED_HANDLES = frozenset({*PREFIXES, "www", "api", "static", "mail", "orders"})


def split_host(host: str) -> tuple[Origin, str]:
    """``admin.demo.localhost:8000`` → ("admin", "demo.localhost"). The port is dropped, case folded."""
    name = host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdigit() else host
    name = name.lower().rstrip(".")
    first, _, rest = name.partition(".")
    return (first, rest) if first in PREFIXES and rest else ("shop", name)


@dataclass(frozen=True)
class Addresses:
    """Builds absolute addresses of a store. ``port`` is ``":8000"`` or nothing."""

    host: str
    scheme: str = "http"
    port: str = ""

    def base(self, origin: Origin = "shop") -> str:
        """``http://checkout.demo.localhost:8000``."""
        prefix = "" if origin == "shop" else f"{origin}."
        return f"{self.scheme}://{prefix}{self.host}{self.port}"

    def url(self, path: str, origin: Origin = "shop") -> str:
        """An absolute address; *path* begins with a slash."""
        return f"{self.base(origin)}{path}"
