"""The report of a theme that is tried on: what it tells, and what can be done about each section."""

from __future__ import annotations

import re

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.themes import commands, queries
from engine.themes.models import SectionMatch, Theme
from tests.admin.switching.conftest import Fitting, fill_home, pack
from tests.support.counting import counted

BEA = Actor("staff", "Bea", 99)
HX = {"HX-Request": "true"}


def plain(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_trying_on_leads_to_the_report_and_shoppers_see_nothing(fitting: Fitting) -> None:
    before = fitting.published()
    theme_id = fitting.try_on()
    answer = fitting.desk.get(f"/theme/looks/{theme_id}")
    said = plain(answer.text)
    assert answer.status_code == 200
    assert "Your shop in Trestle" in said and "Shoppers see Folio" in said
    assert re.search(r"\d\d? % of your content is shown", said)
    assert "Home page" in said and "Product pages" in said and "Header" in said
    assert fitting.published() == before and fitting.worn() == "folio"


def test_the_report_names_each_piece_that_is_not_shown_and_ways_out(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    page = fitting.desk.get(f"/theme/looks/{theme_id}").text
    lost = [one for p in fitting.report(theme_id).pages for one in p.sections if one.withheld]
    assert lost
    for one in lost:
        row = page.split(f'id="section-{one.section_id}"')[1].split('<li class="look-row ')[0]
        for piece in one.withheld:
            assert f"/pieces/{piece.target}" in row, piece
        assert "Partly shown" in row or "Not shown" in row
        assert "Other ways to show it" in row


def test_previews_of_both_looks_stand_side_by_side_and_nothing_else_may_be_framed(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    answer = fitting.desk.get(f"/theme/looks/{theme_id}/comparison?template=product")
    frames = re.findall(r'<iframe src="([^"]+)"', answer.text)
    assert len(frames) == 2
    host = re.escape(fitting.store.host)
    assert all(re.match(rf"http://preview\.{host}(:\d+)?/products/", address) for address in frames)
    assert f"frame-src http://preview.{fitting.store.host}" in answer.headers["Content-Security-Policy"]
    assert fitting.desk.get(f"/theme/looks/{theme_id}/comparison?template=nothing").status_code == 404


def test_another_file_is_chosen_kept_and_given_back(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    one = fitting.row(theme_id, "cover")
    ways = fitting.desk.get(f"/theme/looks/{theme_id}/sections/{one.section_id}/choices")
    files = re.findall(r'name="file" value="([^"]+)"', ways.text)
    assert files and one.file not in files
    order = [plain(ways.text).find(words) for words in ("Shows everything", "Shows a part", "Show with loss")]
    told = [at for at in order if at >= 0]
    assert told and told == sorted(told)
    own = f"/theme/looks/{theme_id}/sections/{one.section_id}/file"
    answer = fitting.desk.post(own, {"file": files[0], "revision": str(one.revision)}, **HX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<li class="look-row') and 'id="figures"' in answer.text
    assert "<html" not in answer.text and "Your choice" in answer.text
    now = fitting.row(theme_id, "cover")
    assert (now.file, now.pinned) == (files[0], True)
    again = fitting.desk.post(f"{own}/removal", {"revision": str(now.revision)}, **HX)
    assert again.status_code == 200 and "Your choice" not in again.text
    assert fitting.row(theme_id, "cover").file == one.file
    with fitting.db.read(fitting.store.id) as session:
        match = queries.current_match(session, one.section_id, "trestle")
    assert match is not None and not match.pinned
    assert match.binding["ranked_at"] == match.data_revision  # ranked anew when its content changes


def test_without_scripts_the_same_comes_back_to_the_report(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    one = fitting.row(theme_id, "cover")
    answer = fitting.desk.post(
        f"/theme/looks/{theme_id}/sections/{one.section_id}/file", {"file": "no-such-file"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/theme/looks/{theme_id}#section-{one.section_id}"
    assert "no-such-file" in plain(fitting.desk.get(f"/theme/looks/{theme_id}").text)
    assert fitting.row(theme_id, "cover").file == one.file


def test_two_people_at_one_section_are_told_and_nothing_is_overwritten(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    one = fitting.row(theme_id, "cover")
    with fitting.db.write(fitting.store.id) as session:
        commands.update_section(
            session, pack("folio"), one.section_id, settings={"height": "medium"}, actor=BEA
        )
    answer = fitting.desk.post(
        f"/theme/looks/{theme_id}/sections/{one.section_id}/file",
        {"file": "offer", "revision": str(one.revision)},
        **HX,
    )
    assert answer.status_code == 409 and "Someone else changed" in plain(answer.text)
    assert fitting.row(theme_id, "cover").file == one.file
    page = plain(fitting.desk.get(f"/theme/looks/{theme_id}").text)
    assert "Something was edited since" in page
    fitting.desk.post(f"/theme/looks/{theme_id}/renewal")
    assert "Something was edited since" not in plain(fitting.desk.get(f"/theme/looks/{theme_id}").text)


def test_a_layout_is_chosen_per_page(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    answer = fitting.desk.post(
        f"/theme/looks/{theme_id}/layouts", {"template": "index", "choice": "mix"}, **HX
    )
    assert answer.status_code == 200 and 'id="page-index"' in answer.text
    assert re.search(r'value="mix"[^>]* checked', answer.text)
    [home] = [one for one in fitting.report(theme_id).pages if one.template == "index"]
    assert home.layout == "mix"
    wrong = fitting.desk.post(
        f"/theme/looks/{theme_id}/layouts", {"template": "index", "choice": "upside-down"}, **HX
    )
    assert wrong.status_code == 422 and 'role="alert"' in wrong.text
    gone = fitting.desk.post(f"/theme/looks/{theme_id}/layouts", {"template": "nope", "choice": "mix"}, **HX)
    assert gone.status_code == 404


def test_a_split_is_offered_taken_and_given_back(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    page = fitting.desk.get(f"/theme/looks/{theme_id}").text
    one = next(
        row
        for p in fitting.report(theme_id).pages
        for row in p.sections
        if row.splits and row.outcome == "partial"
    )
    assert "Two sections could show all of it" in plain(page)
    own = f"/theme/looks/{theme_id}/sections/{one.section_id}"
    for files in (one.splits[0], tuple(reversed(one.splits[0]))):
        taken = fitting.desk.post(f"{own}/split", {"file": list(files)}, **HX)
        if taken.status_code != 200:  # in the other order they may not show all of it
            assert taken.status_code == 422 and 'role="alert"' in taken.text
            continue
        assert "Shown as several sections now" in plain(taken.text)
        for file in files:  # either part can take the whole section again
            alone = fitting.desk.post(f"{own}/file", {"file": file}, **HX)
            assert alone.status_code == 200, alone.text[:400]
            [row] = [
                row
                for p in fitting.report(theme_id).pages
                for row in p.sections
                if row.section_id == one.section_id
            ]
            assert row.file == file and not row.is_split
            assert fitting.desk.post(f"{own}/split", {"file": list(files)}, **HX).status_code == 200
    back = fitting.desk.post(f"{own}/file/removal", {}, **HX)
    assert back.status_code == 200
    wrong = fitting.desk.post(f"{own}/split", {"file": ["no-such-file", "neither"]}, **HX)
    assert wrong.status_code == 422 and "no-such-file" in wrong.text


def test_what_is_not_shown_is_read_edited_and_moved(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    rows = [one for p in fitting.report(theme_id).pages for one in p.sections if one.withheld]
    one, piece = next(
        (row, piece) for row in rows for piece in row.withheld if piece.target.endswith((".text", ".label"))
    )
    own = f"/theme/looks/{theme_id}/sections/{one.section_id}/pieces/{piece.target}"
    page = fitting.desk.get(own)
    assert page.status_code == 200 and piece.excerpt in page.text
    saved = fitting.desk.post(own, {"s.piece": "Said anew", "revision": str(one.revision)}, **HX)
    assert saved.status_code == 200 and "Said anew" in saved.text
    places = re.findall(r'<option value="([^"]+)"', page.text[page.text.index('name="setting"') :])
    now = next(
        row for p in fitting.report(theme_id).pages for row in p.sections if row.section_id == one.section_id
    )
    moved = fitting.desk.post(f"{own}/place", {"setting": places[0], "revision": str(now.revision)}, **HX)
    assert moved.status_code == 200 and f"/pieces/{piece.target}" not in moved.text
    wrong = fitting.desk.post(f"{own}/place", {"setting": places[0]}, **HX)
    assert wrong.status_code == 404  # it is shown now


def test_a_piece_that_is_refused_keeps_what_was_typed(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    rows = [one for p in fitting.report(theme_id).pages for one in p.sections if one.withheld]
    found = [(row, piece) for row in rows for piece in row.withheld if piece.target.endswith(".text")]
    one, piece = found[0]
    own = f"/theme/looks/{theme_id}/sections/{one.section_id}/pieces/{piece.target}"
    typed = "x" * 6_000_000
    answer = fitting.desk.post(own, {"s.piece": typed, "revision": str(one.revision)}, **HX)
    assert answer.status_code == 422 and typed in answer.text
    assert answer.headers["HX-Retarget"].startswith(f"#piece-{one.section_id}-")


def test_a_pack_that_cannot_be_read_says_so_and_nothing_is_prepared(fitting: Fitting) -> None:
    answer = fitting.desk.post("/theme/looks", {"pack": "no-such-pack"})
    assert answer.status_code == 404
    with fitting.db.write(fitting.store.id) as session:
        gone = Theme(pack="gone", pack_version="1", name="Gone", installed_at=clock.now(), layouts={})
        session.add(gone)
        session.flush()
        theme_id = gone.id
    page = fitting.desk.get(f"/theme/looks/{theme_id}")
    assert page.status_code == 422 and "Gone has faults" in plain(page.text)
    assert fitting.desk.get("/theme/looks/999999999").status_code == 404


def test_a_section_file_that_vanished_is_found_anew(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    one = fitting.row(theme_id, "cover")
    with fitting.db.write(fitting.store.id) as session:
        for match in session.scalars(
            select(SectionMatch).where(
                SectionMatch.section_data_id == one.section_id, SectionMatch.pack == "trestle"
            )
        ):
            match.file = "was-here-once"
    page = fitting.desk.get(f"/theme/looks/{theme_id}")
    assert page.status_code == 200 and "was-here-once" in page.text
    fitting.desk.post(f"/theme/looks/{theme_id}/renewal")
    assert fitting.row(theme_id, "cover").file in pack("trestle").sections


def test_fifty_sections_take_as_many_queries_as_one(fitting: Fitting) -> None:
    theme_id = fitting.try_on()

    def queries_of(path: str) -> int:
        fitting.desk.get(path)
        with counted(fitting.db) as statements:
            assert fitting.desk.get(path).status_code == 200
        return statements.count

    paths = (f"/theme/looks/{theme_id}", f"/theme/looks/{theme_id}/publication")
    with fitting.db.write(fitting.store.id) as session:
        fill_home(session, ("cover",))
    fitting.desk.post(f"/theme/looks/{theme_id}/renewal")
    few = [queries_of(path) for path in paths]
    with fitting.db.write(fitting.store.id) as session:
        fill_home(session, ("cover", "makers", "voices", "spread", "selection") * 10)
    fitting.desk.post(f"/theme/looks/{theme_id}/renewal")
    assert fitting.desk.get(paths[0]).text.count('class="look-row ') > 50
    assert [queries_of(path) for path in paths] == few
