"""Which Python variable holds a template's name at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .facts import OBSERVED, Facts


@dataclass
class Frame:
    """Names in front of all others for the time of a block: a loop's, a form's, a page of a list's."""

    names: dict[str, str]
    loop: Loop | None = None


@dataclass
class Loop:
    """A loop of the generated code. `object` is the Python variable of its `forloop`, if it has one."""

    number: int
    title: str
    object: str = ""


@dataclass(frozen=True)
class Spot:
    """A place that the interpreter can take over: its nodes, and where it finds the variables.

    `frames` holds, outermost first, (template name, Python variable) pairs; a pair of `forloop` with a tuple
    means that the object is to be made of (title, index variable, length variable).
    """

    nodes: list[Any]
    frames: tuple[tuple[tuple[str, Any], ...], ...]
    place: str
    assigns: str = ""
    counted: bool = False
    """Whether the name that is assigned is a counter too, whose value goes on changing."""


@dataclass
class Names:
    """Resolves names; knows which are surely assigned at this point."""

    facts: Facts
    frames: list[Frame] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    definite: set[str] = field(default_factory=set)
    early: dict[str, str] = field(default_factory=dict)
    """Names read once at the start, and their Python variables."""
    shared: bool = False
    """The variables live in the context, where other templates see them; only what blocks put in front is ours."""

    def __post_init__(self) -> None:
        if self.shared:
            return
        for name in sorted(self.facts.assigned):
            self.variables[name] = f"v{len(self.variables)}"

    def framed(self, name: str) -> str | None:
        """The Python variable of a name that a block put in front."""
        for frame in reversed(self.frames):
            if name in frame.names:
                return frame.names[name]
        return None

    def source(self, name: str) -> str:
        """Python that reads a name."""
        framed = self.framed(name)
        if framed is not None:
            return framed
        if self.shared:
            return f"O({name!r})"
        if name in self.variables:
            variable = self.variables[name]
            return (
                variable if name in self.definite else f"({variable} if {variable} is not M else O({name!r}))"
            )
        if name in self.facts.counted:
            return f"O({name!r})"
        if self.facts.reads.get(name, 0) > 1:
            return self.early.setdefault(name, f"o{len(self.early)}")
        return f"O({name!r})"

    def loop(self) -> Loop | None:
        """The innermost loop."""
        for frame in reversed(self.frames):
            if frame.loop is not None:
                return frame.loop
        return None

    def loop_at(self) -> Loop | None:
        """The loop that `forloop` means here; None if something else is called so."""
        for frame in reversed(self.frames):
            if "forloop" in frame.names:
                return frame.loop
        return None

    def observed(self, name: str) -> bool:
        """Whether a change of this name must reach the context at once."""
        return self.shared or (self.facts.observers and name in OBSERVED)

    def snapshot(self) -> tuple[tuple[tuple[str, Any], ...], ...]:
        """The frames as a `Spot` keeps them."""
        kept = []
        for frame in self.frames:
            pairs: list[tuple[str, Any]] = []
            for name, variable in frame.names.items():
                loop = frame.loop
                if name == "forloop" and loop is not None and not loop.object:
                    pairs.append((name, (loop.title, f"i{loop.number}", f"n{loop.number}")))
                else:
                    pairs.append((name, variable))
            kept.append(tuple(pairs))
        return tuple(kept)
