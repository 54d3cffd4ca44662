"""How a process that serves pages keeps Python's collector of garbage in bounds."""

from __future__ import annotations

import gc


def settle() -> None:
    """Keep the collector away from everything that is there now, and let it look less often. A page makes and drops tens of
    thousands of objects; looking after every 700 took a tenth of its time, and now costs 3 MB."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
