"""What of a zip is taken as a pack, and what is refused by which reason."""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.themes.archives import NotTaken, pack_up, put_in_place, unpack
from engine.themes.packs import FOLDERS, MAX_FILES, Pack
from tests.factories.uploads import small_theme, write_theme, zip_of

THEME = small_theme("Small")
Maker = Callable[[zipfile.ZipFile], None]


def taken(data: bytes, folder: Path) -> tuple[str, list[str]]:
    """The top folder that was stripped, and the files that were written."""
    source = folder / "up.zip"
    source.write_bytes(data)
    target = folder / "out"
    target.mkdir()
    top = unpack(source, target)
    return top, sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())


def refused(data: bytes, folder: Path) -> list[tuple[str, str]]:
    """(reason, file) of everything that is refused; nothing lies outside of the folder for it."""
    source = folder / "up.zip"
    source.write_bytes(data)
    target = folder / "a" / "b" / "out"
    target.mkdir(parents=True)
    with pytest.raises(NotTaken) as caught:
        unpack(source, target)
    outside = [p for p in folder.rglob("*") if p.is_file() and target not in p.parents and p != source]
    assert outside == []
    return [(refusal.code, refusal.file) for refusal in caught.value.refusals]


def with_entry(name: str, mode: int = 0, content: bytes = b"x") -> bytes:
    """A sound theme with one more entry."""
    data = io.BytesIO(zip_of(THEME))
    with zipfile.ZipFile(data, "a") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.external_attr = mode << 16
        archive.writestr(entry, content)
    return data.getvalue()


@pytest.mark.parametrize("top", ["", "small-main", "a theme of mine"])
def test_a_theme_is_taken_bare_or_in_one_folder(top: str, tmp_path: Path) -> None:
    beside = {"README.md": "x", "package.json": "{}", ".gitignore": "x", ".github/workflows/x.yml": "x"}
    found = taken(zip_of({**THEME, **beside}, top=top), tmp_path)
    assert found == (top, sorted(THEME))


def test_what_systems_put_in_unasked_is_left_out(tmp_path: Path) -> None:
    more = {"__MACOSX/small/._layout": "x", "small/.DS_Store": "x", "small/assets/Thumbs.db": "x"}
    files = {**{f"small/{name}": text for name, text in THEME.items()}, **more}
    assert taken(zip_of(files), tmp_path) == ("small", sorted(THEME))


NAMES = [
    ("../evil.css", "outside"),
    ("assets/../../evil.css", "outside"),
    ("assets//evil.css", "outside"),
    ("./assets/evil.css", "outside"),
    ("/etc/evil", "absolute"),
    ("//host/evil", "absolute"),
    ("C:/evil.css", "drive"),
    ("c:evil.css", "drive"),
    ("assets\\evil.css", "backslash"),
    ("..\\evil.css", "backslash"),
    ("assets/" + "x" * 256 + ".css", "long_name"),
    ("assets/" + "ü" * 130 + ".css", "long_name"),
    ("assets/" + "y/" * 600 + "x.css", "long_name"),
    ("x" * 4_000, "long_name"),
    ("assets/\u202egpj.css", "odd_name"),
    ("assets/a\nb.css", "odd_name"),
    ("assets/a.css ", "odd_name"),
    ("assets/a.", "odd_name"),
    ("assets/run.py", "program"),
    ("assets/RUN.PY", "program"),
    ("setup.sh", "program"),
    ("assets/x.php", "program"),
    ("sections/x.php.liquid", "program"),
    ("assets/x.exe", "program"),
    ("assets/lib.so", "program"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "reason"), NAMES, ids=range(len(NAMES)))
def test_names_that_are_refused(name: str, reason: str, tmp_path: Path) -> None:
    [(code, file)] = refused(with_entry(name), tmp_path)
    assert code == reason
    assert len(file) <= 160 and file.isprintable()
    assert file.split("\\x")[0] == name[: len(file.split("\\x")[0])] or len(name) > 160


def test_a_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    data = with_entry("assets/aXb.css").replace(b"assets/aXb.css", b"assets/a\0b.css")
    assert refused(data, tmp_path) == [("nul", "assets/a\\x00b.css")]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (stat.S_IFLNK, "link"),
        (stat.S_IFCHR, "special"),
        (stat.S_IFBLK, "special"),
        (stat.S_IFIFO, "special"),
        (stat.S_IFSOCK, "special"),
    ],
)
def test_what_is_no_plain_file_is_refused(kind: int, reason: str, tmp_path: Path) -> None:
    data = with_entry("assets/a.css", kind | 0o777, b"/etc/passwd")
    assert refused(data, tmp_path) == [(reason, "assets/a.css")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("assets/a.css", "assets/a.css"),
        ("assets/a.css", "assets/A.css"),
        ("assets/caf\u00e9.css", "assets/cafe\u0301.css"),
        ("assets/stra\u00dfe.css", "assets/STRASSE.css"),
        ("assets/a", "assets/a/b.css"),
    ],
)
def test_names_that_are_alike_are_refused(first: str, second: str, tmp_path: Path) -> None:
    data = io.BytesIO(zip_of(THEME))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning) if first == second else _nothing():
        archive.writestr(first, "1")
        archive.writestr(second, "2")
    [(code, file)] = refused(data.getvalue(), tmp_path)
    assert code == "duplicate" and file in (first, second)


