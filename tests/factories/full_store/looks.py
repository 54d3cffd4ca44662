"""What is shown, when, and in which theme; themes of the store's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from engine.base.actor import SYSTEM
from engine.themes.commands import schedule_publish
from engine.themes.queries import current_version, theme_with_sections
from engine.themes.switching import commands as switching
from engine.themes.switching import queries as reports
from tests.factories.full_store.store import FullStore
from tests.factories.uploads import give_own_pack
from tests.support.shipped import shipped


def make_own_packs(session: Any, store: FullStore) -> None:
    """Two themes that the store has uploaded, of which nobody wears one."""
    own, spare = (give_own_pack(session, f"{store.word} {name}") for name in ("look", "spare look"))
    origin = {"pack": own.pack, "version": own.version, "title": f"{store.word} copy"}
    copy = give_own_pack(session, f"{store.word} copy", {"config/origin.json": json.dumps(origin)})
    store.things |= {
        "own_pack": own.pack,
        "own_pack_version": own.version,
        "upload_id": str(own.id),
        "spare_pack": spare.pack,
        "own_copy": copy.pack,
    }


def make_schedule(session: Any, store: FullStore) -> None:
    """The look that is shown, and one for later."""
    shown = theme_with_sections(session, ["index"])
    assert shown is not None
    cover, spare = shown.sections["index"][0], shown.sections["index"][-1]
    version = current_version(session)
    assert version is not None
    sale = schedule_publish(
        session,
        starts_at=datetime(2098, 1, 1, tzinfo=UTC),
        ends_at=datetime(2098, 1, 2, tzinfo=UTC),
        label=f"{store.word} sale",
        actor=SYSTEM,
    )
    session.flush()
    store.things |= {
        "look_version_id": str(version.id),
        "look_schedule_id": str(sale.id),
        "section_id": str(cover.id),
        "block_key": next(iter(cover.values["blocks"])),
        "spare_section_id": str(spare.id),
    }


def make_look(session: Any, store: FullStore) -> None:
    """Another theme tried on, with a piece of content that it does not show."""
    folio, trestle = shipped("folio"), shipped("trestle")
    theme = switching.prepare_theme(session, trestle, [folio])
    cover = int(store.things["section_id"])
    switching.show_as(session, trestle, [folio], cover, "offer", actor=SYSTEM)
    later = schedule_publish(
        session,
        theme_id=theme.id,
        starts_at=datetime(2096, 1, 1, tzinfo=UTC),
        label=f"{store.word} other sale",
        actor=SYSTEM,
    )
    session.flush()
    store.things |= {
        "look_id": str(theme.id),
        "spare_schedule_id": str(later.id),
        "piece": reports.withheld(session, trestle, cover)[0].target,
    }
