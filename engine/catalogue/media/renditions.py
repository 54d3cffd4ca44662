"""Sizes of pictures: signed addresses, made when first asked for, kept in a cache on disk.

Address: ``/media/<id>/<signature>/<width>x<height or 0>-<crop>.<ext>`` with ext ``webp`` or ``jpg`` (for feeds and mail).
Where a browser takes AVIF, one is sent from the cache if it is there; else the WebP goes out at once and the AVIF is made by
a job. Answers vary by Accept and never change: the bytes of an id are fixed.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.base.files import FileStore
from engine.base.signing import Signer
from engine.catalogue.media.cache import RenditionCache
from engine.catalogue.models import Media

PURPOSE = "media"
STEPS = (
    64,
    96,
    128,
    160,
    200,
    240,
    320,
    400,
    480,
    560,
    640,
    720,
    800,
    960,
    1_200,
    1_440,
    1_600,
    1_920,
    2_400,
    3_000,
    4_096,
)
"""Widths and heights are rounded up to these, so that a picture has few sizes."""
COMMON_WIDTHS = (160, 320, 480, 640, 960, 1_200)
"""Made ahead, when a picture comes in."""
CROPS = ("center", "top", "bottom", "left", "right")
CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "avif": "image/avif"}
_NAME = re.compile(r"(\d{1,5})x(\d{1,5})-([a-z]{3,6})\.(webp|jpg)")
_AT_ONCE = threading.Semaphore(2)  # each decodes a picture of up to 25 MP: memory, not time, is the limit


@dataclass(frozen=True)
class Rendition:
    """A size of a picture. ``height`` 0: as it comes. With both given it is cropped to fill, around *crop*."""

    width: int
    height: int = 0
    crop: str = "center"
    extension: str = "webp"

    @property
    def name(self) -> str:
        """The last part of its address."""
        return f"{self.width}x{self.height}-{self.crop}.{self.extension}"


@dataclass(frozen=True)
class Made:
    """A rendition to send. Exactly one of ``path`` and ``data`` is set. Send ``Vary: Accept`` and cache it for ever."""

    content_type: str
    path: Path | None = None
    data: bytes | None = None


def step(size: int) -> int:
    """*size* rounded up to the next of STEPS."""
    return next((known for known in STEPS if known >= size), STEPS[-1])


MOST_ADDRESSES = 20_000
"""Signed addresses that a process keeps, some 5 MB: a page names a few hundred, and mostly the same ones."""


@lru_cache(maxsize=MOST_ADDRESSES)
def media_address(
    signer: Signer,
    store_id: int,
    media_id: int,
    width: int,
    height: int = 0,
    crop: str = "center",
    extension: str = "webp",
) -> str:
    """The path of a picture at a size (no host). Sizes are rounded up; a crop that is not one of CROPS means center."""
    rendition = Rendition(
        step(max(1, width)),
        step(height) if height > 0 else 0,
        crop if crop in CROPS else "center",
        extension if extension in ("webp", "jpg") else "webp",
    )
    signature = signer.short(PURPOSE, _signed(store_id, media_id, rendition.name))
    return f"/media/{media_id}/{signature}/{rendition.name}"


def read_media_address(
    signer: Signer, store_id: int, media_id: int, signature: str, name: str
) -> Rendition | None:
    """The rendition of an address; None when the signature is not ours: then the answer is 404."""
    found = _NAME.fullmatch(name)
    if not found or not signer.short_matches(PURPOSE, _signed(store_id, media_id, name), signature):
        return None
    return Rendition(int(found[1]), int(found[2]), found[3], found[4])


def file_address(signer: Signer, store_id: int, media: Media) -> str:
    """The path of a file or video as it was uploaded."""
    signature = signer.short(PURPOSE, _signed(store_id, media.id, "file"))
    return f"/media/{media.id}/{signature}/file/{media.file_name}"


def is_file_address(signer: Signer, store_id: int, media_id: int, signature: str) -> bool:
    """Whether the signature of a file's address is ours."""
    return signer.short_matches(PURPOSE, _signed(store_id, media_id, "file"), signature)


def _signed(store_id: int, media_id: int, name: str) -> str:
    return f"{store_id}/{media_id}/{name}"


def rendition(
    files: FileStore, cache: RenditionCache, media: Media, wanted: Rendition, *, accept: str = ""
) -> Made:
    """The picture at a size, from the cache or made now (some 50 ms). *accept*: the request's Accept header.

    Raises ``engine.base.files.FileMissing`` when the original is gone.
    """
    if wanted.extension == "webp" and "image/avif" in accept:
        ready = cache.find(media, wanted, "avif")
        if ready:
            return Made(CONTENT_TYPES["avif"], path=ready)
        cache.want(media, wanted)
    content_type = CONTENT_TYPES[wanted.extension]
    ready = cache.find(media, wanted, wanted.extension)
    if ready:
        return Made(content_type, path=ready)
    with _AT_ONCE:
        ready = cache.find(media, wanted, wanted.extension)
        if ready:
            return Made(content_type, path=ready)
        data = make(files, media, wanted, wanted.extension)
    kept = cache.keep(media, wanted, wanted.extension, data)
    return Made(content_type, path=kept) if kept else Made(content_type, data=data)


def make(files: FileStore, media: Media, wanted: Rendition, extension: str) -> bytes:
    """Make one size. Never larger than the original."""
    from PIL import Image

    with files.open(media.storage_key) as source:
        image: Any = Image.open(BytesIO(source.read()))
        if image.format == "JPEG":
            image.draft("RGB", _reach(image.size, wanted))
        image.load()
    image = _fitted(image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "RGB"), wanted)
    made = BytesIO()
    if extension == "avif":
        image.save(made, "AVIF", quality=58, speed=7)
    elif extension == "jpg":
        _on_white(image).save(made, "JPEG", quality=84, optimize=True, progressive=True)
    else:
        image.save(made, "WEBP", quality=80, method=4)
    return made.getvalue()


def _reach(size: tuple[int, int], wanted: Rendition) -> tuple[int, int]:
    """How large a JPEG must be decoded: twice what is asked, for a clean reduction."""
    height = wanted.height or round(wanted.width * size[1] / size[0])
    return wanted.width * 2, height * 2


def _fitted(image: Any, wanted: Rendition) -> Any:
    from PIL import Image, ImageOps

    width, height = image.size
    if wanted.height == 0:
        if wanted.width >= width:
            return image
        return image.resize(
            (wanted.width, max(1, round(height * wanted.width / width))), Image.Resampling.LANCZOS
        )
    scale = min(1.0, width / wanted.width, height / wanted.height)
    target = (max(1, round(wanted.width * scale)), max(1, round(wanted.height * scale)))
    around = {"top": (0.5, 0.0), "bottom": (0.5, 1.0), "left": (0.0, 0.5), "right": (1.0, 0.5)}
    return ImageOps.fit(
        image, target, Image.Resampling.LANCZOS, centering=around.get(wanted.crop, (0.5, 0.5))
    )


def _on_white(image: Any) -> Any:
    from PIL import Image

    if image.mode != "RGBA":
        return image
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    return flat
