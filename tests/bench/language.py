"""Where the time of a compiled page goes whose texts are all written anew: into the language, or into the objects and filters
that it shares with the interpreter. Sampled: every 0.7 ms of processor time it is noted which of the two the innermost known
code belongs to.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from engine.base import collector
from engine.base.db import Database
from engine.rendering.service import Themes
from tests.bench.ground import Ground, Row
from tests.bench.rendering import PAGES, Rendering
from tests.support import demo

TITLE = "Where the time of a compiled page goes, everything loaded (sqlite)"
SECONDS, BETWEEN = 6.0, 0.0007
LANGUAGE = (
    "/liquid/compiler/",
    "/liquid/context.",
    "/liquid/template.",
    "/liquid/values.",
    "/liquid/budget.",
)
LANGUAGE += ("/liquid/settled.",)


def bench(ground: Ground) -> Iterator[Row]:
    """One row per page: shares in percent, and how many times faster than the interpreter it could get if the language cost
    nothing at all."""
    collector.settle()
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        url, remove = demo.copy("sqlite", Path(name))
        database = Database(url)
        try:
            for page, shown in PAGES.items():
                compiled = Rendering(database, Themes(traces=False), shown)
                interpreted = Rendering(database, Themes(compiles=False), shown)
                share = _share(compiled)
                times = interpreted.times("loaded") / compiled.times("loaded")
                yield Row(
                    page,
                    {
                        "language %": round(100 * share, 1),
                        "objects %": round(100 * (1 - share), 1),
                        "ratio": round(times, 1),
                        "ratio at best": round(times / (1 - share), 1),
                    },
                )
        finally:
            database.close()
            remove()


def _share(rendering: Rendering) -> float:
    """The share of the language, from 0 to 1."""
    seen: Counter[str] = Counter()

    def note(_number: int, frame: FrameType | None) -> None:
        seen[_kind(frame)] += 1

    with rendering.database.read(rendering.store_id) as session:
        opened = rendering.themes.open(session, rendering.visit, (rendering.page.template,))
        subject = rendering.page.find(opened.front)
        assert subject is not None
        opened.page(subject).render()
        before = signal.signal(signal.SIGPROF, note)
        signal.setitimer(signal.ITIMER_PROF, BETWEEN, BETWEEN)
        began = time.process_time()
        while time.process_time() - began < SECONDS:
            opened.page(subject).render()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return seen["language"] / max(1, seen.total())


def _kind(frame: FrameType | None) -> str:
    """Of the innermost frame that is ours: a compiled file or what it calls for itself, else an object or filter."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith(".liquid") or any(part in name for part in LANGUAGE):
            return "language"
        if "/engine/" in name:
            return "objects"
        frame = frame.f_back
    return "objects"
