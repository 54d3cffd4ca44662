"""Which setting carries which content, and what part it plays.

Read in this order: an explicit role in the schema; the setting's type; conventional words in its id.
A value that is no presentation by its type is content; nothing is filed as presentation because nobody knew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .schema import CONTENT, MEDIA, PRESENTATION, Setting

_WORDS = re.compile(r"[a-z]+|[0-9]+")
_LABEL = frozenset({"label", "text", "title", "name"})
_LINK = frozenset({"link", "url", "href", "button", "btn", "cta"})

_TEXT_ROLES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"subheading", "subtitle", "kicker", "eyebrow", "overline"}), "subheading"),
    (frozenset({"heading", "headline", "title"}), "heading"),
    (frozenset({"author", "name", "person"}), "author"),
    (frozenset({"quote", "testimonial"}), "quote"),
    (frozenset({"caption"}), "caption"),
    (frozenset({"alt"}), "alt"),
    (frozenset({"question"}), "question"),
    (frozenset({"answer"}), "answer"),
    (frozenset({"place", "location", "address", "city"}), "place"),
    (frozenset({"date"}), "date"),
    (frozenset({"label", "button", "cta"}), "label"),
    (frozenset({"text", "body", "description", "content", "message", "copy"}), "body"),
)

_IMAGE_ROLES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"logo"}), "logo"),
    (frozenset({"favicon"}), "favicon"),
    (frozenset({"mobile", "phone"}), "mobile"),
    (frozenset({"before"}), "before"),
    (frozenset({"after"}), "after"),
    (frozenset({"background", "bg"}), "background"),
    (frozenset({"icon"}), "icon"),
    (frozenset({"poster", "cover", "thumbnail", "preview"}), "poster"),
    (frozenset({"share", "social"}), "share"),
    (frozenset({"avatar", "author"}), "avatar"),
)

_NETWORKS = frozenset(
    {
        "facebook",
        "instagram",
        "mastodon",
        "pinterest",
        "snapchat",
        "tiktok",
        "tumblr",
        "twitter",
        "vimeo",
        "x",
        "youtube",
    }
)

CONTENT_TYPES = {
    "article": "article",
    "article_list": "article",
    "blog": "blog",
    "collection": "collection",
    "collection_list": "collection",
    "html": "code",
    "image_picker": "image",
    "link_list": "menu",
    "liquid": "code",
    "metaobject": "record",
    "metaobject_list": "record",
    "page": "page",
    "product": "product",
    "product_list": "product",
    "url": "link",
    "video": "video",
    "video_url": "video",
}


@dataclass(frozen=True)
class Carries:
    """What one setting carries: the item it belongs to (`group`), the field of it, its type and role."""

    group: str
    field: str
    type: str
    role: str


def words(setting_id: str) -> list[str]:
    """The words of an id: `button_label_2` → button, label, 2."""
    return _WORDS.findall(setting_id.lower())


def is_content(setting: Setting) -> bool:
    """Whether values of this setting are a merchant's content."""
    return setting.type in CONTENT or (setting.role is not None and setting.type not in PRESENTATION)


def is_presentation(setting: Setting) -> bool:
    """Whether values of this setting only say how something looks."""
    return setting.type in PRESENTATION


def carried(settings: tuple[Setting, ...]) -> dict[str, Carries]:
    """What each content setting of one section or block carries, by setting id.

    A label and an address that belong together (`button_label` with `button_link`) are one link.
    """
    found: dict[str, Carries] = {}
    addresses = {_stem(s.id): s for s in settings if s.type == "url"}
    for setting in settings:
        if not is_content(setting):
            continue
        partner = addresses.get(_stem(setting.id))
        if partner is not None and _is_label(setting, partner):
            found[setting.id] = Carries(partner.id, "label", "link", "link")
        else:
            found[setting.id] = _alone(setting)
    return found


def _stem(setting_id: str) -> tuple[str, ...]:
    return tuple(w for w in words(setting_id) if w not in _LABEL and w not in _LINK)


def _is_label(setting: Setting, address: Setting) -> bool:
    if setting.type not in ("text", "inline_richtext") or setting.role not in (None, "label"):
        return False
    own = set(words(setting.id))
    if "label" in own:
        return True
    return bool(own & _LABEL) and bool(own & _LINK)


def _alone(setting: Setting) -> Carries:
    own = set(words(setting.id))
    kind = CONTENT_TYPES.get(setting.type, "text")
    if kind == "link":
        network = next((w for w in words(setting.id) if w in _NETWORKS), None)
        return Carries(
            setting.id, "url", "link", setting.role or (f"social:{network}" if network else "link")
        )
    if setting.type in MEDIA:
        role = next((name for marks, name in _IMAGE_ROLES if own & marks), kind)
        return Carries(
            setting.id, "file" if setting.type != "video_url" else "url", kind, setting.role or role
        )
    if kind == "text":
        role = next((name for marks, name in _TEXT_ROLES if own & marks), "")
        if not role:
            role = "body" if setting.type in ("richtext", "textarea") else "text"
        return Carries(setting.id, "text", "text", setting.role or role)
    if kind == "code":
        return Carries(setting.id, "code", "code", setting.role or setting.type)
    is_list = setting.type.endswith("_list") and setting.type != "link_list"
    return Carries(setting.id, "refs" if is_list else "ref", kind, setting.role or kind)
