"""Alternatives of a template (`product.gift`), and sections that stand at fixed places of the layout."""

from __future__ import annotations

import re

from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.themes.models import SectionData
from engine.themes.packs import Pack, SectionUse
from engine.themes.queries import STATIC, fixed_files

from .copies import copy_section_to
from .install import make_section

KINDS = ("product", "collection", "page", "blog", "article")
"""Kinds of pages whose records can each choose an alternative."""
_SUFFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,58}")


def add_template(session: StoreSession, pack: Pack, base: str, suffix: str, *, actor: Actor) -> str:
    """Make an alternative of a template, with copies of the sections that the plain one has; returns its name. Records choose
    it by its suffix, and it is kept whatever theme is worn.

    Raises Refused naming the field: a kind that has no alternatives, a suffix that is none or taken.
    """
    if base not in KINDS or base not in pack.templates:
        raise Refused("themes.no_alternatives_of", field="base")
    if not _SUFFIX.fullmatch(suffix):
        raise Refused("themes.suffix_is_none", field="suffix")
    name = f"{base}.{suffix}"
    taken = session.scalars(select(SectionData.id).where(SectionData.template == name).limit(1)).first()
    if taken is not None or name in pack.templates:
        raise Refused("themes.template_exists", field="suffix", name=name)
    statement = (
        select(SectionData)
        .where(SectionData.template == base, SectionData.removed_at.is_(None))
        .order_by(SectionData.position, SectionData.id)
    )
    for data in session.scalars(statement).all():
        copy_section_to(session, data, name, actor=actor)
    return name


def open_fixed(session: StoreSession, pack: Pack, file: str, *, actor: Actor) -> SectionData:
    """The section data of a section that stands at a fixed place of the layout; made with what it shows now when it is
    first asked for. Raises NotFound for a file that stands at none."""
    if file not in fixed_files(pack):
        raise NotFound("record.not_found")
    known = session.scalars(
        select(SectionData).where(SectionData.template == STATIC, SectionData.section_key == file)
    ).first()
    if known is not None:
        return known
    use = SectionUse(file, file, pack.fixed_starts[file])
    return make_section(session, pack, STATIC, use, 0, actor, made_by="pack")
