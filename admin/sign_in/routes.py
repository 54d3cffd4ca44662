"""Signing in and out, and the one-time links by which people come in for the first time."""

from __future__ import annotations

from typing import Any

from flask import g, make_response, redirect, request

from admin.shell.access import (
    address_of_visitor,
    anyone,
    local_path,
    sign_browser_in,
    sign_browser_out,
)
from admin.shell.access import (
    room as make_room,
)
from admin.shell.forms import Form, Reader, reading, sent, writing
from admin.shell.rendering import go, page
from engine.base.errors import Refused
from engine.stores import commands, queries
from engine.stores.passwords import matches

room = make_room("sign_in", __name__)


@room.get("/sign-in")
@anyone
def form() -> Any:
    """The form; someone signed in goes straight on."""
    onward = local_path(request.args.get("next"))
    return redirect(onward, 303) if g.staff else page("sign_in/form.html", form=Form(), onward=onward)


@room.post("/sign-in")
@anyone
def sign_in() -> Any:
    """Attempt → commit → password → commit: no lock is held while the password is checked."""
    read, signer, db = Reader(), g.services.signer, g.services.db
    email, password = read.text("email").lower(), request.form.get("password", "")
    onward = local_path(request.form.get("next"))
    try:
        with db.write(g.store.id) as session:
            attempt = commands.begin_sign_in(
                session,
                signer.short("sign-in account", f"{g.store.id} {email}"),
                signer.short("sign-in address", f"{g.store.id} {address_of_visitor()}"),
            )
        with db.read(g.store.id) as session:
            staff = queries.staff_by_email(session, email)
        if not matches(staff.password_hash if staff else None, password) or staff is None:
            raise Refused("stores.sign_in_wrong")
    except Refused as refusal:
        form = sent().refuse(refusal)
        return page("sign_in/form.html", form=form, onward=onward, status=form.status)
    with db.write(g.store.id) as session:
        token = commands.finish_sign_in(session, attempt, staff, password, _browser())
        if g.session_token:
            commands.end_session(session, g.session_token)
    return sign_browser_in(redirect(onward, 303), token)


@room.post("/sign-out")
@anyone
def sign_out() -> Any:
    """Leave this browser, or every one."""
    if g.staff is not None:
        with writing() as session:
            if request.form.get("everywhere"):
                commands.end_sessions(session, g.staff)
            else:
                commands.end_session(session, g.session_token)
    return sign_browser_out(make_response(redirect("/sign-in", 303)))


@room.get("/set-up/<token>")
@room.get("/join/<token>")
@anyone
def link(token: str) -> Any:
    """A one-time link: choose a name and a password, or read why it does not work and what helps."""
    return _link_page(token, Form())


@room.post("/set-up/<token>")
@room.post("/join/<token>")
@anyone
def use_link(token: str) -> Any:
    """Use the link. A field that cannot be used leaves the link good."""
    read = Reader()
    try:
        if request.form.get("password", "") != request.form.get("password_again", ""):
            raise Refused("stores.passwords_differ", field="password_again")
        with writing() as session:
            staff = commands.accept_link(
                session,
                token,
                email=read.text("email"),
                name=read.text("name"),
                password=request.form.get("password", ""),
            )
            cookie = commands.start_session(session, staff, _browser())
            if g.session_token:
                commands.end_session(session, g.session_token)
    except Refused as refusal:
        return _link_page(token, sent().refuse(refusal))
    return sign_browser_in(go("/set-up" if staff.role == "owner" and not g.store.is_open else "/"), cookie)


def _link_page(token: str, form: Form) -> Any:
    with reading() as session:
        state, found = queries.link_state(session, token)
    if state != "good" or found is None:
        return page("sign_in/spent.html", status=404 if state == "unknown" else 410, state=state)
    return page(
        "sign_in/link.html",
        form=form,
        status=form.status,
        purpose=found.purpose,
        suggested=g.store.row.email,
    )


def _browser() -> str:
    return request.user_agent.string or ""
