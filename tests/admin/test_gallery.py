"""The gallery of themes: folders that come, break and heal, zips that are taken in or refused, and who sees what."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.settings import Settings
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from engine.themes import commands, queries
from engine.themes.models import ThemeUpload
from engine.themes.packs import Pack
from tests.admin.conftest import PASSWORD, Desk
from tests.factories.shopfront import install_theme
from tests.factories.uploads import folio_and_small, give_own_pack, small_theme, write_theme, zip_of
from tests.support.counting import counted
from tests.support.serving import HostClient

CARD = re.compile(r'<article class="theme-card.*?</article>', re.DOTALL)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The installation's packs: Folio and a small one, in a folder of the test's own."""
    return folio_and_small(tmp_path / "packs", "Small & Co")


@pytest.fixture
def settings(settings: Settings, packs: Path) -> Settings:
    """Of an installation whose packs lie there."""
    return replace(settings, theme_packs=packs)


def cards(desk: Desk) -> dict[str, str]:
    """The text of each card by its title."""
    answer = desk.get("/theme/packs")
    assert answer.status_code == 200
    found = {}
    for card in CARD.findall(answer.text):
        title = re.search(r"<h2[^>]*><a[^>]*>(.*?)</a>", card)
        assert title
        found[title.group(1)] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))
    return found


def upload(desk: Desk, data: bytes, name: str = "theme.zip") -> Any:
    desk.get("/theme/packs")
    return desk.post("/theme/uploads", {"file": (io.BytesIO(data), name)})


@pytest.mark.usefixtures("quick")
def test_each_theme_has_a_card_that_says_what_it_is(desk: Desk, db: Database, store: NewStore) -> None:
    install_theme(db, store.id)
    found = cards(desk)
    assert list(found) == ["Folio", "Small &amp; Co"]
    assert "In use" in found["Folio"] and "by Vitrine" in found["Folio"] and "Version 1.0.0" in found["Folio"]
    assert "Editorial: a serif display face" in found["Folio"]
    assert "In use" not in found["Small &amp; Co"] and "Use this theme" in found["Small &amp; Co"]


@pytest.mark.usefixtures("quick")
def test_a_picture_is_made_of_the_themes_own_colours_and_fonts(desk: Desk, packs: Path) -> None:
    from xml.dom.minidom import parseString

    (packs / "small" / "config" / "settings_schema.json").write_text(
        '[{"name": "theme_info", "theme_name": "</text><script>alert(1)</script>"}]'
    )
    for name in ("folio", "small"):
        page = desk.get(f"/theme/packs/{name}").text
        [address] = re.findall(r'<img src="(/theme/packs/[^"]+\.svg)"', page)
        answer = desk.get(address)
        assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        picture = parseString(answer.text)
        assert not picture.getElementsByTagName("script")
        if name == "folio":
            words = re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)
            assert words[0] == "Folio" and {"Light", "Warm", "Dark"} <= set(words)
            assert "Fraunces" in answer.text and "base64," in answer.text
    assert desk.get("/theme/packs/folio/looks/000000000000.svg").status_code == 404


@pytest.mark.usefixtures("quick")
def test_checks_of_a_folder_come_after_the_page(desk: Desk, packs: Path) -> None:
    (packs / "small" / "snippets").mkdir()
    (packs / "small" / "snippets" / "a.liquid").write_text("{{ x }}")
    first = desk.get("/theme/packs/small").text
    assert "The checks are running" in first and 'hx-trigger="load"' in first and "snippets/a" not in first
    part = desk.get("/theme/packs/small", **{"HX-Target": "found"}).text
    assert "snippets/a.liquid:1:4" in part and "<html" not in part and "hx-trigger" not in part
    assert "snippets/a.liquid:1:4" in desk.get("/theme/packs/small").text
    assert "always-the-same" in desk.get("/theme/packs/folio?checked=1").text
    shown = cards(desk)
    assert "1 warning" in shown["Small &amp; Co"] and "No errors, no warnings" in shown["Folio"]


