"""Who did it: stored beside every change of state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["staff", "customer", "system"]


@dataclass(frozen=True)
class Actor:
    """``kind`` says what sort of party acted; ``id`` is a staff or customer id where there is one."""

    kind: ActorKind
    name: str
    id: int | None = None


SYSTEM = Actor("system", "Vitrine")
SHOPPER = Actor("customer", "Customer")
