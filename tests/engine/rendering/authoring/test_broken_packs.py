"""Packs broken at random: whatever is in a file, an author gets a page or a place and a cure, never the program's fault."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engine.rendering.authoring import rendering
from engine.rendering.authoring.beginning import STARTER
from engine.rendering.authoring.faults import NoPack
from engine.rendering.authoring.opening import open_pack
from engine.rendering.authoring.rendering import Ground, Wanted
from engine.rendering.authoring.zipping import faults_for_upload
from engine.wiring.sample_store import sample_store
from tests.support.authors import instance

PIECES = (
    "{{", "}}", "{%", "%}", "{% if %}", "{% endif %}", "| t", "| where: 'a'", "| divided_by: 0", "| image_url", "\0", "é",
    "{% schema %}", "{% endschema %}", "{% render 'x' %}", "{% content_for 'blocks' %}", "null", "[", "{", ",", '"type": 3',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None,
    [],
    {},
    "x",
    1,
    True,
    -1.5,
    {"a": []},
    [[1]],
    [None],
    {"type": 3},
    "t:x.y",
    "{{ x }}",
)
PAGES = ("home", "product", "collection", "cart", "article", "account")


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    made = sample_store(instance() / "cache")
    yield Ground(made.services.db, made.store, made.services.addresses(made.store.host))
    made.services.db.close()


def _with_other_values(data: Any, random: Random) -> Any:
    """Some values of a JSON document replaced by others of all shapes."""
    box = [data]
    places: list[Callable[[Any], None]] = []

    def walk(holder: Any, key: Any) -> None:
        places.append(lambda value: holder.__setitem__(key, value))
        inner = holder[key]
        for each in (
            list(inner) if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
        ):
            walk(inner, each)

    walk(box, 0)
    for place in random.sample(places, min(3, len(places))):
        place(random.choice(VALUES))
    return box[0]


def _broken(text: str, path: Path, random: Random) -> str:
    if path.suffix == ".json" and random.random() < 0.7:
        return json.dumps(_with_other_values(json.loads(text), random))
    if "{% schema %}" in text and random.random() < 0.5:
        before, rest = text.split("{% schema %}")
        schema, after = rest.split("{% endschema %}")
        made = json.dumps(_with_other_values(json.loads(schema), random))
        return f"{before}{{% schema %}}{made}{{% endschema %}}{after}"
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(PIECES) + text[at + random.choice((0, 1, 5, 40)) :]
    return text


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=some.randoms(use_true_random=False))
def test_a_page_or_a_place_and_a_cure(random: Random, ground: Ground, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STARTER, folder)
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".liquid"))
    for path in random.sample(files, random.randint(1, 4)):
        path.write_text(_broken(path.read_text(), path, random))
    try:
        pack = open_pack(folder)
    except NoPack as refusal:
        assert refusal.fault.cure
        return
    for page in random.sample(PAGES, 2):
        done = rendering.render(pack, ground, Wanted(page, seconds=2))
        assert done.html is not None or done.faults
        assert all(fault.cure and fault.file for fault in done.faults)
        assert not [fault for fault in done.faults if "the page failed with" in fault.message]
    refused, taken = faults_for_upload(open_pack(folder))
    assert all(fault.cure for fault in (*refused, *taken))
