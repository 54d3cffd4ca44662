"""Filters that write elements: pictures, films, scripts, styles, times, pagination."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from engine.base.bounded import Bounded
from engine.liquid.errors import RenderError
from engine.liquid.filters.dates import date, strftime, tell_time, to_moment
from engine.liquid.filters.strings import plain
from engine.liquid.safe import trusted
from engine.liquid.values import to_integer, to_text
from engine.rendering import ports
from engine.rendering.drops.media import MediaDrop
from engine.rendering.references import ExternalVideo

from .addresses import ImageAddress, image_address, image_of, img_url
from .base import front_of, tag

_STANDARD_WIDTHS = (352, 832, 1200, 1920)


def image_tag(
    context: Any,
    value: object,
    *,
    widths: object = None,
    sizes: object = None,
    preload: object = False,
    alt: object = Ellipsis,
    width: object = Ellipsis,
    height: object = Ellipsis,
    srcset: object = Ellipsis,
    **options: object,
) -> Markup:
    address = value if isinstance(value, ImageAddress) else _default_address(value)
    alt = address.image.liquid_get("alt") if alt is Ellipsis else to_text(alt)
    given = (widths, sizes, alt, width, height, srcset, *options, *options.values())
    key = (
        (*address.key(), tuple(v.__class__ for v in given), given)
        if _SIMPLE.issuperset(map(type, given))
        else None
    )
    found = _IMAGES.get(key) if key is not None else None
    if found is None:
        found = _image(address, widths, sizes, alt, width, height, srcset, options)
        if key is not None:
            _IMAGES.keep(key, found)
    written, shown = found
    if preload is True:
        context.host.preload(str(address), shown, sizes)
    return written


_SIMPLE = frozenset({str, Markup, int, float, bool, type(None), type(Ellipsis)})
"""Arguments that say the same on every page; an object of a page is never kept."""
_IMAGES: Bounded[tuple[object, ...], tuple[Markup, object]] = Bounded(4_096)
"""Elements that were written, with their srcset, by all that they are made of: some 5 MB."""


def _image(
    address: ImageAddress,
    widths: object,
    sizes: object,
    alt: object,
    width: object,
    height: object,
    srcset: object,
    options: dict[str, object],
) -> tuple[Markup, object]:
    drawn_width, drawn_height = address.drawn_size()
    values: dict[str, object] = {"src": str(address), "alt": alt}
    if srcset is Ellipsis:
        values["srcset"] = _srcset(address, widths)
    elif srcset is not None:
        values["srcset"] = srcset
    # Who sets one of the two means to set both: a height of ours beside a width of theirs would distort the picture.
    values["width"] = drawn_width if width is Ellipsis and height is Ellipsis else _given(width)
    values["height"] = drawn_height if width is Ellipsis and height is Ellipsis else _given(height)
    if sizes is not None and values.get("srcset"):
        values["sizes"] = sizes
    values.update({name: v for name, v in options.items() if name != "style" or v != ""})
    return tag("img", values), values.get("srcset")


def _given(value: object) -> object:
    return None if value is Ellipsis else value


def _default_address(value: object) -> ImageAddress:
    if image_of(value) is None:
        raise RenderError("image_tag needs the address of a picture, made by image_url")
    return image_address(value, None, None, None)


def _srcset(address: ImageAddress, widths: object) -> str | None:
    own = address.image.media.width or address.width or 0
    limit = min(own, address.width) if address.width and own else own or address.width or 0
    asked = [to_integer(w) for w in to_text(widths).split(",")] if widths else list(_STANDARD_WIDTHS)
    shown = sorted({w for w in asked if 0 < w <= limit})
    if limit and (not shown or (asked and max(asked) > limit > shown[-1])):
        shown.append(limit)
    if len(shown) < 2 and not widths:
        return None
    return ", ".join(f"{address.sized(w)} {w}w" for w in shown) or None


def img_tag(
    context: Any, value: object, alt: object = "", css_class: object = None, size: object = None
) -> Markup:
    if isinstance(value, str):
        src = str(value)
    else:
        src = img_url(context, value, size) if size is not None else str(_default_address(value))
    return tag("img", {"src": src, "alt": to_text(alt), "class": css_class})


def stylesheet_tag(context: Any, value: object, *, preload: object = False, media: object = "all") -> Markup:
    if media.__class__ is str:
        return _known_sheet(plain(value), preload is True, media)
    return _sheet(plain(value), preload is True, media)


def _sheet(address: str, preload: bool, media: object) -> Markup:
    sheet = tag("link", {"href": address, "rel": "stylesheet", "type": "text/css", "media": media})
    if not preload:
        return sheet
    return trusted(tag("link", {"href": address, "rel": "preload", "as": "style"}) + sheet)


_known_sheet = lru_cache(maxsize=256)(_sheet)


def script_tag(context: Any, value: object) -> Markup:
    return tag("script", {"src": plain(value), "type": "text/javascript"}, "")


def preload_tag(context: Any, value: object, **options: object) -> Markup:
    kind = options.pop("as", None)
    if not kind:
        raise RenderError("preload_tag needs 'as'")
    return tag("link", {"href": plain(value), "rel": "preload", "as": kind, **options})


_FORMATS = {
    "abbreviated_date": "%b %d, %Y",
    "basic": "%m/%d/%Y",
    "date": "%B %d, %Y",
    "date_at_time": "%B %d, %Y at %I:%M %p",
    "default": "%A, %B %d, %Y at %I:%M %p %z",
    "on_date": "on %b %d, %Y",
}


def _pattern(context: Any, name: str) -> str | None:
    texts = front_of(context).texts
    return texts.get(f"date_formats.{name}") or _FORMATS.get(name)


def localized_date(context: Any, value: object, pattern: object = None, *, format: object = None) -> object:
    """`date` with the names of formats, and month and day names in the page's language."""
    named = to_text(format) if format is not None else to_text(pattern)
    found = _pattern(context, named)
    locale = front_of(context).visit.locale
    moment = to_moment(value, context.host.now())
    tell_time(context, value, found or to_text(pattern))
    if moment is not None and found is not None and f"date_formats.{named}" not in front_of(context).texts:
        written = _by_babel(moment, named, locale)
        if written is not None:
            return written
    if moment is not None and locale.split("-")[0] != "en" and "%" in (found or to_text(pattern)):
        return strftime(moment, _with_names(moment, found or to_text(pattern), locale))
    return date(context, value, found if found is not None else pattern)


