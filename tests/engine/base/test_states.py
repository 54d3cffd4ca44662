"""State tables allow what they list, and nothing else."""

from __future__ import annotations

import pytest

from engine.base.errors import Conflict
from engine.base.states import table

PARCEL = table("parcel", send=("packed", "sent"), lose=("packed sent", "lost"))


def test_a_listed_step_leads_on() -> None:
    assert PARCEL.after("packed", "send") == "sent"
    assert PARCEL.after("sent", "lose") == "lost"
    assert PARCEL.allows("packed", "lose")


def test_any_other_step_is_refused() -> None:
    assert not PARCEL.allows("lost", "send")
    with pytest.raises(Conflict) as refusal:
        PARCEL.after("lost", "send")
    assert refusal.value.code == "parcel.step_not_allowed"
    assert refusal.value.status == 409


def test_an_unknown_step_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        PARCEL.after("packed", "explode")
