"""Accepting an upload: sniffed, limited, and pictures made anew, so that nothing of the sender's file but its look is kept."""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from engine.base.errors import Refused
from engine.catalogue.media.sniff import PICTURES, sniff

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 4_096
"""Larger pictures are kept at this size: no page shows more."""


@dataclass(frozen=True)
class Accepted:
    """An upload ready to be kept. ``sha256`` is of what was sent, so that the same file is known again."""

    kind: str
    content_type: str
    extension: str
    file_name: str
    data: bytes
    sha256: str
    width: int | None = None
    height: int | None = None

    def storage_key(self, store_id: int) -> str:
        """Where it lies in the media store."""
        return f"{store_id}/{self.sha256[:2]}/{self.sha256[2:34]}.{self.extension}"


def accept_upload(file_name: str, data: bytes) -> Accepted:
    """Look at an upload and make it safe. Takes up to a second for a large picture: call it outside transactions.

    Raises Refused: ``media.empty``, ``media.too_large``, ``media.kind``, ``media.too_many_pixels``, ``media.broken``.
    """
    if not data:
        raise Refused("media.empty", field="file")
    if len(data) > MOST_BYTES:
        raise Refused("media.too_large", field="file", most=MOST_BYTES // 1024 // 1024)
    found = sniff(data)
    if found is None:
        raise Refused("media.kind", field="file", name=_plain_name(file_name))
    digest = hashlib.sha256(data).hexdigest()
    if found.kind != "image":
        name = _named(file_name, found.extension)
        return Accepted(found.kind, found.content_type, found.extension, name, data, digest)
    content_type, extension, made, size = _made_anew(data, PICTURES[found.content_type])
    return Accepted("image", content_type, extension, _named(file_name, extension), made, digest, *size)


def _made_anew(data: bytes, source: str) -> tuple[str, str, bytes, tuple[int, int]]:
    """Decode, turn as EXIF says, bring to sRGB, shrink, encode. Returns content type, extension, bytes, (width, height)."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Any = Image.open(BytesIO(data), formats=[source])
            if image.width * image.height > MOST_PIXELS:
                raise Refused(
                    "media.too_many_pixels", field="file", width=image.width, height=image.height, most=25
                )
            if image.width < 1 or image.height < 1:
                raise Refused("media.broken", field="file")
            image.load()
            image = ImageOps.exif_transpose(image)
    except Refused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("media.too_many_pixels", field="file", width="?", height="?", most=25) from None
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
        IndexError,
        KeyError,
        TypeError,
    ):
        # Pillow's decoders answer a damaged file with any of these
        raise Refused("media.broken", field="file") from None
    image = _in_srgb(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    made = BytesIO()
    if source == "JPEG":
        image.convert("RGB").save(made, "JPEG", quality=92, optimize=True, progressive=True)
        return "image/jpeg", "jpg", made.getvalue(), image.size
    if source == "PNG":
        image.save(made, "PNG", optimize=image.width * image.height < 1_000_000)
        return "image/png", "png", made.getvalue(), image.size
    image.save(made, "WEBP", quality=92, method=4)
    return "image/webp", "webp", made.getvalue(), image.size


def _in_srgb(image: Any) -> Any:
    """RGB, or RGBA where something shows through, with a foreign colour profile applied and dropped."""
    from PIL import Image, ImageCms

    profile = image.info.get("icc_profile")
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    flat = image.convert("RGBA" if see_through else "RGB")
    if profile and len(profile) < 4_000_000 and image.mode in ("RGB", "RGBA"):
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            to = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(flat, own, to, outputMode=flat.mode)
            flat = turned or flat
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile: the colours are shown as they are
    clean = Image.new(flat.mode, flat.size)
    clean.paste(flat)
    return clean


def _named(file_name: str, extension: str) -> str:
    return f"{_plain_name(file_name).rsplit('.', 1)[0] or 'file'}.{extension}"


def _plain_name(file_name: str) -> str:
    """The last part of a name, letters that are safe anywhere."""
    last = re.split(r"[\\/]", file_name)[-1]
    return re.sub(r"[^\w.-]+", "-", last).strip(".-")[:100] or "file"
