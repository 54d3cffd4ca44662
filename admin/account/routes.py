"""One's own account."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.shell.access import room as make_room
from admin.shell.access import sign_browser_in
from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.rendering import go, page
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.signing import token_hash
from engine.stores import commands, queries

room = make_room("account", __name__)


@room.get("/account")
def show() -> Any:
    """Name, password, browsers."""
    return _page(Form({"name": g.staff.name}), Form())


@room.post("/account")
def rename() -> Any:
    """Another name."""
    name = Reader().text("name")
    _, refused = attempt(lambda session: commands.rename_staff(session, g.staff, name=name))
    return _page(refused, Form()) if refused else go("/account", "form.saved")


@room.post("/account/password")
def change_password() -> Any:
    """Another password; every other browser is signed out, this one gets a new session."""

    def action(session: StoreSession) -> str:
        new = request.form.get("new", "")
        if new != request.form.get("again", ""):
            raise Refused("stores.passwords_differ", field="again")
        commands.change_own_password(session, g.staff, current=request.form.get("current", ""), new=new)
        return commands.start_session(session, g.staff, request.user_agent.string)

    token, refused = attempt(action)
    if refused or token is None:
        return _page(Form({"name": g.staff.name}), refused or Form())
    return sign_browser_in(go("/account", "account.password_saved"), token)


@room.post("/account/other-sessions/end")
def end_others() -> Any:
    """Sign out everywhere else."""
    attempt(lambda session: commands.end_other_sessions(session, g.staff, g.session_token))
    return go("/account", "account.others_ended")


def _page(form: Form, password: Form) -> Any:
    with reading() as session:
        browsers = queries.sessions_of(session, g.staff)
    return page(
        "account/account.html",
        status=max(form.status, password.status),
        form=form,
        password=password,
        browsers=browsers,
        own=token_hash(g.session_token),
    )
