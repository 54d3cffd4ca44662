"""Liquid as theme packs write it. Knows no shop: what a page is about comes with the context."""

from __future__ import annotations

from .budget import PAGE_LIMITS, Budget, Limits
from .compiler import CodeStore
from .context import Context, Page
from .drops import Drop, SequenceDrop, prop
from .environment import Environment
from .errors import BudgetExceeded, Problem, RenderError, TemplateError
from .host import BareHost, FormParts, Host, PagedItems
from .lenient import LenientEnvironment
from .safe import Css, InlineHashes, Json, finish
from .settled import Ground
from .template import Template

__all__ = [
    "PAGE_LIMITS",
    "BareHost",
    "Budget",
    "BudgetExceeded",
    "CodeStore",
    "Context",
    "Css",
    "Drop",
    "Environment",
    "FormParts",
    "Ground",
    "Host",
    "InlineHashes",
    "Json",
    "LenientEnvironment",
    "Limits",
    "Page",
    "PagedItems",
    "Problem",
    "RenderError",
    "SequenceDrop",
    "Template",
    "TemplateError",
    "finish",
    "prop",
]
