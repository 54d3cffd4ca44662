"""A reader and writers, stepped through every order of what they do: nothing kept is ever older than what a reader reads.

``FRAGMENT_INTERLEAVINGS=10000`` (as `make faults` has it) repeats the orders with random data until there are that many.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.base import clock, dependencies
from engine.base.clock import FixedClock
from engine.base.counters import Counters
from engine.base.db import Database, StoreSession
from engine.base.dependencies import key_of
from engine.base.origins import Addresses
from engine.base.signing import Signer
from engine.catalogue.models import Product
from engine.rendering import ports, subjects
from engine.rendering.fragments import FragmentStore, Kept, keeping
from engine.rendering.pictures import SignedPictures
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands as themes
from engine.themes.packs import Pack
from tests.factories.shopfront import make_shopfront
from tests.factories.stores import make_store
from tests.support.stages import Step, orders, play

pytestmark = pytest.mark.timeout(3_600)
MOST = int(os.environ.get("FRAGMENT_INTERLEAVINGS", "130"))
READER, WRITER, CLOCK = 5, 4, 1
"""Steps: begin, read counters, read data, save, end; begin, write, touch, commit; time passes."""
PACK = {
    "layout/theme.liquid": "{{ content_for_header }}{{ content_for_layout }}",
    "locales/en.default.json": "{}",
    "config/settings_schema.json": "[]",
    "config/settings_data.json": "{}",
    "sections/own.liquid": "{{ product.title }} {{ product.price }}",
    "sections/list.liquid": "{% assign shelf = collections['shelf'] %}{{ shelf.products_count }}"
    "{% for p in shelf.products %}[{{ p.title }}]{% endfor %}",
    "sections/named.liquid": "{{ all_products['bowl-1'].title }}",
    "templates/product.json": json.dumps(
        {
            "sections": {name: {"type": name} for name in ("own", "list", "named")},
            "order": ["own", "list", "named"],
        }
    ),
}


@dataclass
class Scene:
    """A shop of three products; whole pages are kept beside their parts."""

    db: Database
    id: int
    packs: Path
    counters: Counters
    products: list[int]
    fresh: Themes
    keeping: Themes
    whole: list[tuple[str, Kept]] = field(default_factory=list)

    def forget(self) -> None:
        """Nothing is kept."""
        self.keeping.fragments = FragmentStore(10**7)
        self.whole.clear()

    def page(self, how: Themes, session: StoreSession, step: Step = lambda: None) -> str:
        """The first product's page: counters, then data, then what is to be kept, with a step between."""
        store = load_store(session, self.id)
        visit = Visit(store=store, addresses=Addresses(store.host), path="/products/bowl-0")
        renderer = how.open(session, visit, ("product",)).page_of(lambda f: subjects.product(f, "bowl-0"))
        if renderer is None:
            return "none"
        keeper = renderer.keeper
        if keeper is not None:
            keeper.expect([*renderer._expected(), ("layout", renderer.template_name, "theme")])
            save = keeper.save

            def save_later() -> None:
                step()
                save()

            keeper.save = save_later  # type: ignore[method-assign]
        step()
        html = renderer.render().html
        kept = renderer.kept_page()
        if kept is not None:
            self.whole.append((html, kept))
        return html

    def reader(self, step: Step) -> None:
        """Five steps."""
        with self.db.read(self.id) as session:
            session.execute(text("SELECT 1"))
            step()
            self.page(self.keeping, session, step)
            step()

    def writer(self, change: Callable[[StoreSession], object]) -> Callable[[Step], None]:
        """Four steps."""

        def work(step: Step) -> None:
            with self.db.write(self.id) as session:
                session.execute(text("SELECT 1"))
                step()
                change(session)
                session.flush()
                step()
                dependencies._write_touched(session)
                step()

        return work

    def check(self, order: object) -> None:
        """What is read now through what is kept is what is there."""
        with self.db.read(self.id) as session:
            kept, fresh = self.page(self.keeping, session), self.page(self.fresh, session)
        assert kept == fresh, (order, kept[-200:], fresh[-200:])
        for html, depends in self.whole:
            question = self.counters.question(depends.keys)
            now = clock.now()
            if (depends.until is None or depends.until > now) and self.counters.total(
                self.id, question
            ) == depends.total:
                assert html == fresh, (order, "a whole page", html[-200:], fresh[-200:])

    def rename(self, number: int, title: str) -> Callable[[StoreSession], object]:
        """A change of one product."""

        def change(session: StoreSession) -> None:
            session.need(Product, self.products[number]).title = title

        return change


