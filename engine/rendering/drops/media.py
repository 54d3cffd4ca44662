"""Pictures, films and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.catalogue.models import Media
from engine.liquid import Drop, prop
from engine.rendering import ports

from .details import ImagePresentationDrop, VideoSourceDrop

if TYPE_CHECKING:
    from .front import Front
    from .product import ProductDrop
    from .variant import VariantDrop


_OF_ITSELF = frozenset({"alt", "aspect_ratio", "height", "id", "media_type", "position", "width"})
_OF_PICTURE = _OF_ITSELF | {"src", "url"}
"""What can be read of a picture that follows from its `trace_key`."""


class MediaDrop(Drop):
    """A picture or film in a gallery."""

    liquid_name = "MediaDrop"

    def __init__(self, front: Front, media: Media, alt: str | None = None, position: int = 1) -> None:
        self.front = front
        self.media = media
        self._alt = alt
        self._position = position
        self._key: tuple[object, ...] | None = None
        self.owner: ProductDrop | None = None
        """The product whose gallery it was taken from."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MediaDrop) and other.media.id == self.media.id

    def __hash__(self) -> int:
        return hash(self.media.id)

    @property
    def trace_key(self) -> tuple[object, ...]:
        key = self._key
        if key is None or key[1] != self._position:
            media = self.media
            size = (media.width, media.height)
            own = (media.store_id, media.id, media.kind, media.file_name, *size, media.alt or self._alt)
            key = self._key = (ports.pictures(), self._position, *own)
        return key

    def follows(self, key: object) -> bool:
        return key in (_OF_PICTURE if self.media.kind == "image" else _OF_ITSELF)

    @property
    def is_told_by_key(self) -> bool:
        return self.media.kind == "image"

    @prop
    def id(self) -> int:
        return self.media.id

    @prop
    def position(self) -> int:
        return self._position

    @prop
    def alt(self) -> str:
        return self.media.alt or self._alt or ""

    @prop
    def media_type(self) -> str:
        return self.media.kind if self.media.kind in ("image", "video") else "generic_file"

    @prop("width")
    def width(self) -> int | None:
        return self.media.width

    @prop("height")
    def height(self) -> int | None:
        return self.media.height

    @prop
    def aspect_ratio(self) -> float | None:
        if not self.media.width or not self.media.height:
            return None
        return round(self.media.width / self.media.height, 4)

    @prop
    def preview_image(self) -> ImageDrop | None:
        image = self.front.image(self.media, self._alt)
        if image is not None:
            image.owner, image._position = self.owner, self._position
        return image

    @prop
    def sources(self) -> list[VideoSourceDrop]:
        return [VideoSourceDrop(self.media)] if self.media.kind == "video" else []

    @prop
    def host(self) -> None:
        return None

    @prop("src", "url")
    def address(self) -> str:
        if self.media.kind == "image":
            from engine.rendering.filters.addresses import image_address

            return image_address(self, None, None, None)  # filters such as img_url go on from here
        return ports.pictures().original(self.media)

    def liquid_json(self) -> object:
        return {
            "id": self.media.id,
            "alt": self.liquid_get("alt"),
            "position": self._position,
            "media_type": self.liquid_get("media_type"),
            "aspect_ratio": self.liquid_get("aspect_ratio"),
            "width": self.media.width,
            "height": self.media.height,
            "src": self.liquid_get("src"),
        }


class ImageDrop(MediaDrop):
    """A picture."""

    liquid_name = "ImageDrop"

    @prop
    def presentation(self) -> ImagePresentationDrop:
        return ImagePresentationDrop()

    @prop
    def product_id(self) -> int | None:
        return self.owner.row.id if self.owner is not None else None

    @prop
    def variants(self) -> list[VariantDrop]:
        if self.owner is None:
            return []
        return [v for v in self.owner.all_variants() if v.row.media_id == self.media.id]

    @prop("attached_to_variant?")
    def is_of_variant(self) -> bool:
        return bool(self.liquid_get("variants"))

    def __str__(self) -> str:
        return str(self.liquid_get("src"))
