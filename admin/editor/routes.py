"""The page of the editor, its tree and its forms, and saving while somebody types."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.editor.answers import data_answer, tree_answer
from admin.editor.inspector import Inspector, contrasts_in, hidden_in, inspect, whole_form
from admin.editor.places import Place, place_of
from admin.editor.preview import after_values
from admin.editor.room import room
from admin.editor.showing import look_again
from admin.editor.tree import Tree, label_of, tree_of
from admin.shell.forms import Reader, reading, writing
from admin.shell.rendering import page
from admin.shell.words import words_of
from admin.theme.choices import value_of
from admin.theme.form import Field, SectionForm, read_form
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, Refused
from engine.themes import commands


@room.get("/theme/editor")
def editor() -> Any:
    """The editor at one page of the shop; ``?path=/any/path`` finds the template by itself. With ``?browse=1`` the shop is
    looked at first, and one click edits the page at hand."""
    with reading() as session:
        place = place_of(session)
        tree = tree_of(session, place)
        chosen = _chosen(session, place, tree)
    g.frames = g.addresses.base("preview")
    browses = request.args.get("browse") == "1"
    return page(
        "editor/editor.html", place=place, tree=tree, chosen=chosen, value_of=value_of, browses=browses
    )


@room.get("/theme/editor/tree")
def tree() -> Any:
    """The tree alone, as it is now."""
    return tree_answer()


@room.get("/theme/editor/sections/<int:section_id>/form")
def form(section_id: int) -> Any:
    """The form of a section, or of its block ``?block=``."""
    with reading() as session:
        place = place_of(session)
        tree = tree_of(session, place)
        chosen = inspect(session, place, tree, section_id, request.args.get("block", ""))
    return page("editor/inspector.html", place=place, chosen=chosen, value_of=value_of)


@room.post("/theme/editor/sections/<int:section_id>/values")
def save(section_id: int) -> Any:
    """Save the fields named ``changed``, if the section is still at that ``revision``.

    Answers JSON: the new revision, what the fields hold now, which fields are hidden, contrasts, the words of the tree, and
    messages for the preview. 409 holds what others wrote in those fields, 422 what is wrong with them.
    """
    read = Reader()
    changed = frozenset(read.many("changed"))
    try:
        with writing() as session:
            place = place_of(session)
            tree = tree_of(session, place)
            shown, form = _form(place, tree, section_id)
            settings, blocks = read_form(form, read, changed)
            revision = read.whole("revision")
            read.check()
            if revision is not None and revision != shown.revision:
                raise Conflict("live.changed_meanwhile")
            commands.update_section(
                session,
                place.pack,
                section_id,
                settings=settings,
                blocks=blocks,
                revision=revision,
                actor=g.actor,
            )
            look_again(session, place, section_id)
    except Conflict as conflict:
        return _collision(section_id, changed, conflict)
    except Refused as refusal:
        return _refusal(refusal, changed)
    with reading() as session:
        place = place_of(session)
        tree = tree_of(session, place)
        shown, form = _form(place, tree, section_id)
        messages = after_values(session, place, tree, section_id, _types(form, changed))
    return data_answer({**_state(place, tree, shown, form, changed), "preview": messages})


def _form(place: Place, tree: Tree, section_id: int) -> tuple[Any, SectionForm]:
    shown = tree.section(section_id)
    schema = place.schema(shown)
    if schema is None:
        raise Refused("themes.section_file_missing", file=shown.file, pack=place.pack.title)
    return shown, whole_form(place, tree, shown, schema)


def _state(
    place: Place, tree: Tree, shown: Any, form: SectionForm, changed: frozenset[str]
) -> dict[str, Any]:
    fields = [*form.fields, *(one for block in form.blocks for one in block.fields)]
    touched = {".".join(name.split(".")[:-1]) for name in changed}
    near = [
        one
        for one in fields
        if one.name.rpartition(".")[0] in touched or any(part.startswith(one.name) for part in touched)
    ]
    labels = {str(shown.id): label_of(shown.values.get("settings") or {})}
    for block in form.blocks:
        labels[f"{shown.id}:{block.key}"] = label_of({one.setting.id: one.value for one in block.fields})
    return {
        "revision": shown.revision,
        "file": shown.file,
        "stored": stored(fields, changed),
        "hidden": sorted(hidden_in(form, tree, fields)),
        "contrasts": {
            name: {"ratio": one.shown, "low": one.is_low} for name, one in contrasts_in(near).items()
        },
        "labels": labels,
    }


def stored(fields: list[Field], changed: frozenset[str]) -> dict[str, list[str]]:
    """What the changed fields hold, in the words in which their controls send it."""
    found: dict[str, list[str]] = {}
    for one in fields:
        if one.name in changed:
            found[one.name] = sent_values(one)
        elif one.control == "schemes":
            from admin.editor.inspector import colors_of

            for scheme, colors in colors_of(one.setting, one.value).items():
                for part, color in colors.items():
                    name = f"{one.name}.{scheme}.{part}"
                    if name in changed:
                        found[name] = [color]
    return found


def sent_values(one: Field) -> list[str]:
    """The values that a control of this field would send."""
    if one.control == "check":
        return ["1"] if one.value in (True, "true", 1) else []
    if one.control == "records":
        return [value_of(_One("record", item)) for item in one.value or []]
    if one.control in ("picture", "video", "record"):
        value = value_of(one)
        return [value] if value and value != "None:" else []
    return ["" if one.value is None else str(one.value)]


class _One:
    """One of a list, as `value_of` reads it."""

    def __init__(self, control: str, value: Any) -> None:
        self.control, self.value = control, value


def _collision(section_id: int, changed: frozenset[str], conflict: Conflict) -> Any:
    """What others wrote in the fields that were sent, beside the revision that it has."""
    with reading() as session:
        place = place_of(session)
        tree = tree_of(session, place)
        shown, form = _form(place, tree, section_id)
    fields = [*form.fields, *(one for block in form.blocks for one in block.fields)]
    labels = {one.name: one.label for one in fields if one.name in changed}
    return data_answer(
        {
            "error": words_of(conflict),
            "revision": shown.revision,
            "theirs": stored(fields, changed),
            "labels": labels,
        },
        409,
    )


def _refusal(refusal: Refused, changed: frozenset[str]) -> Any:
    """Words at the field that is at fault. The engine names the setting; the fields of a form say where it stands."""
    errors = {}
    named = {refusal.field: refusal} if refusal.field else {}
    if isinstance(refusal, Invalid):
        named = dict(refusal.errors)
    for setting, one in named.items():
        for name in changed:
            if name == setting or name.rpartition(".")[2] == setting or f".{setting}." in f"{name}.":
                errors[name] = words_of(one)
    return data_answer({"error": words_of(refusal), "errors": errors}, refusal.status)


def _types(form: SectionForm, changed: frozenset[str]) -> frozenset[str]:
    """The types of the settings that were changed."""
    fields = [*form.fields, *(one for block in form.blocks for one in block.fields)]
    return frozenset(
        one.setting.type
        for one in fields
        if one.name in changed or any(name.startswith(f"{one.name}.") for name in changed)
    )


def _chosen(session: StoreSession, place: Place, tree: Tree) -> Inspector | None:
    """What the address says is chosen."""
    wanted = request.args.get("section", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 17):
        return None
    try:
        return inspect(session, place, tree, int(wanted), request.args.get("block", ""))
    except Refused:
        return None
