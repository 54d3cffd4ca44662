"""Publishing: what is being edited becomes a version, and shoppers see it from the same moment. Rollback: back to one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from engine.base import clock, outbox
from engine.base.actor import SYSTEM, Actor
from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.prepared import STORE, Prepared, many
from engine.stores.commands import record_activity
from engine.themes.events import LookChanged
from engine.themes.models import FrozenSection, FrozenText, KeptSection, Look, LookVersion, Theme
from engine.themes.queries import main_theme
from engine.themes.queries.freezing import Frozen, freeze, frozen_before

from .pruning import prune

AT_ONCE = 1_000


def publish(
    session: StoreSession,
    *,
    theme_id: int | None = None,
    page_themes: Mapping[str, int] | None = None,
    label: str = "",
    expect_version: int | None = None,
    actor: Actor = SYSTEM,
) -> LookVersion:
    """Let shoppers see what is being edited, in the main theme or in *theme_id*.

    *page_themes*: {kind of page, such as "product": theme id} for pages that wear another theme; None leaves them as they
    are. If nothing differs from what shoppers see, that version is returned. *expect_version*: the version that the edits
    began from. Raises Conflict if another was published since, NotFound for a theme that the store has not.
    """
    look = locked_look(session)
    before = session.find(LookVersion, look.current_version_id) if look is not None else None
    if expect_version is not None and (before is None or before.id != expect_version):
        raise Conflict("themes.published_meanwhile", by=before.actor_name if before else "")
    frozen = frozen_now(session, before, theme_id, page_themes)
    if before is not None and before.digest == frozen.digest():
        return before
    version = store_version(session, frozen, kind=_kind(session, before, frozen), label=label, actor=actor)
    show_version(session, version, look)
    record_activity(session, actor, "theme.published", "look_version", version.id, name_of(session, version))
    prune(session)
    return version


def frozen_now(
    session: StoreSession,
    before: LookVersion | None,
    theme_id: int | None,
    page_themes: Mapping[str, int] | None,
) -> Frozen:
    """What is being edited, frozen; see `publish` for what the arguments mean. Raises NotFound."""
    if theme_id is None:
        known = main_theme(session)
        if known is None:
            raise NotFound("record.not_found")
        theme_id = known.id
    if page_themes is None:
        page_themes = before.page_themes if before is not None else {}
    others = {kind: other for kind, other in page_themes.items() if other != theme_id}
    for wanted in {theme_id, *others.values()}:
        session.need(Theme, wanted)
    return freeze(session, theme_id, others)


def _kind(session: StoreSession, before: LookVersion | None, frozen: Frozen) -> str:
    if before is None:
        return "first"
    same = select(LookVersion.id).where(LookVersion.digest == frozen.digest()).limit(1)
    return "published" if session.scalars(same).first() is None else "restored"


def name_of(session: StoreSession, version: LookVersion) -> str:
    """What a version is called: by its label, else by its theme."""
    return version.label or session.need(Theme, version.theme_id).name


def publish_added(session: StoreSession, section_ids: Collection[int], *, actor: Actor = SYSTEM) -> None:
    """Let shoppers see sections that were just added, and nothing else of what is being edited."""
    look = locked_look(session)
    if look is None or not section_ids:
        return
    before = session.need(LookVersion, look.current_version_id)
    frozen = frozen_before(session, before.id, before.theme_id, before.page_themes)
    frozen.add(freeze(session, before.theme_id, before.page_themes, only=set(section_ids)))
    version = store_version(session, frozen, kind="published", label=before.label, actor=actor)
    show_version(session, version, look)
    prune(session)


def rollback(session: StoreSession, *, to: int | None = None, actor: Actor) -> LookVersion:
    """Let shoppers see the version before, or the version *to*, as it was then. What is being edited stays as it is.

    Raises NotFound, or Refused where there is no version before.
    """
    look = locked_look(session)
    if look is None:
        raise NotFound("record.not_found")
    target = look.previous_version_id if to is None else to
    if target is None:
        raise Refused("themes.no_version_before")
    version = session.need(LookVersion, target)
    if version.id != look.current_version_id:
        show_version(session, version, look)
        record_activity(
            session, actor, "theme.rolled_back", "look_version", version.id, name_of(session, version)
        )
    return version


def locked_look(session: StoreSession) -> Look | None:
    """What the store shows; nobody else changes it until the transaction ends."""
    statement = select(Look).with_for_update().execution_options(populate_existing=True)
    look = session.scalars(statement).first()
    if look is None:  # two who publish first of all take turns at the themes
        session.scalars(select(Theme.id).order_by(Theme.id).with_for_update()).all()
        look = session.scalars(statement).first()
    return look


def store_version(
    session: StoreSession, frozen: Frozen, *, kind: str, label: str, actor: Actor
) -> LookVersion:
    """Write a version down; nobody sees it yet. Texts that the store has already are not written again."""
    version = LookVersion(
        theme_id=frozen.theme_id,
        page_themes=frozen.page_themes,
        label=label.strip()[:120],
        kind=kind,
        digest=frozen.digest(),
        created_at=clock.now(),
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
    )
    session.add(version)
    session.flush()
    _keep_texts(session, frozen.texts)
    for model, rows in ((FrozenSection, frozen.shown), (KeptSection, frozen.kept)):
        own = {"store_id": session.store, "version_id": version.id}
        ids = session.new_ids(len(rows))
        insert_rows(session, model, [own | {"id": i} | row for i, row in zip(ids, rows, strict=True)])
    return version


def _keep_texts(session: StoreSession, texts: Mapping[str, str]) -> None:
    wanted = sorted(texts)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        known = {digest for (digest,) in _KNOWN.all(session, digests=part)}
        new = [digest for digest in part if digest not in known]
        rows: list[dict[str, Any]] = [
            {"store_id": session.store, "id": i, "digest": digest, "text": texts[digest]}
            for i, digest in zip(session.new_ids(len(new)), new, strict=True)
        ]
        insert_rows(session, FrozenText, rows)


_KNOWN = Prepared(
    FrozenText.digest,
    build=lambda read: read.where(FrozenText.store_id == STORE, FrozenText.digest.in_(many("digests"))),
)


def show_version(session: StoreSession, version: LookVersion, look: Look | None) -> None:
    """Point at a version: from the commit on shoppers see it. The main theme is the one that it wears."""
    now = clock.now()
    if look is None:
        session.add(Look(current_version_id=version.id, changed_at=now))
    else:
        look.previous_version_id, look.current_version_id = look.current_version_id, version.id
        look.changed_at = now
    for theme in session.scalars(select(Theme)):
        if theme.id != version.theme_id:
            theme.role = "draft"
        elif theme.role != "main" or theme.published_at is None:
            theme.role, theme.published_at = "main", now
    outbox.record(session, "look.changed", LookChanged(version.id, version.theme_id))