def _by_babel(moment: Any, name: str, locale: str) -> str | None:
    if locale.split("-")[0] == "en":
        return None
    from babel.dates import format_date, format_datetime

    code = locale.replace("-", "_")
    if name in ("date", "on_date"):
        return str(format_date(moment, "long", locale=code))
    if name == "abbreviated_date":
        return str(format_date(moment, "medium", locale=code))
    if name == "basic":
        return str(format_date(moment, "short", locale=code))
    if name in ("default", "date_at_time"):
        return str(format_datetime(moment, "long", tzinfo=moment.tzinfo, locale=code))
    return None


def _with_names(moment: Any, pattern: str, locale: str) -> str:
    """Put the locale's day and month names into a pattern; everything else is numbers."""
    from babel.dates import get_day_names, get_month_names

    code = locale.replace("-", "_")
    names = {
        "%A": get_day_names("wide", locale=code)[moment.weekday()],
        "%a": get_day_names("abbreviated", locale=code)[moment.weekday()],
        "%B": get_month_names("wide", locale=code)[moment.month],
        "%b": get_month_names("abbreviated", locale=code)[moment.month],
    }
    for directive, name in names.items():
        pattern = pattern.replace(directive, str(name).replace("%", "%%"))
    return pattern


def time_tag(
    context: Any, value: object, pattern: object = None, *, format: object = None, datetime: object = None
) -> Markup:
    moment = to_moment(value, context.host.now())
    if moment is None:
        raise RenderError("time_tag needs a date")
    tell_time(context, value, "%s")
    shown = localized_date(
        context, moment, pattern if pattern is not None or format is not None else "default", format=format
    )
    machine = strftime(moment.astimezone(dt.UTC), "%Y-%m-%dT%H:%M:%SZ")
    if datetime is not None:
        machine = strftime(moment, to_text(datetime))
    return tag("time", {"datetime": machine}, str(escape(to_text(shown))))


def media_tag(context: Any, value: object, *, image_size: object = None, **options: object) -> Markup:
    if isinstance(value, ExternalVideo):
        return external_video_tag(context, value, **options)
    if not isinstance(value, MediaDrop):
        raise RenderError("media_tag needs a picture or film")
    if value.media.kind == "video":
        return video_tag(context, value, **options)
    return image_tag(context, image_address(value, None, None, None), **options)


def video_tag(context: Any, value: object, *, image_size: object = None, **options: object) -> Markup:
    if not isinstance(value, MediaDrop) or value.media.kind != "video":
        raise RenderError("video_tag needs a film")
    source = tag("source", {"src": ports.pictures().original(value.media), "type": value.media.content_type})
    values: dict[str, object] = {
        "playsinline": True,
        "preload": "metadata",
        "aria-label": value.liquid_get("alt"),
    }
    values.update(options)
    values.setdefault("controls", "autoplay" not in options)
    return tag("video", values, source)


