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

    def original(self, media: Media) -> str:
        """The address of the file as it was uploaded."""


pictures: Port[Pictures] = Port("rendering.pictures")
