"""Habits: what somebody in a role usually does in a state, how often, how soon, and with what answers.

The habits of one role in one state are alternatives: chance picks one by its odds, or none (he never
answers). An *aside* is done besides, on its own odds, and does not end the state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from fengqiao.config.simulation.scene import Scene
from fengqiao.core import clock
from fengqiao.core.roles import SIDES
from fengqiao.law.calendar import calendar

Fill = Callable[[Scene], Mapping[str, Any] | None]
When = Callable[[Scene], datetime]
Deed = Callable[[Scene], bool]

OUTSIDE_OFFICE_HOURS = 0.3
_OFFICE = (time(8, 40), time(17, 20))


def nothing(_: Scene) -> None:
    """A move that asks nothing."""
    return None


def agree(_: Scene) -> dict[str, Any]:
    """A word given."""
    return {"agree": True}


@dataclass(frozen=True)
class Habit:
    """``odds`` is the share of those who may; ``after`` is a span in days, or says the moment itself.

    ``fill`` answers the move's questions; without it they are answered plausibly by their kinds.
    ``deed`` is something done outside the door (paying at the bank) that leads to the move by itself;
    it answers whether it could be done.
    """

    move: str
    who: str
    odds: float = 1.0
    after: tuple[float, float] | When = (0.02, 2.0)
    fill: Fill | None = None
    deed: Deed | None = None
    aside: bool = False
    only: Callable[[Scene], bool] | None = None

    @property
    def ahead(self) -> bool:
        """Whether somebody means to do it before it is open: its day is known, or it is done outside the door."""
        return callable(self.after) or self.deed is not None

    def moment(self, scene: Scene) -> datetime:
        """When it will be done: staff in office hours, people by day and now and then at night."""
        if callable(self.after):
            wanted = self.after(scene)
        else:
            wanted = scene.now + timedelta(days=scene.chance.uniform(*self.after))
        if self.who in SIDES or self.who == "party":
            return citizens_time(wanted, scene.chance)
        return office_time(wanted, scene.chance)


def office_time(wanted: datetime, chance: Random) -> datetime:
    """The same moment, or one in the next office hours."""
    opening, closing = (datetime.combine(wanted.date(), t, clock.ZONE) for t in _OFFICE)
    if wanted > closing:
        opening += timedelta(days=1)
    elif wanted >= opening and calendar().rest(wanted.date()) is None:
        return wanted
    day = calendar().working_day_from(opening.date())
    return datetime.combine(day, _OFFICE[0], clock.ZONE) + timedelta(seconds=chance.randint(0, 6 * 3600))


def citizens_time(wanted: datetime, chance: Random) -> datetime:
    """The same moment, moved into the day or, for three in ten, into the evening."""
    if 8 <= wanted.hour < 22:
        return wanted
    day = wanted.date() if wanted.hour < 8 else wanted.date() + timedelta(days=1)
    hour = chance.uniform(18, 22) if chance.random() < OUTSIDE_OFFICE_HOURS else chance.uniform(8, 18)
    return datetime.combine(day, time(), clock.ZONE) + timedelta(hours=hour)


def on_day(fact: str, ahead: int = 0, hour: float = 10) -> When:
    """At an hour of the day that a fact of the matter names (ISO), or of a day after it."""

    def moment(scene: Scene) -> datetime:
        named = str(scene.matter.facts.get(fact) or scene.today.isoformat())[:10]
        day = datetime.fromisoformat(named).date() + timedelta(days=ahead)
        at = datetime.combine(day, time(), clock.ZONE) + timedelta(hours=hour + scene.chance.uniform(0, 3))
        return max(at, scene.now + timedelta(minutes=scene.chance.randint(5, 90)))

    return moment
