"""The search index of each store: a Whoosh index in a folder that web processes and the one index worker share.

Whoosh is imported by the modules that use it, not here at start-up: a web worker that never searches never pays for it.
"""

from engine.listing.index.folder import Busy, NoIndex
from engine.listing.index.indexes import Indexes

__all__ = ["Busy", "Indexes", "NoIndex"]
