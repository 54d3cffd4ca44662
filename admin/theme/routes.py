"""The theme: which one the shop wears, and the sections of its pages as plain forms made from their schemas."""

from __future__ import annotations

from typing import Any

from flask import abort, g, request

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page, warn
from admin.shell.words import t_or
from admin.switching.panel import panel_of
from admin.theme.choices import choices_of, value_of
from admin.theme.form import SectionForm, form_of, read_form
from admin.theme.packs import card_named, worn_pack
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes import commands, queries
from engine.themes.packs import Pack

room = make_room("theme", __name__, "theme")
FIRST = (
    "index",
    "product",
    "collection",
    "page",
    "blog",
    "article",
    "cart",
    "search",
    "list-collections",
    "404",
)


@room.get("/theme")
def index() -> Any:
    """The theme worn, what shoppers do not see of it yet, its templates and groups."""
    return _index()


@room.post("/theme/templates")
def add_template() -> Any:
    """An alternative of a template."""
    read = Reader()
    made, refused = attempt(
        lambda session: commands.add_template(
            session, _pack(session), read.text("base"), read.text("suffix").strip(), actor=g.actor
        )
    )
    if refused or made is None:
        return _index(refused)
    return go(f"/theme/templates/{made}", "theme.alternate.made")


@room.post("/theme/fixed")
def open_fixed() -> Any:
    """A section at a fixed place of the layout, to be edited."""
    file = Reader().text("file")
    made, refused = attempt(
        lambda session: commands.open_fixed(session, _pack(session), file, actor=g.actor).id
    )
    if refused or made is None:
        raise NotFound("record.not_found")
    return go(f"/theme/sections/{made}")


def _fixed(pack: Pack | None) -> list[tuple[str, str]]:
    """(file, name) of the sections at fixed places that have something to set."""
    if pack is None:
        return []
    locale = pack.schema_texts(g.store.locale)
    files = [file for file in queries.fixed_files(pack) if pack.sections[file].settings]
    names = {file: pack.sections[file].name for file in files}
    return [(file, locale.get(name.removeprefix("t:"), name)) for file, name in names.items()]


def _index(form: Form | None = None) -> Any:
    with reading() as session:
        theme = queries.main_theme(session)
        panel = panel_of(session)
        shown = queries.draft_with_sections(session, queries.section_templates(session), with_hidden=True)
        changes = queries.unpublished_changes(session)
        current, previous = queries.shown_versions(session)
        pack = worn_pack(session, theme)
    counts = {name: len(sections) for name, sections in shown.sections.items()} if shown else {}
    counts.pop(queries.SETTINGS, None)
    pages = sorted((n for n in counts if not n.startswith(queries.GROUP)), key=_place)
    counts.pop(queries.STATIC, None)
    groups = sorted(name for name in counts if name.startswith(queries.GROUP))
    return page(
        "theme/index.html",
        status=form.status if form else 200,
        theme=theme,
        counts=counts,
        pages=pages,
        groups=groups,
        panel=panel,
        kinds=[
            (kind, t_or(f"theme.template.{kind}", kind))
            for kind in commands.KINDS
            if pack is not None and kind in pack.templates
        ],
        fixed=_fixed(pack),
        form=form or Form(),
        changes=changes,
        current=current,
        previous=previous,
    )


@room.post("/theme")
def wear() -> Any:
    """Let shoppers see a pack, where nothing that was written could fall from view."""
    name = Reader().text("pack")

    def action(session: StoreSession) -> None:
        card = card_named(session, name, g.store.locale)
        if card is None:
            raise NotFound("record.not_found")
        if card.pack is None or not card.can_be_worn:
            raise Refused("themes.pack_is_broken", title=card.title)
        commands.wear_pack(session, card.pack, actor=g.actor)

    _, refused = attempt(action)
    for said in refused.general if refused else []:
        warn(said)
    return go("/theme/packs" if refused else "/theme", None if refused else "theme.worn")


@room.get("/theme/templates/<template>")
def template(template: str) -> Any:
    """The sections of a template or group."""
    return _template_page(template)


