"""State machines as tables: which step leads from which states to which, readable without the model."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.errors import Conflict


@dataclass(frozen=True)
class StateTable:
    """``steps[step] = (from-states, to-state)``; nothing else is allowed."""

    name: str
    steps: dict[str, tuple[frozenset[str], str]]

    def after(self, state: str, step: str) -> str:
        """The state after *step*. Raises Conflict when *state* does not allow it."""
        sources, target = self.steps[step]
        if state not in sources:
            raise Conflict(f"{self.name}.step_not_allowed", step=step, state=state)
        return target

    def allows(self, state: str, step: str) -> bool:
        """Whether *step* may be taken from *state*."""
        return state in self.steps[step][0]


def table(name: str, **steps: tuple[str, str]) -> StateTable:
    """``table("payment", capture=("authorised", "captured"))``; several from-states are separated by spaces."""
    return StateTable(
        name, {step: (frozenset(source.split()), target) for step, (source, target) in steps.items()}
    )
