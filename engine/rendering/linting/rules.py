# ruff: noqa: E501 - one rule a line
"""Every rule of the linter: its name, how bad it is, what it finds, and the cure. The table for authors is made of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One kind of finding. `severity`: error, warning or note (see `Finding`)."""

    name: str
    severity: str
    finds: str
    cure: str


_ADD = "Add the file, or take the line out."
_READABLE = (
    Rule("syntax", "error", "A file that cannot be read.", "The file is left out of pages until it is mended."),
    Rule("json", "error", "JSON that cannot be read.", "Mend the file; until then it counts as empty."),
    Rule("odd-syntax", "warning", "Something that is read, but not as it looks.", "Write it as the reference does."),
    Rule("unknown-tag", "error", "A tag that does not exist.", "Mend its name, or take it out."),
    Rule("unknown-filter", "error", "A filter that does not exist.", "Mend its name, or take it out."),
    Rule("filter-arguments", "error", "A filter with more, fewer or other arguments than it takes.", "Give it what it takes."),
    Rule("form", "error", "A form of a kind that does not exist.", "Use one of the kinds."),
    Rule("not-compiled", "note", "A file that only the interpreter can run.", "It shows the same, more slowly."),
)  # fmt: skip
_NAMES = (
    Rule("unknown-name", "warning", "A name that nothing sets.", "Set it, pass it, or name it as a parameter in `{% doc %}`."),
    Rule("unknown-property", "warning", "A property that an object does not have.", "It is always nil, here and in the public format."),
    Rule("unknown-setting", "warning", "A setting that is read and that no schema has.", "It is always nil; add the setting to the schema, or mend its name."),
    Rule("unused-setting", "warning", "A setting that merchants can change and nothing reads.", "Read it, or take it out of the schema."),
    Rule("not-here", "warning", "An object, property or filter that this platform does not have.", "Take it out, or live with its being empty."),
    Rule("always-the-same", "note", "A documented value that is always the same here.", "A pack may well read it."),
    Rule("ignored-argument", "warning", "An argument that changes nothing.", "Take it out."),
)  # fmt: skip
_FILES = (
    Rule("missing-file", "error", "A pack without `layout/theme.liquid`.", "Every page stands in it: add the file."),
    Rule("missing-layout", "error", "A layout that is not there.", _ADD),
    Rule("missing-section", "error", "A section or section group that is not there.", _ADD),
    Rule("missing-block", "error", "A block that is not there, or not accepted where it is put.", "Add the file, let the schema accept it, or take the entry out."),
    Rule("missing-snippet", "error", "A snippet that is not there.", _ADD),
    Rule("missing-asset", "error", "An asset that is not there.", _ADD),
    Rule("missing-text", "error", "A text that the default locale does not have.", "Add the key to the default locale."),
    Rule("untranslated", "warning", "A locale that lacks texts of the default one.", "Translate them; until then the default's are shown."),
    Rule("no-format-file", "warning", "A file or folder that is no part of the format.", "It is left out of account; move it out of the pack."),
    Rule("program", "error", "A program: Python, PHP, a shell script, a binary.", "Take it out; a pack is Liquid, JSON, CSS, scripts for browsers and pictures."),
    Rule("link", "error", "A link to another file.", "Put the file itself there; links are left out."),
    Rule("file-name", "error", "A name that cannot be addressed, or that another file has but for its case.", "Rename the file."),
)  # fmt: skip
_SCHEMAS = (
    Rule("schema", "error", "A schema that the public format does not allow.", "Write it as the message says."),
    Rule("schema-attribute", "warning", "An attribute that the public format does not know.", "Take it out; it changes nothing."),
    Rule("duplicate-setting", "error", "Two settings of one name.", "Give the second one a name of its own; it is left out."),
    Rule("default-value", "error", "A default that its own setting does not allow.", "Give a value that the setting takes."),
    Rule("preset", "error", "A preset or default with settings, values or blocks that the schema does not have.", "Name settings and blocks of this schema, with values that they take."),
    Rule("template-value", "warning", "A value in a JSON template or `settings_data.json` that its section does not take.", "Name settings of that schema, with values that they take."),
    Rule("visible-if", "error", "A condition that cannot be read, or that asks for a setting that is not there.", "Write one `{{ … }}` about settings of the same schema."),
)  # fmt: skip
_POLICY = (
    Rule("inline-handler", "warning", "`onclick=` and its like, and `javascript:` addresses: they do not run.", "Add the listener in a script file of the pack (addEventListener)."),
    Rule("foreign-file", "warning", "A script, style sheet, picture, film or frame of another host: it is not loaded.", "Put the file into assets/ and use asset_url."),
    Rule("remote-style", "warning", "CSS that calls another host: it is not loaded.", "Put the file into assets/ and use its address there."),
    Rule("svg-script", "warning", "An SVG with a script, a handler or another host's address: it is shown without.", "Save it without scripts and links."),
)  # fmt: skip
_PEOPLE = (
    Rule("image-size", "warning", "An `<img>` without `width` and `height`: the page jumps while it loads.", "Give it both, or use `image_tag`."),
    Rule("image-alt", "warning", "An `<img>` without `alt`.", 'Say what it shows, or write alt="" if it only adorns.'),
    Rule("label", "warning", "A form field without a label.", "Give it a `<label for=…>`, or an aria-label."),
    Rule("no-words", "warning", "A button or link without words.", "Write words into it, or an aria-label."),
    Rule("page-language", "warning", "An `<html>` without `lang`.", 'Write <html lang="{{ request.locale.iso_code }}">.'),
    Rule("tabindex", "warning", "A `tabindex` above 0: the keyboard's order then differs from the page's.", "Use 0 or -1, and put the element where it belongs."),
    Rule("heading-jump", "warning", "A heading more than one level below the one before it.", "Use the next level; set its size by CSS."),
)  # fmt: skip
_SIZES = (
    Rule("css-budget", "warning", "More than 60 KB of CSS.", "Take out what no page uses."),
    Rule("js-budget", "warning", "More than 20 KB of scripts.", "Take out what the browser can do by itself."),
    Rule("picture-budget", "warning", "A picture in `assets/` of more than 250 KB.", "Save it smaller, as WebP or AVIF."),
)  # fmt: skip

GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Files that can be read", _READABLE),
    ("Names", _NAMES),
    ("Files", _FILES),
    ("Schemas and starting values", _SCHEMAS),
    ("What a page's policy stops", _POLICY),
    ("People", _PEOPLE),
    ("Sizes", _SIZES),
)
RULES = {rule.name: rule for _, rules in GROUPS for rule in rules}


def checks_page() -> str:
    """The text of docs/theme-authors/checks.md."""
    parts = [
        "# Checks\n",
        "Written by `flask --app app themes reference`; a test compares this page with the code. `flask --app app themes check PATH` tells each finding with its rule, file, line, column and cure.\n",
    ]
    for title, rules in GROUPS:
        parts += [f"## {title}\n", "| rule | severity | finds | cure |", "|---|---|---|---|"]
        parts += [f"| `{r.name}` | {r.severity} | {r.finds} | {r.cure} |" for r in rules]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"
