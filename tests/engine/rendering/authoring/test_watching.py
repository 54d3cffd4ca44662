"""A pack at work: what changed, what is wrong with it now, and what the checks have to say."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from engine.rendering.authoring.faults import NoPack, excerpt
from engine.rendering.authoring.watching import PackAtWork, Remarks
from engine.rendering.linting import Finding
from tests.support.authors import new_pack, write

WELCOME = "sections/welcome.liquid"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return new_pack(tmp_path)


def test_a_state_is_new_only_when_a_file_changed(pack: Path) -> None:
    work = PackAtWork(pack)
    first = work.state.name
    assert work.state.faults == [] and not work.look() and work.state.name == first
    seen = []
    for files in (
        {"assets/theme.css": "a{}"}, {"assets/theme.css": "b{}", WELCOME: "x"}, {WELCOME: None},
    ):  # fmt: skip
        write(pack, files)
        work.look()
        seen.append((sorted(work.state.changed), work.state.styles_only))
    assert seen == [
        (["assets/theme.css"], True),
        (["assets/theme.css", WELCOME], False),
        ([WELCOME], False),
    ]
    assert work.state.name != first and work.read() is work.state.pack
    write(pack, {"notes.md": "no part of the pack"})
    assert not work.look()


def test_faults_come_with_the_save_and_go_with_the_next(pack: Path) -> None:
    work = PackAtWork(pack)
    write(pack, {WELCOME: "\n{% if x %}", "templates/index.json": "{"})
    work.look()
    assert [(f.file, f.line) for f in work.state.faults] == [("templates/index.json", 1), (WELCOME, 2)]
    assert all(fault.cure for fault in work.state.faults)
    write(pack, {WELCOME: "fine", "templates/index.json": '{"sections": {}}'})
    work.look()
    assert work.state.faults == []


def test_while_it_cannot_be_read_the_last_one_stays(pack: Path) -> None:
    work = PackAtWork(pack)
    for number in range(2_001):
        (pack / "snippets" / f"n{number}.liquid").touch()
    work.look()
    with pytest.raises(NoPack) as refused:
        work.read()
    assert "at most" in refused.value.fault.message and work.state.faults == [refused.value.fault]
    assert work.state.pack is not None
    for number in range(2_001):
        (pack / "snippets" / f"n{number}.liquid").unlink()
    work.look()
    assert work.read() is work.state.pack and work.state.faults == []


def test_who_waits_is_woken_by_the_save(pack: Path) -> None:
    work = PackAtWork(pack)
    thread = threading.Thread(target=work.watch, daemon=True)
    thread.start()
    known = work.state.version
    write(pack, {WELCOME: "new"})
    began = time.monotonic()
    state = work.wait(known, 20)
    assert state is not None and state.changed == {WELCOME} and time.monotonic() - began < 15
    assert work.wait(state.version, 0.05) is None
    work.end()
    thread.join(2)
    assert not thread.is_alive() and work.wait("anything", 5) is None


def test_remarks_tell_what_is_new_and_what_was_mended(pack: Path) -> None:
    told: list[tuple[list[str], list[str]]] = []
    work = PackAtWork(pack)
    remarks = Remarks(
        work, lambda new, mended: told.append(([f.message for f in new], [f.message for f in mended]))
    )

    def finding(line: int, message: str) -> Finding:
        return Finding("sections/a.liquid", line, 1, message, "syntax", "", "error")

    remarks.compare([])
    remarks.compare([finding(1, "one")])
    remarks.compare([finding(9, "one")])
    remarks.compare([finding(9, "one"), finding(10, "one")])
    remarks.compare([finding(3, "two")])
    assert told == [([], []), (["one"], []), (["one"], []), (["two"], ["one", "one"])]


def test_the_checks_add_their_cure_to_the_state_they_are_about(pack: Path) -> None:
    work = PackAtWork(pack)
    write(pack, {WELCOME: "{% if x %}"})
    work.look()
    (before,) = work.state.faults
    finding = Finding(
        WELCOME, before.line, before.column, before.message, "syntax", "The checks know better.", "error"
    )
    work.remark("a state that is gone", [finding])
    assert work.state.findings is None
    work.remark(work.state.name, [finding])
    assert [fault.cure for fault in work.state.faults] == ["The checks know better."]


def test_the_source_around_a_fault(pack: Path) -> None:
    work = PackAtWork(pack)
    lines = [f"line {number}" for number in range(1, 9)] + ["{% if x %}" + "y" * 5_000]
    write(pack, {WELCOME: "\n".join(lines)})
    work.look()
    (fault,) = work.state.faults
    assert work.state.pack is not None
    shown = excerpt(work.state.pack, fault)
    assert [number for number, _ in shown] == [6, 7, 8, 9]
    assert shown[0][1] == "line 6" and len(shown[-1][1]) <= 240
