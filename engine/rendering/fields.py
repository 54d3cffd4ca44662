"""What a field's value is for templates, and how a field is written: as text, and as HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from engine.liquid import Drop
from engine.liquid.safe import trusted
from engine.metafields.rules import REFERENCES, base_of, is_list, rich_html, rich_text

from . import money

if TYPE_CHECKING:
    from .drops.front import Front

_BATCH = {"product": "products", "collection": "shelves"}


def liquid_value(front: Front, kind: str, kept: Any) -> object:
    """The object that a kept value of a single type stands for; nil when what it points at is gone or not public."""
    from .drops.metafields import MeasurementDrop, RatingDrop, number_of
    from .drops.settings import ColorDrop

    if kind in REFERENCES:
        return _record(front, REFERENCES[kind], kept)
    if kind == "number_decimal":
        return number_of(kept)
    if kind == "color":
        return ColorDrop(kept)
    if kind == "money":
        return money.minor_of(kept["amount"], kept["currency_code"])
    if kind in ("dimension", "volume", "weight"):
        return MeasurementDrop(kind, kept)
    if kind == "rating":
        return RatingDrop(kept)
    return kept


def _record(front: Front, kind: str, named: int | str) -> object:
    """The record that a value points at. What all fields of the page point at is read with the first of a kind."""
    fields, ahead = front.loading.fields, front.loading.notes.ahead
    if kind == "metaobject":
        entry = fields.entry(named)
        return front.metaobject(entry) if entry is not None else None
    if kind == "variant":
        return _variant(front, named)
    wanted = fields.take_wanted(kind)
    numbers = [one for one in wanted if isinstance(one, int)]
    handles = [one for one in wanted if isinstance(one, str)]
    if kind == "file":
        return _file(front, named, numbers, handles)
    if kind in _BATCH:
        reads: Any = getattr(front.loading, _BATCH[kind])
        with ahead():
            if numbers:
                reads.by_ids(numbers)
            if handles:
                reads.by_handles(handles)
        return _known(front, kind, named)
    reading = front.loading.reading
    if kind == "page":
        if numbers:
            with ahead():
                reading.pages_by_ids(numbers)
        row = reading.page_by_id(named) if isinstance(named, int) else reading.page(named)
        return front.page(row) if row is not None else None
    if numbers:
        with ahead():
            reading.articles_by_ids(numbers)
    if isinstance(named, int):
        record = reading.article_by_id(named)
    else:
        record = reading.article(*named.split("/", 1)) if "/" in named else None
    return front.article(record) if record is not None else None


def _known(front: Front, kind: str, named: int | str) -> object:
    """A record that another part of the page may have had read: noted here, since it was not asked for by this part."""
    notes = front.loading.notes
    if isinstance(named, int):
        notes.add(kind, named)
    else:
        notes.add("products-named" if kind == "product" else "collections")
    if kind == "product":
        products = front.loading.products.known
        record = products.get(named) if isinstance(named, int) else None
        if isinstance(named, str):
            record = next((one for one in products.values() if one.row.handle == named), None)
        notes.products([record] if record is not None else [])
        return front.product(record) if record is not None else None
    shelves = front.loading.shelves.known
    found = shelves.get(named) if isinstance(named, int) else None
    if isinstance(named, str):
        found = next((pair for pair in shelves.values() if pair[0].handle == named), None)
    if found is not None:
        notes.add("collection", found[0].id)
    return front.collection(found[0]) if found is not None else None


def _variant(front: Front, named: int | str) -> object:
    """A variant through its product; all variants that fields point at are found in one query."""
    if isinstance(named, str):
        return None
    products = front.loading.products
    numbers = [one for one in front.loading.fields.take_wanted("variant") if isinstance(one, int)]
    with front.loading.notes.ahead():
        owners = front.loading.fields.owners_of_variants([named, *numbers])
        products.by_ids(owners.values())
    front.loading.notes.each("product", [owners[named]] if named in owners else [])
    record = products.known.get(owners.get(named, 0))
    if record is None:
        return None
    front.loading.notes.products([record])
    return next((v for v in front.product(record).all_variants() if v.row.id == named), None)


def _file(front: Front, named: int | str, numbers: list[int], handles: list[str]) -> object:
    from .drops.media import MediaDrop

    files = front.loading.files
    files.want(numbers, handles)
    media = files.by_id(named) if isinstance(named, int) else files.by_name(named)
    if media is None:
        return None
    return front.image(media) or MediaDrop(front, media)


# -- written out ------------------------------------------------------------------------------------------


def text_of(field: Any) -> str:
    """A field as plain words; the values of a list are joined by commas."""
    if is_list(field.type_name):
        kind = base_of(field.type_name)
        parts = (_text(field.front, kind, kept) for kept in field.kept)
        return ", ".join(part for part in parts if part)
    return _text(field.front, field.type_name, field.kept)


def _text(front: Front, kind: str, kept: Any) -> str:
    import json

    if kind == "rich_text_field":
        return rich_text(kept)
    if kind == "json":
        return json.dumps(kept, ensure_ascii=False)
    if kind == "boolean":
        return "true" if kept else "false"
    if kind == "money":
        minor = money.minor_of(kept["amount"], kept["currency_code"])
        return money.amount(minor, kept["currency_code"], front.visit.locale)
    value = liquid_value(front, kind, kept)
    if value is None:
        return ""
    if isinstance(value, Drop) and "title" in value.declared:
        return str(value.liquid_get("title"))
    return str(value)


def html_of(field: Any, attributes: dict[str, Any] | None = None) -> str:
    """A field as HTML, in elements that its type suggests; classes name the type."""
    if is_list(field.type_name):
        kind = base_of(field.type_name)
        items = "".join(f"<li>{_html(field.front, kind, kept)}</li>" for kept in field.kept)
        return trusted(f'<ul class="metafield-{kind}-array">{items}</ul>')
    return trusted(_html(field.front, field.type_name, field.kept))


def _html(front: Front, kind: str, kept: Any) -> str:
    if kind in _WORDS and kept.__class__ is str:
        return _html_of_words(kind, kept)
    import json

    name = f'class="metafield-{kind}"'
    if kind == "rich_text_field":
        return f"<div {name}>{rich_html(kept)}</div>"
    if kind == "json":
        hidden = json.dumps(kept, ensure_ascii=False).replace("<", "\\u003c")
        return f'<script type="application/json" {name}>{hidden}</script>'
    if kind == "url":
        return f'<a href="{escape(kept)}" {name}>{escape(kept)}</a>'
    if kind in ("date", "date_time"):
        return f'<time datetime="{escape(kept)}" {name}>{escape(kept)}</time>'
    if kind in REFERENCES:
        return _record_html(front, kind, kept, name)
    text = str(escape(_text(front, kind, kept)))
    if kind == "multi_line_text_field":
        text = text.replace("\n", "<br>\n")
    return f"<span {name}>{text}</span>"


_WORDS = frozenset({"single_line_text_field", "multi_line_text_field"})


@lru_cache(maxsize=1024)
def _html_of_words(kind: str, kept: str) -> str:
    text = str(escape(kept))
    if kind == "multi_line_text_field":
        text = text.replace("\n", "<br>\n")
    return f'<span class="metafield-{kind}">{text}</span>'


def _record_html(front: Front, kind: str, kept: Any, name: str) -> str:
    value: Any = liquid_value(front, kind, kept)
    if value is None:
        return ""
    if kind == "file_reference":
        alt = escape(value.liquid_get("alt") or "")
        address = escape(str(value.liquid_get("src")))
        if value.liquid_get("media_type") == "image":
            return f'<img src="{address}" alt="{alt}" loading="lazy" {name}>'
        return f'<a href="{address}" {name}>{alt or escape(value.media.file_name)}</a>'
    text = escape(_text(front, kind, kept))
    address = value.liquid_get("url")
    return f'<a href="{escape(address)}" {name}>{text}</a>' if address else f"<span {name}>{text}</span>"
