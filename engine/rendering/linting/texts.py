"""Texts that files ask for by key and the locale files do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.liquid.errors import position
from engine.themes.packs import Pack, flat_texts

from .files import literal
from .findings import Finding
from .sources import Sources

_PLURALS = ("zero", "one", "two", "few", "many", "other")
_SCHEMA_KEY = re.compile(r'"t:([\w.-]+)"')


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every key that stands in a file as a text, and every `t:` key of a schema."""
    texts = pack.texts(pack.default_locale)
    file = f"locales/{pack.default_locale}.default.json"
    for source in sources:
        for call, left, is_first in source.filters:
            key = literal(left) if is_first and call.name in ("t", "translate") else None
            if key is None or key in texts:
                continue
            counted = any(getattr(arg, "name", "") == "count" for arg in call.args)
            if not (counted and any(f"{key}.{form}" in texts for form in _PLURALS)):
                yield source.finding(
                    call.token, "missing-text", f"no text for '{key}'", _cure(key, texts, file)
                )
    yield from _schema_keys(pack)
    yield from _untranslated(pack, sources, texts)


MOST_NAMED = 3


def _untranslated(pack: Pack, sources: Sources, texts: dict[str, str]) -> Iterator[Finding]:
    """Locales that lack texts of the default one; each once, with some of the keys."""
    for name in pack.locales:
        document = sources.documents.locales.get(name)
        if document is None or name == pack.default_locale or not isinstance(document.data, dict):
            continue
        own = flat_texts(document.data)
        lacking = [key for key in texts if key not in own and not _is_plural(key, own)]
        if lacking:
            some = ", ".join(lacking[:MOST_NAMED]) + (", …" if len(lacking) > MOST_NAMED else "")
            message = f"{len(lacking)} of {len(texts)} texts are missing: {some}"
            yield document.finding((), "untranslated", message)


def _is_plural(key: str, own: dict[str, str]) -> bool:
    """Whether it is a plural form, where the language may have others."""
    stem, _, form = key.rpartition(".")
    return form in _PLURALS and any(f"{stem}.{each}" in own for each in _PLURALS)


def _cure(key: str, texts: dict[str, str], file: str) -> str:
    if any(f"{key}.{form}" in texts for form in _PLURALS):
        return "The text has plural forms: give it `count:`."
    return f"Add the key to {file}."


def _schema_keys(pack: Pack) -> Iterator[Finding]:
    texts = pack.schema_texts(pack.default_locale)
    paths = [p for p in pack.files if p.startswith(("sections/", "blocks/")) and p.endswith(".liquid")]
    for path in [*sorted(paths), "config/settings_schema.json"]:
        if path not in pack.files:
            continue
        text = _text(pack, path)
        for match in _SCHEMA_KEY.finditer(text):
            if match.group(1) not in texts:
                line, column = position(text, match.start())
                cure = f"Add the key to locales/{pack.default_locale}.default.schema.json."
                message = f"no text for '{match.group(1)}'"
                yield Finding.at(path, (line, column), "missing-text", message, cure, "warning")


def _text(pack: Pack, path: str) -> str:
    from engine.liquid import TemplateError

    try:
        return pack.text(path) or ""
    except TemplateError:
        return ""  # reported as a file that cannot be read
