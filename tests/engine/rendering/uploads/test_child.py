"""The process that reads uploaded zips: what it says of sound ones, and that every attack ends soon and small."""

from __future__ import annotations

import io
import json
import resource
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from engine.rendering.uploads import child
from engine.rendering.uploads.inspection import Inspection, inspect
from tests.factories.uploads import Files, small_theme, zip_of

PROCESSOR_SECONDS = 4
"""What the child gets here, so that reaching its limit does not take the time that real themes may need."""


def looked_at(data: bytes, folder: Path, seconds: int = child.SECONDS) -> Inspection:
    (folder / "upload.zip").write_bytes(data)
    return inspect(folder / "upload.zip", folder, "up.zip", seconds)


def test_a_sound_theme_is_named_after_its_title(tmp_path: Path) -> None:
    found = looked_at(zip_of(small_theme("My Märket & Sons"), top="x-main"), tmp_path)
    assert found.refusals == []
    assert (found.name, found.title) == ("_my-market-sons", "My Märket & Sons")
    assert found.findings == ()
    assert found.archive is not None and zipfile.is_zipfile(found.archive)


def test_what_the_linter_says_comes_along_errors_first(tmp_path: Path) -> None:
    files = small_theme(
        "Small", {"snippets/a.liquid": "{{ x }}{{ 1 | nope }}", "assets/a.svg": "<svg><script/></svg>"}
    )
    found = looked_at(zip_of(files), tmp_path)
    assert [(f["rule"], f["file"]) for f in found.findings] == [
        ("unknown-filter", "snippets/a.liquid"),
        ("svg-script", "assets/a.svg"),
        ("unknown-name", "snippets/a.liquid"),
    ]


@pytest.mark.parametrize(
    ("files", "file", "said"),
    [
        ({"layout/theme.liquid": "{% if %}"}, "layout/theme.liquid", "'if' needs an expression"),
        ({"config/settings_schema.json": '[{"name"'}, "config/settings_schema.json", "not valid JSON"),
        ({"config/settings_data.json": "{"}, "config/settings_data.json", "not valid JSON"),
        ({"layout/theme.liquid": b"\xff\xfe"}, "layout/theme.liquid", "not UTF-8"),
    ],
)
def test_a_theme_that_could_show_no_page_is_refused(
    files: Files, file: str, said: str, tmp_path: Path
) -> None:
    found = looked_at(zip_of({**small_theme("Small"), **files}), tmp_path)
    assert [(r["code"], r["file"]) for r in found.refusals] == [("unusable", file)]
    assert said in found.refusals[0]["values"]["said"]


def test_a_theme_without_a_layout_is_refused(tmp_path: Path) -> None:
    files = small_theme("Small")
    del files["layout/theme.liquid"]
    [refusal] = looked_at(zip_of(files), tmp_path).refusals
    assert (refusal["code"], refusal["file"]) == ("unusable", "layout/theme.liquid")


def _many_entries() -> bytes:
    """A directory of 150,000 names, which reading alone makes large."""
    data = io.BytesIO(zip_of(small_theme("Small")))
    with zipfile.ZipFile(data, "a") as archive:
        for number in range(150_000):
            entry = zipfile.ZipInfo(f"assets/{number}")
            entry.header_offset = entry.CRC = entry.compress_size = entry.file_size = 0
            archive.filelist.append(entry)
        archive._didModify = True  # type: ignore[attr-defined]
    return data.getvalue()


def _theme(files: Files) -> bytes:
    return zip_of({**small_theme("Small"), **files})


ATTACKS: dict[str, Any] = {
    "ten thousand files": lambda: _theme({f"assets/{n}.css": "" for n in range(10_000)}),
    "a directory of 150,000 names": _many_entries,
    "a bomb": lambda: _theme({"assets/a.css": bytes(100_000_000)}),
    "bombs below the ratio": lambda: _theme({f"assets/{n}.css": bytes(199_000) for n in range(1_000)}),
    "a zip in a zip": lambda: _theme({"assets/a.zip": _theme({"assets/b.css": bytes(50_000_000)})}),
    "deep JSON": lambda: _theme({"templates/index.json": "[" * 190_000}),
    "wide JSON": lambda: _theme(
        {"config/settings_data.json": json.dumps({"current": {f"a{n}": n for n in range(90_000)}})}
    ),
    "many long names": lambda: _theme({f"assets/{'x' * 240}{n}/{'y' * 240}.css": "" for n in range(1_900)}),
    "large schemas": lambda: _theme(
        {
            f"sections/s{n}.liquid": "{% schema %}"
            + json.dumps({"settings": [{"type": "text", "id": f"a{m}"} for m in range(6_000)]})
            + "{% endschema %}"
            for n in range(30)
        }
    ),
    "many unknown names": lambda: _theme({f"snippets/{n}.liquid": "{{ a.b }}" * 20_000 for n in range(150)}),
    "open elements": lambda: _theme({f"snippets/{n}.liquid": "<a href='" * 20_000 for n in range(40)}),
    "links": lambda: _theme({f"snippets/{n}.liquid": "<a href='/'>" * 15_000 for n in range(40)}),
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_attacks_end_soon_and_small(name: str, tmp_path: Path) -> None:
    data = ATTACKS[name]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    found = looked_at(data, tmp_path, PROCESSOR_SECONDS)
    seconds = time.monotonic() - began
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime
    print(
        f"{name}: {seconds:.1f} s by the clock, {used:.1f} s of processor, {largest} MB, {found.refusals[:1]}"
    )
    assert used < PROCESSOR_SECONDS + 1.5
    assert largest < 1_000
    assert found.refusals or found.archive is not None
    assert all(refusal["code"] for refusal in found.refusals)


def test_the_child_sees_nothing_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a theme might get the child to do, no secret is there to be had, and it can start nothing."""
    monkeypatch.setenv("SECRET_KEY", "a canary")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///canary")
    told = tmp_path / "told"
    code = (
        "import os,json,resource,subprocess,sys\n"
        "from engine.rendering.uploads.child import limit\n"
        "limit()\n"
        "print(json.dumps([sorted(os.environ), resource.getrlimit(resource.RLIMIT_AS)[0],"
        " resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0],"
        " resource.getrlimit(resource.RLIMIT_NOFILE)[0], resource.getrlimit(resource.RLIMIT_NPROC)[0]]))\n"
    )
    import subprocess
    import sys

    from engine.rendering.uploads.inspection import environment_of

    with told.open("wb") as out:
        subprocess.run([sys.executable, "-c", code], env=environment_of(tmp_path), stdout=out, check=True)
    names, space, processor, largest, files, others = json.loads(told.read_bytes())
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "INSTANCE_DIR"} & set(names)
    assert (space, processor, largest) == (child.ADDRESS_SPACE, child.SECONDS, child.LARGEST_FILE)
    assert (files, others) == (child.OPEN_FILES, 0)
