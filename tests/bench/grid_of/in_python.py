"""Renders the grid with one Python engine over and over: ``in_python.py ENGINE FOLDER SECONDS`` prints times as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


def _ours(source: str, data: dict[str, Any], *, compiles: bool) -> Callable[[], str]:
    from engine.liquid import BareHost, Environment, Page

    template = Environment(compiles=compiles).parse_file(source, "grid.liquid")
    assert (template.compiled is not None) == compiles
    return lambda: template.render_page(Page(BareHost(), data))


def _python_liquid(source: str, data: dict[str, Any]) -> Callable[[], str]:
    from liquid import Environment

    template = Environment(autoescape=True).from_string(source)
    return lambda: template.render(**data)


def _jinja(source: str, data: dict[str, Any]) -> Callable[[], str]:
    from jinja2 import Environment

    template = Environment(autoescape=True, keep_trailing_newline=True).from_string(source)
    return lambda: template.render(**data)


def main() -> None:
    """Warm up, then render for SECONDS."""
    engine, folder, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    data = json.loads((folder / "data.json").read_text())
    here = Path(__file__).parent
    source = (here / ("grid.jinja" if engine == "jinja2" else "grid.liquid")).read_text()
    makers: dict[str, Callable[[], Callable[[], str]]] = {
        "compiled": lambda: _ours(source, data, compiles=True),
        "interpreted": lambda: _ours(source, data, compiles=False),
        "python-liquid": lambda: _python_liquid(source, data),
        "jinja2": lambda: _jinja(source, data),
    }
    render = makers[engine]()
    text = render()
    (folder / f"{engine}.html").write_text(text)
    for _ in range(20):
        render()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        render()
        times.append((time.perf_counter() - began) * 1000)
    print(json.dumps(times))


if __name__ == "__main__":
    main()
