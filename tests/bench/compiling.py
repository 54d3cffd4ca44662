"""A pack of 120 template files: read and compiled the first time, and opened from the code that was kept."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.ground import Ground, Row
from tests.support.paths import ROOT

TITLE = "Opening a pack of 120 template files, in a new process each time (imports not counted)"
FILES, ROUNDS = 120, 5
SCRIPT = """
import json, sys, time
from pathlib import Path
from engine.liquid import CodeStore
from engine.rendering.templates import Templates
from engine.themes.packs import Pack
folder, kept, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
pack, templates = Pack(folder), Templates(compiles=mode != "parsed", store=CodeStore(kept, "bench") if mode == "kept" else None)
templates.environment
names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.liquid"))
began = time.perf_counter()
found = [templates.get(pack, name) for name in names]
seconds = time.perf_counter() - began
fallbacks = sum(t.compiled is None or bool(t.compiled.fallbacks) for t in found) if mode != "parsed" else 0
print(json.dumps([len(found), seconds, fallbacks, sum(len(t.source) for t in found)]))
"""


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds; the median of some processes."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        folder = _pack(Path(name) / "many")
        kept = Path(name) / "kept"
        _once(folder, kept, "kept")
        for what, mode, most in (
            ("parsed only", "parsed", None),
            ("compiled for the first time", "compiled", 3_000.0),
            ("from the folder of compiled code", "kept", 200.0),
        ):
            runs = [_once(folder, kept, mode) for _ in range(ROUNDS)]
            median = statistics.median(seconds for _, seconds, _, _ in runs) * 1000
            files, _, fallbacks, characters = runs[0]
            figures = {"ms": median, "files": files, "KB": characters // 1024, "fallbacks": fallbacks}
            yield Row(what, figures, {"ms": most} if most else {})


def _pack(folder: Path) -> Path:
    """Files of our own packs, repeated with other names and words until there are enough."""
    own = sorted((ROOT / "theme_packs").glob("*/**/*.liquid"))
    for number in range(FILES):
        source = own[number % len(own)]
        target = folder / source.parent.name / f"{source.stem}-{number}.liquid"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{{% comment %}}{number}{{% endcomment %}}{source.read_text('utf-8')}", "utf-8")
    (folder / "config").mkdir()
    (folder / "config" / "settings_schema.json").write_text("[]")
    return folder


def _once(folder: Path, kept: Path, mode: str) -> tuple[int, float, int, int]:
    command = [sys.executable, "-c", SCRIPT, str(folder), str(kept), mode]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    files, seconds, fallbacks, characters = json.loads(done.stdout)
    return files, seconds, fallbacks, characters
