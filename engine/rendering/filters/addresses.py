"""Addresses: of assets, pictures, records, and links to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from markupsafe import escape

from engine.base.slugs import slugify
from engine.catalogue.queries import NAMED_SIZES
from engine.liquid.errors import RenderError
from engine.liquid.filters.strings import plain, refuse_nul
from engine.liquid.values import to_integer, to_text, type_name
from engine.rendering import ports
from engine.rendering.drops.media import MediaDrop

from .base import front_of, tag

LARGEST = 5760


class ImageAddress(str):
    """A picture's address that remembers the picture and the size asked for."""

    image: MediaDrop
    width: int | None
    height: int | None
    crop: str | None

    def sized(self, width: int) -> str:
        """The same picture at another width."""
        height = None
        if self.width and self.height:
            height = max(round(width * self.height / self.width), 1)
        return ports.pictures().image(self.image.media, width=width, height=height, crop=self.crop)

    def key(self) -> tuple[object, ...]:
        """All that addresses and sizes of this picture follow from."""
        media = self.image.media
        own = (media.store_id, media.id, media.file_name, media.width, media.height)
        return (ports.pictures(), str.__str__(self), *own, self.width, self.height, self.crop)

    @property
    def trace_key(self) -> tuple[object, ...]:
        """The same, with what an `img` says in its place."""
        return (*self.key(), self.image.liquid_get("alt"))

    def drawn_size(self) -> tuple[int | None, int | None]:
        """Width and height as the browser will have them."""
        own_width, own_height = self.image.media.width, self.image.media.height
        if not own_width or not own_height:
            return self.width, self.height
        if self.width and self.height and self.crop:
            return self.width, self.height
        scale = min(
            1.0,
            self.width / own_width if self.width else 1.0,
            self.height / own_height if self.height else 1.0,
        )
        return max(round(own_width * scale), 1), max(round(own_height * scale), 1)


def image_of(value: object) -> MediaDrop | None:
    """The picture of a value: a picture itself, or what a product, collection or article shows first."""
    if isinstance(value, MediaDrop):
        if value.media.kind == "image":
            return value
        return None
    if isinstance(value, ImageAddress):
        return value.image
    for name in ("featured_image", "preview_image", "image"):
        found = value.liquid_get(name) if hasattr(value, "liquid_get") else None
        if isinstance(found, MediaDrop):
            return found
    return None


def image_address(value: object, width: int | None, height: int | None, crop: str | None) -> ImageAddress:
    """The address of a value's picture. Raises `RenderError` if it has none."""
    image = _picture("image_url", value)
    address = ports.pictures().image(image.media, width=width, height=height, crop=crop)
    return _remembering(address, image, width, height, crop)


def _picture(asked: str, value: object) -> MediaDrop:
    """The picture of a value for the filter that is asked for it. Raises `RenderError` if it has none."""
    image = image_of(value)
    if image is None:
        raise RenderError(f"{asked} needs a picture, found {type_name(value)}")
    return image


def _remembering(
    text: str, image: MediaDrop, width: int | None, height: int | None, crop: str | None
) -> ImageAddress:
    address = ImageAddress(text)
    address.image, address.width, address.height, address.crop = image, width, height, crop
    return address


def image_url(
    context: Any,
    value: object,
    *,
    width: object = None,
    height: object = None,
    crop: object = None,
    scale: object = None,
    **_: object,
) -> str:
    cropped = to_text(crop) if crop is not None and crop is not False else None
    return image_address(value, _pixels(width, "width"), _pixels(height, "height"), cropped)


def _pixels(value: object, name: str) -> int | None:
    if value is None:
        return None
    pixels = to_integer(value)
    if not 1 <= pixels <= LARGEST:
        raise RenderError(f"{name} must be from 1 to {LARGEST}, not {pixels}")
    return pixels


_SIZE = re.compile(r"(\d*)x(\d*)\Z")


def _img_url(name: str) -> Callable[..., str]:
    """The older filter for pictures, under one of its names. Themes, and their scripts, write another size into what it
    answers, so that a size of its own is only signed where it is cropped."""

    def img_url(
        context: Any,
        value: object,
        size: object = "small",
        *,
        crop: object = None,
        scale: object = 1,
        **_: object,
    ) -> str:
        image, text = _picture(name, value), to_text(size)
        if text in NAMED_SIZES:
            pixels = NAMED_SIZES[text]
            address = ports.pictures().sizable(image.media, text if pixels else "")
            return _remembering(address, image, pixels, pixels, None)
        match = _SIZE.match(text)
        if match is None:
            raise RenderError(f"'{text[:30]}' is not a size")
        factor, cropped = min(max(to_integer(scale, 1), 1), 3), to_text(crop) or None
        width, height = (int(part) * factor if part else None for part in match.groups())
        width, height = _pixels(width, "width"), _pixels(height, "height")
        if cropped and width and height:
            return image_address(image, width, height, cropped)
        written = "" if text == "x" else f"{text}@{factor}x" if factor > 1 else text
        return _remembering(ports.pictures().sizable(image.media, written), image, width, height, None)

    return img_url


