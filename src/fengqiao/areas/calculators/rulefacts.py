"""The one question of a rule's page: from when?"""

from __future__ import annotations

from fengqiao.areas.calculators.facts import Day, Moment
from fengqiao.kernel.asks import Asks


class RuleDay(Asks):
    """The day of the starting event."""

    at: Day


class RuleMoment(Asks):
    """The moment of the starting event, where hours are counted."""

    at: Moment
