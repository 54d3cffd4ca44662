"""Texts that stand for themselves as long as what they were made of reads the same.

A template's text follows from what it read: properties of objects, what filters said of them, the names that it was
handed. `recorder` writes down what a rendering read, in order, and what it found; `steps` keeps that as a tree. The next
rendering reads the same things again, from the objects of its own page, and as long as it finds the same it follows the
tree; at its end stands the text. At the first difference the template renders as ever. Nothing is believed that was not
read anew, so nothing can be stale, and nothing needs to be told of a change. `watched` is how a compiled function runs
while it is written down; `traced` decides when.
"""

from __future__ import annotations

from .traced import Traced

__all__ = ["Traced"]