img_url = _img_url("img_url")


def asset_url(context: Any, value: object) -> str:
    name = refuse_nul(plain(value)).removeprefix("/")
    return str(context.host.asset_address(name))


def file_url(context: Any, value: object) -> str:
    media = front_of(context).loading.files.by_name(refuse_nul(plain(value)))
    if media is None:
        raise RenderError(f"there is no file '{plain(value)[:80]}'")
    return ports.pictures().original(media)


def asset_img_url(context: Any, value: object, size: object = "small", **_: object) -> str:
    return asset_url(context, value)


_file_img_url = _img_url("file_img_url")


def file_img_url(context: Any, value: object, size: object = "small", **options: object) -> str:
    front = front_of(context)
    image = front.image(front.loading.files.by_name(plain(value)))
    return _file_img_url(context, image, size, **options)


def inline_asset_content(context: Any, value: object) -> str:
    return context.host.asset_text(refuse_nul(plain(value)))


def link_to(context: Any, value: object, url: object = "", title: object = None, **options: object) -> str:
    values = {"href": url, "title": title, **options}
    return tag("a", values, str(escape(to_text(value)) if not hasattr(value, "__html__") else value))


def within(context: Any, value: object, collection: object = None) -> str:
    handle = collection.liquid_get("handle") if hasattr(collection, "liquid_get") else None
    path = plain(value)
    return f"/collections/{handle}{path}" if handle and path.startswith("/products/") else path


def url_for_vendor(context: Any, value: object) -> str:
    return f"/collections/vendors?q={quote_plus(plain(value))}"


def url_for_type(context: Any, value: object) -> str:
    return f"/collections/types?q={quote_plus(plain(value))}"


def link_to_vendor(context: Any, value: object, **options: object) -> str:
    return link_to(context, value, url_for_vendor(context, value), plain(value), **options)


def link_to_type(context: Any, value: object, **options: object) -> str:
    return link_to(context, value, url_for_type(context, value), plain(value), **options)


def _tagged(context: Any, tags: list[str]) -> str:
    visit = front_of(context).visit
    if "/blogs/" in visit.path:
        base = visit.path.split("/tagged/")[0]
        return f"{base}/tagged/{'+'.join(slugify(t) for t in tags)}" if tags else base
    pairs = [(k, v) for k, v in visit.query if k not in ("filter.p.tag", "page", "section_id")]
    pairs += [("filter.p.tag", t) for t in tags]
    return f"{visit.path}?{urlencode(pairs)}" if pairs else visit.path


def _chosen_tags(context: Any) -> list[str]:
    current = context.variable("current_tags")
    return [str(t) for t in current] if isinstance(current, list) else []


def link_to_tag(context: Any, value: object, tag_name: object = None) -> str:
    name = plain(tag_name if tag_name is not None else value)
    return link_to(context, value, _tagged(context, [name]), name)


def link_to_add_tag(context: Any, value: object, tag_name: object = None) -> str:
    name = plain(tag_name if tag_name is not None else value)
    return link_to(context, value, _tagged(context, [*_chosen_tags(context), name]), name)


def link_to_remove_tag(context: Any, value: object, tag_name: object = None) -> str:
    name = plain(tag_name if tag_name is not None else value)
    return link_to(context, value, _tagged(context, [t for t in _chosen_tags(context) if t != name]), name)


def highlight_active_tag(context: Any, value: object, css_class: object = "active") -> object:
    if plain(value) in _chosen_tags(context):
        return tag("span", {"class": css_class}, str(escape(to_text(value))))
    return value


def sort_by(context: Any, value: object, order: object) -> str:
    joint = "&" if "?" in plain(value) else "?"
    return f"{plain(value)}{joint}sort_by={quote(plain(order))}"


FILTERS: dict[str, Callable[..., object]] = {
    "article_img_url": _img_url("article_img_url"),
    "asset_img_url": asset_img_url,
    "asset_url": asset_url,
    "collection_img_url": _img_url("collection_img_url"),
    "file_img_url": file_img_url,
    "file_url": file_url,
    "global_asset_url": asset_url,
    "highlight_active_tag": highlight_active_tag,
    "image_url": image_url,
    "img_url": img_url,
    "inline_asset_content": inline_asset_content,
    "link_to": link_to,
    "link_to_add_tag": link_to_add_tag,
    "link_to_remove_tag": link_to_remove_tag,
    "link_to_tag": link_to_tag,
    "link_to_type": link_to_type,
    "link_to_vendor": link_to_vendor,
    "product_img_url": _img_url("product_img_url"),
    "shopify_asset_url": asset_url,
    "sort_by": sort_by,
    "url_for_type": url_for_type,
    "url_for_vendor": url_for_vendor,
    "within": within,
}
