"""Versions of the look that shoppers see; every shop with a theme gets its present one as the first"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Time = sa.DateTime(timezone=True)
Json = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
TABLES = (
    "look_version",
    "shown_section",
    "kept_section",
    "shown_values",
    "look",
    "look_schedule",
    "section_presence",
)


def upgrade() -> None:
    _versions()
    _sections()
    _pointers()
    _presence()
    op.add_column("section_event", sa.Column("undoes_id", sa.BigInteger(), nullable=True))
    op.add_column("section_event", sa.Column("batch", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_section_event_actor", "section_event", ["store_id", "actor_id", "at"])
    op.create_index("ix_section_event_undoes", "section_event", ["store_id", "undoes_id"])
    op.create_index("ix_section_event_batch", "section_event", ["store_id", "batch"])
    _first_versions()
    _enable_row_level_security()


def downgrade() -> None:
    for name in ("batch", "undoes", "actor"):
        op.drop_index(f"ix_section_event_{name}", "section_event")
    op.drop_column("section_event", "batch")
    op.drop_column("section_event", "undoes_id")
    for table in reversed(TABLES):
        op.drop_table(table)


def _versions() -> None:
    op.create_table(
        "look_version",
        *_own_key("look_version"),
        sa.Column("theme_id", sa.BigInteger(), nullable=False),
        sa.Column("page_themes", Json, nullable=False),
        *_texts("label", "kind", "digest"),
        sa.Column("created_at", Time, nullable=False),
        *_actor(),
        _belongs("look_version", "theme_id", "theme", "CASCADE"),
    )
    op.create_index("ix_look_version_created", "look_version", ["store_id", "created_at"])


def _sections() -> None:
    op.create_table(
        "shown_section",
        *_own_key("shown_section"),
        *_numbers("version_id", "section_data_id"),
        *_texts("template", "section_key"),
        *_numbers("position", "theme_id"),
        *_texts("pack", "file"),
        *_numbers("revision"),
        *_texts("digest"),
        _belongs("shown_section", "version_id", "look_version", "CASCADE"),
    )
    op.create_index(
        "ix_shown_section_page", "shown_section", ["store_id", "version_id", "theme_id", "template"]
    )
    op.create_table(
        "kept_section",
        *_own_key("kept_section"),
        *_numbers("version_id", "section_data_id"),
        *_texts("template", "section_key"),
        *_numbers("position"),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        *_numbers("revision"),
        *_texts("digest"),
        _belongs("kept_section", "version_id", "look_version", "CASCADE"),
        sa.UniqueConstraint(
            "store_id",
            "version_id",
            "section_data_id",
            name=op.f("uq_kept_section_store_id_version_id_section_data_id"),
        ),
    )
    op.create_index("ix_kept_section_data", "kept_section", ["store_id", "section_data_id", "revision"])
    op.create_table(
        "shown_values",
        *_own_key("shown_values"),
        *_texts("digest", "text"),
        sa.UniqueConstraint("store_id", "digest", name=op.f("uq_shown_values_store_id_digest")),
    )


def _pointers() -> None:
    op.create_table(
        "look",
        *_own_key("look"),
        *_numbers("current_version_id"),
        sa.Column("previous_version_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Time, nullable=False),
        _belongs("look", "current_version_id", "look_version"),
        _belongs("look", "previous_version_id", "look_version"),
        sa.UniqueConstraint("store_id", name=op.f("uq_look_store_id")),
    )
    op.create_table(
        "look_schedule",
        *_own_key("look_schedule"),
        *_numbers("version_id"),
        sa.Column("starts_at", Time, nullable=False),
        sa.Column("ends_at", Time, nullable=True),
        *_texts("state", "outcome"),
        sa.Column("back_to_version_id", sa.BigInteger(), nullable=True),
        *_texts("label"),
        sa.Column("created_at", Time, nullable=False),
        *_actor(),
        _belongs("look_schedule", "version_id", "look_version", "CASCADE"),
        _belongs("look_schedule", "back_to_version_id", "look_version", "CASCADE"),
    )
    op.create_index("ix_look_schedule_due", "look_schedule", ["state", "starts_at"])


def _presence() -> None:
    op.create_table(
        "section_presence",
        *_own_key("section_presence"),
        *_numbers("staff_id"),
        *_texts("name", "template"),
        sa.Column("section_id", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", Time, nullable=False),
        _belongs("section_presence", "staff_id", "staff", "CASCADE"),
        sa.UniqueConstraint(
            "store_id",
            "staff_id",
            "template",
            name=op.f("uq_section_presence_store_id_staff_id_template"),
        ),
    )


def _own_key(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{table}")),
    )


def _belongs(table: str, column: str, parent: str, ondelete: str | None = None) -> Any:
    return sa.ForeignKeyConstraint(
        ["store_id", column],
        [f"{parent}.store_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_store_id_{column}"),
        ondelete=ondelete,
    )


def _texts(*names: str) -> tuple[Any, ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _numbers(*names: str) -> tuple[Any, ...]:
    return tuple(sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _actor() -> tuple[Any, ...]:
    return (*_texts("actor_kind", "actor_name"), sa.Column("actor_id", sa.BigInteger(), nullable=True))


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")


# -- the first version of every shop --------------------------------------------------------------------------


def _first_versions() -> None:
    """What the shop shows now, as the program of this migration's day puts it together."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('vitrine.store', '*', true)"))
    themes = connection.execute(
        sa.text("SELECT store_id, id, pack FROM theme WHERE role = 'main' ORDER BY store_id, id")
    ).fetchall()
    seen = set()
    for store_id, theme_id, pack in themes:
        if store_id not in seen:
            seen.add(store_id)
            _first_version(connection, store_id, theme_id, pack)