FAULTS = {
    "wrong JSON": ("config/settings_data.json", '{\n"current": ;\n}', "config/settings_data.json:2", "not valid JSON"),
    "no layout": ("layout/theme.liquid", None, "layout/theme.liquid", "the pack has no such file"),
    "a broken layout": ("layout/theme.liquid", "a\n{% if %}", "layout/theme.liquid:2", "needs an expression"),
    "Python": ("assets/run.py", "print(1)", "assets/run.py", "a program"),
    "not UTF-8": ("locales/de.json", b"\xff\xfe\xff", "locales/de.json", "not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.usefixtures("quick")
def test_a_broken_folder_says_where_and_why_and_heals(
    fault: str, desk: Desk, db: Database, store: NewStore, packs: Path, client_at: Callable[[str], HostClient]
) -> None:
    install_theme(db, store.id)
    name, content, place, said = FAULTS[fault]
    sound = packs / "small" / name
    before = sound.read_bytes() if sound.is_file() else None
    if content is None:
        sound.unlink()
    else:
        sound.write_bytes(content if isinstance(content, bytes) else content.encode())
    card = cards(desk)["Small &amp; Co"]
    assert "Cannot be used" in card and place in card and said in card
    assert "Use this theme" not in card
    assert "Cannot be used" not in cards(desk)["Folio"]
    assert client_at(store.host).get("/").status_code in (
        200,
        302,
    )  # the shop's own door; no fault of the server
    answer = desk.post("/theme", {"pack": "small"})
    assert answer.status_code == 303
    with db.read(store.id) as session:
        theme = queries.main_theme(session)
        assert theme is not None and theme.pack == "folio"
    if before is None:
        sound.unlink()
    else:
        sound.write_bytes(before)
    assert "Cannot be used" not in cards(desk)["Small &amp; Co"]


@pytest.mark.usefixtures("quick")
def test_a_folder_half_copied_is_told_and_heals_by_itself(desk: Desk, packs: Path) -> None:
    files = small_theme("Coming")
    whole = list(files.items())
    write_theme(packs / "coming", dict(whole[3:]))
    assert "Cannot be used" in next(text for text in cards(desk).values() if "layout/theme.liquid" in text)
    write_theme(packs / "coming", files)
    assert "Cannot be used" not in cards(desk)["Coming"]
    (packs / "huge" / "assets").mkdir(parents=True)
    for number in range(2_001):
        (packs / "huge" / "assets" / f"{number}.css").touch()
    found = cards(desk)
    assert "at most 2,000 files" in found["huge"] and set(found) == {
        "Folio",
        "Small &amp; Co",
        "Coming",
        "huge",
    }


def test_a_folder_is_noticed_without_a_restart(desk: Desk, packs: Path) -> None:
    """With the pace of a running server: at most five seconds, and the page itself asks for news."""
    from tests.support.waiting import until

    first = desk.get("/theme/packs").text
    [address] = re.findall(r'hx-get="(/theme/packs\?seen=[0-9a-f]+)" hx-trigger="every 3s"', first)
    assert desk.get(address, **{"HX-Target": "gallery"}).status_code == 204
    write_theme(packs / "coming", small_theme("Coming"))
    until(lambda: desk.get(address, **{"HX-Target": "gallery"}).status_code == 200, 5)
    news = desk.get(address, **{"HX-Target": "gallery"}).text
    assert "Coming" in news and "<html" not in news


@pytest.mark.usefixtures("quick")
def test_an_untouched_shop_changes_its_theme_and_a_filled_one_is_told_to_wait(
    desk: Desk, db: Database, store: NewStore, packs: Path
) -> None:
    install_theme(db, store.id)
    assert desk.post("/theme", {"pack": "small"}).headers["Location"] == "/theme"
    with db.read(store.id) as session:
        shown = queries.theme_with_sections(session, ["index"])
        assert shown is not None and shown.theme.pack == "small"
        [section] = shown.sections["index"]
        assert section.values["settings"]["title"] == "Small & Co"
        assert [theme.role for theme in queries.themes_of(session)] == ["main", "draft"]
    with db.write(store.id) as session:
        small = Pack(packs / "small")
        commands.update_section(session, small, section.id, settings={"title": "Mine"}, actor=SYSTEM)
        commands.publish(session)
    answer = desk.get("/theme/packs").text
    assert "Try any theme on with your own content" in answer
    assert "Use this theme" not in answer
    assert desk.post("/theme", {"pack": "folio"}).headers["Location"] == "/theme/packs"
    with db.read(store.id) as session:
        shown = queries.theme_with_sections(session, ["index"])
        assert shown is not None and shown.theme.pack == "small"
        assert shown.sections["index"][0].values["settings"]["title"] == "Mine"


# -- uploads -------------------------------------------------------------------------------------------


def test_a_zip_is_checked_by_a_job_and_becomes_a_theme_of_this_shop_alone(
    desk: Desk,
    db: Database,
    store: NewStore,
    other_store_id: int,
    do_due_work: Callable[[], int],
    client_at: Callable[[str], HostClient],
) -> None:
    sent = upload(desk, zip_of(small_theme("My Look", {"snippets/a.liquid": "{{ x }}"}), top="my-look-main"))
    page = sent.headers["Location"]
    assert sent.status_code == 303 and re.fullmatch(r"/theme/uploads/\d+", page)
    assert "Waiting" in desk.get(page).text and "every 1200ms" in desk.get(page).text
    do_due_work()
    shown = desk.get(page).text
    assert "My Look is among your themes" in shown and "every 1200ms" not in shown
    assert "Yours" in cards(desk)["My Look"] and "1 warning" in cards(desk)["My Look"]
    detail = desk.get("/theme/packs/_my-look").text
    assert "nothing sets &#39;x&#39;" in detail and "snippets/a.liquid:1:4" in detail
    with db.read(other_store_id) as session:
        assert queries.own_packs(session) == []
    assert desk.post("/theme", {"pack": "_my-look"}).headers["Location"] == "/theme"
    with db.write(store.id) as session:
        session.execute(_open_shop(store.id))
    front = client_at(store.host).get("/")
    assert front.status_code == 200 and "<h1>My Look</h1>" in front.text


def _open_shop(store_id: int) -> Any:
    from sqlalchemy import update

    from engine.stores.models import Store

    return update(Store).where(Store.id == store_id).values(status="open")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no zip", "This is not a zip file"),
        (b"", "The file is empty"),
        (b"PK" + b"0" * 30_000_000, "30 MB are the most"),
    ],
    ids=["no zip", "empty", "large"],
)
def test_what_can_be_told_at_once_is_told_at_the_form(data: bytes, said: str, desk: Desk) -> None:
    answer = upload(desk, data)
    assert answer.status_code in (413, 422) and said in answer.text


