"""CSV files in whatever state they come."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.catalogue.importing.parsed import Unreadable
from engine.catalogue.importing.reading import MOST_ROW, BadRow, Row, open_csv
from tests.engine.catalogue.files import write


def read(
    folder: Path, content: str | bytes, encoding: str = "utf-8"
) -> tuple[list[str], list[tuple[int, str]]]:
    """First fields of the sound rows, and (line, code) of the others."""
    file = open_csv(write(folder, content, encoding=encoding))
    rows = list(file.rows())
    sound = [next(iter(row.fields.values())) for row in rows if isinstance(row, Row)]
    return sound, [(row.line, row.refusal.code) for row in rows if isinstance(row, BadRow)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings(tmp_path: Path, encoding: str, end: str) -> None:
    text = end.join(["a,b", 'Größe,"two', 'lines"', "", "é,é", ""])
    file = open_csv(write(tmp_path, text, encoding=encoding))
    assert file.columns == ["a", "b"]
    assert [(row.line, row.fields["a"], row.fields["b"]) for row in file.rows() if isinstance(row, Row)] == [
        (2, "Größe", f"two{end}lines"),
        (5, "é", "é"),
    ]
    assert bool(file.notes) is (encoding in ("utf-16", "cp1252"))


@pytest.mark.parametrize(("mark", "said"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_delimiters_are_noticed(tmp_path: Path, mark: str, said: str) -> None:
    file = open_csv(write(tmp_path, f"a{mark}b\n1,5{mark}2\n"))
    assert [row.fields for row in file.rows() if isinstance(row, Row)] == [{"a": "1,5", "b": "2"}]
    assert said in file.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n  \n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80",
        b"PK\x03\x04\x14\x00\x08\x08",
        bytes(range(256)) * 40,
    ],
)
def test_what_is_no_csv_at_all_is_said(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        open_csv(write(tmp_path, content))


def test_a_row_with_too_few_or_too_many_fields_is_passed_over(tmp_path: Path) -> None:
    sound, bad = read(tmp_path, "a,b,c\n1,2,3\nx,y\n4,5,6\nx,y,z,w\n7,8,9,,\n")
    assert sound == ["1", "4", "7"]
    assert bad == [(3, "import.field_count"), (5, "import.field_count")]


def test_a_quote_that_never_closes_costs_its_own_row(tmp_path: Path) -> None:
    rows = [f'{number},"text {number}",x' for number in range(2, 60)]
    rows[10] = '12,"text 12,x'
    sound, bad = read(tmp_path, "a,b,c\n" + "\n".join(rows) + "\n")
    assert bad == [(12, "import.quote_open")]
    assert len(sound) == 57 and "12" not in sound and sound[-1] == "59"


def test_a_stray_quote_before_a_field_of_several_lines(tmp_path: Path) -> None:
    text = 'a,b\n1,"x\n2,"one\ntwo"\n3,three\n4,"four\nfive"\n'
    sound, bad = read(tmp_path, text)
    assert [line for line, _ in bad] == [2]
    assert sound == ["2", "3", "4"]


def test_nul_and_foreign_bytes_cost_their_own_row(tmp_path: Path) -> None:
    accents = "".join(f"{number},äöü\n" for number in range(20))
    content = b"a,b\n1,x\0y\n" + accents.encode() + b"2,\xff\xfe\n3,z\n"
    sound, bad = read(tmp_path, content)
    assert bad == [(2, "import.nul"), (23, "import.not_utf8")]
    assert len(sound) == 21


@pytest.mark.parametrize("in_lines", [False, True])
def test_a_field_of_ten_megabytes_is_refused_with_its_line(tmp_path: Path, in_lines: bool) -> None:
    field = (("many words in a line, " * 24 + "\n") * 19_000) if in_lines else "x" * 10_000_000
    content = f'a,b\n1,2\n3,"{field}"\n4,5\n6,7\n'
    path = write(tmp_path, content)
    del content, field
    tracemalloc.start()
    rows = list(open_csv(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.line for row in rows if isinstance(row, BadRow)] == [3]
    assert [row.fields["a"] for row in rows if isinstance(row, Row)] == ["1", "4", "6"]
    assert peak < 12 * MOST_ROW


def test_a_field_of_two_megabytes_is_too_long_but_a_row_may_be(tmp_path: Path) -> None:
    _, bad = read(tmp_path, f"a,b\n1,{'x' * 2_000_000}\n2,3\n")
    assert bad == [(2, "import.field_too_long")]
    sound, bad = read(tmp_path, f"a,b,c\n1,{'x' * 900_000},{'y' * 900_000}\n2,3,4\n")
    assert (sound, bad) == (["1", "2"], [])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab,";\n\r\t\0é\u2028 '), max_size=120))
def test_reading_any_text_ends_and_names_lines(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "h1,h2\n" + text)
    rows = list(open_csv(path).rows())
    lines = [row.line for row in rows]
    assert lines == sorted(lines) and all(line >= 2 for line in lines)
    assert all(len(row.fields) == 2 for row in rows if isinstance(row, Row))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
def test_what_a_proper_writer_wrote_is_read_back(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    import csv
    import io

    kept = [row for row in rows if "\0" not in "".join(row) and "".join(row).isprintable()]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([("h1", "h2"), *kept])
    found = list(open_csv(write(tmp_path, text.getvalue())).rows())
    assert [tuple(row.fields.values()) for row in found if isinstance(row, Row)] == kept
