"""Addresses of pictures into which whoever has them writes the size: ``/media/<id>/<signature>/lamp_540x.jpg``.

Older themes do so, in Liquid (``replace: '_1x1.', '_{width}x.'``) and by scripts. One signature is good for every size. That
costs little, for every size is a width, rounded up to one of STEPS and no larger than the picture: a height only narrows it,
and nothing is cropped. The answer is a JPEG for those that take nothing better.
"""

from __future__ import annotations

import re
from functools import lru_cache

from engine.base.signing import Signer
from engine.base.slugs import slugify
from engine.catalogue.media.renditions import MOST_ADDRESSES, PURPOSE, STEPS, Rendition, step
from engine.catalogue.models import Media

NAMED_SIZES = {
    "pico": 16, "icon": 32, "thumb": 50, "small": 100, "compact": 160, "medium": 240, "large": 480,
    "grande": 600, "original": None, "master": None,
}  # fmt: skip
"""Sizes by name: as many pixels in either direction, or as the picture comes."""
_SIZE = r"(?P<named>[a-z]{4,8})|(?P<width>\d{0,5})x(?P<height>\d{0,5})(?:@(?P<times>[23])x)?"
_NAME = re.compile(rf"[a-z0-9-]{{1,120}}(?:_(?:{_SIZE}))?\.jpg")


@lru_cache(maxsize=MOST_ADDRESSES)
def sizes_address(signer: Signer, store_id: int, media_id: int, file_name: str, size: str = "") -> str:
    """The path of a picture at a size that can be exchanged for another one: ``300x``, ``x200``, ``300x200``, ``small``, with
    ``@2x`` or ``@3x`` behind it; none for the picture as it comes."""
    signature = signer.short(PURPOSE, _signed(store_id, media_id))
    stem = slugify(file_name.rpartition(".")[0] or file_name, "picture")
    return f"/media/{media_id}/{signature}/{stem}{f'_{size}' if size else ''}.jpg"


def is_sizes_address(signer: Signer, store_id: int, media_id: int, signature: str) -> bool:
    """Whether the signature of such an address is ours."""
    return signer.short_matches(PURPOSE, _signed(store_id, media_id), signature)


def written_size(media: Media, name: str, accept: str = "") -> Rendition | None:
    """The rendition that the last part of such an address asks for; None where it names no size. *accept*: the request's
    Accept header."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    named, times = found["named"], int(found["times"] or 1)
    if named is not None and named not in NAMED_SIZES:
        return None
    pixels = NAMED_SIZES.get(named or "")
    width = pixels or int(found["width"] or 0) * times
    height = pixels or int(found["height"] or 0) * times
    takes_better = "image/webp" in accept or "image/avif" in accept
    return Rendition(step(fitting_width(media, width, height)), extension="webp" if takes_better else "jpg")


def fitting_width(media: Media, width: int | None, height: int | None) -> int:
    """The width at which a picture fits into *width* × *height*; either may be missing."""
    limits = [width or media.width or STEPS[-1], media.width or STEPS[-1]]
    if height and media.width and media.height:
        limits.append(max(round(height * media.width / media.height), 1))
    elif height and not width:
        limits.append(height)
    return min(limits)


def _signed(store_id: int, media_id: int) -> str:
    return f"{store_id}/{media_id}/sizes"
