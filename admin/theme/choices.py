"""What the pickers of a section's form offer: only the kinds that its settings ask for, one query each."""

from __future__ import annotations

from typing import Any

from admin.theme.form import SectionForm
from engine.base.db import StoreSession
from engine.catalogue import queries as catalogue
from engine.content import queries as content

MOST = 200


def choices_of(session: StoreSession, form: SectionForm) -> dict[str, list[tuple[str, str]]]:
    """By setting type: (value of the option, its words). Values are ``ID:HANDLE``, for files ``ID``."""
    fields = [*form.fields, *(one for block in form.blocks for one in block.fields)]
    wanted = {
        one.setting.type.removesuffix("_list") if one.control == "records" else one.setting.type
        for one in fields
    }
    found: dict[str, list[tuple[str, str]]] = {}
    if "product" in wanted:
        found["product"] = _records(catalogue.pick_products(session, limit=MOST))
    if "collection" in wanted:
        found["collection"] = _records(catalogue.pick_collections(session, limit=MOST))
    for kind in ("page", "blog", "article"):
        if kind in wanted:
            found[kind] = _records(content.pick(session, kind, limit=MOST))
    if "link_list" in wanted:
        found["link_list"] = [(f"{menu.id}:{menu.handle}", menu.title) for menu in content.all_menus(session)]
    for kind, media_kind in (("image_picker", "image"), ("video", "video")):
        if kind in wanted:
            listed = catalogue.list_media(session, kind=media_kind, limit=MOST).items
            found[kind] = [(str(media.id), media.alt or media.file_name) for media in listed]
    return found


def _records(found: Any) -> list[tuple[str, str]]:
    return [(f"{one.id}:{one.handle}", one.title) for one in found]


def value_of(one: Any) -> str:
    """The chosen option of a picker."""
    value = one.value
    if isinstance(value, dict):
        return (
            str(value.get("id") or "")
            if one.control in ("picture", "video")
            else f"{value.get('id')}:{value.get('handle') or ''}"
        )
    text = str(value or "")
    return text.removeprefix("media:") if one.control == "picture" else text