DRAFT = sa.text(
    "SELECT d.id, d.template, d.section_key, d.position, d.is_hidden, d.revision, CAST(d.content AS TEXT),"
    " CAST(d.presentation AS TEXT), CAST(d.unclassified AS TEXT), CAST(d.context AS TEXT), m.file,"
    " CAST(m.binding AS TEXT), m.outcome, m.pinned FROM section_data d LEFT JOIN section_match m"
    " ON m.store_id = d.store_id AND m.section_data_id = d.id AND m.pack = :pack AND m.is_current"
    " WHERE d.store_id = :store AND d.removed_at IS NULL ORDER BY d.id"
)


def _first_version(connection: Any, store_id: int, theme_id: int, pack: str) -> None:
    shown, kept, texts = [], [], {}
    for row in connection.execute(DRAFT, {"pack": pack, "store": store_id}).fetchall():
        section_id, template, key, position, hidden, revision_, *said = row
        content, presentation, unclassified, context, file, binding, outcome, pinned = said
        place = {
            "section_data_id": section_id,
            "template": template,
            "section_key": key,
            "position": position,
        }
        state = _state(content, presentation, unclassified, context, pack, file, binding, outcome, pinned)
        texts[_digest(state)] = state
        kept.append(place | {"is_hidden": bool(hidden), "revision": revision_, "digest": _digest(state)})
        if file is not None and not hidden:
            values = json.dumps(
                _put_together(f"{pack}/{file}", *map(_loaded, (content, presentation, unclassified, binding)))
            )
            texts[_digest(values)] = values
            own = {"theme_id": theme_id, "pack": pack, "file": file}
            shown.append(place | own | {"revision": revision_, "digest": _digest(values)})
    ids = _ids(connection, 2 + len(shown) + len(kept) + len(texts))
    now = datetime.now(UTC)
    version = {
        "store_id": store_id,
        "id": next(ids),
        "theme_id": theme_id,
        "page_themes": {},
        "label": "",
        "kind": "first",
        "digest": _digest_of_version(theme_id, shown, kept),
        "created_at": now,
        "actor_kind": "system",
        "actor_name": "Vitrine",
        "actor_id": None,
    }
    own = {"store_id": store_id, "version_id": version["id"]}
    _insert(connection, "look_version", [version])
    _insert(connection, "shown_section", [own | {"id": next(ids)} | row for row in shown])
    _insert(connection, "kept_section", [own | {"id": next(ids)} | row for row in kept])
    _insert(
        connection,
        "shown_values",
        [{"store_id": store_id, "id": next(ids), "digest": d, "text": t} for d, t in texts.items()],
    )
    _insert(
        connection,
        "look",
        [
            {
                "store_id": store_id,
                "id": next(ids),
                "current_version_id": version["id"],
                "previous_version_id": None,
                "changed_at": now,
            }
        ],
    )


