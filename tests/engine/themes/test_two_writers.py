"""Several people save one section at the same moment: one of them does, and each of the others hears of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.errors import Conflict
from engine.themes import commands
from engine.themes.packs import Pack
from engine.themes.queries import draft_with_sections, section_history

PEOPLE = 6


def test_one_save_of_a_revision_counts(
    db: Database, store_id: int, tmp_path: Path, make_pack: Callable[..., Path]
) -> None:
    pack = Pack(make_pack(tmp_path / "small"))
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
    with db.read(store_id) as session:
        found = draft_with_sections(session, ["index"])
        assert found is not None
        section = found.sections["index"][0]
    together = Barrier(PEOPLE)

    def save(number: int) -> str:
        together.wait()
        try:
            with db.write(store_id) as session:
                commands.update_section(
                    session,
                    pack,
                    section.id,
                    settings={"heading": f"Words of {number}"},
                    revision=section.revision,
                    actor=Actor("staff", f"Person {number}", number + 1),
                )
        except Conflict:
            return "refused"
        return f"Words of {number}"

    with ThreadPoolExecutor(PEOPLE) as crowd:
        told = list(crowd.map(save, range(PEOPLE)))
    assert told.count("refused") == PEOPLE - 1
    [kept] = [each for each in told if each != "refused"]
    with db.read(store_id) as session:
        now = draft_with_sections(session, ["index"])
        assert now is not None
        assert now.sections["index"][0].values["settings"]["heading"] == kept
        assert now.sections["index"][0].revision == section.revision + 1
        assert len(section_history(session, section.id)) == 2
