"""What the command line needs from the application, which stands outside of `engine`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from engine.base.ports import Port

if TYPE_CHECKING:
    from engine.base.settings import Settings
    from engine.rendering.authoring.watching import PackAtWork


class ServeDesk(Protocol):
    """Serves a shop that wears the pack at work."""

    def __call__(self, settings: Settings, work: PackAtWork, ready: Callable[[], None]) -> None:
        """Returns by KeyboardInterrupt only; *ready* is called once it listens. Raises OSError: the port is taken."""
        ...


desk: Port[ServeDesk] = Port("wiring.desk")
