# ruff: noqa: E501 - one case a line
"""Files that are odd or broken: what can be read is read, what cannot is named, and the page stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.rendering.page import RenderedPage
from engine.themes.packs import Pack

Render = Callable[..., RenderedPage]
SOUND = {"sections/fine.liquid": "<p>fine</p>"}


@pytest.fixture
def with_bytes(render: Render, tmp_path: Path) -> Callable[..., RenderedPage]:
    """`with_bytes({"sections/a.liquid": b"…"}, "a")`: a page of a pack with these bytes in it."""

    def go(files: Mapping[str, bytes], *sections: str, **options: Any) -> RenderedPage:
        for name, content in files.items():
            path = tmp_path / "packs" / "small" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return render(SOUND, *sections, **options)

    return go


def test_a_byte_order_mark_and_windows_line_ends_are_read(with_bytes: Render) -> None:
    source = b"\xef\xbb\xbf{% liquid\r\n  assign x = 'one'\r\n\r\n  echo x\r\n%}\r\n<b>{{ 'hi' | t: name: x }}</b>\r\n"
    schema = b'{% schema %}\r\n{\r\n"name": "A",\r\n"settings": []\r\n}\r\n{% endschema %}\r\n'
    locale = b'\xef\xbb\xbf{\r\n// words\r\n"hi": "Hi {{ name }}",\r\n}\r\n'
    page = with_bytes({"sections/a.liquid": source + schema, "locales/fr.json": locale}, "a", locale="fr")
    assert "one" in page.html and "<b>Hi one</b>" in page.html
    assert page.problems == []


def test_a_fault_behind_windows_line_ends_has_its_line(with_bytes: Render) -> None:
    files = {"sections/a.liquid": b"\xef\xbb\xbfone\r\ntwo\r\n  {{ 1 | divided_by: 0 }}\r\n"}
    page = with_bytes(files, "a", "fine")
    assert [(p.path, p.line, p.column) for p in page.problems] == [("sections/a.liquid", 3, 10)]
    assert "<p>fine</p>" in page.html


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("sections/a.liquid", b"one\ncaf\xe9\n", "sections/a.liquid line 2: not UTF-8; save the file as UTF-8"),
        ("sections/a.liquid", "ol\u00e9".encode("utf-16"), "sections/a.liquid line 1: not UTF-8; save the file as UTF-8"),
        ("snippets/s.liquid", b"caf\xe9", "snippets/s.liquid line 1: not UTF-8; save the file as UTF-8"),
        ("sections/a.liquid", b"{% render 's\0' %}", "there is no snippets/s"),
        ("sections/a.liquid", b"{% section 'b\0' %}", "there is no sections/b"),
        ("sections/a.liquid", b"{% include 'gone' %}", "there is no snippets/gone.liquid"),
        ("sections/a.liquid", b"{{ 'x\0.css' | asset_url }}", "a name with a NUL character"),
        ("sections/a.liquid", b"{{ 'x\0' | file_url }}", "a name with a NUL character"),
        ("sections/a.liquid", b"{{ 'x\0' | file_img_url }}", "picture"),
        ("sections/a.liquid", b"{% section 'a' %}", "a section inside itself"),
        ("sections/a.liquid", b"{% schema %}{ nope }{% endschema %}", "not valid JSON"),
        ("sections/a.liquid", b"{% schema %}[1]{% endschema %}", "a schema must be an object"),
        ("sections/a.liquid", b"{% if %}", "needs an expression"),
        ("sections/a.liquid", b"{{ 'a' | nope }}", "unknown filter"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_the_page_stands(
    name: str, content: bytes, message: str, with_bytes: Render, tmp_path: Path
) -> None:
    files = {"sections/a.liquid": b"{% render 's' %}", name: content}
    shown = with_bytes(files, "a", "fine", shows_errors=True)
    assert "<p>fine</p>" in shown.html
    unusable = Pack(tmp_path / "packs" / "small").check()  # a section that cannot even be installed
    assert any(message in str(problem) for problem in [*shown.problems, *unusable])
    assert unusable or "Liquid error" in shown.html
    hidden = with_bytes(files, "a", "fine")
    assert "<p>fine</p>" in hidden.html and "Liquid error" not in hidden.html and "\0" not in hidden.html


def test_plurals_follow_the_language(render: Render) -> None:
    cups = '{"n": {"zero": "no cup", "one": "%s one", "few": "few", "many": "many", "other": "other"}, "m": {"other": "o"}}'
    files = {
        "sections/a.liquid": "{% assign ns = '0,1,2,5,1.5' | split: ',' %}{% for n in ns %}{{ 'n' | t: count: n }};{% endfor %}{{ 'm' | t: count: 1 }}",
        "locales/pl.json": cups % "jeden",
        "locales/en.default.json": cups % "a",
    }  # fmt: skip
    assert "no cup;jeden one;few;many;other;o" in render(files, "a", locale="pl").html
    assert "no cup;a one;other;other;other;o" in render(files, "a").html
