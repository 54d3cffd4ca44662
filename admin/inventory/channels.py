"""Channels: what new items are in each, what its list does with the others, and the keys that read it."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.inventory.tabs import TABS
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.catalogue.queries import FORMATS
from engine.inventory import commands
from engine.inventory.queries import OTHERS, STATES
from engine.inventory.queries.acts import ChannelSettings, channel_settings
from engine.listing.channels import notices

room = make_room("inventory_channels", __name__, "delivery")

SOURCES = ("admin", "import", *FORMATS, "api", "partner")
"""Where new items come from; a format of imports falls back to what is said for all imports."""


@room.get("/inventory/channels")
def index() -> Any:
    """Every channel, and the form for another."""
    return _index(Form())


@room.post("/inventory/channels")
def create() -> Any:
    """Another place on the web that sells or shows items."""
    read = Reader()
    made, refused = attempt(
        lambda session: (
            commands.open_channel(
                session,
                kind=read.text("kind"),
                name=read.text("name"),
                default_state=read.text("default_state", "not_listed"),
                actor=g.actor,
            ).id
        )
    )
    return _index(refused) if refused else go(f"/inventory/channels/{made}", "inventory.channel.opened")


@room.get("/inventory/channels/<int:channel_id>")
def edit(channel_id: int) -> Any:
    """One channel."""
    return _page(channel_id, None)


@room.post("/inventory/channels/<int:channel_id>")
def update(channel_id: int) -> Any:
    """Save what new items are, per source too, and what the list does with the others."""

    def action(session: StoreSession) -> None:
        read = Reader()
        commands.set_channel(
            session,
            channel_id,
            others=read.text("others") or None,
            default_state=read.text("default_state") or None,
            actor=g.actor,
        )
        said = _settings(session, channel_id).defaults
        for source in SOURCES:
            state = read.optional(f"source.{source}")
            if f"source.{source}" in read.form and said.get(source) != state:
                commands.set_default(session, source, channel_id, state, g.actor)

    _, refused = attempt(action)
    return _page(channel_id, refused) if refused else go(f"/inventory/channels/{channel_id}", "form.saved")


@room.post("/inventory/channels/<int:channel_id>/keys")
def issue_key(channel_id: int) -> Any:
    """A new key. The answer shows it, this once."""
    name = Reader().text("key_name")
    key, refused = attempt(lambda session: commands.issue_key(session, channel_id, name, g.actor))
    if refused and "name" in refused.errors:
        refused.errors["key_name"] = refused.errors.pop("name")
    return _page(channel_id, refused, key=key)


@room.post("/inventory/channels/<int:channel_id>/keys/<int:key_id>/revocation")
def revoke_key(channel_id: int, key_id: int) -> Any:
    """End a key, at once."""

    def action(session: StoreSession) -> None:
        if key_id not in [key.id for key in _settings(session, channel_id).keys]:
            raise NotFound("record.not_found")
        commands.revoke_key(session, key_id, g.actor)

    _, refused = attempt(action)
    return (
        _page(channel_id, refused)
        if refused
        else go(f"/inventory/channels/{channel_id}", "inventory.channel.key_revoked")
    )


@room.post("/inventory/channels/<int:channel_id>/notice")
def set_notice(channel_id: int) -> Any:
    """Where changes of the list are told; empty: nowhere. The answer shows what they are signed with, this once."""
    _needs_web(channel_id)
    address = Reader().optional("notice_address")
    secret, refused = attempt(lambda session: notices.set_notice(session, channel_id, address, g.actor))
    if refused and refused.general and not refused.errors:
        refused.errors["notice_address"] = refused.general.pop()
    if secret is None and refused is None:
        return go(f"/inventory/channels/{channel_id}", "form.saved")
    return _page(channel_id, refused, secret=secret)


def _needs_web(channel_id: int) -> None:
    """Tills ask for themselves; only lists on the web are told."""
    with reading() as session:
        if _settings(session, channel_id).row.kind == "pos":
            raise NotFound("record.not_found")


def _settings(session: StoreSession, channel_id: int) -> ChannelSettings:
    found = channel_settings(session, channel_id)
    if not found:
        raise NotFound("record.not_found")
    return found[0]


def _index(form: Form) -> Any:
    with reading() as session:
        listed = channel_settings(session)
    return page(
        "inventory/channels.html", status=form.status, form=form, listed=listed, states=STATES, tabs=TABS
    )


def _page(channel_id: int, form: Form | None, key: str | None = None, secret: str | None = None) -> Any:
    with reading() as session:
        shown = _settings(session, channel_id)
        unreached = notices.unreached_since(session, channel_id)
    said = {f"source.{source}": shown.defaults.get(source, "") for source in SOURCES}
    stands = {
        "default_state": shown.row.default_state,
        "others": shown.row.others,
        "notice_address": shown.row.notice_address,
        **said,
    }
    form = form or Form()
    form.values = {**stands, **dict(form.values)}  # the other forms of the page keep what stands
    return page(
        "inventory/channel.html",
        status=form.status,
        form=form,
        shown=shown,
        channel=shown.row,
        key=key,
        secret=secret,
        unreached=unreached,
        states=STATES,
        others=OTHERS,
        sources=SOURCES,
        tabs=TABS,
    )
