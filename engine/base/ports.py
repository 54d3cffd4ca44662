"""Ports: what a package needs from one further right, or from outside. Bound once, in engine/wiring."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Port(Generic[T]):
    """A named socket for one implementation: ``rates = Port[DeliveryRates]("ordering.rates")``, then ``rates()``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._filled: T | None = None

    def bind(self, implementation: T) -> None:
        """Fill the port. Filling it again replaces what was there (tests do)."""
        self._filled = implementation

    def __call__(self) -> T:
        """What fills the port. Raises RuntimeError when nothing does."""
        if self._filled is None:
            raise RuntimeError(f"port {self.name} is not bound; see engine/wiring")
        return self._filled
