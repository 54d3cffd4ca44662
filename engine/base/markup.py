"""Rich text that people typed: cleaned once, when it is stored."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup

from engine.base.errors import Refused

MOST_CHARACTERS = 200_000
_NAMES = (
    "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 "
    "h5 h6 hr i img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul"
)
TAGS = frozenset(_NAMES.split())
ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href", "target"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start", "type"},
    "col": {"span"},
    "colgroup": {"span"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "blockquote": {"cite"},
    "q": {"cite"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|tr|td|dd|dt|blockquote|figcaption)>|<br\s*/?>", re.I)


def clean_html(text: str | None, *, field: str | None = None) -> str:
    """*text* with only harmless tags, attributes and link schemes left; scripts and styles go with their content.

    Raises Refused when it is longer than MOST_CHARACTERS (checked before anything reads it).
    """
    if not text:
        return ""
    if len(text) > MOST_CHARACTERS:
        raise Refused("markup.too_long", field=field, most=MOST_CHARACTERS)
    import nh3

    cleaned = nh3.clean(
        text.replace("\0", ""),
        tags=set(TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return cleaned.strip()


def plain_text(html: str | None, most: int | None = None) -> str:
    """The words of clean HTML on one line, cut at a word after *most* characters."""
    text = unescape(_TAG.sub("", _BLOCK_END.sub(" ", html or "")))
    text = " ".join(text.split())
    if most is None or len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def paragraphs(text: str) -> Markup:
    """Plain text as HTML: escaped, an empty line between paragraphs, `<br>` at other line ends."""
    blocks = (block.strip().split("\n") for block in re.split(r"\n\s*\n", text) if block.strip())
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(lines)) for lines in blocks)
