"""Payment gateways, each with the same few calls (ordering.ports.Gateway)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.ordering.ports import Gateway


class Registry:
    """Every gateway of the installation, by name."""

    def __init__(self, gateways: Iterable[Gateway]) -> None:
        self._by_name = {gateway.name: gateway for gateway in gateways}

    def get(self, name: str) -> Gateway | None:
        """The gateway, or None."""
        return self._by_name.get(name)
