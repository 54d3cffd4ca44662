"""A savepoint that rolls back takes its block of ids with it on SQLite; nobody may go on using it."""

from __future__ import annotations

import pytest

from engine.base.db import Database


class Undone(Exception):
    pass


def test_ids_taken_after_a_rolled_back_savepoint_are_not_given_out_again(db: Database) -> None:
    other = Database(db.url)
    with db.write(None) as session:
        with pytest.raises(Undone), session.begin_nested():
            session.new_id()
            raise Undone
        here = [session.new_id() for _ in range(5)]
    with other.write(None) as session:
        there = [session.new_id() for _ in range(5)]
    other.close()
    assert len({*here, *there}) == 10


def test_ids_of_a_savepoint_that_commits_go_back_with_the_transaction_around_it(db: Database) -> None:
    other = Database(db.url)
    with pytest.raises(Undone), db.write(None) as session:
        with session.begin_nested():
            session.new_id()
        raise Undone
    with other.write(None) as session:
        there = [session.new_id() for _ in range(5)]
    with db.write(None) as session:
        here = [session.new_id() for _ in range(5)]
    other.close()
    assert len({*here, *there}) == 10
