"""Every tag of the language, one line each."""

from __future__ import annotations

from .base import Tag
from .control import CaseTag, IfChangedTag, IfTag, UnlessTag
from .loops import BreakTag, ContinueTag, CycleTag, ForTag, TableRowTag
from .partials import IncludeTag, RenderTag
from .theme import (
    ContentForTag,
    FormTag,
    JavascriptTag,
    LayoutTag,
    PaginateTag,
    SchemaTag,
    SectionsTag,
    SectionTag,
    StylesheetTag,
    StyleTag,
)
from .variables import (
    AssignTag,
    CaptureTag,
    DecrementTag,
    DocTag,
    EchoTag,
    IncrementTag,
    InlineCommentTag,
    LiquidTag,
    OutputTag,
)

STANDARD_TAGS: tuple[type[Tag], ...] = (
    OutputTag,
    AssignTag,
    BreakTag,
    CaptureTag,
    CaseTag,
    ContentForTag,
    ContinueTag,
    CycleTag,
    DecrementTag,
    DocTag,
    EchoTag,
    ForTag,
    FormTag,
    IfChangedTag,
    IfTag,
    IncludeTag,
    IncrementTag,
    InlineCommentTag,
    JavascriptTag,
    LayoutTag,
    LiquidTag,
    PaginateTag,
    RenderTag,
    SchemaTag,
    SectionTag,
    SectionsTag,
    StyleTag,
    StylesheetTag,
    TableRowTag,
    UnlessTag,
)