class _nothing:  # noqa: N801 - stands where a context does
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_ten_thousand_files_are_refused_by_their_number(tmp_path: Path) -> None:
    files = {**THEME, **{f"assets/{n}.css": "" for n in range(10_000)}}
    assert refused(zip_of(files), tmp_path) == [("too_many_files", "")]
    assert len(THEME) < MAX_FILES


def test_a_file_that_grows_too_much_is_refused(tmp_path: Path) -> None:
    assert refused(zip_of({**THEME, "assets/a.css": b"a" * 5_000_000}), tmp_path) == [
        ("bomb", "assets/a.css")
    ]


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, text in THEME.items():
            archive.writestr(name, text)
        for number in range(6):
            archive.writestr(f"assets/{number}.png", bytes(9_000_000))
    assert refused(data.getvalue(), tmp_path) == [("unpacked_too_large", "")]
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("assets/a.png", bytes(20_000_001))
    (tmp_path / "again").mkdir()
    assert refused(data.getvalue(), tmp_path / "again") == [("file_too_large", "assets/a.png")]


def test_a_zip_that_lies_about_sizes_is_not_believed(tmp_path: Path) -> None:
    """The claim in the directory says 10 bytes; the data are more."""
    data = zip_of({**THEME, "assets/a.css": b"a" * 3_000_000})
    lying = data.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10))
    assert lying != data
    assert refused(lying, tmp_path)[0][0] in ("broken", "bomb", "file_too_large")


def test_zips_that_cannot_be_read(tmp_path: Path) -> None:
    sound = zip_of(THEME)
    encrypted = sound.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        for name, text in THEME.items():
            archive.writestr(name, text)
    cases = {
        "no zip": (b"no zip at all", {"not_a_zip"}),
        "empty": (b"", {"not_a_zip"}),
        "half": (sound[: len(sound) // 2], {"not_a_zip"}),
        "damaged": (
            sound.replace(b"h1{margin", b"h1}margin").replace(sound[60:70], b"\xff" * 10, 1),
            {"broken"},
        ),
        "encrypted": (encrypted, {"encrypted"}),
        "bzip2": (packed.getvalue(), {"method"}),
        "no theme": (zip_of({"a.txt": "x", "b/c.txt": "x"}), {"no_theme"}),
        "too deep": (zip_of(THEME, top="a/b"), {"no_theme"}),
        "nothing": (zip_of({}), {"no_theme"}),
    }
    for name, (data, reasons) in cases.items():
        folder = tmp_path / name
        folder.mkdir()
        assert {code for code, _ in refused(data, folder)} == reasons, name


def test_every_reason_is_told_at_once(tmp_path: Path) -> None:
    data = io.BytesIO(with_entry("../a.css"))
    with zipfile.ZipFile(data, "a") as archive:
        for name in ("assets/x.py", "assets/BASE.css", "C:/x"):
            archive.writestr(name, "x")
    found = refused(data.getvalue(), tmp_path)
    assert [code for code, _ in found] == ["outside", "program", "drive", "duplicate"]


names = st.lists(
    st.text(st.sampled_from("ab./\\:\0\u202e\u0301é C"), min_size=1, max_size=12).map(
        lambda text: text if text[0] in "./" else f"assets/{text}"
    ),
    max_size=4,
)


@given(names)
def test_nothing_is_ever_written_outside(chosen: list[str]) -> None:
    """Whatever the names: refused, or every file lies in a folder of the format under the name that the zip gives it."""
    data = io.BytesIO(zip_of(THEME))
    with zipfile.ZipFile(data, "a") as archive:
        for name in dict.fromkeys(chosen):
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, b"x")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "up.zip").write_bytes(data.getvalue())
        (folder / "out").mkdir()
        try:
            unpack(folder / "up.zip", folder / "out")
        except NotTaken as caught:
            assert caught.refusals
        else:
            for path in (folder / "out").rglob("*"):
                assert path.relative_to(folder / "out").parts[0] in FOLDERS
                assert path.resolve() == path.absolute()
        assert {p.name for p in folder.iterdir()} == {"up.zip", "out"}


def test_a_checked_pack_is_put_in_place_whole_by_whoever_comes_first(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    pack = Pack(write_theme(tmp_path / "small", small_theme("Small")))
    pack_up(pack.files, tmp_path / "one.zip")
    pack_up(pack.files, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    target = tmp_path / "cache" / "1" / pack.version / "_small"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: put_in_place(tmp_path / "one.zip", target), range(16)))
    assert Pack(target).version == pack.version
    assert [path.name for path in target.parent.iterdir()] == ["_small"]
