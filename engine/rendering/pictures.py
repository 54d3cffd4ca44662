"""Addresses of pictures as the catalogue signs them."""

from __future__ import annotations

from engine.base.signing import Signer
from engine.catalogue.models import Media
from engine.catalogue.queries import file_address, media_address

LARGEST = 4_096


class SignedPictures:
    """Fills `ports.pictures`."""

    def __init__(self, signer: Signer) -> None:
        self.signer = signer

    def image(
        self, media: Media, *, width: int | None = None, height: int | None = None, crop: str | None = None
    ) -> str:
        """The address of a picture that fits into `width` × `height`, or fills them where `crop` is given."""
        if width and height and crop:
            return media_address(self.signer, media.store_id, media.id, width, height, crop)
        return media_address(self.signer, media.store_id, media.id, _width(media, width, height))

    def original(self, media: Media) -> str:
        """The address of the file as it was uploaded."""
        return file_address(self.signer, media.store_id, media)


def _width(media: Media, width: int | None, height: int | None) -> int:
    """The width at which a picture fits."""
    limits = [width or media.width or LARGEST, media.width or LARGEST]
    if height and media.width and media.height:
        limits.append(max(round(height * media.width / media.height), 1))
    elif height and not width:
        limits.append(height)
    return min(limits)
