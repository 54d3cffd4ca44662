"""Renders attacks, each in a process of its own: ``attacked.py FOLDER`` reads requests and writes figures, as JSON lines.

The page is a real one: a pack in a folder, a store in SQLite, the page's own account. Imports, the database and one
ordinary page come first; every attack then runs in a fork, whose memory is measured from there.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

SECONDS_TO_LIVE = 30
PLAIN = {
    "layout/theme.liquid": "<html><head>{{ content_for_header }}</head><body>{{ content_for_layout }}</body></html>",
    "locales/en.default.json": "{}",
    "config/settings_schema.json": "[]",
    "config/settings_data.json": "{}",
}


def rendering(folder: Path) -> Callable[[dict[str, str], str], Any]:
    """Make a shop and return `render(files, mode)`, which makes a pack of the files and renders its home page."""
    from engine.base.db import Database
    from engine.base.origins import Addresses
    from engine.base.signing import Signer
    from engine.rendering import ports, subjects
    from engine.rendering.drops.front import Front
    from engine.rendering.loading import Loading
    from engine.rendering.pictures import SignedPictures
    from engine.rendering.service import OpenTheme, Themes
    from engine.rendering.visit import Visit
    from engine.stores.queries import load_store
    from engine.themes.packs import Pack
    from engine.themes.queries import ShownSection, ShownTheme, main_theme
    from engine.wiring import migrate
    from tests.factories.shopfront import make_shopfront
    from tests.factories.stores import make_store
    from tests.support import databases

    ports.pictures.bind(SignedPictures(Signer("attacks")))
    url = databases.sqlite_url(folder / "shop.sqlite3")
    made = Database(url)
    migrate.upgrade(made)
    store_id = make_store(made).id
    make_shopfront(made, store_id)
    made.close()

    def render(files: dict[str, str], mode: str) -> Any:
        pack_folder = folder / f"pack-{os.getpid()}"
        for name, text in {**PLAIN, **files}.items():
            path = pack_folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        del files
        database = Database(url)
        with database.read(store_id) as session:
            store, theme = load_store(session, store_id), main_theme(session)
            assert theme is not None
            themes = Themes(folder, compiles=mode == "compiled")
            # The product's page, so that there are objects of every kind.
            visit = Visit(
                store=store, addresses=Addresses(store.host), path="/products/bowl-0", shows_errors=True
            )

            def work() -> Any:
                pack = Pack(pack_folder)
                uses = pack.sections or ["attack"]
                sections = tuple(
                    ShownSection(at, name, "product", name, at, False, 0, {}) for at, name in enumerate(uses)
                )
                opened = OpenTheme(
                    themes, ShownTheme(theme, {"product": sections}), Front(visit, Loading(session), pack)
                )
                subject = subjects.product(opened.front, "bowl-0")
                assert subject is not None
                page = opened.page(subject).render()
                page.html.encode()
                return page, pack

            return measured(work)

    return render


def measured(work: Callable[[], Any]) -> dict[str, object]:
    """Do it; say how it ended, the seconds it took of processor and clock, and its megabytes above the start."""
    from engine.liquid import BudgetExceeded, TemplateError
    from engine.rendering.page import NoTheme

    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    base, began, by_clock = _memory("VmRSS"), time.process_time(), time.perf_counter()
    try:
        page, pack = work()
        problems = [*pack.problems, *page.problems]
        end = f"{len(page.html):,} characters" + (f", problem: {problems[0]}"[:160] if problems else "")
    except BudgetExceeded as exceeded:
        end = f"stopped: {exceeded.what}"
    except (TemplateError, NoTheme) as refused:
        end = f"refused: {refused}"[:160]
    except BaseException as error:
        if os.environ.get("SHOW"):
            import traceback

            traceback.print_exc()
        end = f"FAILED with {type(error).__name__}: {error}"[:200]
    return {
        "end": end,
        "seconds": round(time.process_time() - began, 2),
        "by clock": round(time.perf_counter() - by_clock, 2),
        "megabytes": (_memory("VmHWM") - base) // 1024,
    }


def _memory(name: str) -> int:
    """A figure of this process in kilobytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise AssertionError(f"no {name}")


def in_a_fork(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Its answer; or how it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(SECONDS_TO_LIVE)
        try:
            os.write(writer, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return dict(json.loads(said)) if said else {"end": f"FAILED: died with status {status}"}


def main() -> None:
    """Answer one request a line: `{"attack": name, "mode": "compiled" or "interpreted"}`, or with a filter's call
    as `climbing` and the name of a `seed` instead of the attack.
    """
    render = rendering(Path(sys.argv[1]))
    from tests.engine.liquid.attacks import ATTACKS, climbing

    ordinary = {"sections/attack.liquid": "{{ product.title }} {{ 'now' | date: '%Y' }} {{ 'a' | t }}"}
    for mode in ("compiled", "interpreted"):
        render(ordinary, mode)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)

        def work(asked: dict[str, str] = asked) -> dict[str, object]:
            files = (
                climbing(asked["climbing"], asked["seed"])
                if "climbing" in asked
                else ATTACKS[asked["attack"]]()
            )
            return dict(render(files, asked["mode"]))

        print(json.dumps(in_a_fork(work)), flush=True)


if __name__ == "__main__":
    main()
