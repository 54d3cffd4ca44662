"""Compiled code between processes: read back as it was, and never when somebody else could have written it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.liquid import BareHost, CodeStore, Environment, Page

SOURCE = (
    '{% schema %}{"name": "x"}{% endschema %}<script>a = {{ a | json }}</script>\n'
    "{% for i in (1..3) %}{{ i | plus: a }}{{ 'b' | append: '<i>' }}{% cycle b, 'x' %}{% endfor %}"
)


@pytest.fixture
def store(tmp_path: Path) -> CodeStore:
    return CodeStore(tmp_path / "compiled", "secret")


def _rendered(store: CodeStore | None, source: str = SOURCE) -> tuple[str, bool]:
    """What a new process would write, and whether it had to read the tree for that."""
    template = Environment().parse_file(source, "sections/x.liquid", store)
    assert template.schema_text is None or "name" in template.schema_text
    return template.render_page(Page(BareHost(), {"a": 1, "b": "<"})), template._nodes is not None


def _only_file(store: CodeStore) -> Path:
    files = [path for path in store.folder.iterdir() if not path.name.startswith(".")]
    assert len(files) == 1
    return files[0]


def test_kept_code_writes_the_same_without_reading_the_text_again(store: CodeStore) -> None:
    first, read = _rendered(store)
    assert read and first == _rendered(None)[0]
    template = Environment().parse_file(SOURCE.replace("{% cycle b, 'x' %}", ""), "sections/x.liquid", store)
    assert template is not None
    assert _rendered(store, SOURCE.replace("{% cycle b, 'x' %}", ""))[1] is False
    again, _ = _rendered(store)
    assert again == first


def test_other_text_another_path_and_other_filters_are_other_code(store: CodeStore) -> None:
    env = Environment()
    keys = {
        store.key(env._identity, "a.liquid", "x"),
        store.key(env._identity, "b.liquid", "x"),
        store.key(env._identity, "a.liquid", "y"),
        store.key(Environment({"more": lambda context, value: value})._identity, "a.liquid", "x"),
        store.key(Environment(autoescape=False)._identity, "a.liquid", "x"),
    }
    assert len(keys) == 5


@pytest.mark.parametrize("how", ["changed", "cut", "writable", "link", "other secret", "empty", "other key"])
def test_what_somebody_else_could_have_written_is_not_run(store: CodeStore, how: str, tmp_path: Path) -> None:
    source = "{{ a }}"
    _rendered(store, source)
    file = _only_file(store)
    data = file.read_bytes()
    if how == "changed":
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "writable":
        file.chmod(0o666)
    elif how == "link":
        file.rename(tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
    elif how == "other key":
        key = store.key(Environment()._identity, "sections/x.liquid", "{{ b }}")
        file.rename(store.folder / key)
        source = "{{ b }}"
    else:
        store = CodeStore(store.folder, "another secret")
    written, read = _rendered(store, source)
    assert read and written == ("&lt;" if how == "other key" else "1")


def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    store = CodeStore(folder, "secret")
    _rendered(store)
    assert list(folder.iterdir()) == []


def test_the_folder_is_made_for_us_alone(store: CodeStore) -> None:
    _rendered(store)
    assert store.folder.stat().st_mode & 0o077 == 0 and _only_file(store).stat().st_mode & 0o077 == 0
    assert _only_file(store).stat().st_uid == os.geteuid()


def test_a_full_or_read_only_disk_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _rendered(CodeStore(tmp_path / "file", "secret")) == _rendered(None)
