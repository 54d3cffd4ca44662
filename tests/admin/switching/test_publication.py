"""Publishing a tried look: what is said before, in one transaction, at a time, per kind of page; and back."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.catalogue.commands import delete_product
from engine.catalogue.models import Product
from engine.themes import commands, queries
from engine.themes.models import LookSchedule, LookVersion, SectionData
from tests.admin.switching.conftest import Fitting, fill_home, pack
from tests.admin.switching.test_report import plain
from tests.support.counting import counted
from tests.support.serving import HostClient

BEA = Actor("staff", "Bea", 99)


def version_field(page: str) -> str:
    """The version that a form was made against."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found.group(1)


def test_publishing_says_what_will_happen_and_asks_for_a_yes(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    before = fitting.published()
    own = f"/theme/looks/{theme_id}/publication"
    page = fitting.desk.get(own)
    said = plain(page.text)
    assert "The shop wears Trestle instead of Folio" in said and "will not be seen" in said
    refused = fitting.desk.post(own, {"version": version_field(page.text)})
    assert refused.status_code == 422 and "Tick that you know" in plain(refused.text)
    assert fitting.published() == before and fitting.worn() == "folio"
    done = fitting.desk.post(own, {"version": version_field(page.text), "accepted": "1"})
    assert done.status_code == 303 and done.headers["Location"] == f"/theme?published={before}"
    assert fitting.worn() == "trestle"


def test_shoppers_see_the_look_and_one_click_brings_the_old_one_back_to_the_byte(
    fitting: Fitting, shop: HostClient
) -> None:
    paths = ("/", "/products/bowl-1", "/collections/shelf", "/pages/about", "/cart", "/search?q=bowl")
    worn = {path: shop.get(path).text for path in paths}
    theme_id = fitting.try_on()
    assert {path: shop.get(path).text for path in paths} == worn
    fitting.desk.get(f"/theme/looks/{theme_id}")
    fitting.desk.post(f"/theme/looks/{theme_id}/publication", {"accepted": "1"})
    dressed = {path: shop.get(path).text for path in paths}
    assert all(dressed[path] != worn[path] for path in paths)
    page = fitting.desk.get(f"/theme?published={_previous(fitting)}").text
    assert "Shoppers see Trestle now" in plain(page)
    back = re.search(r'action="(/theme/versions/\d+/showing)"[^>]*>(?:(?!</form>).)*id="take-back"', page)
    assert back
    assert fitting.desk.post(back.group(1)).status_code == 303
    assert {path: shop.get(path).text for path in paths} == worn


def _previous(fitting: Fitting) -> int:
    with fitting.db.read(fitting.store.id) as session:
        look = queries.look_of(session)
    assert look is not None and look.previous_version_id is not None
    return look.previous_version_id


def test_who_published_meanwhile_is_told_and_the_report_is_shown_anew(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    page = fitting.desk.get(f"/theme/looks/{theme_id}/publication").text
    with fitting.db.write(fitting.store.id) as session:
        home = session.scalars(select(SectionData).where(SectionData.template == "index")).first()
        assert home is not None
        commands.set_hidden(session, pack("folio"), home.id, True, actor=BEA)
        commands.publish(session, actor=BEA)
    answer = fitting.desk.post(
        f"/theme/looks/{theme_id}/publication", {"version": version_field(page), "accepted": "1"}
    )
    said = plain(answer.text)
    assert answer.status_code == 409 and "Bea" in said and "Your shop in Trestle" in said
    assert fitting.worn() == "folio"


def test_what_refers_to_a_deleted_product_is_reported_and_published(
    fitting: Fitting, shop: HostClient
) -> None:
    with fitting.db.write(fitting.store.id) as session:
        fill_home(session, ("selection", "cover"))
    theme_id = fitting.try_on()
    with fitting.db.write(fitting.store.id) as session:
        for product in session.scalars(select(Product)).all():
            delete_product(session, product.id, BEA)
    assert fitting.desk.get(f"/theme/looks/{theme_id}").status_code == 200
    assert fitting.desk.get(f"/theme/looks/{theme_id}/comparison?template=product").status_code == 200
    answer = fitting.desk.post(f"/theme/looks/{theme_id}/publication", {"accepted": "1"})
    assert answer.status_code == 303 and fitting.worn() == "trestle"
    assert shop.get("/").status_code == 200


def test_a_look_is_scheduled_in_the_stores_time_and_cancelled(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    own = f"/theme/looks/{theme_id}/schedules"
    fitting.desk.get(own)
    wrong = fitting.desk.post(
        own,
        {"starts_at": "2090-05-01T10:00", "ends_at": "2090-04-01T10:00", "label": "Sale", "accepted": "1"},
    )
    assert wrong.status_code == 422 and "The end must come after the start" in plain(wrong.text)
    assert 'value="2090-05-01T10:00"' in wrong.text and 'value="Sale"' in wrong.text
    empty = fitting.desk.post(own, {"starts_at": "", "label": "Sale"})
    assert empty.status_code == 422 and 'id="f-starts_at-wrong"' in empty.text
    done = fitting.desk.post(
        own,
        {"starts_at": "2090-05-01T10:00", "ends_at": "2090-05-02T10:00", "label": "Sale", "accepted": "1"},
    )
    assert done.status_code == 303
    with fitting.db.read(fitting.store.id) as session:
        [row] = queries.schedules(session)
    assert row.starts_at == datetime(2090, 5, 1, 10, tzinfo=UTC) and row.label == "Sale"
    overlap = fitting.desk.post(own, {"starts_at": "2090-05-01T12:00", "accepted": "1"})
    assert overlap.status_code == 422 and "Another look is scheduled" in plain(overlap.text)
    page = fitting.desk.get("/theme").text
    assert "Sale" in page and f"/theme/schedules/{row.id}/cancellation" in page
    fitting.desk.post(f"/theme/schedules/{row.id}/cancellation")
    with fitting.db.read(fitting.store.id) as session:
        assert queries.schedules(session) == []


def test_a_scheduled_look_comes_and_goes_by_the_clock(
    fitting: Fitting, shop: HostClient, clock: FixedClock
) -> None:
    worn = shop.get("/").text
    theme_id = fitting.try_on()
    start = clock.now() + timedelta(hours=2)
    end = start + timedelta(hours=3)
    fitting.desk.get(f"/theme/looks/{theme_id}/schedules")
    answer = fitting.desk.post(
        f"/theme/looks/{theme_id}/schedules",
        {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}", "accepted": "1"},
    )
    assert answer.status_code == 303
    commands.flip_scheduled_looks(fitting.db)
    assert fitting.worn() == "folio"
    clock.advance(hours=2, minutes=1)
    commands.flip_scheduled_looks(fitting.db)
    assert fitting.worn() == "trestle" and shop.get("/").text != worn
    assert "Shown now" in plain(fitting.desk.get("/theme").text)
    clock.advance(hours=3)
    commands.flip_scheduled_looks(fitting.db)
    assert fitting.worn() == "folio" and shop.get("/").text == worn


def test_kinds_of_pages_wear_looks_of_their_own(fitting: Fitting, shop: HostClient) -> None:
    worn = {path: shop.get(path).text for path in ("/", "/products/bowl-1")}
    theme_id = fitting.try_on()
    page = fitting.desk.get("/theme").text
    assert "Which look for which page" in plain(page)
    answer = fitting.desk.post("/theme/kinds", {"product": str(theme_id), "version": version_field(page)})
    assert answer.status_code == 303
    assert shop.get("/").text == worn["/"] and shop.get("/products/bowl-1").text != worn["/products/bowl-1"]
    page = fitting.desk.get("/theme").text
    kinds = page[page.index('id="kinds"') :]
    assert re.search(rf'name="product">.*?value="{theme_id}" selected', kinds, re.S)
    fitting.desk.post("/theme/kinds", {"version": version_field(kinds)})
    assert shop.get("/products/bowl-1").text == worn["/products/bowl-1"]
    assert fitting.desk.post("/theme/kinds", {"product": "999999999"}).status_code == 404


def test_publishing_the_whole_shop_leaves_or_takes_kinds_with_a_look_of_their_own(fitting: Fitting) -> None:
    trestle, stille = fitting.try_on(), fitting.try_on("stille")
    fitting.desk.get("/theme")
    fitting.desk.post("/theme/kinds", {"product": str(stille)})
    page = plain(fitting.desk.get(f"/theme/looks/{trestle}/publication").text)
    assert "Product pages: Stille" in page
    fitting.desk.post(f"/theme/looks/{trestle}/publication", {"accepted": "1"})
    with fitting.db.read(fitting.store.id) as session:
        version = queries.current_version(session)
    assert version is not None and version.page_themes == {"product": stille}
    fitting.desk.post(f"/theme/looks/{trestle}/publication", {"accepted": "1", "everywhere": "1"})
    with fitting.db.read(fitting.store.id) as session:
        version = queries.current_version(session)
    assert version is not None and version.page_themes == {}


def test_versions_are_listed_brought_back_and_taken_into_the_draft(fitting: Fitting) -> None:
    first = fitting.published()
    with fitting.db.write(fitting.store.id) as session:
        home = session.scalars(select(SectionData).where(SectionData.template == "index")).first()
        assert home is not None
        commands.set_hidden(session, pack("folio"), home.id, True, actor=BEA)
        commands.publish(session, label="Without the first", actor=BEA)
    listed = fitting.desk.get("/theme/versions").text
    assert f'href="/theme/versions/{first}/preview"' in listed and "See it" in plain(listed)
    seen = fitting.desk.get(f"/theme/versions/{first}/preview")
    assert seen.status_code == 302 and re.match(r"http://preview\.[^/]+/\?preview_token=", seen.location)
    assert fitting.desk.get("/theme/versions/999999999/preview").status_code == 404
    page = plain(listed)
    assert "Without the first" in page and "Bea" in page and "Shoppers see this" in page
    answer = fitting.desk.post(f"/theme/versions/{first}/restoration")
    assert answer.status_code == 303
    with fitting.db.read(fitting.store.id) as session:
        again = session.find(SectionData, home.id)
        version = queries.current_version(session)
    assert again is not None and not again.is_hidden
    assert version is not None and version.label == "Without the first"
    assert fitting.desk.post("/theme/versions/999999999/restoration").status_code == 404


def test_versions_come_by_pages_and_cost_the_same(fitting: Fitting) -> None:
    def publish(times: int) -> None:
        for number in range(times):
            with fitting.db.write(fitting.store.id) as session:
                home = session.scalars(select(SectionData).where(SectionData.template == "index")).first()
                assert home is not None
                commands.set_hidden(session, pack("folio"), home.id, not home.is_hidden, actor=BEA)
                commands.publish(session, label=f"Turn {number}", actor=BEA)

    publish(1)
    fitting.desk.get("/theme/versions")
    with counted(fitting.db) as few:
        fitting.desk.get("/theme/versions")
    publish(24)
    with counted(fitting.db) as many:
        page = fitting.desk.get("/theme/versions").text
    assert many.count == few.count, many
    more = re.search(r'href="(/theme/versions\?after=[^"]+)"', page)
    assert more and page.count("/restoration") == 20
    rest = fitting.desk.get(html.unescape(more.group(1))).text
    with fitting.db.read(fitting.store.id) as session:
        total = len(session.scalars(select(LookVersion.id)).all())
    assert rest.count("/restoration") == total - 20


def test_a_schedule_keeps_what_it_was_made_of(fitting: Fitting) -> None:
    theme_id = fitting.try_on()
    fitting.desk.get(f"/theme/looks/{theme_id}/schedules")
    fitting.desk.post(
        f"/theme/looks/{theme_id}/schedules", {"starts_at": "2090-05-01T10:00", "accepted": "1"}
    )
    with fitting.db.read(fitting.store.id) as session:
        row = session.scalars(select(LookSchedule)).one()
        version = queries.version_by_id(session, row.version_id)
    assert version.theme_id == theme_id and version.kind == "scheduled" and version.actor_name == "Ada Marsh"
