"""What rendering needs from outside."""

from __future__ import annotations

from typing import Protocol

from engine.base.ports import Port
from engine.catalogue.models import Media


class Pictures(Protocol):
    """Builds addresses of pictures and files."""

    def image(
        self, media: Media, *, width: int | None = None, height: int | None = None, crop: str | None = None
    ) -> str:
        """The address of a picture, resized to fit `width` × `height` pixels; `crop` fills them instead."""

    def sizable(self, media: Media, size: str = "") -> str:
        """The address of a picture at a size (`300x200`, `small`, `300x@2x`) that can be exchanged for another one in the
        address, as older themes do."""

    def original(self, media: Media) -> str:
        """The address of the file as it was uploaded."""


pictures: Port[Pictures] = Port("rendering.pictures")
