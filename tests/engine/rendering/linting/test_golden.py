# ruff: noqa: E501 - one pack a line
"""Every rule of the linter on a small pack that breaks it, and on the same pack mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.rendering.linting import check_pack
from engine.rendering.linting.rules import RULES
from engine.themes.packs import Pack
from tests.engine.rendering.linting.packs import SETTINGS, THEME_INFO, Files, findings, schema, write

Expected = list[tuple[str, int, str, str]]
"""File, line, what stands at the place of the finding, what is said."""
ONE, TEXT = "sections/one.liquid", {"type": "text", "id": "x", "label": "X"}
TENTHS = {"min": 0.8, "max": 1.2, "step": 0.1}
RANGE = {"type": "range", "id": "x", "label": "X", "min": 0, "max": 10, "step": 2, "default": 4}
CHOICE = {
    "type": "select",
    "id": "x",
    "label": "X",
    "options": [{"value": "a", "label": "A"}],
    "default": "a",
}
READ = "{{ section.settings.x }}"
FORM = "{% form 'contact' %}{% endform %}"


def section(body: str, **parts: object) -> Files:
    return {ONE: body + (schema(**parts) if parts else "")}


def template(use: dict[str, object], **more: object) -> Files:
    return {
        "templates/index.json": json.dumps(
            {"sections": {"a": {"type": "one", **use}}, "order": ["a"], **more}
        )
    }


def older_home(use: dict[str, object], order: list[object]) -> Files:
    """A home page from before JSON templates, with a section."""
    plain = {"ink": "#111", "sections": {"a": {"type": "one", **use}}, "content_for_index": order}
    data = json.dumps({"current": "Plain", "presets": {"Plain": plain}})
    return {"templates/index.liquid": "{{ content_for_index }}", "config/settings_data.json": data}


def svg(inside: str) -> Files:
    return {"assets/a.svg": f'<svg xmlns="http://www.w3.org/2000/svg">\n{inside}<path d="M0 0"/></svg>'}


CASES: list[tuple[str, Files, Expected, Files]] = [
    ("syntax", section("a\n{% if %}"), [(ONE, 2, "if %}", "'if' needs an expression")], section("a\n{% if true %}{% endif %}")),
    ("json", {"locales/de.json": '{"hi": "Hallo",\n'}, [("locales/de.json", 2, "", "not valid JSON: Expecting property name enclosed in double quotes")], {"locales/de.json": '{"hi": "Hallo", "n": {"other": "b"}}'}),
    ("odd-syntax", section("{% case 1 %}junk{% when 1 %}{% endcase %}"), [(ONE, 1, "case 1", "what stands between 'case' and the first 'when' is ignored")], section("{% case 1 %}{% when 1 %}{% endcase %}")),
    ("unknown-tag", section("{% assignn x = 1 %}"), [(ONE, 1, "assignn x", "unknown tag 'assignn'")], section("{% assign x = 1 %}")),
    ("unknown-filter", section("\n{{ 1 | upcas }}"), [(ONE, 2, "upcas }}", "unknown filter 'upcas'")], section("\n{{ 1 | upcase }}")),
    ("filter-arguments", section("{{ 'a' | append }}"), [(ONE, 1, "append }}", "'append' does not take these arguments")], section("{{ 'a' | append: 'b' }}")),
    ("form", section("{% form 'contct' %}{% endform %}"), [(ONE, 1, "form 'contct'", "there is no form of the kind 'contct'")], section(FORM)),
    ("unknown-name", section("{{ nothing.title }}"), [(ONE, 1, "nothing.title }}", "nothing sets 'nothing'")], section("{{ product.title }}")),
    ("unknown-name", {"snippets/a.liquid": "{{ size }}"}, [("snippets/a.liquid", 1, "size }}", "nothing sets 'size'")], {"snippets/a.liquid": "{{ size | default: 2 }}{% if size %}{% endif %}"}),
    ("unknown-property", section("{{ product.colour }}"), [(ONE, 1, "product.colour }}", "'product' has no property 'colour'")], section("{{ product.title }}")),
    ("unknown-setting", section("{{ section.settings.y }}", name="One"), [(ONE, 1, "section.settings.y }}{%", "the schema has no setting 'y'")], section(READ, name="One", settings=[TEXT])),
    ("unused-setting", section("", name="One", settings=[TEXT], blocks=[{"type": "b", "name": "B", "settings": [{**TEXT, "id": "y"}]}]), [(ONE, 1, '"id": "x"', "nothing reads the setting 'x'"), (ONE, 1, '"id": "y"', "nothing reads the setting 'y'")], section("{{ section.settings.x }}{% for block in section.blocks %}{{ block.settings.y }}{% endfor %}", name="One", settings=[TEXT], blocks=[{"type": "b", "name": "B", "settings": [{**TEXT, "id": "y"}]}])),
    ("unused-setting", {"config/settings_schema.json": json.dumps([THEME_INFO, {"name": "C", "settings": [*SETTINGS, TEXT]}], indent=1)}, [("config/settings_schema.json", 26, '"id": "x"', "nothing reads the setting 'x'")], {"config/settings_schema.json": json.dumps([THEME_INFO, {"name": "C", "settings": [*SETTINGS, TEXT]}]), "assets/a.css.liquid": "a{color:{{ settings.x }}}"}),
    ("not-here", section("{{ checkout.email }}"), [(ONE, 1, "checkout.email }}", "'checkout' is not here")], section("{{ order.email }}")),
    ("always-the-same", section("{{ product.selling_plan_groups }}"), [(ONE, 1, "product.selling_plan_gro", "'product.selling_plan_groups' is always the same")], section("{{ product.variants }}")),
    ("ignored-argument", section("{{ product | image_url: width: 9, format: 'jpg' }}"), [(ONE, 1, "image_url: width:", "'format' changes nothing in 'image_url'")], section("{{ product | image_url: width: 9 }}")),
    ("missing-layout", section("{% layout 'gone' %}"), [(ONE, 1, "layout 'gone'", "there is no layout/gone.liquid")], section("{% layout 'theme' %}")),
    ("missing-section", section("{% section 'gone' %}"), [(ONE, 1, "section 'gone'", "there is no sections/gone.liquid")], {**section("{% section 'gone' %}"), "sections/gone.liquid": ""}),
    ("missing-section", {"templates/index.json": '{"sections": {\n"a": {"type": "gone"}}, "order": ["a"]}'}, [("templates/index.json", 2, '"type": "gone"', "section 'a' names sections/gone.liquid, which is not there")], {**template({}), ONE: ""}),
    ("missing-section", older_home({"type": "gone"}, ["a"]), [("config/settings_data.json", 1, '"type": "gone"', "section 'a' names sections/gone.liquid, which is not there")], {**older_home({}, ["a"]), ONE: ""}),
    ("missing-block", section("{% content_for 'block', type: 'gone', id: 'x' %}"), [(ONE, 1, "content_for 'block',", "there is no blocks/gone.liquid")], {**section("{% content_for 'block', type: 'gone', id: 'x' %}"), "blocks/gone.liquid": ""}),
    ("missing-block", {**section("", name="One"), **template({"blocks": {"k": {"type": "b"}}})}, [("templates/index.json", 1, '"type": "b"', "block 'k' is of an unknown type 'b'")], {**section("", name="One", blocks=[{"type": "b", "name": "B"}]), **template({"blocks": {"k": {"type": "b"}}})}),
    ("missing-snippet", section("{% render 'gone' %}"), [(ONE, 1, "render 'gone'", "there is no snippets/gone.liquid")], section("{% render 'card', title: 'a' %}")),
    ("missing-asset", section("{{ 'gone.css' | asset_url }}"), [(ONE, 1, "asset_url }}", "there is no assets/gone.css")], section("{{ 'base.css' | asset_url }}")),
    ("missing-text", section("{{ 'gone' | t }}"), [(ONE, 1, "t }}", "no text for 'gone'")], section("{{ 'hi' | t }}")),
    ("untranslated", {"locales/de.json": '{"n": {"other": "b"}}'}, [("locales/de.json", 1, '{"n": {"other":', "1 of 3 texts are missing: hi")], {"locales/de.json": '{"hi": "Hallo", "n": {"other": "b"}}'}),
    ("no-format-file", {"sections/a.txt": "", "notes.txt": "", "src/a.js": ""}, [("notes.txt", 0, "", "'notes.txt' is no file of the format"), ("sections/a.txt", 0, "", "sections/ holds *.liquid and *.json only"), ("src", 0, "", "'src' is no folder of the format")], {"README.md": "", "LICENSE": "", "assets/a.txt": "", ".git/x": ""}),
    ("program", {"assets/run.py": "", "sections/x.php": "", "setup.sh": ""}, [("assets/run.py", 0, "", "a program"), ("sections/x.php", 0, "", "a program"), ("setup.sh", 0, "", "a program")], {"assets/run.js": ""}),
    ("file-name", {"assets/Base.css": "", "assets/a ": "", "assets/b\u202e.js": ""}, [("assets/a ", 0, "", "a name that not every system can hold (a backslash, a space or point at its end)"), ("assets/base.css", 0, "", "assets/Base.css differs from it in nothing but how its letters are written"), ("assets/b\u202e.js", 0, "", "a name with characters that nobody sees")], {"assets/c.css": ""}),
    ("schema", {**older_home({}, ["a", "b"]), ONE: ""}, [("config/settings_data.json", 1, '"b"', "'content_for_index' names a section 'b' that is not there")], {**older_home({}, ["a"]), ONE: ""}),
    ("schema", section(READ, tag="p", max_blocks=51, settings=[{"type": "wheel", "id": "x", "label": "X"}, {"type": "header"}]), [(ONE, 1, '"tag": "p"', "'tag' must be one of article, aside, div, footer, header, section"), (ONE, 1, '"max_blocks": 51', "'max_blocks' must be from 1 to 50"), (ONE, 1, '"type": "wheel"', "there is no type of setting 'wheel'"), (ONE, 1, '{"type": "header"}]}{%', "a setting of the type 'header' needs 'content'")], section("", tag="div", max_blocks=50, settings=[{"type": "header", "content": "A"}])),
    ("schema", {"config/settings_schema.json": json.dumps([{**THEME_INFO, "theme_author": 1}, {"name": "C", "settings": SETTINGS}])}, [("config/settings_schema.json", 1, '"theme_author": 1', "'theme_author' must be a text, not a number")], {}),
    ("schema", {"locales/fr.json": '{"hi": "a", "n": {"other": "b"}, "m": 1}'}, [("locales/fr.json", 1, '"m": 1', "a text must be a text, not a number")], {"locales/fr.json": '{"hi": "a", "n": {"other": "b"}}'}),
    ("schema", {**section(""), **template({}, order=["a", "b"])}, [("templates/index.json", 1, '"b"', "'order' names a section 'b' that is not there")], {**section(""), **template({})}),
    ("schema-attribute", section(READ, settings=[{**TEXT, "step": 1}]), [(ONE, 1, '"step": 1', "'step' is no attribute of a setting of the type 'text'")], section(READ, settings=[TEXT])),
    ("duplicate-setting", section(READ, settings=[TEXT, TEXT]), [(ONE, 1, '"id": "x"', "two settings are called 'x'; the second is left out")], section(READ, settings=[TEXT])),
    ("default-value", section(READ, settings=[{**RANGE, "default": 5}]), [(ONE, 1, '"default": 5', "the default of 'x' goes in steps of 2 from 0; 5 lies between two")], section(READ, settings=[RANGE])),
    ("default-value", section(READ, settings=[{**RANGE, **TENTHS, "default": 1.05}]), [(ONE, 1, '"default": 1.05', "the default of 'x' goes in steps of 0.1 from 0.8; 1.05 lies between two")], section(READ, settings=[{**RANGE, **TENTHS, "default": 1}])),
    ("default-value", section(READ, settings=[{**CHOICE, "default": "b"}]), [(ONE, 1, '"default": "b"', "the default of 'x' has no choice 'b'")], section(READ, settings=[CHOICE])),
    ("default-value", section(READ, settings=[{"type": "font_picker", "id": "x", "label": "X", "default": "Comic Sans"}]), [(ONE, 1, '"default": "Comic Sans"', "the default of 'x' takes a font's handle (`assistant_n4`), not 'Comic Sans'")], section(READ, settings=[{"type": "font_picker", "id": "x", "label": "X", "default": "sans-serif"}])),
    ("preset", section(READ, settings=[RANGE], presets=[{"name": "A", "settings": {"x": 12, "y": 1}, "blocks": [{"type": "z"}]}]), [(ONE, 1, '"x": 12', "'x' ends at 10, not at 12"), (ONE, 1, '"y": 1', "there is no setting 'y'"), (ONE, 1, '"type": "z"', "there is no kind of block 'z' here")], section(READ, settings=[RANGE], presets=[{"name": "A", "settings": {"x": 10}}])),
    ("preset", section("", blocks=[{"type": "b", "name": "B", "limit": 1}], max_blocks=1, default={"blocks": [{"type": "b"}, {"type": "b"}]}), [(ONE, 1, '"blocks": ', "2 blocks 'b', where at most 1 may be"), (ONE, 1, '"blocks": ', "2 blocks, where at most 1 may be")], section("", blocks=[{"type": "b", "name": "B", "limit": 1}], max_blocks=1, default={"blocks": [{"type": "b"}]})),
    ("template-value", {**section(READ, settings=[RANGE]), **template({"settings": {"x": "a", "y": 1}})}, [("templates/index.json", 1, '"x": "a"', "'x' must be a number, not a text"), ("templates/index.json", 1, '"y": 1', "there is no setting 'y'")], {**section(READ, settings=[RANGE]), **template({"settings": {"x": 2}})}),
    ("template-value", {**section(READ, settings=[RANGE]), **older_home({"settings": {"x": "a"}}, ["a"])}, [("config/settings_data.json", 1, '"x": "a"', "'x' must be a number, not a text")], {**section(READ, settings=[RANGE]), **older_home({"settings": {"x": 2}}, ["a"])}),
    ("template-value", {"config/settings_data.json": '{"current": {"ink": "no colour"}}'}, [("config/settings_data.json", 1, '"ink": "no colour"', "'ink' takes a colour, not 'no colour'")], {"config/settings_data.json": '{"current": {"ink": "#123"}}'}),
    ("visible-if", section(READ, settings=[TEXT, {**TEXT, "id": "z", "visible_if": "{{ section.settings.q }}"}]) | {"snippets/z.liquid": "{% comment %} z {% endcomment %}"}, [(ONE, 1, '"visible_if": "{{ section.s', "'visible_if' asks for a setting 'q' that is not there")], section(READ, settings=[TEXT, {**TEXT, "id": "z", "visible_if": "{{ section.settings.x == 'a' and settings.ink }}"}]) | {"snippets/z.liquid": "{% comment %} z {% endcomment %}"}),
    ("visible-if", section(READ, settings=[{**TEXT, "visible_if": "section.settings.x"}]), [(ONE, 1, '"visible_if": "section.sett', "'visible_if' must be one `{{ … }}`")], section(READ, settings=[{**TEXT, "visible_if": "{{ settings.logo }}"}])),
    ("inline-handler", section("\n<a href='#' onclick=go()>x</a><a href='javascript:go()'>x</a>"), [(ONE, 2, "<a href='#' onclick=go", "`onclick=` does not run: pages allow no inline handlers"), (ONE, 2, "<a href='javascript:go", "a `javascript:` address does not run")], section("\n<button type='button' data-on='1' only='x'>x</button>")),
    ("foreign-file", section("<script src='https://cdn.example/x.js'></script><iframe src='https://maps.example/' title='x'></iframe>"), [(ONE, 1, "<script src='https://cdn.ex", "https://cdn.example/x.js is not loaded: pages load files of their own host only"), (ONE, 1, "<iframe src='https://maps.e", "https://maps.example/ is not loaded: pages load files of their own host only")], section("<script src='{{ 'a.js' | append: '' }}'></script><iframe src='https://player.vimeo.com/video/1' title='x'></iframe><a href='https://cdn.example/'>x</a><link rel='preconnect' href='https://cdn.example'>")),
    ("remote-style", {"assets/a.css": "/* url(https://no.example) */\n@import 'https://cdn.example/x.css'; a{background:url(//cdn.example/a.png)}", ONE: "<p style=\"background:url('https://cdn.example/b.png')\">a</p>{% style %}a{b:url(https://cdn.example/c)}{% endstyle %}"}, [("assets/a.css", 2, "@import 'https://cdn.e", "https://cdn.example/x.css is not loaded: pages load files of their own host only"), ("assets/a.css", 2, "url(//cdn.example/a.png)", "//cdn.example/a.png is not loaded: pages load files of their own host only"), (ONE, 1, "url('https://cdn.example", "https://cdn.example/b.png is not loaded: pages load files of their own host only"), (ONE, 1, "url(https://cdn.example/", "https://cdn.example/c is not loaded: pages load files of their own host only")], {"assets/a.css": "@import 'b.css'; a{background:url(data:image/png;base64,aa)}", ONE: "<p style=\"background:url('/b.png')\">a</p>"}),
    ("svg-script", svg('<script>x</script><a href="https://b.example/"><g onload="x"/></a>'), [("assets/a.svg", 2, "<script", "a picture with <script>"), ("assets/a.svg", 2, ' onload="x"/></a><path d="M0 0"/></svg>', "a picture with `onload=`")], svg('<a href="https://b.example/"><g/></a>')),
    ("svg-script", svg('<image href="https://b.example/x.png"/>'), [("assets/a.svg", 2, 'href="https://b.example/', "a picture that calls https://b.example/x.png")], svg('<image href="#x"/>')),
    ("image-size", section("<img src='/a' alt='' {% if product %}width='1'{% endif %}>"), [(ONE, 1, "<img src='/a' alt='' {% ", "a picture without height")], section("<img src='/a' alt='' {% if product %}width='1' height='1'{% endif %}><img alt='' {{ product.title }}>")),
    ("image-alt", section("<img src='/a' width='1' height='1'>"), [(ONE, 1, "<img src='/a' width='1' ", "a picture without alt")], section("<img src='/a' width='1' height='1' alt='{{ product.title }}'><img :src='a' :alt='b' v-bind:width='1' x-bind:height='1'>")),
    ("label", section("<label for='b{{ section.id }}'>x</label><input id='a{{ section.id }}'><select></select><textarea></textarea>"), [(ONE, 1, "<input id='a{{ section.id ", "a field <input> without a label"), (ONE, 1, "<select", "a field <select> without a label"), (ONE, 1, "<textarea", "a field <textarea> without a label")], section("<label for='a{{ section.id }}'>x</label><input id='a{{ section.id }}'><label>x <select></select></label><textarea aria-label='x'></textarea><input type='hidden'><input type='{{ section.id }}'>")),
    ("no-words", section("<a href='/'><svg></svg></a><button><img src='/a' alt='' width='1' height='1'></button>"), [(ONE, 1, "<a href='/'", "a link without words"), (ONE, 1, "<button", "a button without words")], section("<a href='/'><svg><title>Home</title></svg></a><a id='x'></a><button>{% render 'card', title: 'a' %}</button><button><img src='/a' alt='a' width='1' height='1'></button>")),
    ("page-language", {"layout/theme.liquid": "<html>{{ content_for_header }}{{ content_for_layout }}</html>"}, [("layout/theme.liquid", 1, "<html", "the page does not say its language")], {}),
    ("tabindex", section("<p tabindex='2'>a</p>"), [(ONE, 1, "<p tabindex='2'", "tabindex=2")], section("<p tabindex='0'>a</p><p tabindex='-1'>a</p><p tabindex='{{ section.index }}'>a</p>")),
    ("heading-jump", section("<h2>{{ product.title }}</h2><p>x</p>\n<h4>b</h4>"), [(ONE, 2, "<h4", "<h4> comes after <h2>")], section("<h2>a</h2>{% render 'card', title: 'a' %}<h4>b</h4><h3>c</h3><h2>d</h2>")),
    ("css-budget", {"assets/a.css": "a{}" * 20_000}, [("assets/a.css", 0, "", "60,003 bytes of CSS in 2 files, where 60,000 are enough; this is the largest")], {"assets/a.css": "a{}" * 19_999}),
    ("js-budget", {"assets/a.js": "a()\n" * 4_000, ONE: "{% javascript %}" + "b()\n" * 1_001 + "{% endjavascript %}"}, [("assets/a.js", 0, "", "20,004 bytes of scripts in 2 files, where 20,000 are enough; this is the largest")], {"assets/a.js": "a()\n" * 4_000}),
    ("picture-budget", {"assets/a.png": b"\0" * 250_001}, [("assets/a.png", 0, "", "a picture of 250,001 bytes, where 250,000 are enough")], {"assets/a.png": b"\0" * 250_000}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "broken", "expected", "mended"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_finds_what_it_is_for_and_nothing_in_the_mended_pack(
    rule: str, broken: Files, expected: Expected, mended: Files, tmp_path: Path
) -> None:
    found = findings(tmp_path / "broken", broken)
    assert [(f.path, f.line, f.message) for f in found] == [
        (path, line, said) for path, line, _, said in expected
    ]
    for finding, (path, line, there, _) in zip(found, expected, strict=True):
        text = (tmp_path / "broken" / path).read_text("utf-8", "replace").split("\n") if line else [""]
        assert text[line - 1][finding.column - 1 :].startswith(there)
        assert bool(finding.column) == bool(line)
    assert {f.kind for f in found} == {rule}
    assert all(f.cure for f in found)
    if rule != "missing-text":
        assert {f.severity for f in found} == {RULES[rule].severity}
    assert findings(tmp_path / "mended", mended) == []


def test_a_pack_without_a_layout(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack", {})
    (folder / "layout" / "theme.liquid").unlink()
    found = check_pack(Pack(folder))
    assert [(f.kind, f.path, f.message) for f in found] == [
        ("missing-file", "layout/theme.liquid", "the pack has no such file")
    ]
    assert findings(folder, {}) == []


def test_a_pack_with_links(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack", {})
    (tmp_path / "secret.css").write_text("a{}")
    (folder / "assets" / "a.css").symlink_to(tmp_path / "secret.css")
    (folder / "sections").symlink_to(tmp_path)
    assert [(f.kind, f.path) for f in check_pack(Pack(folder))] == [
        ("link", "assets/a.css"),
        ("link", "sections"),
    ]
    (folder / "assets" / "a.css").unlink()
    (folder / "sections").unlink()
    assert check_pack(Pack(folder)) == []


def test_what_only_the_interpreter_can_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No template is known that the compiler refuses, so it is made to refuse one."""
    from engine.liquid import Environment
    from engine.liquid.compiler import CannotCompile

    assert findings(tmp_path / "pack", {ONE: "{{ 1 }}"}) == []

    def refuse(_self: Environment, _nodes: object, path: str) -> None:
        if path == ONE:
            raise CannotCompile("a node of tomorrow")

    monkeypatch.setattr(Environment, "compile_tree", refuse)
    found = findings(tmp_path / "pack", {ONE: "{{ 1 }}"})
    assert [(f.kind, f.path, f.severity) for f in found] == [("not-compiled", ONE, "note")]


def test_every_rule_has_its_case() -> None:
    elsewhere = {"missing-file", "link", "not-compiled"}
    assert {rule for rule, *_ in CASES} | elsewhere == set(RULES)
