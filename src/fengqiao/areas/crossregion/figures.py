"""How fast a court answers what other courts have taken in for it, by assisting court (R-FIL-15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from fengqiao.core.models import Matter
from fengqiao.law.settings import setting

REQUEST = "crossregion.request"
ANSWERED = ("taken", "incomplete", "not_competent")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one assisting court: how many, their median in minutes of office time, how many in time."""

    code: str
    name: str
    count: int
    median: float
    in_time: int


def answers(court: int, first: datetime, last: datetime) -> list[Answers]:
    """The answers that a court gave between two moments, the assisting court with most first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for facts in found.values_list("facts", flat=True):
        rows[facts["assisting_code"], facts["assisting"]].append(int(facts["minutes"]))
    limit = int(setting("cross_region.response_minutes").value)
    counted = [
        Answers(code, name, len(took), median(took), sum(m <= limit for m in took)) for (code, name), took in rows.items()
    ]
    return sorted(counted, key=lambda a: (-a.count, a.code))


def cases(court: int, first: datetime, last: datetime, assisting: str) -> list[Matter]:
    """The matters behind a line, the slowest answer first."""
    found = Matter.objects.filter(court=court, procedure=REQUEST, ended_at__gte=first, ended_at__lt=last)
    mine = found.filter(facts__assisting_code=assisting).select_related("dispute")
    return sorted(mine, key=lambda m: -int(m.facts["minutes"]))