@room.post("/theme/templates/<template>/sections")
def add_section(template: str) -> Any:
    """Another section at the end, filled as its preset says."""
    file, _, preset = Reader().text("file").partition(":")
    number = int(preset) if preset.isascii() and preset.isdigit() and len(preset) < 4 else 0

    def action(session: StoreSession) -> Any:
        pack = _pack(session)
        _known_template(session, pack, template)
        return commands.add_section(session, pack, template, file, preset=number, actor=g.actor)

    made, refused = attempt(action)
    if refused or made is None:
        for said in refused.general if refused else []:
            warn(said)
        return go(f"/theme/templates/{template}")
    return go(f"/theme/sections/{made.id}", "theme.section_added")


@room.post("/theme/templates/<template>/order")
def order(template: str) -> Any:
    """Sections in another order."""
    read = Reader()
    ids = [int(text) for text in read.many("section") if text.isascii() and text.isdigit()][:200]
    up = read.record_id("up")
    if up in ids:
        place = ids.index(up)
        ids.insert(max(0, place - 1), ids.pop(place))

    def action(session: StoreSession) -> None:
        _known_template(session, _pack(session), template)
        commands.order_sections(session, template, ids, actor=g.actor)

    _, refused = attempt(action)
    for said in refused.general if refused else []:
        warn(said)
    return go(f"/theme/templates/{template}", None if refused else "theme.order_saved")


@room.get("/theme/settings")
def settings() -> Any:
    """Colours, fonts and the like, for the whole shop."""
    return _section_page(_settings_id(), Form())


@room.get("/theme/sections/<int:section_id>")
def section(section_id: int) -> Any:
    """One section."""
    return _section_page(section_id, Form())


@room.post("/theme/sections/<int:section_id>")
def save_section(section_id: int) -> Any:
    """Save its settings and those of its blocks."""
    read = Reader()

    def action(session: StoreSession) -> str:
        pack = _pack(session)
        shown, form = _load(session, pack, section_id)
        given, blocks = read_form(form, read)
        revision = read.whole("revision")
        commands.update_section(
            session, pack, section_id, settings=given, blocks=blocks, revision=revision, actor=g.actor
        )
        return shown.template

    _, refused = attempt(action)
    if refused:
        return _section_page(section_id, refused)
    return go(f"/theme/sections/{section_id}", "form.saved")


@room.post("/theme/sections/<int:section_id>/visibility")
def set_visibility(section_id: int) -> Any:
    """Hide from shoppers, or show."""
    hidden = Reader().flag("hidden")
    _, refused = attempt(
        lambda session: commands.set_hidden(session, _pack(session), section_id, hidden, actor=g.actor)
    )
    for said in refused.general if refused else []:
        warn(said)
    return go(_home_of(section_id), "theme.hidden" if hidden else "theme.shown")


@room.post("/theme/sections/<int:section_id>/removal")
def remove_section(section_id: int) -> Any:
    """Off its page; one click brings it back."""
    home = _home_of(section_id)
    _, refused = attempt(
        lambda session: commands.remove_section(session, _pack(session), section_id, actor=g.actor)
    )
    for said in refused.general if refused else []:
        warn(said)
    return go(f"{home}?removed={section_id}")


@room.post("/theme/sections/<int:section_id>/restoration")
def restore_section(section_id: int) -> Any:
    """Back where it was."""
    data, _ = attempt(lambda session: commands.restore_section(session, section_id, actor=g.actor))
    return go(f"/theme/templates/{data.template}" if data else "/theme", "theme.restored")


@room.post("/theme/sections/<int:section_id>/blocks")
def add_block(section_id: int) -> Any:
    """Another block."""
    kind = Reader().text("type")
    _, refused = attempt(
        lambda session: commands.add_block(session, _pack(session), section_id, kind, actor=g.actor)
    )
    return (
        _section_page(section_id, refused)
        if refused
        else go(f"/theme/sections/{section_id}", "theme.block_added")
    )