def test_a_refused_zip_says_every_reason_with_its_file(
    desk: Desk, db: Database, store: NewStore, do_due_work: Callable[[], int]
) -> None:
    files = {**small_theme("Evil"), "../up.css": "x", "assets/x.py": "x", "assets/Base.css": "x"}
    page = upload(desk, zip_of(files)).headers["Location"]
    do_due_work()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk.get(page).text))
    for file, cure in (
        ("../up.css", "Make the zip again from the folder itself"),
        ("assets/x.py", "A theme holds no programs"),
        ("assets/Base.css", "It has the name of assets/base.css"),
    ):
        assert f"{file} " in text and cure in text
    assert "Evil" not in cards(desk)
    with db.read(store.id) as session:
        from engine.themes import ports

        row = queries.latest_uploads(session)[0]
        assert row.state == "refused" and not ports.pack_files().exists(row.file_key)


def test_the_same_theme_again_is_a_new_version_and_worn_at_once(
    desk: Desk,
    db: Database,
    store: NewStore,
    do_due_work: Callable[[], int],
    client_at: Callable[[str], HostClient],
) -> None:
    with db.write(store.id) as session:
        first = give_own_pack(session, "Mine")
        session.execute(_open_shop(store.id))
        version = first.version
    desk.get("/theme/packs")
    assert desk.post("/theme", {"pack": "_mine"}).headers["Location"] == "/theme"
    shop = client_at(store.host)
    before = shop.get("/").text
    old = re.findall(r"/assets/_mine-\w+/", before)
    changed = small_theme(
        "Mine", {"assets/base.css": "h1{margin:1px}", "sections/hello.liquid": "<h2>new</h2>"}
    )
    upload(desk, zip_of(changed))
    do_due_work()
    assert "<h2>new</h2>" in shop.get("/").text
    assert shop.get(f"/assets/_mine-{version}/base.css").text == "h1{margin:0}"
    with db.read(store.id) as session:
        [row] = queries.own_packs(session)
        assert row.version != version
        assert shop.get(f"/assets/_mine-{row.version}/base.css").text == "h1{margin:1px}"
    upload(desk, zip_of(changed))
    do_due_work()
    with db.read(store.id) as session:
        [again] = queries.own_packs(session)
        assert again.version == row.version and len(cards(desk)) == 3
    assert old == [] or old[0].startswith("/assets/_mine-")


def test_old_versions_go_when_newer_ones_come(db: Database, store: NewStore) -> None:
    from engine.themes import ports
    from engine.themes.uploaded import file_key

    versions = []
    for number in range(5):
        with db.write(store.id) as session:
            from tests.factories import uploads

            row = uploads.give_own_pack(session, "Mine", {"assets/base.css": f"h{number}{{}}"})
            versions.append(row.version)
    with db.read(store.id) as session:
        kept = [v for v in versions if queries.has_own_version(session, "_mine", v)]
        assert kept == versions[2:]
        assert len(queries.own_packs(session)) == 1
    assert ports.pack_files().exists(file_key(store.id, "_mine", versions[-1]))


