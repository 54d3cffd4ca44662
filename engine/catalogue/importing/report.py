"""What an import did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.base.errors import Invalid, Refused
from engine.base.texts import Texts
from engine.catalogue.importing.parsed import Problem

MOST_KEPT = 5_000
"""Problems kept word for word; the rest are counted."""


@dataclass
class ImportReport:
    """Counts are of products unless named otherwise. ``problems``: [{file, line, key, reason}]; ``notes`` ask for nothing."""

    file: str
    source_format: str
    import_id: int | None = None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    variants_added: int = 0
    collections_added: int = 0
    links_changed: int = 0
    pictures_added: int = 0
    pictures_to_fetch: int = 0
    problem_count: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    offered: dict[str, int] = field(default_factory=dict)
    """Items that came to be, by where they are offered: {"for_sale/not_listed" (online/in a shop): how many}."""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    longest_hold_ms: float = 0.0
    """The longest transaction, in milliseconds: on SQLite nobody else writes during one."""

    @property
    def products(self) -> int:
        """Products looked at, whatever became of them."""
        return self.added + self.changed + self.unchanged + self.skipped

    @property
    def is_clean(self) -> bool:
        """Whether everything in the file came in."""
        return self.problem_count == 0

    def count_offered(self, found: Mapping[str, int]) -> None:
        """Add what a batch made."""
        for key, count in found.items():
            self.offered[key] = self.offered.get(key, 0) + count

    def note_problem(self, problem: Problem, texts: Texts) -> dict[str, Any]:
        """Keep a problem in words; returns it as kept."""
        kept = problem.described(reason_of(problem.refusal, texts))
        self.problem_count += 1
        if len(self.problems) < MOST_KEPT:
            self.problems.append(kept)
        return kept

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return vars(self) | {"products": self.products, "seconds": round(self.seconds, 3)}


def reason_of(refusal: Refused, texts: Texts) -> str:
    """A refusal in words; of several wrong fields, the first few."""
    if isinstance(refusal, Invalid):
        parts = [f"{name}: {reason_of(inner, texts)}" for name, inner in list(refusal.errors.items())[:3]]
        return " ".join(parts)
    if not texts.has(refusal.code):
        return str(refusal)
    return texts.get(refusal.code, **refusal.values)
