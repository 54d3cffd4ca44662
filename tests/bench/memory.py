"""Memory of everything that `make run` starts, after it has served each kind of page. Shared pages count once (PSS)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine.wiring.processes.memory import Usage, measure
from tests.bench import shop
from tests.bench.ground import Ground, Row
from tests.support import serving
from tests.support.paths import ROOT
from tests.support.waiting import until

TITLE = "Memory of `make run`, idle"
MOST_IN_ALL, MOST_PER_WEB_WORKER = 650.0, 120.0
PATHS = ["/", f"/collections/{shop.MANY}", "/collections/all", "/search?q=lamp", "/cart"]


def bench(ground: Ground) -> Iterator[Row]:
    """One row per process and one for all of them, in MB."""
    with (
        ground.database("sqlite", "shop", shop.fill) as url,
        tempfile.TemporaryDirectory(dir=ground.folder) as folder,
    ):
        port = serving.free_port()
        variables = serving.environment(url, "", Path(folder), PORT=str(port), WEB_WORKERS="2")
        command = [sys.executable, "-m", "flask", "--app", "app", "processes", "run", "--no-demo"]
        supervisor = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True
        )
        try:
            assert supervisor.stdout is not None
            until(lambda: "Ready after" in supervisor.stdout.readline(), seconds=60, what="a running shop")  # type: ignore[union-attr]
            ground.load(port, shop.HOST, PATHS, connections=4, seconds=5)
            yield from _rows(measure(Path(folder) / "run"))
        finally:
            supervisor.terminate()
            supervisor.communicate(timeout=60)


def _rows(found: list[Usage]) -> Iterator[Row]:
    for usage in found:
        is_web_worker = usage.name.startswith("web.")
        yield Row(usage.name, {"MB": usage.pss / 2**20}, {"MB": MOST_PER_WEB_WORKER} if is_web_worker else {})
    yield Row("in all", {"MB": sum(usage.pss for usage in found) / 2**20}, {"MB": MOST_IN_ALL})
