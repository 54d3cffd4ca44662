"""What a trace finds: each place where a setting's value is written, and what else the file does."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

Path = tuple[str, ...]
"""Where a value comes from: ("section", "settings", "heading"), ("block", "settings", "image", "alt"), ("product", …)."""


@dataclass(frozen=True)
class Use:
    """One place where a setting is written. `rest` is what was read of it (`alt`, `products`)."""

    owner: str
    setting: str
    rest: Path
    blocks: frozenset[str] | None
    """The kinds of block that the place is for; None if it is for any."""
    places: frozenset[str]
    tag: str
    attribute: str
    anchor: int
    filters: tuple[str, ...]
    looped: bool = False
    """Whether it is walked through rather than written."""
    begun: str = ""
    """What the attribute's value begins with."""


@dataclass(frozen=True)
class Signal:
    """Something that a file does beside showing settings: a form, a page's object, an address of the shop."""

    kind: str
    name: str
    blocks: frozenset[str] | None
    in_loop: bool


@dataclass
class Anchor:
    """A link or button: the settings of its address, those of its text, and whether it holds more than one text."""

    addresses: set[tuple[str, str]] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)
    holds_more: bool = False
    has_picture: bool = False
    is_optional: bool = False
    """Whether its text is shown without the link where there is no address."""


@dataclass
class Trace:
    """All uses and signals of one file and the snippets that it renders."""

    uses: list[Use] = field(default_factory=list)
    signals: set[Signal] = field(default_factory=set)
    anchors: dict[int, Anchor] = field(default_factory=dict)
    static_blocks: dict[str, str] = field(default_factory=dict)
    """Blocks at fixed places, by id: their types."""
    cards: set[str] = field(default_factory=set)
    """Those of them that stand in a loop: each of them is a card of what the loop walks through."""
    shows_blocks: bool = False
    is_whole: bool = True
    """False if a part could not be read, so that nothing can be concluded from what was not seen."""

    def of(self, owner: str, setting: str, block: str | None = None) -> list[Use]:
        """The uses of one setting; for a block's setting, those in its kind of block."""
        return [
            use
            for use in self.uses
            if use.owner == owner
            and (use.setting == setting or ("*" in use.setting and fnmatchcase(setting, use.setting)))
            and (block is None or use.blocks is None or block in use.blocks)
        ]

    def knows_names(self, owner: str, settings: list[str]) -> bool:
        """Whether every setting that is read by a name put together is one of those that there are."""
        patterns = {use.setting for use in self.uses if use.owner == owner and "*" in use.setting}
        return all(any(fnmatchcase(name, pattern) for name in settings) for pattern in patterns)