def model_viewer_tag(context: Any, value: object, **options: object) -> Markup:
    raise RenderError("model_viewer_tag needs a model; galleries hold pictures and films")


def external_video_url(context: Any, value: object, **options: object) -> str:
    if not isinstance(value, ExternalVideo):
        raise RenderError("external_video_url needs a film at YouTube or Vimeo")
    own, number = value.liquid_get("type"), value.liquid_get("id")
    base = (
        f"https://www.youtube-nocookie.com/embed/{number}"
        if own == "youtube"
        else f"https://player.vimeo.com/video/{number}"
    )
    pairs = {k: to_text(1 if v is True else 0 if v is False else v) for k, v in options.items()}
    return f"{base}?{urlencode(pairs)}" if pairs else base


def external_video_tag(context: Any, value: object, **options: object) -> Markup:
    src = plain(value) if isinstance(value, str) else external_video_url(context, value)
    values = {
        "src": src,
        "loading": "lazy",
        "allow": "accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture",
        "allowfullscreen": True,
        "title": options.pop("title", options.pop("alt", "Video")),
        **options,
    }
    return tag("iframe", values, "")


def default_pagination(
    context: Any,
    value: object,
    *,
    previous: object = None,
    next: object = None,
    anchor: object = None,
    **_: object,
) -> Markup:
    paginate: Any = value
    front = front_of(context)
    end = f"#{plain(anchor)}" if anchor else ""

    def link(part: Any, words: object, css_class: str) -> str:
        return tag(
            "span",
            {"class": css_class},
            tag("a", {"href": f"{part.liquid_get('url')}{end}"}, str(escape(to_text(words)))),
        )

    written = []
    before, after = paginate.liquid_get("previous"), paginate.liquid_get("next")
    if before:
        written.append(link(before, previous or front.platform_text("pagination.previous"), "prev"))
    for part in paginate.liquid_get("parts"):
        title = part.liquid_get("title")
        if part.liquid_get("is_link"):
            written.append(link(part, title, "page"))
        else:
            current = title.isdigit()
            name = "page current" if current else "deco"
            written.append(
                tag(
                    "span",
                    {"class": name, "aria-current": "page" if current else None},
                    str(escape(title)),
                )
            )
    if after:
        written.append(link(after, next or front.platform_text("pagination.next"), "next"))
    return trusted(" ".join(written))


def default_errors(context: Any, value: object) -> str:
    errors: Any = value
    if not errors:
        return ""
    items = [
        tag("li", {}, str(escape(message if field == "form" else f"{errors.label(field)} {message}")))
        for field, message in errors.fields.items()
    ]
    return tag("div", {"class": "errors", "role": "alert"}, tag("ul", {}, "".join(items)))


def highlight(context: Any, value: object, terms: object = "") -> object:
    import re

    words = sorted({w for w in re.findall(r"\w+", plain(terms))[:10] if w}, key=len, reverse=True)
    text = to_text(value)
    if not words or not text:
        return value
    pattern = re.compile("|".join(re.escape(w) for w in words), re.IGNORECASE)
    shown = str(escape(text)) if not isinstance(text, Markup) else str.__str__(text)
    # Each match becomes an element of its own before they are put together.
    context.budget.make(len(shown) * 2 + sum(1 for _ in islice(pattern.finditer(shown), 50_000)) * 150)
    if isinstance(text, Markup):
        return trusted(
            "".join(p if p.startswith("<") else _mark(pattern, p) for p in re.split(r"(<[^>]*>)", shown))
        )
    return trusted(_mark_plain(pattern, text))


def _mark(pattern: Any, text: str) -> str:
    return pattern.sub(lambda m: f'<strong class="highlight">{m.group()}</strong>', text)


def _mark_plain(pattern: Any, text: str) -> str:
    written, at = [], 0
    for match in pattern.finditer(text):
        written.append(str(escape(text[at : match.start()])))
        written.append(f'<strong class="highlight">{escape(match.group())}</strong>')
        at = match.end()
    return "".join([*written, str(escape(text[at:]))])


FILTERS: dict[str, Callable[..., object]] = {
    "date": localized_date,
    "default_errors": default_errors,
    "default_pagination": default_pagination,
    "external_video_tag": external_video_tag,
    "external_video_url": external_video_url,
    "highlight": highlight,
    "image_tag": image_tag,
    "img_tag": img_tag,
    "media_tag": media_tag,
    "model_viewer_tag": model_viewer_tag,
    "preload_tag": preload_tag,
    "script_tag": script_tag,
    "stylesheet_tag": stylesheet_tag,
    "time_tag": time_tag,
    "video_tag": video_tag,
}
