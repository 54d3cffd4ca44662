"""Records with a handle, which stands for them wherever a template takes them for a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.liquid import Drop

if TYPE_CHECKING:
    from .front import Front


class Named(Drop):
    """A record with a handle. Older themes know settings that name a record as its handle: they build addresses of it,
    compare it, and look the record up by it. Written, compared with a text and as a key, a record is its handle.
    """

    listed_in: ClassVar[str]
    """The object that has every record of the kind by its handle."""

    front: Front

    def __str__(self) -> str:
        return str(self.liquid_get("handle"))

    def __eq__(self, other: object) -> bool:
        return str(self) == other if isinstance(other, str) else self._is(other)

    def __hash__(self) -> int:
        # Not that of its handle: no property of that name shall be found by it.
        return hash((self.listed_in, str(self)))

    def _is(self, other: object) -> bool:
        """Whether another object stands for the same record."""
        return self is other

    def is_in(self, kind: str, front: Front) -> bool:
        """Whether looking it up among the records of a kind, on the same page, would find itself."""
        return self.listed_in == kind and self.front is front


def key_of(key: object) -> object:
    """What a look-up by handle asks for: a record's own handle, if a record is the key."""
    return str(key) if isinstance(key, Named) else key