def _state(
    content: str,
    presentation: str,
    unclassified: str | None,
    context: str,
    pack: str,
    file: str | None,
    binding: str | None,
    outcome: str | None,
    pinned: Any,
) -> str:
    match = ""
    if file is not None:
        names = {"pack": pack, "file": file, "outcome": outcome, "pinned": bool(pinned)}
        match = f'{json.dumps(names)[:-1]}, "binding": {binding}}}'
    return (
        f'{{"content": {content}, "presentation": {presentation}, "unclassified": {unclassified or "[]"},'
        f' "context": {context}, "matches": [{match}]}}'
    )


def _loaded(text: str | None) -> Any:
    return json.loads(text or "[]")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _digest_of_version(theme_id: int, shown: list[dict[str, Any]], kept: list[dict[str, Any]]) -> str:
    lines = [json.dumps([theme_id, {}])]
    places = ("section_data_id", "template", "section_key", "position")
    lines += sorted(json.dumps([row[n] for n in (*places, "theme_id", "file", "digest")]) for row in shown)
    lines += sorted(json.dumps([row[n] for n in (*places, "is_hidden", "digest")]) for row in kept)
    return _digest("\n".join(lines))


def _ids(connection: Any, count: int) -> Iterator[int]:
    """Ids of blocks of 128, as the program takes them."""
    for _ in range(0, count + 127, 128):
        if connection.dialect.name == "postgresql":
            start = connection.execute(sa.text("SELECT nextval('vitrine_ids')")).scalar_one()
        else:
            start = connection.execute(sa.text("SELECT next_id FROM id_block")).scalar_one()
            connection.execute(sa.text("UPDATE id_block SET next_id = next_id + 128"))
        yield from range(start, start + 128)


def _insert(connection: Any, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        columns = [
            sa.column(key, {"page_themes": Json, "created_at": Time, "changed_at": Time}.get(key))
            for key in rows[0]
        ]
        rows = [{key: _plain(connection, value) for key, value in row.items()} for row in rows]
        connection.execute(sa.table(name, *columns).insert(), rows)


def _plain(connection: Any, value: Any) -> Any:
    """SQLite keeps times without a zone."""
    if isinstance(value, datetime) and connection.dialect.name == "sqlite":
        return value.replace(tzinfo=None)
    return value


# -- a section's values, put together as they were on this day ------------------------------------------------


def _put_together(key: str, content: Any, presentation: Any, unclassified: Any, binding: Any) -> Any:
    return _Together(content, presentation, unclassified, key).section(binding)


class _Together:
    def __init__(self, content: Any, presentation: Any, unclassified: Any, key: str) -> None:
        self.items = {item["id"]: item for item in _all_items(content)}
        self.looks = presentation.get(key) or {}
        self.loose: dict[str, Any] = {}
        for value in unclassified:
            self.loose.setdefault(value["place"], {})[value["setting"]] = value["value"]

    def section(self, binding: Any) -> Any:
        settings = self._values(binding.get("settings") or {}, self.looks.get("section") or {}, "section")
        blocks, order = self._blocks(binding.get("blocks") or [])
        return {"settings": settings, "blocks": blocks, "block_order": order}

    def _values(self, bound: Any, looks: Any, place: str) -> Any:
        values = {**looks, **self.loose.get(place, {})}
        for setting, target in bound.items():
            item_id, _, field_name = target.partition(".")
            item = self.items.get(item_id)
            if item is not None and field_name in item["value"]:
                values[setting] = item["value"][field_name]
        return values

    def _blocks(self, bound: Any) -> Any:
        blocks: Any = {}
        order = []
        entry_looks = self.looks.get("entries") or {}
        for each in bound:
            place = each.get("entry") or f"block:{each['key']}"
            block = {
                "type": each["type"],
                "settings": self._values(each.get("settings") or {}, entry_looks.get(place) or {}, place),
            }
            inner, inner_order = self._blocks(each.get("blocks") or [])
            if inner:
                block["blocks"], block["block_order"] = inner, inner_order
            for flag in ("disabled", "static", "name"):
                if flag in each:
                    block[flag] = each[flag]
            blocks[each["key"]] = block
            order.append(each["key"])
        return blocks, order


def _all_items(content: Any) -> list[Any]:
    found: list[Any] = []
    waiting = [content.get("lead") or {}, *(content.get("entries") or [])]
    while waiting:
        bundle = waiting.pop()
        found.extend(bundle.get("items") or [])
        waiting.extend(bundle.get("entries") or [])
    return found
