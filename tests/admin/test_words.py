"""Every text that a page shows comes from the locale file: keys exist, none is left over, templates hold no bare words."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from admin.shell.words import TEXTS
from engine.base.texts import Texts, _flat

ADMIN = Path(__file__).resolve().parents[2] / "admin"
TEMPLATES = sorted((ADMIN / "templates").rglob("*.html"))
SOURCES = [*TEMPLATES, *sorted(ADMIN.rglob("*.py"))]
LITERAL = re.compile(r"""\bt(?:_or)?\(\s*(?:f?)(['"])([a-z0-9_.]+)\1""")
DYNAMIC = re.compile(r"""\bt(?:_or)?\(\s*['"]([a-z0-9_.]+[._])['"]\s*~|\bf['"]([a-z0-9_.]+[._])\{""")
HANDED_OUT = re.compile(r"""\.below\(['"]([a-z0-9_.]+)['"]""")
"""Texts for programs in the browser, which have tests of their own."""
QUOTED = re.compile(r"""['"]([a-z0-9_]+(?:\.[a-z0-9_]+)+)['"]""")


def test_every_key_that_is_asked_for_exists() -> None:
    missing = []
    for path in SOURCES:
        for _, key in LITERAL.findall(path.read_text(encoding="utf-8")):
            if not key.endswith((".", "_")) and not TEXTS.has(key):
                missing.append(f"{path.relative_to(ADMIN)}: {key}")
    assert not missing, "\n".join(missing)


def test_every_text_has_a_place() -> None:
    asked: set[str] = set()
    starts: set[str] = set()
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        asked |= set(QUOTED.findall(source))
        starts |= {start for pair in DYNAMIC.findall(source) for start in pair if start}
        starts |= {f"{key}." for key in HANDED_OUT.findall(source)}
    shared = Texts().keys()
    unused = [
        key
        for key in sorted(TEXTS.keys() - shared)
        if re.sub(r"\.(one|other)$", "", key) not in asked
        and not any(key.startswith(start) for start in starts)
    ]
    assert not unused, "\n".join(unused)


def test_the_admin_takes_no_text_from_the_engine() -> None:
    own = set(_flat(json.loads((ADMIN / "locales/en.json").read_text(encoding="utf-8"))))
    assert len(own) > 300
    assert not own & Texts().keys()


class Words(HTMLParser):
    """Collects text and worded attributes outside of Jinja."""

    ATTRIBUTES = frozenset({"title", "alt", "placeholder", "aria-label", "label"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in self.ATTRIBUTES and value:
                self._keep(value)

    def _keep(self, text: str) -> None:
        if re.search(r"[A-Za-zÀ-ž]{2,}", text):
            self.found.append(" ".join(text.split()))


ATTRIBUTE_BLOCKS = r"{% (?:block \w+_(?:class|attributes)|macro about).*?{% end(?:block|macro) %}"
ALLOWED = {"/pages/", "products", "› products ›", "https://", "DE AT CH"}
"""Parts of addresses and codes, the same in every language."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ADMIN / "templates")))
def test_templates_hold_no_bare_words(path: Path) -> None:
    source = re.sub(ATTRIBUTE_BLOCKS, "", path.read_text(encoding="utf-8"), flags=re.S)
    source = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.S)
    words = Words()
    words.feed(source)
    bare = [text for text in words.found if text.strip() not in ALLOWED]
    assert not bare, bare


def test_the_reader_of_words_sees_them() -> None:
    words = Words()
    words.feed('<p title="Hello there">Some text</p>')
    assert words.found == ["Hello there", "Some text"]
