"""Staff: invite by a one-time link, give roles, lock out and let in."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page, warn
from engine.base.db import StoreSession
from engine.stores import commands, queries
from engine.stores.commands.people import UNUSABLE
from engine.stores.rules import ROLES

room = make_room("staff", __name__, "staff")


@room.get("/staff")
def index() -> Any:
    """Everyone, and the form that invites."""
    return _page(Form({"role": "manager"}))


@room.post("/staff")
def invite() -> Any:
    """Invite someone; the link is shown once, to be handed over."""
    read = Reader()

    def action(session: StoreSession) -> tuple[Any, str]:
        return commands.invite_staff(
            session, email=read.text("email"), name=read.text("name"), role=read.text("role"), actor=g.actor
        )

    made, refused = attempt(action)
    if refused or made is None:
        return _page(refused or Form())
    return _page(Form({"role": "manager"}), link=_link(made[1]), person=made[0])


@room.post("/staff/<int:staff_id>/link")
def new_link(staff_id: int) -> Any:
    """A new link for someone who lost a password or an invitation."""

    def action(session: StoreSession) -> tuple[Any, str]:
        person = queries.staff_by_id(session, staff_id)
        purpose = "invitation" if person.password_hash == UNUSABLE else "reset_password"
        return person, commands.make_link(session, purpose, person)

    made, refused = attempt(action)
    if refused or made is None:
        return _page(refused or Form())
    return _page(Form({"role": "manager"}), link=_link(made[1]), person=made[0])


@room.post("/staff/<int:staff_id>/role")
def change_role(staff_id: int) -> Any:
    """Give another role."""
    role = Reader().text("role")
    return _done(
        lambda session: commands.change_role(session, staff_id, role=role, actor=g.actor), "staff.role_saved"
    )


@room.post("/staff/<int:staff_id>/lock")
def lock(staff_id: int) -> Any:
    """Lock someone out; letting them in again undoes it."""
    return _done(lambda session: commands.disable_staff(session, staff_id, actor=g.actor), "staff.locked")


@room.post("/staff/<int:staff_id>/unlock")
def unlock(staff_id: int) -> Any:
    """Let someone in again."""
    return _done(lambda session: commands.enable_staff(session, staff_id, actor=g.actor), "staff.unlocked")


def _done(action: Any, said: str) -> Any:
    person, refused = attempt(action)
    if refused or person is None:
        for text in (refused or Form()).general:
            warn(text)
        return go("/staff")
    return go("/staff", said, name=person.name)


def _link(token: str) -> str:
    return str(g.addresses.url(f"/join/{token}", "admin"))


def _page(form: Form, link: str | None = None, person: Any = None) -> Any:
    with reading() as session:
        people = queries.all_staff(session)
    return page(
        "staff/index.html",
        status=form.status,
        form=form,
        people=people,
        roles=ROLES,
        link=link,
        person=person,
        unusable=UNUSABLE,
    )