@pytest.fixture
def scene(postgres_db: Database, tmp_path: Path) -> Scene:
    ports.pictures.bind(SignedPictures(Signer("tests")))
    db = postgres_db
    store_id = make_store(db).id
    make_shopfront(db, store_id, 3)
    folder = tmp_path / "packs" / "small"
    for name, content in PACK.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    with db.write(store_id) as session:
        themes.wear_pack(session, Pack(folder))
        products = list(session.scalars(select(Product.id).order_by(Product.id)))
    return Scene(
        db,
        store_id,
        folder.parent,
        Counters(db),
        products,
        Themes(folder.parent, traces=False),
        Themes(folder.parent, fragments=FragmentStore(10**7)),
    )


def repeated(every: list[tuple[int, ...]], most: int, random: Random) -> list[tuple[int, ...]]:
    """All orders, again and again until there are *most*; some of them where there are more."""
    if len(every) > most:
        return random.sample(every, most)
    return list(itertools.islice(itertools.cycle(every), most))


def test_every_order_of_a_reader_and_a_writer(scene: Scene, record_property: Callable[..., None]) -> None:
    random = Random(7)
    every = list(orders(READER, WRITER))
    assert len(every) == 126
    done = 0
    for at, order in enumerate(repeated(every, MOST, random)):
        if random.random() < 0.5:
            scene.forget()
        number = random.randrange(3)
        play([scene.reader, scene.writer(scene.rename(number, f"Bowl {at}"))], order)
        scene.check(order)
        scene.whole = scene.whole[-20:]
        done += 1
    assert done == MOST
    record_property("interleavings", done)


def test_orders_of_a_reader_and_two_writers(scene: Scene, record_property: Callable[..., None]) -> None:
    """The writers change two products of one list, so each may wait for the other's counters."""
    random = Random(8)
    most = max(MOST // 5, 30)
    for at in range(most):
        steps = [0] * READER + [1] * WRITER + [2] * WRITER
        random.shuffle(steps)
        if random.random() < 0.5:
            scene.forget()
        one, other = random.sample(range(3), 2)
        works = [
            scene.reader,
            scene.writer(scene.rename(one, f"One {at}")),
            scene.writer(scene.rename(other, f"Other {at}")),
        ]
        play(works, steps)
        scene.check(steps)
        scene.whole = scene.whole[-20:]
    record_property("interleavings", most)


def test_orders_with_time_passing(scene: Scene, record_property: Callable[..., None]) -> None:
    """A writer gives a product a time at which it comes out, and that time comes at any step."""
    random = Random(9)
    every = list(orders(READER, WRITER, CLOCK))
    most = max(MOST // 5, 30)
    with clock.using(FixedClock(clock.now())) as fixed:
        for at, order in enumerate(random.choices(every, k=most)):
            if random.random() < 0.5:
                scene.forget()
            when = fixed.now() + timedelta(minutes=random.choice([-5, 5, 5, 5]))

            def announce(session: StoreSession, when: Any = when, at: int = at) -> None:
                product = session.need(Product, scene.products[random.randrange(3)])
                product.published_at, product.title = when, f"Coming {at}"

            def pass_time(step: Step) -> None:
                fixed.advance(minutes=10)

            play([scene.reader, scene.writer(announce), pass_time], order)
            scene.check(order)
            fixed.advance(minutes=10)
            scene.check(order)
            scene.whole = scene.whole[-20:]
    record_property("interleavings", most)


def test_a_reader_that_sees_committed_rows_at_once_would_be_caught(scene: Scene) -> None:
    """The test can fail: counters read after the data, outside the snapshot, keep an old text under a new number."""
    own = keeping.versions

    def newest(_connection: Any, store_id: int, keys: Any) -> dict[int, int]:
        with scene.db.read(store_id) as other:
            return own(other.connection(), store_id, keys)

    assert key_of(("store",)) == keeping.STORE
    keeping.versions = newest  # type: ignore[assignment]
    try:
        with pytest.raises(AssertionError):
            for at, order in enumerate(orders(READER, WRITER)):
                scene.forget()
                play([scene.reader, scene.writer(scene.rename(0, f"Caught {at}"))], order)
                scene.check(order)
    finally:
        keeping.versions = own
