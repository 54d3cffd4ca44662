"""The media store, in a folder and in an S3-compatible store: one test for both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.base.files import FileMissing, FileStore, FolderStore, open_store
from tests.support import object_store


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    if request.param == "folder":
        yield open_store(f"file://{tmp_path}/media files")
        return
    with object_store.running() as store:
        yield open_store(store.url)
        assert store.refused == 0


def test_a_file_is_put_read_replaced_listed_and_deleted(files: FileStore) -> None:
    assert not files.exists("1/ab/photo.jpg")
    files.put("1/ab/photo.jpg", b"first", "image/jpeg")
    files.put("1/ab/photo.jpg", b"second" * 50_000, "image/jpeg")
    files.put("2/cd/other.png", b"other", "image/png")
    assert files.exists("1/ab/photo.jpg")
    with files.open("1/ab/photo.jpg") as file:
        assert file.read() == b"second" * 50_000
    assert sorted(files.keys()) == ["1/ab/photo.jpg", "2/cd/other.png"]
    assert list(files.keys("1/")) == ["1/ab/photo.jpg"]
    files.delete("1/ab/photo.jpg")
    files.delete("1/ab/photo.jpg")
    assert not files.exists("1/ab/photo.jpg")
    with pytest.raises(FileMissing):
        files.open("1/ab/photo.jpg")


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/.hidden", "a\\b", "a/b\0c", "a/b c", "a/" * 13 + "b"],
)
def test_keys_that_are_not_plain_are_refused(files: FileStore, key: str) -> None:
    for step in (
        lambda: files.put(key, b"x"),
        lambda: files.open(key),
        lambda: files.exists(key),
        lambda: files.delete(key),
    ):
        with pytest.raises(ValueError, match="not a plain file key"):
            step()


def test_a_folder_never_shows_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path)
    store.put("1/a.jpg", b"whole")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put("1/a.jpg", b"half")
    assert store.open("1/a.jpg").read() == b"whole"
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["a.jpg"]


def test_wrong_keys_of_an_object_store_are_refused() -> None:
    with object_store.running() as store:
        files = open_store(store.url.replace(object_store.SECRET_KEY, "guessed"))
        with pytest.raises(Exception, match="SignatureDoesNotMatch"):
            files.put("a", b"x")
        assert store.refused == 1 and not store.objects


@pytest.mark.parametrize(
    "url", ["", "ftp://host/x", "s3://host/bucket", "s3://key:secret@host/", "s3://key:secret@host/a/b"]
)
def test_addresses_of_no_media_store_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MEDIA_URL"):
        open_store(url)
