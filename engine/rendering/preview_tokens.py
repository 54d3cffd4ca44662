"""Who may see a store as it is being edited: signed tokens that end by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast
from urllib.parse import urlencode

from engine.base.db import StoreSession
from engine.base.origins import Addresses
from engine.base.signing import Signer
from engine.stores.models import Staff
from engine.stores.queries import StoreInfo
from engine.stores.rules import may

Purpose = Literal["edit", "look", "shown", "sample", "version"]
"""To edit the draft, to look at it, to look at what shoppers see beside it or saw in an older version; or at a pack as its
author laid it out, with products of the shop."""
PURPOSES: tuple[Purpose, ...] = ("edit", "look", "shown", "sample", "version")

EDITING_LASTS = timedelta(hours=8)
LOOKING_LASTS = timedelta(days=14)
"""The longest that a private link may last."""
PARAMETER = "preview_token"
_SIGNED_FOR = "preview"


@dataclass(frozen=True)
class PreviewView:
    """What a token opens: the draft in one theme of the store, to edit it or to look at it. Without a `theme_id` each kind of
    page wears the theme in which shoppers see it.

    `version_id`: the published version that a look back is of.

    `staff_id` is who made the token; one to edit with ends when that person may no longer edit. `pack`: the name of the
    pack that a sample is of, whether or not the store has it among its themes.
    """

    purpose: Purpose
    theme_id: int | None = None
    staff_id: int | None = None
    pack: str = ""
    version_id: int | None = None

    @property
    def name(self) -> str:
        """A short name, the same for every token that opens this view: ``edit``, ``look-12``, ``sample-folio``."""
        number = self.theme_id if self.version_id is None else self.version_id
        which = self.pack or ("" if number is None else str(number))
        return f"{self.purpose}-{which}" if which else self.purpose


def preview_token(
    signer: Signer, store: StoreInfo, view: PreviewView, *, lasts: timedelta | None = None
) -> str:
    """A token for *view* of *store*: for eight hours to edit, up to fourteen days to look. Raises ValueError for longer,
    or for an editor whom nobody knows."""
    longest = EDITING_LASTS if view.purpose == "edit" else LOOKING_LASTS
    lasts = longest if lasts is None else lasts
    if not timedelta() < lasts <= longest:
        raise ValueError(f"a preview lasts up to {longest}")
    if view.purpose == "edit" and view.staff_id is None:
        raise ValueError("whoever edits is somebody of the staff")
    which = view.theme_id if view.version_id is None else view.version_id
    value = [store.id, view.purpose, which, view.staff_id, view.pack, store.row.preview_series]
    return signer.sign(_SIGNED_FOR, value, lasts=lasts)


def read_preview_token(
    signer: Signer, session: StoreSession, store: StoreInfo, token: str
) -> PreviewView | None:
    """What a token opens; None when it is forged, too old, of another store, of private links that were ended, or when its
    editor may not edit any more.

    No query for a token to look with, one for a token to edit.
    """
    value = signer.read(_SIGNED_FOR, token)
    if not isinstance(value, list) or len(value) != 6:
        return None
    store_id, purpose, which, staff_id, pack, series = value
    if store_id != store.id or purpose not in PURPOSES:
        return None
    theme_id, version_id = (None, which) if purpose == "version" else (which, None)
    view = PreviewView(cast(Purpose, purpose), theme_id, staff_id, str(pack), version_id)
    good = _may_edit(session, staff_id) if purpose == "edit" else series == store.row.preview_series
    return view if good else None


def preview_address(addresses: Addresses, path: str, token: str) -> str:
    """The address that opens *path* of the shop (with its query, if it has one) in the preview of *token*."""
    joined = "&" if "?" in path else "?"
    return addresses.url(f"{path}{joined}{urlencode({PARAMETER: token})}", "preview")


def _may_edit(session: StoreSession, staff_id: int) -> bool:
    staff = session.find(Staff, staff_id)
    return staff is not None and staff.disabled_at is None and may(staff.role, "theme")
