"""What was made, by the names that routes and forms use."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "a password of the tests"


@dataclass
class FullStore:
    """``things``: what stands for the names in routes and forms, as text."""

    id: int
    host: str
    word: str
    things: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.things[name]