@room.post("/theme/sections/<int:section_id>/blocks/<key>/removal")
def remove_block(section_id: int, key: str) -> Any:
    """A block less."""
    _, refused = attempt(
        lambda session: commands.remove_block(session, _pack(session), section_id, key, actor=g.actor)
    )
    return (
        _section_page(section_id, refused)
        if refused
        else go(f"/theme/sections/{section_id}", "theme.block_removed")
    )


@room.post("/theme/sections/<int:section_id>/blocks/order")
def order_blocks(section_id: int) -> Any:
    """Blocks in another order."""
    read = Reader()
    keys, up = read.many("block"), read.text("up")
    if up in keys:
        place = keys.index(up)
        keys.insert(max(0, place - 1), keys.pop(place))
    _, refused = attempt(
        lambda session: commands.order_blocks(session, _pack(session), section_id, keys, actor=g.actor)
    )
    return (
        _section_page(section_id, refused)
        if refused
        else go(f"/theme/sections/{section_id}", "theme.order_saved")
    )


def _pack(session: StoreSession) -> Pack:
    pack = worn_pack(session, queries.main_theme(session))
    if pack is None:
        raise NotFound("record.not_found")
    return pack


def _known_template(session: StoreSession, pack: Pack, template: str) -> None:
    group = template.removeprefix(queries.GROUP) if template.startswith(queries.GROUP) else ""
    if (
        template not in pack.templates
        and group not in pack.groups
        and template not in queries.section_templates(session)
    ):
        raise NotFound("record.not_found")


def _load(session: StoreSession, pack: Pack, section_id: int) -> tuple[queries.ShownSection, SectionForm]:
    themed = _every_section(session)
    shown = next((one for group in themed.sections.values() for one in group if one.id == section_id), None)
    if shown is None:
        raise NotFound("record.not_found")
    schema = pack.settings_schema if shown.template == queries.SETTINGS else pack.sections.get(shown.file)
    if schema is None:
        raise Refused("themes.section_file_missing", file=shown.file, pack=pack.name)
    schemes = pack.schemes_in_order("color_schemes", themed.settings().get("color_schemes"))
    return shown, form_of(pack, schema, shown.values, g.store.locale, schemes)


def _every_section(session: StoreSession) -> queries.ShownTheme:
    themed = queries.draft_with_sections(session, queries.section_templates(session), with_hidden=True)
    if themed is None:
        raise NotFound("record.not_found")
    return themed


def _settings_id() -> int:
    with reading() as session:
        shown = queries.draft_with_sections(session, [])
    found = (shown.sections.get(queries.SETTINGS) or ()) if shown else ()
    return found[0].id if found else abort(404)


def _home_of(section_id: int) -> str:
    with reading() as session:
        shown, _ = _load(session, _pack(session), section_id)
    return f"/theme/templates/{shown.template}"


def _template_page(template: str) -> Any:
    with reading() as session:
        pack = _pack(session)
        _known_template(session, pack, template)
        shown = queries.draft_with_sections(session, [template], with_hidden=True)
    removed = request.args.get("removed", "")
    schemas = [schema for schema in pack.sections.values() if schema.allows(template) and schema.presets]
    locale = pack.schema_texts(g.store.locale)
    return page(
        "theme/template.html",
        place=template,
        sections=shown.sections.get(template, ()) if shown else (),
        pack=pack,
        schemas=sorted(schemas, key=lambda schema: schema.file),
        say=lambda text: locale.get(text.removeprefix("t:"), text) if text.startswith("t:") else text,
        removed=removed if removed.isascii() and removed.isdigit() else "",
    )


def _section_page(section_id: int, form: Form) -> Any:
    with reading() as session:
        pack = _pack(session)
        shown, section = _load(session, pack, section_id)
        choices = choices_of(session, section)
    return page(
        "theme/section.html",
        status=form.status,
        form=form,
        section=section,
        shown=shown,
        choices=choices,
        is_settings=shown.template == queries.SETTINGS,
        value_of=value_of,
    )


def _place(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)
