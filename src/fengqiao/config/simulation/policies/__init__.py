"""What people usually do, by procedure and state. What stands in no list is done by the general rule of play."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.config.simulation.habits import Habit
from fengqiao.config.simulation.policies import case, enforcing, filing, mediation, serving

Habits = Mapping[str, Mapping[str, tuple[Habit, ...]]]

_ALL: Habits = {**mediation.HABITS, **filing.HABITS, **case.HABITS, **serving.HABITS, **enforcing.HABITS}


def habits_of(procedure: str, state: str) -> tuple[Habit, ...]:
    """The habits of everybody in a state of a procedure; none where nothing is written."""
    return _ALL.get(procedure, {}).get(state, ())
