"""The rendering alone: one grid of products, the same data, in six engines, each in processes of its own, in turns."""

from __future__ import annotations

import html
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.ground import Ground, Row
from tests.support.paths import ROOT

TITLE = "A grid of 50 products with six variants each, autoescape on (Ruby Liquid has none)"
HERE = Path(__file__).parent / "grid_of"
ROUNDS, SECONDS = 4, 0.8
AT_LEAST = {"python-liquid": 10.0, "liquidjs": 4.0, "jinja2": 1.0}
"""How many times faster than each the compiled form has to be."""


def bench(ground: Ground) -> Iterator[Row]:
    """One row per engine: the median of all renders, and how many times longer than ours."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        folder = Path(name)
        (folder / "data.json").write_text(json.dumps(_data()))
        engines = _engines(folder)
        times: dict[str, list[float]] = {engine: [] for engine in engines}
        for _ in range(ROUNDS):
            for engine, command in engines.items():
                times[engine] += json.loads(
                    subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout
                )
        _compare(folder, list(engines))
        ours = statistics.median(times["compiled"])
        kilobytes = len((folder / "compiled.html").read_bytes()) / 1024
        for engine, found in times.items():
            median = statistics.median(found)
            figures = {
                "ms": f"{median:.3f}",
                "times ours": round(median / ours, 1),
                "KB": round(kilobytes, 1),
            }
            least = AT_LEAST.get(engine)
            yield Row(engine, figures, {"times ours": -least} if least else {})


def _engines(folder: Path) -> dict[str, list[str]]:
    here = str(folder)
    found = {
        engine: [sys.executable, str(HERE / "in_python.py"), engine, here, str(SECONDS)]
        for engine in ("compiled", "interpreted", "python-liquid", "jinja2")
    }
    if shutil.which("node") and (ROOT / "node_modules" / "liquidjs").is_dir():
        found["liquidjs"] = ["node", str(HERE / "in_node.mjs"), here, str(SECONDS)]
    if (
        shutil.which("ruby")
        and not subprocess.run(
            ["ruby", "-e", "require 'liquid'"], capture_output=True, check=False
        ).returncode
    ):
        found["ruby"] = ["ruby", str(HERE / "in_ruby.rb"), here, str(SECONDS)]
        if not subprocess.run(["ruby", "--yjit", "-e", "1"], capture_output=True, check=False).returncode:
            found["ruby --yjit"] = ["ruby", "--yjit", *found["ruby"][1:]]
    return found


def _data() -> dict[str, Any]:
    chance = random.Random(7)
    words = ["Linen", "Oak", "Bowl & Plate", '"Quiet"', "Lamp", "Rug", "Ash", "Wool <soft>", "Tray", "Stool"]
    products = []
    for number in range(50):
        price = chance.randint(900, 19_000)
        title = " ".join(chance.sample(words, 3))
        variants = [
            {
                "id": number * 10 + at,
                "title": f"{chance.choice(words)} / {chance.choice('SML')}",
                "price": f"€{price / 100 + at:.2f}",
                "available": chance.random() > 0.2,
            }
            for at in range(6)
        ]
        products.append(
            {
                "title": title,
                "url": f"/products/{title.lower().replace(' ', '-')}-{number}",
                "image": f"/media/1/{number}/400x500-center.webp?v=2",
                "price": price,
                "compare_at_price": price + chance.choice([0, 500]),
                "vendor": chance.choice(["Ash & Iron", "Halden", "", "North <7>"]),
                "available": chance.random() > 0.1,
                "variants": variants,
            }
        )
    return {"products": products}


def _compare(folder: Path, engines: list[str]) -> None:
    """All wrote the same page: entities may be spelt in more than one way."""
    pages = {}
    for engine in engines:
        path = folder / f"{engine.split()[0]}.html"
        pages[engine] = re.sub(r"\s+", " ", html.unescape(path.read_text()))
    for engine, page in pages.items():
        if page.strip() != pages["compiled"].strip():
            raise AssertionError(f"{engine} wrote another page")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    with tempfile.TemporaryDirectory() as place, Ground(Path(place)) as ground:
        for row in bench(ground):
            print(row.line())
