"""Turns a template's tree into Python source, and that into a function that writes the same bytes much faster.

`generate` walks the tree and writes source; `build` makes the code object and, in each process, the function;
`runtime` is what that function calls; `store` keeps code objects between processes. The interpreter (the nodes'
own `render_to_output`) stays the reference: it finishes whatever fails, so that errors read the same.
"""

from __future__ import annotations

from engine.liquid.errors import CannotCompile

from .build import Compiled, compile_nodes
from .generate import COMPILER_VERSION
from .store import CodeStore

__all__ = ["COMPILER_VERSION", "CannotCompile", "CodeStore", "Compiled", "compile_nodes"]
