"""What a file is, by its first bytes. Names and declared types are never believed."""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """``kind`` as Media keeps it: image, video or file."""

    kind: str
    content_type: str
    extension: str


PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
}
"""Content types of pictures, with the name Pillow has for them."""
_SVG = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?<svg[\s>]", re.S | re.I
)
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|head|body|iframe|svg)\b", re.I)


def sniff(data: bytes) -> Kind | None:
    """The kind of a file that may be kept; None for any other."""
    start = data[:32]
    if start.startswith(b"\xff\xd8\xff"):
        return Kind("image", "image/jpeg", "jpg")
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind("image", "image/png", "png")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Kind("image", "image/webp", "webp")
    if start[:6] in (b"GIF87a", b"GIF89a"):
        return Kind("image", "image/gif", "gif")
    if start[4:8] == b"ftyp":
        return _iso_media(start[8:12])
    if start.startswith(b"\x1aE\xdf\xa3"):
        return Kind("video", "video/webm", "webm")
    if start.startswith(b"%PDF-"):
        return Kind("file", "application/pdf", "pdf")
    if _SVG.match(data[:4096]):
        return Kind("file", "image/svg+xml", "svg")
    return _plain_text(data)


def _iso_media(brand: bytes) -> Kind | None:
    if brand in (b"avif", b"avis"):
        return Kind("image", "image/avif", "avif")
    if brand in (b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"):
        return Kind("video", "video/mp4", "mp4")
    return None


def _plain_text(data: bytes) -> Kind | None:
    """Text without markup that a browser might run, should it ever guess."""
    if not data or b"\0" in data or _MARKUP.search(data[:65_536]):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Kind("file", "text/plain", "txt")
