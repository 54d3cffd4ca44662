"""Hostile packs end soon and small, compiled and interpreted, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.liquid.filters import STANDARD_FILTERS
from engine.rendering.filters import SHOP_FILTERS
from tests.engine.liquid.attacks import ATTACKS, SEEDS

MOST_SECONDS, MOST_MEGABYTES = 2.5, 64
"""Processor seconds from reading the pack to the finished page, and memory above an ordinary page's."""

Attack = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    """`attack(attack=name, mode=mode)`: how it ended. One program makes the shop, and forks for every attack."""
    runner = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("attacked.py")),
            str(tmp_path_factory.mktemp("attacks")),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert runner.stdin is not None and runner.stdout is not None
    asked, answers = runner.stdin, runner.stdout

    def go(**request: str) -> dict[str, Any]:
        asked.write(json.dumps(request) + "\n")
        asked.flush()
        return dict(json.loads(answers.readline()))

    yield go
    asked.close()
    runner.wait(timeout=30)


@pytest.mark.parametrize("mode", ["compiled", "interpreted"])
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_soon_and_small(
    attack: Attack, name: str, mode: str, record_property: Callable[[str, object], None]
) -> None:
    figures = attack(attack=name, mode=mode)
    for what, figure in figures.items():
        record_property(what, figure)
    assert not figures["end"].startswith("FAILED"), figures
    assert figures["seconds"] <= MOST_SECONDS, figures
    assert figures["megabytes"] <= MOST_MEGABYTES, figures


ARGUMENTS = {
    "append": "a", "prepend": "a", "replace": "'a', a", "replace_last": "'a', a", "remove": "'a'", "split": "' '",
    "truncate": "9999999", "truncatewords": "9999999", "slice": "1, 9999999", "default": "a", "pluralize": "a, a",
    "link_to": "a, a, class: a", "highlight": "'a b'", "date": "a", "hmac_sha256": "a", "json": "4", "join": "a",
    "img_tag": "a, a", "preload_tag": "as: a", "t": "count: a", "unit_price_with_measurement": "a", "sort_by": "a",
}  # fmt: skip
"""Of filters that need some, or do more with them."""


FILTERS = sorted({function: name for name, function in {**STANDARD_FILTERS, **SHOP_FILTERS}.items()}.values())
"""Each once, whatever names it has."""


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_bounded_by_the_length_of_its_text(attack: Attack, name: str) -> None:
    """Given texts that double up to the end of the page: no single call takes long, or much memory."""
    call = f"{name}: {ARGUMENTS[name]}" if name in ARGUMENTS else name
    found = [attack(climbing=call, seed=seed, mode="compiled") for seed in SEEDS]
    assert [
        f for f in found if f["end"].startswith("FAILED") or f["seconds"] > 1 or f["megabytes"] > 48
    ] == []
