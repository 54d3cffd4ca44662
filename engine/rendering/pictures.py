"""Addresses of pictures as the catalogue signs them."""

from __future__ import annotations

from engine.base.signing import Signer
from engine.catalogue.models import Media
from engine.catalogue.queries import file_address, fitting_width, media_address, sizes_address


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
        return media_address(self.signer, media.store_id, media.id, fitting_width(media, width, height))

    def sizable(self, media: Media, size: str = "") -> str:
        """The address of a picture at a size that can be exchanged for another one in the address."""
        return sizes_address(self.signer, media.store_id, media.id, media.file_name, size)

    def original(self, media: Media) -> str:
        """The address of the file as it was uploaded."""
        return file_address(self.signer, media.store_id, media)