def test_a_theme_is_removed_when_the_shop_does_not_wear_it(
    desk: Desk, db: Database, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    from engine.themes import ports
    from engine.themes.uploaded import file_key

    with db.write(store.id) as session:
        version = give_own_pack(session, "Mine").version
    desk.get("/theme/packs")
    desk.post("/theme", {"pack": "_mine"})
    assert desk.post("/theme/packs/_mine/removal").headers["Location"] == "/theme/packs/_mine"
    assert "The shop wears Mine" in desk.get("/theme/packs/_mine").text
    assert desk.post("/theme", {"pack": "small"}).headers["Location"] == "/theme"
    assert "every version of them" in desk.get("/theme/packs/_mine/removal").text
    assert desk.post("/theme/packs/_mine/removal").headers["Location"] == "/theme/packs"
    assert "Mine" not in cards(desk)
    assert not ports.pack_files().exists(file_key(store.id, "_mine", version))
    assert client_at(store.host).get(f"/assets/_mine-{version}/base.css").status_code == 404
    assert desk.get("/theme/packs/_mine").status_code == 404
    assert desk.get("/theme/packs/folio/removal").status_code == 404


def test_two_shops_with_one_theme_share_nothing(
    db: Database, store: NewStore, client_at: Callable[[str], HostClient], other_store_id: int, app: Any
) -> None:
    from engine.stores.models import Store

    with db.read(None, cross_store="a test looks at both") as session:
        other = session.get_one(Store, other_store_id).handle
    hosts = {store.id: store.host, other_store_id: f"{other}.localhost"}
    versions = {}
    for store_id in hosts:
        with db.write(store_id) as session:
            versions[store_id] = give_own_pack(session, "Same").version
            session.execute(_open_shop(store_id))
    assert len(set(versions.values())) == 1
    version = versions[store.id]
    with db.write(store.id) as session:
        gone = commands.remove_upload(session, "_same", actor=SYSTEM)
    commands.remove_upload_files(store.id, "_same", gone)
    assert client_at(hosts[store.id]).get(f"/assets/_same-{version}/base.css").status_code == 404
    assert client_at(hosts[other_store_id]).get(f"/assets/_same-{version}/base.css").status_code == 200


def test_svg_and_pages_among_assets_cannot_run(
    db: Database, store: NewStore, client_at: Callable[[str], HostClient]
) -> None:
    from tests.factories import uploads

    files = {
        f"assets/{number}.{ending}": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
        for number, ending in enumerate(("svg", "SVG", "html", "xml", "svgz"))
    }
    with db.write(store.id) as session:
        row = uploads.give_own_pack(session, "Mine", files)
    for name in files:
        answer = client_at(store.host).get(f"/assets/_mine-{row.version}/{name.removeprefix('assets/')}")
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"], name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_gallery_asks_as_often_for_one_theme_as_for_ten(
    desk: Desk, db: Database, store: NewStore, app: Any
) -> None:
    engine = app.extensions["vitrine"].db.engine

    def count() -> int:
        desk.get("/theme/packs")
        with counted(engine) as statements:
            assert desk.get("/theme/packs").status_code == 200
        return statements.count

    with db.write(store.id) as session:
        give_own_pack(session, "Theme 0")
    one = count()
    for number in range(1, 10):
        with db.write(store.id) as session:
            give_own_pack(session, f"Theme {number}")
    assert count() == one <= 12


def test_only_those_who_may_change_the_theme_see_the_gallery(
    new_desk: Callable[[], Desk], db: Database, store: NewStore
) -> None:
    with db.write(store.id) as session:
        stores.add_staff(
            session, email="f@example.com", name="F", password=PASSWORD, role="assistant", actor=SYSTEM
        )
    helper = new_desk()
    assert helper.get("/theme/packs").status_code in (302, 303)
    assert helper.sign_in("f@example.com", PASSWORD).status_code == 303
    assert helper.get("/theme/packs").status_code == 403
    assert helper.post("/theme/uploads", {"file": (io.BytesIO(b"PK"), "a.zip")}).status_code == 403


def test_a_lost_file_is_told(
    desk: Desk, db: Database, store: NewStore, do_due_work: Callable[[], int]
) -> None:
    from engine.themes import ports

    page = upload(desk, zip_of(small_theme("Mine"))).headers["Location"]
    with db.read(store.id) as session:
        row = session.find(ThemeUpload, int(page.rsplit("/", 1)[1]))
        assert row is not None
        ports.pack_files().delete(row.file_key)
    do_due_work()
    assert "The uploaded zip is not there any more" in desk.get(page).text
