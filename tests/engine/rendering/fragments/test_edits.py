"""A page of kept parts is the page made anew, whatever was changed in between."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from engine.base import clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from tests.engine.rendering.fragments.edits import DRIVEN, EDITS
from tests.engine.rendering.fragments.world import SUBJECTS, World, make_world
from tests.factories.stores import make_store

NOT_SHOWN = {
    "jobs": "work behind the scenes",
    "mail": "letters",
    "ordering": "carts, checkouts and orders are somebody's own; stock goes through the inventory's commands",
    "shipping": "shown in the checkout, which no theme renders",
    "stores.people": "the shop's own people",
    "stores.sessions": "the shop's own people",
    "tills": "sales over the counter are the shop's own; stock goes through the inventory's commands",
    "themes.switching": "what is tried on is edited, not shown; publishing it is driven",
    "stores.stores": "a store that is made has no pages yet; activity is for the admin",
}
"""Packages (or modules) whose commands change nothing that a page keeps."""

NO_WRITES = {
    "catalogue.check_variant", "catalogue.check_variants", "catalogue.own_variants", "catalogue.media",
    "catalogue.taken_skus", "content.picture", "inventory.bundles_with", "inventory.count_of", "inventory.first_states",
    "inventory.held", "inventory.ids_of", "inventory.items_of_act", "inventory.left_in_shops", "inventory.levels_of",
    "inventory.lock_item", "inventory.lock_items", "inventory.part_rows", "inventory.parts_of", "inventory.rule_for",
    "inventory.undoing", "inventory.with_floors", "metafields.resolved", "stores.check_tries",
    "themes.frozen_now", "themes.locked_look", "themes.locked_sections", "themes.match_of", "themes.name_of",
    "themes.section_by_id", "themes.section_of",
}  # fmt: skip
"""Functions of `commands` that take a session and only read."""

ELSEWHERE = {
    "catalogue.request_import": "asks a job for an import; what that writes is driven by test_other_writers.py",
    "inventory.designate_new": "a part of create_items, which is driven",
    "inventory.ensure_online": "a part of create_items; no page shows a channel",
    "inventory.issue_key": "no page shows a key",
    "inventory.open_channel": "of a list elsewhere, which no page of the shop shows",
    "inventory.request_levels_import": "asks a job, which counts as set_on_hand does",
    "inventory.revoke_key": "no page shows a key",
    "inventory.set_allocation_rule": "where goods of orders to come are taken from",
    "inventory.set_channel": "of a list elsewhere, and what items to come are",
    "inventory.set_default": "what items to come are",
    "inventory.set_low_mark": "when somebody is warned",
    "inventory.take_low_news": "who was warned of what",
    "inventory.take": "a part of reserve and release, which are driven",
    "inventory.write_designations": "a part of designate, which is driven",
    "themes.accept_upload": "installs the pack as `install_pack` does; its version is in every key",
    "themes.changing": "what the edits of sections go through, which are driven",
    "themes.add_template": "of the draft; a publish, which is driven, shows it",
    "themes.begin_check": "an upload's own row",
    "themes.delete_versions": "of versions that nobody can see any more",
    "themes.forget_theme": "refused for a pack that is worn",
    "themes.give_up_check": "an upload's own row",
    "themes.leave": "who is editing",
    "themes.note_presence": "who is editing",
    "themes.copy_section_to": "of the draft",
    "themes.open_fixed": "of the draft; it says what is shown already",
    "themes.prune": "of versions that nobody can see any more",
    "themes.record_change": "the history of a section",
    "themes.refuse_upload": "an upload's own row",
    "themes.remove_upload": "refused for a pack that is worn",
    "themes.request_upload": "an upload's own row",
}

WALKS = int(os.environ.get("FRAGMENT_WALKS", "1"))
STEPS = int(os.environ.get("FRAGMENT_STEPS", "10"))
LOOKED_AT = 3
"""Pages that are compared after each change; all of them at the beginning and the end."""


def change(world: World, name: str) -> bool:
    """Make one change; whether it was made."""
    try:
        with world.db.write(world.id) as session:
            EDITS[name](world, session)
    except Refused:
        return False
    return True


def look(world: World, count: int = LOOKED_AT) -> None:
    world.compare(*world.random.sample(list(SUBJECTS), count))


def test_every_command_is_driven() -> None:
    """A new command has to be added to `edits`, or to the lists above with the reason why no page shows it."""
    found = set()
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        package, _, rest = module.name.removeprefix("engine.").partition(".commands")
        if ".commands" not in module.name or package == "wiring":
            continue
        place = f"{package}{rest}"
        if package in NOT_SHOWN or place in NOT_SHOWN:
            continue
        members = vars(importlib.import_module(module.name)).items()
        for name, function in members:
            if inspect.isfunction(function) and function.__module__ == module.name and name[0] != "_":
                parameters = list(inspect.signature(function).parameters.values())
                if parameters and "Session" in str(parameters[0].annotation):
                    found.add(f"{package}.{name}")
    unknown = found - set(DRIVEN) - NO_WRITES - set(ELSEWHERE)
    assert not unknown, f"no edit drives {sorted(unknown)}"
    gone = (set(DRIVEN) | NO_WRITES | set(ELSEWHERE)) - found
    assert not gone, f"there is no command {sorted(gone)}"


@pytest.mark.parametrize("seed", range(WALKS))
def test_each_kind_of_change(world: World, seed: int) -> None:
    """Each edit, in an order of its own; most of them change something."""
    world.random = Random(seed)
    world.compare()
    names = world.random.sample(sorted(EDITS), len(EDITS))
    made = 0
    for name in names:
        made += change(world, name)
        look(world)
    world.compare()
    assert made > 0.7 * len(names), made
    assert len(world.seen) >= len(SUBJECTS) - 2, set(SUBJECTS) - world.seen


@settings(
    max_examples=WALKS, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    seed=st.integers(0, 2**32), names=st.lists(st.sampled_from(sorted(EDITS)), min_size=STEPS, max_size=STEPS)
)
def test_any_changes(
    db: Database, tmp_path_factory: pytest.TempPathFactory, seed: int, names: list[str]
) -> None:
    """Random walks, with time passing now and then so that what waits to be published comes out."""
    with clock.using(FixedClock(clock.now())) as fixed:
        world = make_world(db, make_store(db).id, tmp_path_factory.mktemp("world"))
        world.random = Random(seed)
        world.compare()
        for name in names:
            change(world, name)
            if world.random.random() < 0.1:
                fixed.advance(hours=world.random.choice([1, 20, 24 * 45]))
            look(world)
        world.compare()
