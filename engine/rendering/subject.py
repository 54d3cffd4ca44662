"""What a page is about, what has to be known of it before it is made, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.liquid import InlineHashes, Problem

from .drops.front import Front


@dataclass(frozen=True)
class PageSubject:
    """What a page is about: the template it wants, its objects, and the words of its head.

    `template` is the name without suffix; `suffix` is tried first. `path` is the canonical path.
    """

    template: str
    objects: Mapping[str, object] = field(default_factory=dict)
    suffix: str | None = None
    title: str = ""
    description: str | None = None
    image: object = None
    path: str = "/"
    canonical_query: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass
class RenderedPage:
    """A finished page or fragment."""

    html: str
    hashes: InlineHashes
    problems: list[Problem]
    status: int = 200


@dataclass(frozen=True)
class PageHead:
    """What has to be known of a page before its parts: the template that it wants, and its status."""

    template: str
    suffix: str | None = None
    status: int = 200

    @classmethod
    def of(cls, subject: PageSubject) -> PageHead:
        """The head of the page that is about *subject*."""
        return cls(subject.template, subject.suffix, subject.status)


Find = Callable[[Front], PageSubject | None]


class NoTheme(Exception):
    """The store has no theme, or its pack cannot be read. `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
