"""Collections: by hand with a picker and an order, by rule with a live preview of what they hold."""

from __future__ import annotations

from typing import Any

from flask import g, request

from admin.collections.form import NEW, empty_rule, read_collection, rules_of, values_of
from admin.collections.reading import matching, members_of
from admin.files.pictures import picture_url, picture_urls, square_of
from admin.shell.access import room as make_room
from admin.shell.forms import Form, Reader, attempt, reading, sent
from admin.shell.rendering import go, page, part, removal_page, warn
from admin.shell.words import t
from engine.base.db import StoreSession
from engine.catalogue import commands, queries

room = make_room("collections", __name__, "catalogue")


@room.get("/collections")
def index() -> Any:
    """The list."""
    args = {name: request.args.get(name, "") for name in ("q", "kind")}
    with reading() as session:
        listed = queries.list_collections(
            session,
            search=args["q"].replace("\x00", "")[:100],
            kind=args["kind"] if args["kind"] in ("manual", "rule") else None,
            cursor=request.args.get("after"),
        )
    return part(
        "collections/list.html",
        "list",
        "collections/index.html",
        listed=listed,
        args=args,
        started="after" in request.args,
        square_of=square_of,
        ever=bool(listed.items) or any(args.values()) or "after" in request.args,
    )


@room.get("/collections/new")
def new() -> Any:
    """An empty form."""
    return _page(None, Form(NEW))


@room.post("/collections")
def create() -> Any:
    """A new collection."""
    if "add_rule" in request.form:
        return _page(None, Form(empty_rule(request.form.to_dict())))
    made, refused = attempt(
        lambda session: commands.create_collection(session, read_collection(Reader()), g.actor),
        uploads=("picture",),
    )
    if refused or made is None:
        return _page(None, refused or sent())
    return go(f"/collections/{made.id}", "collections.created")


@room.get("/collections/matches")
def matches() -> Any:
    """How many products the rules as typed would hold, and a few of them."""
    with reading() as session:
        return page("collections/matches.html", **matching(session, Reader(request.args)))


@room.get("/collections/<int:collection_id>")
def edit(collection_id: int) -> Any:
    """One collection."""
    return _page(collection_id, None)


@room.post("/collections/<int:collection_id>")
def update(collection_id: int) -> Any:
    """Save it."""
    if "add_rule" in request.form:
        return _page(collection_id, Form(empty_rule(request.form.to_dict())))

    def action(session: StoreSession) -> None:
        kept = queries.collection_by_id(session, collection_id)
        commands.update_collection(session, collection_id, read_collection(Reader(), kept.media_id), g.actor)

    _, refused = attempt(action, uploads=("picture",))
    return _page(collection_id, refused) if refused else go(f"/collections/{collection_id}", "form.saved")


@room.get("/collections/<int:collection_id>/candidates")
def candidates(collection_id: int) -> Any:
    """Products to add, as you type."""
    words = request.args.get("add", "").replace("\x00", "")[:100]
    with reading() as session:
        collection = queries.collection_by_id(session, collection_id)
        found = queries.pick_products(session, words, limit=8)
        pictures = picture_urls(session, [one.media_id for one in found], 96)
    return page(
        "collections/candidates.html", collection=collection, found=found, pictures=pictures, words=words
    )


@room.post("/collections/<int:collection_id>/members")
def change_members(collection_id: int) -> Any:
    """Add one, take one off, or keep the order of all."""
    read = Reader()
    order = [int(text) for text in read.many("member") if text.isascii() and text.isdigit()][:5_000]
    added, removed = read.record_id("add"), read.record_id("remove")

    def action(session: StoreSession) -> None:
        if added is not None:
            commands.add_to_collection(session, collection_id, [added])
        elif removed is not None:
            commands.remove_from_collection(session, collection_id, [removed])
        else:
            commands.order_members(session, collection_id, _moved(order, read))

    _, refused = attempt(action)
    for said in refused.general if refused else []:
        warn(said)
    return go(f"/collections/{collection_id}", None if refused else "collections.members_saved")


@room.get("/collections/<int:collection_id>/removal")
def removal(collection_id: int) -> Any:
    """What deleting would do."""
    with reading() as session:
        collection = queries.collection_by_id(session, collection_id)
    return removal_page(
        t("collections.remove_title", title=collection.title),
        f"/collections/{collection_id}",
        collection.title,
        t("collections.remove_do"),
        [
            ("layers", t("collections.will_go")),
            ("tag", t("collections.will_stay")),
            ("undo-2", t("shell.no_undo")),
        ],
    )


@room.post("/collections/<int:collection_id>/removal")
def remove(collection_id: int) -> Any:
    """Delete it."""
    _, refused = attempt(lambda session: commands.delete_collection(session, collection_id, g.actor))
    return _page(collection_id, refused) if refused else go("/collections", "collections.removed")


def _moved(order: list[int], read: Reader) -> list[int]:
    for name, by in (("earlier", -1), ("later", 1)):
        member = read.record_id(name)
        if member in order:
            place = order.index(member)
            order.insert(max(0, place + by), order.pop(place))
    return order


def _page(collection_id: int | None, form: Form | None) -> Any:
    members: list[Any] = []
    with reading() as session:
        collection = None if collection_id is None else queries.collection_by_id(session, collection_id)
        tree = queries.collection_tree(session, public_only=False)
        if collection is not None:
            members = members_of(session, collection.id)
            form = form or Form(values_of(collection))
        form = form or Form(NEW)
        held = matching(session, Reader(form.values)) if form.value("kind") == "rule" else None
        picture = picture_url(session, collection.media_id, 320) if collection else None
    return page(
        "collections/edit.html",
        status=form.status,
        form=form,
        collection=collection,
        members=members,
        tree=[crumb for crumb in tree if crumb.id != collection_id],
        rules=rules_of(form.values),
        picture=picture,
        square_of=square_of,
        **(held or {"count": None, "titles": []}),
    )
