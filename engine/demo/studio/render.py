"""Take the pictures: `python -m engine.demo.studio.render [--only NAME …] [--samples 24] [--percent 100] [--again]`.

One process, one picture after another; what is already there is left alone, so it can be stopped and started.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PIL import Image

from engine.demo.studio import stage
from engine.demo.studio.banners import BANNERS
from engine.demo.studio.shots import MOODS, SHOTS, Shot

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
PRODUCT_SIZE = (640, 640)
PRODUCT_BYTES, BANNER_BYTES = 80_000, 180_000


def queue(shots: list[Shot]) -> list[Shot]:
    """All heroes with the brands taking turns, then the other colours, many-coloured products first."""
    return [shot for turn in (0, 1, 2) for shot in _by_turns([s for s in shots if s.turn == turn])]


def _by_turns(shots: list[Shot]) -> Iterator[Shot]:
    lines = [[s for s in shots if s.brand == brand] for brand in MOODS]
    while any(lines):
        for line in lines:
            if line:
                yield line.pop(0)


def jobs(*, samples: int, percent: int, folder: Path) -> Iterator[tuple[str, str, Callable[[], Path]]]:
    """Every picture as (file, brand, how to take it): a few heroes, the banners, then the rest."""
    options = {"samples": samples, "percent": percent}
    shots = [(s.file, s.brand, partial(take, s, folder / f"{s.file}.webp", **options)) for s in queue(SHOTS)]
    wide = [
        (name, "banners", partial(take_banner, folder / f"{name}.webp", BANNERS[name], **options))
        for name in BANNERS
    ]
    early = len(MOODS)
    yield from [*shots[:early], *wide, *shots[early:]]


def take(shot: Shot, target: Path, *, samples: int, percent: int) -> Path:
    """Build the model, set the stage, render, and keep the picture as WebP; returns its path."""
    stage.clear()
    shot.build()
    stage.set_stage(MOODS[shot.brand], shot.framing, PRODUCT_SIZE)
    return develop(target, PRODUCT_BYTES, samples=samples, percent=percent)


def take_banner(target: Path, build: Callable[[], None], *, samples: int, percent: int) -> Path:
    """Build a scene, which brings its own light and camera, and keep it as WebP."""
    stage.clear()
    build()
    return develop(target, BANNER_BYTES, samples=samples, percent=percent)


def develop(target: Path, limit: int, *, samples: int, percent: int) -> Path:
    """Render the scene and save it as the best WebP that stays under `limit` bytes, without metadata."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        stage.render(raw, samples=samples, percent=percent)
        with Image.open(raw) as picture:
            plain = picture.convert("RGB")
    for quality in (95, 92, 88, 84, 80, 74, 68):
        plain.save(target, "WEBP", quality=quality, method=6)
        if target.stat().st_size <= limit:
            break
    return target


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the number of pictures that could not be taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="files (without .webp), brands or 'banners'")
    parser.add_argument("--samples", type=int, default=24)
    parser.add_argument("--percent", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=PICTURES)
    parser.add_argument("--again", action="store_true", help="take pictures that are there already")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, brand, job in jobs(samples=chosen.samples, percent=chosen.percent, folder=chosen.folder):
        if chosen.only and name not in chosen.only and brand not in chosen.only:
            continue
        if (chosen.folder / f"{name}.webp").exists() and not chosen.again:
            continue
        began = time.monotonic()
        try:
            path = job()
        except Exception as problem:
            failed += 1
            sys.stderr.write(f"{name}: {problem!r}\n")
            continue
        sys.stderr.write(f"{name}: {path.stat().st_size // 1000} KB in {time.monotonic() - began:.0f} s\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
